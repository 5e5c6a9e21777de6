"""The book from JupyterLab's File menu; a browser does it in browser/test_lab.py."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_export_names, get_exporter
from pypdf import PdfReader

from workbook.clock import today
from workbook.errors import StoreError
from workbook.questions.catalogue import NOTEBOOKS, catalogue
from workbook.sample import fill
from workbook.store import AnswerFile

NAME = "Reflections_PDF"  # the File menu shows it, and its address takes no other signs


def test_the_exporter_is_found_by_its_name() -> None:
    assert NAME in get_export_names()


def test_the_book_is_made_of_the_answers_and_not_of_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(tmp_path / "home"))
    AnswerFile(tmp_path / "home").put("plan.date_why", "The budget round.")
    AnswerFile(tmp_path / "home").put("fit.hard", "Saying no.")
    made, resources = get_exporter(NAME)().from_filename(str(NOTEBOOKS / "01_fit.ipynb"))
    assert resources["output_extension"] == ".pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert "The budget round." in text
    assert "Saying no." in text, "it is the person's own copy"
    assert "In JupyterLab:" not in text


def test_it_is_set_for_the_paper_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(tmp_path / "home"))
    made, _ = get_exporter(NAME)(paper="letter").from_notebook_node(nbformat.v4.new_notebook())
    assert PdfReader(BytesIO(made)).pages[0].mediabox.upper_right == (612, 792)


@pytest.mark.usefixtures("own_fonts")
def test_the_cover_says_what_no_font_here_can_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(tmp_path / "home"))
    AnswerFile(tmp_path / "home").put("plan.date_why", "The budget round. 漢")
    made, _ = get_exporter(NAME)().from_notebook_node(nbformat.v4.new_notebook())
    cover = " ".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())
    assert f"In “{catalogue().question('plan.date_why').title}”, one character has no font here" in cover


def test_answers_that_cannot_be_read_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "answers.json").write_text('{"schema": 99}', "utf-8")
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(tmp_path / "home"))
    with pytest.raises(StoreError, match="newer workbook"):
        get_exporter(NAME)().from_notebook_node(nbformat.v4.new_notebook())


def test_ones_own_copy_knows_what_the_plan_once_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPM_WORKBOOK_HOME", str(tmp_path / "home"))
    fill(tmp_path / "home", catalogue(), today())
    made, _ = get_exporter(NAME)().from_notebook_node(nbformat.v4.new_notebook())
    texts = (" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made)).pages)
    assert any("1.7 times the time that you first planned" in text for text in texts)
