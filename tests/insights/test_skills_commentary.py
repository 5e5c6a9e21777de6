"""What a mentor says about skills and stories, word by word, and what is suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from workbook.insights.skills import SkillStanding, StoryCoverage
from workbook.insights.skills_commentary import (
    suggest_change,
    suggest_coverage,
    suggest_growth,
    summarize_change,
    summarize_coverage,
    summarize_growth,
)
from workbook.questions.tables import Skill
from workbook.questions.values import Choice

MOVED = "Ask somebody who works beside me which of my skills they have seen move"
DAYS = (date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2))


def skill(title: str, *levels: int, target: int | None = None, **theirs: int) -> SkillStanding:
    """A skill rated on the first days, with a target from the first on, and by others on the last."""
    said = Skill(key=title.lower(), group="g", title=title, about="a", one="1", three="3", five="5")
    return SkillStanding(
        said,
        tuple(zip(DAYS, levels, strict=False)),
        ((DAYS[0], target),) if target else (),
        {by: ((DAYS[-1], level),) for by, level in theirs.items()},
    )


# Growth


def test_after_one_check_in_it_is_said_how_many_skills_are_rated() -> None:
    found = [skill("Risk", 2, target=4), skill("Planning")]
    assert summarize_growth(found, DAYS[:1]) == (
        "You have rated 1 of 2 skills. The next check-in will show what has moved. "
        "The largest gap to its target: risk."
    )


def test_after_more_it_is_said_how_many_have_grown_since_the_first() -> None:
    found = [skill("Risk", 2, 3, target=4), skill("Planning", 3, 3, target=3), skill("Coaching", 2, 4)]
    assert summarize_growth(found, DAYS[:2]) == (
        "Grown since 5 January 2026: 2 of 3 skills. The largest gap to its target: risk."
    )


def test_what_fell_is_named_with_what_that_may_mean() -> None:
    said = summarize_growth([skill("Risk", 3, 2), skill("Planning", 3, 3)], DAYS[:2])
    assert said == (
        "Grown since 5 January 2026: none of 2 skills. "
        "Lower than at first: risk. That may be a harder standard, and not a loss."
    )


def test_equal_gaps_are_all_named_while_they_are_few() -> None:
    two = [skill(name, 2, target=3) for name in ("Risk", "Planning")]
    assert "The largest gaps to their targets: risk; planning." in summarize_growth(two, DAYS[:1])
    four = [skill(name, 2, target=4) for name in "ABCD"]
    assert "4 skills are 2 levels below their targets, none further." in summarize_growth(four, DAYS[:1])
    one = [skill(name, 2, target=3) for name in "ABCD"]
    assert "4 skills are one level below their targets, none further." in summarize_growth(one, DAYS[:1])


def test_targets_that_are_reached_or_below_the_level_leave_no_gap() -> None:
    found = [skill("Risk", 3, target=3), skill("Planning", 4, target=2), skill("Coaching", 1)]
    assert "Every skill with a target has reached it." in summarize_growth(found, DAYS[:1])


def test_a_colleague_alone_is_no_rating_of_ones_own() -> None:
    found = [skill("Risk", J=4)]
    assert summarize_growth(found, ()) == (
        "So far only others have rated you. Rate yourself before you look at theirs again."
    )
    assert next(suggest_growth(found)) == "Ask one of those who rated me for the scene behind a rating"


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (1, " On 2 March 2026 J rated risk two levels or more below you."),
        (5, " On 2 March 2026 J rated risk two levels or more above you."),
        (2, ""),
        (4, ""),
    ],
)
def test_who_is_two_levels_away_is_named_and_asked(theirs: int, said: str) -> None:
    found = [skill("Risk", 3, target=4, J=theirs)]
    assert summarize_growth(found, DAYS[:1]) == (
        "You have rated 1 of 1 skills. The next check-in will show what has moved. "
        f"The largest gap to its target: risk.{said}"
    )
    asked = "Ask J which scene stands behind their rating of risk"
    assert (next(suggest_growth(found)) == asked) is bool(said)


def test_what_somebody_rated_differently_before_is_no_question_when_it_has_closed() -> None:
    one = skill("Risk", 2, 4)
    then = replace(one, theirs={"J": ((DAYS[0], 4),)})
    assert then.differences == {"J": 2}
    assert "J rated" not in summarize_growth([then], DAYS[:2])
    assert "Ask J" not in next(suggest_growth([then]))
    assert "Ask J" in next(suggest_growth([replace(then, levels=((DAYS[0], 2),))]))


def test_the_widest_gap_is_what_to_ask_work_for() -> None:
    found = [skill("Risk", 3, target=4), skill("Planning", 2, target=4)]
    assert next(suggest_growth(found)) == "Ask my manager for one piece of work that needs planning"


def test_without_gaps_somebody_else_is_asked() -> None:
    alone = [skill("Risk", 3, target=3)]
    assert next(suggest_growth(alone)) == "Ask a colleague to rate the skills that they have seen in me"
    assert next(suggest_growth([skill("Risk", 3, target=3, J=3)])) == (
        "Ask my mentor which skill the next level would ask for"
    )


def test_after_the_first_suggestion_come_the_others_by_how_far_apart_things_are() -> None:
    found = [
        skill("Risk", 3, target=4, J=5),
        skill("Planning", 4, target=4, J=1),
        skill("Coaching", 1, target=4),
    ]
    assert list(suggest_growth(found)) == [
        "Ask J which scene stands behind their rating of planning",
        "Ask J which scene stands behind their rating of risk",
        "Ask my manager for one piece of work that needs coaching",
        "Ask my manager for one piece of work that needs risk",
        "Ask my mentor which skill the next level would ask for",
    ]


# Change


def test_one_check_in_is_a_point() -> None:
    assert summarize_change([skill("Risk", 2)]) == "One check-in is a point. The second makes a line."


def test_what_rose_and_what_fell_is_named() -> None:
    found = [skill("Risk", 2, 3), skill("Planning", 3, 2), skill("Coaching", 1, 2), skill("Process", J=2)]
    assert summarize_change(found) == (
        "Up since the check-in before: risk; coaching. Down since the check-in before: planning."
    )
    assert next(suggest_change(found)) == "Ask somebody who was there what they saw of my planning this month"


def test_only_the_last_two_check_ins_are_compared() -> None:
    assert summarize_change([skill("Risk", 1, 3, 3)]).startswith(
        "Nothing has moved since the check-in before."
    )


def test_what_the_latest_check_in_left_out_has_not_moved_since() -> None:
    found = [skill("Risk", 3, 2), skill("Planning", 2, 2, 3)]
    assert summarize_change(found) == "Up since the check-in before: planning."
    assert list(suggest_change(found)) == [MOVED]


def test_a_check_in_may_take_two_evenings() -> None:
    evenings = (DAYS[0], DAYS[1]), (DAYS[0], DAYS[1] + timedelta(days=1))
    one, other = (
        replace(skill(name), levels=tuple(zip(days, levels, strict=True)))
        for name, days, levels in (("Risk", evenings[0], (2, 4)), ("Planning", evenings[1], (3, 3)))
    )
    assert summarize_change([one, other]) == "Up since the check-in before: risk."
    week_after = replace(other, levels=((DAYS[0], 3), (DAYS[1] + timedelta(days=7), 3)))
    assert summarize_change([one, week_after]).startswith("Nothing has moved")


def test_where_only_others_have_rated_there_is_no_check_in() -> None:
    assert summarize_change([skill("Risk", J=3)]).startswith("So far only others have rated you.")


def test_what_has_stood_still_below_its_target_for_three_check_ins_is_named() -> None:
    found = [
        skill("Risk", 3, 3, 3, target=4),
        skill("Planning", 3, 3, 3, target=3),
        skill("Coaching", 2, 3, 3, target=4),
    ]
    assert summarize_change(found).endswith("Risk has stood at 3 since 5 January 2026; its target is 4.")
    assert (
        next(suggest_change(found)) == "Ask a colleague what they would see if my risk were one level higher"
    )
    assert list(suggest_change(found[1:])) == [MOVED]


def test_of_what_stands_still_the_longest_comes_first() -> None:
    short = replace(skill("Risk", target=5), levels=tuple((DAYS[2] + timedelta(days=n), 3) for n in range(3)))
    long = skill("Planning", 3, 3, 3, target=5)
    asked = list(suggest_change([short, long]))
    assert ["planning" in asked[0], "risk" in asked[1]] == [True, True]
    assert "Planning has stood" in summarize_change([short, long])


# Stories

KINDS = (Choice(value="program", label="Program"), Choice(value="technical", label="Technical"))


def covered(title: str, program: int = 0, technical: int = 0, stories: int | None = None) -> StoryCoverage:
    counts = {"program": program, "technical": technical}
    return StoryCoverage(
        Choice(value=title.lower(), label=title), counts, program if stories is None else stories
    )


def test_skills_and_kinds_without_a_story_are_named() -> None:
    found = [covered("Risk", 2), covered("Planning"), covered("Coaching")]
    assert (
        summarize_coverage(found, 2, KINDS[1:])
        == "2 stories. No story shows: planning; coaching. No story serves: technical."
    )
    assert (
        next(suggest_coverage(found))
        == "Tell a friend a story that shows planning, and write down what they ask"
    )


def test_many_skills_without_a_story_are_counted() -> None:
    found = [covered("Risk", 1), *(covered(name) for name in "ABCD")]
    assert summarize_coverage(found, 1, ()) == "One story. 4 of 5 skills have no story yet."


def test_when_all_are_shown_the_weakest_is_rehearsed() -> None:
    found = [covered("Risk", 1, 1)]
    assert summarize_coverage(found, 1, ()) == "One story. Each skill has at least one."
    assert next(suggest_coverage(found)) == "Tell my weakest story aloud to somebody who interrupts"
