// A table that gathers what stands in many answers, each line leading to its question.

export default {
  render({ model, el }) {
    const box = make("div", { className: "tpm-overview" }, make("p", { className: "tpm-help", textContent: "Looking…" }));
    const onMessage = (message) => {
      if (message.type !== "overview") return;
      const row = ({ cells, key, mark, notebook }) =>
        make(
          "tr",
          { className: mark ? `tpm-is-${mark}` : "" },
          make("th", { scope: "row" }, key ? wayTo(key, cells[0], notebook) : cells[0]),
          ...cells.slice(1).map((textContent) => make("td", { textContent })),
        );
      const isHeld = box.contains(document.activeElement) && document.activeElement.getAttribute("href");
      box.replaceChildren(make("p", { className: "tpm-say", textContent: message.say }));
      if (message.rows.length) {
        const head = make("tr", {}, ...message.columns.map((textContent) => make("th", { scope: "col", textContent })));
        const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...message.rows.map(row)));
        table.setAttribute("aria-label", message.title);
        const scroll = make("div", { className: "tpm-scroll", tabIndex: 0, role: "region", ariaLabel: message.title }, table);
        box.append(scroll);
      }
      if (message.after) box.append(make("p", { className: "tpm-after", textContent: message.after }));
      if (isHeld) box.querySelector(`a[href="${CSS.escape(isHeld)}"]`)?.focus();
    };
    model.on("msg:custom", onMessage);
    el.append(box);
    post(model, { type: "hello" });
    return () => model.off("msg:custom", onMessage);
  },
};
