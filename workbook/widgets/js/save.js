// The page and the kernel: what is sent, what is heard, and what waits to be saved.

import { phrase } from "./phrases.js";

/** @import { Asked, Desk, Edit, Hear, Model, Reply, Waiting } from "./types.js" */

export const SILENCE = 2000; // ms without an answer until the page says "Not saved"

/**
 * What all parts of one kernel on this page share: who waits for a save, and whether anyone answers.
 * @returns {Desk}
 */
export function deskOf(session) {
  const desks = (globalThis[Symbol.for("tpm-workbook/desks")] ??= new Map());
  if (!desks.has(session)) {
    const desk = { waiting: new Map(), savedAt: null, unreachable: false, composing: false, changes: new EventTarget() };
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

/**
 * Send to the kernel. A connection that is gone is an answer that doesn't come: whoever waits notices.
 * @param {Model} model
 * @param {Asked} message
 */
export function post(model, message) {
  try {
    Promise.resolve(model.send(message)).catch(() => {});
  } catch {
    // the same, said at once
  }
}

/**
 * Hear what the kernel says to a part until the function that this returns is called. A failure is told.
 * @param {Model} model
 * @param {Hear} hear
 * @param {(sentence: string) => void} tell
 */
export function listen(model, hear, tell) {
  const onMessage = (message, buffers) => {
    try {
      hear(message, buffers);
    } catch (error) { // whoever hands messages out would swallow it
      reportError(error);
      tell(phrase("sheet.failed"));
    }
  };
  model.on("msg:custom", onMessage);
  return () => model.off("msg:custom", onMessage);
}

/**
 * Say how it is with something that waits to be saved; null when it does not any longer.
 * @param {Desk} desk
 * @param {string} name
 * @param {Waiting | null} state
 */
export function report(desk, name, state) {
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

/** Ask the kernel, and match what it says to what was asked: other windows hear the same replies. */
export class Wire {
  /**
   * @param {Model} model
   * @param {(sentence: string) => void} tell
   */
  constructor(model, tell) {
    this.model = model;
    this.client = Math.random().toString(36).slice(2, 10);
    /** @type {Map<number | undefined, (reply: any) => void>} */
    this.asked = new Map(); // who waits for the reply, by its number
    this.next = 1;
    const hear = (message) => {
      if (message.client !== this.client) return;
      const heard = this.asked.get(message.id);
      this.asked.delete(message.id);
      heard?.(message);
    };
    this.close = listen(model, hear, tell);
  }
  /**
   * @param {Edit} edit
   * @param {(reply: Reply) => void} heard
   */
  edit(edit, heard) {
    const id = this.next++;
    this.asked.set(id, heard);
    post(this.model, { type: "edit", id, client: this.client, edit });
  }
  /**
   * Ask for a value as a person reads it.
   * @param {any} value
   * @param {(words: string) => void} heard
   */
  describe(value, heard) {
    const id = this.next++;
    this.asked.set(id, ({ words }) => heard(words ?? ""));
    post(this.model, { type: "describe", id, client: this.client, value });
  }
  /** Ask what is on disk. */
  hello() {
    post(this.model, { type: "hello" });
  }
}
