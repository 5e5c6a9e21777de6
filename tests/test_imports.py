"""Who may import whom: the arrows of the design, held against every module."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "workbook"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))

# A folder counts as one. Everyone may import errors and faults; nobody may import cli.
KINDS = {"values", "tables", "questions"}
ASKED = {*KINDS, "steps", "catalogue", "words"}  # the catalogue is the loader of what is asked
SHOWN = {
    "copies",
    "due",
    "links",
    "growth",
    "mentor",
    "overviews",
    "practice",
    "schedule",
    "search",
}  # pure, as the insights are
KNOWN = {
    *ASKED,
    *SHOWN,
    "answers",
    "captions",
    "insights",
    "sentences",
}  # the sentences load the mentor's words
ALLOWED = {
    "errors": set(),
    "faults": set(),
    "values": set(),
    "tables": {"values"},
    "questions": {"tables", "values"},
    "steps": KINDS,
    "catalogue": {*KINDS, "steps"},
    "words": KINDS,
    "wording": KINDS,
    "answers": ASKED,
    "captions": {"values", "wording"},
    "sentences": {*ASKED, "captions", "wording"},
    "insights": {*ASKED, "answers", "sentences"},
    "due": {*ASKED, "answers", "sentences"},
    "links": {*ASKED, "answers", "due"},
    "growth": {*ASKED, "answers"},
    "practice": {*ASKED, "answers"},
    "schedule": {*ASKED, "answers", "due"},
    "mentor": {*ASKED, "growth", "practice", "schedule", "sentences"},
    "copies": {*ASKED, "answers", "growth"},
    "search": {*ASKED, "answers"},
    "overviews": {*ASKED, "answers", "copies", "due", "insights", "sentences"},
    "disk": set(),
    "history": {"answers"},
    "folding": {"history"},
    "journal": {"disk", "folding", "history"},
    "snapshots": {"answers", "disk", "folding", "history"},
    "folder": {"answers", "disk", "history", "journal", "snapshots"},
    "store": {"answers", "folder", "folding", "history"},
    "backup": {"answers", "disk", "history"},
    "merging": {"answers", "history", "words"},
    "session": {*ASKED, "answers", "places", "store"},
    "notebooks": set(),
    "places": set(),
    "widgets": KNOWN,
    "canvas": set(),
    "picture": {"canvas"},
    "charts": {*KNOWN, "picture"},
    "export": {
        *KNOWN,
        "backup",
        "charts",
        "disk",
        "session",
        "store",
    },  # what nbconvert starts opens the answers by itself
    "exchange": {*KNOWN, "session"},
    "parts": {*KNOWN, "exchange", "session", "widgets", "charts", "export"},
    "pages": {*KNOWN, "parts", "session", "widgets", "notebooks"},
    "sample": {*KNOWN, "store"},
    "invitation": set(),
    "outputs": set(),
    "spare": set(),
    "ipykernel_launcher": set(),
    "server": {"invitation", "outputs"},
    "__init__": {"pages"},
    "commands": {*KNOWN, "backup", "charts", "export", "merging", "places", "server", "session", "store"},
    "cli": {*KNOWN, "commands", "places", "store", "session", "sample", "server"},
}
OUTSIDE = {
    "ipywidgets": {"widgets"},
    "anywidget": {"widgets"},
    "traitlets": {
        "widgets",
        "export",
        "server",
        "spare",
    },  # the server needs traitlets.config alone, to set options
    "matplotlib": {"charts", "canvas", "picture"},
    "typst": {"export"},
    "nbconvert": {"export"},
    "icalendar": {"export"},
    "voila": {"server"},
    "jupyterlab": {"server"},
    "tornado": {"server", "outputs"},
    "jupyter_server": {"server", "invitation", "spare"},
    "jupyter_client": {"spare"},
    "ipykernel": {"ipykernel_launcher"},
    "filelock": {"folder"},
    "orjson": {"history"},
    "psutil": {"places"},
    "typer": {"cli", "commands"},
    "rich": {"cli"},
    "markdown_it": {"notebooks"},
}
STORE = {"folder", "journal", "snapshots"}  # the answers' folder, and nothing else, is theirs
LATE = {
    "matplotlib",
    "typst",
    "icalendar",
    "voila",
    "jupyterlab",
    "tornado",
    "rich",
}  # slow: inside the functions that need them
WRITING = {
    "write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "touch", "rename", "mkstemp",
    "fdopen", "ftruncate", "rmtree", "copytree", "NamedTemporaryFile",
}  # fmt: skip


class Import(NamedTuple):
    name: str
    inside: bool  # in a function's body
    for_types: bool  # under TYPE_CHECKING


def imports(path: Path) -> list[Import]:
    return list(_walk(ast.parse((PACKAGE / path).read_text("utf-8")), inside=False, for_types=False))


def _walk(node: ast.AST, *, inside: bool, for_types: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, inside, for_types) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports name the whole way"
        names = (
            [f"workbook.{alias.name}" for alias in node.names] if node.module == "workbook" else [node.module]
        )
        yield from (Import(str(name), inside, for_types) for name in names)
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for_types = for_types or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, inside=inside, for_types=for_types)


def noun(path: Path) -> str:
    return path.parts[0] if len(path.parts) > 1 else path.stem


each_module = pytest.mark.parametrize("path", MODULES, ids=str)


@each_module
def test_a_module_imports_only_those_below_it(path: Path) -> None:
    assert noun(path) in ALLOWED, "a new module has its place in the design, and in this test"
    ours = {one.name.split(".")[1] for one in imports(path) if one.name.startswith("workbook.")}
    assert ours - {noun(path), "errors", "faults"} <= ALLOWED[noun(path)]


@each_module
def test_a_module_uses_only_the_packages_that_are_its_business(path: Path) -> None:
    packages = {one.name.split(".")[0] for one in imports(path)}
    assert {name for name in packages & set(OUTSIDE) if noun(path) not in OUTSIDE[name]} == set()


@each_module
def test_what_is_slow_to_load_is_imported_by_the_functions_that_need_it(path: Path) -> None:
    early = [one.name for one in imports(path) if not (one.inside or one.for_types)]
    assert [name for name in early if name.split(".")[0] in LATE] == []


@each_module
def test_matplotlib_is_used_without_pyplot(path: Path) -> None:
    source = (PACKAGE / path).read_text("utf-8")
    assert "pyplot" not in source or noun(path) in OUTSIDE["matplotlib"]
    assert [one.name for one in imports(path) if "pyplot" in one.name] == []


def test_the_server_takes_nothing_but_options_from_traitlets() -> None:
    taken = [one.name for one in imports(Path("server.py")) if one.name.startswith("traitlets")]
    assert taken == ["traitlets.config"]


def test_answers_are_written_in_the_store_alone() -> None:
    users = {noun(path) for path in MODULES for one in imports(path) if one.name == "workbook.store.disk"}
    assert users == {*STORE, "backup", "export"}  # these stand where the person puts them


@each_module
def test_files_are_written_in_few_places(path: Path) -> None:
    # Export writes documents, and a server takes the outputs out of notebooks; neither writes answers.
    if noun(path) in {"disk", *STORE, "backup", "export", "outputs"}:
        return
    tree = ast.parse((PACKAGE / path).read_text("utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in called}
    assert names & {*WRITING, "open"} == set()


def test_the_arrows_make_no_circle() -> None:
    seen: list[str] = []

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in seen:
            for below in ALLOWED[module]:
                visit(below, (*way, module))
            seen.append(module)

    for module in ALLOWED:
        visit(module, ())
