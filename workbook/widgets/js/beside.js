// What can stand beside an answer: a sentence, another text to decide on, and its earlier versions.

import { button, dayInWords, focusOn, make } from "./dom.js";
import { phrase } from "./phrases.js";
import { isEmpty } from "./values.js";

/**
 * @import { Slot } from "./slot.js"
 * @import { Other, Question } from "./types.js"
 */

/** Both values in one, or undefined where that makes no sense. */
function joined(question, mine, other) {
  if (question.kind === "text") return [mine, other].filter(Boolean).join("\n\n");
  if (question.kind === "line") return [mine, other].filter(Boolean).join("; ");
  if (question.kind === "choices") return [...new Set([...(mine ?? []), ...(other ?? [])])];
  if (question.kind !== "table") return undefined;
  const cell = ({ key, kind }) => {
    const isText = ["text", "line"].includes(kind) && other[key] && !mine[key]?.includes(other[key]);
    const isBoth = isText || kind === "choices";
    return [key, isBoth ? joined({ kind }, mine[key], other[key]) : isEmpty(mine[key]) ? other[key] : mine[key]];
  };
  return { ...mine, ...Object.fromEntries(question.columns.map(cell)) };
}

export function dayAndTime(at) {
  const moment = new Date(at);
  return `${dayInWords(moment, "long")}, ${moment.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}`;
}

/** A sentence beside a field, and a way to close it. */
export function notice(parts, text) {
  const box = make("div", { className: "tpm-notice" }, make("p", { textContent: text }));
  box.append(button(phrase("versions.close"), () => box.remove()));
  parts.notices.append(box);
}

/**
 * Two texts that exclude each other, side by side: what the field or its `row` holds, as `mine()` says, and `other`.
 * `use(value)` puts a value into the field; `keep()` leaves the field as it is.
 */
export function choose(parts, question, { lead, title, row, mine, other, keep, use }) {
  const here = make("blockquote");
  const there = make("blockquote");
  const side = (heading, quoted) => make("div", {}, make("p", { className: "tpm-which", textContent: heading }), quoted);
  const both = joined(question, mine() ?? undefined, other);
  const decide = (deed) => () => {
    deed();
    box.remove();
    focusOn(parts.element, row);
  };
  const box = make(
    "div",
    { className: "tpm-notice" },
    make("p", { textContent: lead }),
    make(
      "div",
      { className: "tpm-two" },
      side(phrase("two.here"), here),
      side(title, there),
    ),
    make(
      "p",
      { className: "tpm-actions" },
      button(phrase("two.keep"), decide(keep)),
      button(phrase("two.use"), decide(() => use(other))),
      both === undefined ? null : button(phrase("two.join"), decide(() => use(joined(question, mine() ?? undefined, other)))),
    ),
  );
  box.compare = () => parts.describe(mine(), (words) => (here.textContent = words));
  box.compare();
  parts.describe(other, (words) => (there.textContent = words));
  parts.notices.append(box);
  return box;
}

/** The texts of other places that wait for a decision, each beside the answer or the row it belongs to. */
export class Others {
  /** @param {Question} question */
  constructor(parts, question) {
    this.parts = parts;
    this.question = question;
    this.boxes = new Map(); // by row and revision
  }

  /**
   * Show the `others` of the place that `slot` saves; `put(value)` puts one into its controls.
   * @param {Other[]} others
   * @param {Slot} slot
   * @param {(value: any) => void} put
   */
  tell(others, slot, put = () => {}) {
    const names = others.map(({ revision }) => `${slot.row}:${revision}`);
    for (const [name, box] of this.boxes) {
      if (box.place !== slot.row) continue;
      if (names.includes(name)) box.compare();
      else {
        box.remove();
        this.boxes.delete(name);
      }
    }
    others.forEach(({ value, revision, at }, index) => {
      if (this.boxes.has(names[index]) || slot.settles.includes(revision)) return;
      const box = choose(this.parts, this.question, {
        lead: slot.row ? phrase("two.row", { row: this.question.row }) : phrase("two.answer"),
        title: phrase("two.other", { when: dayAndTime(at) }),
        row: slot.row,
        mine: () => slot.value,
        other: value,
        keep: () => (slot.settle(revision), put(slot.value)),
        use: (chosen) => slot.replace(() => (slot.settle(revision), put(chosen))),
      });
      box.place = slot.row;
      this.boxes.set(names[index], box);
    });
  }

  /** The person has seen what waits beside this, and does away with it all. */
  settle(slot) {
    for (const [name, box] of this.boxes) if (box.place === slot.row) slot.settle(Number(name.split(":").pop()));
  }

  /** The field has changed. */
  compare() {
    for (const box of this.boxes.values()) box.compare();
  }
}

/** The earlier versions of an answer, asked for when they are unfolded. `bring(version)` takes one up. */
export function past(question, ask, bring) {
  const list = make("ul", { className: "tpm-versions" });
  const element = make("details", { className: "tpm-past", hidden: true }, make("summary", { textContent: phrase("versions.title") }), list);
  element.ontoggle = () => element.open && ask();
  return {
    element,
    /** The answer is another now. */
    stale: () => element.open && ask(),
    show(versions, more) {
      const items = versions.map((version) => {
        const back = button(phrase("versions.bring_back"), () => bring(version), "tpm-link");
        back.setAttribute("aria-label", phrase("versions.bring_back_of", { when: dayAndTime(version.at) }));
        const when = make("p", {}, make("time", { dateTime: version.at, textContent: dayAndTime(version.at) }), " ", back);
        return make("li", {}, when, make("blockquote", { textContent: version.words }));
      });
      if (more) items.push(make("li", { textContent: phrase("versions.older", { question: question.key }) }));
      if (!items.length) items.push(make("li", { textContent: phrase("versions.none") }));
      const isHeld = list.contains(document.activeElement);
      list.replaceChildren(...items);
      if (isHeld) element.querySelector("summary").focus(); // the button that was pressed has gone
    },
  };
}
