"""Tables that gather what is in many answers: the first pass, what is due, progress, and more.

Pure: answers and catalogue in, words out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from workbook.answers import copies
from workbook.answers.due import due
from workbook.answers.model import Answers
from workbook.answers.rules import is_answered, progress
from workbook.errors import WorkbookError
from workbook.insights.roles import compare_roles
from workbook.insights.roles_commentary import summarize_roles
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import day_in_words, in_words, short
from workbook.questions.kinds import Question
from workbook.questions.steps import AUDIENCES

SITTING = timedelta(hours=4)  # without a change: then the next is another sitting
MAX_CHANGED = 30  # rows of what has changed
MIN_DUE_SHOWN = 10  # rows of what is due that are in view, where there are as many


@dataclass(frozen=True)
class OverviewRow:
    """Cells of text, the key of the question or step that the first one leads to, and the row's state."""

    cells: tuple[str, ...]
    key: str = ""
    mark: str = ""  # "done", "late" or nothing


@dataclass(frozen=True)
class Overview:
    """A table with the sentence before it, and perhaps one after it.

    Rows from `shown` on are folded away under the words `later`.
    """

    say: str
    columns: tuple[str, ...] = ()
    rows: tuple[OverviewRow, ...] = ()
    after: str = ""
    shown: int = 1000
    later: str = ""


def build(name: str, answers: Answers, catalogue: Catalogue, today: date) -> Overview:
    """Build an overview by name."""
    check_overview(name)
    return _BUILDERS[name](answers, catalogue, today)


def check_overview(name: str) -> None:
    """Raise WorkbookError when there is no such overview."""
    if name not in _BUILDERS:
        raise WorkbookError(f"There is no overview {name!r}. There are: {', '.join(_BUILDERS)}.")


def anchor(name: str, catalogue: Catalogue) -> str:
    """Return the anchor that links to this overview lead to, "" for one that none leads to."""
    return f"{catalogue.steps[0].key}.{name}" if name == "first" else ""


def tally(questions: Iterable[Question], answers: Answers) -> tuple[int, int, float]:
    """Return how many questions are answered, how many there are, and the minutes that the others take."""
    questions = tuple(questions)
    done, all_ = progress(questions, answers)
    left = sum(question.minutes for question in questions if not is_answered(question, answers))
    return done, all_, left


def format_tally(questions: Iterable[Question], answers: Answers) -> str:
    """Format how much of a section is answered and how long the rest takes."""
    words = sentences().overviews.tally
    done, all_, left = tally(questions, answers)
    text = words.answered.format(done=done, all=all_)
    return text if done == all_ else f"{text} · {words.left.format(minutes=_format_minutes(left))}"


def _first(answers: Answers, catalogue: Catalogue, _today: date) -> Overview:
    words = sentences().overviews.first
    rows = []
    for place, stop in enumerate(catalogue.first.stops, 1):
        is_done = is_answered(catalogue.question(stop.key), answers)
        state = words.done if is_done else words.takes.format(minutes=_format_minutes(stop.minutes))
        rows.append(OverviewRow((f"{place}. {stop.say}", state), stop.key, "done" if is_done else ""))
    is_all = all(row.mark for row in rows)
    lines = [catalogue.first.done if is_all else catalogue.first.lead]
    comparison = compare_roles(answers, catalogue)
    if comparison:
        lines.append(summarize_roles(comparison))
    if is_all and rows:
        last = catalogue.question(rows[-1].key)
        lines.append(words.last.format(words=short(in_words(last, answers.value(last.key)))))
    return Overview(lines[0], words.columns, tuple(rows), " ".join(lines[1:]))


def _due(answers: Answers, catalogue: Catalogue, today: date) -> Overview:
    words = sentences().overviews.due
    found = due(answers, catalogue)
    if not found:
        return Overview(words.nothing)
    late = sum(one.day < today for one in found)
    soon = sum(today <= one.day <= today + timedelta(days=7) for one in found)
    rows = [
        OverviewRow(
            (f"{one.noun}: {one.what}" if one.what else one.noun, format_due_day(one.day, today)),
            one.key,
            "late" if one.day < today else "",
        )
        for one in found
    ]
    # Whatever is late or near is in view, and a few more.
    shown = max(MIN_DUE_SHOWN, sum(one.day <= today + timedelta(days=7) for one in found))
    later = words.later.format(number=len(rows) - shown) if len(rows) > shown else ""
    return Overview(words.format_counts(late, soon), words.columns, tuple(rows), shown=shown, later=later)


