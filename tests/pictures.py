"""Make the README's pictures again: `uv run python tests/pictures.py`. They show the filled example."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pypdf import PdfReader

from workbook.questions.catalogue import catalogue
from workbook.sample import fill

IMAGES = Path(__file__).parent.parent / "notebooks" / "images"
PROGRAM = Path(sys.executable).parent / "tpm-workbook"
DAY = date(2026, 11, 20)  # the example's own


@contextmanager
def app(home: Path) -> Iterator[str]:
    """Run the app on `home`, and yield its address."""
    command = [str(PROGRAM), "app", "--no-browser", "--port", "8997", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def shoot(browser: Browser, url: str, name: str, size: tuple[int, int], scheme: str, key: str) -> None:
    """Photograph the page of the question `key`, with it near the top; of `key/chart` the first chart."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    step = key.split(".", maxsplit=1)[0]
    page.goto(f"{url}#{step}")
    page.locator(f".tpm-page-{step} .tpm-next").wait_for()
    target = page.locator(f"[data-key='{key}']")
    if key.endswith("/chart"):
        target = page.locator(f".tpm-page-{step} .tpm-chart").first
        target.scroll_into_view_if_needed()
        target.locator("svg:visible").wait_for()
    target = unfold(page, key) or target
    target.evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 90)")
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    page.close(run_before_unload=True)
    context.close()
    shrink(path)


def unfold(page: Page, key: str) -> Locator | None:
    """Open one card, or one skill, so that the picture shows what is inside; return what to begin with."""
    if key == "plan.milestones":
        page.locator(f"[data-key='{key}'] [aria-controls]").nth(8).click()
    if key == "growth.checkin":
        page.locator("[data-skill='influence'] summary").first.click()
        page.locator("[data-skill='influence'] textarea").wait_for()
        return page.locator("[data-skill='influence']")
    return None


def shrink(path: Path) -> None:
    """Store a picture with the 64 colours that it needs."""
    Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Make all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        fill(home, catalogue(), DAY)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with app(home) as url:
            shoot(browser, url, "app", (1280, 800), "light", "fit.why")
            shoot(browser, url, "plan", (1280, 800), "light", "plan.milestones")
            shoot(browser, url, "chart-dark", (1280, 800), "dark", "growth.checkin/chart")
            shoot(browser, url, "narrow", (360, 740), "light", "growth.checkin")
        browser.close()
        book = Path(folder) / "book.pdf"
        subprocess.run([str(PROGRAM), "export", "pdf", "--home", str(home), "-o", str(book)], check=True)
        texts = [page.extract_text() for page in PdfReader(book).pages]
        page = next(str(place) for place, text in enumerate(texts, 1) if "Grown since" in text)
        pages = [str(IMAGES / "book"), "-r", "50", "-f", page, "-l", page, "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *pages[1:], str(book), pages[0]], check=True)
        shrink(IMAGES / "book.png")


if __name__ == "__main__":
    main()
