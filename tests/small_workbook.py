"""A workbook of a few questions, for tests that need no more."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.steps import AUDIENCES, Copies, Role, Roles, Section, Step
from workbook.questions.values import Choice

ANY_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


def asked(**kinds: Any) -> Catalogue:
    """Return a workbook that begins with these questions, and ends with points for two roles."""
    choices = (Choice(value="pay", label="Pay"), Choice(value="rest", label="Rest"))
    questions = tuple(
        ANY_QUESTION.validate_python({"key": f"fit.{name}", "title": f"{name}?", **kind})
        for name, kind in kinds.items()
    )
    weights = Weights(key="fit.weights", kind="weights", title="Points?", choices=choices)
    section = Section(key="fit.all", title="All", questions=(*questions, weights))
    step = Step(name="01_fit", key="fit", title="Fit", short="Fit", sections=(section,))
    roles = tuple(
        Role(key=key, title=key, about="x", scores={"pay": 5, "rest": 5}) for key in ("tpm", "engineer")
    )
    return Catalogue((step,), Roles(question="fit.weights", roles=roles), copies=whole_copies(step))


def whole_copies(*steps: Step) -> Copies:
    """Return copies that have a chapter for each step, with all that it asks."""
    chapters = [{"title": step.title, "questions": [one.key for one in step.questions]} for step in steps]
    copy = {"download": "Save", "says": "A copy.", "others": True, "chapters": chapters}
    return Copies.model_validate(dict.fromkeys(AUDIENCES, copy))
