"""What every kind of question needs, a new one too: each test names what is missing."""

import json
import re
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from tests.browser.driving import WITH_ROWS, answers_to
from workbook.answers.model import Answers
from workbook.export import schema
from workbook.questions.catalogue import catalogue
from workbook.questions.formatting import describe
from workbook.questions.kinds import Question
from workbook.store.backup import encode_answers
from workbook.widgets.sheet import HERE

QUESTIONS = catalogue().questions
KINDS = sorted(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Question)[0])
)

each_kind = pytest.mark.parametrize("kind", KINDS)


def test_a_question_of_every_kind_is_asked() -> None:
    assert sorted({question.kind for question in QUESTIONS}) == KINDS, "content/steps has one of each"


@each_kind
def test_a_module_of_the_browser_shows_it(kind: str) -> None:
    entries = (HERE / "kinds.js").read_text("utf-8").split("export const kinds = {")[1]
    assert re.search(rf"^  {kind}[:,]", entries, re.MULTILINE), "an entry of kinds in widgets/js/kinds.js"


def answers_of(kind: str) -> list[tuple[Any, list[Any]]]:
    """Return the questions of a kind, each with its values as the browser tests type them: rows are many."""
    asked = tuple(question for question in QUESTIONS if question.kind == kind)
    return [(question, value if kind in WITH_ROWS else [value]) for question, value in answers_to(asked)]


@each_kind
def test_its_values_are_taken_as_they_are_and_read_as_more_than_nothing(kind: str) -> None:
    for question, values in answers_of(kind):
        for value in values:
            assert question.check(value) == value
            assert describe(question, value) not in ("", str(value)) or kind in ("text", "line", "number")


@each_kind
def test_its_values_are_valid_by_the_schema_of_an_export(kind: str) -> None:
    kept = {}
    for question, values in answers_of(kind):
        rows = {f"r{n}": {"value": value, "revision": 1, "at": ""} for n, value in enumerate(values)}
        kept[question.key] = {"rows": rows} if kind in WITH_ROWS else {"value": values[0], "revision": 1}
    answers = Answers.model_validate({"workbook": "w", "answers": kept})
    validator = Draft202012Validator(schema.build(catalogue()))
    document = json.loads(encode_answers(answers))
    assert [error.json_path for error in validator.iter_errors(document)] == []
