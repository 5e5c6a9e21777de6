"""What a mentor would say about practice and energy, and suggest as the next action.

Pure: numbers in, words out. `suggest_...` yields actions for the plan, the first before the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workbook.insights.practice import WEEK, Energy, Evidence
from workbook.phrases.sentences import MAX_NAMES, in_a_sentence, join_names, sentences
from workbook.questions.formatting import day_in_words
from workbook.questions.values import Choice

ENOUGH_TASKS = 10  # before anything is concluded from them
ENOUGH_FOR_SHARE = 5  # tasks of a kind before their share is one


def summarize_evidence(found: Evidence, recent: Sequence[int], today: date) -> str:
    """Say how often one wrote in the `recent` weeks, and which skills lack entries."""
    words = sentences().charts.evidence
    text = words.weeks.format(number=sum(map(bool, recent)), all=len(recent))
    if len(recent) == 1:
        text = words.this_week
    bare = [in_a_sentence(skill.label) for skill in found.skills if skill.value not in found.last]
    if len(bare) > MAX_NAMES:
        return f"{text} {words.many_bare.format(number=len(bare), all=len(found.skills))}"
    if bare:
        return f"{text} {words.bare.format(skills=join_names(bare))}"
    skill, day = _longest_ago(found)[0]
    if today - day < WEEK:
        return f"{text} {words.fresh}"
    return f"{text} {words.longest.format(skill=in_a_sentence(skill.label), day=day_in_words(day))}"


def suggest_evidence(found: Evidence) -> Iterator[str]:
    """Suggest which skill to practice next."""
    bare = [skill for skill in found.skills if skill.value not in found.last]
    for skill in (*bare, *(skill for skill, _ in _longest_ago(found))):
        yield sentences().charts.evidence.ask.format(skill=in_a_sentence(skill.label))


def _longest_ago(found: Evidence) -> list[tuple[Choice, date]]:
    """Return the skills with the days of their last entries, the earliest first."""
    pairs = [(skill, found.last[skill.value]) for skill in found.skills if skill.value in found.last]
    return sorted(pairs, key=lambda pair: pair[1])


def summarize_energy(found: Sequence[Energy]) -> str:
    """Say which kind of work gives most, and which takes most."""
    words = sentences().charts.energy
    best, worst = _best(found), _worst(found)
    parts = []
    if len(best) == 1:
        parts.append(words.gives.format(gives=best[0].gives, tasks=best[0].tasks, kind=best[0].kind.label))
    elif best:
        parts.append(words.level_gives.format(kinds=join_names([one.kind.label for one in best])))
    if len(worst) == 1:
        parts.append(words.takes.format(takes=worst[0].takes, tasks=worst[0].tasks, kind=worst[0].kind.label))
    elif worst:
        parts.append(words.level_takes.format(kinds=join_names([one.kind.label for one in worst])))
    if not parts:
        parts.append(words.even)
    if (tasks := sum(one.tasks for one in found)) < ENOUGH_TASKS:
        parts.append(words.a_few if tasks == 1 else words.few.format(number=tasks))
    return " ".join(parts)


def suggest_energy(found: Sequence[Energy]) -> Iterator[str]:
    """Suggest more of what gives energy, and less of what takes it, where one kind of work leads."""
    words = sentences().charts.energy
    for sentence, kinds in ((words.ask, _best(found)), (words.hand_over, _worst(found))):
        if len(kinds) == 1:
            yield sentence.format(kind=kinds[0].kind.label)
    yield words.ask_a_friend


def _best(found: Sequence[Energy]) -> list[Energy]:
    """Return the kinds with the largest share that gave energy, of those that give more than they take."""
    some = [one for one in _countable(found) if one.gives > one.takes]
    most = max((one.gives / one.tasks for one in some), default=0)
    return [one for one in some if one.gives / one.tasks == most]


def _worst(found: Sequence[Energy]) -> list[Energy]:
    some = [one for one in _countable(found) if one.takes > one.gives]
    most = max((one.takes / one.tasks for one in some), default=0)
    return [one for one in some if one.takes / one.tasks == most]


def _countable(found: Sequence[Energy]) -> list[Energy]:
    """Return the kinds of work with enough tasks for a share; those with any where none has."""
    return [one for one in found if one.tasks >= ENOUGH_FOR_SHARE] or [one for one in found if one.tasks]
