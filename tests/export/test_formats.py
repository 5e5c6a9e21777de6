"""What leaves is named, declared and made in the same way from a page as from the command line."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from workbook.charts import ChartData
from workbook.clock import today
from workbook.errors import ExportError
from workbook.export import formats
from workbook.questions.catalogue import catalogue
from workbook.sample import fill
from workbook.store import AnswerFile


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> AnswerFile:
    return fill(tmp_path_factory.mktemp("sample") / "home", catalogue(), today())


def made(store: AnswerFile, form: str, audience: str = "me") -> bytes:
    data = ChartData(store.read(), catalogue(), today(), store.history)
    return formats.render(form, data, audience, versions=store.history).data


def test_each_form_begins_as_its_programs_expect(store: AnswerFile) -> None:
    begins = {form: made(store, form) for form in formats.FORMS}
    assert begins["pdf"].startswith(b"%PDF-1.7")
    assert begins["markdown"].startswith(b"# From engineer to TPM\n")
    assert begins["calendar"].startswith(b"BEGIN:VCALENDAR\r\n")
    assert "plan.milestones.csv" in zipfile.ZipFile(BytesIO(begins["csv"])).namelist()
    assert json.loads(begins["json"])["answers"]["start.name"]["value"]


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
