// Shows the parts of a sheet: all that the kernel tells when a view opens, and what is added later.

import { make } from "./dom.js";
import { settleWays } from "./given.js";
import { keepKeys } from "./keys.js";
import { kinds } from "./kinds.js";
import { Part } from "./part.js";
import { learnPhrases, phrase } from "./phrases.js";
import { post } from "./save.js";

const PATIENCE = 6000; // ms without an answer until the sheet says how it is opened

const problem = (textContent) => make("p", { className: "tpm-problem", role: "alert", textContent });

export default {
  render({ model, el, phrases }) {
    learnPhrases(phrases);
    const view = crypto.getRandomValues(new Uint32Array(2)).join("-");
    const parts = new Map(); // by number
    const early = []; // what was said while the outline was on its way: it may be newer
    const closes = [];
    let session = "";
    el.classList.add("tpm-sheet");

    /** Build a part and all that stand in it below `above`; add to `told` what each is to be told then. */
    function build(outline, above, told) {
      const box = above.appendChild(make("div"));
      const part = new Part(model, outline, session);
      parts.set(outline.part, part);
      if (outline.kind === "block") {
        box.className = `tpm ${part.get("classes") ?? ""}`;
        part.on("msg:custom", ({ type, added }) => type === "add" && show(added, box));
      } else {
        try {
          closes.push(kinds[outline.kind].render({ model: part, el: box }));
        } catch (error) { // the others are shown all the same
          reportError(error);
          box.replaceChildren(problem(phrase("sheet.failed")));
        }
      }
      let failed = null; // a sentence in place of what the kernel could not tell, until it tells it
      part.on("msg:custom", ({ type, reason, of }) => {
        if (type === "failed") {
          failed?.element.remove();
          failed = { of, element: box.appendChild(problem(reason)) };
        } else if (failed?.of === type) {
          failed.element.remove();
          failed = null;
        }
      });
      told.push(...outline.told.map((message) => () => part.tell(message)));
      for (const child of outline.children) build(child, box, told);
    }

    /** Show a part with what it has to say, and let what stood there before know that more can be reached. */
    function show(outline, above) {
      if (parts.has(outline.part)) return;
      const told = [];
      build(outline, above, told);
      for (const tell of told) tell();
      for (const [message, buffers] of early.splice(0)) hear(message, buffers);
      settleWays();
    }

    function hear(message, buffers) {
      if (message.type === "anyone") post(model, { type: "shown" });
      else if (message.type !== "opened") {
        const part = parts.get(message.part);
        if (part) part.tell(message, buffers);
        else early.push([message, buffers]);
      } else if (message.view === view) {
        clearTimeout(silence);
        session = message.session;
        el.replaceChildren();
        show(message.root, el);
      }
    }
    model.on("msg:custom", hear);
    // A notebook that was opened again shows what it kept, and no kernel that could answer.
    const silence = setTimeout(() => {
      if (document.body.dataset.voila === undefined)
        el.replaceChildren(make("p", { className: "tpm tpm-help", textContent: phrase("sheet.unopened") }));
    }, PATIENCE);
    const leaveKeys = keepKeys(el);
    post(model, { type: "open", view });
    return () => {
      leaveKeys();
      clearTimeout(silence);
      model.off("msg:custom", hear);
      for (const close of closes)
        try {
          close?.();
        } catch (error) { // the others end all the same
          reportError(error);
        }
      post(model, { type: "gone" });
    };
  },
};
