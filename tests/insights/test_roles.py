from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbook.answers.model import Answers
from workbook.insights.roles import RoleComparison, compare_roles
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Weights
from workbook.questions.steps import Role, Roles, Section, Step
from workbook.questions.values import Choice

CRITERIA = {"making": "Making things", "across": "Results across teams", "growing": "Growing people"}


def asked(scores: dict[str, tuple[float, ...]], titles: dict[str, str] | None = None) -> Catalogue:
    """A workbook of one question: points for as many criteria as each role has scores."""
    titles = {"tpm": "TPM", "engineer": "Engineer", "em": "Engineering manager", **(titles or {})}
    width = len(next(iter(scores.values())))
    names = list(CRITERIA)[:width]
    choices = tuple(Choice(value=name, label=CRITERIA[name]) for name in names)
    if width == 1:  # a question has two choices at least
        choices += (Choice(value="none", label="Nothing else"),)
        names, scores = [*names, "none"], {role: (*values, 0) for role, values in scores.items()}
    question = Weights(key="fit.weights", kind="weights", title="Points?", choices=choices)
    section = Section(key="fit.roles", title="Roles", questions=(question,))
    roles = tuple(
        Role(key=key, title=titles[key], about="x", scores=dict(zip(names, values, strict=True)))
        for key, values in scores.items()
    )
    step = Step(name="01_fit", key="fit", title="Fit", short="Fit", sections=(section,))
    return Catalogue((step,), Roles(question="fit.weights", roles=roles))


def given_points(**points: Any) -> Answers:
    value = {"fit.weights": {"value": points}} if points else {}
    return Answers.model_validate({"schema": 1, "workbook": "x", "answers": value})


def compared(scores: dict[str, tuple[float, ...]], **points: Any) -> RoleComparison:
    comparison = compare_roles(given_points(**points), asked(scores))
    assert comparison is not None
    return comparison


# Worked by hand, points 25, 75: shares 1/4 and 3/4.
#   TPM       10 (1/4 * 2 + 3/4 * 9) = 5 + 67.5 = 72.5
#   engineer  10 (1/4 * 9 + 3/4 * 3) = 22.5 + 22.5 = 45
# Lead 27.5. Making takes 17.5 from it, across adds 45: more than all of the lead.
# With making at share s: TPM 90 - 70 s, engineer 30 + 60 s, level at 130 s = 60, s = 6/13.
TWO = {"tpm": (2, 9), "engineer": (9, 3)}


def test_scores_are_ten_times_the_weighted_mean_best_first() -> None:
    comparison = compared(TWO, making=25, across=75)
    assert [(score.role.key, score.score) for score in comparison.scores] == [("tpm", 72.5), ("engineer", 45)]
    assert comparison.lead == 27.5
    assert comparison.shares == {"making": 25, "across": 75}


def test_contributions_of_the_criteria_add_up_to_the_score() -> None:
    first = compared(TWO, making=25, across=75).scores[0]
    assert first.contributions == {"making": 5, "across": 67.5}


def test_points_need_not_add_up_to_a_hundred() -> None:
    assert compared(TWO, making=1, across=3) == compared(TWO, making=25, across=75)


def test_the_tipping_point_is_where_the_two_lines_cross() -> None:
    tipping = compared(TWO, making=25, across=75).tipping
    assert tipping is not None
    assert (tipping.criterion.value, tipping.role.key, tipping.now) == ("making", "engineer", 25)
    assert tipping.then == pytest.approx(600 / 13)


def test_the_smallest_change_among_all_criteria_and_roles_is_the_tipping_point() -> None:
    # Points 50, 30, 20. TPM 10 (.5*8 + .3*5 + .2*2) = 59, engineer 10 (.5*4 + .3*4 + .2*4) = 40,
    # manager 10 (.5*3 + .3*5 + .2*9) = 48.
    # Manager and TPM: growing at s. Without growing, TPM (.5*8+.3*5)/.8 = 6.875, manager 3/.8 = 3.75.
    #   6.875 - 4.875 s = 3.75 + 5.25 s at s = 3.125 / 10.125 = .308642; that is .108642 away.
    #   Making: without it TPM 1.9/.5 = 3.8, manager 3.3/.5 = 6.6;
    #   3.8 + 4.2 s = 6.6 - 3.6 s at s = 2.8/7.8 = .359; that is .141 away.
    # Engineer and TPM, both further: making 3.8 + 4.2 s = 4 at .048; growing 6.875 - 4.875 s = 4 at .59.
    comparison = compared(
        {"tpm": (8, 5, 2), "engineer": (4, 4, 4), "em": (3, 5, 9)}, making=50, across=30, growing=20
    )
    assert [score.score for score in comparison.scores] == pytest.approx([59, 48, 40])
    assert comparison.tipping is not None
    assert (comparison.tipping.criterion.value, comparison.tipping.role.key) == ("growing", "em")
    assert comparison.tipping.then == pytest.approx(100 * 3.125 / 10.125)


def test_of_two_that_draw_level_together_the_one_that_goes_on_to_win_is_named() -> None:
    # Making at s: TPM 50 + 30 s, engineer 60 - 10 s, manager 70 - 50 s: all are 57.5 at s = 1/4.
    # Below that the manager, who gains fastest, is ahead of both.
    tipping = compared({"tpm": (8, 5), "engineer": (5, 6), "em": (2, 7)}, making=50, across=50).tipping
    assert tipping is not None
    assert (tipping.criterion.value, tipping.then, tipping.role.key) == ("making", 25, "em")


