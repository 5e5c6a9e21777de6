// Elements, made in one call; the way into a question; a day in words; a file to save.

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

/** Bring a question into view, ready to be written in; or one row of it. */
export function enter(question, row = "") {
  const there = row && question.querySelector(`[data-row="${CSS.escape(row)}"]`);
  if (there) {
    const name = there.querySelector(".tpm-card-name");
    if (name?.ariaExpanded === "false") name.click();
    there.scrollIntoView({ block: "center" });
    (name ?? there.querySelector("input, textarea, select"))?.focus({ preventScroll: true });
    return;
  }
  question.scrollIntoView({ block: "start" });
  const first = ["[data-first]", "input, textarea, select", "a, summary"].map((one) => question.querySelector(one));
  first.find(Boolean)?.focus({ preventScroll: true });
}

/** Hand a file to the browser, and return what is to be said about it. */
export function saveFile({ name, mime, notices }, bytes) {
  const link = make("a", { href: URL.createObjectURL(new Blob([bytes], { type: mime })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return [`Your browser has saved ${name}.`, ...notices].join(" ");
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
  ["short", "long"].map((month) => [month, new Intl.DateTimeFormat("en-US", { month })]),
);
