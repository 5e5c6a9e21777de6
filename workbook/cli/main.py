"""`tpm-workbook`: open the workbook, look at it, and take it with you."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from errno import ENOSPC
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from workbook import logs
from workbook.cli import doctor, exporting, keeping
from workbook.cli.options import Home, flag, format_moment, open_store, printable, read_answers
from workbook.clock import today
from workbook.errors import WorkbookError
from workbook.questions.catalogue import NOTEBOOKS, catalogue
from workbook.store import risks

WAYS_IN, OUT, KEEPING = "Open the workbook", "Take your answers with you", "Look after your answers"
EXAMPLES = """Examples:

tpm-workbook app — write; the first time, start with the ten minutes on the start page

tpm-workbook app --sample — look at a filled workbook first

tpm-workbook status — what is due, and where your answers are

tpm-workbook export pdf --for manager --preview — what a copy would hold, before it is made

tpm-workbook doctor — when something is odd"""

cli = typer.Typer(
    help="A workbook that takes a software engineer to a TPM role. Your answers stay on this machine.",
    epilog=EXAMPLES,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,  # no boxes in a pipe
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


DUE_LINES = 12  # rows of what is due

Port = Annotated[
    int,
    typer.Option(
        min=1, max=65535, metavar="<port>", help="Drafts in the browser belong to a port: keep to one."
    ),
]
NoBrowser = Annotated[bool, flag("--no-browser", "Only print the address.")]


@cli.callback()
def _options(debug: Annotated[bool, flag("--debug", "Show tracebacks.")] = False) -> None:
    if debug:
        os.environ[logs.DEBUG] = "1"


@cli.command("app", rich_help_panel=WAYS_IN)
def open_app(
    port: Port = 8765,
    no_browser: NoBrowser = False,
    home: Home = None,
    sample: Annotated[
        bool, flag("--sample", "Open a filled example, in a folder that is thrown away.")
    ] = False,
) -> None:
    """Open the workbook as an app in your browser. Ctrl-C ends it."""
    from workbook.server.app import run_app

    if sample and home:
        raise typer.BadParameter("--sample opens a folder of its own, so it takes no --home.")
    gc.enable()
    with _filled_example() if sample else nullcontext(home) as chosen:
        run_app(NOTEBOOKS / "app.ipynb", _check_home(chosen), port, open_browser=not no_browser)


@cli.command("lab", rich_help_panel=WAYS_IN)
def open_lab(port: Port = 8766, no_browser: NoBrowser = False, home: Home = None) -> None:
    """Open the notebooks in JupyterLab. Ctrl-C ends it."""
    from workbook.server.lab import run_lab

    gc.enable()
    run_lab(NOTEBOOKS, _check_home(home), port, open_browser=not no_browser)


@cli.command("status", rich_help_panel=WAYS_IN)
def show_status(home: Home = None) -> None:
    """Say where the answers are, and how far you have come."""
    from rich.console import Console
    from rich.table import Table

    from workbook.answers.due import due
    from workbook.insights.overviews import format_due_day, tally

    store = open_store(home)
    answers = read_answers(store)
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
    console.print(f"Last saved: {format_moment(last) if last else 'nothing yet'}", markup=False)
    console.print(table)
    late = due(answers, catalogue())
    if late:
        console.print()
        coming = Table(box=None, pad_edge=False, header_style="")
        coming.add_column("Due", no_wrap=True)
        coming.add_column("What")
        for one in late[:DUE_LINES]:
            what = f"{one.noun}: {printable(one.what)}" if one.what else one.noun
            coming.add_row(format_due_day(one.day, today()), what)
        console.print(coming)
        if len(late) > DUE_LINES:
            console.print(f"and {len(late) - DUE_LINES} later; the start page has them all.", markup=False)


cli.add_typer(exporting.export, name="export", rich_help_panel=OUT)
for name, command in (
    ("history", keeping.history),
    ("restore", keeping.restore),
    ("backup", keeping.backup),
    ("import", keeping.import_),
    ("erase", keeping.erase),
    ("doctor", doctor.doctor),
):
    cli.command(name, rich_help_panel=KEEPING)(command)


def main() -> None:
    """Run the command line: 0 when done, 1 for an error in one sentence, 2 for wrong usage."""
    gc.disable()  # a command ends before what could be freed is worth looking for; a server does not
    try:
        cli()
    except WorkbookError as error:
        _end(error, str(error))
    except OSError as error:
        # Files have names; what has none is what this prints to.
        is_output = error.filename is None and error.errno == ENOSPC
        reason = (error.strerror or str(error)).lower()
        sentence = f"Standard output can't be written: {reason}. It is not all there."
        _end(error, sentence if is_output else logs.fault_sentence(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours; a traceback would not help the person
        _end(error, logs.fault_sentence(error))
    finally:
        gc.freeze()  # nor is it at the end
        gc.enable()


def _end(error: Exception, sentence: str) -> NoReturn:
    if os.environ.get(logs.DEBUG):
        raise error
    sys.stderr.write(f"{printable(sentence)}\n")  # it may quote a file
    sys.exit(1)


@contextmanager
def _filled_example() -> Iterator[Path]:
    """Fill an example in a folder that goes when the app ends."""
    import tempfile

    from workbook.sample import fill

    with tempfile.TemporaryDirectory(prefix="tpm-workbook-sample-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "answers"
        fill(home, catalogue(), today())
        sys.stderr.write("This is a filled example. What you change in it is thrown away at the end.\n")
        yield home


def _check_home(home: Path | None) -> Path:
    """Return the folder of the answers, once they can be read and written."""
    catalogue()
    store = open_store(home)
    read_answers(store)
    store.check_writable()
    for warning in risks.warnings(store.home):
        sys.stderr.write(f"Warning: {printable(warning)}\n")
    return store.home
