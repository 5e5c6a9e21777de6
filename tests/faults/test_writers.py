"""Whoever writes at the same time, in processes and in threads: each save counts, and counts once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from workbook.store import AnswerFile

from .children import PATIENCE, context, ended, start, temporary_files
from .ledger import Told, lost, state_is_sound, told, when_others_let_it

WRITERS, SAVES = 8, 25


def own_fields(store: AnswerFile, writer: int) -> Iterator[Told]:
    for n in range(SAVES):
        saved = when_others_let_it(store.put, f"by.w{writer}_{n}", f"{writer}.{n}")
        yield told(saved.revision, f"by.w{writer}_{n}", None, f"{writer}.{n}")


def one_field(store: AnswerFile, writer: int) -> Iterator[Told]:
    for n in range(SAVES):
        saved = when_others_let_it(store.put, "by.all", f"{writer}.{n}")
        yield told(saved.revision, "by.all", None, f"{writer}.{n}")


def one_table(store: AnswerFile, writer: int) -> Iterator[Told]:
    for n in range(SAVES):
        row = {"words": f"{writer}.{n}"}
        saved = when_others_let_it(store.put_row, "by.table", f"r{writer}-{n}", row)
        yield told(saved.revision, "by.table", f"r{writer}-{n}", row)


KINDS = {"different fields": own_fields, "the same field": one_field, "rows of one table": one_table}


def begin(store: AnswerFile, writer: int) -> Iterator[str]:
    yield when_others_let_it(store.read).workbook


def write(home: Path, kind: str, writer: int, barrier: Any, tell: Any) -> None:
    store = AnswerFile(home)
    barrier.wait(PATIENCE)
    for one in (begin if kind == "begin" else KINDS[kind])(store, writer):
        tell.send(one)


def in_processes(home: Path, kind: str) -> list[Any]:
    """Return the results of eight processes that began in the same moment."""
    barrier = context.Barrier(WRITERS)
    running = []
    for writer in range(WRITERS):
        ears, mouth = context.Pipe(duplex=False)
        running.append((start(write, home, kind, writer, barrier, mouth), ears))
        mouth.close()
    heard = []
    for child, ears in running:
        with suppress(EOFError):
            while ears.poll(PATIENCE):
                heard.append(ears.recv())
        ears.close()
        assert ended(child) == 0
    return heard


def in_threads(home: Path, kind: str, stores: Callable[[], AnswerFile]) -> list[Told]:
    heard: list[Told] = []
    barrier = threading.Barrier(WRITERS)

    def run(writer: int) -> None:
        store = stores()
        barrier.wait(PATIENCE)
        heard.extend(KINDS[kind](store, writer))

    threads = [threading.Thread(target=run, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["processes", "threads with a store each", "threads with one store"])
def test_eight_writers_at_once_lose_nothing_and_use_no_revision_twice(
    who: str, kind: str, store: AnswerFile, home: Path
) -> None:
    store.read()
    match who:
        case "processes":
            heard = in_processes(home, kind)
        case "threads with a store each":
            heard = in_threads(home, kind, lambda: AnswerFile(home))
        case _:
            heard = in_threads(home, kind, lambda: store)
    assert len(heard) == WRITERS * SAVES
    assert sorted(one.revision for one in heard) == list(range(1, len(heard) + 1))
    assert lost(home, heard) == []
    assert state_is_sound(home)
    assert temporary_files(home) == []


def test_eight_processes_that_begin_at_once_begin_one_workbook(home: Path) -> None:
    heard = in_processes(home, "begin")
    assert heard == [AnswerFile(home).read().workbook] * WRITERS
    assert AnswerFile(home).put("a.b", "c").revision == 1
