from __future__ import annotations

from pathlib import Path

import pytest

from workbook.errors import ContentError
from workbook.phrases.sentences import format_number, in_a_sentence, sentences
from workbook.questions.catalogue import CONTENT


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("steady =", "stedy =", "steady"),
        ("[comparison]", '[comparison]\nextra = "x"', "comparison > extra: there is no such key"),
        ("by {lead}", "by {leed}", "leads: value error, nothing fills {leed}"),
        ("[comparison]", "[comparison", "can't be read"),
    ],
)
def test_a_slip_in_the_sentences_is_an_error_that_names_it(
    before: str, after: str, said: str, tmp_path: Path
) -> None:
    text = (CONTENT / "insights.toml").read_text("utf-8")
    (tmp_path / "insights.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ContentError, match=r"content/insights\.toml") as raised:
        sentences(tmp_path)
    assert said in str(raised.value)


def test_numbers_are_written_without_empty_decimals() -> None:
    formatted = [format_number(*given) for given in ((14.0,), (14.0, 1), (14.25, 1), (100, 1))]
    assert formatted == ["14", "14", "14.2", "100"]


def test_a_title_in_a_sentence_is_small_unless_its_capitals_belong_to_it() -> None:
    titles = ["TPM", "Engineering manager", "Staff Engineer", "角色"]
    assert [in_a_sentence(title) for title in titles] == [
        "TPM",
        "engineering manager",
        "Staff Engineer",
        "角色",
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, ", and would fall behind without the row “Pay”."),
        (1, ", and all of it comes from one row: “Pay”."),
        (0.99, ", and nearly all of it comes from one row: “Pay”."),
        (0.8, ", and nearly all of it comes from one row: “Pay”."),
        (0.79, ", and more than half of it comes from one row: “Pay”."),
        (0.49, ", most of all because of the row “Pay”."),
    ],
)
def test_how_much_of_the_lead_a_row_makes_is_said_in_words(share: float | None, said: str) -> None:
    assert sentences().comparison.format_driver("Pay", share) == said
