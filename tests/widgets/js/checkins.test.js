// Check-ins of skills.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { CheckIns, ME, offersFor } from "../../../workbook/widgets/js/checkins.js";
import { FakePage } from "./fakes.js";

const QUESTION = {
  key: "growth.checkin",
  title: "Check-in",
  columns: [
    { key: "date", kind: "date", title: "Date" },
    { key: "by", kind: "line", title: "By" },
    { key: "skill", kind: "line", title: "Skill" },
    { key: "evidence", kind: "text", title: "Evidence" },
    { key: "level", kind: "number", title: "Level" },
  ],
  skills: [{ key: "risk" }, { key: "scope" }],
  checks: [{ rule: "needs", column: "level", other: "evidence", say: "Why?" }],
};

let page = new FakePage();
let today = "";
let checkins = fresh();
beforeEach(() => {
  checkins = fresh();
});

function fresh() {
  page = new FakePage();
  page.question = QUESTION;
  today = "2026-03-20";
  return new CheckIns(QUESTION, (row) => page.slot({ row }), () => today);
}

/** Take rows that are on disk, each [day, by, skill, level, more]. */
function take(...ratings) {
  const rows = ratings.map(([date, by, skill, level, more], place) => [
    `r${place}`,
    { value: { date, by, skill, level, ...more }, revision: place + 1, others: [] },
  ]);
  checkins.take({ value: null, order: [], rows: Object.fromEntries(rows), revision: 0, private: null, others: [] });
}

const names = () => checkins.all.map(({ date, by }) => `${date.slice(5)} ${by || "me"}`);

test("check-ins are listed once each, the newest first, mine before others of the same day", () => {
  take(
    ["2026-03-01", "Zoe", "risk", 3],
    ["2026-03-01", "Ann", "risk", 3],
    ["2026-03-01", ME, "risk", 3],
    ["2026-03-01", ME, "scope", 2],
    ["2026-03-10", null, "risk", 4],
  );
  assert.deepEqual(names(), ["03-10 me", "03-01 me", "03-01 Ann", "03-01 Zoe"]);
});

test("rows without what a check-in is known by are passed over", () => {
  take(["", ME, "risk", 3], ["2026-03-01", ME, "gone", 3], ["2026-03-02", ME, "risk", 3]);
  assert.deepEqual(names(), ["03-02 me"]);
});

test("a check-in that another place took away is listed no longer", () => {
  take(["2026-03-02", ME, "risk", 3], ["2026-03-01", ME, "risk", 3]);
  take(["2026-03-02", ME, "risk", 3]);
  assert.deepEqual(names(), ["03-02 me"]);
});

test("my latest check-in is shown first, else anybody's, else a new one", () => {
  assert.deepEqual(checkins.settle(), { date: today, by: ME });
  assert.deepEqual(names(), ["03-20 me"]);
  checkins = fresh();
  take(["2026-03-01", "Ann", "risk", 3]);
  assert.deepEqual(checkins.settle(), { date: "2026-03-01", by: "Ann" });
  checkins = fresh();
  take(["2026-03-01", "Ann", "risk", 3], ["2026-02-01", ME, "risk", 3]);
  assert.deepEqual(checkins.settle(), { date: "2026-02-01", by: ME });
});

test("what was chosen stays chosen", () => {
  take(["2026-03-10", ME, "risk", 3], ["2026-03-01", ME, "risk", 3]);
  checkins.show({ date: "2026-03-01", by: null });
  assert.deepEqual(checkins.settle(), { date: "2026-03-01", by: ME });
});

// Whether it can be changed

test("the latest check-in can be changed for seven days", () => {
  take(["2026-03-14", ME, "risk", 3]);
  checkins.settle();
  assert.equal(checkins.isOpen, true, "6 days after");
  today = "2026-03-21";
  assert.equal(checkins.isOpen, false, "7 days after");
  assert.equal(checkins.isLatest, true);
});

test("seven days are seven days when the clocks change", () => {
  take(["2026-03-25", ME, "risk", 3]);
  checkins.settle();
  today = "2026-03-31";
  assert.equal(checkins.isOpen, true);
  today = "2026-04-01";
  assert.equal(checkins.isOpen, false);
});

test("an earlier check-in of the same person is only read", () => {
  take(["2026-03-18", ME, "risk", 3], ["2026-03-15", ME, "risk", 3], ["2026-03-19", "Ann", "risk", 3]);
  checkins.show({ date: "2026-03-15", by: ME });
  assert.equal(checkins.isOpen, false);
  assert.equal(checkins.isLatest, false);
  checkins.show({ date: "2026-03-18", by: ME });
  assert.equal(checkins.isOpen, true, "Ann's later one is not mine");
});

test("a check-in of the future is none to go on with, and does not close today's", () => {
  take(["2026-05-01", ME, "risk", 3], ["2026-03-20", ME, "risk", 3]);
  checkins.show({ date: "2026-05-01", by: ME });
  assert.equal(checkins.isOpen, false);
  checkins.show({ date: "2026-03-20", by: ME });
  assert.equal(checkins.isOpen, true);
});

