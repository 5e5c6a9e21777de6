"""What a person typed is read as they typed it, and the file stays readable as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.naughty import STRINGS
from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.answers.rules import is_private
from workbook.errors import ExportError
from workbook.export.book import Book
from workbook.export.markdown import escape_inline, escape_line, render
from workbook.export.paragraphs import make_printable
from workbook.questions.catalogue import catalogue
from workbook.questions.tables import Table
from workbook.sample import fill

TODAY = date(2026, 11, 22)
AT = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
CHOICES = [{"value": "go", "label": "Go for it"}, {"value": "wait", "label": "Wait | a while"}]
COLUMNS = [
    {"key": "task", "kind": "line", "title": "Task"},
    {"key": "notes", "kind": "text", "title": "What happened"},
    {"key": "hours", "kind": "number", "title": "Hours", "unit": "h"},
]
WIDE = [
    *COLUMNS,
    *({"key": key, "kind": "text", "title": key.title()} for key in ("more", "last", "next")),
]
STRICT = MarkdownIt("js-default")
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What a person's words may make more or less of.
WORDS = {
    "inline",
    "paragraph_open",
    "paragraph_close",
    "text",
    "text_special",
    "hardbreak",
    "softbreak",
    "html_inline",
}


def book(audience: str = "me", **values: Any) -> str:
    """The Markdown of one answer of each kind that is named."""
    kinds = {
        "text": {"kind": "text"},
        "line": {"kind": "line"},
        "several": {"kind": "choices", "choices": CHOICES},
        "table": {"kind": "table", "columns": COLUMNS},
        "wide": {"kind": "table", "columns": WIDE},
        "secret": {"kind": "text", "private": True},
    }
    kept = {
        f"fit.{key}": {"rows": {f"r{n}": {"value": row, **AT} for n, row in enumerate(value)}}
        if key in ("table", "wide")
        else {"value": value, **AT}
        for key, value in values.items()
    }
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": kept})
    return render(Book(answers, asked(**kinds), audience, zone=UTC).data(TODAY)).decode()


@lru_cache(maxsize=2)
def parsed(source: str, parser: MarkdownIt = GITHUB) -> list[Token]:
    return [token for block in parser.parse(source) for token in (block, *(block.children or ()))]


def text_of(source: str) -> str:
    """What is read, without any space."""
    said = (one.content for one in parsed(source) if one.type in ("text", "text_special", "code_inline"))
    return "".join("".join(said).split())


def elements(source: str) -> Counter[str]:
    return Counter(one.type for one in parsed(source) if one.type not in WORDS)


# Its parts


def test_a_step_a_section_and_a_question_are_headings_and_an_answer_is_paragraphs() -> None:
    assert book(text="First.\n\nSecond,\non two lines.") == (
        "# From engineer to TPM\n\n"
        "22 November 2026  \nA copy. No answer is marked private.\n\n"
        "## Fit\n\n### All\n\n#### text?\n\nFirst.\n\nSecond,  \non two lines.\n\n*3 March 2026*\n"
    )


def test_what_is_chosen_is_a_list() -> None:
    assert "\n- Go for it\n- Wait \\| a while\n" in book(several=["go", "wait"])


def test_a_table_keeps_each_row_on_one_line() -> None:
    source = book(table=[{"task": "a|b", "notes": "One.\n\nTwo,\nthree", "hours": 2}, {"task": "c"}])
    assert (
        "| Task | What happened | Hours |\n| --- | --- | ---: |\n"
        "| a\\|b | One.<br>Two,<br>three | 2 h |\n| c |  |  |\n"
    ) in source
    assert elements(source)["td_open"] == 6


def test_rows_of_many_columns_are_a_numbered_list_with_what_they_hold() -> None:
    rows = [
        {key: f"{key} {place}" for key in ("task", "notes", "more", "last", "next")} for place in range(11)
    ]
    rows[1] = {"task": "alone"}
    source = book(wide=rows)
    assert "1. **Task:** task 0  \n   **What happened:** notes 0  \n" in source
    assert "\n2. **Task:** alone\n3. " in source
    found = elements(source)
    assert (found["ordered_list_open"], found["list_item_open"], found["table_open"]) == (1, 11, 0)


def test_private_answers_are_marked_in_ones_own_copy_and_in_no_other() -> None:
    assert "*private · 3 March 2026*" in book(secret="Nobody", line="All")
    assert "Nobody" not in book("manager", secret="Nobody", line="All")


@pytest.mark.parametrize(
    ("audience", "said"),
    [("me", "Nothing has been answered yet"), ("mentor", "There is nothing in this copy")],
)
def test_a_book_of_nothing_is_a_sentence(audience: str, said: str) -> None:
    with pytest.raises(ExportError, match=rf"{said}.*Nothing was written\."):
        book(audience)


# What people type


@pytest.mark.parametrize(
    "said",
    [
        "snake_case and 2 * 3 = 6, a < b & c, 50% of 3.5 - 1", "C# in x^2 (see 1.) and #", "~5 to ~6 people",
        "https://example.org/some_page?a=1&b=2#part", "It's Q3: “done” at last! C:\\temp, {ok} #", "AT&T now",
        "漢字 مرحبا 🙂", "1.5 times", "-5 degrees, +1 for it", "a - b + c > d",
    ],
)  # fmt: skip
def test_what_is_no_markup_is_left_as_it_is(said: str) -> None:
    assert escape_line(said) == said


@pytest.mark.parametrize(
    ("said", "escaped"),
    [
        ("# x", "\\# x"), ("###### x", "\\###### x"), ("#", "\\#"), ("> x", "\\> x"), ("- x", "\\- x"),
        ("+ x", "\\+ x"), ("* x", "\\* x"), ("1. x", "1\\. x"), ("12) x", "12\\) x"), ("---", "\\---"),
        ("===", "\\=\\=\\="), ("=", "\\="), (":-:", "\\:-:"), ("~~~", "~\\~\\~"), ("```", "\\`\\`\\`"),
    ],
)  # fmt: skip
def test_what_begins_something_where_a_line_begins_is_escaped_there_alone(said: str, escaped: str) -> None:
    assert escape_line(said) == escaped
    assert text_of(f"before\n{escaped}\nafter") == f"before{''.join(said.split())}after"


@pytest.mark.parametrize(
    ("said", "escaped"),
    [
        ("*x* **x**", "\\*x\\* \\*\\*x\\*\\*"), ("_x_", "\\_x\\_"), ("__init__", "\\_\\_init\\_\\_"),
        ("~~x~~", "~\\~x\\~\\~"), ("`x`", "\\`x\\`"), ("<script>", "\\<script>"), ("</b>", "\\</b>"),
        ("[x](javascript:y)", "\\[x](javascript:y)"), ("![x](y)", "!\\[x](y)"),
        ("&lt; &#60;", "\\&lt; \\&#60;"),
        ("$x$", "\\$x\\$"), ("[[wiki]]", "\\[\\[wiki]]"), ("a #tag", "a \\#tag"), ("==x==", "=\\=x=\\="),
        ("%%x%%", "%\\%x%\\%"), ("x ^name", "x \\^name"), ("a|b", "a\\|b"), ("\\*", "\\\\\\*"),
        ("at the end \\", "at the end \\\\"), ("a\nb\u2028c\rd", "a b c d"),
    ],
)  # fmt: skip
def test_what_begins_something_inside_a_line_is_escaped(said: str, escaped: str) -> None:
    assert escape_inline(said) == escaped
    assert text_of(escaped) == "".join(said.split())


def test_lines_that_begin_with_spaces_are_no_code_and_stay_where_they_were() -> None:
    source = book(text="if so:\n    then\n\n\tthat", table=[{"task": "x", "notes": "if so:\n    then"}])
    assert "if so:  \n\xa0\xa0\xa0\xa0then" in source
    assert "if so:<br>\xa0\xa0\xa0\xa0then" in source
    assert elements(source)["code_block"] == 0


def test_lines_that_would_make_a_table_together_make_none() -> None:
    assert elements(book(text="a | b\n--- | ---\nc | d\n\na\n:-:"))["table_open"] == 0


OF_OURS = (
    *(
        "# x",
        "* x *",
        "1. x\n2. y",
        "> x",
        "- [ ] x",
        "a\n===",
        "a\n---",
        "    code",
        "\tcode",
        "a\\",
        "\\",
        "|",
        "||",
    ),
    *(
        "| a |\n| - |\n| b |",
        "[x]: y\n[x]",
        "[^1]: y[^1]",
        "<!-- x",
        "<br>",
        "a  \nb",
        "~~~\nx",
        "```js\nx",
        "$$x$$",
    ),
    *(
        "&amp;lt;",
        "*a _b* c_",
        "**",
        "__",
        "\\|",
        "\\\\|",
        "`|`",
        "<a@b.c>",
        "<https://x.y>",
        "#",
        "a #",
        "\u2028# x",
    ),
)


def everywhere(words: str) -> str:
    row = {"task": words, "notes": words}
    wide = {**row, "more": words, "last": words, "next": words}
    return book(text=words, line=words, table=[row], wide=[wide, wide], several=["go"], secret="x")


@pytest.fixture(scope="module")
def plain() -> Counter[str]:
    return elements(everywhere("words"))


@pytest.mark.parametrize("said", [*OF_OURS, *(pytest.param(one, marks=pytest.mark.slow) for one in STRINGS)])
def test_anything_typed_is_read_as_it_was_typed_and_makes_no_element(said: str, plain: Counter[str]) -> None:
    typed = "".join(make_printable(said).split())
    if not typed:
        return
    source = everywhere(said)
    assert text_of(source).count(typed) >= 14
    assert elements(source) == plain
    assert {one.content for one in parsed(source) if one.type == "html_inline"} <= {"<br>"}
    assert not [one for one in parsed(source, STRICT) if one.type.startswith(("html", "link"))]


# The filled example


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    home: Path = tmp_path_factory.mktemp("sample") / "home"
    return fill(home, catalogue(), TODAY).read()


def typed_in(answers: Answers, *, private: bool) -> Iterator[tuple[str, str]]:
    """Every text that was typed for questions that are private, or are not, with its key."""
    for question in catalogue().questions:
        if is_private(question, answers) == private:
            value = answers.value(question.key)
            cells = [value] if isinstance(value, str) and question.kind in ("text", "line") else []
            if isinstance(question, Table):
                texts = {column.key for column in question.columns if column.kind in ("text", "line")}
                cells += [row.value.get(key) for _, row in answers[question.key].in_order() for key in texts]
            yield from ((question.key, "".join(cell.split())) for cell in cells if cell and cell.strip())


def test_my_own_copy_holds_every_answer_of_the_example(sample: Answers) -> None:
    text = text_of(render(Book(sample, catalogue(), "me", zone=UTC).data(TODAY)).decode())
    found = [*typed_in(sample, private=False), *typed_in(sample, private=True)]
    assert len(found) > 400
    assert [one for one in found if one[1] not in text] == []


@pytest.mark.parametrize("audience", ["mentor", "manager", "interview"])
def test_a_copy_for_others_holds_no_private_answer(audience: str, sample: Answers) -> None:
    text = text_of(render(Book(sample, catalogue(), audience, zone=UTC).data(TODAY)).decode())
    open_too = {said for _, said in typed_in(sample, private=False)}
    long = [said for _, said in typed_in(sample, private=True) if len(said) > 30 and said not in open_too]
    assert long
    assert [said for said in long if said in text] == []


def test_a_chart_is_its_sentence_and_a_table_of_its_numbers() -> None:
    kept = {"value": {"pay": 60, "rest": 40}, **AT}
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": {"fit.weights": kept}})
    source = render(Book(answers, asked(), "me", zone=UTC).data(TODAY)).decode()
    say = source.index("With these weights the tpm and engineer roles come out level")
    assert "| What matters to you |" in source[say:]
    assert source[say:].count("| Pay |") == 1


def test_names_in_the_numbers_of_a_chart_are_words_too() -> None:
    kept = {"value": {"pay": 60}, **AT}
    answers = Answers.model_validate({"schema": 1, "workbook": "x", "answers": {"fit.weights": kept}})
    data = Book(answers, asked(), "me", zone=UTC).data(TODAY)
    (section,) = data["steps"][0]["sections"]
    section["charts"] = [{"say": "# Say", "columns": ("a|b",), "rows": (("*c*|d",),)}, {"say": "Part 2"}]
    source = render(data).decode()
    assert source.endswith("\n\\# Say\n\n| a\\|b |\n| --- |\n| \\*c\\*\\|d |\n"), (
        "a picture that goes on has nothing to read"
    )
