// A table that gathers what stands in many answers, each line leading to its question.

import { make } from "./dom.js";
import { wayTo } from "./given.js";
import { listen } from "./save.js";

export const overview = {
  render({ model, el }) {
    const box = make("div", { className: "tpm-overview", dataset: model.get("place") ? { key: model.get("place") } : {} });
    const hear = (message) => {
      if (message.type !== "overview") return;
      const row = ({ cells, key, mark, notebook }) =>
        make(
          "tr",
          { className: mark ? `tpm-is-${mark}` : "" },
          make("th", { scope: "row" }, key ? wayTo(key, cells[0], notebook) : cells[0]),
          ...cells.slice(1).map((textContent) => make("td", { textContent })),
        );
      const isOpen = Boolean(box.querySelector("details")?.open);
      const isHeld = box.contains(document.activeElement) && document.activeElement?.getAttribute("href");
      box.replaceChildren(make("p", { className: "tpm-say", textContent: message.say }));
      if (message.rows.length) {
        const table = (rows, title) => {
          const head = make("tr", {}, ...message.columns.map((textContent) => make("th", { scope: "col", textContent })));
          const made = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.map(row)));
          made.setAttribute("aria-label", title);
          return make("div", { className: "tpm-scroll", tabIndex: 0, role: "region", ariaLabel: title }, made);
        };
        if (message.shown) box.append(table(message.rows.slice(0, message.shown), message.title));
        const later = message.rows.slice(message.shown);
        if (later.length) {
          const fold = make("details", { open: isOpen }, make("summary", { textContent: message.later }), table(later, message.later));
          box.append(fold);
        }
      }
      if (message.after) box.append(make("p", { className: "tpm-after", textContent: message.after }));
      if (isHeld) box.querySelector(`a[href="${CSS.escape(isHeld)}"]`)?.focus();
    };
    el.append(box);
    return listen(model, hear, (sentence) => (box.textContent = sentence));
  },
};
