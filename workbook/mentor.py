"""What a mentor would say about the numbers, in a sentence or two, and suggest as the next action.

Pure: numbers in, words out. `suggest_...` returns an action for the plan, "" for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workbook.growth import SkillStanding, StoryCoverage
from workbook.practice import Energy, Evidence
from workbook.schedule import Milestone, Schedule
from workbook.sentences import in_a_sentence, number, sentences
from workbook.values import Choice
from workbook.words import day_in_words, short

FAR = 2  # levels between one's own rating and another's that are worth a question
FEW = 3  # skills that a sentence names
LONG = 3  # check-ins on one level
ENOUGH = 10  # tasks before anything is concluded from them
SHARE = 5  # tasks before their share is one
NAME = 60  # letters of a milestone's name in a sentence


def say_growth(found: Sequence[SkillStanding], days: Sequence[date]) -> str:
    """Say how many skills have grown since the first of the days, and which is furthest from its target."""
    words = sentences().charts.growth
    own = [one for one in found if one.levels]
    if not own:
        return words.only_others
    if all(one.growth is None for one in own):
        said = [words.begun.format(rated=len(own), all=len(found))]
    else:
        grown = sum((one.growth or 0) > 0 for one in own)
        since = words.grown if grown else words.none_grown
        said = [since.format(grown=grown, all=len(found), day=day_in_words(days[0]))]
        if fallen := [in_a_sentence(one.skill.title) for one in own if (one.growth or 0) < 0]:
            said.append(words.fallen.format(skills=several(fallen)))
    said.append(_say_gaps(own))
    if (far := _furthest(own)) and (by := far[1]):
        higher = far[0].differences[by] > 0
        said.append(
            (words.higher if higher else words.lower).format(by=by, skill=in_a_sentence(far[0].skill.title))
        )
    return " ".join(filter(None, said))


def suggest_growth(found: Sequence[SkillStanding]) -> str:
    """Suggest what to do next about the skills."""
    words = sentences().charts.growth
    own = [one for one in found if one.levels]
    if far := _furthest(own):
        return words.ask_them.format(by=short(far[1], 40), skill=in_a_sentence(far[0].skill.title))
    widest = max(own, key=lambda one: one.gap or 0, default=None)
    if widest and (widest.gap or 0) > 0:
        return words.ask_for_work.format(skill=in_a_sentence(widest.skill.title))
    if not any(one.theirs for one in found):
        return words.ask_to_be_rated
    return words.ask_what_is_next if own else ""


def _say_gaps(own: Sequence[SkillStanding]) -> str:
    words = sentences().charts.growth
    aimed = [one for one in own if one.gap is not None]
    widest = max((one.gap or 0 for one in aimed), default=0)
    if not aimed:
        return ""
    if widest <= 0:
        return words.reached
    names = [in_a_sentence(one.skill.title) for one in aimed if one.gap == widest]
    if len(names) > FEW:
        levels = words.a_level if widest == 1 else words.levels.format(levels=widest)
        return words.many_gaps.format(number=len(names), levels=levels)
    return (words.gap.format(skill=names[0]) if len(names) == 1 else
            words.gaps.format(skills=several(names)))  # fmt: skip


def _furthest(own: Sequence[SkillStanding]) -> tuple[SkillStanding, str] | None:
    """Return the skill that another sees most differently, and who; None where nobody is two levels away."""
    pairs = [(one, by) for one in own for by, levels in one.differences.items() if abs(levels) >= FAR]
    return max(pairs, key=lambda pair: abs(pair[0].differences[pair[1]]), default=None)


def say_change(found: Sequence[SkillStanding]) -> str:
    """Say what the latest check-in has moved, and what has stood still below its target."""
    words = sentences().charts.time
    if all(one.change is None for one in found):
        return words.one
    latest = _latest(found)
    rose, fell = (
        [in_a_sentence(one.skill.title) for one in latest if (one.change or 0) * sign > 0] for sign in (1, -1)
    )
    said = " ".join(
        sentence.format(skills=several(names))
        for sentence, names in ((words.rose, rose), (words.fell, fell))
        if names
    )
    said = said or words.still
    if still := _standing_still(found):
        one, since = still
        level = one.now or 0
        said += " " + words.stands.format(skill=one.skill.title, level=level, day=day_in_words(since))
    return said


def suggest_change(found: Sequence[SkillStanding]) -> str:
    """Suggest what to ask about a skill that fell or has stood still."""
    words = sentences().charts.time
    fallen = min(_latest(found), key=lambda one: one.change or 0, default=None)
    if fallen and (fallen.change or 0) < 0:
        return words.ask_why.format(skill=in_a_sentence(fallen.skill.title))
    still = _standing_still(found)
    return words.ask_how.format(skill=in_a_sentence(still[0].skill.title)) if still else ""


def _latest(found: Sequence[SkillStanding]) -> list[SkillStanding]:
    """Return the skills that were rated at the latest check-in of one's own."""
    day = max((one.levels[-1][0] for one in found if one.levels), default=None)
    return [one for one in found if one.levels and one.levels[-1][0] == day]


def _standing_still(found: Sequence[SkillStanding]) -> tuple[SkillStanding, date] | None:
    """Return the skill that has longest been rated the same below its target, and since when."""
    still = []
    for one in found:
        before = [day for day, level in one.levels if level != one.now]
        same = [day for day, _ in one.levels if not before or day > before[-1]]
        if len(same) >= LONG and (one.gap or 0) > 0:
            still.append((one, same[0]))
    return min(still, key=lambda pair: pair[1], default=None)


