"""Writers are killed at random, several at once, and no save that was acknowledged is lost."""

import os
import random
import secrets
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbook.store import AnswerFile

from .calls import watch
from .children import PATIENCE, context, start, temporary_files, wait_until
from .ledger import Told, lost, state_is_sound, told, when_others_let_it

WRITERS = 4
ROUND = 300  # kills in one folder
SLOWNESS = 0.0005  # seconds that a call takes longer at most, as on a slower drive
CALM = 60  # kills until all are killed at the same time and everything is checked
# A save is in the phase of its last call until it makes the next one; a kill strikes anywhere between.
PHASES = (
    "open lock",
    "write history.jsonl",
    "fsync history.jsonl",
    "write temporary",
    "fsync temporary",
    "replace answers.json",
    "fsync folder",
    "saved",
    "acknowledged",
)
UNBORN = len(PHASES)
TABLE, SHARED = "by.table", "by.all"


def text(writer: int, life: int, count: int) -> str:
    """Return words that no other save writes, now and then more than a page of memory holds."""
    times = 1 + (37 * count + 101 * life) % (4000 if count % 25 == 0 else 40)
    return f"{writer}.{life}.{count} " * times


def wishes(writer: int, life: int, rows: list[str]) -> Iterator[tuple[str, str, str | None, Any]]:
    """Yield what to call and with what: a field of its own, one that all share, rows, deletions."""
    chance = random.Random(f"{writer} {life}")
    for count in range(10**9):
        words = text(writer, life, count)
        match chance.randrange(6):
            case 0 | 1:
                yield "put", f"by.w{writer}", None, words
            case 2:
                yield "put", SHARED, None, words
            case 3 if rows:
                yield "delete_row", TABLE, rows.pop(chance.randrange(len(rows))), None
            case _:
                row = f"r{writer}-{count % 5}"
                rows[:] = {*rows, row}
                yield "put_row", TABLE, row, {"words": words}


def write(home: Path, phases: Any, writer: int, life: int, acknowledge: Any) -> None:
    """Save until killed, and tell each save as soon as it is said to be saved."""
    chance = random.Random(f"{life} {writer}")

    def enter(phase: str) -> None:
        phases[writer] = PHASES.index(phase)

    def around(name: str, subject: str, call: Callable[[], Any], arguments: tuple[Any, ...]) -> Any:
        phase = f"{name} {subject}"
        if phase not in PHASES:
            return call()
        enter(phase)
        made = call()
        time.sleep(chance.uniform(0, SLOWNESS))
        return made

    watch(around)
    store = AnswerFile(home)
    rows = [row for row in store.read()[TABLE].rows if row.startswith(f"r{writer}-")]
    for deed, key, row, value in wishes(writer, life, rows):
        arguments = [one for one in (key, row, value) if one is not None]
        saved = when_others_let_it(getattr(store, deed), *arguments)
        enter("saved")
        time.sleep(chance.uniform(0, SLOWNESS))
        acknowledge.send(told(saved.revision, key, row, value))  # short enough to be sent as one
        enter("acknowledged")
        time.sleep(0.001)  # the lock is no fair one: here the others get their turn


