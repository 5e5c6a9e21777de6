// The frame around every question: its title, help, example, privacy and past.

import { choose, dayAndTime, Others, past } from "./beside.js";
import { button, make } from "./dom.js";
import { drafts } from "./drafts.js";
import { planButton, recallBox, wayTo } from "./given.js";
import { phrase } from "./phrases.js";
import { deskOf, listen, post, Wire } from "./save.js";
import { Slot } from "./slot.js";
import { isEmpty, numberIn } from "./values.js";

/** @import { Answer, Given, LeftDraft, Told, Version } from "./types.js" */

const MARK = "mark"; // where a row's name stands in a draft's; rows have longer names

let count = 0;

function minutes(number) {
  const whole = Math.max(1, Math.round(number));
  return whole === 1 ? phrase("question.minute") : phrase("question.minutes", { number: whole });
}

function example(question) {
  if (!question.why && !question.specific && !question.vague) return null;
  const more = question.specific || question.vague ? phrase("question.why_and_example") : phrase("question.why");
  const line = (className, label, text) =>
    text ? make("p", { className }, make("b", { textContent: label }), ` ${text}`) : null;
  return make(
    "details",
    {},
    make("summary", { textContent: more }),
    question.why ? make("p", { textContent: question.why }) : null,
    line("tpm-specific", phrase("question.specific"), question.specific),
    line("tpm-vague", phrase("question.vague"), question.vague),
  );
}

/** The mark of a question on the first pass, for above its field, and the way to the next, for below. */
function stop({ stop: place }) {
  const line = (...parts) => make("p", { className: "tpm-stop" }, ...parts);
  if (!place) return [null, null];
  const { next } = place;
  return [
    line(make("b", { textContent: phrase("question.stop", { number: place.number, of: place.of }) })),
    next && line(wayTo(next.key, next.say, next.notebook)),
  ];
}

function frame(question, { group }) {
  const id = `tpm-${++count}-${Math.random().toString(36).slice(2, 7)}`;
  const help = make("p", { className: "tpm-help", id: `${id}-help`, textContent: question.help });
  const title = group
    ? make("legend", { textContent: question.title })
    : make("label", { htmlFor: id, textContent: question.title });
  const problem = make("p", { className: "tpm-problem", id: `${id}-problem`, hidden: true });
  const lock = make("input", { type: "checkbox", id: `${id}-lock` });
  const privacy = make(
    "label",
    { className: "tpm-lock" },
    lock,
    phrase("question.private"),
  );
  lock.setAttribute("aria-label", phrase("question.private_of", { question: question.title }));
  const body = make("div", { className: "tpm-body" });
  const recall = recallBox();
  const plan = planButton(question.plan ?? {}, () => onPlan.press());
  const onPlan = { press() {} };
  const notices = make("div", { className: "tpm-notices" });
  notices.setAttribute("aria-live", "polite");
  const under = make(
    "div",
    { className: "tpm-under" },
    example(question),
    make("span", { className: "tpm-minutes", textContent: minutes(question.minutes) }),
    privacy,
  );
  const [mark, next] = stop(question);
  const element = make(
    group ? "fieldset" : "div",
    { className: `tpm-question tpm-${question.kind}`, dataset: { key: question.key } },
    title,
    mark,
    question.help ? help : null,
    recall.element,
    body,
    problem,
    plan.element,
    notices,
    next,
    under,
  );
  const describedby = question.help ? help.id : "";
  let wrong = "";
  let odd = "";
  if (group && describedby) element.setAttribute("aria-describedby", describedby);
  return {
    id,
    element,
    body,
    notices,
    under,
    lock,
    recall,
    plan,
    onPlan,
    describedby,
    /** Say what is wrong with the entry, "" for nothing; then what is odd about it may be said. */
    say(sentence, control) {
      wrong = sentence;
      const said = wrong || odd;
      problem.textContent = said;
      problem.hidden = !said;
      if (!control) return;
      control.setAttribute("aria-invalid", String(Boolean(said)));
      control.setAttribute("aria-describedby", [describedby, said && problem.id].filter(Boolean).join(" "));
    },
    /** Say what is odd, or stands in the way of what was asked; the answer is saved all the same. */
    wonder(sentence, control) {
      odd = sentence;
      this.say(wrong, control);
    },
  };
}

/** Numbers are typed as text, so that a wrong one stays as typed. Returns [value, problem]. */
export function parseNumber({ title, least = 0, most = 1e6 }, text) {
  const number = numberIn(text, least, most);
  return number === undefined ? [text, phrase("entry.number", { question: title, least, most })] : [number, ""];
}

