// A chart with its sentence above it and its numbers as a table below, drawn again when answers change.

import { button, make, saveFile } from "./dom.js";
import { planButton, wayTo } from "./given.js";
import { phrase } from "./phrases.js";
import { listen, post } from "./save.js";

let pictures = 0;

/** Parse an SVG as data: whatever it may hold, nothing in it runs. A chart can stand twice in a page. */
function picture(svg, className) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  for (const element of parsed.querySelectorAll("script, foreignObject")) element.remove();
  const own = `tpm-${++pictures}-${Math.random().toString(36).slice(2, 7)}-`;
  for (const element of [parsed, ...parsed.querySelectorAll("*")])
    for (const attribute of element.attributes)
      if (/^(id|aria-\w+|clip-path|(xlink:)?href)$/.test(attribute.name))
        attribute.value = attribute.value.replaceAll("tpm-", own);
  return make("div", { className }, document.importNode(parsed, true));
}

function numbers({ columns, rows, title }) {
  const row = (cells, tag) =>
    make(
      "tr",
      {},
      ...cells.map((textContent, index) =>
        index && tag === "td"
          ? make("td", { textContent })
          : make("th", { textContent, scope: tag === "th" ? "col" : "row" }),
      ),
    );
  const table = make(
    "table",
    {},
    make("caption", { className: "tpm-unseen", textContent: title }),
    make("thead", {}, row(columns, "th")),
    make("tbody", {}, ...rows.map((cells) => row(cells, "td"))),
  );
  const scroll = make("div", { className: "tpm-scroll", tabIndex: 0, role: "region", ariaLabel: title }, table);
  return make("details", {}, make("summary", { textContent: phrase("chart.as_table") }), scroll);
}

const FORMS = { svg: "SVG", png: "PNG", csv: "CSV" };

export const chart = {
  render({ model, el }) {
    const said = make("p", { className: "tpm-help" });
    said.setAttribute("role", "status");
    const press = planButton({ label: model.get("label"), taken: model.get("taken") }, () =>
      post(model, { type: "plan", action: action.textContent }),
    );
    const action = make("p");
    const next = make("div", { className: "tpm-action" }, action, press.element);
    const files = make("p", { className: "tpm-actions" }, phrase("chart.save_as"));
    for (const [form, name] of Object.entries(FORMS)) files.append(button(name, () => save(form), "tpm-link"), " ");
    const figure = make("figure", { className: "tpm-chart" }, make("p", { className: "tpm-help", textContent: phrase("chart.drawing") }));
    el.append(figure, next, said);
    next.hidden = true;

    let timer = 0;
    function save(form) {
      said.textContent = phrase("file.making");
      timer = setTimeout(() => say(phrase("file.nothing_made")), 30000);
      post(model, { type: "save", form });
    }
    function say(text) {
      clearTimeout(timer);
      said.textContent = text;
    }

    function show(message) {
      const isOpen = Boolean(figure.querySelector("details")?.open);
      const held = files.contains(document.activeElement) && document.activeElement;
      const table = numbers(message);
      table.open = isOpen;
      figure.replaceChildren(
        make("p", { className: "tpm-say", textContent: message.say }),
        picture(message.wide, "tpm-wide"),
        picture(message.narrow, "tpm-narrow"),
        make("figcaption", {}, table, files),
      );
      if (held) held.focus();
      suggest(message);
    }
    function suggest(message) {
      action.textContent = message.action;
      next.hidden = !message.action;
      press.show(message.plan, message.shown);
    }

    const hear = (message, buffers) => {
      if (message.type === "chart") show(message);
      if (message.type === "no-chart") {
        const way = message.question && wayTo(message.question, phrase("chart.to_question"), message.notebook);
        figure.replaceChildren(make("p", { className: "tpm-help" }, `${message.say} `, way));
        next.hidden = true;
      }
      if (message.type === "given") suggest(message);
      if (message.type === "refused") say(message.reason);
      if (message.type !== "file") return;
      say(saveFile(message, buffers[0]));
    };
    const hush = listen(model, hear, say);
    // Drawing costs the kernel something: it waits until somebody comes near.
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        post(model, { type: "draw" });
      },
      { rootMargin: "100% 0px", scrollMargin: "100% 0px" }, // in JupyterLab the notebook scrolls and not the page
    );
    near.observe(figure);
    return () => {
      near.disconnect();
      clearTimeout(timer);
      hush();
    };
  },
};
