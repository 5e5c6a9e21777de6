"""The shapes of `answers.json`: an order, a last change, and room for what a later version adds."""

import pytest
from pydantic import ValidationError

from workbook.answers.model import Answer, Answers

NOTHING = Answers(workbook="w")


def test_a_key_without_an_answer_has_an_empty_one() -> None:
    assert NOTHING["no.such"] == Answer()
    assert NOTHING.value("no.such") is None


def rows(*values: dict) -> Answer:
    kept = {f"r{n}": {"value": value, "revision": n, "at": ""} for n, value in enumerate(values)}
    return Answer.model_validate({"order": list(kept), "rows": kept})


def test_rows_stand_in_order_and_rows_that_the_order_lacks_come_last() -> None:
    kept = rows({"n": 0}, {"n": 1}, {"n": 2}).model_copy(update={"order": ("r2", "gone", "r0")})
    assert [row for row, _ in kept.in_order()] == ["r2", "r0", "r1"]


def test_a_tables_last_change_is_its_newest_rows() -> None:
    assert rows({"n": 0}, {"n": 1}).changed == (1, "")
    assert Answer(value="x", revision=7, at="now").changed == (7, "now")


def test_answers_do_not_change() -> None:
    with pytest.raises(ValidationError):
        NOTHING.revision = 2


def test_what_a_later_version_adds_is_kept() -> None:
    kept = Answers.model_validate(
        {"schema": 1, "workbook": "w", "more": 1, "answers": {"a.b": {"value": "x", "mood": "calm"}}}
    )
    dumped = kept.model_dump(by_alias=True)
    assert (dumped["more"], dumped["answers"]["a.b"]["mood"], dumped["schema"]) == (1, "calm", 1)
