// An action that the workbook suggests, and the way into the plan.

import { make } from "./dom.js";
import { planButton } from "./given.js";
import { listen, post } from "./save.js";

export const action = {
  render({ model, el }) {
    const said = make("p", { className: "tpm-problem", hidden: true });
    said.setAttribute("role", "alert");
    const press = planButton({ label: model.get("label"), taken: model.get("taken") }, () => post(model, { type: "plan" }));
    const say = (sentence) => {
      said.textContent = sentence;
      said.hidden = !sentence;
    };
    const hear = (message) => {
      say(message.type === "refused" ? message.reason : "");
      if (message.type === "given") press.show(message.plan);
    };
    el.append(make("div", { className: "tpm-action" }, make("p", { textContent: model.get("title") }), press.element, said));
    return listen(model, hear, say);
  },
};