def say_coverage(found: Sequence[StoryCoverage], stories: int, unserved: Sequence[Choice]) -> str:
    """Say how many stories there are, which skills none of them shows, and which kinds none serves."""
    words = sentences().charts.coverage
    bare = [in_a_sentence(one.skill.label) for one in found if not one.stories]
    said = words.one if stories == 1 else words.many.format(stories=stories)
    said = f"{said} {words.bare.format(skills=several(bare)) if bare else words.all_covered}"
    kinds = [in_a_sentence(kind.label) for kind in unserved]
    return f"{said} {words.no_kind.format(kinds=several(kinds))}" if kinds else said


def suggest_coverage(found: Sequence[StoryCoverage]) -> str:
    """Suggest which story to tell next."""
    words = sentences().charts.coverage
    bare = next((one for one in found if not one.stories), None)
    return words.tell.format(skill=in_a_sentence(bare.skill.label)) if bare else words.rehearse


def say_evidence(found: Evidence, recent: Sequence[int]) -> str:
    """Say how often one wrote in the `recent` weeks, and which skills lack entries."""
    words = sentences().charts.evidence
    said = words.weeks.format(number=sum(map(bool, recent)), all=len(recent))
    bare = [in_a_sentence(skill.label) for skill in found.skills if skill.value not in found.last]
    if len(bare) > FEW:
        return f"{said} {words.many_bare.format(number=len(bare), all=len(found.skills))}"
    if bare:
        return f"{said} {words.bare.format(skills=several(bare))}"
    skill, day = _longest(found)
    return f"{said} {words.longest.format(skill=in_a_sentence(skill.label), day=day_in_words(day))}"


def suggest_evidence(found: Evidence) -> str:
    """Suggest which skill to practise next."""
    bare = next((skill for skill in found.skills if skill.value not in found.last), None)
    skill = bare or _longest(found)[0]
    return sentences().charts.evidence.ask.format(skill=in_a_sentence(skill.label))


def _longest(found: Evidence) -> tuple[Choice, date]:
    """Return the skill whose last entry is the earliest, and its day."""
    pairs = [(skill, found.last[skill.value]) for skill in found.skills if skill.value in found.last]
    return min(pairs, key=lambda pair: pair[1])


def several(names: Sequence[str]) -> str:
    """List names that may hold an “and” themselves."""
    return "; ".join(names)


def say_energy(found: Sequence[Energy]) -> str:
    """Say which kind of work gives most, and which takes most."""
    words = sentences().charts.energy
    best, worst = _best(found), _worst(found)
    said = [words.gives.format(gives=best.gives, tasks=best.tasks, kind=best.kind.label)] if best else []
    if worst:
        said.append(words.takes.format(takes=worst.takes, tasks=worst.tasks, kind=worst.kind.label))
    if not said:
        said.append(words.even)
    if (tasks := sum(one.tasks for one in found)) < ENOUGH:
        said.append(words.a_few if tasks == 1 else words.few.format(number=tasks))
    return " ".join(said)


def suggest_energy(found: Sequence[Energy]) -> str:
    """Suggest more of what gives energy, or less of what takes it."""
    words = sentences().charts.energy
    best, worst = _best(found), _worst(found)
    if best:
        return words.ask.format(kind=best.kind.label)
    return words.hand_over.format(kind=worst.kind.label) if worst else ""


def _best(found: Sequence[Energy]) -> Energy | None:
    """Return the kind with the largest share of tasks that gave energy, of those that give more than take."""
    some = (one for one in _counted(found) if one.gives > one.takes)
    return max(some, key=lambda one: one.gives / one.tasks, default=None)


def _worst(found: Sequence[Energy]) -> Energy | None:
    some = (one for one in _counted(found) if one.takes > one.gives)
    return max(some, key=lambda one: one.takes / one.tasks, default=None)


def _counted(found: Sequence[Energy]) -> list[Energy]:
    """Return the kinds of work with enough tasks for a share; those with any where none has."""
    return [one for one in found if one.tasks >= SHARE] or [one for one in found if one.tasks]


def say_schedule(found: Schedule, today: date) -> str:
    """Say what is late, and what the finished milestones say about the rest."""
    words = sentences().charts.plan
    late = _late(found, today)
    if not late:
        said = words.none_late
    else:
        name = short(late[0].name or words.unnamed, NAME)
        said = (words.one_late if len(late) == 1 else words.many_late).format(number=len(late), name=name)
    if found.multiplier is None:
        return f"{said} {words.too_few.format(number=found.measured)}"
    times = number(found.multiplier, 1)
    pace = words.on_pace if times == "1" else words.pace
    said = f"{said} {pace.format(number=found.measured, times=times)}"
    if times != "1" and found.move and found.likely:
        said += " " + words.likely_move.format(
            likely=day_in_words(found.likely), move=day_in_words(found.move)
        )
    return said


def suggest_schedule(found: Schedule, today: date) -> str:
    """Suggest what to do next about the plan."""
    words = sentences().charts.plan
    if late := _late(found, today):
        return words.tell.format(name=short(late[0].name or words.unnamed, NAME))
    ahead = [one for one in found.milestones if not one.is_over and one.due]
    after = min(ahead, key=lambda one: one.due or date.max, default=None)
    return words.ask.format(name=short(after.name or words.unnamed, NAME)) if after else ""


def _late(found: Schedule, today: date) -> list[Milestone]:
    """Return what should have been done by now, the earliest first."""
    late = [one for one in found.milestones if not one.is_over and one.due and one.due < today]
    return sorted(late, key=lambda one: one.due or today)
