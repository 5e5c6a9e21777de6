// The rows of a table.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Rows } from "../../../workbook/widgets/js/rows.js";
import { FakePage } from "./fakes.js";

const FULL = "Twelve are enough.";
const QUESTION = {
  key: "plan.risks",
  title: "Risks",
  columns: [{ key: "name", kind: "line", title: "Name" }],
  checks: [{ rule: "names_row", column: "after", other: "name", say: "A circle." }],
  most: 3,
  full: FULL,
};

let page = new FakePage();
let rows = table();
beforeEach(() => {
  rows = table();
});

function table(question = QUESTION) {
  page = new FakePage();
  page.question = question;
  return new Rows(question, page.slot({ row: "order", action: "order" }), (row) => page.slot({ row }));
}

const ids = () => rows.order.map(({ id }) => id);
const nobody = () => false;

function answer(order, values = {}) {
  const held = order.map((id, place) => [id, { value: { name: id, ...values[id] }, revision: place + 1, others: [] }]);
  return { value: null, order, rows: Object.fromEntries(held), revision: 0, private: null, others: [] };
}

/** Take rows that are on disk. */
const take = (...order) => rows.take(answer(order), nobody);

/** Write a name into a row. */
const write = (row, name) => rows.change(row, [["name", name, ""]]);

test("rows come in the order in which they were saved", () => {
  const { added, isArranged } = take("b", "a", "c");
  assert.deepEqual(ids(), ["b", "a", "c"]);
  assert.equal(added.length, 3);
  assert.ok(isArranged);
});

test("an order may name rows that are not there", () => {
  rows.take({ ...answer(["a", "b"]), order: ["x", "b", "a"] }, nobody);
  assert.deepEqual(ids(), ["b", "a"]);
});

test("what has not changed is not shown again", () => {
  take("a", "b");
  const { gone, added, changed, isArranged } = rows.take(answer(["a", "b"], { b: { name: "New" } }), nobody);
  assert.deepEqual([gone, added, changed.map(({ id }) => id), isArranged], [[], [], ["b"], false]);
});

test("a row that another place deleted goes, unless it is being written here", () => {
  take("a", "b");
  write(rows.get("a"), "mine");
  const { gone } = take();
  assert.deepEqual(gone.map(({ id }) => id), ["b"]);
  assert.deepEqual(ids(), ["a"]);
});

test("a row that is not on disk yet stays", () => {
  write(rows.insert("new"), "N");
  take("a");
  assert.deepEqual(ids().sort(), ["a", "new"]);
});

test("the blank row to begin with goes when others come, unless the person is in it", () => {
  for (const isHeld of [true, false]) {
    rows = table();
    rows.insert("blank").isBlank = true;
    rows.take(answer([]), () => isHeld);
    assert.deepEqual(ids(), ["blank"], "no others have come");
    rows.take(answer(["a"]), () => isHeld);
    assert.equal(ids().includes("blank"), isHeld);
  }
});

test("a blank row that was written in stays", () => {
  const row = rows.insert("blank");
  row.isBlank = true;
  write(row, "N");
  take("a");
  assert.ok(ids().includes("blank"));
});

test("a new row is saved in front of the next one that is", () => {
  rows = table({ ...QUESTION, most: undefined });
  take("a", "b");
  const between = rows.insert("new", rows.get("b"));
  const later = rows.insert("later", rows.get("b"));
  assert.deepEqual(ids(), ["a", "new", "later", "b"]);
  write(between, "N");
  between.slot.flush();
  assert.equal(page.edits().at(-1).edit.before, "b", "and not of one that nobody has saved");
  write(later, "L");
  rows.insert("last");
  write(rows.get("last"), "Z");
  rows.get("last")?.slot.flush();
  assert.equal(page.edits().at(-1).edit.before, null);
});

test("what content asks no longer is left to the kernel", () => {
  rows.take(answer(["a"], { a: { old: "kept there", from: "x" } }), nobody);
  write(rows.get("a"), "N");
  assert.deepEqual(rows.get("a")?.slot.value, { name: "N", from: "x" });
});

test("a row knows which of its cells can't be saved", () => {
  const row = rows.insert("a");
  rows.change(row, [["name", "N", ""], ["hours", "x", "A number."]]);
  assert.deepEqual([...row.problems], [["name", ""], ["hours", "A number."]]);
  assert.equal(row.slot.problem, "A number.");
});

test("a row is saved after a pause, but what is passed through while typing is not", () => {
  const row = rows.insert("a");
  rows.change(row, [["name", "N", ""]], true);
  page.clock.pass(1000);
  assert.deepEqual(page.edits(), []);
  write(row, "Name");
  page.clock.pass(1000);
  assert.equal(page.edits()[0].edit.value.name, "Name");
});

// As many as there may be

test("a table takes as many rows as it may have", () => {
  take("a", "b");
  assert.ok(rows.hasRoom);
  assert.equal(write(rows.insert("c"), "C"), true);
  assert.equal(rows.hasRoom, false);
});

test("a row that nobody has written in takes no room", () => {
  take("a", "b");
  rows.insert("blank");
  assert.ok(rows.hasRoom);
});

test("a table without a limit is never full", () => {
  rows = table({ ...QUESTION, most: undefined });
  take("a", "b", "c", "d");
  assert.ok(rows.hasRoom);
});

test("one row too many is kept in the browser and not sent", () => {
  take("a", "b", "c");
  const row = rows.insert("d");
  assert.equal(write(row, "D"), false);
  row.slot.flush();
  assert.equal(row.slot.problem, FULL);
  assert.deepEqual(page.edits(), []);
  assert.deepEqual(page.kept.map((draft) => draft.row), ["d"]);
});

