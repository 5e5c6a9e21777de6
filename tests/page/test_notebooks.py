"""A notebook is read as prose and calls, and nothing in it is run."""

import json
from pathlib import Path

import pytest

from workbook.errors import ContentError
from workbook.page.notebooks import Call, calls, prose, read
from workbook.questions.catalogue import NOTEBOOKS, catalogue


def write(folder: Path, *cells: tuple[str, str]) -> Path:
    path = folder / "01_fit.ipynb"
    made = [{"cell_type": kind, "source": source.splitlines(keepends=True)} for kind, source in cells]
    path.write_text(json.dumps({"cells": made}), "utf-8")
    return path


def test_parts_come_in_the_order_of_the_cells(tmp_path: Path) -> None:
    notebook = write(
        tmp_path,
        ("markdown", "# Title\n\nWords."),
        ("code", "from workbook import section"),
        ("code", 'section("fit.why")'),
        ("raw", "not for readers"),
        ("markdown", "## More"),
        ("code", 'chart("roles")'),
    )
    assert list(read(notebook)) == [
        "<h1>Title</h1>\n<p>Words.</p>\n",
        Call("section", ("fit.why",)),
        "<h2>More</h2>\n",
        Call("chart", ("roles",)),
    ]


@pytest.mark.parametrize(
    "source",
    [
        'x = section("fit.why")',
        'section("fit.why").show()',
        "section",
        "1 + 1",
        "for key in keys: section(key)",
        'section(key="fit.why")',
        "def section(): ...",
    ],
)
def test_a_cell_that_is_more_than_a_call_is_an_error_that_shows_it(source: str) -> None:
    with pytest.raises(ContentError, match="more than a call"):
        list(calls(source))


def test_a_call_that_the_app_does_not_know_is_named() -> None:
    with pytest.raises(ContentError, match=r"calls 'eval'; the app knows section, chart, .*download"):
        list(calls('eval("1")'))


def test_nothing_in_a_cell_is_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with pytest.raises(ValueError, match="malformed"):
        list(calls(f'section(open({str(trace)!r}, "w").name)'))
    assert list(calls(f"import no_such_module\nsection({str(trace)!r})")) == [Call("section", (str(trace),))]
    assert not trace.exists()


def test_raw_html_in_prose_is_shown_and_not_obeyed() -> None:
    assert prose("a <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>") == (
        "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"
    )
    assert "<a " not in prose("[x](javascript:alert(1))")


def test_a_link_to_a_step_leads_to_its_page_and_others_stay() -> None:
    assert 'href="#fit"' in prose("Then [the role](01_fit.ipynb).")
    assert 'href="https://example.org/a.html"' in prose("[Out](https://example.org/a.html)")


@pytest.mark.parametrize("step", catalogue().steps, ids=lambda step: step.key)
def test_every_step_can_be_read(step) -> None:
    parts = list(read(NOTEBOOKS / f"{step.name}.ipynb"))
    asked = [part.arguments[0] for part in parts if isinstance(part, Call) and part.name == "section"]
    assert asked == [section.key for section in step.sections]


def test_a_paragraph_that_only_leads_to_the_next_notebook_is_left_to_the_apps_own_links() -> None:
    assert prose("Words.\n\n[Next: plan](02_plan.ipynb)") == "<p>Words.</p>\n"
    assert '<a href="#plan">the plan</a>' in prose("Then make [the plan](02_plan.ipynb).")
    assert '<a href="https://example.org">out</a>' in prose("[out](https://example.org)")
