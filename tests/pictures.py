"""Make the README's pictures again: `uv run python tests/pictures.py`.

The workbook in them is filled with the examples that the questions themselves give.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from workbook.catalogue import catalogue
from workbook.store import AnswerFile

IMAGES = Path(__file__).parent.parent / "notebooks" / "images"
PROGRAM = Path(sys.executable).parent / "tpm-workbook"

POINTS = (20, 5, 10, 10, 45, 25, 15)
ROWS = {
    "fit.energy": [
        ("2026-11-16", "Weekly call of the four migration teams", "plus_2", "tpm"),
        ("2026-11-16", "Found the deadlock in the retry queue", "plus_1", "ic"),
        ("2026-11-17", "Status meeting that somebody else ran", "minus_2", "tpm"),
    ]
}
PLAIN = {"choice": "try", "number": 9, "percent": 65, "date": "2027-03-01", "line": "Ada"}


def fill(home: Path) -> None:
    """Answer everything with its own example."""
    store = AnswerFile(home)
    for question in catalogue().questions:
        if question.kind == "table":
            for number, cells in enumerate(ROWS.get(question.key, [])):
                names = [column.key for column in question.columns]
                store.put_row(question.key, f"row{number}", dict(zip(names, cells, strict=True)))
            continue
        plain = question.specific or PLAIN.get(question.kind)
        if question.kind == "choices":
            plain = [choice.value for choice in question.choices[:3]]
        elif question.kind == "weights":
            plain = dict(zip((choice.value for choice in question.choices), POINTS, strict=True))
        elif question.kind == "choice":
            plain = question.choices[1].value
        store.put(question.key, question.check(plain))


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
    """Photograph the fit page with the question `key` near the top."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    page.locator(".tpm-page-start .tpm-question").first.wait_for()
    page.goto(page.url.split("#")[0] + "#fit")
    target = page.locator(".tpm-chart svg:visible") if key == "chart" else page.locator(f"[data-key='{key}']")
    page.locator(".tpm-page-fit .tpm-chart").scroll_into_view_if_needed()
    page.locator(".tpm-page-fit .tpm-chart svg").first.wait_for(state="attached")
    if key:
        target.first.scroll_into_view_if_needed()
    else:
        page.evaluate("scrollTo(0, 0)")
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    page.close(run_before_unload=True)
    context.close()
    shrink(path)


def shrink(path: Path) -> None:
    """Store a picture with the 64 colours that it needs."""
    Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Make all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        fill(home)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with app(home) as url:
            shoot(browser, url, "app", (1280, 800), "light", "")
            shoot(browser, url, "chart-dark", (1280, 800), "dark", "chart")
            shoot(browser, url, "narrow", (360, 740), "light", "fit.weights")
        browser.close()
        book = Path(folder) / "book.pdf"
        subprocess.run([str(PROGRAM), "export", "pdf", "--home", str(home), "-o", str(book)], check=True)
        pages = [str(IMAGES / "book"), "-r", "50", "-f", "4", "-l", "4", "-singlefile", "-png"]
        subprocess.run(["pdftoppm", *pages[1:], str(book), pages[0]], check=True)
        shrink(IMAGES / "book.png")


if __name__ == "__main__":
    main()
