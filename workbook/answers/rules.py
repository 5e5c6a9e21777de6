"""Rules on one answer, and on many: whether it is there, who may read it, what a draft takes from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from workbook.answers.model import Answers
from workbook.kept import is_blank
from workbook.questions.catalogue import draft_keys
from workbook.questions.formatting import in_words
from workbook.questions.kinds import LongText, Question
from workbook.questions.tables import Table

_PLACE = re.compile(r"\{([a-z0-9_.]+)\}")


def is_answered(question: Question, answers: Answers) -> bool:
    """Say whether the person has written anything for `question`."""
    answer = answers[question.key]
    if isinstance(question, Table):
        return any(not is_blank(row.value) for row in answer.rows.values())
    return not is_blank(answer.value)


def is_private(question: Question, answers: Answers) -> bool:
    """Say whether a shared document leaves this answer out: the person's mark, or otherwise the content's."""
    mark = answers[question.key].private
    return question.private if mark is None else mark


def progress(questions: Iterable[Question], answers: Answers) -> tuple[int, int]:
    """Return how many of `questions` are answered, and how many there are."""
    marks = [is_answered(question, answers) for question in questions]
    return sum(marks), len(marks)


def draft(question: LongText, answers: Answers, asked: Mapping[str, Question]) -> str:
    """Return the sentences of `question.draft` whose answers are all there, a paragraph each.

    A place has the form {step.key}. What the person wrote is left as it is, without a second full stop in a
    sentence around it. Private answers stay out: what is drafted may be shown.
    """
    paragraphs = []
    for sentence in question.draft:
        sources = [asked[key] for key in _PLACE.findall(sentence)]
        words = {source.key: in_words(source, answers.value(source.key)) for source in sources}
        if not _PLACE.fullmatch(sentence):
            words = {key: text.rstrip(".") for key, text in words.items()}
        if all(words.values()) and not any(is_private(source, answers) for source in sources):
            paragraphs.append(_fill_places(sentence, words))
    return "\n\n".join(paragraphs)


def missing_for_draft(question: LongText, answers: Answers, asked: Mapping[str, Question]) -> list[Question]:
    """Return the questions that a draft would use and that are not answered yet."""
    return [asked[key] for key in draft_keys(question) if not is_answered(asked[key], answers)]


def _fill_places(sentence: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: words[place[1]], sentence)
