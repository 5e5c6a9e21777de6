"""Which skills and which kinds of interview question the stories serve."""

from __future__ import annotations

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, render
from workbook.charts.grid import draw_grid
from workbook.charts.svg import Medium
from workbook.insights.skills import coverage
from workbook.insights.skills_commentary import suggest_coverage, summarize_coverage
from workbook.kept import is_blank
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import chosen
from workbook.questions.tables import ChoicesColumn


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw how many stories show each skill, by the kind of question that they serve."""
    words = sentences().charts.coverage
    bank = data.catalogue.story_bank
    found = coverage(data.answers, data.catalogue)
    if bank is None:
        return NoChart("coverage", words.nothing_yet, "")
    stories = [row.value for row in data.answers[bank.key].rows.values() if not is_blank(row.value)]
    if not any(one.stories for one in found):
        return NoChart("coverage", words.no_skills if stories else words.nothing_yet, bank.key)
    serves = bank.column("serves")
    assert isinstance(serves, ChoicesColumn)  # noqa: S101 - story_bank has seen to it
    names = [one.skill.label for one in found]
    counts = [[one.counts[kind.value] for kind in serves.choices] for one in found]
    heads = tuple(kind.label for kind in serves.choices)
    served = {kind for row in stories for kind in chosen(row.get("serves"))}
    unserved = [kind for kind in serves.choices if kind.value not in served]
    say = summarize_coverage(found, len(stories), unserved)
    rows = tuple(
        (name, *map(str, row), str(one.stories)) for name, row, one in zip(names, counts, found, strict=True)
    )
    content = ChartContent(
        words.title,
        say,
        words.description.format(kinds=", ".join(heads), say=say),
        (words.skill, *heads, words.stories),
        rows,
        tuple(suggest_coverage(found)),
    )
    return render(
        "coverage",
        content,
        medium,
        lambda is_wide: draw_grid("coverage", names, heads, counts, is_wide=is_wide),
    )
