"""`export`: the answers as documents, tables, a calendar and data."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from workbook.cli.options import Home, complete_tables, flag, open_store, printable, read_answers
from workbook.clock import today
from workbook.errors import ExportError
from workbook.export.files import ExportFile
from workbook.export.formats import file_name
from workbook.questions.catalogue import catalogue

EXPORT_EXAMPLES = """Examples:

tpm-workbook export pdf --for mentor --paper letter

tpm-workbook export chart growth -o growth.png

tpm-workbook export csv plan.milestones"""

export = typer.Typer(
    help="Take your answers with you, in any form.",
    epilog=EXPORT_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
)


def _complete_charts(begun: str) -> list[str]:
    from workbook.charts import NAMES

    return [name for name in NAMES if name.startswith(begun)]


class Audience(StrEnum):
    """Who a copy is for."""

    me = "me"
    mentor = "mentor"
    manager = "manager"
    interview = "interview"


class Paper(StrEnum):
    """Paper sizes."""

    a4 = "a4"
    letter = "letter"


For = Annotated[
    Audience,
    typer.Option(
        "--for",
        metavar="<reader>",
        help="Who the copy is for: me, mentor, manager or interview. Copies for others leave private "
        "answers out.",
    ),
]
Preview = Annotated[bool, flag("--preview", "Say what will be in it, and what is left out; write nothing.")]


def _output(default: str, help_: str = "The file to write; - is standard output.") -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option("-o", "--output", help=help_, show_default=default)
    return option


@export.command("pdf")
def export_pdf(
    output: Annotated[Path | None, _output(file_name("pdf"))] = None,
    audience: For = Audience.me,
    paper: Annotated[Paper, typer.Option(help="The paper's size.")] = Paper.a4,
    preview: Preview = False,
    home: Home = None,
) -> None:
    """Write your reflections as a PDF."""
    if preview:
        _print_preview(audience, home)
    else:
        _export("pdf", output, home, audience, paper)


@export.command("markdown")
def export_markdown(
    output: Annotated[Path | None, _output(file_name("markdown"))] = None,
    audience: For = Audience.me,
    preview: Preview = False,
    home: Home = None,
) -> None:
    """Write your reflections as one Markdown file."""
    if preview:
        _print_preview(audience, home)
    else:
        _export("markdown", output, home, audience)


@export.command("calendar")
def export_calendar(
    output: Annotated[Path | None, _output(file_name("calendar"))] = None, home: Home = None
) -> None:
    """Write whatever has a day as a calendar. Imported again, it updates what it brought before."""
    _export("calendar", output, home)


@export.command("csv")
def export_csv(
    key: Annotated[
        str | None,
        typer.Argument(
            help="The table's key, as plan.milestones. Without one, all tables.",
            autocompletion=complete_tables,
        ),
    ] = None,
    output: Annotated[Path | None, _output(f"KEY.csv, or {file_name('csv')}")] = None,
    home: Home = None,
) -> None:
    """Write one table as CSV, or all of them in a zip file."""
    if not key:
        _export("csv", output, home)
        return
    from workbook.export.csv import render_table

    _write_output(
        output or Path(f"{key}.csv"), render_table(key, read_answers(open_store(home)), catalogue())
    )


@export.command("json")
def export_json(output: Annotated[Path | None, _output(file_name("json"))] = None, home: Home = None) -> None:
    """Write all answers as JSON, for `tpm-workbook import`. Their history is in a backup."""
    _export("json", output, home)


@export.command("schema")
def export_schema(
    output: Annotated[Path | None, _output("to the terminal")] = None,
) -> None:
    """Print the JSON Schema of the workbook's JSON."""
    from workbook.export.schema import render

    made = render(catalogue())
    if output:
        _write_output(output, made)
    else:
        typer.echo(made, nl=False)


@export.command("chart")
def export_chart(
    name: Annotated[
        str, typer.Argument(help="Which chart; an unknown name lists them.", autocompletion=_complete_charts)
    ],
    output: Annotated[Path | None, _output("NAME.svg", "The file: .svg, .png or .csv.")] = None,
    home: Home = None,
) -> None:
    """Write one chart: .svg, .png, or its numbers as .csv."""
    from workbook import charts
    from workbook.export.chart_file import render

    charts.check_chart(name)
    path = output or Path(f"{name}.svg")
    store = open_store(home)
    data = charts.ChartData(
        read_answers(store), catalogue(), today(), partial(store.history, by_sitting=True)
    )
    picture = charts.draw(name, data, medium="print")
    if isinstance(picture, charts.NoChart):
        raise ExportError(f"{picture.say} Nothing was written.")
    _write_document(path, render(picture, path.suffix.removeprefix(".").lower()))


def _print_preview(audience: Audience, home: Path | None) -> None:
    from workbook.insights.overviews import build

    seen = build(audience.value, read_answers(open_store(home)), catalogue(), today())
    typer.echo(seen.say)
    for row in seen.rows:
        typer.echo("  ".join(row.cells))
    if seen.after:
        typer.echo(seen.after)


def _export(
    form: str,
    output: Path | None,
    home: Path | None,
    audience: Audience = Audience.me,
    paper: Paper = Paper.a4,
) -> None:
    from workbook.charts import ChartData
    from workbook.export.formats import render

    store = open_store(home)
    data = ChartData(read_answers(store), catalogue(), today(), partial(store.history, by_sitting=True))
    document = render(form, data, audience.value, paper=paper.value, versions=store.history)
    _write_document(output or Path(file_name(form, audience.value)), document)


def _write_document(path: Path, document: ExportFile) -> None:
    _write_output(path, document.data)
    for sentence in document.notices:
        typer.echo(printable(sentence), err=True)


def _write_output(path: Path, data: bytes) -> None:
    from workbook.export.files import write_file

    if str(path) == "-":
        typer.echo(data, nl=False)
        return
    write_file(path, data)
    typer.echo(f"Written to {path}.")
