// A table with typed columns. Every row is saved by itself, so two tabs that add rows both keep theirs.

const newRow = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join("");

function cell(column, changed) {
  if (column.kind === "choice") {
    const options = [{ value: "", label: "" }, ...column.choices];
    const control = make(
      "select",
      { onchange: changed },
      ...options.map(({ value, label }) => make("option", { value, textContent: label })),
    );
    return { control, read: () => [control.value || null, ""], show: (value) => (control.value = value ?? "") };
  }
  if (column.kind === "number") {
    const control = make("input", { inputMode: "decimal", autocomplete: "off", oninput: changed });
    return { control, read: () => parseNumber(column, control.value), show: (value) => (control.value = value ?? "") };
  }
  if (column.kind === "date") {
    const control = make("input", { type: "date", oninput: changed });
    const problem = () => (control.validity.badInput ? `“${column.title}” takes a date that exists.` : "");
    return { control, read: () => [control.value || null, problem()], show: (value) => (control.value = value ?? "") };
  }
  const control = writing(column.kind === "text", { rows: 1 });
  control.addEventListener("input", () => {
    grow(control);
    changed();
  });
  return {
    control,
    read: () => [control.value, ""],
    show(value) {
      control.value = value ?? "";
      requestAnimationFrame(() => grow(control));
    },
  };
}

