// The frame around every question: its title, help, example, privacy, and what was found beside it.

const MARK = "mark"; // where a row's name stands in a draft's; rows have longer names

let count = 0;

function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that can't be pressed twice while it works. */
function button(text, onclick, className = "tpm-button tpm-plain") {
  return make("button", { type: "button", className, textContent: text, onclick });
}

function minutes(number) {
  return `About ${number < 1 ? "1 minute" : `${Math.round(number)} minute${Math.round(number) === 1 ? "" : "s"}`}`;
}

function example(question) {
  if (!question.why && !question.specific && !question.vague) return null;
  const more = question.specific || question.vague ? "Why this, and an example" : "Why this";
  const line = (className, label, text) =>
    text ? make("p", { className }, make("b", { textContent: label }), ` ${text}`) : null;
  return make(
    "details",
    {},
    make("summary", { textContent: more }),
    question.why ? make("p", { textContent: question.why }) : null,
    line("tpm-specific", "Specific", question.specific),
    line("tpm-vague", "Vague", question.vague),
  );
}

/** A sentence beside a field, with what can be done about it. */
function notice(host, text, quoted, actions) {
  const box = make("div", { className: "tpm-notice" }, make("p", { textContent: text }));
  if (quoted) box.append(make("blockquote", { textContent: quoted }));
  const close = () => box.remove();
  box.append(
    make(
      "p",
      { className: "tpm-actions" },
      ...actions.map(([label, act]) => button(label, () => (act(), close()))),
    ),
  );
  host.append(box);
  return box;
}

function frame(question, { group }) {
  const id = `tpm-${++count}-${Math.random().toString(36).slice(2, 7)}`;
  const help = make("p", { className: "tpm-help", id: `${id}-help`, textContent: question.help });
  const title = group
    ? make("legend", { textContent: question.title })
    : make("label", { htmlFor: id, textContent: question.title });
  const problem = make("p", { className: "tpm-problem", id: `${id}-problem`, hidden: true });
  const lock = make("input", { type: "checkbox", id: `${id}-lock` });
  const privacy = make(
    "label",
    { className: "tpm-lock" },
    lock,
    "Private: left out of copies for others",
  );
  lock.setAttribute("aria-label", `Private: left out of copies for others. ${question.title}`);
  const body = make("div", { className: "tpm-body" });
  const notices = make("div", { className: "tpm-notices" });
  notices.setAttribute("aria-live", "polite");
  const under = make(
    "div",
    { className: "tpm-under" },
    example(question),
    make("span", { className: "tpm-minutes", textContent: minutes(question.minutes) }),
    privacy,
  );
  const element = make(
    group ? "fieldset" : "div",
    { className: `tpm-question tpm-${question.kind}`, dataset: { key: question.key } },
    title,
    question.help ? help : null,
    body,
    problem,
    notices,
    under,
  );
  const describedby = question.help ? help.id : "";
  if (group && describedby) element.setAttribute("aria-describedby", describedby);
  return {
    id,
    element,
    body,
    notices,
    lock,
    describedby,
    say(sentence, control) {
      problem.textContent = sentence;
      problem.hidden = !sentence;
      if (!control) return;
      control.setAttribute("aria-invalid", String(Boolean(sentence)));
      control.setAttribute("aria-describedby", [describedby, sentence && problem.id].filter(Boolean).join(" "));
    },
  };
}

function inWords(question, value) {
  if (value === null || value === undefined || value === "") return "(empty)";
  const label = (one) => question.choices?.find((choice) => choice.value === one)?.label ?? String(one);
  if (Array.isArray(value)) return value.map(label).join(", ") || "(empty)";
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, one]) => `${label(name)}: ${one}`)
      .join("\n");
  return label(value);
}

const dayAndTime = (at) => new Date(at).toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });

/** Numbers are typed as text, so that a wrong one stays as typed. Returns [value, problem]. */
function parseNumber({ title, least = 0, most = 1e6 }, text) {
  const typed = text.trim().replace(",", ".");
  if (!typed) return [null, ""];
  const number = Number(typed);
  const fits = /^[+-]?\d*\.?\d*$/.test(typed) && Number.isFinite(number) && number >= least && number <= most;
  return fits ? [number, ""] : [text, `“${title}” takes a number from ${least} to ${most}.`];
}

const GROWS = CSS.supports("field-sizing", "content");

