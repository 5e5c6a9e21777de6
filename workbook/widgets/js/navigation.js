// Real links to the steps. The page shown is the address's #fragment, so back and forward just work.

import { searchDialog, shortcuts } from "./dialog.js";
import { button, enter, make, placeOf } from "./dom.js";
import { attempt, deskOf, listen, post } from "./save.js";

const SETTLE = 2000; // ms for somebody who has just come to begin, before the next page is prepared
const DWELL = 80; // ms that a pointer rests on a link whose page is wanted, perhaps

/** Call `then` at an idle moment once `selector` matches something. */
function whenThere(selector, then) {
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  if (document.querySelector(selector)) {
    idle(then);
    return;
  }
  const watch = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    watch.disconnect();
    idle(then);
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

export const navigation = {
  render({ model, el }) {
    const steps = model.get("steps");
    const brand = model.get("brand");
    const host = document.getElementById("tpm-nav") ?? el;
    const inVoila = document.body.dataset.voila !== undefined;
    const last = `tpm-workbook:${model.get("workbook")}:place`; // where this browser's storage keeps it
    const style = document.createElement("style");
    const ahead = make("p", { className: "tpm-ahead" });
    const scrolled = new Map();
    const seen = new Set();
    let current = "";
    let clicked = false;
    let settle = 0;

    const links = new Map(
      steps.map(({ key, short }) => {
        const count = make("small");
        const link = make("a", { href: `#${key}` }, make("i", { className: "tpm-ring", ariaHidden: "true" }), short, count);
        return [key, { link, count }];
      }),
    );
    const list = make("ol", {}, ...[...links.values()].map(({ link }) => make("li", {}, link)));
    if (host === el) {
      const nav = make("nav", { className: "tpm-nav" }, list, ahead);
      nav.setAttribute("aria-label", "Steps");
      host.replaceChildren(nav);
    } else host.replaceChildren(list, ahead);
    document.head.append(style);

    let open = {}; // step -> [key, title] of its first question without an answer
    const show = (told) => {
      for (const [key, [done, all]] of Object.entries(told.progress)) {
        const { link, count } = links.get(key);
        count.textContent = `${done}/${all}`;
        count.setAttribute("aria-label", `${done} of ${all} answered`);
        link.style.setProperty("--done", `${all ? (100 * done) / all : 0}%`);
      }
      open = told.ahead;
      tellAhead();
    };

    /** Name the first question of this step without an answer; else the next step that has one. */
    function tellAhead() {
      const place = steps.findIndex(({ key }) => key === current);
      const next = [...steps.slice(place + 1), ...steps.slice(0, Math.max(place, 0))].find(({ key }) => open[key]);
      if (open[current]) {
        const [key, title] = open[current];
        ahead.replaceChildren("Next here: ", make("a", { href: `#${key}`, textContent: title }));
      } else if (next) ahead.replaceChildren("All answered here. Next: ", make("a", { href: `#${next.key}`, textContent: next.short }));
      else ahead.textContent = "Everything is answered.";
    }

    function visit(key) {
      if (!seen.has(key)) post(model, { type: "visit", step: key });
      seen.add(key);
    }
    for (const [key, { link }] of links) {
      let rests = 0;
      link.addEventListener("pointerenter", () => (rests = setTimeout(visit, DWELL, key)));
      link.addEventListener("pointerleave", () => clearTimeout(rests));
    }

    /** Have the next page composed while nobody waits: going on is then immediate. */
    function prepare() {
      const next = steps[steps.findIndex(({ key }) => key === current) + 1];
      if (next) whenThere(`.tpm-page-${current} .tpm-question`, () => visit(next.key));
    }

    function go(place, isFocused = true) {
      const key = links.has(place.split(".")[0]) ? place.split(".")[0] : steps[0].key;
      if (current) scrolled.set(current, scrollY);
      if (key !== current) {
        current = key;
        style.textContent = `.tpm-page:not(.tpm-page-${key}) { display: none !important; }
          .tpm-pages:not(:has(.tpm-page-${key}))::before { content: "Opening…"; }`;
        for (const [other, { link }] of links)
          if (other === key) link.setAttribute("aria-current", "page");
          else link.removeAttribute("aria-current");
        if (inVoila) document.title = `${steps.find((step) => step.key === key).title} · ${brand}`;
        visit(key);
        tellAhead();
        keep(place);
        clearTimeout(settle);
        if (inVoila) settle = setTimeout(prepare, SETTLE);
      }
      if (inVoila) scrollTo(0, clicked ? 0 : (scrolled.get(key) ?? 0));
      if (clicked) document.getElementById("questions")?.focus({ preventScroll: true });
      clicked = false;
      if (place.includes(".")) reveal(place, isFocused);
      const menu = document.getElementById("tpm-menu");
      if (menu && matchMedia("(max-width: 52rem)").matches) menu.open = false;
    }

    /** Bring a question, or a row of it as in "fit.energy/row", into view as soon as it is there. */
    function reveal(place, isFocused) {
      const [, key, row = ""] = place.match(/^([^/]*)\/?(.*)$/s);
      // What stands behind the skeleton can't have the focus yet.
      whenThere(`body:not(:has(#tpm-opening)) ${placeOf(key)}`, () => {
        const question = document.querySelector(placeOf(key));
        if (isFocused) enter(question, row);
        else question.scrollIntoView({ block: "start" });
      });
    }

    /** Remember where somebody is, for the next time that the workbook is opened in this browser. */
    function keep(place) {
      if (inVoila) attempt(() => localStorage.setItem(last, place));
    }
    const onFocus = ({ target }) => {
      const question = target.closest?.(".tpm-page [data-key]");
      if (question) keep(question.dataset.key);
    };

    // Who only read is where their eyes were.
    const onHide = () => {
      if (document.visibilityState !== "hidden") return;
      const all = [...document.querySelectorAll(`.tpm-page-${current} [data-key]`)];
      const read = scrollY > 200 && all.find((one) => one.getBoundingClientRect().bottom > 90);
      keep(read ? read.dataset.key : current);
    };

    function standAt(heading) {
      heading.tabIndex = -1;
      heading.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    }

    /** Go one section on or back: from the last of a step to the next step, from its title to the last before. */
    function turn(by) {
      const headings = [...document.querySelectorAll(`.tpm-page-${current} :is(h1, h2)`)];
      const held = headings.indexOf(document.activeElement);
      const before = headings.findLastIndex((one) => one.getBoundingClientRect().top < 90);
      const place = held + 1 ? held : before;
      const heading = headings[Math.max(place, 0) + by];
      if (heading) {
        standAt(heading);
        return;
      }
      const step = steps[steps.findIndex(({ key }) => key === current) + by];
      if (!step) return;
      links.get(step.key).link.click();
      if (by > 0) return;
      whenThere(`.tpm-page-${step.key} .tpm-next`, () => {
        if (current === step.key) standAt([...document.querySelectorAll(`.tpm-page-${current} :is(h1, h2)`)].at(-1));
      });
    }

    const onHash = () => {
      let place = "";
      try {
        place = decodeURIComponent(location.hash.slice(1));
      } catch {
        // an address that nobody made on purpose leads to the first page
      }
      go(place);
    };
    const onClick = (event) => {
      const link = event.target.closest?.('a[href^="#"]');
      if (!link || !links.has(link.hash.slice(1).split(".")[0])) return;
      link.closest("dialog")?.close(); // before anything behind it is to have the focus
      clicked = true;
      if (inVoila) {
        if (link.hash === location.hash) onHash();
        return;
      }
      event.preventDefault(); // JupyterLab keeps the address for itself
      event.stopPropagation();
      go(link.hash.slice(1));
    };
    const desk = deskOf(model.get("session"));
    const search = inVoila ? searchDialog(model) : null;
    const keys = inVoila
      ? shortcuts({ search: search.open, onSection: turn, onSave: () => desk.changes.dispatchEvent(new Event("tell")) })
      : null;
    document.getElementById("tpm-find")?.replaceChildren(
      button("Search", search?.open, ""),
      button("Keyboard", keys?.show, ""),
    );
    const hear = (message) => {
      if (message.type === "progress") show(message);
      if (message.type === "found") search?.hear(message);
    };
    const hush = listen(model, hear, (sentence) => (ahead.textContent = sentence));
    document.addEventListener("focusin", onFocus);
    document.addEventListener("visibilitychange", onHide);
    addEventListener("hashchange", onHash);
    document.addEventListener("click", onClick, true);
    if (inVoila) {
      const place = location.hash ? null : attempt(() => localStorage.getItem(last));
      if (place && links.has(place.split(".")[0])) go(place, false);
      else onHash();
    } else go(steps[0].key);
    return () => {
      clearTimeout(settle);
      removeEventListener("hashchange", onHash);
      document.removeEventListener("click", onClick, true);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("visibilitychange", onHide);
      hush();
      search?.remove();
      keys?.remove();
      style.remove();
    };
  },
};
