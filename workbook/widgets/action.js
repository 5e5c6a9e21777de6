// An action that the workbook suggests, and the way into the plan.

export default {
  render({ model, el }) {
    const said = make("p", { className: "tpm-problem", hidden: true });
    said.setAttribute("role", "alert");
    const press = planButton({ label: model.get("label"), taken: model.get("taken") }, () => post(model, { type: "plan" }));
    const onMessage = (message) => {
      if (message.type === "given") press.show(message.plan);
      if (message.type === "refused") said.textContent = message.reason;
      said.hidden = message.type !== "refused";
    };
    model.on("msg:custom", onMessage);
    el.append(make("div", { className: "tpm-action" }, make("p", { textContent: model.get("title") }), press.element, said));
    post(model, { type: "hello" });
    return () => model.off("msg:custom", onMessage);
  },
};
