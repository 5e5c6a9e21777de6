// A date.

import { make } from "./dom.js";
import { dayControl, oneValue, readDay } from "./frame.js";

export const date = oneValue((question, parts, changed) => {
  const read = (typing = false) => changed(...readDay(control, question.title), typing);
  const control = dayControl(read);
  Object.assign(control, { id: parts.id }).dataset.main = "";
  if (parts.describedby) control.setAttribute("aria-describedby", parts.describedby);
  parts.body.append(make("span", { className: "tpm-short" }, control));
  const show = (value) => {
    control.value = value ?? "";
  };
  return Object.assign(show, { read });
});
