"""What a mentor would say about the numbers, in a sentence or two, and suggest as the next action.

Pure: numbers in, words out. `suggest_...` yields actions for the plan, the first before the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workbook.insights.practice import Energy, Evidence
from workbook.insights.schedule import Milestone, Schedule
from workbook.insights.skills import SkillStanding, StoryCoverage
from workbook.phrases.sentences import in_a_sentence, number, sentences
from workbook.questions.formatting import day_in_words, short
from workbook.questions.values import Choice

FAR = 2  # levels between one's own rating and another's that are worth a question
FEW = 3  # skills that a sentence names
LONG = 3  # check-ins on one level
ENOUGH = 10  # tasks before anything is concluded from them
WEEK = 7  # days that one check-in may take
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
    for one, by in _far(own)[:1]:
        side = words.higher if one.differences[by] > 0 else words.lower
        day = day_in_words(one.theirs[by][-1][0])
        said.append(side.format(day=day, by=by, skill=in_a_sentence(one.skill.title)))
    return " ".join(filter(None, said))


def suggest_growth(found: Sequence[SkillStanding]) -> Iterator[str]:
    """Suggest whom to ask about a rating, for work that needs a skill, or for their view."""
    words = sentences().charts.growth
    own = [one for one in found if one.levels]
    for one, by in _far(own):
        yield words.ask_them.format(by=short(by, 40), skill=in_a_sentence(one.skill.title))
    for one in sorted(own, key=lambda one: -(one.gap or 0)):
        if (one.gap or 0) > 0:
            yield words.ask_for_work.format(skill=in_a_sentence(one.skill.title))
    if not any(one.theirs for one in found):
        yield words.ask_to_be_rated
    elif not own:
        yield words.ask_a_scene
    yield words.ask_what_is_next


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


def _far(own: Sequence[SkillStanding]) -> list[tuple[SkillStanding, str]]:
    """Return the skills that another sees two levels or more differently, and who, the furthest first.

    Differently than one did then, and than one does now: what has closed is no question any more.
    """
    pairs = [
        (one, by)
        for one in own
        for by, levels in one.differences.items()
        if abs(levels) >= FAR and one.now and abs(one.others[by] - one.now) >= FAR
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[0].differences[pair[1]]))


def say_change(found: Sequence[SkillStanding]) -> str:
    """Say what the latest check-in has moved, and what has stood still below its target."""
    words = sentences().charts.time
    if not any(one.levels for one in found):
        return sentences().charts.growth.only_others
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
    for one, since in _standing_still(found)[:1]:
        level = one.now or 0
        said += " " + words.stands.format(
            skill=one.skill.title, level=level, day=day_in_words(since), target=one.target
        )
    return said


def suggest_change(found: Sequence[SkillStanding]) -> Iterator[str]:
    """Suggest what to ask about a skill that fell or has stood still."""
    words = sentences().charts.time
    for one in sorted(_latest(found), key=lambda one: one.change or 0):
        if (one.change or 0) < 0:
            yield words.ask_why.format(skill=in_a_sentence(one.skill.title))
    for one, _ in _standing_still(found):
        yield words.ask_how.format(skill=in_a_sentence(one.skill.title))
    yield words.ask_what_moved


def _latest(found: Sequence[SkillStanding]) -> list[SkillStanding]:
    """Return the skills that were rated at the latest check-in of one's own, which may take some days."""
    day = max((one.levels[-1][0] for one in found if one.levels), default=date.min)
    return [one for one in found if one.levels and (day - one.levels[-1][0]).days < WEEK]


def _standing_still(found: Sequence[SkillStanding]) -> list[tuple[SkillStanding, date]]:
    """Return the skills that stand still below their targets, and since when, the longest first."""
    still = []
    for one in found:
        before = [day for day, level in one.levels if level != one.now]
        same = [day for day, _ in one.levels if not before or day > before[-1]]
        if len(same) >= LONG and (one.gap or 0) > 0:
            still.append((one, same[0]))
    return sorted(still, key=lambda pair: pair[1])


def say_coverage(found: Sequence[StoryCoverage], stories: int, unserved: Sequence[Choice]) -> str:
    """Say how many stories there are, which skills none of them shows, and which kinds none serves."""
    words = sentences().charts.coverage
    bare = [in_a_sentence(one.skill.label) for one in found if not one.stories]
    said = words.one if stories == 1 else words.many.format(stories=stories)
    if len(bare) > FEW:
        said = f"{said} {words.many_bare.format(number=len(bare), all=len(found))}"
    else:
        said = f"{said} {words.bare.format(skills=several(bare)) if bare else words.all_covered}"
    kinds = [in_a_sentence(kind.label) for kind in unserved]
    return f"{said} {words.no_kind.format(kinds=several(kinds))}" if kinds else said


