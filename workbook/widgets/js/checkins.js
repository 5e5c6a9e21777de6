// Check-ins of skills: which there are, which one is shown, and whether it can be changed. Each skill of each
// check-in is a row that is saved by itself; an earlier check-in is only read.

import { same } from "./save.js";
import { oddities, tidied } from "./values.js";

/**
 * @import { Slot } from "./slot.js"
 * @import { Answer, Question, RowValue, SavedRow } from "./types.js"
 * @typedef {{ date: string, by: string }} CheckIn
 */

export const ME = "";
const OPEN = 7; // days for which the latest check-in can be gone on with
const DAY = 86400000; // ms

const noon = (day) => new Date(`${day}T12:00`).getTime();

/** Two tabs that begin the same check-in write the same rows. */
const rowName = ({ date, by }, skill) => [date, encodeURIComponent(by), skill].join("~");

/**
 * @param {RowValue} value
 * @returns {CheckIn}
 */
const checkInOf = ({ date, by }) => ({ date, by: by ?? ME });

const byDay = (a, b) => a.date.localeCompare(b.date);

export class CheckIns {
  /** @type {Record<string, SavedRow>} */
  held = {}; // the rows as they are on disk
  /** @type {Map<string, Slot>} */
  slots = new Map(); // of the rows that were touched or shown
  /** @type {CheckIn[]} */
  begun = []; // here, with no rating yet
  /** @type {CheckIn | null} */
  chosen = null; // the one that is shown

  /**
   * @param {Question} question
   * @param {(id: string) => Slot} slotFor
   * @param {() => string} today
   */
  constructor(question, slotFor, today) {
    this.question = question;
    this.slotFor = slotFor;
    this.today = today;
    this.skills = new Set(question.skills.map(({ key }) => key));
  }

  /**
   * Every check-in that there is, the newest first, mine before others of the same day.
   * @returns {CheckIn[]}
   */
  get all() {
    const held = Object.values(this.held).map(({ value }) => checkInOf(value));
    const found = new Map([...held, ...this.begun].map((one) => [rowName(one, ""), one]));
    return [...found.values()].sort((a, b) => byDay(b, a) || a.by.localeCompare(b.by));
  }

  /** Today's check-in of a person. */
  ofToday(by = ME) {
    return { date: this.today(), by };
  }

  #isThere(one) {
    return this.all.some((other) => same(other, one));
  }

  /** @param {CheckIn} one */
  begin(one) {
    if (!this.#isThere(one)) this.begun.push(one);
    this.chosen = one;
  }

  /**
   * Return the check-in that is shown: the one that was chosen, otherwise my latest, anybody's, or a new one.
   * @returns {CheckIn}
   */
  settle() {
    const { all } = this;
    this.chosen ??= all.find(({ by }) => by === ME) ?? all[0] ?? this.ofToday();
    if (!all.length) this.begun.push(this.chosen);
    return this.chosen;
  }

  /** Whether the check-in that is shown is its rater's latest. One of the future, by a wrong clock, is none. */
  get isLatest() {
    const latest = this.all.find(({ date, by }) => by === this.chosen?.by && date <= this.today());
    return same(latest, this.chosen);
  }

  /** Whether it can be changed: it is the latest, and of these days. */
  get isOpen() {
    if (!this.chosen || !this.isLatest) return false;
    return Math.round((noon(this.today()) - noon(this.chosen.date)) / DAY) < OPEN;
  }

  /** Whether a check-in of mine can be begun. */
  get canBegin() {
    return this.chosen?.by === ME && !this.#isThere(this.ofToday());
  }

  /** The row of a skill in the check-in shown: by what it says, since a file edited by hand may name it otherwise. */
  idOf(skill) {
    const chosen = /** @type {CheckIn} */ (this.chosen);
    const isIt = ({ value }) => value.skill === skill && same(checkInOf(value), chosen);
    return Object.keys(this.held).find((id) => isIt(this.held[id])) ?? rowName(chosen, skill);
  }

  /**
   * What is there for a skill in the check-in shown, saved or not.
   * @returns {RowValue | undefined}
   */
  valueOf(skill) {
    const id = this.idOf(skill);
    return this.slots.get(id)?.value ?? this.held[id]?.value;
  }

  /**
   * The ratings of a skill that are on disk, the earliest first.
   * @returns {RowValue[]}
   */
  past(skill) {
    const values = Object.values(this.held).map(({ value }) => value);
    return values.filter((value) => value.skill === skill && value.level).sort(byDay);
  }

  /** The latest rating by each other person, and mine where somebody else's check-in is shown. */
  others(skill) {
    const past = this.past(skill);
    const by = this.chosen?.by;
    return {
      mine: by ? (past.findLast((one) => !one.by)?.level ?? null) : null,
      theirs: new Map(past.filter((one) => one.by && one.by !== by).map((one) => [one.by, one.level])),
    };
  }

  /** My ratings before the check-in shown: the first one, and the target that was set last. */
  before(skill) {
    const mine = this.past(skill).filter(({ by, date }) => !by && date < (this.chosen?.date ?? ""));
    return { first: mine[0], target: mine.findLast(({ target }) => target)?.target };
  }

  /** What is odd about a skill's rating, by column. */
  odd(skill) {
    return oddities(this.question, this.valueOf(skill), []);
  }

  /** @returns {Slot} */
  slotOf(id) {
    let slot = this.slots.get(id);
    if (!slot) {
      slot = this.slotFor(id);
      if (this.held[id]) slot.take(this.held[id].value, this.held[id].revision);
      this.slots.set(id, slot);
    }
    return slot;
  }

  /** Take what a skill's controls hold. */
  change(skill, value) {
    this.slotOf(this.idOf(skill)).type({ ...this.chosen, skill, ...value });
  }

  /** Put a value into a row, and save it. */
  put(id, value) {
    const slot = this.slotOf(id);
    slot.type({ ...slot.value, ...value });
    slot.flush();
  }

  /** Show the check-in that a row is of. */
  show(value) {
    this.chosen = checkInOf(value);
  }

  /**
   * Take what is on disk. What was written by hand may lack what a check-in is known by.
   * @param {Answer} answer
   */
  take(answer) {
    this.held = {};
    for (const [id, row] of Object.entries(answer.rows)) {
      const value = tidied(this.question, row.value);
      if (value.date && this.skills.has(value.skill)) this.held[id] = { ...row, value };
    }
    for (const [id, slot] of this.slots) if (this.held[id]) slot.take(this.held[id].value, this.held[id].revision);
  }
}

/** What is offered for a skill's evidence: of each source the last few that name it. */
export function offersFor(offers, skill) {
  const fits = ({ value }) => value.skill?.includes(skill);
  return offers.map((offer) => ({ ...offer, starts: offer.starts.filter(fits).slice(-8) }));
}
