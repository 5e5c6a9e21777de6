// One thing that is saved by itself.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FakePage } from "./fakes.js";

const PAUSE = 300;
const SILENCE = 2000;
const REST = 1500;

let page = new FakePage();
let slot = page.slot();
beforeEach(() => {
  page = new FakePage();
  slot = page.slot();
});

/** Type, and wait until it is sent. */
function type(value) {
  slot.type(value);
  page.clock.pass(PAUSE);
}

test("what is typed is kept at once, sent after a pause, and let go of when it is saved", () => {
  slot.type("a");
  assert.equal(page.kept[0].value, "a");
  assert.equal(page.edits().length, 0);
  page.clock.pass(PAUSE);
  assert.deepEqual(page.edits()[0].edit, { action: "put", value: "a", base: 0, settles: [], apart: false });
  assert.equal(page.waits.length, 1);
  page.saved(1);
  assert.deepEqual(page.kept, []);
  assert.deepEqual(page.waits, []);
  assert.ok(page.desk.savedAt);
});

test("each keystroke begins the pause again", () => {
  for (const text of ["a", "ab", "abc"]) {
    slot.type(text);
    page.clock.pass(PAUSE - 1);
  }
  assert.equal(page.edits().length, 0);
  page.clock.pass(1);
  assert.equal(page.edits()[0].edit.value, "abc");
});

test("one request is under way at a time, and the last wish follows it", () => {
  type("a");
  type("ab");
  type("abc");
  assert.equal(page.edits().length, 1);
  page.saved(1);
  assert.deepEqual(
    page.edits().map(({ edit }) => [edit.value, edit.base]),
    [["a", 0], ["abc", 1]],
  );
  assert.equal(page.kept[0].value, "abc");
  page.saved(2);
  assert.deepEqual(page.kept, []);
});

test("who leaves the field waits for no pause", () => {
  slot.type("a");
  slot.flush();
  assert.equal(page.edits().length, 1);
  page.clock.pass(PAUSE);
  assert.equal(page.edits().length, 1);
});

test("what is wrong is kept and not sent, until it is right", () => {
  slot.type("x", "A number, please.");
  page.clock.pass(10_000);
  slot.flush();
  assert.deepEqual(page.edits(), []);
  assert.equal(page.kept[0].value, "x");
  assert.deepEqual(page.waits, [{ reason: "A number, please.", wrong: true, title: "Why?", kept: true }]);
  type(3);
  assert.equal(page.edits()[0].edit.value, 3);
});

test("an entry that can't be read leaves the one before, and no draft", () => {
  slot.take("2026-03-03", 4);
  slot.type(undefined, "No such date.");
  assert.equal(slot.value, "2026-03-03");
  assert.deepEqual(page.kept, []);
});

test("an entry that can't be read leaves the last one that could", () => {
  slot.take("2026-03-03", 4);
  slot.type("2026-05-05");
  slot.type(undefined, "No such date.");
  assert.equal(slot.value, "2026-05-05");
});

test("what a person left is meant, unless it can't be saved", () => {
  slot.type("2027-03-03", "", true);
  slot.flush();
  slot.type("0003-03-03", "No such year.", true);
  slot.flush();
  slot.type(undefined, "No such date.", true);
  assert.equal(slot.value, "2027-03-03");
});

test("what is passed through while typing is saved when the person leaves, and can be gone back from", () => {
  slot.take("2026-03-03", 4);
  slot.type("0003-03-03", "", true);
  page.clock.pass(10_000);
  assert.deepEqual(page.edits(), []);
  slot.type(undefined, "No such date.", true);
  assert.equal(slot.value, "2026-03-03", "what was meant");
  slot.type("2027-03-03", "", true);
  slot.flush();
  assert.equal(page.edits()[0].edit.value, "2027-03-03");
});

test("silence is said after two seconds, and it is tried again until somebody answers", () => {
  type("a");
  page.clock.pass(SILENCE);
  assert.equal(page.waits[0].silent, true);
  assert.equal(page.edits().length, 1);
  page.clock.pass(2000);
  assert.equal(page.edits().length, 2);
  page.saved(1);
  assert.deepEqual(page.waits, []);
  page.clock.pass(10_000);
  assert.equal(page.edits().length, 2);
});

test("a reply that comes after the next try does not end that one", () => {
  type("a");
  page.clock.pass(4000);
  const [first, second] = page.edits();
  page.reply({ type: "saved", revision: 1 }, first);
  assert.equal(page.kept.length, 1);
  page.reply({ type: "saved", revision: 2 }, second);
  assert.equal(page.kept.length, 0);
});

test("a late reply gives the next edit its base", () => {
  type("a");
  page.clock.pass(4000);
  const [first, second] = page.edits();
  page.reply({ type: "saved", revision: 7 }, first);
  slot.type("ab");
  page.reply({ type: "refused", reason: "No.", again: false }, second);
  assert.equal(page.edits().at(-1).edit.base, 7);
});

