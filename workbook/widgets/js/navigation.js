// Real links to the steps. The page shown is the address's #fragment, so back and forward just work.

import { searchDialog, shortcuts } from "./dialog.js";
import { button, enter, make, placeOf } from "./dom.js";
import { phrase } from "./phrases.js";
import { placeIn, questionIn, Route, sectionFrom } from "./route.js";
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

/** Give the focus to a heading. */
function standAt(heading) {
  heading.tabIndex = -1;
  heading.scrollIntoView({ block: "start" });
  heading.focus({ preventScroll: true });
}

/** Bring a question, or a row of it, into view as soon as it is there. */
function reveal({ key, row }, isFocused) {
  // What is behind the skeleton can't have the focus yet.
  whenThere(`body:not(:has(#tpm-opening)) ${placeOf(key)}`, () => {
    const question = document.querySelector(placeOf(key));
    if (isFocused) enter(question, row);
    else question?.scrollIntoView({ block: "start" });
  });
}

class NavigationView {
  inVoila = document.body.dataset.voila !== undefined;
  style = make("style");
  ahead = make("p", { className: "tpm-ahead" });
  isClicked = false;
  settling = 0;

  constructor(model, el) {
    this.model = model;
    this.route = new Route(model.get("steps"));
    this.last = `tpm-workbook:${model.get("workbook")}:place`; // where this browser's storage keeps it
    /** @type {Map<string, any>} */
    this.links = new Map(this.route.steps.map((step) => [step.key, this.#link(step)]));
    const items = [...this.links.values()].map(({ link }) => make("li", {}, link));
    const list = make("ol", {}, ...items);
    const host = document.getElementById("tpm-nav");
    if (host) host.replaceChildren(list, this.ahead);
    else {
      const nav = make("nav", { className: "tpm-nav" }, list, this.ahead);
      nav.setAttribute("aria-label", phrase("navigation.steps"));
      el.replaceChildren(nav);
    }
    document.head.append(this.style);
  }

  #link({ key, short }) {
    const count = make("small");
    const link = make("a", { href: `#${key}` }, make("i", { className: "tpm-ring", ariaHidden: "true" }), short, count);
    let rests = 0;
    link.addEventListener("pointerenter", () => (rests = setTimeout(() => this.#visit(key), DWELL)));
    link.addEventListener("pointerleave", () => clearTimeout(rests));
    return { link, count };
  }

  /** Show how much of each step is answered, and what is next. */
  show({ progress, ahead }) {
    for (const [key, [done, all]] of Object.entries(progress)) {
      const { link, count } = this.links.get(key);
      count.textContent = `${done}/${all}`;
      count.setAttribute("aria-label", phrase("navigation.answered", { done, all }));
      link.style.setProperty("--done", `${all ? (100 * done) / all : 0}%`);
    }
    this.route.open = ahead;
    this.#tellAhead();
  }

  #tellAhead() {
    const { question, step } = this.route.ahead();
    if (question) {
      const [key, title] = question;
      this.ahead.replaceChildren(phrase("navigation.next_here"), make("a", { href: `#${key}`, textContent: title }));
    } else if (step) {
      const link = make("a", { href: `#${step.key}`, textContent: step.short });
      this.ahead.replaceChildren(phrase("navigation.next"), link);
    } else this.ahead.textContent = phrase("navigation.nothing_left");
  }

  #visit(key) {
    if (this.route.wants(key)) post(this.model, { type: "visit", step: key });
  }

  /** Have the next page composed while nobody waits: going on is then immediate. */
  #prepare() {
    const next = this.route.beside(1);
    if (next) whenThere(`.tpm-page-${this.route.current} .tpm-question`, () => this.#visit(next.key));
  }

  go(place, isFocused = true) {
    const { isOther, top } = this.route.go(place, scrollY);
    if (isOther) this.#open(place);
    if (this.inVoila) scrollTo(0, this.isClicked ? 0 : top);
    if (this.isClicked) document.getElementById("questions")?.focus({ preventScroll: true });
    this.isClicked = false;
    const question = questionIn(place);
    if (question.key) reveal(question, isFocused);
    const menu = /** @type {HTMLDetailsElement | null} */ (document.getElementById("tpm-menu"));
    if (menu && matchMedia("(max-width: 52rem)").matches) menu.open = false;
  }

  /** Show the step that is current now, and no other. */
  #open(place) {
    const { current, step } = this.route;
    this.style.textContent = `.tpm-page:not(.tpm-page-${current}) { display: none !important; }
      .tpm-pages:not(:has(.tpm-page-${current}))::before { content: ${JSON.stringify(phrase("navigation.opening"))}; }`;
    for (const [other, { link }] of this.links)
      if (other === current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    if (this.inVoila) document.title = `${step?.title} · ${this.model.get("brand")}`;
    this.#visit(current);
    this.#tellAhead();
    this.#keep(place);
    clearTimeout(this.settling);
    if (this.inVoila) this.settling = setTimeout(() => this.#prepare(), SETTLE);
  }

  /** Remember where somebody is, for the next time that the workbook is opened in this browser. */
  #keep(place) {
    if (this.inVoila) attempt(() => localStorage.setItem(this.last, place));
  }

  onFocus = ({ target }) => {
    const question = target.closest?.(".tpm-page [data-key]");
    if (question) this.#keep(question.dataset.key);
  };

  // Who only read is where their eyes were.
  onHide = () => {
    if (document.visibilityState !== "hidden") return;
    /** @type {NodeListOf<HTMLElement>} */
    const all = document.querySelectorAll(`.tpm-page-${this.route.current} [data-key]`);
    const read = scrollY > 200 && [...all].find((one) => one.getBoundingClientRect().bottom > 90);
    this.#keep(read ? read.dataset.key : this.route.current);
  };

  /** @returns {any[]} */
  #headings() {
    return [...document.querySelectorAll(`.tpm-page-${this.route.current} :is(h1, h2)`)];
  }

  /** Go one section on or back: from the last of a step to the next step, from its title to the last before. */
  turn(by) {
    const headings = this.#headings();
    const tops = headings.map((one) => one.getBoundingClientRect().top);
    const heading = headings[sectionFrom(tops, headings.indexOf(document.activeElement), by)];
    if (heading) {
      standAt(heading);
      return;
    }
    const step = this.route.beside(by);
    if (!step) return;
    this.links.get(step.key).link.click();
    if (by > 0) return;
    whenThere(`.tpm-page-${step.key} .tpm-next`, () => {
      if (this.route.current === step.key) standAt(this.#headings().at(-1));
    });
  }

  onHash = () => this.go(placeIn(location.hash));

  onClick = (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || !this.route.has(link.hash.slice(1))) return;
    link.closest("dialog")?.close(); // before anything behind it is to have the focus
    this.isClicked = true;
    if (this.inVoila) {
      if (link.hash === location.hash) this.onHash();
      return;
    }
    event.preventDefault(); // JupyterLab keeps the address for itself
    event.stopPropagation();
    this.go(link.hash.slice(1));
  };

  /** Show where somebody was last, what the address names, or the first step. */
  begin() {
    const place = location.hash ? null : attempt(() => localStorage.getItem(this.last));
    if (!this.inVoila) this.go(this.route.steps[0].key);
    else if (place && this.route.has(place)) this.go(place, false);
    else this.onHash();
  }

  /** Follow links, keys and the address until the function that this returns is called. */
  connect() {
    /** @type {[EventTarget, string, EventListener][]} */
    const events = [
      [document, "focusin", this.onFocus],
      [document, "visibilitychange", this.onHide],
      [globalThis, "hashchange", this.onHash],
    ];
    for (const [target, type, handler] of events) target.addEventListener(type, handler);
    document.addEventListener("click", this.onClick, true);
    return () => {
      clearTimeout(this.settling);
      for (const [target, type, handler] of events) target.removeEventListener(type, handler);
      document.removeEventListener("click", this.onClick, true);
      this.style.remove();
    };
  }
}

export const navigation = {
  render({ model, el }) {
    const view = new NavigationView(model, el);
    const desk = deskOf(model.get("session"));
    const onSave = () => desk.changes.dispatchEvent(new Event("tell"));
    const search = view.inVoila ? searchDialog(model) : null;
    const keys = search ? shortcuts({ search: search.open, onSection: (by) => view.turn(by), onSave }) : null;
    document.getElementById("tpm-find")?.replaceChildren(
      button(phrase("navigation.search"), search?.open, ""),
      button(phrase("navigation.keyboard"), keys?.show, ""),
    );
    const hear = (message) => {
      if (message.type === "progress") view.show(message);
      if (message.type === "found") search?.hear(message);
    };
    const hush = listen(model, hear, (sentence) => (view.ahead.textContent = sentence));
    const close = view.connect();
    view.begin();
    return () => {
      close();
      hush();
      search?.remove();
      keys?.remove();
    };
  },
};
