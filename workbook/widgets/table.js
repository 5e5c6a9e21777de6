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
    control.onblur = () => control.validity.badInput && changed(); // a part alone makes no input
    const read = () => // an incomplete date can't be read: the one before it stays
      control.validity.badInput
        ? [undefined, `“${column.title}” takes a date that exists.`]
        : [control.value || null, ""];
    return { control, read, show: (value) => (control.value = value ?? "") };
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
    const rows = new Map(); // id -> { id, slot, cells, element, remove, saved, isBlank }
    const leaving = new Map(); // id -> the slot of a row that was deleted here
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

    const others = new Others(parts, question);
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
        value[column.key] = one === undefined ? (row.slot.value?.[column.key] ?? null) : one;
      });
      return [value, sentence];
    }

    function show(row, value) {
      question.columns.forEach((column, at) => row.cells[at].show(value?.[column.key]));
    }

    /** Take what a row's controls hold. */
    function change(row) {
      row.isBlank = false;
      row.saved = true;
      row.slot.type(...read(row));
      others.compare();
      tell();
    }

    /** Put a value into a row, and save it. */
    function put(row, value) {
      show(row, value);
      change(row);
      row.slot.flush();
    }

    function tell() {
      const problems = [...rows.values()].map(({ slot }) => slot.problem);
      parts.say(problems.find(Boolean) ?? "");
    }

    function add(id, before = null, slot = null) {
      const row = { id, saved: false };
      const changed = () => change(row);
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
      row.slot = slot ?? new Slot({ wire, desk, workbook, question, row: id, onRefused: parts.say, onSaved: tell });
      row.slot.before = () => idAfter(row.element);
      rows.set(id, row);
      body.insertBefore(row.element, before);
      number();
      return row;
    }

    function forget(row) {
      others.tell([], row.slot);
      rows.delete(row.id);
      row.element.remove();
    }

    function drop(row) {
      const [value] = read(row);
      const next = after(row.element);
      const focus = next ?? row.element.previousElementSibling;
      row.element.remove();
      rows.delete(row.id);
      number();
      tell();
      (focus ? rows.get(focus.dataset.row).remove : addButton).focus();
      if (!row.saved) return;
      leaving.set(row.id, row.slot);
      row.slot.onRefused = (reason) => {
        if (row.slot.dirty) return;
        leaving.delete(row.id); // it stays where it was
        undo.replaceChildren();
        notice(parts, reason);
        wire.hello();
      };
      others.settle(row.slot);
      forget(row);
      row.slot.remove();
      undo.replaceChildren(
        "Row deleted. ",
        button("Undo", () => {
          undo.replaceChildren();
          leaving.delete(row.id);
          const again = rows.get(row.id) ?? add(row.id, next?.isConnected ? next : null, row.slot);
          again.slot.onRefused = parts.say;
          again.slot.settles = []; // what waits beside it is not decided after all
          put(again, value);
          again.cells[0].control.focus();
        }),
      );
    }

    /** Return the row in front of which a new one belongs; null is the end. */
    function placeFor(id, order) {
      const after = order.slice(order.indexOf(id) + 1).find((one) => rows.has(one));
      return after ? rows.get(after).element : null;
    }

    function take(answer) {
      const known = Object.keys(answer.rows);
      const isHeld = ({ element }) => element.contains(document.activeElement);
      for (const row of [...rows.values()]) {
        const isGone = row.saved && !known.includes(row.id) && row.slot.isGone();
        if (isGone || (row.isBlank && known.length && !isHeld(row))) forget(row);
      }
      for (const id of answer.order.filter((one) => known.includes(one))) {
        if (leaving.get(id)?.dirty) continue; // deleted here, and not yet there
        const row = rows.get(id) ?? add(id, placeFor(id, answer.order));
        row.saved = true;
        const { value, revision } = answer.rows[id];
        if (row.slot.take(value, revision)) show(row, value);
        others.tell(answer.rows[id].others, row.slot, (one) => put(row, one));
      }
      number();
    }

    /** Take up what an earlier visit left. */
    function resume(draft) {
      const there = rows.get(draft.row);
      if (draft.action === "delete") {
        if (there && there.slot.judge(draft) === "next") drop(there);
        drafts.forget(draft.name);
        return;
      }
      const row = there ?? add(draft.row);
      const standing = there ? row.slot.judge(draft) : "next";
      if (standing === "next" && !row.slot.dirty) put(row, draft.value);
      else if (standing !== "saved") {
        offer(parts, question, draft, standing, row.slot, (value) => put(row, value));
        return;
      }
      if (draft.name !== row.slot.draft && row.slot.kept !== false) drafts.forget(draft.name, draft.at);
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
      bring({ row, value }) {
        undo.replaceChildren();
        const there = rows.get(row) ?? add(row, null, leaving.get(row));
        leaving.delete(row);
        there.slot.replace(() => put(there, value));
      },
      onClose: () => [...rows.values(), ...[...leaving.values()].map((slot) => ({ slot }))].forEach(({ slot }) => slot.close()),
      onFlush: () => rows.forEach((row) => row.slot.flush()),
      onAnswer(answer, left) {
        take(answer);
        left.forEach(resume);
        if (!rows.size) add(newRow()).isBlank = true;
      },
    });
    el.append(parts.element);
    return close;
  },
};
