// Where the navigation goes. A place is a step, a question of it, or a row: plan, plan.risks, plan.risks/r1.

/** @typedef {{ key: string, short: string, title: string }} Step */

/** The place that an address names; one that nobody made on purpose leads to the first page. */
export function placeIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** The question of a place and its row; both are "" where it is a step. */
export function questionIn(place) {
  if (!place.includes(".")) return { key: "", row: "" };
  const slash = place.indexOf("/");
  return slash < 0 ? { key: place, row: "" } : { key: place.slice(0, slash), row: place.slice(slash + 1) };
}

/**
 * The section that is one on from where somebody is, or one back: from the heading that has the focus, or
 * from the last one above the top of what is seen. It is no section of these where the step ends.
 * @param {number[]} tops of the step's headings, in px from the top of what is seen
 * @param {number} held the heading that has the focus, or -1
 */
export function sectionFrom(tops, held, by, margin = 90) {
  const place = held >= 0 ? held : tops.findLastIndex((top) => top < margin);
  return Math.max(place, 0) + by;
}

export class Route {
  current = ""; // the step that is shown
  /** @type {Record<string, [string, string]>} */
  open = {}; // key and title of each step's first question without an answer
  /** @type {Map<string, number>} */
  scrolled = new Map(); // how far down each step was when it was left
  seen = new Set(); // the steps that the kernel was asked for

  /** @param {Step[]} steps */
  constructor(steps) {
    this.steps = steps;
  }

  get step() {
    return this.#step(this.current);
  }

  #step(key) {
    return this.steps.find((step) => step.key === key);
  }

  /** Whether a place is one of the workbook's. */
  has(place) {
    return Boolean(this.#step(place.split(".")[0]));
  }

  /** The step before or after the one that is shown. */
  beside(by) {
    return this.steps[this.steps.findIndex(({ key }) => key === this.current) + by];
  }

  /**
   * Go to the step of a place: the first one, if there is none. Returns whether it is another step, and how far
   * down it was left.
   */
  go(place, scroll = 0) {
    const [key] = place.split(".");
    const step = this.has(place) ? key : this.steps[0].key;
    const isOther = step !== this.current;
    if (this.current) this.scrolled.set(this.current, scroll);
    this.current = step;
    return { isOther, top: this.scrolled.get(step) ?? 0 };
  }

  /** Say once of each step that it is wanted. */
  wants(key) {
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  /**
   * What is without an answer: the first question of this step, else the next step that has one, from the
   * first again after the last.
   * @returns {{ question?: [string, string], step?: Step }}
   */
  ahead() {
    if (this.open[this.current]) return { question: this.open[this.current] };
    const place = this.steps.findIndex(({ key }) => key === this.current);
    const later = [...this.steps.slice(place + 1), ...this.steps.slice(0, Math.max(place, 0))];
    return { step: later.find(({ key }) => this.open[key]) };
  }
}
