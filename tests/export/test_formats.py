"""What leaves is named, declared and made in the same way from a page as from the command line."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import typer

from workbook.charts import ChartData
from workbook.cli.exporting import export
from workbook.clock import today
from workbook.errors import ExportError
from workbook.export import formats
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import catalogue
from workbook.sample import fill
from workbook.store import AnswerFile


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> AnswerFile:
    return fill(tmp_path_factory.mktemp("sample") / "home", catalogue(), today())


def made(store: AnswerFile, form: str, audience: str = "me") -> bytes:
    data = ChartData(store.read(), catalogue(), today(), store.history)
    return formats.render(form, data, audience, versions=store.history).data


BEGINNINGS = {
    "pdf": b"%PDF-1.7",
    "markdown": b"# From engineer to TPM\n",
    "calendar": b"BEGIN:VCALENDAR\r\n",
    "csv": b"PK",
    "json": b"{",
}


@pytest.mark.parametrize("form", formats.FORMS)
def test_each_form_begins_as_its_programs_expect(form: str, store: AnswerFile) -> None:
    assert form in BEGINNINGS, "how a file of this form begins is missing above"
    assert made(store, form).startswith(BEGINNINGS[form])


def test_the_tables_and_the_answers_are_all_in_their_files(store: AnswerFile) -> None:
    assert "plan.milestones.csv" in zipfile.ZipFile(BytesIO(made(store, "csv"))).namelist()
    assert json.loads(made(store, "json"))["answers"]["start.name"]["value"]


def test_every_form_has_a_command_and_a_label() -> None:
    commands = typer.main.get_command(export).commands  # type: ignore[attr-defined]
    assert formats.FORMS.keys() - commands.keys() == set(), "a command in cli/exporting.py"
    labeled = {*sentences().forms, "pdf"}  # whose labels are the copies', in content/copies.toml
    assert labeled == formats.FORMS.keys(), "a label under [forms] in content/insights.toml"


def test_each_reader_has_a_file_of_their_own() -> None:
    assert formats.file_name("pdf") == "from-engineer-to-tpm.pdf"
    assert formats.file_name("markdown", "manager") == "from-engineer-to-tpm-manager.md"
    assert len({formats.file_name(form) for form in formats.FORMS}) == len(formats.FORMS)


@pytest.mark.parametrize(
    ("form", "audience", "said"),
    [("docx", "me", "'docx'.*pdf, markdown"), ("pdf", "boss", "'boss'"), ("json", "manager", "for yourself")],
)
def test_what_there_is_not_is_a_sentence(form: str, audience: str, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        formats.check_form(form, audience)


@pytest.mark.parametrize("form", [form for form in formats.FORMS if form != "pdf"])  # whose cover says so
def test_a_form_without_anything_in_it_is_a_sentence(form: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        made(AnswerFile(tmp_path / "home"), form)
