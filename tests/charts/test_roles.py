from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from workbook.answers.model import Answers
from workbook.charts import NARROW, WIDE, Chart, ChartData, NoChart, draw
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Weights
from workbook.questions.steps import Role, Roles, Section, Step
from workbook.questions.values import Choice

TODAY = date(2026, 3, 3)
SVG = "{http://www.w3.org/2000/svg}"
CRITERIA = {"making": "Making things", "across": "Results across teams"}
TITLES = ("TPM", "Engineer", "Engineering manager")


def asked(titles: tuple[str, ...] = TITLES) -> Catalogue:
    choices = tuple(Choice(value=value, label=label) for value, label in CRITERIA.items())
    question = Weights(key="fit.weights", kind="weights", title="Points?", choices=choices)
    section = Section(key="fit.roles", title="Roles", questions=(question,))
    values = ((2, 9), (9, 3), (3, 5))
    roles = tuple(
        Role(
            key=f"role{place}", title=title, about="x", scores=dict(zip(CRITERIA, values[place], strict=True))
        )
        for place, title in enumerate(titles)
    )
    step = Step(name="01_fit", key="fit", title="Fit", short="Fit", sections=(section,))
    return Catalogue((step,), Roles(question="fit.weights", roles=roles))


def given(**points: Any) -> Answers:
    return Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {"fit.weights": {"value": points}}}
    )


# Shares 1/4 and 3/4: TPM 5 + 67.5 = 72.5, engineer 22.5 + 22.5 = 45, manager 7.5 + 37.5 = 45.
# 72 - 45 = 27 is not the lead of 27.5 rounded, which is 28, so one decimal is shown.
POINTS = given(making=25, across=75)


def roles_chart(answers: Answers = POINTS, catalogue: Catalogue | None = None, **more: Any) -> Chart:
    chart = draw("roles", ChartData(answers, catalogue or asked(), TODAY), **more)
    assert isinstance(chart, Chart)
    return chart


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_roles_stand_best_first_with_their_scores() -> None:
    chart = roles_chart()
    assert (
        words(chart.wide)
        == words(chart.narrow)
        == ["TPM", "Engineer", "Engineering manager", "72.5", "45", "45"]
    )


def test_the_winner_is_filled_with_the_accent_and_the_others_are_outlined() -> None:
    bars = [dict(path.attrib) for path in ET.fromstring(roles_chart().wide).iter(f"{SVG}path")]
    assert [bar["fill"] for bar in bars] == ["var(--tpm-accent, #0b5f63)", "none", "none"]
    assert [bar.get("stroke") for bar in bars] == [None, "currentColor", "currentColor"]


def test_level_winners_are_both_filled_and_said_to_be() -> None:
    # Shares 6/13 and 7/13: TPM 10 (12 + 63) / 13 and engineer 10 (54 + 21) / 13, both 750/13.
    chart = roles_chart(given(making=6, across=7))
    fills = [path.get("fill") for path in ET.fromstring(chart.wide).iter(f"{SVG}path")]
    assert fills == ["var(--tpm-accent, #0b5f63)"] * 2 + ["none"]
    assert "The bars of the TPM and engineer roles are filled" in chart.description


def test_bars_are_as_long_as_their_scores() -> None:
    for svg in (roles_chart().wide, roles_chart().narrow):
        lengths = []
        for path in ET.fromstring(svg).iter(f"{SVG}path"):
            places = [float(x) for x in re.findall(r"[MLQ] ([\d.]+) ", path.get("d", ""))]
            lengths.append(max(places) - min(places))
        # An outline is drawn inside its bar, three quarters of a pixel at either end.
        assert (lengths[1] + 1.5) / lengths[0] == pytest.approx(45 / 72.5, abs=0.01)


def test_the_picture_says_in_words_what_it_shows() -> None:
    chart = roles_chart()
    assert chart.description == (
        "Horizontal bars, longest first, of 100 points: TPM 72.5, engineer 45, engineering manager 45. "
        "The first bar is filled, the others are outlined."
    )
    for svg in (chart.wide, chart.narrow):
        root = ET.fromstring(svg)
        assert root.findtext(f"{SVG}title") == chart.title
        assert root.findtext(f"{SVG}desc") == chart.description


def test_the_sentence_before_the_chart_is_the_mentors() -> None:
    assert roles_chart().say.startswith("With these weights the TPM role leads")


def test_no_id_of_the_wide_picture_stands_in_the_narrow_one() -> None:
    chart = roles_chart()
    wide, narrow = (
        [mark.get("id") for mark in ET.fromstring(svg).iter() if mark.get("id")]
        for svg in (chart.wide, chart.narrow)
    )
    assert len(set(wide + narrow)) == len(wide + narrow)