/** Grow with the text where CSS alone can't. */
function grow(area) {
  if (GROWS || !area.offsetWidth) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/** A text area. One for a line shows the whole line too, and takes no line break. */
function writing(long, properties) {
  const area = make("textarea", properties);
  let width = 0;
  if (!GROWS)
    new ResizeObserver(() => {
      if (area.offsetWidth !== width) grow(area);
      width = area.offsetWidth;
    }).observe(area);
  if (long) return area;
  area.rows = 1;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  area.addEventListener("input", () => {
    if (/[\r\n]/.test(area.value)) area.value = area.value.replace(/\s*[\r\n]+\s*/g, " ");
  });
  return area;
}

/** Connect a question's privacy mark and tell what the kernel holds each time it says so. */
function connect({ model, question, parts, wire, desk, onAnswer, onFlush }) {
  const workbook = model.get("workbook");
  const mark = new Slot({ wire, desk, workbook, question, row: MARK, action: "mark" });
  const tick = (value) => {
    parts.lock.checked = value;
    mark.type(value);
    mark.flush();
  };
  parts.lock.onchange = () => tick(parts.lock.checked);
  let greeted = false;
  const onMessage = (message) => {
    if (message.type !== "answer") return;
    const isPrivate = message.answer.private ?? question.private;
    if (mark.take(isPrivate, 0)) parts.lock.checked = isPrivate;
    const left = greeted ? [] : drafts.left(drafts.prefix(workbook, question.key));
    greeted = true;
    for (const draft of left.filter(({ row }) => row === MARK)) {
      if (!mark.dirty && draft.value !== isPrivate) tick(draft.value);
      if (draft.name !== mark.draft) drafts.forget(draft.name);
    }
    onAnswer(
      message.answer,
      left.filter(({ row }) => row !== MARK),
    );
  };
  const onHide = () => document.visibilityState === "hidden" && onFlush();
  model.on("msg:custom", onMessage);
  parts.element.addEventListener("focusout", onFlush);
  document.addEventListener("visibilitychange", onHide);
  addEventListener("pagehide", onFlush);
  post(model, { type: "hello" });
  return () => {
    onFlush();
    model.off("msg:custom", onMessage);
    document.removeEventListener("visibilitychange", onHide);
    removeEventListener("pagehide", onFlush);
    wire.close();
  };
}

/** Offer a draft that can't simply be taken. It stays in the browser until the person has decided. */
function offer(parts, draft, standing, words, use) {
  const since = standing === "older" ? "The answer has changed since." : "Another draft came first.";
  notice(parts.notices, `A draft of ${dayAndTime(draft.at)} was left in this browser. ${since} It reads:`, words, [
    ["Use the draft", () => (use(), drafts.forget(draft.name))],
    ["Discard the draft", () => drafts.forget(draft.name)],
  ]);
}

/**
 * The module of a kind whose answer is one value. `build(question, parts, changed)` puts controls into
 * `parts.body` and returns show(value); it calls changed(value, problem) on every keystroke. A show with a
 * `read` is one whose controls may hold what is no value yet.
 */
function oneValue(build, { group = false } = {}) {
  return {
    render({ model, el }) {
      const question = model.get("question");
      const workbook = model.get("workbook");
      const desk = deskOf(model.get("session"));
      const wire = new Wire(model);
      const parts = frame(question, { group });
      const tell = (problem) => parts.say(problem, parts.body.querySelector("[data-main]"));
      const slot = new Slot({
        wire,
        desk,
        workbook,
        question,
        onRefused: tell,
        onConflict(other) {
          notice(parts.notices, "This answer was changed in another place too. Yours is saved; the other reads:", other, [
            ["Keep mine", () => {}],
            ...(["text", "line"].includes(question.kind) ? [["Use the other", () => put(other)]] : []),
          ]);
        },
      });
      const changed = (value, problem = "") => {
        tell(problem);
        slot.type(value, problem);
        empty();
      };
      const show = build(question, parts, changed);
      const put = (value) => {
        show(value);
        if (show.read) show.read();
        else changed(value);
      };
      const suggest = question.draft?.length ? suggestion(model, parts, put) : null;
      const empty = () => suggest && (suggest.hidden = Boolean(slot.value?.trim?.()));
      const close = connect({
        model,
        question,
        parts,
        wire,
        desk,
        onFlush: () => slot.flush(),
        onAnswer(answer, left) {
          if (slot.take(answer.value, answer.revision)) show(answer.value);
          empty();
          for (const draft of left) {
            const standing = slot.judge(draft);
            if (standing === "next" && !slot.dirty) put(draft.value);
            else if (standing !== "saved") {
              offer(parts, draft, standing, inWords(question, draft.value), () => put(draft.value));
              continue;
            }
            if (draft.name !== slot.draft) drafts.forget(draft.name);
          }
        },
      });
      el.append(parts.element);
      return close;
    },
  };
}

/** A button that fills an empty field from other answers. */
function suggestion(model, parts, put) {
  const said = make("p", { className: "tpm-help" });
  const box = make(
    "div",
    { className: "tpm-suggest" },
    button("Draft it from my answers", () => post(model, { type: "draft" })),
  );
  model.on("msg:custom", (message) => {
    if (message.type !== "draft") return;
    const missing = message.missing.map((title) => `“${title}”`).join(" ");
    said.textContent = missing && `It grows when you have answered: ${missing}`;
    if (message.text) put(message.text);
  });
  parts.body.append(box, said);
  return box;
}
