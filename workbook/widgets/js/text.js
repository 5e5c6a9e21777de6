// Long text and a line of text.

import { grow, oneValue, writing } from "./frame.js";

export const text = oneValue((question, parts, changed) => {
  const long = question.kind === "text";
  const control = writing(long, { id: parts.id, dataset: { main: "" } });
  if (parts.describedby) control.setAttribute("aria-describedby", parts.describedby);
  control.addEventListener("input", () => {
    grow(control);
    changed(control.value);
  });
  parts.body.append(control);
  return (value) => {
    if (control.value === (value ?? "")) return;
    control.value = value ?? "";
    requestAnimationFrame(() => grow(control));
  };
});
