// One line that says whether everything typed is on disk. It asks the kernel itself, and not only its
// connection: a kernel that was restarted has a connection and has forgotten the page.

const BEAT = 1000; // ms

function statusText(desk) {
  const waiting = [...desk.waiting.values()];
  const stuck = waiting.find((one) => one.reason);
  const silent = desk.unreachable || waiting.some((one) => one.silent);
  if (silent) {
    const kept = waiting.every((one) => one.kept !== false)
      ? "What you type is kept in this browser. Reload the page to go on."
      : "This browser keeps no drafts: copy what you have typed before you close the page.";
    return `Not saved. ${NO_ANSWER} ${kept}`;
  }
  if (stuck) return `Not saved. ${stuck.reason}`;
  if (waiting.length) return "Saving…";
  if (!desk.savedAt) return "Saved. Nothing new yet.";
  return `Saved at ${desk.savedAt.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}`;
}

export default {
  render({ model, el }) {
    const desk = deskOf(model.get("session"));
    const host = (model.get("in_app") && document.getElementById("tpm-status")) || el;
    const line = document.createElement("div");
    line.className = "tpm-status";
    line.setAttribute("role", "status");
    const notes = document.createElement("div");
    notes.className = "tpm-notes";
    notes.setAttribute("role", "alert");
    host.replaceChildren(line, notes);

    const show = () => {
      const text = statusText(desk);
      if (line.textContent !== text) line.textContent = text;
      line.dataset.state = text.split(/[. …]/)[0] === "Not" ? "not-saved" : text.startsWith("Saving") ? "saving" : "saved";
    };
    desk.changes.addEventListener("change", show);
    show();

    let asked = 0; // when the oldest unanswered question went out; 0 when none is open
    const onMessage = (message) => {
      if (message.type !== "here") return;
      asked = 0;
      desk.unreachable = "";
      notes.replaceChildren(
        ...message.notices.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
      );
      show();
    };
    model.on("msg:custom", onMessage);

    const ask = () => {
      if (asked && performance.now() - asked > SILENCE - BEAT / 2) {
        desk.unreachable = NO_ANSWER;
        show();
      }
      asked ||= performance.now();
      post(model, { type: "there" });
    };
    const beat = () => document.visibilityState === "visible" && ask();
    // In JupyterLab each message would make the kernel's indicator blink, so there it asks once, and the
    // fields notice silence by themselves.
    const timer = model.get("in_app") ? setInterval(beat, BEAT) : 0;
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
      model.off("msg:custom", onMessage);
    };
  },
};
