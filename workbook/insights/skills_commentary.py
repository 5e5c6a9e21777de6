"""What a mentor would say about skills and stories, in a sentence or two, and suggest as the next action.

Pure: numbers in, words out. `suggest_...` yields actions for the plan, the first before the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workbook.insights.skills import SkillStanding, StoryCoverage
from workbook.phrases.sentences import MAX_NAMES, in_a_sentence, join_names, sentences
from workbook.questions.formatting import day_in_words, short
from workbook.questions.values import Choice

FAR_APART = 2  # levels between one's own rating and another's that are worth a question
LONG = 3  # check-ins on one level
CHECK_IN_DAYS = 7  # that one check-in may take


def summarize_growth(found: Sequence[SkillStanding], days: Sequence[date]) -> str:
    """Say how many skills have grown since the first of the days, and which is furthest from its target."""
    words = sentences().charts.growth
    own = [one for one in found if one.levels]
    if not own:
        return words.only_others
    if all(one.growth is None for one in own):
        parts = [words.begun.format(rated=len(own), all=len(found))]
    else:
        grown = sum((one.growth or 0) > 0 for one in own)
        since = words.grown if grown else words.none_grown
        parts = [since.format(grown=grown, all=len(found), day=day_in_words(days[0]))]
        if fallen := [in_a_sentence(one.skill.title) for one in own if (one.growth or 0) < 0]:
            parts.append(words.fallen.format(skills=join_names(fallen)))
    parts.append(_summarize_gaps(own))
    for one, by in _far(own)[:1]:
        side = words.higher if one.differences[by] > 0 else words.lower
        day = day_in_words(one.theirs[by][-1][0])
        parts.append(side.format(day=day, by=by, skill=in_a_sentence(one.skill.title)))
    return " ".join(filter(None, parts))


def suggest_growth(found: Sequence[SkillStanding]) -> Iterator[str]:
    """Suggest asking people about a rating, for work that needs a skill, or for their view."""
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


def _summarize_gaps(own: Sequence[SkillStanding]) -> str:
    words = sentences().charts.growth
    aimed = [one for one in own if one.gap is not None]
    widest = max((one.gap or 0 for one in aimed), default=0)
    if not aimed:
        return ""
    if widest <= 0:
        return words.reached
    names = [in_a_sentence(one.skill.title) for one in aimed if one.gap == widest]
    if len(names) > MAX_NAMES:
        levels = words.a_level if widest == 1 else words.levels.format(levels=widest)
        return words.many_gaps.format(number=len(names), levels=levels)
    return (words.gap.format(skill=names[0]) if len(names) == 1 else
            words.gaps.format(skills=join_names(names)))  # fmt: skip


def _far(own: Sequence[SkillStanding]) -> list[tuple[SkillStanding, str]]:
    """Return the skills that another sees two levels or more differently, and who, the furthest first.

    Differently than one did then, and than one does now: what has closed is no question any more.
    """
    pairs = [
        (one, by)
        for one in own
        for by, levels in one.differences.items()
        if abs(levels) >= FAR_APART and one.now and abs(one.others[by] - one.now) >= FAR_APART
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[0].differences[pair[1]]))


def summarize_change(found: Sequence[SkillStanding]) -> str:
    """Say what the latest check-in has moved, and what has not moved below its target."""
    words = sentences().charts.time
    if not any(one.levels for one in found):
        return sentences().charts.growth.only_others
    if all(one.change is None for one in found):
        return words.one
    latest = _latest(found)
    rose, fell = (
        [in_a_sentence(one.skill.title) for one in latest if (one.change or 0) * sign > 0] for sign in (1, -1)
    )
    text = " ".join(
        sentence.format(skills=join_names(names))
        for sentence, names in ((words.rose, rose), (words.fell, fell))
        if names
    )
    text = text or words.still
    for one, since in _unmoved(found)[:1]:
        level = one.now or 0
        text += " " + words.unmoved.format(
            skill=one.skill.title, level=level, day=day_in_words(since), target=one.target
        )
    return text


def suggest_change(found: Sequence[SkillStanding]) -> Iterator[str]:
    """Suggest what to ask about a skill that fell or has not moved."""
    words = sentences().charts.time
    for one in sorted(_latest(found), key=lambda one: one.change or 0):
        if (one.change or 0) < 0:
            yield words.ask_why.format(skill=in_a_sentence(one.skill.title))
    for one, _ in _unmoved(found):
        yield words.ask_how.format(skill=in_a_sentence(one.skill.title))
    yield words.ask_what_moved


def _latest(found: Sequence[SkillStanding]) -> list[SkillStanding]:
    """Return the skills that were rated at the latest check-in of one's own, which may take some days."""
    day = max((one.levels[-1][0] for one in found if one.levels), default=date.min)
    return [one for one in found if one.levels and (day - one.levels[-1][0]).days < CHECK_IN_DAYS]


def _unmoved(found: Sequence[SkillStanding]) -> list[tuple[SkillStanding, date]]:
    """Return the skills that have not moved below their targets, and since when, the longest first."""
    still = []
    for one in found:
        before = [day for day, level in one.levels if level != one.now]
        same = [day for day, _ in one.levels if not before or day > before[-1]]
        if len(same) >= LONG and (one.gap or 0) > 0:
            still.append((one, same[0]))
    return sorted(still, key=lambda pair: pair[1])


def summarize_coverage(found: Sequence[StoryCoverage], stories: int, unserved: Sequence[Choice]) -> str:
    """Say how many stories there are, which skills none of them shows, and which kinds none serves."""
    words = sentences().charts.coverage
    bare = [in_a_sentence(one.skill.label) for one in found if not one.stories]
    text = words.one if stories == 1 else words.many.format(stories=stories)
    if len(bare) > MAX_NAMES:
        text = f"{text} {words.many_bare.format(number=len(bare), all=len(found))}"
    else:
        text = f"{text} {words.bare.format(skills=join_names(bare)) if bare else words.all_covered}"
    kinds = [in_a_sentence(kind.label) for kind in unserved]
    return f"{text} {words.no_kind.format(kinds=join_names(kinds))}" if kinds else text


def suggest_coverage(found: Sequence[StoryCoverage]) -> Iterator[str]:
    """Suggest which story to tell next."""
    words = sentences().charts.coverage
    for one in found:
        if not one.stories:
            yield words.tell.format(skill=in_a_sentence(one.skill.label))
    yield words.rehearse
    yield words.ask_what_is_weak
