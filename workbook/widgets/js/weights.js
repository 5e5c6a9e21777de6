// Points given to criteria, each with its share of all points.

import { make } from "./dom.js";
import { oneValue, parseNumber } from "./frame.js";
import { phrase } from "./phrases.js";

export const weights = oneValue(
  (question, parts, changed) => {
    const total = make("p", { className: "tpm-total" });
    const rows = question.choices.map(({ value, label, help }, index) => {
      const id = `${parts.id}-${index}`;
      const control = make("input", { id, inputMode: "decimal", autocomplete: "off" });
      const bar = make("i");
      control.oninput = read;
      if (help) control.setAttribute("aria-describedby", `${id}-help`);
      const row = make(
        "div",
        { className: "tpm-weight" },
        make(
          "span",
          {},
          make("label", { htmlFor: id, textContent: label }),
          help ? make("small", { id: `${id}-help`, textContent: help }) : null,
        ),
        control,
        make("span", { className: "tpm-bar", ariaHidden: "true" }, bar),
      );
      return { value, label, control, bar, row };
    });
    function draw(values) {
      const sum = Object.values(values).reduce((all, one) => all + (Number(one) || 0), 0);
      for (const { value, bar } of rows) bar.style.width = sum ? `${(100 * (Number(values[value]) || 0)) / sum}%` : "0";
      total.textContent = sum ? phrase("entry.points", { number: Math.round(sum * 10) / 10 }) : phrase("entry.no_points");
    }
    function read() {
      const values = {};
      let sentence = "";
      for (const { value, label, control } of rows) {
        const [number, problem] = parseNumber({ title: label, most: 100 }, control.value);
        control.setAttribute("aria-invalid", String(Boolean(problem)));
        sentence ||= problem;
        if (number !== null) values[value] = number;
      }
      draw(values);
      changed(values, sentence);
    }
    parts.body.append(
      make(
        "div",
        { className: "tpm-weight tpm-weight-head", ariaHidden: "true" },
        ...[phrase("entry.criterion"), phrase("entry.points_head"), phrase("entry.share_head")].map((textContent) => make("span", { textContent })),
      ),
      ...rows.map(({ row }) => row),
      total,
    );
    draw({});
    const show = (value) => {
      for (const row of rows) row.control.value = value?.[row.value] ?? "";
      draw(value ?? {});
    };
    return Object.assign(show, { read });
  },
  { group: true },
);
