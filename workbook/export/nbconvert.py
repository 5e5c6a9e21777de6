"""The person's own copy from JupyterLab's File menu, and by `jupyter nbconvert --to Reflections_PDF`."""

from __future__ import annotations

from functools import partial
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Enum

from workbook.clock import today
from workbook.export import pdf
from workbook.questions.catalogue import catalogue
from workbook.store import AnswerFile
from workbook.store.location import home


class ReflectionsExporter(Exporter):
    """Renders the whole book from the answers on disk, whichever notebook it is asked for from."""

    paper = Enum(list(pdf.PAPERS), "a4", help="The paper's size.").tag(config=True)

    output_mimetype = "application/pdf"
    export_from_notebook = "Reflections PDF"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # its own exporters return text or bytes as well
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **more: Any,  # noqa: ANN401
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF; what the notebook itself holds is not in it."""
        _, resources = super().from_notebook_node(nb, resources, **more)
        store = AnswerFile(home())
        history = partial(store.history, by_sitting=True)
        answers = store.read()
        render = partial(pdf.render, answers, catalogue(), today=today(), paper=self.paper, history=history)
        book = render()
        if book.notices:  # which quote answers, and this may be a log
            self.log.warning("Something is odd about the book; its cover says what.")
            book = render(remarks=book.notices)
        return book.data, resources
