"""A calendar that takes the file in again has each event once, as it is now."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest

from tests.conftest import Clock
from tests.naughty import STRINGS
from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.errors import ExportError
from workbook.export.calendar import Calendar
from workbook.export.paragraphs import make_printable
from workbook.questions.catalogue import catalogue
from workbook.sample import fill
from workbook.store import AnswerFile

RHYTHM = [{"value": name, "label": name} for name in ("weekly", "never")]
DAYS = [{"value": name, "label": name} for name in ("mon", "fri")]
STATES = [{"value": name, "label": name.title()} for name in ("open", "done", "dropped")]
COLUMNS = [
    {"key": "name", "kind": "text", "title": "Name"},
    {"key": "day", "kind": "date", "title": "Day"},
    {"key": "state", "kind": "choice", "title": "State", "choices": STATES},
]
RULE = {"day": "day", "what": "name", "noun": "Milestone", "unless": "state", "done": ["done", "dropped"]}
BOOK = asked(
    plan={"kind": "table", "columns": COLUMNS, "due": RULE, "takes": {"what": "name", "by": "day"}},
    move={"kind": "date", "due": "The move"},
    next={"kind": "line", "by": "fit.by"},
    by={"kind": "date"},
    rhythm={"kind": "choice", "choices": RHYTHM},
    weekday={"kind": "choice", "choices": DAYS},
    held={
        "kind": "table",
        "columns": [COLUMNS[1]],
        "due": {"day": "day", "noun": "Check-in", "every": "fit.rhythm", "weekday": "fit.weekday"},
    },
    secret={"kind": "date", "due": "Ask", "private": True},
)
PLAN, HELD = "fit.plan", "fit.held"


def file_of(store: AnswerFile) -> bytes:
    return Calendar(store.read(), BOOK, store.history).render()


def events(store: AnswerFile) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(file_of(store)).walk("VEVENT")


def one(store: AnswerFile) -> icalendar.Event:
    (event,) = events(store)
    return event


class Diary:
    """A calendar as it takes files in: an event that it has is changed, but not by an older one."""

    def __init__(self) -> None:
        self.events: dict[str, icalendar.Event] = {}

    def take(self, store: AnswerFile) -> None:
        for event in events(store):
            held = self.events.get(event["uid"])
            if held is None or event["sequence"] > held["sequence"]:
                self.events[event["uid"]] = event
            elif event["sequence"] == held["sequence"]:
                assert event == held, "what changed counts up"

    def shows(self) -> list[tuple[str, str]]:
        standing = [event for event in self.events.values() if event["status"] != "CANCELLED"]
        return sorted((event.decoded("dtstart").isoformat(), str(event["summary"])) for event in standing)


# What an event says


def test_a_milestone_is_a_day_that_is_not_taken_up(store: AnswerFile, clock: Clock) -> None:
    store.put_row(PLAN, "a", {"name": "Charter", "day": "2026-05-04"})
    assert b"DTSTART;VALUE=DATE:20260504\r\n" in file_of(store)
    event = one(store)
    assert (str(event["summary"]), event["transp"], event["class"]) == (
        "Milestone: Charter", "TRANSPARENT", "PUBLIC",
    )  # fmt: skip
    assert (
        event.decoded("dtstamp")
        == event.decoded("last-modified")
        == datetime(2026, 3, 3, 9, 12, 44, tzinfo=UTC)
    )
    assert event["sequence"] == store.read()[PLAN].rows["a"].revision
    assert event["description"] == "plan?"


def test_a_milestone_that_is_done_stays_and_says_so_and_one_that_was_dropped_is_called_off(
    store: AnswerFile,
) -> None:
    store.put_row(PLAN, "a", {"name": "Charter", "day": "2026-05-04", "state": "done"})
    store.put_row(PLAN, "b", {"name": "Pilot", "day": "2026-05-05", "state": "dropped"})
    assert [(str(event["summary"]), event["status"]) for event in events(store)] == [
        ("Milestone: Charter (done)", "CONFIRMED"),
        ("Milestone: Pilot", "CANCELLED"),
    ]


def test_a_date_an_action_and_the_next_check_in_are_events_and_so_is_one_that_was_held(
    store: AnswerFile,
) -> None:
    store.put("fit.move", "2026-09-01")
    store.put("fit.next", "Ask R.")
    store.put("fit.by", "2026-03-05")
    store.put("fit.rhythm", "weekly")
    store.put("fit.weekday", "mon")
    store.put_row(HELD, "a", {"day": "2026-03-09"})
    diary = Diary()
    diary.take(store)
    assert diary.shows() == [
        ("2026-03-05", "Next action: Ask R."),
        ("2026-03-09", "Check-in (done)"),
        ("2026-03-16", "Check-in"),
        ("2026-09-01", "The move"),
    ]


def test_a_private_answer_is_in_it_and_marked(store: AnswerFile) -> None:
    store.put("fit.secret", "2026-05-04")
    assert one(store)["class"] == "PRIVATE"
    store.mark("fit.secret", private=False)
    assert one(store)["class"] == "PUBLIC"


@pytest.mark.parametrize(
    "said",
    [
        "a, b; c: d\\n \\, \\; \"q\"", "one\ntwo\n\nthree", "🙂👩‍👩‍👧 漢字 مرحبا", "x" * 10_000, "é" * 10_000,
        "BEGIN:VEVENT\nEND:VCALENDAR\r\nSUMMARY:no", "\u2028 and \u0085", " spaces  inside ", "%s {0}",
    ],
)  # fmt: skip
def test_any_words_come_back_as_they_were_typed(said: str, store: AnswerFile) -> None:
    store.put_row(PLAN, "a", {"name": said, "day": "2026-05-04"})
    made = file_of(store)
    assert max(map(len, made.split(b"\r\n"))) <= 75
    assert len(made.splitlines()) >= made.count(b"\r\n")
    event = one(store)
    words = str(event["description"]).removesuffix("\n\nplan?")
    whole = words if words != "plan?" else str(event["summary"]).removeprefix("Milestone: ")
    assert whole == said.replace("\r\n", "\n").strip()


def test_naughty_words_make_no_event_and_no_property() -> None:
    said = [" ".join(make_printable(words).split()) for words in STRINGS]
    said = [words for words in said if words]
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    rows = {f"{n:03}": {"value": {"name": words, "day": "2026-05-04"}, **at} for n, words in enumerate(said)}
    kept = {PLAN: {"rows": rows, "order": list(rows)}}
    made = Calendar(Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept}), BOOK).render()
    found = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert {tuple(sorted(event)) for event in found} == {tuple(sorted(found[0]))}
    whole = [
        str(event["description"]).removesuffix("plan?").strip()
        or str(event["summary"]).removeprefix("Milestone: ").strip()
        for event in found
    ]
    assert whole == said


def test_control_characters_stay_out(store: AnswerFile) -> None:
    store.put_row(PLAN, "a", {"name": "a\x1b[31m\x07b\rc", "day": "2026-05-04"})
    assert str(one(store)["summary"]) == "Milestone: a[31mb c"
    assert not {0x1B, 0x07} & set(file_of(store))


def test_a_time_that_is_none_does_not_stop_it() -> None:
    answers = Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {"fit.move": {"value": "2026-05-04", "at": "some time"}}}
    )
    made = icalendar.Calendar.from_ical(Calendar(answers, BOOK).render())
    assert made.walk("VEVENT")[0].decoded("dtstamp") == datetime(2026, 5, 4, tzinfo=UTC)


def test_where_nothing_ever_had_a_day_a_sentence_says_so(store: AnswerFile) -> None:
    store.put_row(PLAN, "a", {"name": "Charter"})
    with pytest.raises(ExportError, match=r"Nothing has a day yet.*Nothing was written\."):
        file_of(store)


# Taken in again


def test_the_same_answers_give_the_same_bytes(store: AnswerFile) -> None:
    store.put_row(PLAN, "a", {"name": "Charter", "day": "2026-05-04"})
    store.put("fit.move", "2026-05-04")
    assert file_of(store) == file_of(AnswerFile(store.home))


def changes() -> dict[str, list[tuple[Any, list[tuple[str, str]] | None]]]:
    """Ways that a workbook may go: each change, and what a calendar that has seen all before then shows."""
    row = {"name": "Charter", "day": "2026-05-04"}
    charter = ("2026-05-04", "Milestone: Charter")

    def put(key: str, value: Any) -> Any:
        return lambda store: store.put(key, value)

    def put_row(**more: Any) -> Any:
        return lambda store: store.put_row(PLAN, "a", row | more)

    def delete(key: str, name: str) -> Any:
        return lambda store: store.delete_row(key, name)

    def take(name: str) -> Any:
        return lambda store: store.put_row(PLAN, name, row | {"name": "Ask R.", "from": "fit.next/Ask R."})

    def hold(store: AnswerFile) -> None:
        store.put_row(HELD, "a", {"day": "2026-03-06"})

    asked_r = ("2026-03-05", "Next action: Ask R.")
    in_plan = ("2026-05-04", "Milestone: Ask R.")
    friday, next_friday = ("2026-03-06", "Check-in"), ("2026-03-13", "Check-in")
    return {
        "moved": [(put_row(), [charter]), (put_row(day="2026-06-01"), [("2026-06-01", charter[1])])],
        "renamed": [(put_row(), [charter]), (put_row(name="Brief"), [(charter[0], "Milestone: Brief")])],
        "done": [(put_row(), [charter]), (put_row(state="done"), [(charter[0], f"{charter[1]} (done)")])],
        "dropped and begun": [(put_row(), [charter]), (put_row(state="dropped"), []), (put_row(), [charter])],
        "without a day": [(put_row(), [charter]), (put_row(day=None), []), (put_row(), [charter])],
        "deleted and back": [(put_row(), [charter]), (delete(PLAN, "a"), []), (put_row(), [charter])],
        "a date emptied": [
            (put("fit.move", "2026-05-04"), [("2026-05-04", "The move")]),
            (put("fit.move", None), []),
            (put("fit.move", "2026-05-05"), [("2026-05-05", "The move")]),
        ],
        "an action taken into the plan, and the plan's row deleted": [
            (put("fit.next", "Ask R."), None),
            (put("fit.by", "2026-03-05"), [asked_r]),
            (take("b"), [in_plan]),
            (delete(PLAN, "b"), [asked_r]),
            (take("c"), [in_plan]),
        ],
        "an action without words": [
            (put("fit.by", "2026-03-05"), None),
            (put("fit.next", "Ask R."), [asked_r]),
            (put("fit.next", ""), []),
            (put("fit.next", "Ask R."), [asked_r]),
            (put("fit.by", None), []),
        ],
        "check-ins": [
            (put("fit.weekday", "fri"), None),
            (put("fit.rhythm", "weekly"), [friday]),
            (hold, [("2026-03-06", "Check-in (done)"), next_friday]),
            (delete(HELD, "a"), [friday]),
            (put("fit.rhythm", "never"), []),
            (put("fit.rhythm", "weekly"), [friday]),
        ],
    }  # fmt: skip


@pytest.mark.parametrize("way", changes())
def test_a_calendar_that_takes_each_file_in_shows_what_is_so_now(way: str, store: AnswerFile) -> None:
    diary = Diary()
    for change, shown in changes()[way]:
        change(store)
        if shown is None:
            continue
        for _ in range(2):
            diary.take(store)
            assert diary.shows() == shown


def test_what_did_not_change_keeps_its_number(store: AnswerFile) -> None:
    store.put_row(PLAN, "a", {"name": "Charter", "day": "2026-05-04"})
    store.put_row(PLAN, "b", {"name": "Pilot", "day": "2026-05-05"})
    before = events(store)
    store.put_row(PLAN, "b", {"name": "Pilot", "day": "2026-05-06"})
    after = events(store)
    assert [one["uid"] for one in before] == [one["uid"] for one in after]
    assert before[0] == after[0]
    assert before[1]["sequence"] < after[1]["sequence"]


def test_what_was_deleted_leaves_no_words_of_it(store: AnswerFile) -> None:
    store.put_row(PLAN, "a", {"name": "Charter", "day": "2026-05-04"})
    store.delete_row(PLAN, "a")
    event = one(store)
    assert (str(event["summary"]), event["status"]) == ("Milestone", "CANCELLED")
    assert b"Charter" not in file_of(store)


def test_what_was_deleted_is_called_off_on_its_last_day(store: AnswerFile) -> None:
    for day in ("2026-05-04", "2026-05-06"):
        store.put_row(PLAN, "a", {"name": "Charter", "day": day})
    store.delete_row(PLAN, "a")
    assert one(store).decoded("dtstart") == date(2026, 5, 6)


def test_a_day_for_an_action_that_was_never_named_is_no_event(store: AnswerFile) -> None:
    store.put("fit.next", " ")
    store.put("fit.by", "2026-05-04")
    with pytest.raises(ExportError):
        file_of(store)


def test_two_workbooks_have_events_of_their_own(store: AnswerFile, tmp_path: Any) -> None:
    other = AnswerFile(tmp_path / "other")
    for each in (store, other):
        each.put("fit.move", "2026-05-04")
    assert one(store)["uid"] != one(other)["uid"]


def test_the_filled_example_has_an_event_for_every_row_with_a_day(tmp_path: Any) -> None:
    store = fill(tmp_path / "home", catalogue(), date(2026, 11, 22))
    answers = store.read()
    made = Calendar(answers, catalogue(), store.history).render()
    found = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert len({event["uid"] for event in found}) == len(found)
    named = "\n".join(str(event["summary"]) for event in found)
    rows = answers["plan.milestones"].rows.values()
    assert len(rows) > 5
    assert [row for row in rows if row.value.get("due") and row.value["name"][:60] not in named] == []
