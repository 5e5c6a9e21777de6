// A chart with its sentence above it and its numbers as a table below, drawn again when answers change.

/** Parse an SVG as data: whatever it may hold, nothing in it runs. */
function picture(svg, className) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  for (const element of parsed.querySelectorAll("script, foreignObject")) element.remove();
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
  return make("details", {}, make("summary", { textContent: "As a table" }), scroll);
}

export default {
  render({ model, el }) {
    const figure = make("figure", { className: "tpm-chart" }, make("p", { className: "tpm-help", textContent: "Drawing…" }));
    const onMessage = (message) => {
      if (message.type === "chart") {
        const open = figure.querySelector("details")?.open;
        figure.replaceChildren(
          make("p", { className: "tpm-say", textContent: message.say }),
          picture(message.wide, "tpm-wide"),
          picture(message.narrow, "tpm-narrow"),
          make("figcaption", {}, numbers(message)),
        );
        figure.querySelector("details").open = Boolean(open);
      } else if (message.type === "no-chart") {
        const link = make("a", { href: `#${message.question}`, textContent: "Go to that question" });
        link.onclick = (event) => {
          const question = document.querySelector(`[data-key="${CSS.escape(message.question)}"]`);
          if (!question) return;
          event.preventDefault();
          event.stopPropagation();
          question.scrollIntoView({ block: "start" });
          question.querySelector("input, textarea, select")?.focus({ preventScroll: true });
        };
        figure.replaceChildren(
          make("p", { className: "tpm-help" }, `${message.say} `, message.question ? link : null),
        );
      }
    };
    model.on("msg:custom", onMessage);
    el.append(figure);
    // Drawing costs the kernel something: it waits until somebody comes near.
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        post(model, { type: "hello" });
      },
      { rootMargin: "100% 0px" },
    );
    near.observe(figure);
    return () => {
      near.disconnect();
      model.off("msg:custom", onMessage);
    };
  },
};
