// The model of one part of a page.

/** What a widget's model gives its view (get, send, on, off), by way of the sheet's own. */
export class Part {
  constructor(sheet, { part, state }, session) {
    Object.assign(this, { sheet, part, state: { ...state, session }, hears: new Set() });
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
  /** Hand on what the kernel has said. */
  tell(message, buffers) {
    for (const hear of [...this.hears]) hear(message, buffers);
  }
}
