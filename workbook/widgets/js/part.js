// The model of one part of a page.

/** @import { Hear, Model, Outline } from "./types.js" */

/**
 * What a widget's model gives its view, by way of the sheet's own.
 * @implements {Model}
 */
export class Part {
  /** @type {Set<Hear>} */
  hears = new Set();

  /**
   * @param {Model} sheet
   * @param {Outline} outline
   * @param {string} session
   */
  constructor(sheet, { part, state }, session) {
    this.sheet = sheet;
    this.part = part;
    /** @type {Record<string, any>} */
    this.state = { ...state, session };
  }
  get(name) {
    return this.state[name];
  }
  send(message) {
    return this.sheet.send({ ...message, part: this.part });
  }
  on(_, hear) {
    this.hears.add(hear);
  }
  off(_, hear) {
    this.hears.delete(hear);
  }
  /**
   * Hand on what the kernel has said.
   * @type {Hear}
   */
  tell(message, buffers) {
    for (const hear of [...this.hears]) hear(message, buffers);
  }
}
