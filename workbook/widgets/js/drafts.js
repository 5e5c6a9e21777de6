// What this browser keeps of edits until they are saved.

import { attempt } from "./save.js";

/** @import { Draft, LeftDraft } from "./types.js" */

export class Drafts {
  /** @param {() => Storage} storage a function, since a browser may refuse to give its storage at all */
  constructor(storage) {
    this.storage = storage;
  }

  /** The names of a question's drafts begin with this; the row follows ("" for a question without rows). */
  prefix(workbook, key) {
    return `tpm-workbook:${workbook}:${key}:`;
  }

  /**
   * Keep a draft. Returns whether it is kept: with a storage that is off or full, the page can't promise it.
   * @param {string} name
   * @param {Draft} draft
   */
  write(name, draft) {
    try {
      this.storage().setItem(name, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  /** Let go of a draft; with `at`, only if it is still the one of that time: its tab may be typing. */
  forget(name, at) {
    attempt(() => {
      if (at === undefined || this.#read(name)?.at === at) this.storage().removeItem(name);
    });
  }

  /**
   * All drafts left for a question, the newest first.
   * @returns {LeftDraft[]}
   */
  left(prefix) {
    const found = [];
    for (const name of attempt(() => Object.keys(this.storage())) ?? []) {
      if (!name.startsWith(prefix)) continue;
      const [row] = name.slice(prefix.length).split(":");
      const draft = attempt(() => this.#read(name));
      if (draft && typeof draft === "object" && "value" in draft) found.push({ ...draft, name, row });
    }
    return found.sort((a, b) => b.at - a.at);
  }

  #read(name) {
    return JSON.parse(this.storage().getItem(name) ?? "null");
  }
}

export const drafts = new Drafts(() => localStorage);
