"""What the comparison of roles shows, word by word."""

from __future__ import annotations

from tests.insights.test_roles import asked, compared, given_points
from workbook.insights.roles import compare_roles
from workbook.insights.roles_commentary import summarize_roles


def test_a_clear_lead_is_said_with_what_drives_it_and_what_tips_it() -> None:
    # Shares 1/2: 80 and 40; making adds 30 and across 10. Making at s: TPM 70 + 20 s, engineer 40: never.
    # Across at s: TPM 90 - 20 s, engineer 30 + 20 s: level at s = 1.5, so nothing tips it.
    assert summarize_roles(compared({"tpm": (9, 7), "engineer": (3, 5)}, making=50, across=50)) == (
        "With these weights the TPM role leads the engineer role by 40 points, and more than half of it "
        "comes from one row: “Making things”. No single row changes that: whichever one you raise or lower, "
        "the TPM role stays ahead."
    )


def test_a_row_that_drives_nearly_all_is_that_row_in_the_next_sentence() -> None:
    # Points 80, 20: TPM 64 + 16 = 80, engineer 16 + 14 = 30; making adds 48 of the 50.
    said = summarize_roles(compared({"tpm": (8, 8), "engineer": (2, 7)}, making=80, across=20))
    assert "and nearly all of it comes from one row: “Making things”." in said
    # With 9 for across the engineer has 34: making adds 48 of 46. Level at
    # 80 = 90 - 70 s, s = 1/7 = 14.3 %.
    said = summarize_roles(compared({"tpm": (8, 8), "engineer": (2, 9)}, making=80, across=20))
    assert "and would fall behind without the row “Making things”." in said
    assert said.endswith(
        "If that row fell from 80% to 14% of your points, the engineer role would draw level."
    )


def test_a_lead_below_five_points_is_too_close_to_call() -> None:
    # 10 (.52*8 + .48*4) = 60.8 and 10 (.52*4 + .48*8) = 59.2, level at a half each.
    assert summarize_roles(compared({"tpm": (8, 4), "engineer": (4, 8)}, making=52, across=48)) == (
        "With these weights the TPM role is 2 points ahead of the engineer role: too close to call. "
        "If “Making things” fell from 52% to 50% of your points, the engineer role would draw level."
    )


def test_a_lead_of_five_points_is_called() -> None:
    assert "leads the engineer role by 5 points" in summarize_roles(
        compared({"tpm": (8,), "engineer": (7.5,)}, making=1)
    )
    assert "too close to call" in summarize_roles(compared({"tpm": (8,), "engineer": (7.51,)}, making=1))


def test_a_lead_below_one_point_is_less_than_a_point() -> None:
    said = summarize_roles(compared({"tpm": (8,), "engineer": (7.96,)}, making=1))
    assert said.startswith("With these weights the TPM role is less than a point ahead of the engineer role")


def test_one_point_is_not_several() -> None:
    assert "is 1 point ahead" in summarize_roles(compared({"tpm": (8,), "engineer": (7.9,)}, making=1))


def test_level_roles_are_said_to_be_level() -> None:
    assert summarize_roles(compared({"tpm": (8, 4), "engineer": (4, 8)}, making=50, across=50)) == (
        "With these weights the TPM and engineer roles come out level at 60, so the weights alone "
        "don’t decide it for you."  # noqa: RUF001
    )
    three = {"tpm": (6,), "engineer": (6,), "em": (6,)}
    assert "the TPM, engineer and engineering manager roles come out level" in summarize_roles(
        compared(three, making=1)
    )


def test_two_runners_up_are_both_named_and_no_row_is_said_to_drive_it() -> None:
    said = summarize_roles(compared({"tpm": (9, 9), "engineer": (2, 4), "em": (4, 2)}, making=1, across=1))
    assert said.startswith(
        "With these weights the TPM role leads the engineer and engineering manager roles by 60 points. No"
    )


def test_a_row_without_points_is_said_to_rise_from_none() -> None:
    said = summarize_roles(compared({"tpm": (8, 2), "engineer": (2, 9)}, making=7))
    assert said.endswith(
        "If “Results across teams” rose from 0% to 46% of your points, the engineer role would draw level."
    )


def test_percents_that_look_the_same_get_another_decimal() -> None:
    # Level where making has half of the points, as above.
    said = summarize_roles(compared({"tpm": (8, 4), "engineer": (4, 8)}, making=501, across=499))
    assert "fell from 50.1% to 50% of your points" in said


def test_a_few_points_never_look_like_none() -> None:
    # Making at s: TPM 50 + 49.7 s, engineer 50.3 - 50.3 s: level at s = .3/100.
    said = summarize_roles(compared({"tpm": (9.97, 5), "engineer": (0, 5.03)}, making=50, across=50))
    assert "fell from 50% to 0.3% of your points" in said


def test_a_change_too_small_to_write_is_the_smallest_change() -> None:
    said = summarize_roles(compared({"tpm": (8, 4), "engineer": (4, 8)}, making=5000001, across=4999999))
    assert "The smallest change to “Making things” would turn it towards the engineer role." in said


def test_scores_get_a_decimal_when_rounding_would_belie_the_lead() -> None:
    # 78.6 and 64.4 round to 79 and 64, which is 15; the lead is 14.2.
    comparison = compared({"tpm": (7.86,), "engineer": (6.44,)}, making=1)
    assert comparison.digits == 1
    assert "by 14.2 points" in summarize_roles(comparison)
    assert compared({"tpm": (7.8,), "engineer": (6.4,)}, making=1).digits == 0


def test_braces_and_dollars_in_labels_stay_as_they_are() -> None:
    comparison = compare_roles(
        given_points(making=1), asked({"tpm": (9,), "engineer": (2,)}, {"tpm": "{TPM} $x$"})
    )
    assert comparison is not None
    assert "the {TPM} $x$ role leads" in summarize_roles(comparison)