export default {
  render({ model, el }) {
    const question = model.get("question");
    const workbook = model.get("workbook");
    const desk = deskOf(model.get("session"));
    const wire = new Wire(model);
    const parts = frame(question, { group: true });
    const rows = new Map(); // id -> { id, slot, cells, element, remove, saved }
    const body = make("tbody");
    const undo = make("p", { className: "tpm-undo", role: "status" });
    const roles = (element, role) => (element.setAttribute("role", role), element);

    const head = question.columns.map(({ title, kind }) =>
      roles(make("th", { textContent: title, scope: "col", className: `tpm-col-${kind}` }), "columnheader"),
    );
    const table = roles(
      make(
        "table",
        {},
        roles(
          make(
            "thead",
            {},
            roles(
              make(
                "tr",
                {},
                ...head,
                roles(make("th", {}, make("span", { className: "tpm-unseen", textContent: "Delete" })), "columnheader"),
              ),
              "row",
            ),
          ),
          "rowgroup",
        ),
        roles(body, "rowgroup"),
      ),
      "table",
    );
    table.setAttribute("aria-label", question.title);

    // Names carry the row's number, so they follow when rows come and go.
    function number() {
      [...body.children].forEach((element, index) => {
        const { cells, remove } = rows.get(element.dataset.row);
        question.columns.forEach((column, at) =>
          cells[at].control.setAttribute("aria-label", `${column.title}, row ${index + 1}`),
        );
        remove.setAttribute("aria-label", `Delete row ${index + 1}`);
      });
    }

    const after = (element) => element.nextElementSibling;
    function idAfter(element) {
      let next = after(element);
      while (next && !rows.get(next.dataset.row).saved) next = after(next);
      return next?.dataset.row ?? null;
    }

    function read(row) {
      const value = {};
      let sentence = "";
      question.columns.forEach((column, at) => {
        const [one, problem] = row.cells[at].read();
        row.cells[at].control.setAttribute("aria-invalid", String(Boolean(problem)));
        sentence ||= problem;
        value[column.key] = one;
      });
      return [value, sentence];
    }

    function show(row, value) {
      question.columns.forEach((column, at) => row.cells[at].show(value?.[column.key]));
    }

    function add(id, before = null) {
      const row = { id, saved: false };
      const changed = () => {
        const [value, problem] = read(row);
        parts.say(problem);
        row.saved = true;
        row.slot.type(value, problem);
      };
      row.cells = question.columns.map((column) => cell(column, changed));
      row.remove = button("Delete", () => drop(row), "tpm-link tpm-delete");
      row.element = roles(
        make(
          "tr",
          { dataset: { row: id } },
          ...question.columns.map((column, at) =>
            roles(
              make("td", { dataset: { label: column.title }, className: `tpm-col-${column.kind}` }, row.cells[at].control),
              "cell",
            ),
          ),
          roles(make("td", { className: "tpm-col-delete" }, row.remove), "cell"),
        ),
        "row",
      );
      row.slot = new Slot({
        wire,
        desk,
        workbook,
        key: question.key,
        title: question.title,
        row: id,
        before: () => idAfter(row.element),
        onConflict: (other) =>
          notice(parts.notices, "A row was changed in another place too. Yours is saved; the other reads:", other, [
            ["Close", () => {}],
          ]),
      });
      rows.set(id, row);
      body.insertBefore(row.element, before);
      number();
      return row;
    }

    function forget(row) {
      rows.delete(row.id);
      row.element.remove();
    }

    function drop(row) {
      const [value] = read(row);
      const next = after(row.element);
      const wasSaved = row.saved;
      const name = row.slot.draft;
      row.slot.drop();
      const focus = next ?? row.element.previousElementSibling;
      forget(row);
      number();
      (focus ? rows.get(focus.dataset.row).remove : addButton).focus();
      if (!wasSaved) return;
      undo.replaceChildren(
        "Row deleted. ",
        button("Undo", () => {
          undo.replaceChildren();
          const again = add(row.id, next?.isConnected ? next : null);
          again.slot.base = row.slot.base;
          again.saved = true;
          show(again, value);
          again.slot.type(value);
          again.slot.flush();
          again.cells[0].control.focus();
        }),
      );
      report(desk, name, { title: question.title, kept: false });
      const attempt = () =>
        wire.edit({ action: "delete", row: row.id }, (message) => {
          const failed = message.type === "refused";
          if (!failed) desk.savedAt = new Date();
          report(desk, name, failed ? { reason: message.reason, title: question.title, kept: false } : null);
          if (failed && message.again) setTimeout(attempt, AGAIN);
        });
      attempt();
    }

    function take(answer) {
      const known = Object.keys(answer.rows);
    if (known.length)
      for (const row of [...rows.values()])
        if (!row.saved && !row.element.contains(document.activeElement)) forget(row); // the blank one
      for (const id of answer.order.filter((one) => known.includes(one))) {
        const row = rows.get(id) ?? add(id);
        row.saved = true;
        const { value, revision } = answer.rows[id];
        if (row.slot.take(value, revision)) show(row, value);
      }
      for (const row of [...rows.values()]) {
        const gone = row.saved && !known.includes(row.id) && !row.slot.dirty;
        if (gone && !row.element.contains(document.activeElement)) forget(row);
      }
      number();
    }

    let greeted = false;
    function greet() {
      greeted = true;
      for (const draft of drafts.left(drafts.prefix(workbook, question.key))) {
        const row = rows.get(draft.row) ?? add(draft.row);
        const found = row.slot.resume(draft);
        if (found === "saved") continue;
        if (found === "taken" && !row.slot.dirty) {
          row.saved = true;
          show(row, draft.value);
          const [value, problem] = read(row);
          parts.say(problem);
          row.slot.type(value, problem);
        } else {
          const words = question.columns.map(({ key, title }) => `${title}: ${draft.value?.[key] ?? ""}`).join("\n");
          notice(parts.notices, `A draft of a row, of ${dayAndTime(draft.at)}, was left in this browser:`, words, [
            ["Add it as a row", () => (drafts.forget(draft.name), restore(draft.value))],
            ["Discard it", () => drafts.forget(draft.name)],
          ]);
        }
      }
    }

    function restore(value) {
      const row = add(newRow());
      row.saved = true;
      show(row, value);
      row.slot.type(...read(row));
    }

    const addButton = button(`Add a ${question.row}`, () => {
      undo.replaceChildren();
      add(newRow()).cells[0].control.focus();
    });
    parts.body.append(make("div", { className: "tpm-scroll" }, table), undo, addButton);

    const close = connect({
      model,
      question,
      parts,
      wire,
      desk,
      onFlush: () => rows.forEach((row) => row.slot.flush()),
      onAnswer(answer) {
        take(answer);
        if (!greeted) greet();
        if (!rows.size) add(newRow());
      },
    });
    el.append(parts.element);
    return close;
  },
};
