"""The notebooks are prose and one-line calls, and they call what the content asks."""

import ast
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markdown_it import MarkdownIt

from workbook.charts import NAMES
from workbook.export.formats import FORMS
from workbook.questions.catalogue import catalogue
from workbook.questions.steps import AUDIENCES, Step

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
STEPS = catalogue().steps
CALLS = {"section", "chart", "overview", "action", "faq", "download"}
FIGURES = {
    ".65": "Gollwitzer & Sheeran 2006",
    "94 tests": "Gollwitzer & Sheeran 2006",
    ".27": "Sheeran, Listrom & Gollwitzer 2024",
    ".66": "Sheeran, Listrom & Gollwitzer 2024",
    "642 tests": "Sheeran, Listrom & Gollwitzer 2024",
    ".47": "Wang, Wang & Gai 2021",
    ".28": "Wang, Wang & Gai 2021",
    ".29": "Mabe & West 1982",
    "55 studies": "Mabe & West 1982",
    "20 million": "Rajkumar et al. 2022",
    "178 people": "Veinott, Klein & Wiggins 2010",
    "138 studies": "Harkin et al. 2016",
    ".40": "Harkin et al. 2016",
    ".67": "Tannenbaum & Cerasoli 2013",
    ".41": "Kluger & DeNisi 1996",
    ".22": "Conway & Huffcutt 1997",
    "37%": "igotanoffer.com TPM guide",
    "25%": "igotanoffer.com TPM guide",
    "38%": "igotanoffer.com TPM guide",
}
COMMONMARK = MarkdownIt("commonmark")

each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
each_notebook = pytest.mark.parametrize("file", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.stem)


def read(file: Path) -> Any:
    return nbformat.read(file, as_version=nbformat.NO_CONVERT)


def cells(step: Step, kind: str | None = None) -> list[Any]:
    found = read(NOTEBOOKS / f"{step.name}.ipynb").cells
    return [cell for cell in found if kind in (None, cell.cell_type)]


def prose(step: Step) -> str:
    return "\n\n".join(cell.source for cell in cells(step, "markdown"))


def headings(words: str, tag: str) -> list[str]:
    tokens = COMMONMARK.parse(words)
    return [
        after.content
        for token, after in pairwise(tokens)
        if token.type == "heading_open" and token.tag == tag
    ]


def call(cell: Any) -> ast.Call:
    (line,) = ast.parse(cell.source).body
    assert isinstance(line, ast.Expr)
    assert isinstance(line.value, ast.Call)
    return line.value


def calls(step: Step) -> list[tuple[str, list[Any], str]]:
    """Return what is called in order: the name, its arguments, and the heading that it stands under."""
    found, under = [], ""
    for cell in cells(step)[2:]:
        if cell.cell_type == "markdown":
            under = (headings(cell.source, "h2") or [under])[-1]
        else:
            made = call(cell)
            assert isinstance(made.func, ast.Name)
            found.append((made.func.id, [ast.literal_eval(argument) for argument in made.args], under))
    return found


def test_every_step_has_a_notebook_and_every_notebook_a_step() -> None:
    assert sorted(file.stem for file in NOTEBOOKS.glob("*.ipynb")) == sorted(
        [*(step.name for step in STEPS), "app"]
    )


@each_notebook
def test_a_notebook_carries_nothing_from_a_run(file: Path) -> None:
    book = read(file)
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert book.metadata.kernelspec.name == "python3"
    assert book.metadata.language_info == {"name": "python"}
    assert [cell.id for cell in book.cells if cell.metadata] == []
    for cell in book.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@each_notebook
def test_a_notebook_is_valid_and_its_cells_have_readable_ids(file: Path) -> None:
    book = read(file)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert [cell.id for cell in book.cells if not re.fullmatch(r"[a-z]+(-[a-z]+)*", cell.id)] == []


@each_step
def test_the_first_cell_says_what_you_will_have(step: Step) -> None:
    first = cells(step)[0]
    assert first.cell_type == "markdown"
    assert headings(first.source, "h1") == [step.title]
    blocks = [
        token.type for token in COMMONMARK.parse(first.source) if token.level == 0 and token.nesting > 0
    ]
    assert blocks == ["heading_open", "paragraph_open", "blockquote_open"]
    assert "\n> When you are done you will have " in first.source


@each_step
def test_a_notebook_has_one_h1(step: Step) -> None:
    assert headings(prose(step), "h1") == [step.title]


@each_step
def test_the_second_cell_imports_what_the_others_call(step: Step) -> None:
    second = cells(step)[1]
    hint, _ = second.source.split("\n")
    (line,) = ast.parse(second.source).body
    assert hint == "# In JupyterLab: Run > Run All Cells opens the questions below."
    assert isinstance(line, ast.ImportFrom)
    assert (line.module, line.level) == ("workbook", 0)
    assert [alias.asname for alias in line.names if alias.asname] == []
    assert [alias.name for alias in line.names] == sorted({name for name, _, _ in calls(step)})