def format_due_day(day: date, today: date) -> str:
    """Format a day, and how far away it is while it is near."""
    words = sentences().overviews.due
    days = (day - today).days
    near = {-1: words.yesterday, 0: words.today, 1: words.tomorrow}
    if days in near:
        distance = near[days]
    elif days < 0:
        distance = words.ago.format(days=-days)
    else:
        distance = words.ahead.format(days=days) if days <= 14 else ""
    day_text = day_in_words(day, 3)
    return f"{day_text}, {distance}" if distance else day_text


def _progress(answers: Answers, catalogue: Catalogue, _today: date) -> Overview:
    words = sentences().overviews.progress
    rows = []
    for step in catalogue.steps:
        done, all_, left = tally(step.questions, answers)
        minutes = _format_minutes(left) if left else words.nothing
        cells = (step.short, words.of.format(done=done, all=all_), minutes)
        rows.append(OverviewRow(cells, step.key, "" if left else "done"))
    done, all_, left = tally(catalogue.questions, answers)
    say = words.say.format(done=done, all=all_) if done else words.empty
    return Overview(say, words.columns, tuple(rows))


def _changed(answers: Answers, catalogue: Catalogue, _today: date) -> Overview:
    words = sentences().overviews.changed
    found = []
    for question in catalogue.questions:
        revision, at = answers[question.key].changed
        if revision and (moment := _parse_local(at)):
            found.append((moment, revision, question))
    if not found:
        return Overview(words.nothing)
    found.sort(key=lambda one: one[:2], reverse=True)
    last = [found[0]]
    for one in found[1:]:
        if last[-1][0] - one[0] > SITTING:
            break
        last.append(one)
    rows = [
        OverviewRow((question.title, catalogue.step_of(question.key).short), question.key)
        for *_, question in last
    ]
    sentence = words.one if len(last) == 1 else words.many
    day = day_in_words(last[0][0].date())
    return Overview(sentence.format(day=day, number=len(last)), words.columns, tuple(rows[:MAX_CHANGED]))


def _copy(audience: str, answers: Answers, catalogue: Catalogue, _today: date) -> Overview:
    """Return what will be in a copy of the book, and what is left out of it."""
    words = sentences().overviews.copy_
    answers = copies.for_reader(answers, audience, catalogue)
    found = list(copies.chapters(audience, catalogue))
    held: list[OverviewRow] = []
    hidden: list[OverviewRow] = []
    chapters = []
    for part in found:
        answered = [one for one in part.questions if is_answered(one, answers)]
        shown = [one for one in answered if copies.is_held(one, audience, answers)]
        held += [OverviewRow((one.title, part.title), one.key) for one in shown]
        hidden += [OverviewRow((one.title, words.hidden), one.key) for one in answered if one not in shown]
        chapters += [part.title] if shown else []
    is_mine = audience == copies.ME
    if is_mine:
        say = words.format_own(len(held))
    else:
        say = words.format_contents(chapters or [part.title for part in found], len(held), len(hidden))
    later = words.held.format(number=len(held)) if held else ""
    change = words.change if catalogue.copies[audience].others else words.change_own
    after = change if (held or hidden) and not is_mine else ""
    return Overview(say, words.columns, (*hidden, *held), after, shown=len(hidden), later=later)


def _format_minutes(minutes: float) -> str:
    words = sentences().overviews.tally
    whole = max(1, round(minutes))
    return words.minute if whole == 1 else words.minutes.format(number=whole)


def _parse_local(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError):
        return None


_BUILDERS: dict[str, Callable[[Answers, Catalogue, date], Overview]] = {
    "first": _first,
    "due": _due,
    "progress": _progress,
    "changed": _changed,
    **{audience: partial(_copy, audience) for audience in AUDIENCES},
}
