"""A real browser, real servers, and what pages are held to: they ask this machine only, none breaks."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from workbook.store import AnswerFile

from .driving import Server, WorkbookPage, copy_program

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
NOTEBOOK_7 = "/static/notebook/notebook_core."  # it stumbles over a setting of its own; ours run from blobs
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:http://127.0.0.1:", "data:")

expect.set_options(timeout=15_000)  # a busy machine; where seconds are promised, a test names them

NewContext = Callable[..., BrowserContext]
StartServer = Callable[..., Server]

SERVERS = pytest.StashKey[list[Server]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show what the servers printed beside a failure."""
    report = yield
    if report.failed:
        for server in item.session.stash.get(SERVERS, []):
            report.sections.append((f"tpm-workbook {server.command} printed", server.printed))
    return report


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where Chromium is; without one, skip, or fail where it was promised."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        said = "There is no Chromium here, which this test drives."
        if os.environ.get("TPM_WORKBOOK_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{said} TPM_WORKBOOK_REQUIRE_BROWSER says that there must be.")
        pytest.skip(said)
    return found


# Both for a module and not for the session: Playwright's event loop stands in the way of tests that have one.
@pytest.fixture(scope="module")
def playwright(chromium: str) -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Return a function that opens a browser context, which is checked when the test is over."""
    asked: list[str] = []
    broke: list[str] = []
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "accept_downloads": True} | options
        context = browser.new_context(**options)
        context.on("request", lambda request: asked.append(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: asked.append(socket.url)))
        context.on("weberror", lambda error: broke.append(f"{error.error}\n{error.error.stack or ''}"))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        for page in context.pages:
            WorkbookPage(page).close()
    # Contexts end with the browser: one that ended here would take the page's goodbye with it.
    assert [url for url in asked if not url.startswith(LOCAL)] == []
    assert [error for error in broke if NOTEBOOK_7 not in error] == []


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    return new_context()


@pytest.fixture(scope="module")
def start_server(
    chromium: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StartServer]:
    """Return a function that starts `tpm-workbook app` or `lab`; all end with the module."""
    started: list[Server] = []
    request.session.stash[SERVERS] = started

    def start(
        command: str = "app",
        home: Path | None = None,
        package: Path | None = None,
        folder: Path | None = None,
        browser: Path | None = None,
    ) -> Server:
        scratch = tmp_path_factory.mktemp(command)
        server = Server(command, home or scratch / "home", scratch, package, folder, browser)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.clean_up()


@pytest.fixture(scope="module")
def shared_app(start_server: StartServer) -> Iterator[Server]:
    """Return the module's app; see `app`."""
    server = start_server()
    yield server
    server.stop()


@pytest.fixture
def app(shared_app: Server) -> Server:
    """Return a running app whose home is empty and which has no kernels."""
    shared_app.wait_for_no_kernels()
    for path in shared_app.home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return shared_app


@pytest.fixture
def answers(app: Server) -> AnswerFile:
    """Return the app's answers on disk, as another program reads and writes them."""
    return AnswerFile(app.home)


@pytest.fixture
def page(context: BrowserContext) -> WorkbookPage:
    return WorkbookPage(context.new_page())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with a copy of the program and its notebooks, for JupyterLab to write in."""
    return copy_program(tmp_path)
