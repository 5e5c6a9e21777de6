"""A notebook's file keeps no word of what its cells show; in JupyterLab it is seen in browser/test_lab.py."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from tornado.web import HTTPError

from workbook.questions.catalogue import NOTEBOOKS
from workbook.server.notebook_outputs import keep_views, strip_notebooks

VIEW = "application/vnd.jupyter.widget-view+json"


def notebook() -> nbformat.NotebookNode:
    view = {"model_id": "m1", "version_major": 2, "version_minor": 0, "more": "canary"}
    shown = {"text/plain": "canary", VIEW: view}
    code = nbformat.v4.new_code_cell(
        'section("fit.why")',
        execution_count=3,
        outputs=[
            nbformat.v4.new_output("display_data", shown),
            nbformat.v4.new_output("stream", text="canary"),
            nbformat.v4.new_output("execute_result", {"text/plain": "canary"}, execution_count=3),
        ],
    )
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Words"), code],
        metadata={
            "widgets": {"state": "canary"},
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python", "version": "3.11.7"},
        },
    )


def test_a_notebook_is_saved_without_what_it_shows_but_for_a_mark_of_each_widget() -> None:
    model = {"type": "notebook", "content": notebook()}
    keep_views(model=model, path="01_fit.ipynb", contents_manager=None)
    assert "canary" not in json.dumps(model)
    markdown, code = model["content"].cells
    assert code.execution_count is None
    assert [output["data"] for output in code.outputs] == [
        {VIEW: {"model_id": "m1", "version_major": 2, "version_minor": 0}}
    ]
    assert (markdown.source, code.source) == ("# Words", 'section("fit.why")')
    assert model["content"].metadata.language_info == {"name": "python"}
    nbformat.validate(nbformat.from_dict(model["content"]))


def test_a_notebook_without_the_usual_parts_is_saved_without_its_outputs_too() -> None:
    model = {"type": "notebook", "content": notebook()}
    model["content"].metadata.language_info = {}
    del model["content"].cells[1]["execution_count"]
    model["content"].cells[0]["outputs"] = [nbformat.v4.new_output("stream", text="canary")]
    keep_views(model=model)
    assert "canary" not in json.dumps(model)


def test_what_cannot_be_stripped_is_not_saved() -> None:
    """Jupyter passes over any other exception of its hook, and saves."""
    with pytest.raises(HTTPError):
        keep_views(model={"type": "notebook", "content": {"cells": [{"outputs": "canary"}]}})


@pytest.mark.parametrize(
    "model",
    [{"type": "file", "content": "text"}, {"type": "directory"}, {"type": "notebook", "content": None}],
)
def test_what_is_no_notebook_is_saved_as_it_is(model: dict) -> None:
    before = dict(model)
    keep_views(model=model, path="x", contents_manager=None)
    assert model == before


def test_the_marks_are_taken_out_when_their_kernels_are_gone(tmp_path: Path) -> None:
    nbformat.write(notebook(), tmp_path / "own.ipynb")
    saved = {"type": "notebook", "content": notebook()}
    keep_views(model=saved)
    nbformat.write(nbformat.from_dict(saved["content"]), tmp_path / "01_fit.ipynb")
    (tmp_path / "torn.ipynb").write_text("{ torn", "utf-8")
    (tmp_path / "notes.txt").write_text("kept", "utf-8")
    strip_notebooks(tmp_path)
    stripped = nbformat.read(tmp_path / "01_fit.ipynb", as_version=4)
    nbformat.validate(stripped)
    assert stripped.cells[1].outputs == []
    own = nbformat.read(tmp_path / "own.ipynb", as_version=4).cells[1].outputs
    assert [output.output_type for output in own] == ["stream", "execute_result"], "not ours to take"
    assert (tmp_path / "torn.ipynb").read_text("utf-8") == "{ torn"
    assert (tmp_path / "notes.txt").read_text("utf-8") == "kept"


def test_the_notebooks_as_they_are_kept_need_no_stripping(tmp_path: Path) -> None:
    for path in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    strip_notebooks(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