test("a late refusal says nothing", () => {
  type("a");
  page.clock.pass(4000);
  page.reply({ type: "refused", reason: "No." }, page.edits()[0]);
  assert.notEqual(page.waits[0].reason, "No.");
});

test("what is refused is said, and stays until something else is wished", () => {
  const reasons = [];
  slot.onRefused = (reason) => reasons.push(reason);
  type("a");
  page.reply({ type: "refused", reason: "Too long." });
  assert.deepEqual(reasons, ["Too long."]);
  assert.equal(page.waits[0].reason, "Too long.");
  assert.equal(page.kept[0].value, "a");
  page.clock.pass(60_000);
  assert.equal(page.edits().length, 1);
  type("b");
  assert.equal(page.edits().length, 2);
});

test("what can be saved later is tried again by itself", () => {
  type("a");
  page.reply({ type: "refused", reason: "The disk is full.", again: true });
  assert.equal(page.waits[0].reason, "The disk is full.");
  page.clock.pass(2000);
  assert.equal(page.edits().length, 2);
});

test("a refusal of what is not wished any longer is passed over", () => {
  const reasons = [];
  slot.onRefused = (reason) => reasons.push(reason);
  type("a");
  slot.type("b");
  page.reply({ type: "refused", reason: "Too long." });
  assert.deepEqual(reasons, []);
  assert.equal(page.edits()[1].edit.value, "b");
});

test("a row that is deleted is sent at once, and what is typed into it then brings it back", () => {
  slot = page.slot({ row: "r1" });
  slot.take({ name: "A" }, 3);
  slot.remove();
  assert.deepEqual(page.edits()[0].edit, {
    action: "delete", value: { name: "A" }, base: 3, settles: [], apart: false, row: "r1", before: null,
  });
  slot.type({ name: "B" });
  page.saved(4);
  assert.equal(page.edits()[1].edit.action, "put");
});

test("a row whose deletion is refused for good is let go of", () => {
  slot = page.slot({ row: "r1" });
  slot.take({ name: "A" }, 3);
  slot.remove();
  page.reply({ type: "refused", reason: "Others need it." });
  assert.equal(slot.dirty, false);
  assert.deepEqual(page.kept, []);
});

test("an order and a mark are saved over whatever there is", () => {
  for (const action of ["order", "mark"]) {
    const one = page.slot({ row: action, action });
    one.type(["a"]);
    one.flush();
    const { edit } = page.edits().at(-1);
    assert.deepEqual([edit.action, edit.base, "row" in edit], [action, null, false]);
  }
});

test("what another place saved is shown, and is the base of the next edit", () => {
  assert.equal(slot.take("theirs", 5), true);
  assert.equal(slot.take("theirs", 5), false, "nothing new");
  page.clock.pass(REST);
  type("mine");
  assert.equal(page.edits()[0].edit.base, 5);
});

test("what another place saved does not take the place of what is being typed, and is asked for later", () => {
  type("mine");
  assert.equal(slot.take("theirs", 5), false);
  assert.equal(slot.value, "mine");
  page.saved(6);
  assert.equal(page.hellos, 1);
});

test("the echo of one's own save asks for nothing", () => {
  type("mine");
  slot.take("mine", 1);
  page.saved(1);
  assert.equal(page.hellos, 0);
});

test("the echo of one's own save asks for nothing when more has been typed since", () => {
  type("mine");
  slot.type("mine and more");
  slot.take("mine", 1);
  page.saved(1);
  page.saved(2);
  assert.equal(page.hellos, 0);
});

test("what came meanwhile is asked for once", () => {
  type("mine");
  slot.take("theirs", 5);
  page.saved(6);
  type("more");
  page.saved(7);
  assert.equal(page.hellos, 1);
});

test("news that comes twice while hands rest is asked for once", () => {
  type("mine");
  page.saved(1);
  slot.take("theirs", 2);
  slot.take("theirs again", 3);
  page.clock.pass(10_000);
  assert.equal(page.hellos, 1);
});

test("hands that rest between two words keep their text, until they have rested for long enough", () => {
  type("mine");
  page.saved(1);
  assert.equal(slot.take("theirs", 2), false);
  page.clock.pass(REST);
  assert.equal(page.hellos, 1);
  assert.equal(slot.take("theirs", 2), true);
});

test("a word that is half written by an input method is left alone", () => {
  page.desk.composing = true;
  assert.equal(slot.take("theirs", 2), false);
  page.desk.composing = false;
  assert.equal(slot.take("theirs", 2), true);
});

test("a decision goes with the next save, and is made when that is saved", () => {
  slot.take("mine", 3);
  slot.settle(2);
  type("mine");
  assert.deepEqual(page.edits()[0].edit.settles, [2]);
  slot.settle(4);
  page.saved(5);
  assert.deepEqual(page.edits()[1].edit.settles, [4], "the later decision, by itself");
  page.saved(6);
  assert.deepEqual(slot.settles, []);
});

