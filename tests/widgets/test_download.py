"""A document is handed over when the button is pressed."""

from workbook.errors import ExportError
from workbook.widgets import Download
from workbook.widgets.part import Message, file

from .pages import Page


def test_a_download_hands_over_the_bytes_as_a_buffer() -> None:
    def make(paper: str) -> Message:
        return file(f"{paper}.pdf", "application/pdf", b"%PDF", ("One letter has no font here.",))

    page = Page(Download(make, label="Save"))
    reply = page.say(id=1, type="make", paper="letter")
    assert reply.pop("notices") == ["One letter has no font here."]
    assert reply == {"id": 1, "type": "file", "name": "letter.pdf", "mime": "application/pdf"}
    assert page.buffers == [[b"%PDF"]]


def test_a_document_that_can_not_be_made_is_a_sentence() -> None:
    def make(_paper: str) -> Message:
        raise ExportError("The PDF could not be set.")

    page = Page(Download(make, label="Save"))
    assert page.say(id=1, type="make")["reason"] == "The PDF could not be set."
