// What a browser keeps of edits.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../../workbook/widgets/js/drafts.js";
import { FakeStorage } from "./fakes.js";

const draft = (value, at = 0) => ({ value, base: 0, sent: undefined, at, action: "put" });

function kept(entries) {
  const storage = FakeStorage.open();
  for (const [name, text] of Object.entries(entries)) storage.setItem(name, text);
  return new Drafts(() => storage);
}

test("drafts are found by question, the newest first, each with its row", () => {
  const drafts = kept({});
  const prefix = drafts.prefix("w", "plan.risks");
  drafts.write(`${prefix}r1:client`, draft("old", 1));
  drafts.write(`${prefix}:client`, draft("new", 2));
  drafts.write(`${drafts.prefix("w", "plan.risk")}:client`, draft("another question's"));
  drafts.write(`${drafts.prefix("v", "plan.risks")}:client`, draft("another workbook's"));
  assert.deepEqual(drafts.left(prefix).map(({ value, row }) => [value, row]), [["new", ""], ["old", "r1"]]);
});

test("what is not ours in the storage is passed over", () => {
  const drafts = kept({ "p:r1:a": "{", "p:r2:a": "3", "p:r3:a": "{}", "p:r4:a": "null", "p:r5:a": '{"value":1}' });
  assert.deepEqual(drafts.left("p:").map(({ row }) => row), ["r5"]);
});

test("a draft that its tab has written again since is not let go of", () => {
  const drafts = kept({});
  drafts.write("p::a", draft("first", 1));
  drafts.write("p::a", draft("second", 2));
  drafts.forget("p::a", 1);
  assert.equal(drafts.left("p:").length, 1);
  drafts.forget("p::a", 2);
  assert.equal(drafts.left("p:").length, 0);
});

test("a browser without storage keeps nothing, and fails at nothing", () => {
  const drafts = new Drafts(() => {
    throw new Error("SecurityError");
  });
  assert.equal(drafts.write("p::a", draft("x")), false);
  drafts.forget("p::a");
  assert.deepEqual(drafts.left("p:"), []);
});
