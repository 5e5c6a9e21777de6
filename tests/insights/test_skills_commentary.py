"""What a mentor says about the numbers, word by word, and what is suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from workbook.insights.practice import Energy, Evidence
from workbook.insights.schedule import Milestone, Schedule
from workbook.insights.skills import SkillStanding, StoryCoverage
from workbook.insights.skills_commentary import (
    say_change,
    say_coverage,
    say_energy,
    say_evidence,
    say_growth,
    say_schedule,
    suggest_change,
    suggest_coverage,
    suggest_energy,
    suggest_evidence,
    suggest_growth,
    suggest_schedule,
)
from workbook.questions.tables import Skill
from workbook.questions.values import Choice

TODAY = date(2026, 3, 3)
MOVED = "Ask somebody who works beside me which of my skills they have seen move"
FRIEND = "Ask a friend which part of my work I talk about with most life"
COUNTS = "Ask my manager which result of my plan they would name first"
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
    assert say_growth(found, DAYS[:1]) == (
        "You have rated 1 of 2 skills. The next check-in will show what has moved. "
        "The largest gap to its target: risk."
    )


def test_after_more_it_is_said_how_many_have_grown_since_the_first() -> None:
    found = [skill("Risk", 2, 3, target=4), skill("Planning", 3, 3, target=3), skill("Coaching", 2, 4)]
    assert say_growth(found, DAYS[:2]) == (
        "Grown since 5 January 2026: 2 of 3 skills. The largest gap to its target: risk."
    )


def test_what_fell_is_named_with_what_that_may_mean() -> None:
    said = say_growth([skill("Risk", 3, 2), skill("Planning", 3, 3)], DAYS[:2])
    assert said == (
        "Grown since 5 January 2026: none of 2 skills. "
        "Lower than at first: risk. That may be a harder standard, and not a loss."
    )


def test_equal_gaps_are_all_named_while_they_are_few() -> None:
    two = [skill(name, 2, target=3) for name in ("Risk", "Planning")]
    assert "The largest gaps to their targets: risk; planning." in say_growth(two, DAYS[:1])
    four = [skill(name, 2, target=4) for name in "ABCD"]
    assert "4 skills are 2 levels below their targets, none further." in say_growth(four, DAYS[:1])
    one = [skill(name, 2, target=3) for name in "ABCD"]
    assert "4 skills are one level below their targets, none further." in say_growth(one, DAYS[:1])


def test_targets_that_are_reached_or_below_the_level_leave_no_gap() -> None:
    found = [skill("Risk", 3, target=3), skill("Planning", 4, target=2), skill("Coaching", 1)]
    assert "Every skill with a target has reached it." in say_growth(found, DAYS[:1])


def test_a_colleague_alone_is_no_rating_of_ones_own() -> None:
    found = [skill("Risk", J=4)]
    assert say_growth(found, ()) == (
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
    assert say_growth(found, DAYS[:1]) == (
        "You have rated 1 of 1 skills. The next check-in will show what has moved. "
        f"The largest gap to its target: risk.{said}"
    )
    asked = "Ask J which scene stands behind their rating of risk"
    assert (next(suggest_growth(found)) == asked) is bool(said)


def test_what_somebody_rated_differently_before_is_no_question_when_it_has_closed() -> None:
    one = skill("Risk", 2, 4)
    then = replace(one, theirs={"J": ((DAYS[0], 4),)})
    assert then.differences == {"J": 2}
    assert "J rated" not in say_growth([then], DAYS[:2])
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
    assert say_change([skill("Risk", 2)]) == "One check-in is a point. The second makes a line."


def test_what_rose_and_what_fell_is_named() -> None:
    found = [skill("Risk", 2, 3), skill("Planning", 3, 2), skill("Coaching", 1, 2), skill("Process", J=2)]
    assert say_change(found) == (
        "Up since the check-in before: risk; coaching. Down since the check-in before: planning."
    )
    assert next(suggest_change(found)) == "Ask somebody who was there what they saw of my planning this month"


def test_only_the_last_two_check_ins_are_compared() -> None:
    assert say_change([skill("Risk", 1, 3, 3)]).startswith("Nothing has moved since the check-in before.")


def test_what_the_latest_check_in_left_out_has_not_moved_since() -> None:
    found = [skill("Risk", 3, 2), skill("Planning", 2, 2, 3)]
    assert say_change(found) == "Up since the check-in before: planning."
    assert list(suggest_change(found)) == [MOVED]


def test_a_check_in_may_take_two_evenings() -> None:
    evenings = (DAYS[0], DAYS[1]), (DAYS[0], DAYS[1] + timedelta(days=1))
    one, other = (
        replace(skill(name), levels=tuple(zip(days, levels, strict=True)))
        for name, days, levels in (("Risk", evenings[0], (2, 4)), ("Planning", evenings[1], (3, 3)))
    )
    assert say_change([one, other]) == "Up since the check-in before: risk."
    week_after = replace(other, levels=((DAYS[0], 3), (DAYS[1] + timedelta(days=7), 3)))
    assert say_change([one, week_after]).startswith("Nothing has moved")


def test_where_only_others_have_rated_there_is_no_check_in() -> None:
    assert say_change([skill("Risk", J=3)]).startswith("So far only others have rated you.")


def test_what_has_stood_still_below_its_target_for_three_check_ins_is_named() -> None:
    found = [
        skill("Risk", 3, 3, 3, target=4),
        skill("Planning", 3, 3, 3, target=3),
        skill("Coaching", 2, 3, 3, target=4),
    ]
    assert say_change(found).endswith("Risk has stood at 3 since 5 January 2026; its target is 4.")
    assert (
        next(suggest_change(found)) == "Ask a colleague what they would see if my risk were one level higher"
    )
    assert list(suggest_change(found[1:])) == [MOVED]


def test_of_what_stands_still_the_longest_comes_first() -> None:
    short = replace(skill("Risk", target=5), levels=tuple((DAYS[2] + timedelta(days=n), 3) for n in range(3)))
    long = skill("Planning", 3, 3, 3, target=5)
    asked = list(suggest_change([short, long]))
    assert ["planning" in asked[0], "risk" in asked[1]] == [True, True]
    assert "Planning has stood" in say_change([short, long])


# Evidence


def log(*counts: tuple[str, int], last: dict[str, date] | None = None) -> Evidence:
    skills = tuple(Choice(value=name.lower(), label=name) for name, _ in counts)
    found = {name.lower(): DAYS[0] for name, number in counts if number}
    return Evidence(
        skills, ("Mar 2026",), {name.lower(): (number,) for name, number in counts}, last or found
    )


def test_skills_without_an_entry_are_named_while_they_are_few() -> None:
    few = log(("Risk", 2), ("Planning", 0), ("Coaching", 0))
    assert (
        say_evidence(few, (0, 1, 2), TODAY)
        == "You wrote in 2 of the last 3 weeks. No entry yet: planning; coaching."
    )
    assert next(suggest_evidence(few)) == "Ask who needs a hand this week with work that takes planning"
    many = log(("Risk", 2), *((name, 0) for name in "ABCD"))
    assert say_evidence(many, (1,), TODAY) == (
        "You began your log this week. 4 of 5 skills have no entry yet."
    )


def test_when_each_has_an_entry_the_oldest_is_named() -> None:
    found = log(("Risk", 2), ("Planning", 1), last={"risk": DAYS[2], "planning": DAYS[1]})
    said = say_evidence(found, (1, 0), TODAY)
    assert said.endswith("Longest without one: planning, since 2 February 2026.")
    assert [one.split()[-1] for one in suggest_evidence(found)] == ["planning", "risk"]


def test_when_each_has_an_entry_of_this_week_none_is_the_longest_without() -> None:
    found = log(("Risk", 2), ("Planning", 1), last={"risk": TODAY, "planning": TODAY - timedelta(days=6)})
    assert say_evidence(found, (1, 1), TODAY).endswith("Each skill has an entry from the last seven days.")


# Energy


def energy(label: str, minus: int = 0, zero: int = 0, plus: int = 0) -> Energy:
    counts = {"minus_2": 0, "minus_1": minus, "zero": zero, "plus_1": 0, "plus_2": plus}
    return Energy(Choice(value=label.lower(), label=label), counts)


def test_the_kinds_that_give_and_take_the_largest_share_are_named() -> None:
    found = [energy("TPM", minus=1, plus=5), energy("IC", minus=4, zero=1)]
    assert say_energy(found) == (
        "The largest share that gave you energy, 5 of 6 tasks: TPM. "
        "The largest share that took energy, 4 of 5 tasks: IC."
    )
    assert next(suggest_energy(found)) == "Ask my manager for two more hours next week of: TPM"


def test_the_share_counts_and_not_the_number() -> None:
    found = [energy("TPM", minus=4, plus=6), energy("IC", minus=1, plus=5)]
    assert say_energy(found).startswith("The largest share that gave you energy, 5 of 6 tasks: IC.")
    found = [energy("TPM", minus=6, plus=4), energy("IC", minus=5, plus=1)]
    assert "The largest share that took energy, 5 of 6 tasks: IC." in say_energy(found)


def test_kinds_that_are_level_are_all_named_and_none_is_asked_for() -> None:
    found = [energy("TPM", plus=6), energy("IC", plus=12), energy("EM", minus=9)]
    assert say_energy(found).startswith("Level in the share that gave you energy: TPM; IC.")
    assert next(suggest_energy(found)) == "Ask my manager which part of this somebody else could take: EM"
    found = [energy("TPM", minus=6), energy("IC", minus=12)]
    assert say_energy(found).startswith("Level in the share that took energy: TPM; IC.")
    assert list(suggest_energy(found)) == [FRIEND]


def test_a_share_of_a_few_tasks_is_none_while_another_kind_has_more() -> None:
    found = [energy("TPM", minus=2, plus=8), energy("IC", plus=4)]
    assert say_energy(found).startswith("The largest share that gave you energy, 8 of 10 tasks: TPM.")


def test_few_tasks_are_said_to_be_few() -> None:
    assert say_energy([energy("TPM", plus=1)]).endswith(
        "That is one task; wait for ten before you conclude anything."
    )
    assert "That is 9 tasks in all" in say_energy([energy("TPM", plus=9)])
    assert "in all" not in say_energy([energy("TPM", plus=10)])


def test_where_nothing_gave_energy_no_more_of_it_is_suggested() -> None:
    found = [energy("TPM", minus=10), energy("IC")]
    assert say_energy(found) == "The largest share that took energy, 10 of 10 tasks: TPM."
    assert next(suggest_energy(found)) == "Ask my manager which part of this somebody else could take: TPM"


def test_what_takes_more_than_it_gives_is_nothing_to_ask_more_of() -> None:
    found = [energy("TPM", minus=5, plus=1), energy("EM", plus=4)]
    assert "gave" not in say_energy(found)
    assert "two more hours" not in " ".join(suggest_energy(found))


def test_what_gives_as_much_as_it_takes_is_said_to() -> None:
    found = [energy("TPM", minus=5, plus=5), energy("IC", zero=9)]
    assert say_energy(found) == "No kind of work gives you clearly more than it takes."
    assert list(suggest_energy(found)) == [FRIEND]


# The plan


def milestone(
    name: str, due: date | None = None, done: date | None = None, status: str = "", *, is_action: bool = False
) -> Milestone:
    return Milestone(name, status, None, due, None, due, done, is_action=is_action)


def plan(*milestones: Milestone, **more: Any) -> Schedule:
    return Schedule(milestones, **{"multiplier": None, "measured": 0, "move": None, "likely": None, **more})


LATE, LATER = milestone("Charter", date(2026, 3, 2)), milestone("Pilot", date(2026, 2, 1))
AHEAD, OVER = milestone("Review", TODAY), milestone("Talk", date(2026, 1, 1), done=TODAY)


@pytest.mark.parametrize(
    ("milestones", "said"),
    [
        ((AHEAD, OVER), "Nothing is late."),
        ((LATE, AHEAD), "Late: Charter."),
        ((LATE, LATER), "2 milestones are late, the first of them: Pilot."),
        ((milestone("", date(2026, 3, 2)),), "Late: A milestone without a name."),
        ((milestone("X", date(2026, 3, 2), status="dropped"),), "Nothing is late."),
        ((milestone("X"),), "Nothing is late."),
    ],
)
def test_what_is_late_is_said(milestones: tuple[Milestone, ...], said: str) -> None:
    assert say_schedule(plan(*milestones), TODAY).startswith(
        f"{said} When three milestones have a start, a due day and the day on which they were done (0 so far)"
    )


def test_the_pace_is_said_with_what_it_means_for_the_move() -> None:
    found = plan(multiplier=1.54, measured=4, move=date(2026, 6, 1), likely=date(2026, 7, 20))
    assert say_schedule(found, TODAY) == (
        "Nothing is late. Your 4 finished milestones took 1.5 times the time that you first planned. "
        "At that pace the move comes around 20 July 2026, and not on 1 June 2026."
    )


def test_who_keeps_the_pace_is_told_so_and_nothing_else() -> None:
    found = plan(multiplier=1.04, measured=3, move=date(2026, 6, 1), likely=date(2026, 6, 4))
    assert say_schedule(found, TODAY) == (
        "Nothing is late. Your 3 finished milestones took about the time that you first planned."
    )


def test_the_first_late_milestone_is_what_to_tell_about_and_else_the_next_is_asked_about() -> None:
    assert (
        next(suggest_schedule(plan(LATE, LATER), TODAY)) == "Tell whoever waits for it the new date of: Pilot"
    )
    assert next(suggest_schedule(plan(AHEAD, OVER), TODAY)) == (
        "Ask somebody who has done it what could delay: Review"
    )
    assert list(suggest_schedule(plan(OVER), TODAY)) == [COUNTS]


def test_what_is_late_is_told_about_before_the_rest_is_asked_about_and_nothing_of_actions() -> None:
    action = milestone("Ask J", date(2026, 2, 1), is_action=True)
    after = milestone("Launch", date(2026, 5, 1))
    assert list(suggest_schedule(plan(after, AHEAD, action, LATE), TODAY)) == [
        "Tell whoever waits for it the new date of: Charter",
        "Ask somebody who has done it what could delay: Review",
        "Ask somebody who has done it what could delay: Launch",
        COUNTS,
    ]


def test_a_long_name_is_cut_in_a_sentence() -> None:
    found = plan(milestone("word " * 40, date(2026, 3, 2)))
    assert len(next(suggest_schedule(found, TODAY))) < 110


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
        say_coverage(found, 2, KINDS[1:])
        == "2 stories. No story shows: planning; coaching. No story serves: technical."
    )
    assert (
        next(suggest_coverage(found))
        == "Tell a friend a story that shows planning, and write down what they ask"
    )


def test_many_skills_without_a_story_are_counted() -> None:
    found = [covered("Risk", 1), *(covered(name) for name in "ABCD")]
    assert say_coverage(found, 1, ()) == "One story. 4 of 5 skills have no story yet."


def test_when_all_are_shown_the_weakest_is_rehearsed() -> None:
    found = [covered("Risk", 1, 1)]
    assert say_coverage(found, 1, ()) == "One story. Each skill has at least one."
    assert next(suggest_coverage(found)) == "Tell my weakest story aloud to somebody who interrupts"
