"""The schema that is shipped is the one that the models and the questions make."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from workbook.export import schema
from workbook.questions.catalogue import catalogue
from workbook.questions.tables import Table
from workbook.sample import fill
from workbook.store.backup import encode_answers

SHIPPED = Path(schema.__file__).with_name("answers.schema.json")
SCHEMA = schema.build(catalogue())


def faults(document: Any) -> list[str]:
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def answers(**of: Any) -> dict[str, Any]:
    return {"schema": 1, "workbook": "x", "answers": {key.replace("__", "."): one for key, one in of.items()}}


def test_the_file_is_what_is_made() -> None:
    assert SHIPPED.read_bytes() == schema.render(catalogue()), (
        "the questions have changed: uv run tpm-workbook export schema -o workbook/export/answers.schema.json"
    )


def test_it_is_a_schema_of_the_dialect_that_it_names_and_leads_to_no_host() -> None:
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].startswith("urn:")
    assert SCHEMA["title"] == "From engineer to TPM"


def test_every_question_stands_in_it_with_its_title_and_help() -> None:
    found = SCHEMA["properties"]["answers"]["properties"]
    for question in catalogue().questions:
        said = found[question.key]
        assert (said["title"], said.get("description", "")) == (question.title, question.help)
        if isinstance(question, Table):
            cells = said["properties"]["rows"]["additionalProperties"]["properties"]["value"]["properties"]
            assert [cell["title"] for cell in cells.values()] == [one.title for one in question.columns]


def test_the_filled_example_is_valid(tmp_path: Path) -> None:
    document = json.loads(encode_answers(fill(tmp_path / "home", catalogue(), date(2026, 11, 22)).read()))
    assert len(document["answers"]) > 100
    assert faults(document) == []


def test_an_answer_that_is_none_is_valid_and_so_is_what_others_add() -> None:
    every = {question.key: {"value": None} for question in catalogue().questions}
    more = {"later.key": {"value": [1]}, "fit.why": {"value": "x", "mood": "good"}}
    assert faults({**answers(), "answers": {**every, **more}, "checksum": "x", "extra": {}}) == []


@pytest.mark.parametrize(
    ("odd", "place"),
    [
        ({"fit__why": {"value": 5}}, "fit.why"),
        ({"fit__hours": {"value": "many"}}, "fit.hours"),
        ({"fit__draws": {"value": "one"}}, "fit.draws"),
        ({"fit__weights": {"value": {"pay": "all"}}}, "fit.weights"),
        (
            {"plan__milestones": {"rows": {"a": {"value": {"name": 5}, "revision": 1, "at": ""}}}},
            "plan.milestones",
        ),
        ({"plan__milestones": {"rows": {"a": {"value": {}}}}}, "plan.milestones"),
        ({"later__key": {"revision": "soon"}}, "later.key"),
    ],
)
def test_a_value_of_another_kind_is_found(odd: dict[str, Any], place: str) -> None:
    found = faults(answers(**odd))
    assert found
    assert all(place in one for one in found)
