// Prose of the workbook's own, as HTML.

import { listen } from "./save.js";

export const prose = {
  render({ model, el }) {
    el.classList.add("tpm-prose");
    el.innerHTML = model.get("html");
    return listen(model, (message) => (el.innerHTML = message.html), (sentence) => (el.textContent = sentence));
  },
};
