"""`export`: the answers as documents, tables, a calendar and data."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from workbook.answers import Answers
from workbook.catalogue import catalogue
from workbook.commands.options import Home, read, store_in
from workbook.errors import ExportError
from workbook.session import today

NAME = "from-engineer-to-tpm"

export = typer.Typer(help="Take your answers with you.", no_args_is_help=True)


class Audience(StrEnum):
    """Whom a copy is for."""

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
    typer.Option("--for", help="Whom the copy is for; copies for others leave private answers out."),
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Say what will be in it, and what is left out; write nothing.")
]


def _output(default: str, help_: str = "The file to write.") -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option("-o", "--output", help=help_, show_default=default)
    return option


@export.command()
def pdf(
    output: Annotated[Path | None, _output(f"{NAME}.pdf")] = None,
    audience: For = Audience.me,
    paper: Annotated[Paper, typer.Option(help="The paper's size.")] = Paper.a4,
    preview: Preview = False,
    home: Home = None,
) -> None:
    """Write your reflections as a PDF."""
    from workbook.export import report  # noqa: PLC0415 - each command imports what it needs

    store = store_in(home)
    if preview:
        _preview(audience, read(store))
        return
    made = report.pdf(
        read(store),
        catalogue(),
        today=today(),
        audience=audience.value,
        paper=paper.value,
        history=partial(store.history, by_sitting=True),
    )
    _written(output or _named(audience, "pdf"), made)


@export.command()
def markdown(
    output: Annotated[Path | None, _output(f"{NAME}.md")] = None,
    audience: For = Audience.me,
    preview: Preview = False,
    home: Home = None,
) -> None:
    """Write your reflections as one Markdown file, for GitHub, Obsidian or any editor."""
    from workbook.export.book import Book  # noqa: PLC0415
    from workbook.export.markdown import written  # noqa: PLC0415

    store = store_in(home)
    if preview:
        _preview(audience, read(store))
        return
    history = partial(store.history, by_sitting=True)
    book = Book(read(store), catalogue(), audience.value, history=history)
    _written(output or _named(audience, "md"), written(book.data(today())))


@export.command()
def calendar(
    output: Annotated[Path | None, _output(f"{NAME}.ics")] = None,
    home: Home = None,
) -> None:
    """Write whatever has a day as a calendar. Imported again, it updates what it brought before."""
    from workbook.export.calendar import Calendar  # noqa: PLC0415

    store = store_in(home)
    made = Calendar(read(store), catalogue(), store.history).written()
    _written(output or Path(f"{NAME}.ics"), made)


@export.command()
def csv(
    key: Annotated[
        str | None, typer.Argument(help="The table's key, as plan.milestones. Without one, all tables.")
    ] = None,
    output: Annotated[Path | None, _output(f"KEY.csv, or {NAME}.zip")] = None,
    home: Home = None,
) -> None:
    """Write one table as CSV, or all tables, check-ins and points in one zip file."""
    from workbook.export import tables  # noqa: PLC0415

    answers = read(store_in(home))
    if key:
        _written(output or Path(f"{key}.csv"), tables.one(key, answers, catalogue()))
    else:
        _written(output or Path(f"{NAME}.zip"), tables.all_of(answers, catalogue()))


@export.command()
def json(
    output: Annotated[Path | None, _output(f"{NAME}.json")] = None,
    home: Home = None,
) -> None:
    """Write the whole workbook as JSON, which `tpm-workbook import` takes in again."""
    from workbook.backup import state  # noqa: PLC0415

    answers = read(store_in(home))
    if not answers.answers:
        raise ExportError("Nothing has been answered yet. Nothing was written.")
    _written(output or Path(f"{NAME}.json"), state(answers))


@export.command()
def schema(
    output: Annotated[Path | None, _output("to the terminal")] = None,
) -> None:
    """Print the JSON Schema of the workbook's JSON."""
    from workbook.export.schema import written  # noqa: PLC0415

    made = written(catalogue())
    if output:
        _written(output, made)
    else:
        typer.echo(made, nl=False)


@export.command()
def chart(
    name: Annotated[str, typer.Argument(help="Which chart; an unknown name lists them.")],
    output: Annotated[Path | None, _output("NAME.svg", "The file: .svg, .png or .csv.")] = None,
    home: Home = None,
) -> None:
    """Write one chart as a drawing, as an image, or its numbers as a table."""
    from workbook import charts  # noqa: PLC0415
    from workbook.export.figure import written  # noqa: PLC0415

    charts.check(name)
    path = output or Path(f"{name}.svg")
    store = store_in(home)
    told = charts.Told(read(store), catalogue(), today(), partial(store.history, by_sitting=True))
    picture = charts.draw(name, told, medium="print")
    if isinstance(picture, charts.NoChart):
        raise ExportError(f"{picture.say} Nothing was written.")
    _written(path, written(picture, path.suffix.removeprefix(".").lower()))


def _preview(audience: Audience, answers: Answers) -> None:
    from workbook.overviews import overview  # noqa: PLC0415

    seen = overview(audience.value, answers, catalogue(), today())
    typer.echo(seen.say)
    for row in seen.rows:
        typer.echo("  ".join(row.cells))
    if seen.after:
        typer.echo(seen.after)


def _named(audience: Audience, ending: str) -> Path:
    whose = "" if audience is Audience.me else f"-{audience.value}"  # or one copy could pass for another
    return Path(f"{NAME}{whose}.{ending}")


def _written(path: Path, made: bytes) -> None:
    from workbook.export.report import write  # noqa: PLC0415

    write(path, made)
    typer.echo(f"Written to {path}.")