class Writers:
    """Writers in one folder, every one of which will be killed, and what they acknowledged."""

    def __init__(self, home: Path, lives: int, chance: random.Random) -> None:
        self.home = home
        self.told: list[Told] = []
        self.struck: Counter[str] = Counter()  # phases in which somebody was killed
        self._chance = chance
        self._lives = lives
        self._born = 0
        self._phases = context.RawArray("B", WRITERS)
        self._running: dict[int, tuple[Any, Any]] = {}
        self._aims: list[int] = []

    @property
    def kills(self) -> int:
        return self.struck.total()

    def go_on(self) -> bool:
        """Put a new writer in the place of each that was killed; say whether any is left to be killed."""
        for writer in set(range(WRITERS)) - set(self._running):
            if self._born < self._lives:
                self._born += 1
                self._phases[writer] = UNBORN
                ears, mouth = context.Pipe(duplex=False)
                self._running[writer] = start(write, self.home, self._phases, writer, self._born, mouth), ears
                mouth.close()
        return bool(self._running)

    def kill(self, victims: int) -> None:
        """Kill one writer in a phase drawn by lot, or soon after it, and others in the same moment."""
        if self._chance.randrange(10):  # seldom in the middle of beginning
            wait_until(lambda: not self._in_phase(UNBORN), "all writers have begun")
        enough = len(self.told) + self._chance.randrange(16)
        wait_until(lambda: self._listen() >= enough, "more was saved")
        self._aims = self._aims or self._chance.sample(range(len(PHASES)), len(PHASES))
        aim = self._aims.pop()
        there = wait_until(lambda: self._in_phase(aim), f"a writer is in the phase “{PHASES[aim]}”")
        time.sleep(self._chance.choice((0, 0, self._chance.uniform(0, 0.002))))
        dying = [there[0], *self._chance.sample([*{*self._running} - {there[0]}], len(self._running) - 1)]
        for writer in dying[:victims]:
            os.kill(self._running[writer][0].pid, signal.SIGKILL)
        for writer in dying[:victims]:
            self._bury(writer)

    def _listen(self) -> int:
        for child, ears in self._running.values():
            while ears.poll():
                try:
                    self.told.append(ears.recv())
                except EOFError:
                    raise AssertionError(f"{child.name} ended by itself; it says why on stderr") from None
        return len(self.told)

    def _in_phase(self, phase: int) -> list[int]:
        self._listen()
        return [writer for writer in self._running if self._phases[writer] == phase]

    def _bury(self, writer: int) -> None:
        child, ears = self._running.pop(writer)
        child.join(PATIENCE)
        assert child.exitcode == -signal.SIGKILL, f"{child.name} ended by itself; it says why on stderr"
        with suppress(EOFError):
            while True:
                self.told.append(ears.recv())
        ears.close()
        child.close()
        self.struck[(*PHASES, "unborn")[self._phases[writer]]] += 1


def test_no_acknowledged_save_is_lost_when_writers_are_killed_at_random(
    long: bool, tmp_path: Path, tell: Callable[[str], None], record_property: Any
) -> None:
    wanted = 10_000 if long else 300
    seed = int(os.environ.get("TPM_WORKBOOK_SEED") or secrets.randbelow(10**9))
    chance = random.Random(seed)
    struck: Counter[str] = Counter()
    saves, missing = 0, list[Told]()
    try:
        for number in range(0, wanted, ROUND):
            writers = Writers(tmp_path / f"home{number}", min(ROUND, wanted - number), chance)
            checked = 0
            while writers.go_on():
                is_calm = writers.kills - checked > CALM
                writers.kill(WRITERS if is_calm else chance.choice((1, 1, 2, 3)))
                if is_calm:
                    checked = writers.kills
                    missing += lost_in(writers)
            missing += lost_in(writers)
            saves += len(writers.told)
            struck += writers.struck
            shutil.rmtree(writers.home)
    except BaseException as error:
        error.add_note(f"TPM_WORKBOOK_SEED={seed} draws the same again")
        raise
    tell(f"{struck.total()} kills, {saves} acknowledged saves, {len(missing)} lost")
    record_property("killed in", dict(struck))
    assert missing == [], f"TPM_WORKBOOK_SEED={seed}"
    assert struck.total() == wanted
    assert saves > wanted
    assert [phase for phase in PHASES if not struck[phase]] == [], "never killed there"


def lost_in(writers: Writers) -> list[Told]:
    """Return the acknowledged saves that are lost; fail when the dead left anything else in disorder."""
    home = writers.home
    assert state_is_sound(home)
    missing = lost(home, writers.told)
    store = AnswerFile(home)
    before = store.read()
    words = f"after {writers.kills} kills"
    saved = store.put("by.next", words)
    writers.told.append(told(saved.revision, "by.next", None, words))
    assert saved.revision > before.revision
    assert store.read().value("by.next") == words
    assert temporary_files(home) == []
    assert list(home.glob("answers.damaged-*")) == [], "a state was found torn in between"
    return missing
