"""How much the practice log shows of each skill, by month."""

from __future__ import annotations

from workbook.charts.chart import Chart, NoChart, Sketch, Told, drawn
from workbook.charts.drawing import Medium
from workbook.charts.grid import grid
from workbook.insights.practice import evidence, weeks
from workbook.insights.skills_commentary import say_evidence, suggest_evidence
from workbook.phrases.sentences import sentences
from workbook.questions.formatting import day_in_words


def draw(told: Told, medium: Medium) -> Chart | NoChart:
    """Draw the rows of the log by skill and period."""
    words = sentences().charts.evidence
    found = evidence(told.answers, told.catalogue, told.today)
    if found is None:
        table = told.catalogue.practice_log
        return NoChart("evidence", words.nothing_yet, table.key if table else "")
    names = [skill.label for skill in found.skills]
    counts = [found.counts[skill.value] for skill in found.skills]
    say = say_evidence(found, weeks(told.answers, told.catalogue, told.today), told.today)
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
    sketch = Sketch(words.title, say, description, columns, rows, tuple(suggest_evidence(found)))
    return drawn(
        "evidence",
        sketch,
        medium,
        lambda is_wide: grid("evidence", names, found.periods, counts, is_wide=is_wide),
    )
