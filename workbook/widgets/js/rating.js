// A check-in of skills.

import { Others } from "./beside.js";
import { CheckIns } from "./checkins.js";
import { button, keptDay, make } from "./dom.js";
import { connect, offer, openField } from "./frame.js";
import { phrase } from "./phrases.js";
import { same } from "./save.js";
import { SkillView } from "./skill.js";
import { Slot } from "./slot.js";

/** @import { Answer, LeftDraft, Question, Version } from "./types.js" */

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

class RatingView {
  constructor(field) {
    this.field = field;
    this.parts = field.parts;
    /** @type {Question} */
    this.question = field.question;
    this.titles = Object.fromEntries(this.question.columns.map(({ key, title }) => [key, title]));
    this.others = new Others(this.parts, this.question);
    this.checkins = new CheckIns(this.question, (row) => this.#slot(row), today);
    this.notice = make("p", { className: "tpm-help" });
    this.notice.setAttribute("role", "status");
    this.pick = make("select", { onchange: () => this.#choose(JSON.parse(this.pick.value)) });
    this.pick.setAttribute("aria-label", this.titles.date);
    this.beginMine = button(phrase("rating.begin"), () => this.#begin(this.checkins.ofToday()));
    this.askName = button(phrase("rating.begin_theirs"), () => this.#showName(true));
    this.name = make("input", { autocomplete: "off" });
    this.nameBox = this.#buildNameBox();
    /** @type {Map<string, SkillView>} */
    this.skills = new Map();
    this.list = this.#buildList();
    const label = make("label", {}, `${this.titles.date}: `, this.pick);
    const bar = make("p", { className: "tpm-actions" }, label, this.beginMine, this.askName);
    this.parts.body.append(bar, this.nameBox, this.notice, this.list);
  }

  #slot(row) {
    return new Slot({ ...this.field, row, onRefused: this.parts.say, onSaved: () => this.parts.say("") });
  }

  #buildNameBox() {
    const label = make("label", {}, `${this.titles.by}: `, this.name);
    const cancel = button(phrase("rating.cancel"), () => (this.#showName(false), this.askName.focus()), "tpm-link");
    const begin = button(phrase("rating.begin_named"), () => this.#named());
    const box = make("p", { className: "tpm-actions", hidden: true }, label, begin, cancel);
    box.addEventListener("keydown", (event) => event.key === "Escape" && cancel.click());
    this.name.addEventListener("keydown", (event) => event.key === "Enter" && this.#named());
    return box;
  }

  #buildList() {
    const list = make("div", { className: "tpm-skills" });
    const confidences = this.question.columns.find(({ key }) => key === "confidence")?.choices ?? [];
    for (const skill of this.question.skills)
      this.skills.set(skill.key, new SkillView(skill, this.checkins, this.titles, confidences, () => this.others.compare()));
    for (const [group, title] of Object.entries(this.question.groups)) {
      const box = make("div", {}, make("p", { className: "tpm-group", textContent: title }));
      box.append(...this.question.skills.filter((one) => one.group === group).map(({ key }) => this.skills.get(key)?.element));
      list.append(box);
    }
    list.querySelector("summary").dataset.first = "";
    return list;
  }

  #showName(isShown) {
    this.nameBox.hidden = !isShown;
    if (isShown) this.name.focus();
  }

  #named() {
    const by = this.name.value.trim();
    if (!by) {
      this.notice.textContent = phrase("rating.name_missing");
      this.name.focus();
      return;
    }
    this.#showName(false);
    this.name.value = "";
    this.#begin(this.checkins.ofToday(by));
  }

  #begin(one) {
    this.checkins.begin(one);
    this.#draw();
    this.list.querySelector("[data-first]").focus();
  }

  #choose(one) {
    this.checkins.show(one);
    this.#draw();
  }

  /** Show the check-in that is chosen; what is being typed stays. */
  #draw() {
    const { checkins } = this;
    const chosen = checkins.settle();
    const options = checkins.all.map((one) => {
      const day = keptDay(one.date, "long");
      const textContent = one.by ? `${day}, ${one.by}` : day;
      return make("option", { value: JSON.stringify(one), textContent, selected: same(one, chosen) });
    });
    this.pick.replaceChildren(...options);
    this.beginMine.hidden = !checkins.canBegin;
    const kept = checkins.isLatest ? phrase("rating.kept_latest") : phrase("rating.kept");
    this.notice.textContent = checkins.isOpen ? "" : kept;
    for (const one of this.skills.values()) one.draw();
  }

  /** Put a value into a row, and save it. */
  #put(id, value) {
    this.checkins.put(id, value);
    if (id === this.checkins.idOf(value.skill)) this.skills.get(value.skill)?.draw();
    this.others.compare();
  }

  /** Show the check-in and the skill that a row is of. */
  #unfold(value) {
    this.checkins.show(value);
    const skill = this.skills.get(value.skill);
    if (skill) skill.element.open = true;
  }

  /** @param {Version} version */
  #bring({ row, value }) {
    this.#unfold(value);
    this.#draw();
    this.checkins.slotOf(row).replace(() => this.#put(row, value));
  }

  /**
   * @param {Answer} answer
   * @param {LeftDraft[]} left
   */
  #answered(answer, left) {
    const { checkins, others } = this;
    checkins.take(answer);
    for (const [id, row] of Object.entries(checkins.held))
      if (row.others.length || checkins.slots.has(id))
        others.tell(row.others, checkins.slotOf(id), (value) => this.#put(id, value));
    for (const draft of left) this.#resume(draft);
    this.#draw();
  }

  /**
   * Take up what an earlier visit left.
   * @param {LeftDraft} draft
   */
  #resume(draft) {
    const slot = this.checkins.slotOf(draft.row);
    const take = (value) => {
      this.#unfold(value);
      slot.type(value);
      slot.flush();
    };
    const put = (value) => this.#put(draft.row, value);
    slot.resume(draft, take, (standing) => offer(this.parts, this.question, draft, standing, slot, put));
  }

  /** Connect it to the kernel, until the function that this returns is called. */
  connect() {
    return connect(this.field, {
      bring: (version) => this.#bring(version),
      onClose: () => this.checkins.slots.forEach((slot) => slot.close()),
      onFlush: () => this.checkins.slots.forEach((slot) => slot.flush()),
      onAnswer: (answer, left) => this.#answered(answer, left),
      onGiven: ({ offers }) => this.skills.forEach((skill) => skill.give(offers)),
    });
  }
}

export const rating = {
  render({ model, el }) {
    const view = new RatingView(openField(model, { group: true }));
    const close = view.connect();
    el.append(view.parts.element);
    return close;
  },
};
