"""`tpm-workbook`: open the workbook, look at it, and take it with you."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from workbook import faults, places
from workbook.catalogue import NOTEBOOKS, catalogue
from workbook.commands import doctor, keeping
from workbook.commands.options import Home, moment, printable, read, store_in
from workbook.errors import ExportError, WorkbookError
from workbook.session import today

cli = typer.Typer(
    help="A workbook that takes a software engineer to a TPM role. Your answers stay on this machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
export = typer.Typer(help="Take your answers with you.", no_args_is_help=True)
cli.add_typer(export, name="export")
for command in (keeping.history, keeping.restore, keeping.backup):
    cli.command()(command)
cli.command("import")(keeping.import_)
cli.command()(keeping.erase)
cli.command()(doctor.doctor)


MOST_DUE = 12  # lines of what is due


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


Port = Annotated[
    int, typer.Option(min=1, max=65535, help="Drafts in the browser belong to a port: keep to one.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]


@cli.callback()
def _options(debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False) -> None:
    if debug:
        os.environ[faults.DEBUG] = "1"


@cli.command()
def app(
    port: Port = 8765,
    no_browser: NoBrowser = False,
    home: Home = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Open a filled example, in a folder that is thrown away.")
    ] = False,
) -> None:
    """Open the workbook as an app in your browser. Ctrl-C ends it."""
    from workbook.server import run_app  # noqa: PLC0415 - each command imports what it needs

    if sample and home:
        raise typer.BadParameter("--sample opens a folder of its own, so it takes no --home.")
    with _sample() if sample else nullcontext(home) as chosen:
        run_app(NOTEBOOKS / "app.ipynb", _opened(chosen), port, open_browser=not no_browser)


@cli.command()
def lab(port: Port = 8766, no_browser: NoBrowser = False, home: Home = None) -> None:
    """Open the notebooks in JupyterLab. Ctrl-C ends it."""
    from workbook.server import run_lab  # noqa: PLC0415

    run_lab(NOTEBOOKS, _opened(home), port, open_browser=not no_browser)


@cli.command()
def status(home: Home = None) -> None:
    """Say where the answers are, and how far you have come."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from workbook.due import due  # noqa: PLC0415
    from workbook.overviews import tally, when  # noqa: PLC0415

    store = store_in(home)
    answers = read(store)
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("Step")
    table.add_column("Answered", justify="right")
    table.add_column("Minutes left", justify="right")
    for step in catalogue().steps:
        done, all_, left = tally(step.questions, answers)
        table.add_row(step.title, f"{done} of {all_}", f"{left:.0f}")
    console = Console(highlight=False, soft_wrap=True, markup=False)
    console.print(f"Your answers: {store.path}", markup=False)
    _, last = max((answer.changed for answer in answers.answers.values()), default=(0, ""))
    console.print(f"Last saved: {moment(last) if last else 'nothing yet'}", markup=False)
    console.print(table)
    late = due(answers, catalogue())
    if late:
        console.print()
        coming = Table(box=None, pad_edge=False, header_style="")
        coming.add_column("Due", no_wrap=True)
        coming.add_column("What")
        for one in late[:MOST_DUE]:
            what = f"{one.noun}: {printable(one.what)}" if one.what else one.noun
            coming.add_row(when(one.day, today()), what)
        console.print(coming)
        if len(late) > MOST_DUE:
            console.print(f"and {len(late) - MOST_DUE} later; the start page has them all.", markup=False)


@export.command("pdf")
def export_pdf(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file to write.", show_default="from-engineer-to-tpm.pdf"),
    ] = None,
    audience: Annotated[
        Audience,
        typer.Option("--for", help="Whom the copy is for; copies for others leave private answers out."),
    ] = Audience.me,
    paper: Annotated[Paper, typer.Option(help="The paper's size.")] = Paper.a4,
    home: Home = None,
) -> None:
    """Write your reflections as a PDF."""
    from workbook.export.report import pdf, write  # noqa: PLC0415

    store = store_in(home)
    answers = read(store)
    whose = "" if audience is Audience.me else f"-{audience.value}"  # or one copy could pass for another
    path = output or Path(f"from-engineer-to-tpm{whose}.pdf")
    history = partial(store.history, by_sitting=True)
    made = pdf(
        answers, catalogue(), today=today(), audience=audience.value, paper=paper.value, history=history
    )
    write(path, made.data)
    typer.echo(f"Written to {path}.")
    for sentence in made.unprinted:
        typer.echo(printable(sentence), err=True)


@export.command("chart")
def export_chart(
    name: Annotated[str, typer.Argument(help="Which chart; an unknown name lists them.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file: .svg, .png or .csv.", show_default="NAME.svg"),
    ] = None,
    home: Home = None,
) -> None:
    """Write one chart as a drawing, as an image, or its numbers as a table."""
    from workbook import charts  # noqa: PLC0415
    from workbook.export.figure import written  # noqa: PLC0415
    from workbook.export.report import write  # noqa: PLC0415

    charts.check(name)
    path = output or Path(f"{name}.svg")
    store = store_in(home)
    told = charts.Told(read(store), catalogue(), today(), partial(store.history, by_sitting=True))
    picture = charts.draw(name, told, medium="print")
    if isinstance(picture, charts.NoChart):
        raise ExportError(f"{picture.say} Nothing was written.")
    write(path, written(picture, path.suffix.removeprefix(".").lower()))
    typer.echo(f"Written to {path}.")


def main() -> None:
    """Run the command line: 0 when done, 1 for an error in one sentence, 2 for wrong usage."""
    try:
        cli()
    except WorkbookError as error:
        _end(error, str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours, which a traceback would not mend
        _end(error, faults.tell_of(error))


def _end(error: Exception, sentence: str) -> NoReturn:
    if os.environ.get(faults.DEBUG):
        raise error
    sys.stderr.write(f"{printable(sentence)}\n")  # it may quote a file
    sys.exit(1)


@contextmanager
def _sample() -> Iterator[Path]:
    """Fill an example in a folder that goes when the app ends."""
    from workbook.sample import fill  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="tpm-workbook-sample-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "answers"
        fill(home, catalogue(), today())
        sys.stderr.write("This is a filled example. What you change in it is thrown away at the end.\n")
        yield home


def _opened(home: Path | None) -> Path:
    """Return the folder of the answers, once they can be read and written."""
    catalogue()
    store = store_in(home)
    read(store)
    store.check_writable()
    for warning in places.warnings(store.home):
        sys.stderr.write(f"Warning: {printable(warning)}\n")
    return store.home
