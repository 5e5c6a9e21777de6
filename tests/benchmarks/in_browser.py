"""What a person waits for in the app, beside a bare Voila notebook with one text area."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import nbformat
import psutil
from jupyter_client.manager import start_new_kernel
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from tests.browser.conftest import QUIET
from tests.browser.driving import environment, free_port, wait_until
from workbook.questions.catalogue import catalogue
from workbook.sample import fill
from workbook.server.kernels import REST

from .figures import CHROMIUM, Figure, in_turn, middle, p95
from .on_disk import ten_years, written

PROGRAM = Path(sys.executable).parent
STEPS = catalogue().steps
WHY = "fit.why"
ROUNDS, VISITS, TURNS, SAVES = 5, 2, 3, 40
AT_REST = 15  # percent of all processors
BARE = "import ipywidgets\nipywidgets.Textarea(description='Why?')"
IDLE = """
import ipywidgets, matplotlib.figure
"""


@contextmanager
def served(command: list[str], scratch: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Run a server until the block ends; yield its port and its process."""
    port = free_port()
    process = subprocess.Popen(
        [*command, str(port)],
        env=environment(scratch),
        cwd=scratch,
        stdout=(scratch / "printed").open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until(lambda: _listens(process.pid, port), "the server listens", 60)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _listens(pid: int, port: int) -> bool:
    return any(
        one.status == "LISTEN" and one.laddr.port == port for one in psutil.Process(pid).net_connections()
    )


@contextmanager
def bare(scratch: Path) -> Iterator[str]:
    """Serve the bare notebook by a stock Voila; yield its address."""
    scratch.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(BARE)])
    nbformat.write(notebook, scratch / "bare.ipynb")
    stock = [
        "--no-browser",
        "--Voila.auto_token=False",
        "--Voila.token=",
        "--VoilaConfiguration.template=lab",
    ]
    stock += ["--Voila.tornado_settings={}"]
    with served([str(PROGRAM / "voila"), "bare.ipynb", *stock, "--port"], scratch) as (port, _):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def app(home: Path, scratch: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Serve the app; yield its address and its process."""
    scratch.mkdir()
    command = [str(PROGRAM / "tpm-workbook"), "app", "--no-browser", "--home", str(home), "--port"]
    with served(command, scratch) as (_, process):
        wait_until(lambda: "http://" in (scratch / "printed").read_text(), "the address was printed", 30)
        yield (scratch / "printed").read_text().split()[-1], process


# In the page itself, from the start of its navigation: who looks in from outside looks a few times a second.
FIRST = """(() => {
  const isShown = { visibilityProperty: true, opacityProperty: true };
  const isUsable = (one) => !one.disabled && one.checkVisibility(isShown);
  globalThis.usable = new Promise((resolve) => {
    const look = () =>
      [...document.querySelectorAll(CONTROL)].some(isUsable)
        ? requestAnimationFrame(() => resolve(performance.now() / 1e3)) // painted
        : requestAnimationFrame(look);
    look();
  });
})()"""


def opened(context: BrowserContext, url: str, control: str) -> tuple[float, Page]:
    """Open a page; return the seconds until a control can be written in, and the page."""
    page = context.new_page()
    page.add_init_script(FIRST.replace("CONTROL", json.dumps(control)))
    page.goto(url, wait_until="commit")
    page.locator(control).first.click(timeout=60_000)
    return float(page.evaluate("usable")), page


def come_to_rest() -> None:
    """Wait until the machine is at rest, and the servers have a kernel for the page after the last."""
    psutil.cpu_percent(REST)
    wait_until(lambda: psutil.cpu_percent(0.5) < AT_REST, "the machine is at rest", 30)


def opening(browser: Browser, url: str, control: str) -> float:
    """Return the seconds until the first control of a new browser profile is usable, on a machine at rest."""
    come_to_rest()
    context = browser.new_context()
    taken, page = opened(context, url, control)
    page.close(run_before_unload=True)
    context.close()
    return taken


def figures(scratch: Path) -> Iterator[Figure]:
    """Yield the figures of the app."""
    first = f"[data-key='{STEPS[0].questions[0].key}'] textarea"
    sample, empty, old = (scratch / name for name in ("sample", "empty", "old"))
    fill(sample, catalogue(), date.today())
    ten_years(old)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET) as browser,
        bare(scratch / "bare") as stock,
        app(empty, scratch / "app-empty") as (new, server),
        app(sample, scratch / "app-sample") as (filled, holder),
        app(old, scratch / "app-old") as (much, _),
    ):
        ours, theirs, years = in_turn(
            ROUNDS,
            lambda: opening(browser, new, first),
            lambda: opening(browser, stock, "textarea"),
            lambda: opening(browser, much, first),
        )
        bare_page = middle(theirs)
        yield Figure("app: first control usable", middle(ours), "s", bare_page, "bare Voila page", 0.8)
        yield Figure("opening the app, ten years", middle(years), "s", middle(ours), "empty workbook", 1.3)
        yield from sizes(browser, new, first, stock)
        turned = [one for _ in range(VISITS) for one in turns(browser, filled)]
        yield Figure("page to page, p95", p95(turned), "s", bare_page, "bare Voila page", 0.12)
        yield saving(browser, new, scratch)
        yield memory(browser, filled, first, holder)
        yield left_over(browser, new, first, server)


def sizes(browser: Browser, url: str, first: str, stock: str) -> Iterator[Figure]:
    """Yield bytes and requests of the first load."""
    found = []
    for address, control in ((url, first), (stock, "textarea")):
        context = browser.new_context()
        found.append(first_load(context, address, control))
    (ours, requests), (theirs, stock_requests) = found
    yield Figure("bytes of the first load", ours, "MB", theirs, "bare Voila page", 1)
    yield Figure("requests of the first load", requests, "", stock_requests, "bare Voila page", 1)


def first_load(context: BrowserContext, url: str, control: str) -> tuple[float, float]:
    """Return the megabytes and the requests of a page that is opened; what it makes for itself is none."""
    got: list[Response] = []

    def note(one: Response) -> None:
        if one.url.startswith("http"):
            got.append(one)

    context.on("response", note)
    _, page = opened(context, url, control)
    page.wait_for_load_state("networkidle")
    sent = sum(int(one.request.sizes()["responseBodySize"]) for one in got if one.ok)
    page.close(run_before_unload=True)
    context.close()
    return sent / 1e6, float(len(got))


TURN = """async (key) => {
  const controls = `.tpm-page-${key} [data-key] :is(textarea, input, select)`;
  const isThere = () =>
    [...document.querySelectorAll(controls)].some((one) => one.checkVisibility({ visibilityProperty: true }));
  const began = performance.now();
  document.querySelector(`#tpm-nav a[href='#${key}']`).click();
  do await new Promise(requestAnimationFrame);
  while (!isThere());
  await new Promise(requestAnimationFrame); // painted
  return (performance.now() - began) / 1e3;
}"""


def turns(browser: Browser, url: str) -> Iterator[float]:
    """Go from page to page, for the first time and again; yield the seconds until each can be written in."""
    come_to_rest()
    context = browser.new_context()
    _, page = opened(context, url, f"[data-key='{STEPS[0].questions[0].key}'] textarea")
    for _ in range(TURNS):
        for step in (*STEPS[1:], STEPS[0]):
            yield page.evaluate(TURN, step.key)
    page.close(run_before_unload=True)
    context.close()


def saving(browser: Browser, url: str, scratch: Path) -> Figure:
    """Return what passes from the last keystroke to "Saved", without the pause that waits for more."""
    context = browser.new_context()
    _, page = opened(context, f"{url}#fit", f"[data-key='{WHY}'] textarea")
    page.evaluate(
        """(key) => {
          const line = document.querySelector("#tpm-status .tpm-status");
          let typed = 0;
          window.taken = [];
          const field = document.querySelector(`[data-key='${key}'] textarea`);
          field.addEventListener("input", () => (typed = performance.now()));
          new MutationObserver(() => {
            if (line.dataset.state !== "saved" || !typed) return;
            taken.push(performance.now() - typed);
            typed = 0;
          }).observe(line, { attributes: true, attributeFilter: ["data-state"] });
        }""",
        WHY,
    )
    field = page.locator(f"[data-key='{WHY}'] textarea")
    for number in range(SAVES):
        field.press_sequentially(f" {number}")
        wait_until(lambda: len(page.evaluate("taken")) > number, "it is saved")  # noqa: B023 - called at once
    pause = 0.3  # slot.js: PAUSE
    taken = [one / 1e3 - pause for one in page.evaluate("taken")]
    page.close(run_before_unload=True)
    context.close()
    state = (scratch / "empty" / "answers.json").read_bytes()
    writes = []
    for _ in range(SAVES):
        began = time.perf_counter()
        written(scratch / "bytes", state)
        writes.append(time.perf_counter() - began)
    return Figure(
        "keystroke to saved, p95", p95(taken) * 1e3, "ms", p95(writes) * 1e3, "durable write", 60, "more"
    )


def memory(browser: Browser, url: str, first: str, server: psutil.Process) -> Figure:
    """Return the memory of the app's kernel when every page was visited, beside that of a bare kernel."""
    context = browser.new_context()
    _, page = opened(context, url, first)
    for step in STEPS:
        page.evaluate("(key) => (location.hash = key)", step.key)
        page.locator(f".tpm-page-{step.key} .tpm-next").wait_for()
        for chart in page.locator(f".tpm-page-{step.key}").get_by_role("figure").all():
            chart.scroll_into_view_if_needed()
            chart.locator("svg, a").first.wait_for()
    ours = max(one.memory_full_info().uss for one in kernels(server))
    page.close(run_before_unload=True)
    context.close()
    return Figure("memory of the app's kernel", ours / 1e6, "MB", bare_kernel() / 1e6, "bare kernel", 1.3)


def kernels(server: psutil.Process) -> list[psutil.Process]:
    """Return the kernels of a server, the one that waits among them."""
    found = []
    for one in server.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ended meanwhile
            if "ipykernel" in " ".join(one.cmdline()):
                found.append(one)
    return found


def bare_kernel() -> int:
    """Return the bytes of a kernel that has imported ipywidgets and matplotlib.figure."""
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.execute_interactive(IDLE, timeout=60)
        return int(psutil.Process(manager.provisioner.pid).memory_full_info().uss)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def left_over(browser: Browser, url: str, first: str, server: psutil.Process) -> Figure:
    """Return how many kernels are left a minute after ten tabs were closed."""
    context = browser.new_context()
    pages = [opened(context, url, first)[1] for _ in range(10)]
    for page in pages:
        page.close(run_before_unload=True)

    with suppress(AssertionError):
        wait_until(lambda: len(kernels(server)) <= 1, "the kernels have ended", 60)
    left = len(kernels(server)) - 1  # the one that waits for the next page
    context.close()
    name = "kernels a minute after closing 10 tabs, but for the one that waits"
    return Figure(name, float(left), "", None, "", 0, "value")
