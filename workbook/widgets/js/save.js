// Drafts and acknowledged saves.
//
// What is typed goes into this browser's storage at once, to the kernel after a short pause, and out of
// the storage only when the kernel has said that it is durable. Every other path ends in the storage.

const PAUSE = 300; // ms between the last keystroke and the message
export const SILENCE = 2000; // ms without an answer until the page says "Not saved"
const AGAIN = 2000; // ms between tries while nothing answers
const LULL = 1500; // ms without a keystroke until what another place saved may take the text's place
export const NO_ANSWER = "The workbook is not answering.";
export const FAULT = "Something in the workbook itself failed here. What you typed is kept in this browser. Reload the page.";

/** What all parts of one kernel on this page share: who waits for a save, and whether anyone answers. */
export function deskOf(session) {
  const desks = (globalThis[Symbol.for("tpm-workbook/desks")] ??= new Map());
  if (!desks.has(session)) {
    const desk = { waiting: new Map(), savedAt: null, unreachable: "", composing: false, changes: new EventTarget() };
    desks.set(session, desk);
    addEventListener("compositionstart", () => (desk.composing = true), true);
    addEventListener("compositionend", () => (desk.composing = false), true);
    addEventListener("beforeunload", (event) => {
      // Leaving would lose what can't be saved as it stands and, where this browser keeps no drafts, the rest.
      if ([...desk.waiting.values()].some(({ kept, wrong }) => kept === false || wrong)) event.preventDefault();
    });
  }
  return desks.get(session);
}

/** Send to the kernel. A connection that is gone is an answer that doesn't come: whoever waits notices. */
export function post(model, message) {
  try {
    Promise.resolve(model.send(message)).catch(() => {});
  } catch {
    // the same, said at once
  }
}

/** Hear what the kernel says to a part until the function that this returns is called. A failure is told. */
export function listen(model, hear, tell) {
  const onMessage = (message, buffers) => {
    try {
      hear(message, buffers);
    } catch (error) { // whoever hands messages out would swallow it
      reportError(error);
      tell(FAULT);
    }
  };
  model.on("msg:custom", onMessage);
  return () => model.off("msg:custom", onMessage);
}