/**
 * The browser's own control for a date. changed(typing) says whether it is being typed: then it passes
 * through dates that nobody means, 3 February on the way to the 30th.
 */
export function dayControl(changed) {
  const control = make("input", { type: "date", min: "1900-01-01", max: "9999-12-31" });
  let typing = false;
  control.addEventListener("keydown", () => (typing = true));
  control.addEventListener("pointerdown", () => (typing = false)); // a day is picked
  control.addEventListener("input", () => changed(typing));
  control.addEventListener("blur", () => {
    typing = false;
    if (control.validity.badInput) changed(false); // a part alone makes no input
  });
  return control;
}

/** What a date's control holds: [value, problem]. One that does not exist can't be read: it is undefined. */
export function readDay(control, title) {
  if (control.validity.badInput) return [undefined, phrase("entry.no_date", { question: title })];
  const isOut = control.validity.rangeUnderflow || control.validity.rangeOverflow;
  return [control.value || null, isOut ? phrase("entry.odd_year", { question: title }) : ""];
}

const GROWS = CSS.supports("field-sizing", "content");

/** Grow with the text where CSS alone can't. */
export function grow(area) {
  if (GROWS || !area.offsetWidth) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/** A text area. One for a line shows the whole line too, and takes no line break. */
export function writing(long, properties) {
  const area = make("textarea", properties);
  let width = 0;
  if (!GROWS)
    new ResizeObserver(() => {
      if (area.offsetWidth !== width) grow(area);
      width = area.offsetWidth;
    }).observe(area);
  if (long) return area;
  area.rows = 1;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  area.addEventListener("input", () => {
    if (/[\r\n]/.test(area.value)) area.value = area.value.replace(/\s*[\r\n]+\s*/g, " ");
  });
  return area;
}

/** Show a value as a person reads it: a text is that already, and anything else the kernel puts into words. */
function describe(question, value, wire, show) {
  if (isEmpty(value)) show(phrase("versions.empty"));
  else if (["text", "line"].includes(question.kind)) show(String(value));
  else wire.describe(value, show);
}

/** What a field of any kind begins with. */
export function openField(model, { group = false } = {}) {
  const question = model.get("question");
  const parts = frame(question, { group });
  const tell = (sentence) => parts.wonder(sentence);
  const wire = new Wire(model, tell);
  parts.describe = (value, show) => describe(question, value, wire, show);
  return {
    model,
    question,
    parts,
    tell,
    workbook: model.get("workbook"),
    desk: deskOf(model.get("session")),
    wire,
  };
}

/**
 * Connect a question's privacy mark and its past, and tell what the kernel holds each time it says so.
 * @param {any} field
 * @param {object} hooks
 * @param {(answer: Answer, left: LeftDraft[]) => void} hooks.onAnswer
 * @param {() => void} hooks.onFlush
 * @param {() => void} hooks.onClose
 * @param {(version: Version) => void} hooks.bring
 * @param {(given: Given) => void} [hooks.onGiven]
 * @param {(deed: () => void) => void} [hooks.whenSaved]
 */
export function connect(field, { onAnswer, onFlush, onClose, bring, onGiven, whenSaved }) {
  const { model, question, workbook, parts, wire, tell } = field;
  const mark = new Slot({ ...field, row: MARK, action: "mark" });
  const tick = (value) => {
    parts.lock.checked = value;
    mark.type(value);
    mark.flush();
  };
  parts.lock.onchange = () => tick(parts.lock.checked);
  const versions = past(question, () => post(model, { type: "history", client: wire.client }), bring);
  const why = parts.under.querySelector("details");
  if (why) why.after(versions.element);
  else parts.under.prepend(versions.element);
  let greeted = false;
  /** @param {Told} message */
  const hear = (message) => {
    if (message.type === "given") {
      parts.recall.show(message.recall);
      parts.wonder(message.odd, parts.body.querySelector("[data-main]"));
      parts.plan.show(message.plan, message.shown, message.taken);
      onGiven?.(message);
    }
    // An edit's refusal has a number, and its slot hears it.
    if (message.type === "refused" && message.client === wire.client && !message.id) parts.wonder(message.reason);
    if (message.type === "versions" && message.client === wire.client) versions.show(message.versions, message.more);
    if (message.type !== "answer") return;
    const isPrivate = message.answer.private ?? question.private;
    if (mark.take(isPrivate, 0)) parts.lock.checked = isPrivate;
    versions.element.hidden = !question.columns && !message.answer.revision;
    versions.stale();
    const left = greeted ? [] : drafts.left(drafts.prefix(workbook, question.key));
    greeted = true;
    for (const draft of left.filter(({ row }) => row === MARK)) {
      // An old wish to show is not taken up: it may have been thought better of elsewhere.
      if (!mark.dirty && draft.value && !isPrivate) tick(true);
      if (draft.name !== mark.draft) drafts.forget(draft.name);
    }
    onAnswer(
      message.answer,
      left.filter(({ row }) => row !== MARK),
    );
  };
  // The kernel puts what is saved into the plan.
  parts.onPlan.press = () => whenSaved?.(() => post(model, { type: "plan", client: wire.client }));
  const onHide = () => document.visibilityState === "hidden" && onFlush();
  const hush = listen(model, hear, tell);
  parts.element.addEventListener("focusout", onFlush);
  document.addEventListener("visibilitychange", onHide);
  addEventListener("pagehide", onFlush);
  return () => {
    onFlush();
    hush();
    document.removeEventListener("visibilitychange", onHide);
    removeEventListener("pagehide", onFlush);
    mark.close();
    onClose();
    wire.close();
  };
}

/** Offer a draft that can't simply be taken. It stays in the browser until the person has decided. */
export function offer(parts, question, draft, standing, slot, put) {
  choose(parts, question, {
    lead: standing === "older" ? phrase("two.draft_older") : phrase("two.draft_second"),
    title: phrase("two.draft", { when: dayAndTime(draft.at) }),
    row: slot.row,
    mine: () => slot.value,
    other: draft.value,
    keep: () => drafts.forget(draft.name, draft.at),
    use: (value) => slot.replace(() => (put(value), slot.kept && drafts.forget(draft.name, draft.at))),
  });
}

/**
 * The module of a kind whose answer is one value. `build(question, parts, changed)` puts controls into
 * `parts.body` and returns show(value); it calls changed(value, problem, typing) on every keystroke, as
 * Slot.type() takes them. A show with a `read` is one whose controls may hold what is no value yet.
 */
export function oneValue(build, { group = false } = {}) {
  return {
    render({ model, el }) {
      const field = openField(model, { group });
      const { question, parts } = field;
      const say = (problem) => parts.say(problem, parts.body.querySelector("[data-main]"));
      const slot = new Slot({ ...field, onRefused: say, onSaved: () => say("") });
      const others = new Others(parts, question);
      const changed = (value, problem = "", typing = false) => {
        say(problem);
        slot.type(value, problem, typing);
        others.compare();
        empty();
      };
      const show = build(question, parts, changed);
      const put = (value) => {
        show(value);
        if (show.read) show.read();
        else changed(value);
        slot.flush();
      };
      const suggest = question.draft?.length ? suggestion(field, (text) => slot.value?.trim?.() || put(text)) : null;
      const empty = () => suggest && (suggest.box.hidden = Boolean(slot.value?.trim?.()));
      const close = connect(field, {
        bring: (version) => slot.replace(() => put(version.value)),
        whenSaved: (deed) => slot.whenSaved(deed),
        onFlush: () => slot.flush(),
        onClose: () => (slot.close(), suggest?.hush()),
        onAnswer(answer, left) {
          if (slot.take(answer.value, answer.revision)) show(answer.value);
          empty();
          others.tell(answer.others, slot, put);
          for (const draft of left) slot.resume(draft, put, (standing) => offer(parts, question, draft, standing, slot, put));
        },
      });
      el.append(parts.element);
      return close;
    },
  };
}

/** A button that fills an empty field from other answers. */
function suggestion({ model, wire, parts, tell }, put) {
  const said = make("p", { className: "tpm-help" });
  const box = make(
    "div",
    { className: "tpm-suggest" },
    button(phrase("question.draft"), () => post(model, { type: "draft", client: wire.client })),
  );
  const hear = (message) => {
    if (message.type !== "draft" || message.client !== wire.client) return;
    const missing = message.missing.map((title) => `“${title}”`).join(" ");
    const grows = missing && phrase("question.draft_grows", { questions: missing });
    said.textContent = message.text || !missing ? grows : phrase("question.nothing_to_draft", { missing: grows });
    if (!message.text) return;
    const isHeld = box.contains(document.activeElement);
    put(message.text);
    if (isHeld) parts.body.querySelector("[data-main]").focus(); // the button has gone
  };
  parts.body.append(box, said);
  return { box, hush: listen(model, hear, tell) };
}
