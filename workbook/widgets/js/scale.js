// One of a few, as radios that can be let go of again.

import { button, make } from "./dom.js";
import { phrase } from "./phrases.js";

/** A group of radios. `options` are { value, label, help }. Returns its element, read() and show(value). */
export function scale(title, name, options, changed, className) {
  const group = `tpm-scale-${Math.random().toString(36).slice(2)}`;
  const radios = options.map(({ value }) => make("input", { type: "radio", name: group, value: String(value), onchange: () => settle(true) }));
  const clear = button(phrase("question.clear"), () => (radios.forEach((one) => (one.checked = false)), settle(true), radios[0].focus()), "tpm-link");
  clear.setAttribute("aria-label", phrase("question.clear_of", { question: name }));
  const said = make("p", { className: "tpm-problem", hidden: true, id: `${group}-said` });
  const legend = make("legend", {}, title);
  const element = make(
    "fieldset",
    { className: `tpm-scale ${className}` },
    legend,
    make(
      "div",
      {},
      ...options.map(({ label, help }, index) =>
        make("label", {}, radios[index], make("span", {}, make("b", { textContent: label }), help ? make("small", { textContent: help }) : null)),
      ),
      clear,
    ),
    said,
  );
  element.setAttribute("aria-label", name);
  const settle = (isChange) => {
    clear.hidden = !radios.some((one) => one.checked);
    if (isChange) changed();
  };
  settle(false);
  return {
    element,
    legend,
    read: () => radios.find((one) => one.checked)?.value ?? null,
    show(value) {
      for (const one of radios) one.checked = one.value === String(value);
      settle(false);
    },
    say(sentence) {
      said.textContent = sentence;
      said.hidden = !sentence;
      if (sentence) element.setAttribute("aria-describedby", said.id);
      else element.removeAttribute("aria-describedby");
    },
  };
}
