// One line that says whether everything typed is on disk. It asks the kernel itself, and not only its
// connection: a kernel that was restarted has a connection and has forgotten the page.

import { phrase } from "./phrases.js";
import { deskOf, listen, post, same, SILENCE } from "./save.js";

const BEAT = 1000; // ms

/** Let go of the drafts of workbooks that were erased. */
function forgetErased(ids) {
  try {
    const prefixes = ids.map((id) => `tpm-workbook:${id}:`);
    for (const name of Object.keys(localStorage))
      if (prefixes.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name);
  } catch {
    // without storage there are no drafts
  }
}

/** What the line says, and its state: "saved", "saving" or "not-saved". */
function describeStatus(desk, cure) {
  const waiting = [...desk.waiting.values()];
  const stuck = waiting.find((one) => one.reason);
  const silent = desk.unreachable || waiting.some((one) => one.silent);
  if (silent) {
    const isKept = waiting.every((one) => one.kept !== false);
    const kept = isKept ? phrase("status.kept", { cure }) : phrase("status.not_kept");
    const reason = `${phrase("status.silent")} ${kept}`;
    return ["not-saved", phrase("status.not_saved", { reason })];
  }
  if (stuck) return ["not-saved", phrase("status.not_saved", { reason: stuck.reason })];
  if (waiting.length) return ["saving", waiting.every((one) => one.typing) ? phrase("status.on_leaving") : phrase("status.saving")];
  if (!desk.savedAt) return ["saved", phrase("status.begun")];
  const time = desk.savedAt.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  return ["saved", phrase("status.saved", { time })];
}

export const status = {
  render({ model, el }) {
    const desk = deskOf(model.get("session"));
    const host = (model.get("in_app") && document.getElementById("tpm-status")) || el;
    const line = document.createElement("div");
    line.className = "tpm-status";
    line.setAttribute("role", "status");
    line.setAttribute("aria-live", "off"); // each pause in typing is a save: see `told`
    const told = document.createElement("div"); // what is read out: trouble, its end, and what was asked for
    told.className = "tpm-unseen";
    told.setAttribute("aria-live", "polite");
    const notes = document.createElement("div");
    notes.className = "tpm-notes";
    notes.setAttribute("role", "alert");
    const inApp = model.get("in_app");
    const cure = inApp ? phrase("status.cure_in_app") : phrase("status.cure_in_notebook");
    const reload = document.createElement("button");
    Object.assign(reload, { type: "button", className: "tpm-reload", textContent: phrase("status.reload"), onclick: () => location.reload() });
    const hide = document.createElement("button");
    Object.assign(hide, { type: "button", className: "tpm-reload", textContent: phrase("status.hide"), onclick: () => notes.replaceChildren() });
    host.replaceChildren(line, told, reload, notes);
    forgetErased(model.get("erased"));

    let isTrouble = false;
    const show = () => {
      const [state, text] = describeStatus(desk, cure);
      reload.hidden = !(inApp && desk.unreachable);
      if (line.textContent !== text) line.textContent = text;
      line.dataset.state = state;
      if (state === "not-saved" || (state === "saved" && isTrouble)) told.textContent = text;
      isTrouble = state === "not-saved" || (state === "saving" && isTrouble);
    };
    /** Say it for somebody who asks: what has not changed would not be read out. */
    const tell = () => {
      told.textContent = "";
      requestAnimationFrame(() => (told.textContent = line.textContent));
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) line.animate([{ opacity: 0.2 }, { opacity: 1 }], 400);
    };
    desk.changes.addEventListener("change", show);
    desk.changes.addEventListener("tell", tell);
    show();

    let asked = 0; // when the oldest unanswered question went out; 0 when none is open
    let beaten = 0; // when the last beat was due
    let noted = [];
    const hear = (message) => {
      if (message.type !== "here") return;
      asked = 0;
      desk.unreachable = false;
      if (!same(message.notices, noted)) // said once, not with every beat
        notes.replaceChildren(
          ...message.notices.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
          ...(message.notices.length ? [hide] : []),
        );
      noted = message.notices;
      show();
    };
    const hush = listen(model, hear, (sentence) => (notes.textContent = sentence));

    const ask = () => {
      const now = performance.now();
      if (now - beaten > 3 * BEAT) asked = 0; // the machine slept, or the page's timers did
      beaten = now;
      if (asked && now - asked > SILENCE - BEAT / 2) {
        desk.unreachable = true;
        show();
      }
      asked ||= now;
      post(model, { type: "there" });
    };
    const beat = () => document.visibilityState === "visible" && ask();
    // In JupyterLab each message would make the kernel's indicator blink, so there it asks once, and the
    // fields notice silence by themselves.
    const timer = inApp ? setInterval(beat, BEAT) : 0;
    const onShow = () => {
      asked = 0; // timers sleep in a hidden page; old silence says nothing
      beat();
    };
    document.addEventListener("visibilitychange", onShow);
    ask();
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onShow);
      desk.changes.removeEventListener("change", show);
      desk.changes.removeEventListener("tell", tell);
      hush();
    };
  },
};
