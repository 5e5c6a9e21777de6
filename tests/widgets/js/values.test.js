// What rows hold, and what is odd about them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isEmpty, numberIn, oddities, readRow, tidied } from "../../../workbook/widgets/js/values.js";

const COLUMNS = [
  { key: "name", kind: "line", title: "Name" },
  { key: "due", kind: "date", title: "Due" },
  { key: "hours", kind: "number", title: "Hours" },
  { key: "with", kind: "choices", title: "With", choices: [] },
];

test("a number may have a comma, a sign and spaces around it", () => {
  for (const [text, number] of [["7", 7], [" 2,5 ", 2.5], ["+.5", 0.5], ["0", 0], ["100", 100]])
    assert.equal(numberIn(text, 0, 100), number);
});

test("an empty field is no number, and no mistake", () => {
  assert.equal(numberIn("  ", 0, 100), null);
});

test("what is no number, or is out of bounds, can't be read", () => {
  for (const text of ["x", "1e2", "1,000.5", "0x10", "-1", "100.5", ".", "Infinity", "1 2"])
    assert.equal(numberIn(text, 0, 100), undefined, text);
});

test("nothing, an empty text and an empty list are empty; zero is not", () => {
  assert.deepEqual([null, undefined, "", [], 0, false, " ", ["a"]].map(isEmpty), [
    true, true, true, true, false, false, false, false,
  ]);
});

test("a row written by hand is shown as far as its controls can", () => {
  const row = { name: 7, due: ["x"], hours: "many", with: "one", more: { kept: true } };
  assert.deepEqual(tidied({ columns: COLUMNS }, row), { name: "7", due: '["x"]', hours: "many", with: [], more: { kept: true } });
  assert.deepEqual(tidied({ columns: COLUMNS }, { name: null }), { name: null });
});

test("a row's cells are its value, over what the kernel keeps besides", () => {
  const [value, problem] = readRow({ from: "x", name: "old" }, undefined, [["name", "new", ""], ["hours", 3, ""]]);
  assert.deepEqual(value, { from: "x", name: "new", hours: 3 });
  assert.equal(problem, "");
});

test("the first cell that can't be saved is what is said of the row", () => {
  const [, problem] = readRow({}, undefined, [["name", "a", ""], ["hours", "x", "A number."], ["due", "y", "A date."]]);
  assert.equal(problem, "A number.");
});

test("a cell that can't be read keeps what was meant there", () => {
  const cells = [["due", undefined, "No such date."]];
  assert.deepEqual(readRow({ due: "0002-01-01" }, { due: "2026-01-01" }, cells)[0], { due: "2026-01-01" });
  assert.deepEqual(readRow({}, undefined, cells)[0], { due: null });
});

// What is odd

const odd = (check, value, all = [value]) => [...oddities({ checks: [check] }, value, all)];

test("a day before the one that it can't be before is odd", () => {
  const check = { rule: "not_before", column: "due", other: "since", say: "Too early." };
  assert.deepEqual(odd(check, { due: "2026-01-01", since: "2026-01-02" }), [["due", "Too early."]]);
  assert.deepEqual(odd(check, { due: "2026-01-02", since: "2026-01-02" }), []);
  assert.deepEqual(odd(check, { due: "2026-01-01" }), []);
  assert.deepEqual(odd(check, undefined), []);
});

test("a column that needs another is odd without it", () => {
  const check = { rule: "needs", column: "level", other: "evidence", say: "Why?" };
  assert.deepEqual(odd(check, { level: 3, evidence: "  " }), [["level", "Why?"]]);
  assert.deepEqual(odd(check, { level: 3, evidence: "This." }), []);
  assert.deepEqual(odd(check, { level: [], evidence: "" }), []);
  assert.deepEqual(odd(check, undefined), []);
});

test("rows that wait for each other in a circle are odd, and only those", () => {
  const check = { rule: "names_row", column: "after", other: "name", say: "A circle." };
  const [a, b, c] = [{ name: "A", after: "B " }, { name: "B", after: "A" }, { name: "C", after: "A" }];
  const all = [a, b, c];
  assert.deepEqual(odd(check, a, all), [["after", "A circle."]]);
  assert.deepEqual(odd(check, b, all), [["after", "A circle."]]);
  assert.deepEqual(odd(check, c, all), [], "it leads into the circle and is not in it");
  assert.deepEqual(odd(check, { name: "D", after: "D" }), [["after", "A circle."]]);
  assert.deepEqual(odd(check, { name: "", after: "" }, [...all, { name: "" }]), []);
  assert.deepEqual(odd(check, { name: "E", after: "nobody" }, all), []);
});

test("a column says one thing at a time, the first", () => {
  const checks = [
    { rule: "needs", column: "level", other: "evidence", say: "First." },
    { rule: "needs", column: "level", other: "why", say: "Second." },
  ];
  assert.deepEqual([...oddities({ checks }, { level: 3 }, [])], [["level", "First."]]);
});