test("it waits until there is room, and a row with another problem does not", () => {
  take("a", "b", "c");
  const row = rows.insert("d");
  write(row, "D");
  rows.change(rows.insert("e"), [["name", "E", "Too long."]]);
  assert.deepEqual(rows.waiting(), [row]);
  rows.remove(rows.get("a"));
  assert.ok(rows.hasRoom);
  assert.equal(write(row, "D"), true);
  assert.equal(row.slot.problem, "");
  assert.deepEqual(rows.waiting(), []);
});

test("a row that has a place keeps it when the table is full", () => {
  take("a", "b", "c");
  assert.equal(write(rows.get("a"), "A"), true);
});

// Deleting

test("a deleted row is gone at once, and from disk when the kernel says so", () => {
  take("a", "b");
  rows.remove(rows.get("a"));
  assert.deepEqual(ids(), ["b"]);
  assert.equal(page.edits()[0].edit.action, "delete");
  assert.equal(page.edits()[0].edit.before, null);
  take("a", "b");
  assert.deepEqual(ids(), ["b"], "it is on disk until the deletion arrives");
});

test("a deleted row that another place brings back is shown", () => {
  take("a", "b");
  rows.remove(rows.get("a"));
  page.saved(3);
  take("a", "b");
  assert.deepEqual(ids(), ["a", "b"]);
});

test("a row that was never saved is let go of without a word to the kernel", () => {
  take("a", "b", "c");
  const row = rows.insert("d");
  write(row, "D");
  rows.remove(row);
  assert.deepEqual(page.edits(), []);
  assert.deepEqual(page.kept, []);
});

test("a deleted row comes back where it was, and is saved by the same slot", () => {
  take("a", "b", "c");
  const row = rows.get("b");
  const [before, next] = rows.around(row);
  assert.deepEqual([before?.id, next?.id], ["a", "c"]);
  rows.remove(row);
  const back = rows.bringBack("b", next);
  assert.deepEqual(ids(), ["a", "b", "c"]);
  assert.equal(back.slot, row?.slot);
  assert.equal(rows.leaving.size, 0);
});

test("it comes back at the end if the row after it has gone too", () => {
  take("a", "b", "c");
  const [, next] = rows.around(rows.get("a"));
  rows.remove(rows.get("a"));
  rows.remove(rows.get("b"));
  rows.bringBack("a", next);
  assert.deepEqual(ids(), ["c", "a"]);
});

test("a row that is there already is not brought back twice", () => {
  take("a", "b");
  assert.equal(rows.bringBack("a"), rows.get("a"));
  assert.deepEqual(ids(), ["a", "b"]);
});

test("a view that goes closes every slot, of deleted rows too", () => {
  take("a", "b");
  rows.remove(rows.get("a"));
  assert.equal(rows.slots.length, 3);
});

// The order

test("a row moves up, down and to the ends, and no further", () => {
  take("a", "b", "c");
  const row = rows.get("b");
  const moves = [[-1, "bac"], [-1, ""], [1, "abc"], [Infinity, "acb"], [1, ""], [-Infinity, "bac"]];
  for (const [by, order] of moves) {
    assert.equal(rows.move(row, by), order !== "", `${by}`);
    if (order) assert.equal(ids().join(""), order);
  }
});

test("an order is saved without the rows that are not", () => {
  take("a", "b");
  rows.insert("blank");
  rows.move(rows.get("b"), -1);
  rows.saveOrder();
  assert.deepEqual(page.edits()[0].edit.value, ["b", "a"]);
});

test("rows that an order does not name stay where they are", () => {
  take("a", "b", "c");
  rows.insert("x", rows.get("a"));
  rows.insert("y", rows.get("c"));
  rows.arrange(["c", "gone", "a", "b"]);
  assert.deepEqual(ids(), ["x", "c", "a", "b", "y"]);
});

test("an order that says a row twice loses none", () => {
  take("a", "b", "c");
  rows.arrange(["c", "a", "c", "b"]);
  assert.deepEqual(ids().sort(), ["a", "b", "c"]);
});

test("another place's order is taken, but not while this one's is on its way", () => {
  take("a", "b", "c");
  take("c", "b", "a");
  assert.deepEqual(ids(), ["c", "b", "a"]);
  rows.move(rows.get("a"), -Infinity);
  rows.saveOrder();
  take("b", "c", "a");
  assert.deepEqual(ids(), ["a", "c", "b"]);
});

test("a new row of another place finds its place in the order", () => {
  take("a", "c");
  take("a", "b", "c");
  assert.deepEqual(ids(), ["a", "b", "c"]);
});

// What is odd, and what is offered

test("a row may be odd because of another", () => {
  rows.take(answer(["A", "B", "C"], { A: { after: "B" }, B: { after: "A" } }), nobody);
  const odd = rows.odd().map(([row, found]) => [row.id, found.get("after") ?? ""]);
  assert.deepEqual(odd, [["A", "A circle."], ["B", "A circle."], ["C", ""]]);
  assert.equal(rows.odd([rows.order[2]]).length, 1);
});

test("an offer that was taken up is known by where it came from", () => {
  rows.take(answer(["a"], { a: { from: "plan.log/3" } }), nobody);
  assert.equal(rows.isMadeFrom("plan.log/3"), true);
  assert.equal(rows.isMadeFrom("plan.log/4"), false);
});