def test_all_marks_lie_inside_the_picture() -> None:
    long = ("A role with a title that no column of labels could ever take on a single line", "W" * 90, "B")
    for answers in (POINTS, given(making=1), given(across=1)):
        chart = roles_chart(answers, asked(long))
        for svg, width in ((chart.wide, WIDE), (chart.narrow, NARROW)):
            root = ET.fromstring(svg)
            height = float((root.get("viewBox") or "").split()[3])
            for text in root.iter(f"{SVG}text"):
                assert 0 <= float(text.get("x", "-1")) <= width
                assert 12 <= float(text.get("y", "-1")) <= height
            ends = re.findall(r"[MLQ] ([\d.]+) ([\d.]+)", svg)
            assert all(float(x) <= width and float(y) <= height for x, y in ends)


def test_labels_stand_above_their_bars_in_the_narrow_picture() -> None:
    labels = [text for text in ET.fromstring(roles_chart().narrow).iter(f"{SVG}text") if text.get("x") == "0"]
    tops = [
        min(float(y) for y in re.findall(r"[MLQ] [\d.]+ ([\d.]+)", path.get("d", "")))
        for path in ET.fromstring(roles_chart().narrow).iter(f"{SVG}path")
    ]
    assert all(float(label.get("y", "0")) < top for label, top in zip(labels, tops, strict=True))


@pytest.mark.parametrize(
    "title",
    [
        "$x$",
        "$\\frac$",
        "$x$ costs $5",
        "$\\frac{",
        "<script>alert(1)</script>",
        "]]>&amp;\"'",
        "角色经理",
        "🙂👩‍👩‍👧",
        "مدير",
        "{scores}",
        "%s",
    ],
)
@pytest.mark.parametrize("medium", ["page", "print"])
@pytest.mark.filterwarnings("error")
def test_any_title_is_drawn_as_it_is_written(title: str, medium: str) -> None:
    chart = roles_chart(catalogue=asked((title, "Engineer", "Manager")), medium=medium)
    described = ET.fromstring(chart.wide).find(f"{SVG}desc")
    assert described is not None
    assert title.lower() in (described.text or "").lower()
    assert title in " ".join(words(chart.wide))
    assert not list(ET.fromstring(chart.wide).iter(f"{SVG}script"))


def test_signs_that_no_xml_can_hold_are_replaced() -> None:
    chart = roles_chart(catalogue=asked(("A\x00B\x1b\ufffe", "Engineer", "Manager")))
    assert words(chart.wide)[0] == "A�B��"


def test_a_score_of_nothing_has_no_bar_and_still_its_number() -> None:
    catalogue = asked(("TPM", "Engineer"))
    low = Role(key="low", title="Low", about="x", scores={"making": 0, "across": 0})
    catalogue = Catalogue(catalogue.steps, Roles(question="fit.weights", roles=(*catalogue.roles.roles, low)))
    chart = roles_chart(given(across=1), catalogue)
    assert words(chart.wide)[-1] == "0"
    assert "Low" in words(chart.wide)
    assert len(list(ET.fromstring(chart.wide).iter(f"{SVG}path"))) == 2


def test_the_table_says_what_each_row_adds_to_each_role() -> None:
    chart = roles_chart()
    assert chart.columns == ("What matters to you", "Your points", "TPM", "Engineer", "Engineering manager")
    assert chart.rows == (
        ("Making things", "25%", "5.0", "22.5", "7.5"),
        ("Results across teams", "75%", "67.5", "22.5", "37.5"),
        ("Score", "100%", "72.5", "45.0", "45.0"),
    )


def test_whole_numbers_stay_whole_in_the_table() -> None:
    assert roles_chart(given(making=4)).rows[-1] == ("Score", "100%", "90", "30", "20")


def test_without_points_there_is_a_sentence_and_the_question_to_answer() -> None:
    nothing = draw("roles", ChartData(given(), asked(), TODAY))
    assert isinstance(nothing, NoChart)
    assert nothing.question == "fit.weights"
    assert nothing.say.startswith("Give points")


def test_what_tips_it_is_what_to_ask_about() -> None:
    action, other = roles_chart(given(making=45, across=55)).actions
    assert other == "Ask somebody who changed roles what they could not see from outside"
    assert action.startswith("Ask somebody in the ")
    assert "“Making things”" in action or "“Results across teams”" in action


def test_where_nothing_tips_it_no_row_is_asked_about() -> None:
    catalogue = asked(("TPM", "Engineer"))
    roles = tuple(
        Role(key=key, title=key, about="x", scores={"making": score, "across": score})
        for key, score in (("a", 9), ("b", 1))
    )
    book = Catalogue(catalogue.steps, Roles(question="fit.weights", roles=roles))
    assert roles_chart(given(making=1), book).actions == (
        "Ask somebody who changed roles what they could not see from outside",
    )
