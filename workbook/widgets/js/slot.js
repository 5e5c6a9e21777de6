// One thing that is saved by itself, from the first keystroke until the kernel has said that it is durable.
//
// What is typed goes into this browser's storage at once, to the kernel after a short pause, and out of
// the storage only when the kernel has said that it is durable. Every other path ends in the storage.

import { drafts } from "./drafts.js";
import { report, same, SILENCE } from "./save.js";

/** @import { Clock, Draft, LeftDraft, Place } from "./types.js" */

const PAUSE = 300; // ms between the last keystroke and the message
const AGAIN = 2000; // ms between tries while nothing answers
const LULL = 1500; // ms without a keystroke until what another place saved may take the text's place

/** @type {Clock} */
const browserClock = {
  now: () => Date.now(),
  after: (deed, ms) => setTimeout(deed, ms),
  stop: (timer) => clearTimeout(timer),
};

/**
 * One thing that is saved by itself: a question's answer, a row of its table, the rows' order, or its privacy
 * mark. It holds the person's last wish (put, delete, order or mark), and has one request under way at a time.
 */
export class Slot {
  /** @param {Place} place */
  constructor(place) {
    const { wire, desk, workbook, question, row = "", action = "put", onRefused, onSaved } = place;
    this.wire = wire;
    this.desk = desk;
    this.drafts = place.drafts ?? drafts;
    this.clock = place.clock ?? browserClock;
    this.row = row;
    this.action = action;
    this.onRefused = onRefused;
    this.onSaved = onSaved;
    this.title = question.title;
    this.draft = `${this.drafts.prefix(workbook, question.key)}${row}:${wire.client}`;
    /** @type {() => string | null} */
    this.before = () => null; // the row that this one is in front of
    /** @type {any} */
    this.value = undefined; // as the person sees it
    /** @type {any} */
    this.meant = undefined; // the same without what is only passed through while typing
    this.typing = false; // whether it may be passing through something now
    this.base = 0; // the revision it was written over
    this.at = 0; // when the person last touched it
    /** @type {number[]} */
    this.settles = []; // the revisions of other texts that the person has decided on
    this.apart = false; // whether what the next save replaces is to be kept as a version of its own
    this.dirty = false;
    this.problem = "";
    /** @type {boolean | undefined} */
    this.kept = undefined; // whether this browser has a draft of it
    /** @type {any} */
    this.sent = undefined; // what is on its way
    /** @type {object | null} */
    this.request = null; // the one that is waited for
    /** @type {object | null} */
    this.latest = null; // the last one that was sent, waited for or not
    this.missed = false; // whether other news came while this was dirty
    /** @type {(() => void) | null} */
    this.after = null; // what to do when everything typed is saved
  }

  /**
   * Take what is on disk. What is being typed stays, and between two words too: then it is asked for again
   * when the hands have rested. Returns whether it should be shown.
   */
  take(value, revision) {
    if (this.dirty) {
      this.missed ||= !same(value, this.value) && !same(value, this.sent);
      return false;
    }
    const rest = this.desk.composing ? LULL : this.at + LULL - this.clock.now();
    const isNews = !same(value, this.value);
    if (isNews && rest > 0) {
      this.clock.stop(this.timer);
      this.timer = this.clock.after(() => this.wire.hello(), rest);
      return false;
    }
    this.base = revision;
    this.meant = value;
    if (!isNews) return false;
    this.value = value;
    return true;
  }

  /** Take it that another place has deleted this. Returns whether it should go. */
  isGone() {
    return this.take(undefined, 0);
  }

  /**
   * Take a keystroke. A `problem` is a sentence about an entry that can't be saved as it is; an entry
   * that can't even be read is undefined, and the one that was there before stays. While `typing`, the value
   * may be one that nobody means yet: it is saved when the person leaves the field.
   */
  type(value, problem = "", typing = false) {
    if (this.action === "delete") this.action = "put";
    this.typing = typing;
    this.wish(value, problem);
    this.clock.stop(this.timer);
    if (!problem) this.timer = this.clock.after(() => this.send(), PAUSE);
  }

  /** Delete the row. */
  remove() {
    this.action = "delete";
    this.wish(this.value);
    this.send();
  }

  /** The person has decided on another text: the next save says so. */
  settle(revision) {
    this.settles.push(revision);
  }

  wish(value, problem = "") {
    this.dirty = true;
    this.problem = problem;
    this.at = this.clock.now();
    this.value = value === undefined ? this.meant : value;
    if (!this.typing) this.meant = this.value;
    if (value === undefined) this.drafts.forget(this.draft);
    else this.keep();
    this.say(problem ? { reason: problem, wrong: true } : { typing: this.typing });
  }