test("a check-in of mine can be begun once a day, and not from somebody else's", () => {
  take(["2026-03-01", ME, "risk", 3], ["2026-03-01", "Ann", "risk", 3]);
  checkins.settle();
  assert.equal(checkins.canBegin, true);
  checkins.show({ date: "2026-03-01", by: "Ann" });
  assert.equal(checkins.canBegin, false);
  checkins.begin(checkins.ofToday());
  assert.deepEqual(names(), ["03-20 me", "03-01 me", "03-01 Ann"]);
  assert.equal(checkins.canBegin, false);
  assert.equal(checkins.isOpen, true);
});

test("one that is begun again is the one that is there", () => {
  checkins.begin(checkins.ofToday("Ann"));
  take(["2026-03-20", "Ann", "risk", 3]);
  checkins.begin(checkins.ofToday("Ann"));
  assert.deepEqual(names(), ["03-20 Ann"]);
});

// Ratings

test("a rating is saved by itself, under a name that another tab would give it too", () => {
  checkins.settle();
  checkins.change("risk", { level: 3, evidence: "This." });
  page.clock.pass(300);
  const { edit } = page.edits()[0];
  assert.equal(edit.row, "2026-03-20~~risk");
  assert.deepEqual(edit.value, { date: today, by: ME, skill: "risk", level: 3, evidence: "This." });
  checkins.begin(checkins.ofToday("Ann ~ B"));
  assert.equal(checkins.idOf("risk"), "2026-03-20~Ann%20~%20B~risk");
});

test("a row that was written by hand is found by what it says", () => {
  take(["2026-03-20", null, "risk", 3]);
  checkins.settle();
  assert.equal(checkins.idOf("risk"), "r0");
  assert.equal(checkins.valueOf("risk")?.level, 3);
  assert.equal(checkins.valueOf("scope"), undefined);
});

test("what is being typed is what is there, whatever is on disk", () => {
  take(["2026-03-20", ME, "risk", 3]);
  checkins.settle();
  checkins.change("risk", { level: 4 });
  take(["2026-03-20", ME, "risk", 2]);
  assert.equal(checkins.valueOf("risk")?.level, 4);
});

test("a slot of a row that is on disk is written over what is there", () => {
  take(["2026-03-20", ME, "risk", 3]);
  checkins.settle();
  checkins.put("r0", { skill: "risk", level: 5 });
  assert.deepEqual([page.edits()[0].edit.base, page.edits()[0].edit.value.date], [1, today]);
});

test("the past of a skill is its ratings, the earliest first, and no empty ones", () => {
  take(["2026-03-01", ME, "risk", 4], ["2026-02-01", ME, "risk", 3], ["2026-01-01", ME, "risk", null], ["2026-01-01", ME, "scope", 1]);
  assert.deepEqual(checkins.past("risk").map(({ level }) => level), [3, 4]);
});

test("beside mine are the latest ratings of others, beside theirs is my latest", () => {
  take(
    ["2026-02-01", "Ann", "risk", 1],
    ["2026-03-01", "Ann", "risk", 2],
    ["2026-03-02", "Bob", "risk", 5],
    ["2026-01-01", ME, "risk", 3],
    ["2026-03-10", ME, "risk", 4],
  );
  checkins.settle();
  assert.deepEqual(checkins.others("risk"), { mine: null, theirs: new Map([["Ann", 2], ["Bob", 5]]) });
  checkins.show({ date: "2026-03-01", by: "Ann" });
  assert.deepEqual(checkins.others("risk"), { mine: 4, theirs: new Map([["Bob", 5]]) });
});

test("before a check-in are my first rating and the target that was set last", () => {
  take(
    ["2026-01-01", ME, "risk", 2, { target: 3 }],
    ["2026-02-01", ME, "risk", 3, { target: 5 }],
    ["2026-02-15", ME, "risk", 3],
    ["2026-02-20", "Ann", "risk", 3, { target: 1 }],
    ["2026-03-20", ME, "risk", 4, { target: 4 }],
  );
  checkins.settle();
  const { first, target } = checkins.before("risk");
  assert.deepEqual([first.date, target], ["2026-01-01", 5]);
  assert.deepEqual(checkins.before("scope"), { first: undefined, target: undefined });
});

test("a rating without evidence is odd", () => {
  take(["2026-03-20", ME, "risk", 3]);
  checkins.settle();
  assert.equal(checkins.odd("risk").get("level"), "Why?");
  assert.equal(checkins.odd("scope").size, 0);
});

test("offers for a skill are the last eight of each source that name it", () => {
  const starts = Array.from({ length: 10 }, (_, place) => ({ label: `${place}`, value: { skill: ["risk"] } }));
  const [log, other] = offersFor([{ source: "log", starts: [...starts, { label: "x", value: { skill: ["scope"] } }] }, { source: "o", starts: [{ label: "y", value: {} }] }], "risk");
  assert.deepEqual(log.starts.map(({ label }) => label), ["2", "3", "4", "5", "6", "7", "8", "9"]);
  assert.deepEqual([log.source, other.starts], ["log", []]);
});
