"""The JSON Schema of a workbook's JSON, with the title and help of each question.

As generous as the models are: what is on disk may be older or newer than the questions.
"""

from __future__ import annotations

import json
from typing import Any

from workbook.answers.model import SCHEMA, Answers
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.tables import Column, Table
from workbook.questions.values import ChoicesValue, ChoiceValue, DateValue, NumberValue

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def build(catalogue: Catalogue) -> Schema:
    """Build the schema of what `export json` writes, and `import` reads."""
    document = Answers.model_json_schema()
    answers = document["properties"]["answers"]
    answers["properties"] = {one.key: _question_schema(one) for one in catalogue.questions}
    head = {"$schema": DIALECT, "$id": f"urn:tpm-workbook:answers:{SCHEMA}", "title": sentences().book.title}
    document["properties"]["checksum"] = {"type": "string"}
    return {**head, **{key: part for key, part in document.items() if key not in head}}


def render(catalogue: Catalogue) -> bytes:
    """Render the schema as a file."""
    return (json.dumps(build(catalogue), indent=1, ensure_ascii=False) + "\n").encode()


def _question_schema(question: Question) -> Schema:
    answer = {"$ref": "#/$defs/Answer", **_description(question)}
    if not isinstance(question, Table):
        return {**answer, "properties": {"value": _value_schema(question)}}
    cells = {column.key: {**_description(column), **_value_schema(column)} for column in question.columns}
    row = {"$ref": "#/$defs/Row", "properties": {"value": {"properties": cells}}}
    return {**answer, "properties": {"rows": {"additionalProperties": row}}}


def _description(one: Question | Column) -> Schema:
    return {"title": one.title, **({"description": one.help} if one.help else {})}


def _value_schema(one: Question | Column) -> Schema:
    """Return what a value may be; None is none."""
    if isinstance(one, Weights):
        points = {choice.value: {"title": choice.label} for choice in one.choices}
        return {"type": ["object", "null"], "properties": points, "additionalProperties": {"type": "number"}}
    if isinstance(one, ChoicesValue):
        return {"type": ["array", "null"], "items": {"type": "string"}, "examples": [_choices(one)]}
    if isinstance(one, ChoiceValue):
        return {"type": ["string", "null"], "examples": _choices(one)}
    if isinstance(one, NumberValue):
        return {"type": ["number", "null"]}
    return {"type": ["string", "null"], **({"format": "date"} if isinstance(one, DateValue) else {})}


def _choices(one: ChoiceValue) -> list[str]:
    return [choice.value for choice in one.choices]