def suggest_coverage(found: Sequence[StoryCoverage]) -> Iterator[str]:
    """Suggest which story to tell next."""
    words = sentences().charts.coverage
    for one in found:
        if not one.stories:
            yield words.tell.format(skill=in_a_sentence(one.skill.label))
    yield words.rehearse
    yield words.ask_what_is_weak


def say_evidence(found: Evidence, recent: Sequence[int], today: date) -> str:
    """Say how often one wrote in the `recent` weeks, and which skills lack entries."""
    words = sentences().charts.evidence
    said = words.weeks.format(number=sum(map(bool, recent)), all=len(recent))
    if len(recent) == 1:
        said = words.this_week
    bare = [in_a_sentence(skill.label) for skill in found.skills if skill.value not in found.last]
    if len(bare) > FEW:
        return f"{said} {words.many_bare.format(number=len(bare), all=len(found.skills))}"
    if bare:
        return f"{said} {words.bare.format(skills=several(bare))}"
    skill, day = _longest_ago(found)[0]
    if (today - day).days < WEEK:
        return f"{said} {words.fresh}"
    return f"{said} {words.longest.format(skill=in_a_sentence(skill.label), day=day_in_words(day))}"


def suggest_evidence(found: Evidence) -> Iterator[str]:
    """Suggest which skill to practise next."""
    bare = [skill for skill in found.skills if skill.value not in found.last]
    for skill in (*bare, *(skill for skill, _ in _longest_ago(found))):
        yield sentences().charts.evidence.ask.format(skill=in_a_sentence(skill.label))


def _longest_ago(found: Evidence) -> list[tuple[Choice, date]]:
    """Return the skills with the days of their last entries, the earliest first."""
    pairs = [(skill, found.last[skill.value]) for skill in found.skills if skill.value in found.last]
    return sorted(pairs, key=lambda pair: pair[1])


def several(names: Sequence[str]) -> str:
    """List names that may hold an “and” themselves."""
    return "; ".join(names)


def say_energy(found: Sequence[Energy]) -> str:
    """Say which kind of work gives most, and which takes most."""
    words = sentences().charts.energy
    best, worst = _best(found), _worst(found)
    said = []
    if len(best) == 1:
        said.append(words.gives.format(gives=best[0].gives, tasks=best[0].tasks, kind=best[0].kind.label))
    elif best:
        said.append(words.level_gives.format(kinds=several([one.kind.label for one in best])))
    if len(worst) == 1:
        said.append(words.takes.format(takes=worst[0].takes, tasks=worst[0].tasks, kind=worst[0].kind.label))
    elif worst:
        said.append(words.level_takes.format(kinds=several([one.kind.label for one in worst])))
    if not said:
        said.append(words.even)
    if (tasks := sum(one.tasks for one in found)) < ENOUGH:
        said.append(words.a_few if tasks == 1 else words.few.format(number=tasks))
    return " ".join(said)


def suggest_energy(found: Sequence[Energy]) -> Iterator[str]:
    """Suggest more of what gives energy, and less of what takes it, where one kind of work leads."""
    words = sentences().charts.energy
    for sentence, kinds in ((words.ask, _best(found)), (words.hand_over, _worst(found))):
        if len(kinds) == 1:
            yield sentence.format(kind=kinds[0].kind.label)
    yield words.ask_a_friend


def _best(found: Sequence[Energy]) -> list[Energy]:
    """Return the kinds with the largest share that gave energy, of those that give more than they take."""
    some = [one for one in _counted(found) if one.gives > one.takes]
    most = max((one.gives / one.tasks for one in some), default=0)
    return [one for one in some if one.gives / one.tasks == most]


def _worst(found: Sequence[Energy]) -> list[Energy]:
    some = [one for one in _counted(found) if one.takes > one.gives]
    most = max((one.takes / one.tasks for one in some), default=0)
    return [one for one in some if one.takes / one.tasks == most]


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
    if found.measured is None:
        return said
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


def suggest_schedule(found: Schedule, today: date) -> Iterator[str]:
    """Suggest whom to tell of what is late, and whom to ask about what comes next."""
    words = sentences().charts.plan
    late = _late(found, today)
    ahead = sorted(
        (one for one in found.milestones if not one.is_over and one.due and one not in late),
        key=lambda one: one.due or date.max,
    )
    for sentence, milestones in ((words.tell, late), (words.ask, ahead)):
        for one in milestones:
            if not one.is_action:  # an action about an action helps nobody
                yield sentence.format(name=short(one.name or words.unnamed, NAME))
    yield words.ask_what_counts


def _late(found: Schedule, today: date) -> list[Milestone]:
    """Return what should have been done by now, the earliest first."""
    late = [one for one in found.milestones if not one.is_over and one.due and one.due < today]
    return sorted(late, key=lambda one: one.due or today)
