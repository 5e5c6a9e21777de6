"""The contents of the book for one reader: answers as the JSON that pdf.typ reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from workbook.answers import copies
from workbook.answers.model import Answers
from workbook.answers.rules import is_answered, is_private
from workbook.charts import Chart, ChartData, History, chart_sources, charts_after, draw
from workbook.export.paragraphs import make_printable, split_paragraphs
from workbook.kept import is_blank
from workbook.logs import log
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.formatting import day_in_words, in_words, plain
from workbook.questions.kinds import Question, SeveralOf, Weights
from workbook.questions.tables import Column, Ratings, Table

NAME_KEY = "start.name"  # the question for the name on the cover
SECTIONS_FOR_CONTENTS = 4
MEASURE = 150  # mm, what a4 leaves between the margins
# The least width in mm, and the share of what is left over, that a column needs by its kind.
WIDTHS = {
    "date": (24, 0),
    "number": (18, 0),
    "choice": (24, 14),
    "choices": (28, 16),
    "line": (28, 20),
    "text": (34, 30),
}
# In a check-in by its key: what was seen gets the rest.
RATED = {
    "skill": (34, 0), "evidence": (40, 30), "level": (13, 0), "confidence": (21, 0), "target": (14, 0),
    "back": (16, 0),
}  # fmt: skip


class Book:
    """What one reader gets; the days of the changes are those in `zone`, by default here.

    Raises ExportError for a reader that there is not.
    """

    def __init__(
        self,
        answers: Answers,
        catalogue: Catalogue,
        audience: str,
        *,
        zone: tzinfo | None = None,
        history: History | None = lambda _key: (),
    ) -> None:
        copies.check_audience(audience)
        self._answers = copies.for_reader(answers, audience, catalogue)
        self._catalogue = catalogue
        self._audience = audience
        self._zone = zone
        self._history = history
        self._words = sentences().book

    def data(self, today: date) -> dict[str, Any]:
        """Return everything that pdf.typ reads but the paper."""
        # What the person has replaced is for nobody else.
        history = self._history if self._audience == copies.ME else None
        data = ChartData(self._answers, self._catalogue, today, history)
        parts = copies.chapters(self._audience, self._catalogue)
        steps = [step for part in parts if (step := self._part(part, data))]
        name = self._name()
        sections = sum(len(step["sections"]) for step in steps)
        return {
            "title": self._words.title,
            "author": name,
            "whose": self._words.reflections_of.format(name=name) if name else "",
            "day": day_in_words(today),
            "copy": self._copy(),
            "contents": self._words.contents if sections >= SECTIONS_FOR_CONTENTS else "",
            "is_brief": self._audience != copies.ME,
            "private": self._words.private,
            "steps": steps,
            "nothing": [] if steps else self._nothing(),
        }

    def _is_held(self, question: Question) -> bool:
        return copies.is_held(question, self._audience, self._answers)

    def _may_be_drawn(self, name: str) -> bool:
        """Say whether this reader may see all that a chart is drawn from."""
        asked = [self._catalogue.question(key) for key in chart_sources(name, self._catalogue)]
        return all(self._is_held(one) for one in asked if is_answered(one, self._answers))

    def _name(self) -> str:
        has_name = self._catalogue.has_question(NAME_KEY)
        if not has_name or not self._is_held(self._catalogue.question(NAME_KEY)):
            return ""
        return " ".join(make_printable(str(self._answers.value(NAME_KEY))).split())

    def _copy(self) -> str:
        about = self._catalogue.copies[self._audience].says
        if self._audience != copies.ME:
            name = self._name()
            return f"{about} {self._words.you.format(name=name) if name else self._words.you_unnamed}"
        asked = [question for question in self._catalogue.questions if is_answered(question, self._answers)]
        hidden = sum(is_private(question, self._answers) for question in asked)
        words = self._words.private_answers
        counted = (words.none, words.one)[hidden] if hidden < 2 else words.many.format(number=hidden)
        return f"{about} {counted}" if asked else about

    def _nothing(self) -> list[str]:
        # Somebody else's copy does not reveal whether nothing was written or nothing was shared.
        mine = self._audience == copies.ME
        return [self._words.nothing, *self._words.how_to_begin] if mine else [self._words.nothing_to_share]

    def _part(self, part: copies.Chapter, data: ChartData) -> dict[str, Any] | None:
        sections = [section for group in part.groups if (section := self._section(group, data))]
        return {"title": part.title, "sections": sections} if sections else None

    def _section(self, group: copies.Group, data: ChartData) -> dict[str, Any] | None:
        shown = [question for question in group.questions if self._is_held(question)]
        if not shown:
            return None
        charts = [
            picture
            for question in shown
            for name in charts_after(question.key, self._catalogue)
            if self._may_be_drawn(name) and (chart := _draw(name, data))
            for picture in _pictures(chart)
        ]
        return {"title": group.title, "questions": [self._question(one) for one in shown], "charts": charts}

    def _question(self, question: Question) -> dict[str, Any]:
        return {
            "title": question.title,
            "when": self._when(question.key),
            "private": is_private(question, self._answers),
            "body": self._body(question),
        }

    def _when(self, key: str) -> str:
        _, at = self._answers[key].changed
        try:
            return day_in_words(datetime.fromisoformat(at).astimezone(self._zone).date())
        except (ValueError, OverflowError):
            return ""

    def _body(self, question: Question) -> dict[str, Any]:
        value = self._answers.value(question.key)
        if isinstance(question, Ratings):
            return {"kind": "groups", "groups": self._checkins(question)}
        if isinstance(question, Table):
            return self._table(question)
        if isinstance(question, Weights) and isinstance(value, Mapping):
            rows = [
                [split_paragraphs(choice.label), split_paragraphs(plain(value[choice.value]))]
                for choice in question.choices
                if not is_blank(value.get(choice.value))
            ]
            columns = [
                {"title": self._words.criterion, "kind": "line", "least": 84, "share": 0},
                {"title": self._words.points, "kind": "number", "least": 18, "share": 0},
            ]
            return {"kind": "table", "columns": columns, "rows": rows}
        if isinstance(question, SeveralOf) and isinstance(value, list):
            return {"kind": "list", "items": [question.label(str(one)) for one in value]}
        return {"kind": "text", "paragraphs": split_paragraphs(in_words(question, value))}

    def _checkins(self, question: Ratings) -> list[dict[str, Any]]:
        """Return a table for each check-in, the newest first, with the skills in their order.

        Others get each person's latest; what came before is in the charts.
        """
        order = [skill.key for skill in question.skills]
        found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in self._rows(question):
            found.setdefault((str(row.get("date") or ""), str(row.get("by") or "")), []).append(row)
        columns = [column for column in question.columns if column.key not in ("date", "by")]
        tables = []
        days = sorted(found, key=lambda one: (one[0], not one[1]), reverse=True)
        if self._audience != copies.ME:
            latest = {by: (day, by) for day, by in reversed(days)}
            days = [one for one in days if one in latest.values()]
        for day, by in days:
            rows = sorted(found[day, by], key=lambda row: _skill_order(row.get("skill"), order))
            whose = self._words.by.format(name=make_printable(by)) if by else self._words.own
            title = f"{in_words(question.column('date'), day)} · {whose}"
            lines = self._lines(columns, rows, RATED)
            if lines["columns"]:
                tables.append({"title": " ".join(title.split()), **lines})
        return tables

    def _table(self, question: Table) -> dict[str, Any]:
        lines = self._lines(question.columns, self._rows(question))
        # Rows may hold nothing but columns that no longer exist.
        return lines if lines["columns"] else {"kind": "text", "paragraphs": []}

    def _rows(self, question: Table) -> list[Mapping[str, Any]]:
        return [row.value for _, row in self._answers[question.key].in_order() if not is_blank(row.value)]

    @staticmethod
    def _lines(
        asked: Sequence[Column],
        rows: Sequence[Mapping[str, Any]],
        room: Mapping[str, tuple[int, int]] | None = None,
    ) -> dict[str, Any]:
        """Return rows with the columns that hold anything."""
        columns = [column for column in asked if any(not is_blank(row.get(column.key)) for row in rows)]
        widths = [(room or {}).get(column.key, WIDTHS[column.kind]) for column in columns]
        return {
            # A table of more columns than the page takes is set row by row instead.
            "kind": "table" if sum(least for least, _ in widths) <= MEASURE else "records",
            "columns": [
                {"title": column.title, "kind": column.kind, "least": least, "share": share}
                for column, (least, share) in zip(columns, widths, strict=True)
            ],
            "rows": [
                [split_paragraphs(in_words(column, row.get(column.key))) for column in columns]
                for row in rows
            ],
        }


def _skill_order(skill: Any, order: Sequence[str]) -> int:  # noqa: ANN401 - whatever is on disk
    return order.index(skill) if skill in order else len(order)


def _pictures(chart: Chart) -> Iterator[dict[str, Any]]:
    """Yield what goes on the pages of a chart, each part with words of its own."""
    numbers = {"columns": chart.columns, "rows": chart.rows}
    yield {"say": chart.say, "alt": chart.description, "svg": chart.wide, **numbers}
    for number, svg in enumerate(chart.more, 2):
        part = sentences().charts.part.format(title=chart.title, part=number, parts=len(chart.more) + 1)
        yield {"say": part, "alt": part, "svg": svg}


def _draw(name: str, data: ChartData) -> Chart | None:
    """Draw a chart; one that fails leaves the book without it, and not the person without a book."""
    try:
        chart = draw(name, data, medium="book")
    except Exception:
        log.exception("The chart %r could not be drawn", name)
        return None
    return chart if isinstance(chart, Chart) else None
