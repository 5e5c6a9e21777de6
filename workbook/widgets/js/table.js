// A table with typed columns.

import { notice, Others } from "./beside.js";
import { button, make } from "./dom.js";
import { drafts } from "./drafts.js";
import { connect, offer, openField } from "./frame.js";
import { offersBox, suggestions } from "./given.js";
import { ACROSS, asCards, asLines } from "./layouts.js";
import { phrase } from "./phrases.js";
import { RowView } from "./row.js";
import { Rows } from "./rows.js";
import { Slot } from "./slot.js";

/**
 * @import { Row } from "./rows.js"
 * @import { Action, Answer, Question } from "./types.js"
 */

const ORDER = "order"; // in the place of a row's name in the draft of the order; rows have longer names

const newRow = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join("");

class TableView {
  /** @type {Map<Row | undefined, any>} */
  views = new Map(); // a RowView for each row

  constructor(field) {
    this.field = field;
    this.parts = field.parts;
    /** @type {Question} */
    this.question = field.question;
    this.layout = (this.question.columns.length > ACROSS ? asCards : asLines)(this.question);
    this.rows = new Rows(this.question, this.#slot(ORDER, "order"), (id) => this.#slot(id));
    this.others = new Others(this.parts, this.question);
    this.names = suggestions();
    this.undo = make("p", { className: "tpm-undo", role: "status" });
    this.place = make("p", { className: "tpm-unseen", role: "status" }); // where a row went, for those who don't see it
    const { row } = this.question;
    const add = /^[aeiou]/i.test(row) ? phrase("table.add_an", { row }) : phrase("table.add_a", { row });
    this.add = button(add, () => this.#begin());
    this.offers = offersBox(({ value, origin }) => {
      if (!this.rows.isMadeFrom(origin)) this.#begin(value, origin); // pressed twice, before the offer has gone
    });
    this.parts.body.append(this.layout.element, this.undo, this.place, this.add, this.offers.element, this.names.element);
  }

  /** Connect it to the kernel, until the function that this returns is called. */
  connect() {
    return connect(this.field, {
      bring: (version) => this.#bring(version),
      onClose: () => this.rows.slots.forEach((slot) => slot.close()),
      onFlush: () => this.rows.order.forEach(({ slot }) => slot.flush()),
      onAnswer: (answer, left) => this.#answered(answer, left),
      onGiven: (given) => {
        this.names.show(given.suggest);
        this.offers.show(given.offers);
      },
    });
  }

  /** @param {Action} [action] */
  #slot(row, action) {
    return new Slot({ ...this.field, row, action, onRefused: this.parts.say, onSaved: () => this.parts.say("") });
  }

  /** The view of a row, which may be a new one. */
  #viewOf(row) {
    let view = this.views.get(row);
    if (!view) {
      view = new RowView(this, row);
      this.views.set(row, view);
      this.#arrange();
    }
    return view;
  }

