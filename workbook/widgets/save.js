// Drafts and acknowledged saves. widgets/field.py joins this file with the ones after it into one module.
//
// What is typed goes into this browser's storage at once, to the kernel after a short pause, and out of
// the storage only when the kernel has said that it is durable. Every other path ends in the storage.

const PAUSE = 300; // ms between the last keystroke and the message
const SILENCE = 2000; // ms without an answer until the page says "Not saved"
const AGAIN = 2000; // ms between tries while nothing answers
const NO_ANSWER = "The workbook is not answering.";

/** What every widget of one kernel on this page shares: who waits for a save, and whether anyone answers. */
function deskOf(session) {
  const desks = (globalThis[Symbol.for("tpm-workbook/desks")] ??= new Map());
  if (!desks.has(session)) {
    desks.set(session, { waiting: new Map(), savedAt: null, unreachable: "", changes: new EventTarget() });
  }
  return desks.get(session);
}

/** Send to the kernel. A connection that is gone is an answer that doesn't come: whoever waits notices. */
function post(model, message) {
  try {
    Promise.resolve(model.send(message)).catch(() => {});
  } catch {
    // the same, said at once
  }
}

function report(desk, name, state) {
  if (state) desk.waiting.set(name, state);
  else desk.waiting.delete(name);
  desk.changes.dispatchEvent(new Event("change"));
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** This browser's drafts of one question: a map from row ("" for a question without rows) to drafts. */
const drafts = {
  prefix: (workbook, key) => `tpm-workbook:${workbook}:${key}:`,
  write(name, draft) {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
      return true;
    } catch {
      return false; // storage is off or full: the page then can't promise to keep anything
    }
  },
  forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      // what can't be stored can't be left behind
    }
  },
  /** All drafts left for a question, the newest first. */
  left(prefix) {
    const found = [];
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(prefix)) continue;
        const [row] = name.slice(prefix.length).split(":");
        const draft = JSON.parse(localStorage.getItem(name));
        if (draft && "value" in draft) found.push({ ...draft, name, row });
      }
    } catch {
      // unreadable storage holds no drafts for us
    }
    return found.sort((a, b) => b.at - a.at);
  },
};

/** Ask the kernel for one thing at a time, and match what it says to what was asked. */
class Wire {
  constructor(model) {
    this.model = model;
    this.client = Math.random().toString(36).slice(2, 10);
    this.asked = new Map();
    this.next = 1;
    this.onMessage = (message) => {
      const heard = this.asked.get(message.id);
      if (heard) {
        this.asked.delete(message.id);
        heard(message);
      }
    };
    model.on("msg:custom", this.onMessage);
  }
  edit(edit, heard) {
    const id = this.next++;
    this.asked.set(id, heard);
    post(this.model, { type: "edit", id, client: this.client, edit });
  }
  close() {
    this.model.off("msg:custom", this.onMessage);
  }
}

/** One thing that is saved by itself: a question's answer, or a row of its table. */
class Slot {
  constructor({ wire, desk, workbook, key, title, row = "", before = null, onConflict }) {
    Object.assign(this, { wire, desk, key, title, row, before, onConflict });
    this.draft = `${drafts.prefix(workbook, key)}${row}:${wire.client}`;
    this.value = undefined; // as the person sees it
    this.base = 0; // the revision it was written over
    this.dirty = false;
    this.problem = "";
    this.sent = undefined;
    this.timer = 0;
  }

  /** Take what is on disk; what is being typed stays. Returns whether it should be shown. */
  take(value, revision) {
    if (this.dirty) return false;
    this.base = revision;
    this.value = value;
    return true;
  }

  /** Take a keystroke. A `problem` is a sentence about an entry that can't be saved as it stands. */
  type(value, problem = "") {
    this.value = value;
    this.problem = problem;
    this.dirty = true;
    this.kept = drafts.write(this.draft, { value, base: this.base, sent: this.sent, at: Date.now() });
    this.say(problem ? { reason: problem } : {});
    clearTimeout(this.timer);
    if (!problem) this.timer = setTimeout(() => this.send(), PAUSE);
  }

  /** Don't wait for the pause: the person has left the field or the page. */
  flush() {
    if (this.dirty && !this.problem && !this.flying) this.send();
  }

  send() {
    clearTimeout(this.timer);
    if (!this.dirty || this.problem || this.flying) return; // heard() sends what was typed meanwhile
    const value = structuredClone(this.value);
    this.sent = value;
    this.flying = true;
    drafts.write(this.draft, { value, base: this.base, sent: value, at: Date.now() });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.unheard(), SILENCE);
    const edit = { value, base: this.base };
    if (this.row) Object.assign(edit, { row: this.row, before: this.before?.() ?? null });
    this.wire.edit(edit, (message) => this.heard(message, value));
  }

  heard(message, value) {
    clearTimeout(this.silence);
    this.flying = false;
    if (message.type === "refused") {
      this.say({ reason: message.reason });
      if (message.again) this.timer = setTimeout(() => this.send(), AGAIN);
      return;
    }
    this.base = message.revision;
    if (message.conflict) this.onConflict?.(message.conflict);
    if (!same(value, this.value)) {
      if (!this.problem) this.send(); // typing went on
      return;
    }
    this.dirty = false;
    this.sent = undefined;
    drafts.forget(this.draft);
    this.desk.savedAt = new Date();
    this.say(null);
  }

  unheard() {
    this.flying = false;
    clearTimeout(this.silence);
    this.say({ reason: NO_ANSWER, silent: true });
    this.timer = setTimeout(() => this.send(), AGAIN);
  }

  say(state) {
    report(this.desk, this.draft, state && { ...state, title: this.title, kept: this.kept });
  }

  /** The person let go of it. */
  drop() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.dirty = false;
    drafts.forget(this.draft);
    this.say(null);
  }

  /** Take up a draft that an earlier visit left. Returns "saved", "older" or "taken". */
  resume(draft) {
    if (draft.name !== this.draft) drafts.forget(draft.name);
    if (same(draft.value, this.value)) return "saved";
    // What was on its way when the page went may have arrived: then the draft continues it.
    const continues = draft.base === this.base || same(draft.sent, this.value);
    if (!continues) {
      drafts.write(draft.name, draft);
      return "older";
    }
    return "taken";
  }
}
