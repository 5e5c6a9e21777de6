"""What the workbook needs around it: packages, ports, a browser, fonts; each with the cure."""

from __future__ import annotations

import filecmp
import socket
import sys
import webbrowser
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from workbook.server.startup import APP_PORT, HOST, LAB_PORT, TEMPLATE

Finding = tuple[str, str]  # how it is, and a sentence

PROGRAM = "tpm-workbook"
VERSIONS_SHOWN = ("jupyterlab", "voila", "ipywidgets", "typst")  # whose versions are worth showing
INSTALLED = Path(sys.prefix) / "share" / "jupyter" / "voila" / "templates" / PROGRAM
REINSTALL = (
    f"`uv sync --reinstall-package {PROGRAM}`, or with pip: `pip install --force-reinstall --no-deps .`"
)
REINSTALL_ALL = "`uv sync --reinstall`, or with pip: `pip install --force-reinstall .`"
# Characters that a system has or has not, by what people call the script.
SCRIPT_SAMPLES = {
    "Chinese": "漢字", "Japanese": "かな", "Korean": "한글", "Arabic": "عربي", "Hebrew": "עברית",
    "Devanagari": "हिन्दी", "Thai": "ไทย",
}  # fmt: skip


def surroundings() -> Iterator[Finding]:
    """Yield what there is to say about everything but the answers."""
    yield from check_packages()
    yield from check_look()
    yield from check_ports()
    yield check_browser()
    yield check_fonts()


def check_packages() -> Iterator[Finding]:
    """Yield the versions that matter, or which packages are missing or of a version that is not supported."""
    declared = map(Requirement, requires(PROGRAM) or ())
    needed = [one for one in declared if not one.marker or one.marker.evaluate({"extra": ""})]
    lost = _without_files()
    unmet = []
    for one in needed:
        try:
            there = version(one.name)
        except PackageNotFoundError:
            unmet.append(f"{one.name} is missing")
            continue
        if canonicalize_name(one.name) in lost:
            unmet.append(f"{one.name} is there in name only, without its files")
        if not one.specifier.contains(there, prereleases=True):
            unmet.append(f"{one.name} is {there}, and {one.specifier} is needed")
    if unmet:
        yield "fault", f"Packages do not fit: {'; '.join(unmet)}. Cure: {REINSTALL_ALL}."
    else:
        versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS_SHOWN)
        yield "fine", f"All {len(needed)} packages fit; among them {versions}."


def _without_files() -> set[str]:
    """Return the packages that are listed as installed, and of whose modules not one is there."""
    there: dict[str, bool] = {}
    for module, names in packages_distributions().items():
        for name in map(canonicalize_name, names if module.isidentifier() else ()):
            there[name] = there.get(name, False) or find_spec(module) is not None
    return {name for name, is_there in there.items() if not is_there}


def check_look() -> Iterator[Finding]:
    """Yield whether the app's look, which is copied at installation, is the program's own."""
    own = sorted(path.relative_to(TEMPLATE.parent) for path in TEMPLATE.parent.rglob("*") if path.is_file())
    if not INSTALLED.is_dir():
        yield "fault", f"Voila does not find the app's look in {INSTALLED}. Cure: {REINSTALL}."
        return
    _, differing, missing = filecmp.cmpfiles(TEMPLATE.parent, INSTALLED, map(str, own), shallow=False)
    if differing or missing:
        yield "warning", f"The app's look in {INSTALLED} is of another version. Cure: {REINSTALL}."
    else:
        yield "fine", "The app's look is installed."


def check_ports() -> Iterator[Finding]:
    """Yield which of the usual ports are taken."""
    for command, port in (("app", APP_PORT), ("lab", LAB_PORT)):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                yield "fine", f"Port {port} is free for `{PROGRAM} {command}`."
            else:
                yield (
                    "warning",
                    (
                        f"Port {port} is taken: the workbook may be open already. If not: "
                        f"`{PROGRAM} {command} --port {port + 10}`, and always the same from then on."
                    ),
                )


def check_browser() -> Finding:
    """Return whether a browser can be opened from here."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return (
            "warning",
            "No browser can be opened from here. Open the address that the program prints, with its token.",
        )
    return "fine", "A browser can be opened from here."


def check_fonts() -> Finding:
    """Return which scripts the PDF can print besides those whose fonts come along."""
    from workbook.export.glyphs import unprinted_in

    lacking = unprinted_in(SCRIPT_SAMPLES.values())
    prints = [script for script, sample in SCRIPT_SAMPLES.items() if not lacking & set(sample)]
    others = [script for script in SCRIPT_SAMPLES if script not in prints]
    sentence = f"The PDF prints {', '.join(('Latin', 'Greek', 'Cyrillic', 'emoji', *prints))}."
    cure = f" For {', '.join(others)} it needs a font, such as Noto for that script." if others else ""
    return "fine", sentence + cure