@each_step
def test_the_other_code_cells_are_one_call_with_literals(step: Step) -> None:
    for cell in cells(step, "code")[1:]:
        made = call(cell)
        assert "\n" not in cell.source
        assert isinstance(made.func, ast.Name)
        assert made.func.id in CALLS
        assert all(isinstance(argument, ast.Constant) for argument in made.args)
        assert made.keywords == []


@each_step
def test_each_section_is_called_once_in_order_under_its_title(step: Step) -> None:
    called = [(*keys, under) for name, keys, under in calls(step) if name == "section"]
    assert called == [(section.key, section.title) for section in step.sections]


@each_step
def test_prose_stands_before_every_call(step: Step) -> None:
    # An action follows what it comes from.
    kinds = [cell.cell_type for cell in cells(step) if not "".join(cell.source).startswith("action(")]
    assert [place for place in range(3, len(kinds)) if kinds[place - 1 : place + 1] == ["code", "code"]] == []


@each_step
def test_the_prose_is_plain_commonmark(step: Step) -> None:
    tokens = [token for block in COMMONMARK.parse(prose(step)) for token in [block, *(block.children or [])]]
    assert [token.content for token in tokens if token.type in ("html_block", "html_inline", "image")] == []


@each_step
def test_links_between_notebooks_lead_somewhere(step: Step) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", prose(step)):
        assert target.startswith("https://") or (NOTEBOOKS / target).is_file(), target


@each_step
def test_a_figure_never_stands_without_its_source(step: Step) -> None:
    for paragraph in prose(step).split("\n\n"):
        words = " ".join(paragraph.split())
        for figure in re.findall(r"\.\d+|\d+ (?:million|tests|studies|people)|\d+%", words):
            assert FIGURES[figure] in words, figure


@each_step
def test_the_prose_stays_calm(step: Step) -> None:
    assert "!" not in prose(step)
    assert prose(step).lower().count("journey") <= 1
    assert not re.search("[—\U0001f300-\U0001faff]", prose(step))


def test_the_start_page_leads_on_to_the_first_step() -> None:
    assert cells(STEPS[0])[-1].source.endswith("[Next: Is the role right for you?](01_fit.ipynb)")


@each_step
def test_each_action_of_a_step_is_suggested_once_in_its_notebook(step: Step) -> None:
    called = [key for name, (*_, key), _ in ((n, ["", *k], u) for n, k, u in calls(step)) if name == "action"]
    assert called == [action.key for action in step.actions]


def test_the_start_page_begins_with_the_first_pass_what_is_due_and_growth() -> None:
    made = [(name, *keys) for name, keys, _ in calls(STEPS[0])]
    assert made == [
        ("overview", "first"),
        ("overview", "due"),
        ("chart", "growth"),
        ("section", "start.you"),
        ("faq",),
    ]


def test_the_book_has_progress_changes_what_is_due_a_copy_for_each_reader_and_every_other_form() -> None:
    made = [(name, *keys) for name, keys, _ in calls(STEPS[-1])]
    assert made[:3] == [("overview", "progress"), ("overview", "changed"), ("overview", "due")]
    copies = [keys for name, *keys in made if name == "download"]
    others = [[form] for form in FORMS if form != "pdf"]
    offered = [["pdf", audience] for audience in AUDIENCES] + others
    assert copies == offered, "a cell download(FORM) in notebooks/08_book.ipynb"


def test_every_chart_is_in_a_notebook() -> None:
    drawn = {keys[0] for step in STEPS for name, keys, _ in calls(step) if name == "chart"}
    assert drawn == set(NAMES), "a cell chart(NAME) in a notebook"


def test_the_start_page_credits_its_inspiration_once() -> None:
    assert sum(prose(step).count("Priyanka Shinde") for step in STEPS) == 1
    assert "Priyanka Shinde" in prose(STEPS[0])


def test_the_roles_are_drawn_between_the_weights_and_what_tips_them() -> None:
    made = [(name, key) for name, (key,), _ in calls(catalogue().step("fit"))]
    weights = made.index(("section", "fit.roles"))
    assert made[weights : weights + 4] == [
        ("section", "fit.roles"),
        ("chart", "roles"),
        ("action", "fit.ask"),
        ("section", "fit.tips"),
    ]


def test_step_one_ends_with_the_next_action_and_the_book() -> None:
    made = [(name, key) for name, (key,), _ in calls(catalogue().step("fit"))]
    assert made[-2:] == [("section", "fit.next"), ("download", "pdf")]
