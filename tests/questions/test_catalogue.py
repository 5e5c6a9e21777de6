"""A mistake in a content file is one sentence that names the file and the key."""

import re
from pathlib import Path

import pytest

from workbook.errors import ContentError
from workbook.questions.catalogue import CONTENT, NOTEBOOKS, catalogue, draft_keys

STEP = """
key = "fit"
title = "Is it right?"
short = "Fit"

[[sections]]
key = "fit.why"
title = "Why"

[[sections.questions]]
key = "fit.reason"
kind = "text"
title = "Why?"
minutes = 3

[[sections.questions]]
key = "fit.weights"
kind = "weights"
title = "What counts?"
choices = [{ value = "pay", label = "Pay" }, { value = "rest", label = "Rest" }]

[[sections.questions]]
key = "fit.statement"
kind = "text"
title = "Say it?"
draft = ["{fit.reason}.", "Again: {fit.reason}, {fit.weights}."]
"""
ROLES = """
question = "fit.weights"

[[roles]]
key = "tpm"
title = "TPM"
about = "Delivers."
scores = { pay = 5, rest = 5 }

[[roles]]
key = "em"
title = "EM"
about = "Leads."
scores = { pay = 6, rest = 4 }
"""


SKILLS = """
[groups]
people = "People"

[[skills]]
key = "coaching"
group = "people"
title = "Coaching"
about = "Others grow."
one = "Answers."
three = "Asks."
five = "Teaches others to ask."
"""
FIRST = """
[[stops]]
key = "fit.weights"
say = "Give points"
minutes = 2
"""


COPIES = """
[[mentor.chapters]]
title = "Reasons"
questions = ["fit.reason", "fit.statement"]
"""


def load(folder: Path, step: str = STEP, roles: str = ROLES, copies: str = COPIES):
    (folder / "steps").mkdir()
    (folder / "steps" / "01_fit.toml").write_text(step, "utf-8")
    (folder / "roles.toml").write_text(roles, "utf-8")
    (folder / "skills.toml").write_text(SKILLS, "utf-8")
    (folder / "first.toml").write_text(FIRST, "utf-8")
    (folder / "copies.toml").write_text(copies, "utf-8")
    return catalogue(folder)


def test_everything_is_found_by_its_key(tmp_path: Path) -> None:
    book = load(tmp_path)
    assert book.step("fit").name == "01_fit"
    assert book.section("fit.why").title == "Why"
    assert book.question("fit.reason").title == "Why?"
    assert [question.key for question in book.questions] == ["fit.reason", "fit.weights", "fit.statement"]
    assert book.has_question("fit.reason")
    assert not book.has_question("fit.why")
    assert book.step("fit").minutes == 7


def test_steps_stand_in_the_order_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "02_plan.toml").write_text(
        'key = "plan"\ntitle = "P"\nshort = "P"\nsections = []', "utf-8"
    )
    (tmp_path / "steps" / "01_fit.toml").write_text(STEP, "utf-8")
    (tmp_path / "roles.toml").write_text(ROLES, "utf-8")
    (tmp_path / "skills.toml").write_text(SKILLS, "utf-8")
    (tmp_path / "first.toml").write_text(FIRST, "utf-8")
    (tmp_path / "copies.toml").write_text("", "utf-8")
    assert [step.key for step in catalogue(tmp_path).steps] == ["fit", "plan"]


def test_a_draft_names_each_answer_once(tmp_path: Path) -> None:
    book = load(tmp_path)
    assert draft_keys(book.question("fit.statement")) == ["fit.reason", "fit.weights"]
    assert draft_keys(book.question("fit.reason")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("minutes = 3", "minuts = 3", r"content/01_fit\.toml: .*minuts: there is no such key\."),
        ("minutes = 3", 'minutes = "long"', r"content/01_fit\.toml: .*minutes: .*"),
        ('kind = "text"', 'kind = "essay"', r"content/01_fit\.toml: .*essay.*"),
        ('short = "Fit"', "", r"content/01_fit\.toml: short: field required\."),
        ('short = "Fit"', 'short = "Fit"\nlong = "x"', r"content/01_fit\.toml: long: there is no such key\."),
        ('title = "Why?"', 'title = "Why?', r"content/01_fit\.toml can't be read: .*line.*"),
        ('"fit.statement"', '"fit.reason"', r"content: the question fit\.reason stands twice\."),
        (
            "{fit.reason}.",
            "{fit.raeson}.",
            r"There is no question 'fit\.raeson'\. There are: .*fit\.reason.*",
        ),
    ],
)
def test_a_mistake_in_a_step_is_a_sentence_that_names_it(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    assert right in STEP
    with pytest.raises(ContentError, match=rf"^{said}$") as error:
        load(tmp_path, STEP.replace(right, wrong, 1))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("rest = 5", "rust = 5", r"content/roles\.toml: tpm and fit\.weights differ in: rest, rust\."),
        ("rest = 5", "rest = 11", r"content/roles\.toml: .*less than or equal to 10\."),
        (
            '"fit.weights"',
            '"fit.reason"',
            r"content/roles\.toml: fit\.reason is not a question of kind weights\.",
        ),
        ('"fit.weights"', '"fit.gone"', r"There is no question 'fit\.gone'\..*"),
        ("about", "abuot", r"content/roles\.toml: .*(about|abuot).*"),
    ],
)
def test_a_mistake_in_the_roles_is_a_sentence_that_names_it(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentError, match=rf"^{said}$"):
        load(tmp_path, roles=ROLES.replace(right, wrong, 1))


def test_a_folder_without_content_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"content/roles\.toml can't be read"):
        catalogue(tmp_path)


@pytest.mark.parametrize("noun", ["step", "section", "question"])
def test_what_is_not_there_is_a_sentence_that_says_what_is(noun: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=rf"There is no {noun} 'x'\. There are: fit"):
        getattr(load(tmp_path), noun)("x")


def test_the_workbook_is_read_once() -> None:
    assert catalogue() is catalogue()
    assert CONTENT.is_dir()
    assert (NOTEBOOKS / "app.ipynb").is_file()


@pytest.mark.parametrize(
    ("copies", "said"),
    [
        (COPIES.replace("fit.reason", "fit.gone"), "There is no question 'fit.gone'. There are: "),
        (COPIES.replace("reason", "statement"), "content/copies.toml: fit.statement stands twice in"),
        (COPIES.replace("mentor", "boss"), "content/copies.toml: boss: there is no such key."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_copies_is_a_sentence_that_names_it(copies: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=f"^{re.escape(said)}"):
        load(tmp_path, copies=copies)