  #count() {
    this.rows.order.forEach((row, index) => this.views.get(row).count(index + 1));
  }

  /** Show the rows in their order; what has the focus keeps it. */
  #arrange() {
    const held = document.activeElement;
    let next = this.layout.body.firstElementChild;
    for (const row of this.rows.order) {
      const element = this.views.get(row).element;
      if (element === next) next = next?.nextElementSibling;
      else this.layout.body.insertBefore(element, next);
    }
    if (held instanceof HTMLElement && held !== document.activeElement) held.focus();
    this.#count();
  }

  /** Say what is odd about some rows, or about all. */
  judge(rows = this.rows.order) {
    if (!this.question.checks?.length) return;
    for (const [row, odd] of this.rows.odd(rows)) this.views.get(row)?.wonder(odd);
  }

  /** Take what a row's cells hold. */
  change(view, typing = false) {
    const fits = this.rows.change(view.row, view.read(), typing);
    if (!fits) this.parts.say(this.question.full);
    view.taken();
    this.others.compare();
    this.judge();
  }

  /** Put a value into a row, and save it. */
  #put(row, value) {
    const view = this.#viewOf(row);
    view.open();
    view.show(value);
    row.slot.value = { ...row.slot.value, ...value };
    this.change(view);
    row.slot.flush();
  }

  /** Say it when there are as many rows as there may be. Returns whether there is room. */
  #hasRoom() {
    if (!this.rows.hasRoom) this.parts.say(this.question.full);
    return this.rows.hasRoom;
  }

  /** Take in the rows that were too many, as far as there is room now. */
  #admit() {
    for (const row of this.rows.waiting()) if (this.#hasRoom()) this.change(this.views.get(row));
  }

  /** Begin a row, with what is given. */
  #begin(value, origin) {
    this.undo.replaceChildren();
    if (!this.#hasRoom()) return;
    const blank = value && this.rows.order.find(({ isBlank }) => isBlank);
    if (blank) this.#forget(blank);
    const row = this.rows.insert(newRow());
    const view = this.#viewOf(row);
    view.unfold();
    if (value) this.#put(row, { ...value, from: origin });
    view.enter();
  }

  #forget(row) {
    this.rows.forget(row);
    this.others.tell([], row.slot);
    this.views.get(row).element.remove();
    this.views.delete(row);
  }

  /** Delete a row, and offer to bring it back. */
  drop(view) {
    const { row } = view;
    const { slot, isSaved } = row;
    const { value } = slot;
    const [before, next] = this.rows.around(row);
    if (isSaved) {
      slot.onRefused = (reason) => this.#stays(row, reason);
      this.others.settle(slot);
    }
    this.rows.remove(row);
    this.#forget(row);
    this.#count();
    this.judge();
    this.parts.say("");
    const near = next ?? before;
    (near ? this.views.get(near).remove : this.add).focus();
    this.#admit();
    if (!isSaved) return;
    const back = button(phrase("table.undo"), () => this.#restore(row, value, next));
    this.undo.replaceChildren(phrase("table.deleted"), back);
  }

  /** A row could not be deleted: it stays where it was. */
  #stays(row, reason) {
    if (row.slot.dirty) return;
    this.rows.leaving.delete(row.id);
    this.undo.replaceChildren();
    notice(this.parts, reason);
    this.field.wire.hello();
  }

  #restore({ id }, value, next) {
    this.undo.replaceChildren();
    const row = this.rows.bringBack(id, next);
    row.slot.onRefused = this.parts.say;
    row.slot.settles = []; // what waits beside it is not decided after all
    this.#put(row, value);
    this.#viewOf(row).enter();
  }

  /** Bring back an earlier version of a row. */
  #bring({ row: id, value }) {
    this.undo.replaceChildren();
    const row = this.rows.bringBack(id);
    this.#viewOf(row).unfold();
    row.slot.replace(() => this.#put(row, value));
  }

  /** Move a row up or down. */
  move(view, by) {
    if (!this.rows.move(view.row, by)) return;
    const held = document.activeElement;
    const [, next] = this.rows.around(view.row);
    this.layout.body.insertBefore(view.element, this.views.get(next)?.element ?? null);
    if (held instanceof HTMLElement) held.focus();
    this.#moved(view);
  }

  /** A row has been dragged to another place. */
  dragged(view) {
    this.rows.arrange([...this.layout.body.children].map((element) => element.dataset.row));
    this.#moved(view);
  }

  #moved(view) {
    this.#count();
    this.place.textContent = phrase("table.place", { number: view.number, of: this.rows.order.length });
    this.rows.saveOrder();
  }

  #answered(answer, left) {
    this.#take(answer);
    // The order last: it may name rows that come back first.
    const isOrder = ({ row }) => row === ORDER;
    for (const draft of [...left.filter((one) => !isOrder(one)), ...left.filter(isOrder)]) this.#resume(draft);
    if (this.rows.order.length) return;
    const row = this.rows.insert(newRow());
    row.isBlank = true;
    this.#viewOf(row).unfold();
  }

  /** @param {Answer} answer */
  #take(answer) {
    const isHeld = (row) => this.views.get(row).element.contains(document.activeElement);
    const { gone, added, changed, isArranged } = this.rows.take(answer, isHeld);
    gone.forEach((row) => this.#forget(row));
    added.forEach((row) => this.views.set(row, new RowView(this, row)));
    changed.forEach((row) => this.views.get(row).show(row.slot.value));
    for (const row of this.rows.order)
      if (row.id in answer.rows) this.others.tell(answer.rows[row.id].others, row.slot, (value) => this.#put(row, value));
    if (isArranged) this.#arrange();
    else this.#count();
    this.judge();
    this.#admit();
  }

  /** Take up what an earlier visit left. */
  #resume(draft) {
    const there = this.rows.get(draft.row);
    if (draft.row === ORDER) {
      drafts.forget(draft.name);
      this.rows.arrange(draft.value);
      this.#arrange();
      this.rows.saveOrder(draft.value);
    } else if (draft.action === "delete") {
      if (there?.slot.judge(draft) === "next") this.drop(this.views.get(there));
      drafts.forget(draft.name);
    } else {
      const row = there ?? this.rows.insert(draft.row);
      const view = this.#viewOf(row);
      const put = (value) => this.#put(row, value);
      const take = (value) => (view.unfold(), put(value));
      const ask = (standing) => offer(this.parts, this.question, draft, standing, row.slot, put);
      row.slot.resume(draft, take, ask, there ? undefined : "next");
    }
  }
}

export const table = {
  render({ model, el }) {
    const view = new TableView(openField(model, { group: true }));
    const close = view.connect();
    el.append(view.parts.element);
    return close;
  },
};