test("what needs everything to be saved waits for it, and is done at once where nothing waits", () => {
  const done = [];
  slot.whenSaved(() => done.push("at once"));
  slot.type("a");
  slot.whenSaved(() => done.push("later"));
  assert.deepEqual(done, ["at once"]);
  page.saved(1);
  assert.deepEqual(done, ["at once", "later"]);
});

test("what replaces a text is saved apart from it, once", () => {
  type("mine");
  slot.replace(() => slot.type("theirs"));
  page.saved(1);
  page.clock.pass(PAUSE);
  assert.equal(page.edits()[1].edit.apart, true);
  page.saved(2);
  type("more");
  assert.equal(page.edits()[2].edit.apart, false);
});

test("a view that goes leaves the draft, and nothing is said or sent", () => {
  slot.type("a");
  slot.close();
  page.clock.pass(10_000);
  assert.deepEqual(page.edits(), []);
  assert.deepEqual(page.waits, []);
  assert.equal(page.kept[0].value, "a");
});

test("a storage that is full is said, and the text is sent all the same", () => {
  page.storage.isFull = true;
  type("a");
  assert.equal(page.waits[0].kept, false);
  assert.equal(page.edits()[0].edit.value, "a");
});

test("a slot is no promise", async () => {
  type("a");
  slot.whenSaved(() => {});
  assert.equal(await slot, slot);
});

test("what is saved is said once, when nothing more is wished", () => {
  let times = 0;
  slot.onSaved = () => (times += 1);
  type("a");
  type("ab");
  page.saved(1);
  assert.equal(times, 0);
  page.saved(2);
  assert.equal(times, 1);
});

// Drafts of an earlier visit

test("a draft says what is on its way, and nothing when all has arrived", () => {
  type("a");
  assert.equal(page.kept[0].sent, "a");
  page.saved(1);
  slot.type("ab");
  assert.equal(page.kept[0].sent, undefined);
  assert.equal(page.kept[0].base, 1);
});

test("a draft of what is saved by now is one that was saved", () => {
  slot.take("a", 3);
  assert.equal(slot.judge(draft("a", { base: 2 })), "saved");
});

test("a draft written over what is there continues it", () => {
  slot.take("a", 3);
  assert.equal(slot.judge(draft("ab", { base: 3 })), "next");
});

test("a draft whose last request arrived after all continues it", () => {
  slot.take("a", 3);
  assert.equal(slot.judge(draft("ab", { base: 2, sent: "a" })), "next");
});

test("a draft written over something else is older", () => {
  slot.take("a", 3);
  assert.equal(slot.judge(draft("ab", { base: 2, sent: "x" })), "older");
  assert.equal(slot.judge(draft("ab", { base: 2 })), "older");
});

test("a deletion that was left is never taken as saved", () => {
  slot.take({ name: "A" }, 3);
  assert.equal(slot.judge(draft({ name: "A" }, { base: 3, action: "delete" })), "next");
});

function draft(value, more = {}) {
  return { value, base: 0, sent: undefined, at: 0, action: "put", ...more };
}

/** Take up what another tab left. Returns what was put, what was offered, and whether the draft is still there. */
function resume(left) {
  const prefix = page.drafts.prefix("w", page.question.key);
  const name = `${prefix}:another`;
  page.drafts.write(name, left);
  const put = [];
  const offered = [];
  const take = (value) => (put.push(value), slot.type(value));
  slot.resume({ ...left, name, row: "" }, take, (standing) => offered.push(standing));
  return { put, offered, stays: page.kept.some((one) => one.name === name) };
}

test("a draft that continues what is there is taken up, and is this tab's then", () => {
  slot.take("a", 3);
  assert.deepEqual(resume(draft("ab", { base: 3 })), { put: ["ab"], offered: [], stays: false });
  assert.equal(page.kept[0].value, "ab");
});

test("a draft that does not is offered, and stays until the person has decided", () => {
  slot.take("a", 3);
  assert.deepEqual(resume(draft("x", { base: 2 })), { put: [], offered: ["older"], stays: true });
});

test("a second draft is offered too, since the first was taken up", () => {
  slot.take("a", 3);
  slot.type("first");
  assert.deepEqual(resume(draft("second", { base: 3 })), { put: [], offered: ["next"], stays: true });
});

test("a draft of what is saved goes without a word", () => {
  slot.take("a", 3);
  assert.deepEqual(resume(draft("a", { base: 2 })), { put: [], offered: [], stays: false });
});

test("a draft that can't be kept by this tab stays where it is", () => {
  slot.take("a", 3);
  const write = page.drafts.write.bind(page.drafts);
  page.drafts.write = (name, one) => name.endsWith("another") && write(name, one);
  assert.deepEqual(resume(draft("ab", { base: 3 })), { put: ["ab"], offered: [], stays: true });
});
