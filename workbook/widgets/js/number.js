// A number and a percentage.

import { make } from "./dom.js";
import { oneValue, parseNumber } from "./frame.js";

export const number = oneValue((question, parts, changed) => {
  const control = make("input", { id: parts.id, inputMode: "decimal", autocomplete: "off", dataset: { main: "" } });
  if (parts.describedby) control.setAttribute("aria-describedby", parts.describedby);
  const read = () => changed(...parseNumber(question, control.value));
  control.oninput = read;
  parts.body.append(
    make("span", { className: "tpm-short" }, control, make("span", { className: "tpm-unit", textContent: question.unit })),
  );
  const show = (value) => {
    control.value = value ?? "";
  };
  return Object.assign(show, { read });
});
