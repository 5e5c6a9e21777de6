// What rows hold: read with care, and what is odd about them.

/** @import { Column, Question, RowValue } from "./types.js" */

export const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** A number as it is typed: null for nothing, undefined for what is none or too small or large. */
export function numberIn(text, least, most) {
  const typed = text.trim().replace(",", ".");
  if (!typed) return null;
  const number = Number(typed);
  const fits = /^[+-]?\d*\.?\d*$/.test(typed) && Number.isFinite(number) && number >= least && number <= most;
  return fits ? number : undefined;
}

/**
 * A row as its controls can show it: into a file, anything can have been written by hand.
 * @param {{ columns: Column[] }} question
 * @param {RowValue} row
 * @returns {RowValue}
 */
export function tidied({ columns }, row) {
  const tidy = { ...row };
  for (const { key, kind } of columns) {
    const one = tidy[key];
    if (one === null || one === undefined) continue;
    if (kind === "choices") tidy[key] = Array.isArray(one) ? one : [];
    else if (kind !== "number" && typeof one !== "string") tidy[key] = JSON.stringify(one);
  }
  return tidy;
}

/** Whether a row's column leads back to the row itself, from one to the next that it names by `other`. */
function isCircle(value, { column, other }, all) {
  const seen = new Set();
  for (let one = value; one && !seen.has(one); ) {
    seen.add(one);
    const name = one[column]?.trim();
    if (!name) return false;
    if (name === value[other]?.trim()) return true;
    one = all.find((row) => row?.[other]?.trim() === name);
  }
  return false;
}

const RULES = {
  not_before: (value, { column, other }) => Boolean(value?.[column] && value[other] && value[column] < value[other]),
  needs: (value, { column, other }) => !isEmpty(value?.[column]) && !String(value[other] ?? "").trim(),
  names_row: isCircle,
};

/**
 * What is odd about a row, by column. It is said, and saved all the same.
 * @param {Pick<Question, "checks">} question
 * @param {RowValue | undefined} value
 * @param {(RowValue | undefined)[]} all the values of every row
 * @returns {Map<string, string>}
 */
export function oddities({ checks = [] }, value, all) {
  const found = new Map();
  for (const check of checks) {
    const isOdd = RULES[check.rule](value, check, all);
    if (isOdd && !found.has(check.column)) found.set(check.column, check.say);
  }
  return found;
}

/**
 * What a row's controls hold: its value, and the first sentence about what can't be saved. `cells` are
 * [key, value, problem]; a value that can't be read is undefined, and what was `meant` stays.
 * @param {RowValue} before what the row held; what is asked no longer, the kernel keeps
 * @param {RowValue | undefined} meant
 * @param {[string, any, string][]} cells
 * @returns {[RowValue, string]}
 */
export function readRow(before, meant, cells) {
  const value = { ...before };
  for (const [key, one] of cells) value[key] = one === undefined ? (meant?.[key] ?? null) : one;
  return [value, cells.find(([, , problem]) => problem)?.[2] ?? ""];
}
