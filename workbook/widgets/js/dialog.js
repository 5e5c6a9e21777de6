// A dialog over the page, search, and what the keyboard does. All of it in the app; JupyterLab has its own.

import { button, make } from "./dom.js";
import { phrase } from "./phrases.js";
import { attempt, post, SILENCE } from "./save.js";

const SINGLE_KEYS = "tpm-workbook-single-keys"; // "off" when somebody's speech or hands press them by mistake
const IS_MAC = /Mac|iP/.test(navigator.platform);
/** @returns {[string[], string][]} */
const shortcutList = () => [
  [["/"], phrase("search.title")],
  [[IS_MAC ? "⌥" : "Alt", "Page Down"], phrase("keys.section_on")],
  [[IS_MAC ? "⌥" : "Alt", "Page Up"], phrase("keys.section_back")],
  [[IS_MAC ? "⌘" : "Ctrl", "S"], phrase("keys.is_saved")],
  [["?"], phrase("keys.this_list")],
];

/** A dialog that the browser makes modal: Escape closes it, and focus goes back to where it was. */
function dialog(title, className, ...children) {
  const name = make("h2", { textContent: title, id: `tpm-${className}-title` });
  const element = make("dialog", { className: `tpm tpm-dialog ${className}` });
  element.setAttribute("aria-labelledby", name.id);
  element.append(make("div", { className: "tpm-dialog-head" }, name, button(phrase("versions.close"), () => element.close(), "tpm-link")), ...children);
  element.addEventListener("click", (event) => event.target === element && element.close()); // beside it
  document.body.append(element);
  return element;
}

/** How many places were found, and how many of them are listed. */
function countInWords(count, shown) {
  if (!count) return phrase("search.none");
  if (count > shown) return phrase("search.cut", { count, shown });
  return count === 1 ? phrase("search.one") : phrase("search.many", { count });
}

/** Search as one types; what is found are links to questions, or to rows. */
export function searchDialog(model) {
  const box = make("input", { type: "search", autocomplete: "off", spellcheck: false });
  const said = make("p", { className: "tpm-help", textContent: phrase("search.hint") });
  const list = make("ol", { className: "tpm-hits" });
  const element = dialog(phrase("search.title"), "tpm-search", box, said, list);
  let asked = 0;
  let timer = 0;
  let silence = 0;
  let isMeant = false; // Enter was pressed before the answer came
  box.setAttribute("aria-label", phrase("search.title"));
  said.setAttribute("role", "status");
  const links = () => [...list.querySelectorAll("a")];
  const ask = () => {
    post(model, { type: "search", words: box.value, id: ++asked });
    silence = setTimeout(() => (said.textContent = phrase("status.silent")), SILENCE);
  };
  const clear = () => {
    list.replaceChildren();
    said.textContent = phrase("search.hint");
  };
  const stop = () => {
    clearTimeout(timer);
    clearTimeout(silence);
    asked += 1; // what comes later is for nobody
    isMeant = false;
  };
  box.addEventListener("input", () => {
    stop();
    box.ariaBusy = String(Boolean(box.value.trim()));
    if (box.value.trim()) timer = setTimeout(ask, 150);
    else clear();
  });
  element.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") element.close(); // which a search box would take to empty itself first
    if (event.key === "Enter" && event.target === box) {
      event.preventDefault();
      if (box.ariaBusy === "true") isMeant = true;
      else links()[0]?.click();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const stops = [box, ...links()];
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + by))].focus();
  });
  element.addEventListener("close", () => {
    stop();
    box.value = "";
    clear();
  });
  const hit = ({ key, row, title, step, before, match, after }) => {
    const snippet = match ? make("span", { className: "tpm-snippet" }, before, make("mark", {}, match), after) : null;
    const href = row ? `#${key}/${encodeURIComponent(row)}` : `#${key}`;
    return make("li", {}, make("a", { href }, make("span", {}, title), make("small", {}, step), snippet));
  };
  return {
    open: () => (element.open ? box.focus() : (element.showModal(), box.focus())),
    hear(message) {
      if (message.id !== asked || !element.open) return;
      clearTimeout(silence);
      box.ariaBusy = "false";
      list.replaceChildren(...message.hits.map(hit));
      const { count } = message;
      if (isMeant) links()[0]?.click();
      isMeant = false;
      said.textContent = countInWords(count, message.hits.length);
    },
    remove: () => element.remove(),
  };
}

/** Return whether an element takes text. */
function isText(element) {
  return element.matches?.("textarea, select, input:not([type='checkbox'], [type='radio'])") || element.isContentEditable;
}

/** Listen for shortcuts until the function that this returns is called; `onSection` gets 1 or -1. */
export function shortcuts({ search, onSection, onSave }) {
  const rows = shortcutList().map(([keys, words]) => [
    make("dt", {}, ...keys.flatMap((key, place) => [place ? " + " : "", make("kbd", { textContent: key })])),
    make("dd", { textContent: words }),
  ]);
  const single = make("input", { type: "checkbox", checked: attempt(() => localStorage.getItem(SINGLE_KEYS)) !== "off" });
  single.onchange = () => attempt(() => localStorage.setItem(SINGLE_KEYS, single.checked ? "on" : "off"));
  const option = make("label", { className: "tpm-option" }, single, make("span", { textContent: phrase("keys.without_modifier") }));
  const help = dialog(phrase("keys.title"), "tpm-keys", make("dl", {}, ...rows.flat()), option);
  const act = (event) => {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (event.isComposing || event.defaultPrevented) return null;
    if (key.toLowerCase() === "s" && (IS_MAC ? metaKey : ctrlKey) && !altKey && !event.shiftKey) return onSave;
    if (document.querySelector("dialog[open]")) return null;
    if (altKey && !ctrlKey && !metaKey && ["PageDown", "PageUp"].includes(key)) return () => onSection(key === "PageDown" ? 1 : -1);
    if (altKey || ctrlKey || metaKey || !single.checked || isText(event.target)) return null;
    return { "/": search, "?": () => help.showModal() }[key] ?? null;
  };
  const onKey = (event) => {
    const does = act(event);
    if (!does) return;
    event.preventDefault();
    does();
  };
  document.addEventListener("keydown", onKey);
  return {
    show: () => help.showModal(),
    remove() {
      document.removeEventListener("keydown", onKey);
      help.remove();
    },
  };
}
