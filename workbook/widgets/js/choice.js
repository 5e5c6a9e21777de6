// One of several, and several of several.

import { button, make } from "./dom.js";
import { oneValue } from "./frame.js";
import { phrase } from "./phrases.js";

export const choice = oneValue(
  (question, parts, changed) => {
    const one = question.kind === "choice";
    const controls = question.choices.map(({ value }) =>
      make("input", { type: one ? "radio" : "checkbox", name: parts.id, value }),
    );
    const clear = one ? button(phrase("question.clear_choice"), () => (show(null), read(), controls[0].focus()), "tpm-link") : null;
    const read = () => {
      const chosen = controls.filter((control) => control.checked).map((control) => control.value);
      if (clear) clear.hidden = !chosen.length;
      changed(one ? (chosen[0] ?? null) : chosen);
    };
    controls.forEach((control, index) => {
      const { label, help } = question.choices[index];
      control.onchange = read;
      parts.body.append(
        make(
          "label",
          { className: "tpm-option" },
          control,
          make("span", {}, label, help ? make("small", { textContent: help }) : null),
        ),
      );
    });
    if (clear) {
      clear.hidden = true;
      parts.body.append(clear);
    }
    const show = (value) => {
      const chosen = one ? [value] : (value ?? []);
      for (const control of controls) control.checked = chosen.includes(control.value);
      if (clear) clear.hidden = !value;
    };
    return show;
  },
  { group: true },
);
