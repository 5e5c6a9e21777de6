// What other answers give to this one: words to recall, rows to begin with, names, and a way into the plan.

import { button, enter, make, placeOf } from "./dom.js";
import { phrase } from "./phrases.js";

/** Lead to a question or a step: a link in the app, a jump if it is in this page, otherwise a file's name. */
export function wayTo(key, text, notebook) {
  if (document.querySelector("#tpm-nav, .tpm-app")) return make("a", { href: `#${key}`, textContent: text });
  const there = () => document.querySelector(placeOf(key));
  const link = button(text, () => (there() ? enter(there()) : way.settle()), "tpm-link"); // it may have gone
  const other = make("span", {}, text, notebook ? make("small", { textContent: ` (${notebook})` }) : null);
  const way = make("span", { className: "tpm-way" });
  way.settle = () => {
    const now = there() ? link : other;
    if (way.firstChild !== now) way.replaceChildren(now);
  };
  way.settle();
  return way;
}

/** More has come into the page: what was named only can be reached now. */
export function settleWays() {
  /** @type {NodeListOf<HTMLElement & { settle(): void }>} */
  const ways = document.querySelectorAll(".tpm-way");
  for (const way of ways) way.settle();
}

/** A button that puts an action into the plan; afterwards it says that it is there. */
export function planButton(words, put) {
  const press = button(words.label, put);
  const said = make("span", { className: "tpm-taken", textContent: words.taken });
  const warned = make("span", { className: "tpm-warned", hidden: true });
  const element = make("p", { className: "tpm-actions", hidden: true }, press, said, warned);
  element.setAttribute("aria-live", "polite");
  return {
    element,
    /** `state` is "open", "taken", or "" where there is nothing to put; `shown` says who will see it there. */
    show(state, shown = "", taken = words.taken) {
      said.textContent = taken;
      const isHeld = press === document.activeElement;
      element.hidden = !state;
      press.hidden = state !== "open";
      said.hidden = state !== "taken";
      warned.textContent = shown;
      warned.hidden = !shown;
      if (isHeld && press.hidden) {
        said.tabIndex = -1;
        said.focus();
      }
    },
  };
}

/** What the person wrote elsewhere, above the field. */
export function recallBox() {
  const element = make("div", { className: "tpm-recall", hidden: true });
  return {
    element,
    show(recalled) {
      element.hidden = !recalled.length;
      element.replaceChildren(
        ...recalled.map(({ key, title, words, notebook }) =>
          words.length < 120
            ? make("p", { className: "tpm-help" }, wayTo(key, title, notebook), ` ${phrase("question.you_wrote")} `, make("q", { textContent: words }))
            : make(
            "details",
            { open: words.length < 600 },
            make("summary", { textContent: phrase("question.you_wrote_long", { question: title }) }),
            make("blockquote", { textContent: words }),
            make("p", {}, wayTo(key, phrase("question.go_there"), notebook)),
          ),
        ),
      );
    },
  };
}

/** Rows that can be made from other answers. `take(start)` makes one. */
export function offersBox(take) {
  const element = make("div", { className: "tpm-offers", hidden: true });
  const opened = new Set();
  return {
    element,
    show(offers) {
      const some = offers.filter(({ starts }) => starts.length);
      element.hidden = !some.length;
      const isHeld = element.contains(document.activeElement);
      element.replaceChildren(
        ...some.map(({ say, starts, source, shown }) => {
          const items = [...starts].reverse().map((start) => make("li", {}, button(start.label, () => take(start), "tpm-link")));
          const details = make(
            "details",
            { open: opened.has(source) },
            make("summary", { textContent: `${say} (${starts.length})` }),
            shown ? make("p", { className: "tpm-warned" }, shown) : null,
            make("ul", {}, ...items),
          );
          details.ontoggle = () => (details.open ? opened.add(source) : opened.delete(source));
          return details;
        }),
      );
      if (isHeld) element.querySelector("button, summary")?.focus();
    },
  };
}

/** Names to choose from while typing, by column; lists(column) is the id of its list, if it has one. */
export function suggestions() {
  const lists = new Map();
  const element = make("div", { hidden: true });
  return {
    element,
    lists(column) {
      if (!column.suggest) return "";
      if (!lists.has(column.key)) {
        const list = make("datalist", { id: `tpm-list-${Math.random().toString(36).slice(2)}` });
        lists.set(column.key, list);
        element.append(list);
      }
      return lists.get(column.key).id;
    },
    show(suggest) {
      for (const [key, names] of Object.entries(suggest)) {
        this.lists({ key, suggest: key });
        lists.get(key).replaceChildren(...names.map((value) => make("option", { value })));
      }
    },
  };
}
