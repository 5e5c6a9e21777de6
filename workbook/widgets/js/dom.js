// Elements, made in one call; the way into a question; a day in words; a file to save.

import { phrase } from "./phrases.js";

export function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that can't submit anything. */
export function button(text, onclick, className = "tpm-button tpm-plain") {
  return make("button", { type: "button", className, textContent: text, onclick });
}

/** Where a question stands in the page, as a selector. */
export const placeOf = (key) => `[data-key="${CSS.escape(key)}"]`;

// What a jump leads to, the first of these that there is. None is the mark of who may read: a key that is
// pressed without looking must not change that.
const ENTRANCES = [
  "[data-first]", // as a kind of question says itself
  "[data-row] :is(.tpm-card-name, input, textarea, select)",
  ".tpm-body input[type=radio]:checked", // so that Space changes nothing
  ".tpm-body :is(input, textarea, select)",
  ".tpm-body > button",
  "a, summary",
];

/** The row of a question, if there is one of that name. */
const rowOf = (question, row) => (row ? question.querySelector(`[data-row="${CSS.escape(row)}"]`) : null);

/** Give the focus to where a question is answered, or one row of it. */
export function focusOn(question, row = "") {
  const place = rowOf(question, row);
  const control = place
    ? place.querySelector(".tpm-card-name, input, textarea, select")
    : ENTRANCES.map((one) => question.querySelector(one)).find(Boolean);
  control?.focus({ preventScroll: true });
}

/** Bring a question into view, ready to be written in; or one row of it. */
export function enter(question, row = "") {
  const place = rowOf(question, row);
  const name = place?.querySelector(".tpm-card-name");
  if (name?.ariaExpanded === "false") name.click();
  (place ?? question).scrollIntoView({ block: place ? "center" : "start" });
  focusOn(question, row);
}

/** Hand a file to the browser, and return what is to be said about it. */
export function saveFile({ name, mime, notices }, bytes) {
  const link = make("a", { href: URL.createObjectURL(new Blob([bytes], { type: mime })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return [phrase("file.saved", { name }), ...notices].join(" ");
}

/** A kept date as a person reads it; what is none stays as it is. */
export function keptDay(value, month) {
  const day = new Date(`${value}T12:00`);
  return Number.isNaN(day.getTime()) ? String(value ?? "") : dayInWords(day, month);
}

/** A day as all of the workbook writes it, whatever the browser's language: its words are English. */
export const dayInWords = (day, month = "short") => `${day.getDate()} ${MONTHS[month].format(day)} ${day.getFullYear()}`;
// Made once: a page of many rows asks for hundreds of days.
const MONTHS = Object.fromEntries(
  /** @type {const} */ (["short", "long"]).map((month) => [month, new Intl.DateTimeFormat("en-US", { month })]),
);
