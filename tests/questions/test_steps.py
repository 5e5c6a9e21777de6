"""What a step is made of, and what the first pass and the answers to frequent questions hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from workbook.questions.catalogue import catalogue, load_faq
from workbook.questions.kinds import Question
from workbook.questions.steps import Action, Asked, Faq, FirstPass, Role, Roles, Section, Step, Stop

BOOK = catalogue()


def section(key: str, **minutes: float) -> Section:
    questions = tuple(
        TypeAdapter(Question).validate_python(
            {"key": f"fit.{name}", "kind": "line", "title": f"{name}?", "minutes": takes}
        )
        for name, takes in minutes.items()
    )
    return Section(key=f"fit.{key}", title=key, questions=questions)


def step(*sections: Section, **more: Any) -> Step:
    return Step(name="01_fit", key="fit", title="Fit?", short="Fit", sections=sections, **more)


def test_a_step_has_the_questions_of_its_sections_in_order() -> None:
    made = step(section("a", why=1, when=1), section("b", who=1))
    assert [question.key for question in made.questions] == ["fit.why", "fit.when", "fit.who"]


def test_a_step_takes_as_long_as_its_questions_together() -> None:
    assert step(section("a", why=0.5, when=3), section("b", who=2)).minutes == 5.5


def test_a_step_without_questions_takes_no_time() -> None:
    assert step().minutes == 0


# What an author can get wrong


@pytest.mark.parametrize(
    ("kind", "good", "odd"),
    [
        (Action, {"key": "fit.ask", "title": "Ask", "days": 7}, {"days": 0}),
        (Action, {"key": "fit.ask", "title": "Ask", "days": 7}, {"days": -7}),
        (Action, {"key": "fit.ask", "title": "Ask", "days": 7}, {"key": "ask"}),
        (Action, {"key": "fit.ask", "title": "Ask", "days": 7}, {"title": ""}),
        (Action, {"key": "fit.ask", "title": "Ask", "days": 7}, {"by": "2026-03-31"}),
        (Stop, {"key": "fit.why", "say": "Say why", "minutes": 1}, {"minutes": 0}),
        (Stop, {"key": "fit.why", "say": "Say why", "minutes": 1}, {"key": "why"}),
        (Stop, {"key": "fit.why", "say": "Say why", "minutes": 1}, {"say": ""}),
        (FirstPass, {"lead": "Go", "done": "Gone", "stops": ()}, {"led": "Go"}),
        (FirstPass, {"lead": "Go", "done": "Gone", "stops": ()}, {"stops": ({"key": "fit.why"},)}),
        (Asked, {"question": "Why?", "answer": "So."}, {"question": ""}),
        (Asked, {"question": "Why?", "answer": "So."}, {"answer": ""}),
        (Asked, {"question": "Why?", "answer": "So."}, {"sorce": "x"}),
        (Faq, {"questions": ()}, {"questions": ({"question": "Why?"},)}),
        (Faq, {"questions": ()}, {"asked": ()}),
        (
            Role,
            {"key": "tpm", "title": "TPM", "about": "x", "scores": {"pay": 10}},
            {"scores": {"pay": 10.5}},
        ),
        (Role, {"key": "tpm", "title": "TPM", "about": "x", "scores": {"pay": 10}}, {"scores": {"pay": -1}}),
    ],
)
def test_what_is_written_wrong_is_an_error(kind: type, good: dict[str, Any], odd: dict[str, Any]) -> None:
    assert kind(**good)
    with pytest.raises(ValidationError):
        kind(**good | odd)


def test_one_role_alone_can_not_be_compared() -> None:
    with pytest.raises(ValidationError):
        Roles(question="fit.weights", roles=(Role(key="tpm", title="TPM", about="x", scores={"pay": 1}),))


# The first pass


def test_the_first_pass_has_seven_stops_and_takes_ten_minutes_at_most() -> None:
    stops = BOOK.first.stops
    assert len({stop.key for stop in stops}) == len(stops) == 7
    assert sum(stop.minutes for stop in stops) <= 10


def test_the_first_pass_stops_at_questions_of_four_steps_at_least() -> None:
    assert len({BOOK.step_of(stop.key).key for stop in BOOK.first.stops}) >= 4


def test_the_first_pass_follows_the_order_of_the_steps() -> None:
    order = [step.key for step in BOOK.steps]
    places = [order.index(BOOK.step_of(stop.key).key) for stop in BOOK.first.stops]
    # The next action comes last: what to do is clear when the rest has been thought of.
    assert places[:-1] == sorted(places[:-1])
    assert BOOK.first.stops[-1].key.endswith(".next")


@pytest.mark.parametrize("stop", BOOK.first.stops, ids=lambda stop: stop.key)
def test_a_stop_asks_a_question_that_there_is_for_no_longer_than_all_of_it(stop: Stop) -> None:
    assert stop.minutes <= BOOK.question(stop.key).minutes


def test_the_first_pass_says_how_it_begins_and_what_there_is_at_its_end() -> None:
    assert BOOK.first.lead.endswith(".")
    assert BOOK.first.done.endswith(".")


# What people ask


@pytest.mark.parametrize("asked", load_faq().questions, ids=lambda asked: asked.question)
def test_what_people_ask_is_a_question_with_an_answer_in_sentences(asked: Asked) -> None:
    assert asked.question.endswith("?")
    paragraphs = [part.strip() for part in asked.answer.split("\n\n")]
    assert [part for part in paragraphs if not part.endswith((".", "”"))] == []


def test_nothing_is_asked_twice() -> None:
    questions = [asked.question for asked in load_faq().questions]
    assert len(set(questions)) == len(questions) > 0


# Suggested actions


@pytest.mark.parametrize(
    "action", [action for step in BOOK.steps for action in step.actions], ids=lambda action: action.key
)
def test_a_suggested_action_is_one_line_within_a_month(action: Action) -> None:
    assert len(action.title) <= 90
    assert not action.title.endswith(".")
    assert action.days <= 31
