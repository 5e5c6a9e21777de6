// One row of a table in the page: its cells, the handle that moves it, and the button that deletes it.

import { cell } from "./cells.js";
import { button } from "./dom.js";
import { mover } from "./layouts.js";
import { phrase } from "./phrases.js";

/**
 * @import { Row } from "./rows.js"
 * @import { RowValue } from "./types.js"
 */

export class RowView {
  /** @type {ReturnType<typeof cell>[]} */
  cells = []; // made when they are first shown
  number = 0;

  /**
   * @param {any} table the view that it is in
   * @param {Row} row
   */
  constructor(table, row) {
    this.table = table;
    this.row = row;
    this.id = row.id;
    this.element = table.layout.make(row.id);
    this.remove = button(phrase("table.delete"), () => table.drop(this), "tpm-link tpm-delete");
    this.move = mover(this, table.layout.body, (_, by) => table.move(this, by), () => table.dragged(this));
    // How it is unfolded, and what it is called then, is the layout's.
    this.unfold = () => this.open();
    this.title = () => {};
    table.layout.build(this, { move: this.move.element, remove: this.remove });
  }

  /** Make the cells. */
  open() {
    if (this.cells.length) return;
    const { question, names } = this.table;
    this.cells = question.columns.map((column) => cell(column, (typing) => this.table.change(this, typing), names.lists));
    this.#name();
    this.show(this.row.slot.value);
    if (this.row.slot.value) this.table.judge([this.row]);
  }

  /** Names carry the row's number, so they follow when rows come, go and move. */
  count(number) {
    this.number = number;
    this.#name();
    this.move.name(phrase("table.move_row", { number }));
    this.remove.setAttribute("aria-label", phrase("table.delete_row", { number }));
    this.#tell(this.row.slot.value);
  }

  #name() {
    for (const one of this.cells) one.name(phrase("table.cell", { column: one.column.title, number: this.number }));
  }

  /** @param {RowValue | undefined} [value] */
  #tell(value) {
    this.table.layout.tell(this, value);
  }

  /** Show a value in the cells. */
  show(value) {
    for (const one of this.cells) one.show(value?.[one.column.key]);
    this.#tell(value);
  }

  /**
   * Return what the cells hold, and say beside each what can't be saved.
   * @returns {[string, any, string][]} [key, value, problem]
   */
  read() {
    return this.cells.map(({ column, read, say }) => {
      const [value, problem] = read();
      say(problem);
      return [column.key, value, problem];
    });
  }

  /** What the cells held has been taken: what the row is called may follow. */
  taken() {
    this.#tell(this.row.slot.value);
  }

  /** Say what is odd, beside the cell; what can't be saved comes first. */
  wonder(odd) {
    this.element.classList.toggle("tpm-odd", odd.size > 0);
    for (const { column, say } of this.cells) if (!this.row.problems.get(column.key)) say(odd.get(column.key) ?? "");
  }

  /** Unfold it, ready to be written in. */
  enter() {
    this.unfold();
    this.cells[0].focus();
  }
}
