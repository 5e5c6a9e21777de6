// A button that makes a document from the saved answers and hands it to the browser as a file.

import { button, make, saveFile } from "./dom.js";
import { phrase } from "./phrases.js";
import { attempt, deskOf, listen, post, SILENCE } from "./save.js";

/**
 * Wait until everything typed is saved, or for a moment: the document holds what is saved.
 * @returns {Promise<void>}
 */
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

const PAPERS = { a4: "A4", letter: "US Letter" };
const PAPER = "tpm-workbook-paper"; // what was chosen last in this browser
// Where Letter is what lies in printers.
const LETTER = ["US", "CA", "MX", "PH", "CL", "CO", "CR", "DO", "GT", "NI", "PA", "PR", "SV", "VE"];

/** A choice of paper, the same one in all buttons of the page. */
function papers(desk, signal) {
  const usual = () => (LETTER.includes(new Intl.Locale(navigator.language).region ?? "") ? "letter" : "a4");
  const kept = attempt(() => localStorage.getItem(PAPER));
  const select = make("select", {}, ...Object.entries(PAPERS).map(([value, name]) => new Option(name, value)));
  const show = () => (select.value = desk.paper);
  desk.paper ??= kept in PAPERS ? kept : (attempt(usual) ?? "a4");
  show();
  select.onchange = () => {
    desk.paper = select.value;
    attempt(() => localStorage.setItem(PAPER, select.value));
    desk.changes.dispatchEvent(new Event("paper"));
  };
  desk.changes.addEventListener("paper", show, { signal });
  return select;
}

export const download = {
  render({ model, el }) {
    const desk = deskOf(model.get("session"));
    const gone = new AbortController();
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
        said.textContent = phrase("file.making_document");
        await settled(desk);
        timer = setTimeout(() => finish(phrase("file.nothing_made")), 30000);
        post(model, { type: "make", paper: paper?.value });
      },
      "tpm-button",
    );
    const hear = (message, buffers) => {
      if (message.type === "refused") finish(message.reason);
      if (message.type === "file") finish(saveFile(message, buffers[0]));
    };
    const hush = listen(model, hear, finish);
    const paper = model.get("on_paper") ? papers(desk, gone.signal) : null;
    el.append(make("div", { className: "tpm-download" }, press, paper && make("label", {}, phrase("file.paper"), paper), said));
    return () => {
      clearTimeout(timer);
      gone.abort();
      hush();
    };
  },
};
