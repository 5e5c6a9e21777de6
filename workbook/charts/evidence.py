"""How much the practice log shows of each skill, by month."""

from __future__ import annotations

from workbook.charts.chart import Chart, ChartContent, ChartData, NoChart, render
from workbook.charts.grid import draw_grid
from workbook.charts.svg import Medium
from workbook.insights.practice import evidence, weeks
from workbook.insights.practice_commentary import suggest_evidence, summarize_evidence
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import day_in_words


def draw(data: ChartData, medium: Medium) -> Chart | NoChart:
    """Draw the rows of the log by skill and period."""
    words = sentences().charts.evidence
    found = evidence(data.answers, data.catalogue, data.today)
    if found is None:
        table = data.catalogue.practice_log
        return NoChart("evidence", words.nothing_yet, table.key if table else "")
    names = [skill.label for skill in found.skills]
    counts = [found.counts[skill.value] for skill in found.skills]
    say = summarize_evidence(found, weeks(data.answers, data.catalogue, data.today), data.today)
    description = words.description.format(first=found.periods[0], last=found.periods[-1], say=say)
    none = sentences().charts.none
    rows = tuple(
        (
            skill.label,
            *map(str, row),
            day_in_words(found.last[skill.value], 3) if skill.value in found.last else none,
        )
        for skill, row in zip(found.skills, counts, strict=True)
    )
    columns = (words.skill, *found.periods, words.last)
    content = ChartContent(words.title, say, description, columns, rows, tuple(suggest_evidence(found)))
    return render(
        "evidence",
        content,
        medium,
        lambda is_wide: draw_grid("evidence", names, found.periods, counts, is_wide=is_wide),
    )
