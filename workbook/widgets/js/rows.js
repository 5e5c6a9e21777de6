// The rows of a table: which there are, in what order, and what becomes of each. Every row is saved by
// itself, so two tabs that add rows both keep theirs.

import { oddities, readRow, tidied } from "./values.js";

/**
 * @import { Slot } from "./slot.js"
 * @import { Answer, Question } from "./types.js"
 */

/** One row, and what saves it. */
export class Row {
  isSaved = false; // on disk, or on its way there
  isBlank = false; // put there so that there is one to begin with, and not touched yet
  /** @type {Map<string, string>} */
  problems = new Map(); // sentences about what can't be saved, by column

  /**
   * @param {string} id
   * @param {Slot} slot
   */
  constructor(id, slot) {
    this.id = id;
    this.slot = slot;
  }
}

export class Rows {
  /** @type {Row[]} */
  order = []; // as they are shown
  /** @type {Map<string, Slot>} */
  leaving = new Map(); // of rows that were deleted here, by their ids

  /**
   * @param {Question} question
   * @param {Slot} orderSlot saves the order
   * @param {(id: string) => Slot} slotFor
   */
  constructor(question, orderSlot, slotFor) {
    this.question = question;
    this.orderSlot = orderSlot;
    this.slotFor = slotFor;
    this.known = new Set([...question.columns.map(({ key }) => key), "from"]);
  }

  get slots() {
    return [this.orderSlot, ...this.order.map(({ slot }) => slot), ...this.leaving.values()];
  }

  get hasRoom() {
    const { most } = this.question;
    return !most || this.order.filter(({ isSaved }) => isSaved).length < most;
  }

  /** @returns {Row | undefined} */
  get(id) {
    return this.order.find((row) => row.id === id);
  }

  /** Whether an offer has been taken up already. */
  isMadeFrom(origin) {
    return this.order.some(({ slot }) => slot.value?.from === origin);
  }

  /**
   * Add a row in front of another, or at the end.
   * @param {string} id
   * @param {Row | null} [next]
   * @param {Slot} [slot]
   */
  insert(id, next = null, slot = this.slotFor(id)) {
    const row = new Row(id, slot);
    slot.before = () => this.#savedAfter(row);
    const place = next ? this.order.indexOf(next) : -1;
    this.order.splice(place < 0 ? this.order.length : place, 0, row);
    return row;
  }

  #savedAfter(row) {
    const place = this.order.indexOf(row);
    return this.order.find(({ isSaved }, index) => place >= 0 && index > place && isSaved)?.id ?? null;
  }

  /**
   * The rows before and after one.
   * @returns {[Row | undefined, Row | undefined]}
   */
  around(row) {
    const place = this.order.indexOf(row);
    return [this.order[place - 1], this.order[place + 1]];
  }

  /** Take a row out of what is shown. */
  forget(row) {
    this.order = this.order.filter((one) => one !== row);
  }

  /**
   * Take what a row's controls hold, as Slot.type() does. One too many is kept in this browser, until there
   * is room for it. Returns whether there is.
   * @param {Row} row
   * @param {[string, any, string][]} cells [key, value, problem]
   */
  change(row, cells, typing = false) {
    row.isBlank = false;
    row.problems = new Map(cells.map(([key, , problem]) => [key, problem]));
    const fits = row.isSaved || this.hasRoom;
    row.isSaved ||= fits;
    const asked = Object.entries(row.slot.value ?? {}).filter(([key]) => this.known.has(key));
    const [value, problem] = readRow(Object.fromEntries(asked), row.slot.meant, cells);
    row.slot.type(value, problem || (fits ? "" : (this.question.full ?? "")), typing);
    return fits;
  }

  /** The rows that were one too many: for when others have gone. */
  waiting() {
    return this.order.filter(({ isSaved, slot }) => !isSaved && slot.dirty && slot.problem === this.question.full);
  }

  /** Delete a row. What is not saved anywhere is let go of. */
  remove(row) {
    this.forget(row);
    if (!row.isSaved) {
      row.slot.letGo();
      return;
    }
    this.leaving.set(row.id, row.slot);
    row.slot.remove();
  }

  /**
   * Show a row that was deleted, or that is not there for any other reason.
   * @param {string} id
   * @param {Row | null} [next] the row that it was in front of
   * @param {Slot} [slot]
   */
  bringBack(id, next = null, slot = this.leaving.get(id)) {
    this.leaving.delete(id);
    return this.get(id) ?? this.insert(id, next, slot);
  }

  /** Move a row up or down, as far as there are rows. Returns whether it has moved. */
  move(row, by) {
    const from = this.order.indexOf(row);
    const to = Math.max(0, Math.min(this.order.length - 1, from + by));
    if (to === from) return false;
    this.order.splice(to, 0, ...this.order.splice(from, 1));
    return true;
  }

  /** Save an order; without one, the order that is shown. */
  saveOrder(ids = this.order.filter(({ isSaved }) => isSaved).map(({ id }) => id)) {
    this.orderSlot.type(ids);
    this.orderSlot.flush();
  }

  /**
   * Put the rows into an order; what it does not name stays where it is.
   * @param {string[]} ids
   */
  arrange(ids) {
    const named = new Set(ids);
    let place = 0;
    for (const row of ids.map((id) => this.get(id))) {
      if (!row) continue;
      while (place < this.order.length && !named.has(this.order[place].id)) place += 1;
      this.order.splice(this.order.indexOf(row), 1);
      this.order.splice(place, 0, row);
      place += 1;
    }
  }

  /**
   * Take what is on disk. Returns the rows that have gone, that were added and that changed, and whether
   * they are in an order that is to be shown.
   * @param {Answer} answer
   * @param {(row: Row) => boolean} isHeld whether the person is in a row
   */
  take(answer, isHeld) {
    const ids = answer.order.filter((id) => id in answer.rows);
    const gone = this.order.filter(
      (row) =>
        (row.isSaved && !(row.id in answer.rows) && row.slot.isGone()) || (row.isBlank && ids.length && !isHeld(row)),
    );
    gone.forEach((row) => this.forget(row));
    // One that is not here was added elsewhere; or it was deleted here, and that has not arrived yet.
    const added = ids.filter((id) => !this.get(id) && !this.leaving.get(id)?.dirty).map((id) => this.insert(id));
    const changed = [];
    for (const row of ids.map((id) => this.get(id))) {
      if (!row) continue;
      row.isSaved = true;
      const { value, revision } = answer.rows[row.id];
      if (row.slot.take(tidied(this.question, value), revision)) changed.push(row);
    }
    const isArranged = this.orderSlot.take(answer.order, 0) || added.length > 0;
    if (isArranged) this.arrange(this.orderSlot.value ?? answer.order);
    return { gone, added, changed, isArranged };
  }

  /**
   * What is odd about some rows; a row may be odd because of another.
   * @param {Row[]} rows
   * @returns {[Row, Map<string, string>][]}
   */
  odd(rows = this.order) {
    const all = this.order.map(({ slot }) => slot.value);
    return rows.map((row) => [row, oddities(this.question, row.slot.value, all)]);
  }
}
