// A check-in of skills. Each skill of each check-in is saved by itself; an earlier check-in is only read.

import { Others } from "./beside.js";
import { oddities, tidied } from "./cells.js";
import { button, keptDay, make } from "./dom.js";
import { connect, grow, offer, openField, writing } from "./frame.js";
import { offersBox } from "./given.js";
import { drafts, same, Slot } from "./save.js";
import { scale } from "./scale.js";

const ME = "";
const NUMBERS = [1, 2, 3, 4, 5];

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};
const OPEN = 7; // days for which the latest check-in can be gone on with
const daysSince = (value) => Math.round((new Date(`${today()}T12:00`) - new Date(`${value}T12:00`)) / 86400000);
const longDay = (value) => keptDay(value, "long");

/** Two tabs that begin the same check-in write the same rows. */
const rowName = ({ date, by }, skill) => [date, encodeURIComponent(by), skill].join("~");

export const rating = {
  render({ model, el }) {
    const field = openField(model, { group: true });
    const { question, parts } = field;
    const others = new Others(parts, question);
    const titles = Object.fromEntries(question.columns.map(({ key, title }) => [key, title]));
    const confidences = question.columns.find(({ key }) => key === "confidence").choices;
    const slots = new Map(); // row -> slot, of those that were touched or shown
    let held = {}; // row -> { value, revision, others }, as it is on disk
    let offers = [];
    let chosen = null; // { date, by }: the check-in that is shown
    let isOpen = true; // the latest of its rater, and of these days: then it can be changed
    const begun = []; // check-ins that were begun here and have no rating yet

    const pick = make("select", { onchange: () => choose(JSON.parse(pick.value)) });
    pick.setAttribute("aria-label", titles.date);
    const beginMine = button("Begin a new check-in", () => begin({ date: today(), by: ME }));
    const askName = button("Add somebody else’s ratings", () => showName(true));
    const name = make("input", { autocomplete: "off" });
    const nameLabel = make("label", {}, `${titles.by}: `, name);
    const beginTheirs = button("Begin", () => named());
    const cancel = button("Cancel", () => (showName(false), askName.focus()), "tpm-link");
    const nameBox = make("p", { className: "tpm-actions", hidden: true }, nameLabel, beginTheirs, cancel);
    nameBox.addEventListener("keydown", (event) => event.key === "Escape" && cancel.click());
    const said = make("p", { className: "tpm-help" });
    said.setAttribute("role", "status");
    const bar = make("p", { className: "tpm-actions" }, make("label", {}, `${titles.date}: `, pick), beginMine, askName);
    const list = make("div", { className: "tpm-skills" });
    const skills = new Map(question.skills.map((skill) => [skill.key, line(skill)]));
    for (const [group, title] of Object.entries(question.groups)) {
      const box = make("div", {}, make("p", { className: "tpm-group", textContent: title }));
      box.append(...question.skills.filter((one) => one.group === group).map(({ key }) => skills.get(key).element));
      list.append(box);
    }

    function showName(isShown) {
      nameBox.hidden = !isShown;
      if (isShown) name.focus();
    }
    function named() {
      const by = name.value.trim();
      if (!by) {
        said.textContent = "Write the name of the person whose ratings these are.";
        name.focus();
        return;
      }
      showName(false);
      name.value = "";
      begin({ date: today(), by });
    }
    name.addEventListener("keydown", (event) => event.key === "Enter" && named());

    /** Every check-in that there is, the newest first, mine before others of the same day. */
    function checkins() {
      const found = new Map();
      for (const { value } of Object.values(held)) found.set(rowName(value, ""), { date: value.date, by: value.by ?? ME });
      for (const one of begun) found.set(rowName(one, ""), one);
      return [...found.values()].sort((a, b) => b.date.localeCompare(a.date) || a.by.localeCompare(b.by));
    }
    function begin(one) {
      if (!checkins().some((other) => same(other, one))) begun.push(one);
      choose(one);
      list.querySelector("[data-first]").focus();
    }
    function choose(one) {
      chosen = one;
      draw();
    }

    /** Show the check-in that is chosen; what is being typed stays. */
    function draw() {
      const all = checkins();
      if (!all.length) begun.push((chosen ??= { date: today(), by: ME }));
      chosen ??= all.find(({ by }) => by === ME) ?? all[0];
      const options = checkins().map((one) => {
        const text = one.by ? `${longDay(one.date)}, ${one.by}` : longDay(one.date);
        return make("option", { value: JSON.stringify(one), textContent: text, selected: same(one, chosen) });
      });
      pick.replaceChildren(...options);
      const mine = checkins().filter(({ by }) => by === chosen.by);
      // One of the future, written by a clock that was wrong, is none to go on with.
      const isLatest = same(mine.find(({ date }) => date <= today()), chosen);
      isOpen = isLatest && daysSince(chosen.date) < OPEN;
      beginMine.hidden = chosen.by !== ME || checkins().some((one) => same(one, { date: today(), by: ME }));
      said.textContent = isOpen ? "" : `This check-in is kept as it was.${isLatest ? " Begin a new one to rate again." : ""}`;
      for (const one of skills.values()) one.draw();
    }

    /** The row of a skill in a check-in: by what it says, since a file edited by hand may name it otherwise. */
    function idOf({ date, by }, skill) {
      const isIt = ({ value }) => value.skill === skill && value.date === date && (value.by ?? ME) === by;
      return Object.keys(held).find((id) => isIt(held[id])) ?? rowName({ date, by }, skill);
    }
    const valueOf = (id) => slots.get(id)?.value ?? held[id]?.value;
    /** The ratings of a skill, the earliest first. */
    const past = (skill) =>
      Object.values(held)
        .map(({ value }) => value)
        .filter((value) => value.skill === skill && value.level)
        .sort((a, b) => a.date.localeCompare(b.date));

    function slotOf(id) {
      if (!slots.has(id)) {
        const slot = new Slot({ ...field, row: id, onRefused: parts.say, onSaved: () => parts.say("") });
        if (held[id]) slot.take(held[id].value, held[id].revision);
        slots.set(id, slot);
      }
      return slots.get(id);
    }

    function put(id, value) {
      const slot = slotOf(id);
      slot.type({ ...slot.value, ...value });
      slot.flush();
      if (id === idOf(chosen, value.skill)) skills.get(value.skill).draw();
      others.compare();
    }

    /** A skill: a line that unfolds into the controls of the chosen check-in. */
    function line(skill) {
      const about = (title) => `${title}, ${skill.title}`;
      const state = make("small");
      const summary = make("summary", {}, make("span", { textContent: skill.title }), state);
      const inside = make("div", { className: "tpm-skill-body" });
      const element = make("details", { className: "tpm-skill", dataset: { skill: skill.key } }, summary, inside);
      const id = () => idOf(chosen, skill.key);
      let controls = null;

      function build() {
        const evidence = writing(true, { rows: 2 });
        evidence.setAttribute("aria-label", about(titles.evidence));
        evidence.addEventListener("input", () => (grow(evidence), change()));
        const anchors = { 1: skill.one, 3: skill.three, 5: skill.five };
        const between = { 2: "between 1 and 3", 4: "between 3 and 5" };
        const levels = NUMBERS.map((value) => ({ value, label: String(value), help: anchors[value] ?? between[value] }));
        const short = NUMBERS.map((value) => ({ value, label: String(value) }));
        const level = scale(titles.level, about(titles.level), levels, change, "tpm-anchors");
        const confidence = scale(titles.confidence, about(titles.confidence), confidences, change, "tpm-inline");
        const target = scale(titles.target, about(titles.target), short, change, "tpm-inline");
        const back = scale(titles.back, about(titles.back), short, change, "tpm-inline");
        const from = offersBox(({ value }) => {
          evidence.focus();
          if (evidence.value.includes(value.evidence)) return; // pressed twice
          evidence.value = [evidence.value.trim(), value.evidence].filter(Boolean).join("\n");
          grow(evidence);
          change();
        });
        inside.append(
          make("p", { className: "tpm-help", textContent: skill.about }),
          make("label", { className: "tpm-card-label", ariaHidden: "true" }, titles.evidence),
          evidence,
          from.element,
          level.element,
          confidence.element,
          target.element,
          back.element,
        );
        return { evidence, level, confidence, target, back, from };
      }

      function change() {
        const number = (control) => (control.read() === null ? null : Number(control.read()));
        const { evidence, level, confidence, target, back } = controls;
        slotOf(id()).type({
          ...chosen,
          skill: skill.key,
          evidence: evidence.value,
          level: number(level),
          confidence: confidence.read(),
          target: number(target),
          back: number(back),
        });
        others.compare();
        judge();
        tell();
      }

      /** Say what is odd beside its control. */
      function judge() {
        const odd = oddities(question, valueOf(id()), []);
        controls?.level.say(odd.get("level") ?? "");
      }

      /** What the line says when it is folded. */
      function tell() {
        if (!chosen) return; // what is kept has not come yet
        const value = valueOf(id());
        const theirs = new Map(past(skill.key).filter(({ by }) => by && by !== chosen.by).map(({ by, level }) => [by, level]));
        const mine = chosen.by ? past(skill.key).filter(({ by }) => !by).at(-1) : null;
        const words = [
          value?.level ? `${value.level} of 5` : "",
          value?.target ? `target ${value.target}` : "",
          mine ? `you ${mine.level}` : "",
          ...[...theirs].map(([by, level]) => `${by} ${level}`),
        ];
        state.textContent = words.filter(Boolean).join(" · ");
      }

      function draw() {
        tell();
        if (!element.open || !chosen) return;
        controls ??= build();
        const value = valueOf(id());
        if (controls.evidence.value !== (value?.evidence ?? "")) controls.evidence.value = value?.evidence ?? "";
        requestAnimationFrame(() => grow(controls.evidence));
        for (const part of ["level", "confidence", "target", "back"]) controls[part].show(value?.[part]);
        const isMine = chosen.by === ME;
        const mine = past(skill.key).filter(({ by, date }) => !by && date < chosen.date);
        const first = mine[0];
        const aimed = mine.filter(({ target }) => target).at(-1);
        if (!value && isMine) controls.target.show(aimed?.target); // it stays until it is changed
        if (first) controls.back.legend.textContent = `${titles.back}: where were you on ${longDay(first.date)}?`;
        controls.target.element.hidden = !isMine;
        controls.back.element.hidden = !isMine || !first;
        controls.from.element.hidden = !isOpen;
        controls.evidence.readOnly = !isOpen;
        for (const part of ["level", "confidence", "target", "back"]) controls[part].element.disabled = !isOpen;
        give();
        judge();
      }

      function give() {
        if (!controls || !isOpen) return;
        const fits = offers.map((offer) => ({
          ...offer,
          starts: offer.starts.filter(({ value }) => value.skill?.includes(skill.key)).slice(-8),
        }));
        controls.from.show(fits);
      }

      element.ontoggle = () => element.open && draw();
      return { element, draw, give };
    }

    list.querySelector("summary").dataset.first = "";
    parts.body.append(bar, nameBox, said, list);

    const close = connect(field, {
      bring({ row, value }) {
        choose({ date: value.date, by: value.by ?? ME });
        skills.get(value.skill).element.open = true;
        slotOf(row).replace(() => put(row, value));
      },
      onClose: () => slots.forEach((slot) => slot.close()),
      onFlush: () => slots.forEach((slot) => slot.flush()),
      onAnswer(answer, left) {
        // What was written by hand may lack what a check-in is known by.
        const rows = Object.entries(answer.rows).map(([id, row]) => [id, { ...row, value: tidied(question, row.value) }]);
        held = Object.fromEntries(rows.filter(([, { value }]) => value.date && skills.has(value.skill)));
        for (const [id, slot] of slots) if (held[id]) slot.take(held[id].value, held[id].revision);
        for (const [id, row] of Object.entries(held))
          if (row.others.length || slots.has(id)) others.tell(row.others, slotOf(id), (value) => put(id, value));
        for (const draft of left) {
          const slot = slotOf(draft.row);
          const standing = slot.judge(draft);
          if (standing === "next" && !slot.dirty) {
            chosen = { date: draft.value.date, by: draft.value.by ?? ME };
            slot.type(draft.value);
            slot.flush();
            skills.get(draft.value.skill).element.open = true;
          } else if (standing !== "saved") {
            offer(parts, question, draft, standing, slot, (value) => put(draft.row, value));
            continue;
          }
          if (draft.name !== slot.draft && slot.kept !== false) drafts.forget(draft.name, draft.at);
        }
        draw();
      },
      onGiven(given) {
        ({ offers } = given);
        for (const one of skills.values()) one.give();
      },
    });
    el.append(parts.element);
    return close;
  },
};