  keep() {
    const { value, base, sent, at, action } = this;
    this.kept = this.drafts.write(this.draft, { value, base, sent, at, action });
  }

  /** Don't wait for the pause: the person has left the field or the page. */
  flush() {
    this.typing = false;
    if (!this.dirty) return;
    if (!this.problem) this.meant = this.value;
    this.send();
  }

  send() {
    this.clock.stop(this.timer);
    if (!this.dirty || this.problem || this.typing || this.request) return; // heard() sends what was wished meanwhile
    const isRow = this.row && !["mark", "order"].includes(this.action);
    const before = isRow ? this.before() : null;
    const wish = { action: this.action, value: structuredClone(this.value), settles: [...this.settles], apart: this.apart };
    const request = (this.request = this.latest = {});
    this.sent = wish.value;
    this.keep();
    this.silence = this.clock.after(() => this.unheard(), SILENCE);
    const edit = { ...wish, base: isRow || !this.row ? this.base : null };
    if (isRow) Object.assign(edit, { row: this.row, before });
    this.wire.edit(edit, (message) => this.heard(message, wish, request));
  }

  heard(message, wish, request) {
    const isLate = request !== this.latest; // then a later one has the last word
    const isWish = wish.action === this.action && same(wish.value, this.value);
    if (message.type === "refused") {
      if (!isLate) this.refused(message, wish, isWish);
      return;
    }
    if (wish.action === "put") this.base = message.revision;
    this.settles = this.settles.filter((one) => !wish.settles.includes(one));
    if (wish.apart) this.apart = false;
    if (isLate) return;
    this.rest();
    if (!isWish || this.problem || this.settles.length) {
      this.send(); // more was wished meanwhile
      return;
    }
    this.desk.savedAt = new Date(this.clock.now());
    this.letGo();
    this.onSaved?.();
  }

  refused(message, wish, isWish) {
    this.rest();
    if (!isWish && !message.again) {
      this.send(); // something else is wished by now
      return;
    }
    if (wish.action === "delete" && !message.again) this.letGo(); // it would be refused again
    else this.say({ reason: message.reason });
    this.onRefused?.(message.reason);
    if (message.again) this.timer = this.clock.after(() => this.send(), AGAIN);
  }

  /** Do what needs everything typed to be saved, once it is. */
  whenSaved(deed) {
    if (this.dirty && !this.problem) {
      this.after = deed;
      this.flush();
    } else deed();
  }

  /** Do what replaces the text when all of it is saved, so that it becomes an earlier version. */
  replace(deed) {
    this.whenSaved(() => {
      this.apart = true;
      deed();
    });
  }

  /** There is nothing left to save. */
  letGo() {
    this.dirty = false;
    this.action = this.action === "delete" ? "put" : this.action;
    this.sent = undefined;
    this.drafts.forget(this.draft);
    this.say(null);
    if (this.missed) this.wire.hello();
    this.missed = false;
    const deed = this.after;
    this.after = null;
    if (deed) this.whenSaved(deed);
  }

  /** The view is gone. What is not saved stays in the storage, for the next one. */
  close() {
    this.rest();
    this.say(null);
  }

  unheard() {
    this.rest();
    this.say({ silent: true });
    this.timer = this.clock.after(() => this.send(), AGAIN);
  }

  /** Nothing is under way. */
  rest() {
    this.clock.stop(this.silence);
    this.clock.stop(this.timer);
    this.request = null;
  }

  say(state) {
    report(this.desk, this.draft, state && { ...state, title: this.title, kept: this.kept });
  }

  /**
   * Take up a draft of an earlier visit: `put` what continues the value that is here, `offer` what does not.
   * One that is taken up is let go of: it is this slot's own by now.
   * @param {LeftDraft} draft
   * @param {(value: any) => void} put
   * @param {(standing: string) => void} offer
   */
  resume(draft, put, offer, standing = this.judge(draft)) {
    if (standing === "next" && !this.dirty) put(draft.value);
    else if (standing !== "saved") {
      offer(standing);
      return;
    }
    if (draft.name !== this.draft && this.kept !== false) this.drafts.forget(draft.name, draft.at);
  }

  /**
   * Say how a draft of an earlier visit relates to what is on disk: it is "saved", what comes "next", or "older".
   * @param {Draft} draft
   */
  judge(draft) {
    if (draft.action !== "delete" && same(draft.value, this.value)) return "saved";
    // What was on its way when the page went may have arrived: then the draft continues it.
    const continues = draft.base === this.base || (draft.sent !== undefined && same(draft.sent, this.value));
    return continues ? "next" : "older";
  }
}
