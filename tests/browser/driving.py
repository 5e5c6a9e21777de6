"""Starts the workbook as a person does, and reads and fills its pages by what a reader is told."""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import psutil
from playwright.sync_api import Locator, Page, expect

import workbook
from workbook.questions.catalogue import NOTEBOOKS, catalogue
from workbook.questions.kinds import Question
from workbook.questions.steps import Step
from workbook.questions.tables import Ratings, Skill, Table

T = TypeVar("T")

PROGRAM = Path(sys.executable).parent / "tpm-workbook"
WITH_ROWS = ("table", "rating")
ACROSS = 4  # columns; a row of more is a card
STATUS = re.compile("^(Saved|Saving|Not saved)")
SAVED = re.compile(r"^Saved at \d")
NOT_SAVED = re.compile("^Not saved")
OPENING = 45.0  # seconds for a server, a kernel or a page on a machine that is busy with other things


def wait_until(claim: Callable[[], T], what: str, seconds: float = 15) -> T:
    """Return the first true value of `claim`; fail with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (found := claim()):
        assert time.monotonic() < deadline, f"Not within {seconds:g} s: {what}"
        time.sleep(0.02)
    return found


def free_port() -> int:
    """Return a free port, of those that no system gives to an outgoing connection before a server has it."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("No port is free.")


