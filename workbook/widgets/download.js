// A button that makes a document from the saved answers and hands it to the browser as a file.

/** Wait until everything typed is saved, or for a moment: the document holds what is saved. */
function settled(desk) {
  return new Promise((resolve) => {
    const done = () => {
      if (desk.waiting.size && performance.now() < until) return;
      desk.changes.removeEventListener("change", done);
      clearTimeout(timer);
      resolve();
    };
    const until = performance.now() + SILENCE;
    const timer = setTimeout(done, SILENCE + 50);
    desk.changes.addEventListener("change", done);
    done();
  });
}

export default {
  render({ model, el }) {
    const desk = deskOf(model.get("session"));
    const said = make("p", { className: "tpm-help" });
    said.setAttribute("role", "status");
    let timer = 0;
    const finish = (text) => {
      clearTimeout(timer);
      press.disabled = false;
      said.textContent = text;
    };
    const press = button(
      model.get("label"),
      async () => {
        press.disabled = true;
        said.textContent = "Making the document…";
        await settled(desk);
        timer = setTimeout(() => finish(`${NO_ANSWER} Nothing was made. Reload the page and try again.`), 30000);
        post(model, { type: "make" });
      },
      "tpm-button",
    );
    const hear = (message, buffers) => {
      if (message.type === "refused") finish(message.reason);
      if (message.type !== "file") return;
      saveFile(message, buffers[0]);
      finish([`Your browser has saved ${message.name}.`, ...message.notices].join(" "));
    };
    const hush = listen(model, hear, finish);
    el.append(make("div", { className: "tpm-download" }, press, said));
    return () => {
      clearTimeout(timer);
      hush();
    };
  },
};
