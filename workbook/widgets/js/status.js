// One line that says whether everything typed is on disk. It asks the kernel itself, and not only its
// connection: a kernel that was restarted has a connection and has forgotten the page.

import { deskOf, listen, NO_ANSWER, post, same, SILENCE } from "./save.js";

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

function statusText(desk, cure) {
  const waiting = [...desk.waiting.values()];
  const stuck = waiting.find((one) => one.reason);
  const silent = desk.unreachable || waiting.some((one) => one.silent);
  if (silent) {
    const kept = waiting.every((one) => one.kept !== false)
      ? `What you type is kept in this browser, and saved when it answers again. ${cure}`
      : "This browser keeps no drafts: copy what you have typed before you close the page.";
    return `Not saved. ${NO_ANSWER} ${kept}`;
  }
  if (stuck) return `Not saved. ${stuck.reason}`;
  if (waiting.length) return waiting.every((one) => one.typing) ? "Saving when you leave the field." : "Saving…";
  if (!desk.savedAt) return "Saved. Nothing new yet.";
  return `Saved at ${desk.savedAt.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}`;
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
    const cure = inApp ? "If it does not, reload the page." : "If it does not: Run > Run All Cells.";
    const reload = document.createElement("button");
    Object.assign(reload, { type: "button", className: "tpm-reload", textContent: "Reload", onclick: () => location.reload() });
    const hide = document.createElement("button");
    Object.assign(hide, { type: "button", className: "tpm-reload", textContent: "Hide", onclick: () => notes.replaceChildren() });
    host.replaceChildren(line, told, reload, notes);
    forgetErased(model.get("erased"));

    let isTrouble = false;
    const show = () => {
      const text = statusText(desk, cure);
      reload.hidden = !(inApp && desk.unreachable);
      if (line.textContent !== text) line.textContent = text;
      const state = text.startsWith("Not saved") ? "not-saved" : text.startsWith("Saving") ? "saving" : "saved";
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
      desk.unreachable = "";
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
        desk.unreachable = NO_ANSWER;
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