def copy_of_program(folder: Path) -> Path:
    """Copy the program and its notebooks into a folder; return that of the notebooks."""
    source = Path(workbook.__file__).parent
    shutil.copytree(source, folder / "workbook", ignore=shutil.ignore_patterns("__pycache__"))
    if not NOTEBOOKS.is_relative_to(source):
        shutil.copytree(NOTEBOOKS, folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (notebooks,) = folder.rglob("notebooks")
    return notebooks


def is_running(pid: int) -> bool:
    """Say whether a process runs; one that has ended and waits to be counted does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def environment(scratch: Path) -> dict[str, str]:
    """Return an environment in which nothing of the person who runs the tests is read or written."""
    places = {
        "HOME": "user",
        "IPYTHONDIR": "user/.ipython",
        "TMPDIR": "temporary",
        "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data",
        "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    }
    for folder in places.values():
        (scratch / folder).mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return kept | {name: str(scratch / folder) for name, folder in places.items()}


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """Hold a process, as a machine that is out of breath does."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def copy_program(folder: Path) -> Path:
    """Copy the program and its notebooks into a folder, for a server to write in."""
    source = Path(workbook.__file__).parent
    shutil.copytree(source, folder / "workbook", ignore=shutil.ignore_patterns("__pycache__"))
    if not NOTEBOOKS.is_relative_to(source):
        shutil.copytree(NOTEBOOKS, folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return folder


def is_talked_to(pid: int) -> bool:
    """Say whether somebody is connected to a kernel's shell, as a page is."""
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        shell = json.loads(Path(words[words.index("-f") + 1]).read_text("utf-8"))["shell_port"]
        lines = [one for one in process.net_connections("tcp") if one.status == "ESTABLISHED"]
    except (psutil.NoSuchProcess, FileNotFoundError, ValueError):
        return False  # it is about to end, or has hardly begun
    own = {one.laddr.port for one in lines}  # it talks to itself
    return any(one.laddr.port == shell and one.raddr.port not in own for one in lines)


def birth(pid: int) -> float:
    """Return when a process began; one that is gone is older than all."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


class Server:
    """A running `tpm-workbook app` or `lab`. `printed` is what it has written so far.

    All that it and its kernels write elsewhere than in `home` is in `scratch`. It is started in `folder`.
    It opens `browser`, a program, when there is one.
    """

    def __init__(
        self,
        command: str,
        home: Path,
        scratch: Path,
        package: Path | None = None,
        folder: Path | None = None,
        browser: Path | None = None,
    ) -> None:
        self.command = command
        self.home = home
        self.scratch = scratch
        self.port = free_port()
        self._folder = folder
        self._output = scratch / "printed.txt"
        self._environment = environment(scratch)
        if package:
            self._environment["PYTHONPATH"] = str(package)
        self._opens = [] if browser else ["--no-browser"]
        if browser:
            self._environment["BROWSER"] = f"{browser} %s"
        self._kernels: set[int] = set()
        self._used: set[int] = set()
        self.url = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def printed(self) -> str:
        return self._output.read_text("utf-8") if self._output.exists() else ""

    def start(self) -> "Server":
        """Start it, once more on the same port and home if it ran before, and read its address."""
        before = len(self.printed)
        arguments = [self.command, *self._opens, "--port", str(self.port), "--home", str(self.home)]
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [PROGRAM, *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=self._folder,
            )

        def announced() -> str | None:
            printed = self.printed[before:]
            assert self._process.poll() is None, f"The server ended by itself:\n{printed}"
            found = re.search(r"http://127\.0\.0\.1:\d+/\S*(?=\n)", printed)
            return found and found[0]

        self.url = wait_until(announced, "an address was printed", OPENING)
        return self

    def _running(self) -> list[int]:
        """Return the process ids of all its kernels."""
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdecimal() and b"ipykernel" in (folder / "cmdline").read_bytes():
                    parent = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[1]
                    if int(parent) == self._process.pid and is_running(int(folder.name)):
                        found.append(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # ended meanwhile
        self._kernels.update(found)
        return found

    def kernels(self) -> list[int]:
        """Return the process ids of its kernels, but for the one of the app that waits for a next page."""
        found = self._running()
        self._used.update(filter(is_talked_to, found))
        unused = [pid for pid in found if pid not in self._used]
        spare = max(unused, key=birth, default=None) if self.command == "app" else None
        return [pid for pid in found if pid != spare]

    def spare(self) -> int:
        """Return the process id of the kernel that waits for a first page."""
        return wait_until(self._running, "a kernel waits", OPENING)[0]

    def kernel(self) -> int:
        """Return the process id of its only kernel."""
        (only,) = self.kernels()
        return only

    def wait_for_no_kernels(self, seconds: float = 15) -> None:
        wait_until(lambda: not self.kernels(), "the kernels have ended", seconds)

    def stop(self) -> None:
        """End it by SIGTERM; it takes its kernels along, within 5 seconds where nothing else is done."""
        self.kernels()
        self._process.terminate()
        assert self._process.wait(20) == 0
        self._kernels_have_ended(5)

    def kill(self) -> None:
        """End it by SIGKILL. Its kernels notice by themselves."""
        self.kernels()
        self._process.kill()
        self._process.wait()
        self._kernels_have_ended(15)

    def kill_alone(self) -> None:
        """End it by SIGKILL, whatever its kernels do."""
        self.kernels()
        self._process.kill()
        self._process.wait()

    def clean_up(self) -> None:
        """Leave no process behind, whatever the test did."""
        self.kernels()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pid in filter(is_running, self._kernels):
            os.kill(pid, signal.SIGKILL)

    def _kernels_have_ended(self, seconds: float) -> None:
        wait_until(lambda: not any(map(is_running, self._kernels)), "the kernels ended too", seconds)


class Relay:
    """A way to a server that can be cut, as by a laptop's lid. `url` leads through it."""

    def __init__(self, server: Server) -> None:
        self._to = ("127.0.0.1", server.port)
        self._port = free_port()
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self.url = server.url.replace(f":{server.port}/", f":{self._port}/")
        self.mend()

    def mend(self) -> None:
        """Let connections through."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """End every connection, and take no new one."""
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                there = socket.create_connection(self._to)
                with self._lock:
                    self._open += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


class WorkbookPage:
    """A page with questions, in the app or in JupyterLab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def status(self) -> Locator:
        """The app's status line."""
        return self.page.locator("header").get_by_role("status")

    def open(self, url: str, first: str) -> "WorkbookPage":
        """Go to an address of the app and wait for all questions of the page that the key `first` is on."""
        self.page.goto(url)
        self._wait_for(catalogue().step_of(first))
        return self

    def turn_to(self, step: Step) -> None:
        """Go to another page of the app that is open, and wait until its questions are there."""
        self.page.goto(f"{self.page.url.partition('#')[0]}#{step.key}")
        self._wait_for(step)

    def _wait_for(self, step: Step) -> None:
        # All of them, since they come one by one, and none comes from a kernel that stands still.
        for question in step.questions:
            expect(self.whole(question.key)).to_be_visible(timeout=OPENING * 1000)

    def whole(self, key: str) -> Locator:
        """Return everything that stands around one question."""
        return self.page.locator(f'[data-key="{key}"]')

    def group(self, key: str) -> Locator:
        """Return a question of several controls."""
        around = self.whole(key).locator("xpath=..")  # to look through all pages by role takes its time
        return around.get_by_role("group", name=catalogue().question(key).title, exact=True)

    def field(self, key: str) -> Locator:
        """Return the control of a question that has one."""
        # Not by role: a date's control has none of its own.
        return self.whole(key).get_by_label(catalogue().question(key).title, exact=True)

    def cell(self, key: str, column: str, row: int) -> Locator:
        """Return a table's control by its column's title and its row, counted from 1."""
        self.unfold(key, row)
        return self.group(key).get_by_label(f"{column}, row {row}", exact=True)

    def add_row(self, question: Table) -> None:
        name = re.compile(f"^Add an? {re.escape(question.row)}$")
        self.group(question.key).get_by_role("button", name=name).click()

    def unfold(self, key: str, row: int) -> None:
        """Open the card of a row, where rows stand as cards."""
        if len(catalogue().question(key).columns) > ACROSS:
            toggle = self.group(key).get_by_role("listitem").nth(row - 1).locator("[aria-controls]")
            if toggle.get_attribute("aria-expanded") == "false":
                toggle.click()

    def skill(self, question: Ratings, skill: str) -> Locator:
        """Return what stands around one skill of the check-in that is shown, unfolded."""
        title = next(one.title for one in question.skills if one.key == skill)
        around = (
            self.group(question.key).locator("details").filter(has=self.page.get_by_text(title, exact=True))
        )
        if around.get_attribute("open") is None:
            around.get_by_text(title, exact=True).click()
        return around

    def scale(self, around: Locator, title: str) -> Locator:
        """Return the radios of one scale in a skill, in order."""
        return around.get_by_role("group", name=re.compile(f"^{re.escape(title)}, ")).get_by_role("radio")

    def rate(self, question: Ratings, rating: dict[str, Any]) -> None:
        """Rate a skill in the check-in that is shown."""
        around = self.skill(question, rating["skill"])
        around.get_by_role("textbox").fill(rating["evidence"])
        for part, place in scales(question, rating):
            self.scale(around, question.column(part).title).nth(place).check()

    def privacy(self, key: str) -> Locator:
        name = f"Private: left out of copies for others. {catalogue().question(key).title}"
        return self.whole(key).get_by_role("checkbox", name=name, exact=True)

    def decision(self, key: str) -> Locator:
        """Return the box that offers two texts to decide between."""
        decide = self.page.get_by_role("button", name="Keep what is in the field")
        return self.whole(key).locator(".tpm-notice").filter(has=decide)

    def sides(self, key: str) -> list[str]:
        """Return the two texts that are offered: what the field holds, and the other."""
        quotes = self.decision(key).get_by_role("blockquote")
        for place in (0, 1):  # the kernel puts into words what is no text
            expect(quotes.nth(place)).not_to_be_empty()
        return quotes.all_inner_texts()

    def decide(self, key: str, how: str) -> None:
        self.decision(key).get_by_role("button", name=how).click()

    def choice(self, question: Any, value: str) -> Locator:
        choice = next(choice for choice in question.choices if choice.value == value)
        role = "radio" if question.kind == "choice" else "checkbox"
        name = f"{choice.label} {choice.help}".strip()
        return self.group(question.key).get_by_role(role, name=name, exact=True)

    def fill(self, question: Question, value: Any) -> None:
        """Answer one question; a table gets the list of its rows."""
        match question.kind:
            case "choice":
                self.choice(question, value).check()
            case "choices":
                for one in value:
                    self.choice(question, one).check()
            case "weights":
                for choice in question.choices:
                    points = self.group(question.key).get_by_role("textbox", name=choice.label, exact=True)
                    points.fill(str(value[choice.value]))
            case "rating":
                for rating in value:
                    self.rate(question, rating)
            case "table":
                for number, row in enumerate(value, 1):
                    if number > 1:
                        self.add_row(question)
                    self.fill_row(question, number, row)
            case _:
                self.field(question.key).fill(str(value))

    def fill_row(self, question: Table, number: int, row: dict[str, Any]) -> None:
        for column in question.columns:
            cell = self.cell(question.key, column.title, number)
            if column.kind == "choice":
                cell.select_option(column.label(row[column.key]))
            elif column.kind == "choices":
                for one in row[column.key]:
                    cell.get_by_role("checkbox", name=column.label(one), exact=True).check()
            else:
                cell.fill(str(row[column.key]))

    def expect_shown(self, question: Question, value: Any) -> None:
        """Fail unless the page shows this answer."""
        match question.kind:
            case "choice" | "choices":
                for choice in question.choices:
                    chosen = choice.value in ([value] if question.kind == "choice" else value)
                    expect(self.choice(question, choice.value)).to_be_checked(checked=chosen)
            case "weights":
                for choice in question.choices:
                    points = self.group(question.key).get_by_role("textbox", name=choice.label, exact=True)
                    expect(points).to_have_value(str(value[choice.value]))
            case "rating":
                for rating in value:
                    around = self.skill(question, rating["skill"])
                    expect(around.get_by_role("textbox")).to_have_value(rating["evidence"])
                    for part, place in scales(question, rating):
                        expect(self.scale(around, question.column(part).title).nth(place)).to_be_checked()
            case "table":
                for number, row in enumerate(value, 1):
                    for column in question.columns:
                        self.expect_cell(question, column, number, row[column.key])
                expect(self.group(question.key).get_by_role("button", name="Delete row")).to_have_count(
                    len(value)
                )
            case _:
                expect(self.field(question.key)).to_have_value(str(value))

    def expect_cell(self, question: Table, column: Any, number: int, value: Any) -> None:
        cell = self.cell(question.key, column.title, number)
        if column.kind != "choices":
            expect(cell).to_have_value(str(value))
            return
        for choice in column.choices:
            box = cell.get_by_role("checkbox", name=choice.label, exact=True)
            expect(box).to_be_checked(checked=choice.value in value)

    def close(self) -> None:
        """Close the tab as a person does, so that the page can say goodbye."""
        with self.page.expect_event("close"):
            self.page.close(run_before_unload=True)


def scales(question: Ratings, rating: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Return the scales that a rating fills, and which of their radios, counted from 0."""
    for part in ("level", "target", "back"):
        if rating[part] is not None:
            yield part, rating[part] - 1
    sure = [choice.value for choice in question.column("confidence").choices]
    if rating["confidence"]:
        yield "confidence", sure.index(rating["confidence"])


def answers_to(questions: tuple[Question, ...]) -> Iterator[tuple[Question, Any]]:
    """Return an answer to each question, whatever its kind, told apart from all others."""
    for count, question in enumerate(questions, 1):
        yield question, _answer(question, count)


def _answer(question: Any, count: int) -> Any:
    match question.kind:
        case "text":
            return f"Words for {question.key}, the first line.\nAnd a second, number {count}: “é, ü & <b>”."
        case "line":
            return f"A line for {question.key}, number {count}"
        case "choice":
            return question.choices[count % len(question.choices)].value
        case "choices":
            return [choice.value for choice in question.choices[::2]]
        case "number" | "percent":
            return 20 + count
        case "date":
            return f"2027-03-{count % 28 + 1:02}"
        case "weights":
            return {choice.value: 10 + 3 * place for place, choice in enumerate(question.choices)}
        case "rating":
            sure = question.column("confidence").choices[count % 3].value
            shared = {"date": date.today().isoformat(), "by": "", "confidence": sure, "back": None}
            return [shared | _rating(skill, place) for place, skill in enumerate(question.skills[::4], 1)]
        case "table":
            return [
                {column.key: _cell(question, column, 2 * count + number) for column in question.columns}
                for number in range(2)
            ]
    raise AssertionError(f"Nothing answers a question of kind {question.kind}")


def _rating(skill: Skill, place: int) -> dict[str, Any]:
    words = f"Evidence {place} for {skill.key}, “é & <b>”"
    return {"skill": skill.key, "evidence": words, "level": place, "target": 6 - place}


def _cell(question: Table, column: Any, count: int) -> Any:
    match column.kind:
        case "choice":
            return column.choices[count % len(column.choices)].value
        case "choices":
            return [column.choices[count % len(column.choices)].value]
        case "date":
            return f"2027-04-{count % 28 + 1:02}"
        case "number":
            return count % int(column.most)
    return f"{column.title} {count} of {question.key}"
