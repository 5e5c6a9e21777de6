// A browser and a kernel for tests: time that moves when it is told to, a storage, and what was sent.

import { Drafts } from "../../../workbook/widgets/js/drafts.js";
import { Wire } from "../../../workbook/widgets/js/save.js";
import { Slot } from "../../../workbook/widgets/js/slot.js";

export class FakeClock {
  time = 1_000_000;
  timers = [];
  now() {
    return this.time;
  }
  after(deed, ms) {
    const timer = { at: this.time + ms, deed };
    this.timers.push(timer);
    return timer;
  }
  stop(timer) {
    this.timers = this.timers.filter((one) => one !== timer);
  }
  /** Let time pass, and what is due in it happen. */
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.time = next.at;
      this.stop(next);
      next.deed();
    }
    this.time = end;
  }
}

/** What a browser keeps; `isFull` makes it refuse. */
export class FakeStorage {
  isFull = false;
  static open() {
    return new FakeStorage();
  }
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, text) {
    if (this.isFull) throw new Error("QuotaExceededError");
    this[name] = text;
  }
  removeItem(name) {
    delete this[name];
  }
}

/** One question's page: `sent` are the messages that went to the kernel, `reply` answers the last edit. */
export class FakePage {
  clock = new FakeClock();
  storage = FakeStorage.open();
  drafts = new Drafts(() => this.storage);
  sent = [];
  hears = [];
  desk = { waiting: new Map(), savedAt: null, unreachable: "", composing: false, changes: new EventTarget() };
  model = {
    get: () => undefined,
    send: (message) => this.sent.push(structuredClone(message)),
    on: (_, hear) => this.hears.push(hear),
    off() {},
  };
  wire = new Wire(this.model, (sentence) => {
    throw new Error(sentence);
  });
  question = { key: "fit.why", title: "Why?" };

  slot(more = {}) {
    return new Slot({ ...this, workbook: "w", ...more });
  }
  edits() {
    return this.sent.filter(({ type }) => type === "edit");
  }
  get waits() {
    return [...this.desk.waiting.values()];
  }
  get kept() {
    return this.drafts.left(this.drafts.prefix("w", this.question.key));
  }
  /** The number of times that the page asked what is on disk. */
  get hellos() {
    return this.sent.filter(({ type }) => type === "hello").length;
  }
  /**
   * @param {Reply} reply
   * @param {{ id: number, client: string }} [to] an edit, or else the last one
   */
  reply(reply, to = this.edits().at(-1)) {
    for (const hear of this.hears) hear({ id: to.id, client: to.client, ...reply });
  }
  saved(revision) {
    this.reply({ type: "saved", revision });
  }
}
