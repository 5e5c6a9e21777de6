// The module of every sheet: it runs the one whose text the sheets' source holds. A notebook with twenty
// sheets gets that text once, and loads it once.

export default {
  async render(context) {
    const { model } = context;
    const source = await model.widget_manager.get_model(model.get("source").replace("IPY_MODEL_", ""));
    const text = source.get("text");
    const loaded = (globalThis[Symbol.for("tpm-workbook/modules")] ??= new Map());
    if (!loaded.has(text)) {
      const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      loaded.set(
        text,
        import(address).finally(() => URL.revokeObjectURL(address)),
      );
    }
    if (source.get("css")) {
      const style = document.getElementById("tpm-workbook-style") ?? document.head.appendChild(document.createElement("style"));
      style.id = "tpm-workbook-style";
      if (style.textContent !== source.get("css")) style.textContent = source.get("css");
    }
    const { default: widget } = await loaded.get(text);
    return widget.render({ ...context, phrases: source.get("phrases") });
  },
};
