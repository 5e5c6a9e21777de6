"""What every chart is made from and made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from workbook.answers.model import Answers, Version
from workbook.charts.drawing import Picture
from workbook.charts.svg import Medium, matplotlib_settings
from workbook.insights.schedule import OriginalRows, original_rows
from workbook.questions.catalogue import Catalogue

TableRows = tuple[tuple[str, ...], ...]
History = Callable[[str], Iterable[Version]]


@dataclass(frozen=True)
class ChartData:
    """What a chart is drawn from. `history` returns a key's versions, the oldest first.

    Without it a chart shows nothing that was replaced, nor anything concluded from it.
    """

    answers: Answers
    catalogue: Catalogue
    today: date
    history: History | None = lambda _key: ()

    def original_rows(self) -> OriginalRows | None:
        """Return the plan's rows as they were first kept, None without a history."""
        if self.history is None:
            return None
        plan = self.catalogue.plan
        return original_rows(self.history(plan.key)) if plan else {}


@dataclass(frozen=True)
class ChartContent:
    """A chart but its pictures: `say` goes before it, `description` is its alt text, the rest its table.

    `actions` are what a mentor would suggest next, the first before the others.
    """

    title: str
    say: str
    description: str
    columns: tuple[str, ...]
    rows: TableRows
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chart(ChartContent):
    """A chart as SVG, for a wide column and for a narrow one; one that is not for a page is wide alone.

    `more` goes on in a book where `wide` would not fit on a page of it.
    """

    name: str
    wide: str
    narrow: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoChart:
    """A chart that cannot be drawn yet; `question` is the key to answer first."""

    name: str
    say: str
    question: str


def render(
    name: str,
    content: ChartContent,
    medium: Medium,
    draw: Callable[[bool], Picture],
    sheets: Callable[[], Iterable[Picture]] | None = None,
) -> Chart:
    """Render the pictures that a medium takes, beside their content.

    draw(is_wide) draws one; sheets() draws those of a chart that may be too tall for a page of a book.
    """

    def svg(picture: Picture) -> str:
        return picture.render(content.title, content.description, medium)

    with matplotlib_settings():
        if medium == "book" and sheets:
            wide, *more = map(svg, sheets())
            return Chart(**vars(content), name=name, wide=wide, more=tuple(more))
        narrow = svg(draw(False)) if medium == "page" else ""
        return Chart(**vars(content), name=name, wide=svg(draw(True)), narrow=narrow)
