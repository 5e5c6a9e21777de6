// Where the navigation goes.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { placeIn, questionIn, Route, sectionFrom } from "../../../workbook/widgets/js/route.js";

const STEPS = ["start", "plan", "growth"].map((key) => ({ key, short: key, title: key.toUpperCase() }));

let route = new Route(STEPS);
beforeEach(() => {
  route = new Route(STEPS);
});

test("an address names a place", () => {
  assert.equal(placeIn("#plan.risks/a%20b"), "plan.risks/a b");
  assert.equal(placeIn(""), "");
  assert.equal(placeIn("#%E0%A4%A"), "", "one that nobody made on purpose");
});

test("a place may be a step, a question or a row", () => {
  assert.deepEqual(questionIn("plan"), { key: "", row: "" });
  assert.deepEqual(questionIn("plan.risks"), { key: "plan.risks", row: "" });
  assert.deepEqual(questionIn("plan.risks/r1"), { key: "plan.risks", row: "r1" });
  assert.deepEqual(questionIn("plan.risks/2026-03-01~~a/b.c"), { key: "plan.risks", row: "2026-03-01~~a/b.c" });
});

test("a place of no step leads to the first", () => {
  for (const place of ["", "elsewhere", "elsewhere.question", "planning"]) {
    route = new Route(STEPS);
    assert.equal(route.has(place), false);
    assert.equal(route.go(place).isOther, true);
    assert.equal(route.current, "start");
  }
});

test("a question leads to its step", () => {
  route.go("plan.risks/r1");
  assert.equal(route.current, "plan");
  assert.equal(route.step?.title, "PLAN");
});

test("going to where one is changes no page", () => {
  route.go("plan");
  assert.equal(route.go("plan.risks", 300).isOther, false);
});

test("a step is shown as far down as it was left, a new one from its top", () => {
  route.go("start");
  assert.equal(route.go("plan", 700).top, 0);
  assert.equal(route.go("start", 50).top, 700);
  assert.equal(route.go("plan", 700).top, 50);
});

test("a step is asked for once", () => {
  assert.equal(route.wants("plan"), true);
  assert.equal(route.wants("plan"), false);
  assert.equal(route.wants("growth"), true);
});

test("beside a step are the one before and the one after, and nothing at the ends", () => {
  route.go("plan");
  assert.deepEqual([route.beside(-1)?.key, route.beside(1)?.key], ["start", "growth"]);
  route.go("growth");
  assert.equal(route.beside(1), undefined);
  route.go("start");
  assert.equal(route.beside(-1), undefined);
});

test("ahead is this step's first open question", () => {
  route.go("plan");
  route.open = { plan: ["plan.risks", "Risks"], growth: ["growth.checkin", "Check-in"] };
  assert.deepEqual(route.ahead(), { question: ["plan.risks", "Risks"] });
});

test("ahead of a step that is answered is the next one that is not, after the last the first", () => {
  route.go("plan");
  route.open = { start: ["start.name", "Name"], growth: ["growth.checkin", "Check-in"] };
  assert.equal(route.ahead().step?.key, "growth");
  route.go("growth");
  route.open = { start: ["start.name", "Name"] };
  assert.equal(route.ahead().step?.key, "start");
  route.open = {};
  assert.equal(route.ahead().step, undefined);
});

test("a section on or back is counted from the heading that has the focus", () => {
  assert.equal(sectionFrom([-500, 20, 700], 0, 1), 1);
  assert.equal(sectionFrom([-500, 20, 700], 2, -1), 1);
});

test("without one it is counted from the last heading above the top of what is seen", () => {
  assert.equal(sectionFrom([-500, 20, 700], -1, 1), 2);
  assert.equal(sectionFrom([-500, 89, 700], -1, -1), 0);
  assert.equal(sectionFrom([-500, 90, 700], -1, 1), 1);
  assert.equal(sectionFrom([200, 700], -1, 1), 1, "above the first heading");
});

test("past the last section and before the first there is none of this step", () => {
  assert.equal(sectionFrom([-500, 20], 1, 1), 2);
  assert.equal(sectionFrom([20, 500], 0, -1), -1);
});
