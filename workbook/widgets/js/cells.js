// The controls of one row: a cell for each column.

import { make } from "./dom.js";
import { dayControl, grow, parseNumber, readDay, writing } from "./frame.js";

/** A column's control. `name` is what it is called, `read` gives [value, problem]. It calls changed(typing). */
function control(column, changed, lists) {
  const named = (element) => (name) => element.setAttribute("aria-label", name);
  if (column.kind === "choice") {
    const options = [{ value: "", label: "" }, ...column.choices];
    const element = make(
      "select",
      { onchange: () => changed() },
      ...options.map(({ value, label }) => make("option", { value, textContent: label })),
    );
    return { element, name: named(element), read: () => [element.value || null, ""], show: (value) => (element.value = value ?? "") };
  }
  if (column.kind === "choices") return several(column, changed);
  if (column.kind === "number") {
    const element = make("input", { inputMode: "decimal", autocomplete: "off", oninput: () => changed() });
    return { element, name: named(element), read: () => parseNumber(column, element.value), show: (value) => (element.value = value ?? "") };
  }
  if (column.kind === "date") {
    const element = dayControl(changed);
    return { element, name: named(element), read: () => readDay(element, column.title), show: (value) => (element.value = value ?? "") };
  }
  const list = lists?.(column);
  const element = list ? make("input", { autocomplete: "off" }) : writing(column.kind === "text", { rows: 1 });
  if (list) element.setAttribute("list", list);
  element.addEventListener("input", () => {
    if (!list) grow(element);
    changed();
  });
  return {
    element,
    name: named(element),
    read: () => [element.value, ""],
    show(value) {
      if (element.value === (value ?? "")) return;
      element.value = value ?? "";
      if (!list) requestAnimationFrame(() => grow(element));
    },
  };
}

/** Several of many, as boxes to tick. */
function several(column, changed) {
  const boxes = column.choices.map(({ value }) => make("input", { type: "checkbox", value, onchange: () => changed() }));
  const element = make(
    "div",
    { className: "tpm-several" },
    ...column.choices.map(({ label }, index) => make("label", {}, boxes[index], label)),
  );
  element.setAttribute("role", "group");
  return {
    element,
    name: (name) => element.setAttribute("aria-label", name),
    read: () => [boxes.filter((box) => box.checked).map((box) => box.value), ""],
    show: (value) => boxes.forEach((box) => (box.checked = (value ?? []).includes(box.value))),
  };
}

/** A control with the sentence that may stand below it. */
export function cell(column, changed, lists) {
  const made = control(column, changed, lists);
  const said = make("p", { className: "tpm-problem", hidden: true, id: `tpm-said-${Math.random().toString(36).slice(2)}` });
  const box = make("div", { className: "tpm-cell" }, made.element, said);
  return {
    ...made,
    column,
    box,
    focus: () => (made.element.querySelector?.("input") ?? made.element).focus(),
    say(sentence) {
      if (said.textContent === sentence) return;
      said.textContent = sentence;
      said.hidden = !sentence;
      if (column.kind !== "choices") made.element.setAttribute("aria-invalid", String(Boolean(sentence)));
      if (sentence) made.element.setAttribute("aria-describedby", said.id);
      else made.element.removeAttribute("aria-describedby");
    },
  };
}
