// One skill of a check-in: a line that unfolds into the controls of its rating.

import { ME, offersFor } from "./checkins.js";
import { keptDay, make } from "./dom.js";
import { grow, writing } from "./frame.js";
import { offersBox } from "./given.js";
import { phrase } from "./phrases.js";
import { scale } from "./scale.js";

/**
 * @import { CheckIns } from "./checkins.js"
 * @import { Skill } from "./types.js"
 */

const NUMBERS = [1, 2, 3, 4, 5];
const SCALES = /** @type {const} */ (["level", "confidence", "target", "back"]);

const numberOf = (control) => (control.read() === null ? null : Number(control.read()));

export class SkillView {
  /** @type {ReturnType<SkillView["build"]> | null} */
  controls = null; // made when the line is first unfolded

  /**
   * @param {Skill} skill
   * @param {CheckIns} checkins
   * @param {Record<string, string>} titles of the columns
   * @param {import("./types.js").Choice[]} confidences
   * @param {() => void} changed
   */
  constructor(skill, checkins, titles, confidences, changed) {
    this.skill = skill;
    this.checkins = checkins;
    this.titles = titles;
    this.confidences = confidences;
    this.changed = changed;
    this.offers = [];
    this.state = make("small");
    this.inside = make("div", { className: "tpm-skill-body" });
    const summary = make("summary", {}, make("span", { textContent: skill.title }), this.state);
    this.element = make("details", { className: "tpm-skill", dataset: { skill: skill.key } }, summary, this.inside);
    this.element.ontoggle = () => this.element.open && this.draw();
  }

  build() {
    const { skill, titles } = this;
    const about = (title) => phrase("rating.of_skill", { title, skill: skill.title });
    const changed = () => this.#change();
    const evidence = writing(true, { rows: 2 });
    evidence.setAttribute("aria-label", about(titles.evidence));
    evidence.addEventListener("input", () => (grow(evidence), changed()));
    const anchors = { 1: skill.one, 2: phrase("rating.between_1_and_3"), 3: skill.three, 4: phrase("rating.between_3_and_5"), 5: skill.five };
    const short = NUMBERS.map((value) => ({ value, label: String(value) }));
    const levels = short.map((one) => ({ ...one, help: anchors[one.value] }));
    const controls = {
      evidence,
      from: offersBox(({ value }) => this.#take(evidence, value.evidence)),
      level: scale(titles.level, about(titles.level), levels, changed, "tpm-anchors"),
      confidence: scale(titles.confidence, about(titles.confidence), this.confidences, changed, "tpm-inline"),
      target: scale(titles.target, about(titles.target), short, changed, "tpm-inline"),
      back: scale(titles.back, about(titles.back), short, changed, "tpm-inline"),
    };
    this.inside.append(
      make("p", { className: "tpm-help", textContent: skill.about }),
      make("label", { className: "tpm-card-label", ariaHidden: "true" }, titles.evidence),
      evidence,
      controls.from.element,
      ...SCALES.map((one) => controls[one].element),
    );
    return controls;
  }

  /** Add what is offered to the evidence. */
  #take(evidence, text) {
    evidence.focus();
    if (evidence.value.includes(text)) return; // pressed twice
    evidence.value = [evidence.value.trim(), text].filter(Boolean).join("\n");
    grow(evidence);
    this.#change();
  }

  #change() {
    if (!this.controls) return;
    const { evidence, level, confidence, target, back } = this.controls;
    this.checkins.change(this.skill.key, {
      evidence: evidence.value,
      level: numberOf(level),
      confidence: confidence.read(),
      target: numberOf(target),
      back: numberOf(back),
    });
    this.changed();
    this.#judge();
    this.#tell();
  }

  /** Say what is odd beside its control. */
  #judge() {
    this.controls?.level.say(this.checkins.odd(this.skill.key).get("level") ?? "");
  }

  /** What the line says when it is folded. */
  #tell() {
    const value = this.checkins.valueOf(this.skill.key);
    const { mine, theirs } = this.checkins.others(this.skill.key);
    const words = [
      value?.level ? phrase("rating.level", { level: value.level }) : "",
      value?.target ? phrase("rating.target", { level: value.target }) : "",
      mine ? phrase("rating.mine", { level: mine }) : "",
      ...[...theirs].map(([by, level]) => `${by} ${level}`),
    ];
    this.state.textContent = words.filter(Boolean).join(" · ");
  }

  /** Show the check-in that is chosen; what is being typed stays. */
  draw() {
    if (!this.checkins.chosen) return; // what is kept has not come yet
    this.#tell();
    if (!this.element.open) return;
    this.controls ??= this.build();
    const { evidence, target } = this.controls;
    const value = this.checkins.valueOf(this.skill.key);
    if (evidence.value !== (value?.evidence ?? "")) evidence.value = value?.evidence ?? "";
    requestAnimationFrame(() => grow(evidence));
    for (const one of SCALES) this.controls[one].show(value?.[one]);
    const before = this.checkins.before(this.skill.key);
    const isMine = this.checkins.chosen.by === ME;
    if (!value && isMine) target.show(before.target); // it stays until it is changed
    this.#open(isMine, before.first);
    this.give();
    this.#judge();
  }

  /** Show the controls that this check-in has, and let them be changed if it can be. */
  #open(isMine, first) {
    if (!this.controls) return;
    const { evidence, target, back, from } = this.controls;
    const { isOpen } = this.checkins;
    if (first) back.legend.textContent = phrase("rating.back", { title: this.titles.back, day: keptDay(first.date, "long") });
    target.element.hidden = !isMine;
    back.element.hidden = !isMine || !first;
    from.element.hidden = !isOpen;
    evidence.readOnly = !isOpen;
    for (const one of SCALES) this.controls[one].element.disabled = !isOpen;
  }

  /** Offer what other answers hold for its evidence. */
  give(offers = this.offers) {
    this.offers = offers;
    if (this.controls && this.checkins.isOpen) this.controls.from.show(offersFor(offers, this.skill.key));
  }
}
