// Real links to the steps. The page shown is the address's #fragment, so back and forward just work.

const SETTLE = 2000; // ms for somebody who has just come to begin, before other pages are prepared

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

export default {
  render({ model, el }) {
    const steps = model.get("steps");
    const brand = model.get("brand");
    const host = document.getElementById("tpm-nav") ?? el;
    const inVoila = document.body.dataset.voila !== undefined;
    const style = document.createElement("style");
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
      const nav = make("nav", { className: "tpm-nav" }, list);
      nav.setAttribute("aria-label", "Steps");
      host.replaceChildren(nav);
    } else host.replaceChildren(list);
    document.head.append(style);

    const progress = () => {
      for (const [key, [done, all]] of Object.entries(model.get("progress"))) {
        const { link, count } = links.get(key);
        count.textContent = `${done}/${all}`;
        count.setAttribute("aria-label", `${done} of ${all} answered`);
        link.style.setProperty("--done", `${all ? (100 * done) / all : 0}%`);
      }
    };

    function visit(key) {
      if (!seen.has(key)) post(model, { type: "visit", step: key });
      seen.add(key);
    }

    /** Have the other pages composed, one by one, while nobody waits: going there is then immediate. */
    function prepare() {
      const next = steps.find(({ key }) => !seen.has(key));
      if (!next) return;
      whenThere(".tpm-question", () => {
        visit(next.key);
        whenThere(`.tpm-page-${next.key} .tpm-question`, prepare);
      });
    }

    function go(place) {
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
      }
      if (inVoila) scrollTo(0, clicked ? 0 : (scrolled.get(key) ?? 0));
      if (clicked) document.getElementById("questions")?.focus({ preventScroll: true });
      clicked = false;
      if (place.includes(".")) reveal(place);
      const menu = document.getElementById("tpm-menu");
      if (menu && matchMedia("(max-width: 52rem)").matches) menu.open = false;
    }

    /** Bring a question into view, as soon as it is there. */
    function reveal(key) {
      whenThere(placeOf(key), () => enter(document.querySelector(placeOf(key))));
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
      clicked = true;
      if (inVoila) {
        if (link.hash === location.hash) onHash();
        return;
      }
      event.preventDefault(); // JupyterLab keeps the address for itself
      event.stopPropagation();
      go(link.hash.slice(1));
    };
    model.on("change:progress", progress);
    addEventListener("hashchange", onHash);
    document.addEventListener("click", onClick, true);
    progress();
    if (inVoila) {
      onHash();
      settle = setTimeout(prepare, SETTLE);
    } else go(steps[0].key);
    return () => {
      clearTimeout(settle);
      removeEventListener("hashchange", onHash);
      document.removeEventListener("click", onClick, true);
      model.off("change:progress", progress);
      style.remove();
    };
  },
};
