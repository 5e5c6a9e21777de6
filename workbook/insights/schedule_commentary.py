"""What a mentor would say about the plan, and suggest as the next action.

Pure: numbers in, words out. `suggest_...` yields actions for the plan, the first before the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workbook.insights.schedule import Milestone, Schedule
from workbook.phrases.sentences import format_number, sentences
from workbook.questions.formatting import day_in_words, short

NAME_LENGTH = 60  # characters of a milestone's name in a sentence


def summarize_schedule(found: Schedule, today: date) -> str:
    """Say what is late, and what the finished milestones say about the rest."""
    words = sentences().charts.plan
    late = _late(found, today)
    if not late:
        text = words.none_late
    else:
        name = short(late[0].name or words.unnamed, NAME_LENGTH)
        text = (words.one_late if len(late) == 1 else words.many_late).format(number=len(late), name=name)
    if found.measured is None:
        return text
    if found.multiplier is None:
        return f"{text} {words.too_few.format(number=found.measured)}"
    times = format_number(found.multiplier, 1)
    pace = words.on_pace if times == "1" else words.pace
    text = f"{text} {pace.format(number=found.measured, times=times)}"
    if times != "1" and found.move and found.likely:
        text += " " + words.likely_move.format(
            likely=day_in_words(found.likely), move=day_in_words(found.move)
        )
    return text


def suggest_schedule(found: Schedule, today: date) -> Iterator[str]:
    """Suggest telling the people who wait for what is late, and asking those who know what comes next."""
    words = sentences().charts.plan
    late = _late(found, today)
    ahead = sorted(
        (one for one in found.milestones if not one.is_over and one.due and one not in late),
        key=lambda one: one.due or date.max,
    )
    for sentence, milestones in ((words.tell, late), (words.ask, ahead)):
        for one in milestones:
            if not one.is_action:  # an action about an action helps nobody
                yield sentence.format(name=short(one.name or words.unnamed, NAME_LENGTH))
    yield words.ask_what_counts


def _late(found: Schedule, today: date) -> list[Milestone]:
    """Return what should have been done by now, the earliest first."""
    late = [one for one in found.milestones if not one.is_over and one.due and one.due < today]
    return sorted(late, key=lambda one: one.due or today)