function report(desk, name, state) {
  if (state) desk.waiting.set(name, state);
  else desk.waiting.delete(name);
  desk.changes.dispatchEvent(new Event("change"));
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What `read` returns, or null where the browser's storage is off or holds what is not ours. */
export function attempt(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

/** This browser's drafts of one question: a map from row ("" for a question without rows) to drafts. */
export const drafts = {
  prefix: (workbook, key) => `tpm-workbook:${workbook}:${key}:`,
  write(name, draft) {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
      return true;
    } catch {
      return false; // storage is off or full: the page then can't promise to keep anything
    }
  },
  /** Let go of a draft; with `at`, only if it is still the one of that time: its tab may be typing. */
  forget(name, at) {
    try {
      if (at === undefined || JSON.parse(localStorage.getItem(name))?.at === at) localStorage.removeItem(name);
    } catch {
      // what can't be stored can't be left behind
    }
  },
  /** All drafts left for a question, the newest first. */
  left(prefix) {
    const found = [];
    for (const name of attempt(() => Object.keys(localStorage)) ?? []) {
      if (!name.startsWith(prefix)) continue;
      const [row] = name.slice(prefix.length).split(":");
      const draft = attempt(() => JSON.parse(localStorage.getItem(name)));
      if (draft && typeof draft === "object" && "value" in draft) found.push({ ...draft, name, row });
    }
    return found.sort((a, b) => b.at - a.at);
  },
};

/** Ask the kernel, and match what it says to what was asked: other windows hear the same replies. */
export class Wire {
  constructor(model, tell) {
    this.model = model;
    this.client = Math.random().toString(36).slice(2, 10);
    this.asked = new Map();
    this.next = 1;
    const hear = (message) => {
      if (message.client !== this.client) return;
      const heard = this.asked.get(message.id);
      this.asked.delete(message.id);
      heard?.(message);
    };
    this.close = listen(model, hear, tell);
  }
  edit(edit, heard) {
    const id = this.next++;
    this.asked.set(id, heard);
    post(this.model, { type: "edit", id, client: this.client, edit });
  }
  /** Ask what is on disk. */
  hello() {
    post(this.model, { type: "hello" });
  }
}

/**
 * One thing that is saved by itself: a question's answer, a row of its table, the rows' order, or its privacy
 * mark. It holds the person's last wish (put, delete, order or mark), and has one request under way at a time.
 */
export class Slot {
  constructor({ wire, desk, workbook, question, row = "", action = "put", onRefused, onSaved }) {
    Object.assign(this, { wire, desk, row, action, onRefused, onSaved });
    this.title = question.title;
    this.draft = `${drafts.prefix(workbook, question.key)}${row}:${wire.client}`;
    this.before = () => null; // the row that this one stands in front of
    this.value = undefined; // as the person sees it
    this.meant = undefined; // the same without what is only passed through while typing
    this.typing = false; // whether it may be passing through something now
    this.base = 0; // the revision it was written over
    this.at = 0; // when the person last touched it
    this.settles = []; // the revisions of other texts that the person has decided on
    this.apart = false; // whether what the next save replaces is to be kept as a version of its own
    this.dirty = false;
    this.problem = "";
    this.sent = undefined; // what is on its way
    this.request = null; // the one that is waited for
    this.latest = null; // the last one that was sent, waited for or not
    this.missed = false; // whether other news came while this was dirty
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
    const rest = this.desk.composing ? LULL : this.at + LULL - Date.now();
    const isNews = !same(value, this.value);
    if (isNews && rest > 0) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.wire.hello(), rest);
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
   * Take a keystroke. A `problem` is a sentence about an entry that can't be saved as it stands; an entry
   * that can't even be read is undefined, and the one that was there before stays. While `typing`, the value
   * may be one that nobody means yet: it is saved when the person leaves the field.
   */
  type(value, problem = "", typing = false) {
    if (this.action === "delete") this.action = "put";
    this.typing = typing;
    this.wish(value, problem);
    clearTimeout(this.timer);
    if (!problem) this.timer = setTimeout(() => this.send(), PAUSE);
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
    this.at = Date.now();
    this.value = value === undefined ? this.meant : value;
    if (!this.typing) this.meant = this.value;
    if (value === undefined) drafts.forget(this.draft);
    else this.keep();
    this.say(problem ? { reason: problem, wrong: true } : { typing: this.typing });
  }

  keep() {
    const { value, base, sent, at, action } = this;
    this.kept = drafts.write(this.draft, { value, base, sent, at, action });
  }

  /** Don't wait for the pause: the person has left the field or the page. */
  flush() {
    this.typing = false;
    if (!this.dirty) return;
    if (!this.problem) this.meant = this.value;
    this.send();
  }

  send() {
    clearTimeout(this.timer);
    if (!this.dirty || this.problem || this.typing || this.request) return; // heard() sends what was wished meanwhile
    const isRow = this.row && !["mark", "order"].includes(this.action);
    const before = isRow ? this.before() : null;
    const wish = { action: this.action, value: structuredClone(this.value), settles: [...this.settles], apart: this.apart };
    const request = (this.request = this.latest = {});
    this.sent = wish.value;
    this.keep();
    this.silence = setTimeout(() => this.unheard(), SILENCE);
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
    this.desk.savedAt = new Date();
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
    if (message.again) this.timer = setTimeout(() => this.send(), AGAIN);
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
    drafts.forget(this.draft);
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
    this.say({ reason: NO_ANSWER, silent: true });
    this.timer = setTimeout(() => this.send(), AGAIN);
  }

  /** Nothing is under way. */
  rest() {
    clearTimeout(this.silence);
    clearTimeout(this.timer);
    this.request = null;
  }

  say(state) {
    report(this.desk, this.draft, state && { ...state, title: this.title, kept: this.kept });
  }

  /** Say how a draft of an earlier visit stands to what is on disk: "saved", "next" or "older". */
  judge(draft) {
    if (draft.action !== "delete" && same(draft.value, this.value)) return "saved";
    // What was on its way when the page went may have arrived: then the draft continues it.
    const continues = draft.base === this.base || (draft.sent !== undefined && same(draft.sent, this.value));
    return continues ? "next" : "older";
  }
}
