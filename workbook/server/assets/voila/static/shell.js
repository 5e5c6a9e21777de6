// The app's shell, from before the page is painted until its questions are there. Read in the page's head, so
// it can't look for an element at once: the header comes next, the kernel's part of the page seconds later.

const byId = (id) => document.getElementById(id);

// The token has become a cookie; it need not stay in the address, where screens are shared.
if (location.search.includes("token=")) history.replaceState(null, "", location.pathname + location.hash);

window.voila_heartbeat = () => {}; // Voila calls it while a page takes long

// anywidget passes nothing on to a widget whose module took more than two seconds to load, for as long as the
// page lives. A slow machine needs more.
const abortAfter = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => abortAfter(Math.max(milliseconds, 60000));

// Colours: those that were chosen last, before anything is painted.

const COLOURS = "tpm-workbook-colours";

const showColours = (chosen) => {
  document.documentElement.dataset.colours = chosen;
  const choice = byId("tpm-colours");
  if (choice) choice.value = chosen;
};

try {
  showColours(localStorage.getItem(COLOURS) ?? "");
} catch {
  showColours(""); // without storage, the system's
}

addEventListener("storage", ({ key, newValue }) => {
  if (key === COLOURS) showColours(newValue ?? ""); // chosen in another tab
});

const onColoursChosen = ({ target }) => {
  showColours(target.value);
  try {
    localStorage.setItem(COLOURS, target.value);
  } catch {
    // without storage, until the page is closed
  }
};

// The header: as soon as it has been parsed, which is before it is painted.

const foldMenu = (menu) => {
  const narrow = matchMedia("(max-width: 52rem)"); // as in shell.css
  const fold = () => (menu.open = !narrow.matches);
  narrow.addEventListener("change", fold);
  fold();
};

const parsed = new MutationObserver(() => {
  if (!byId("questions")) return;
  parsed.disconnect();
  const menu = byId("tpm-menu");
  if (menu) foldMenu(menu);
  showColours(document.documentElement.dataset.colours);
  byId("tpm-colours").addEventListener("change", onColoursChosen);
  document.querySelector(".tpm-skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names the step
    byId("questions").focus();
  });
});
parsed.observe(document, { childList: true, subtree: true });

// The kernel. The page knows its id once it has started, and Voila's script looks for it in the body's data.

let isReady = false; // there are questions, and so Voila's script has begun

const kernelId = () => byId("tpm-kernel")?.dataset.kernelId;

// Voila ends the kernel of a page that closes, but only once its script has begun.
addEventListener("pagehide", () => {
  if (isReady || !kernelId()) return;
  const { baseUrl } = JSON.parse(byId("jupyter-config-data").textContent);
  const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
  fetch(`${baseUrl}voila/api/shutdown/${kernelId()}`, {
    method: "POST",
    keepalive: true,
    headers: { "X-XSRFToken": decodeURIComponent(token) },
  });
});

setTimeout(() => {
  const slow = byId("tpm-slow");
  if (slow) slow.hidden = false;
}, 5000);

// The questions: all that the kernel had to say is in the page, and Voila's script begins next. The page is
// shown when its questions are there with their answers and it is scrolled to where it is to begin, so that
// nothing moves under somebody's hands; and when nothing more has come for two seconds.
const onWhole = () => {
  const lost = byId("tpm-lost");
  if (!lost) return; // it broke off: what is said of a slow page holds
  document.body.dataset.kernelId = kernelId();
  const cells = byId("tpm-cells");
  const menu = byId("tpm-menu");
  let rest = 0;
  const isSeen = (selector) => [...cells.querySelectorAll(selector)].some((one) => one.checkVisibility());
  const show = () => {
    changes.disconnect();
    clearTimeout(rest);
    byId("tpm-opening")?.remove();
  };
  const look = () => {
    if (!cells.querySelector(".tpm-question, .tpm-notice")) return;
    isReady = true;
    byId("tpm-slow")?.remove();
    clearTimeout(rest);
    rest = setTimeout(show, 2000);
    const isWhole = !menu || (menu.querySelector("[aria-current]") && isSeen(".tpm-next"));
    const isLost = cells.querySelector(".tpm-notice:not(.tpm-question *)"); // it says why it can't be shown
    if (isWhole || isLost) show();
    const begun = byId("tpm-begun");
    if (!isLost || !begun) return;
    begun.textContent = begun.dataset.lost;
    begun.dataset.state = "not-saved";
  };
  const changes = new MutationObserver(look);
  changes.observe(cells, { childList: true, subtree: true });
  // Nothing from the kernel at all: it has died.
  if (!cells.querySelector("[type='application/vnd.voila.cell-output+json'], .tpm-notice"))
    cells.append(lost.content);
  look();
};
document.addEventListener("DOMContentLoaded", onWhole);
