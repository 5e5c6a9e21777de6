// A table with typed columns. Every row is saved by itself, so two tabs that add rows both keep theirs.

import { notice, Others } from "./beside.js";
import { cell, oddities, tidied } from "./cells.js";
import { button, make } from "./dom.js";
import { connect, offer, openField } from "./frame.js";
import { offersBox, suggestions } from "./given.js";
import { ACROSS, asCards, asLines, mover } from "./layouts.js";
import { drafts, Slot } from "./save.js";

const ORDER = "order"; // where a row's name stands in the draft of the order; rows have longer names

const newRow = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join("");

export const table = {
  render({ model, el }) {
    const field = openField(model, { group: true });
    const { question, wire, parts } = field;
    const rows = new Map(); // id -> { id, slot, cells, element, move, remove, open, saved, isBlank }
    const leaving = new Map(); // id -> the slot of a row that was deleted here
    const undo = make("p", { className: "tpm-undo", role: "status" });
    const place = make("p", { className: "tpm-unseen", role: "status" }); // where a row went, for those who don't see it
    const layout = (question.columns.length > ACROSS ? asCards : asLines)(question);
    const { body } = layout;
    const names = suggestions();
    const order = new Slot({ ...field, row: ORDER, action: "order", onRefused: parts.say, onSaved: () => parts.say("") });
    const known = new Set([...question.columns.map(({ key }) => key), "from"]);
    const others = new Others(parts, question);
    const offers = offersBox(({ value, origin }) => {
      const isMade = [...rows.values()].some(({ slot }) => slot.value?.from === origin);
      if (!isMade) begin(value, origin); // pressed twice, before the offer has gone
    });
    const inOrder = () => [...body.children].map((element) => rows.get(element.dataset.row));
    const savedAfter = (element) => {
      let next = element.nextElementSibling;
      while (next && !rows.get(next.dataset.row).saved) next = next.nextElementSibling;
      return next?.dataset.row ?? null;
    };

    // Names carry the row's number, so they follow when rows come, go and move.
    function number() {
      inOrder().forEach((row, index) => {
        row.number = index + 1;
        row.cells?.forEach((one) => one.name(`${one.column.title}, row ${index + 1}`));
        row.move.name(`Move row ${index + 1}`);
        row.remove.setAttribute("aria-label", `Delete row ${index + 1}`);
        layout.tell(row, row.slot.value, index + 1);
      });
    }

    function read(row) {
      // What content asks no longer, the kernel keeps.
      const value = Object.fromEntries(Object.entries(row.slot.value ?? {}).filter(([key]) => known.has(key)));
      let sentence = "";
      for (const { column, read: take, say } of row.cells) {
        const [one, problem] = take();
        row.problems.set(column.key, problem);
        sentence ||= problem;
        value[column.key] = one === undefined ? (row.slot.meant?.[column.key] ?? null) : one;
        say(problem);
      }
      return [value, sentence];
    }

    function show(row, value) {
      row.cells?.forEach((one) => one.show(value?.[one.column.key]));
      layout.tell(row, value, row.number);
    }

    /** Say what is odd, beside the cell; a row may be odd because of another. */
    function judge() {
      if (!question.checks?.length) return;
      const all = [...rows.values()].map(({ slot }) => slot.value);
      for (const row of rows.values()) {
        const odd = oddities(question, row.slot.value, all);
        row.element.classList.toggle("tpm-odd", odd.size > 0);
        row.cells?.forEach(({ column, say }) => row.problems.get(column.key) || say(odd.get(column.key) ?? ""));
      }
    }

    /** Take what a row's controls hold, as Slot.type() does. */
    function change(row, typing = false) {
      row.isBlank = false;
      const [value, problem] = read(row);
      const isOver = !row.saved && isFull();
      row.saved ||= !isOver;
      row.slot.type(value, problem || (isOver ? question.full : ""), typing);
      layout.tell(row, row.slot.value, row.number);
      others.compare();
      judge();
    }

    /** Put a value into a row, and save it. */
    function put(row, value) {
      row.open();
      show(row, value);
      row.slot.value = { ...row.slot.value, ...value };
      change(row);
      row.slot.flush();
    }

    function add(id, slot = null) {
      const row = { id, saved: false, number: rows.size + 1, problems: new Map(), cells: null };
      row.element = layout.make(id);
      row.slot = slot ?? new Slot({ ...field, row: id, onRefused: parts.say, onSaved: () => parts.say("") });
      row.slot.before = () => savedAfter(row.element);
      row.open = () => {
        if (row.cells) return;
        row.cells = question.columns.map((column) => cell(column, (typing) => change(row, typing), names.lists));
        row.cells.forEach((one) => one.name(`${one.column.title}, row ${row.number}`));
        show(row, row.slot.value);
        if (row.slot.value) judge();
      };
      row.unfold = row.open;
      row.title = () => {};
      row.remove = button("Delete", () => drop(row), "tpm-link tpm-delete");
      row.move = mover(row, body, move, () => moved(row));
      rows.set(id, row);
      layout.build(row, { move: row.move.element, remove: row.remove });
      body.append(row.element);
      return row;
    }

    /** Add a row in front of an element, and name them all again. */
    function insert(id, before = null, slot = null) {
      const row = add(id, slot);
      body.insertBefore(row.element, before);
      number();
      return row;
    }

    /** Say it when there are as many rows as there may be. */
    function isFull() {
      const full = Boolean(question.most) && [...rows.values()].filter(({ saved }) => saved).length >= question.most;
      if (full) parts.say(question.full);
      return full;
    }

    /** Take in a row that was one too many, now that there is room. */
    function admit() {
      for (const row of rows.values()) {
        if (row.saved || !row.slot.dirty || row.slot.problem !== question.full) continue;
        if (!isFull()) change(row);
      }
    }

    /** Begin a row, with what is given. */
    function begin(value = null, origin = "") {
      undo.replaceChildren();
      if (isFull()) return;
      const blank = value && [...rows.values()].find(({ isBlank }) => isBlank);
      if (blank) forget(blank);
      const row = insert(newRow());
      row.unfold();
      if (value) put(row, { ...value, from: origin });
      row.cells[0].focus();
    }

    function forget(row) {
      others.tell([], row.slot);
      rows.delete(row.id);
      row.element.remove();
    }

    function drop(row) {
      const value = row.slot.value;
      const next = row.element.nextElementSibling;
      const focus = next ?? row.element.previousElementSibling;
      row.element.remove();
      rows.delete(row.id);
      number();
      judge();
      parts.say("");
      (focus ? rows.get(focus.dataset.row).remove : addButton).focus();
      if (!row.saved) {
        row.slot.letGo();
        admit();
        return;
      }
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
      admit();
      undo.replaceChildren(
        "Row deleted. ",
        button("Undo", () => {
          undo.replaceChildren();
          leaving.delete(row.id);
          const again = rows.get(row.id) ?? insert(row.id, next?.isConnected ? next : null, row.slot);
          again.slot.onRefused = parts.say;
          again.slot.settles = []; // what waits beside it is not decided after all
          put(again, value);
          again.unfold();
          again.cells[0].focus();
        }),
      );
    }

    function move(row, by) {
      const all = inOrder();
      const to = Math.max(0, Math.min(all.length - 1, all.indexOf(row) + by));
      if (all[to] === row) return;
      const held = document.activeElement;
      body.insertBefore(row.element, by < 0 ? all[to].element : all[to].element.nextElementSibling);
      held.focus();
      moved(row);
    }

    function moved(row) {
      number();
      place.textContent = `Row ${row.number} of ${rows.size}.`;
      order.type(inOrder().filter(({ saved }) => saved).map(({ id }) => id));
      order.flush();
    }

    /** Put the rows into an order; what it does not name stays behind. */
    function arrange(ids) {
      const held = document.activeElement;
      const named = new Set(ids);
      let next = body.firstElementChild;
      for (const id of ids) {
        const element = rows.get(id)?.element;
        if (!element) continue;
        while (next && !named.has(next.dataset.row)) next = next.nextElementSibling; // it stays where it is
        if (element === next) next = next.nextElementSibling;
        else body.insertBefore(element, next);
      }
      if (held !== document.activeElement) held.focus();
    }

    function take(answer) {
      const known = answer.order.filter((one) => one in answer.rows);
      const isHeld = ({ element }) => element.contains(document.activeElement);
      for (const row of [...rows.values()]) {
        const isGone = row.saved && !(row.id in answer.rows) && row.slot.isGone();
        if (isGone || (row.isBlank && known.length && !isHeld(row))) forget(row);
      }
      const isNew = known.filter((one) => !rows.has(one) && !leaving.get(one)?.dirty); // or deleted here, and not yet there
      isNew.forEach((id) => add(id));
      for (const id of known) {
        const row = rows.get(id);
        if (!row) continue;
        row.saved = true;
        const { revision } = answer.rows[id];
        const value = tidied(question, answer.rows[id].value);
        if (row.slot.take(value, revision)) show(row, value);
        others.tell(answer.rows[id].others, row.slot, (one) => put(row, one));
      }
      if (order.take(answer.order, 0) || isNew.length) arrange(order.value ?? answer.order);
      number();
      judge();
      admit();
    }

    /** Take up what an earlier visit left. */
    function resume(draft) {
      if (draft.row === ORDER) {
        drafts.forget(draft.name);
        arrange(draft.value);
        order.type(draft.value);
        order.flush();
        number();
        return;
      }
      const there = rows.get(draft.row);
      if (draft.action === "delete") {
        if (there && there.slot.judge(draft) === "next") drop(there);
        drafts.forget(draft.name);
        return;
      }
      const row = there ?? insert(draft.row);
      const standing = there ? row.slot.judge(draft) : "next";
      if (standing === "next" && !row.slot.dirty) {
        row.unfold();
        put(row, draft.value);
      } else if (standing !== "saved") {
        offer(parts, question, draft, standing, row.slot, (value) => put(row, value));
        return;
      }
      if (draft.name !== row.slot.draft && row.slot.kept !== false) drafts.forget(draft.name, draft.at);
    }

    const addButton = button(`Add ${/^[aeiou]/i.test(question.row) ? "an" : "a"} ${question.row}`, () => begin());
    parts.body.append(layout.element, undo, place, addButton, offers.element, names.element);

    const close = connect(field, {
      bring({ row, value }) {
        undo.replaceChildren();
        const there = rows.get(row) ?? insert(row, null, leaving.get(row));
        leaving.delete(row);
        there.unfold();
        there.slot.replace(() => put(there, value));
      },
      onClose: () => [order, ...[...rows.values()].map(({ slot }) => slot), ...leaving.values()].forEach((slot) => slot.close()),
      onFlush: () => rows.forEach((row) => row.slot.flush()),
      onAnswer(answer, left) {
        take(answer);
        // The order last: it may name rows that come back first.
        [...left].sort((a, b) => (a.row === ORDER) - (b.row === ORDER)).forEach(resume);
        if (!rows.size) {
          const row = insert(newRow());
          row.isBlank = true;
          row.unfold();
        }
      },
      onGiven(given) {
        names.show(given.suggest);
        offers.show(given.offers);
      },
    });
    el.append(parts.element);
    return close;
  },
};
