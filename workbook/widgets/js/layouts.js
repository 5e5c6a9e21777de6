// How rows are laid out: as the lines of a table if they have few columns, otherwise as cards that fold.

import { button, keptDay, make } from "./dom.js";
import { phrase } from "./phrases.js";

export const ACROSS = 4; // columns that fit beside each other

const roles = (element, role) => (element.setAttribute("role", role), element);

/** A table with a line for each row. */
export function asLines(question) {
  const head = (text, className, isSeen = true) =>
    roles(
      make("th", { scope: "col", className }, isSeen ? text : make("span", { className: "tpm-unseen", textContent: text })),
      "columnheader",
    );
  const body = roles(make("tbody"), "rowgroup");
  const titles = question.columns.map(({ title, kind }) => head(title, `tpm-col-${kind}`));
  const top = roles(make("tr", {}, head(phrase("table.move"), "tpm-col-move", false), ...titles, head(phrase("table.delete"), "tpm-col-delete", false)), "row");
  const table = roles(make("table", {}, roles(make("thead", {}, top), "rowgroup"), body), "table");
  table.setAttribute("aria-label", question.title);
  return {
    element: make("div", { className: "tpm-scroll" }, table),
    body,
    build(row, tools) {
      row.open();
      const cells = row.cells.map(({ column, box }) =>
        roles(make("td", { dataset: { label: column.title }, className: `tpm-col-${column.kind}` }, box), "cell"),
      );
      const side = (tool, name) => roles(make("td", { className: `tpm-col-${name}` }, tool), "cell");
      row.element.append(side(tools.move, "move"), ...cells, side(tools.remove, "delete"));
    },
    make: (id) => roles(make("tr", { dataset: { row: id } }), "row"),
    tell() {},
  };
}

/** A list of cards. What is in a card is made when it is first opened. */
export function asCards(question) {
  const body = make("ul", { className: "tpm-cards" });
  body.setAttribute("aria-label", question.title);
  const texts = question.columns.filter(({ kind }) => ["line", "text"].includes(kind));
  const first = (kind) => question.columns.find((column) => column.kind === kind);
  const rest = [question.columns.find(({ key }) => key === question.due?.day) ?? first("date"), first("choice")].filter(Boolean);
  const inShort = (text) => (text.length > 70 ? `${text.slice(0, 69).trimEnd()}…` : text);
  return {
    element: body,
    body,
    build(row, tools) {
      const name = make("span");
      const more = make("small");
      const fields = make("div", { className: "tpm-card-body", hidden: true, id: `tpm-card-${row.id}-${Math.random().toString(36).slice(2)}` });
      const toggle = make("button", { type: "button", className: "tpm-card-name" }, name, more);
      toggle.setAttribute("aria-controls", fields.id);
      const fold = (isOpen) => {
        if (isOpen) row.open();
        if (isOpen && !fields.childElementCount)
          for (const { column, box } of row.cells) {
            const isHalf = column.half || ["date", "choice", "number"].includes(column.kind) || column.suggest;
            const title = make("span", { className: "tpm-card-label", textContent: column.title, ariaHidden: "true" });
            fields.append(make("div", { className: isHalf ? "tpm-half" : "tpm-whole" }, title, box));
          }
        fields.hidden = !isOpen;
        toggle.setAttribute("aria-expanded", String(isOpen));
      };
      toggle.onclick = () => fold(fields.hidden);
      fold(false);
      row.unfold = () => fold(true);
      row.element.append(make("div", { className: "tpm-card-head" }, tools.move, toggle, tools.remove), fields);
      row.title = (value) => {
        const text = texts.map(({ key }) => value?.[key]?.trim()).find(Boolean);
        name.textContent = text ? inShort(text.replace(/\s+/g, " ")) : phrase("table.empty_row", { row: question.row });
        const said = rest
          .filter(({ key }) => value?.[key])
          .map(({ key, kind, choices }) =>
            kind === "date" ? keptDay(value[key]) : choices.find((one) => one.value === value[key])?.label,
          );
        more.textContent = said.join(" · ");
      };
    },
    make: (id) => make("li", { className: "tpm-card", dataset: { row: id } }),
    tell: (row, value) => row.title(value),
  };
}

/** The handle that moves a row: by arrow keys, by dragging, or by the words that a click shows. */
export function mover(row, body, move, drop) {
  const steps = [
    [phrase("table.up"), -1],
    [phrase("table.down"), 1],
    [phrase("table.to_top"), -Infinity],
    [phrase("table.to_end"), Infinity],
  ];
  const handle = make("button", { type: "button", className: "tpm-handle", title: phrase("table.drag") });
  handle.append(make("span", { ariaHidden: "true", textContent: "⋮⋮" }));
  const menu = make("span", { className: "tpm-moves", hidden: true });
  menu.append(...steps.map(([words, by]) => button(words, () => move(row, by), "tpm-link")));
  const show = (isShown) => {
    menu.hidden = !isShown;
    handle.setAttribute("aria-expanded", String(isShown));
  };
  show(false);
  const element = make("span", { className: "tpm-move" }, handle, menu);
  const wasDragged = dragging(row, body, handle, drop);
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(row, by);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    show(false);
    handle.focus();
  });
  element.addEventListener("focusout", (event) => element.contains(event.relatedTarget) || show(false));
  handle.onclick = () => {
    if (!wasDragged()) show(menu.hidden);
  };
  return {
    element,
    name(words) {
      handle.setAttribute("aria-label", words);
      menu.setAttribute("role", "group");
      menu.setAttribute("aria-label", words);
    },
  };
}

/** Let a row be dragged by its handle. What this returns says, once, whether a click there ends a drag. */
function dragging(row, body, handle, drop) {
  let start = 0;
  let isDragged = false;
  handle.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    start = event.clientY;
    isDragged = false;
    // Not by capturing the pointer: a row that is put elsewhere would let go of it.
    for (const [type, listener] of Object.entries(drag)) addEventListener(type, listener);
  });
  const pull = (event) => {
    if (!row.element.isConnected) { // another place has deleted it meanwhile
      end();
      return;
    }
    if (!isDragged && Math.abs(event.clientY - start) < 6) return;
    isDragged = true;
    row.element.classList.add("tpm-dragged");
    const others = [...body.children].filter((one) => one !== row.element);
    const next = others.find((one) => {
      const { top, height } = one.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    if (row.element.nextElementSibling !== (next ?? null)) body.insertBefore(row.element, next ?? null);
  };
  const end = () => {
    for (const [type, listener] of Object.entries(drag)) removeEventListener(type, listener);
    row.element.classList.remove("tpm-dragged");
    setTimeout(() => (isDragged = false)); // after the click that follows, if the pointer is still on the handle
    if (!isDragged || !row.element.isConnected) return;
    handle.focus();
    drop(row);
  };
  const drag = { pointermove: pull, pointerup: end, pointercancel: end };
  return () => {
    const was = isDragged;
    isDragged = false;
    return was;
  };
}