def test_no_single_weight_tips_a_role_that_is_better_at_everything() -> None:
    assert compared({"tpm": (9, 9), "engineer": (3, 4)}, making=50, across=50).tipping is None


def test_a_criterion_without_points_can_be_raised() -> None:
    # All points on making: TPM 80, engineer 20. Across at s: 80 - 60 s and 20 + 70 s, level at s = 60/130.
    tipping = compared({"tpm": (8, 2), "engineer": (2, 9)}, making=7).tipping
    assert tipping is not None
    assert (tipping.criterion.value, tipping.now) == ("across", 0)
    assert tipping.then == pytest.approx(100 * 60 / 130)


def test_a_single_criterion_drives_all_of_the_lead() -> None:
    comparison = compared({"tpm": (8,), "engineer": (5,)}, making=3)
    assert comparison.driver is not None
    assert (comparison.driver.criterion.value, comparison.driver.share) == ("making", 1)


def test_the_driver_is_what_adds_most_to_the_lead_over_the_runner_up() -> None:
    # Shares 1/2 each: making adds 5 * 6 = 30, across 5 * 2 = 10, the lead is 40.
    driver = compared({"tpm": (9, 6), "engineer": (3, 4)}, making=10, across=10).driver
    assert driver is not None
    assert (driver.criterion.value, driver.share) == ("making", 0.75)


def test_the_driver_has_no_share_when_it_adds_more_than_the_lead() -> None:
    driver = compared(TWO, making=25, across=75).driver
    assert driver is not None
    assert (driver.criterion.value, driver.share) == ("across", None)


def test_level_roles_share_the_lead_and_keep_their_order() -> None:
    # Tenths that no binary number holds: 10 (.1*3 + .2*9)/.3 = 70 and 10 (.1*9 + .2*6)/.3 = 70.
    comparison = compared({"tpm": (3, 9), "engineer": (9, 6)}, making=0.1, across=0.2)
    assert [score.role.key for score in comparison.first] == ["tpm", "engineer"]
    assert (comparison.lead, comparison.driver, comparison.tipping) == (0, None, None)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "text",
        [],
        {"making": 0},
        {"making": "20"},
        {"making": True},
        {"nobody": 5},
        {"making": -4},
        {"making": float("nan")},
        {"making": None},
    ],
)
def test_nothing_is_compared_until_a_criterion_has_points(value: Any) -> None:
    answers = Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {"fit.weights": {"value": value}}}
    )
    assert compare_roles(answers, asked(TWO)) is None


@given(
    points=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    scores=st.lists(st.tuples(*[st.integers(0, 20)] * 3), min_size=3, max_size=3),
)
def test_at_the_tipping_share_the_two_roles_are_level(
    points: list[int], scores: list[tuple[int, ...]]
) -> None:
    assume(any(points))
    halves = {
        role: tuple(value / 2 for value in row)
        for role, row in zip(("tpm", "em", "engineer"), scores, strict=True)
    }
    comparison = compared(halves, **dict(zip(CRITERIA, points, strict=True)))
    tipping = comparison.tipping
    assume(tipping is not None)
    assert tipping is not None
    now, then = tipping.now / 100, tipping.then / 100
    moved = {
        name: then if name == tipping.criterion.value else share / 100 * (1 - then) / (1 - now)
        for name, share in comparison.shares.items()
    }
    score = {
        one.role.key: sum(10 * moved[name] * one.role.scores[name] for name in moved)
        for one in comparison.scores
    }
    leader = comparison.scores[0].role.key
    assert sum(moved.values()) == pytest.approx(1)
    assert score[leader] == pytest.approx(score[tipping.role.key], abs=1e-6)
    assert max(score.values()) == pytest.approx(score[leader], abs=1e-6)  # nobody overtook them on the way


@given(
    points=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    scores=st.lists(st.tuples(*[st.integers(0, 10)] * 3), min_size=2, max_size=3),
)
def test_no_sharing_out_of_points_nearer_than_the_tipping_point_changes_the_lead(
    points: list[int], scores: list[tuple[int, ...]]
) -> None:
    assume(any(points))
    comparison = compared(
        dict(zip(("tpm", "em", "engineer"), scores, strict=False)), **dict(zip(CRITERIA, points, strict=True))
    )
    assume(comparison.lead > 0)
    tipping = comparison.tipping
    reach = abs(tipping.then - tipping.now) if tipping else 100
    leader = comparison.scores[0].role
    for criterion in comparison.criteria:
        now = Fraction(comparison.shares[criterion.value]) / 100
        if now == 1:
            continue
        for step in (-0.999, -0.5, 0.5, 0.999):
            then = min(max(now + Fraction(step * reach / 100), Fraction(0)), Fraction(1))
            if then in (0, 1) and tipping and abs(float(then - now)) * 100 >= reach * 0.9991:
                continue
            moved = {
                name: then if name == criterion.value else Fraction(share) / 100 * (1 - then) / (1 - now)
                for name, share in comparison.shares.items()
            }
            score = {
                one.role.key: float(sum(10 * moved[name] * Fraction(one.role.scores[name]) for name in moved))
                for one in comparison.scores
            }
            assert score[leader.key] >= max(score.values()) - 1e-6
