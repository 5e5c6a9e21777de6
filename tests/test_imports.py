"""What each package may import, held against every module."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "workbook"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))

# The rooms, from the ground up, with those that each may import. Everyone may import `SHARED`.
SHARED = {"errors", "logs", "clock", "kept"}
ASKED = {"questions", "phrases"}
KNOWN = {*ASKED, "answers", "insights"}
ALLOWED = {
    "questions": set[str](),
    "phrases": {"questions"},
    "answers": ASKED,
    "insights": {*ASKED, "answers"},
    "store": {"answers"},
    "charts": KNOWN,
    "export": {*KNOWN, "charts", "store"},
    "sample": {*KNOWN, "store"},
    "widgets": {"answers", "phrases", "questions"},
    "page": {*KNOWN, "charts", "export", "store", "widgets"},
    "server": set[str](),
    "cli": {*KNOWN, "charts", "export", "page", "sample", "server", "store"},
    "__init__": {"page"},
}
# The answers' shapes are the store's too; the rules on them are not.
SHAPES = "workbook.answers.model"
# What one package alone may use, as a whole or in one module of it.
OUTSIDE = {
    "ipywidgets": {"widgets"},
    "anywidget": {"widgets"},
    "traitlets": {"widgets", "export", "server"},
    "matplotlib": {"charts"},
    "typst": {"export"},
    "nbconvert": {"export"},
    "icalendar": {"export"},
    "voila": {"server"},
    "jupyterlab": {"server"},
    "tornado": {"server"},
    "jupyter_server": {"server"},
    "jupyter_client": {"server"},
    "ipykernel": {"server"},
    "filelock": {"store/files.py"},
    "orjson": {"store/document.py"},
    "psutil": {"store/risks.py"},
    "platformdirs": {"store/location.py"},
    "typer": {"cli"},
    "rich": {"cli"},
    "markdown_it": {"page/notebooks.py"},
}
# Slow: inside the functions that need them.
LATE = {"matplotlib", "typst", "icalendar", "voila", "jupyterlab", "tornado", "rich"}
# Those that write files: the answers', and documents, which go where the person puts them.
ANSWERS_ARE_WRITTEN_IN = {"store/erasure.py", "store/files.py", "store/journal.py", "store/snapshots.py"}
FILES_ARE_WRITTEN_IN = {
    *ANSWERS_ARE_WRITTEN_IN,
    "store/disk.py",
    "store/backup.py",
    "export",
    "server/notebook_outputs.py",
}
WRITING = {
    "write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "touch", "rename", "mkstemp",
    "fdopen", "ftruncate", "rmtree", "copytree", "NamedTemporaryFile",
}  # fmt: skip


class Import(NamedTuple):
    name: str
    inside: bool  # in a function's body
    for_types: bool  # under TYPE_CHECKING


@cache
def imports(path: Path) -> list[Import]:
    return list(_walk(ast.parse((PACKAGE / path).read_text("utf-8")), inside=False, for_types=False))


def _walk(node: ast.AST, *, inside: bool, for_types: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, inside, for_types) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports name the whole way"
        # `from workbook.store import document` names a module, `from workbook.store import AnswerFile` none.
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        found = [name if is_module(name) else str(node.module) for name in names]
        yield from (Import(name, inside, for_types) for name in found)
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for_types = for_types or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, inside=inside, for_types=for_types)


def is_module(name: str) -> bool:
    parts = name.split(".")
    at = PACKAGE.joinpath(*parts[1:])
    return parts[0] == "workbook" and (at.is_dir() or at.with_suffix(".py").exists())


def ours(path: Path) -> Iterator[str]:
    """Yield the workbook's modules that a module imports."""
    return (one.name for one in imports(path) if one.name.startswith("workbook."))


def room(path: Path) -> str:
    return path.parts[0] if len(path.parts) > 1 else path.stem


def is_among(path: Path, places: set[str]) -> bool:
    return room(path) in places or path.as_posix() in places


each_module = pytest.mark.parametrize("path", MODULES, ids=str)


@each_module
def test_a_module_imports_only_from_the_rooms_below_it(path: Path) -> None:
    if room(path) in SHARED:
        assert {name.split(".")[1] for name in ours(path)} <= {"errors"}
        return
    assert room(path) in ALLOWED, "a new package has its place in the design, and in this test"
    found = {name.split(".")[1] for name in ours(path)}
    assert found - {room(path), *SHARED} <= ALLOWED[room(path)]


@each_module
def test_the_store_knows_the_answers_shapes_and_no_rule_on_them(path: Path) -> None:
    if room(path) == "store":
        assert {name for name in ours(path) if name.startswith("workbook.answers")} <= {SHAPES}
    if path == Path("answers/model.py"):
        assert list(ours(path)) == []


def test_no_module_leads_back_to_itself() -> None:
    below = {}
    for path in MODULES:
        name = ".".join(("workbook", *path.with_suffix("").parts)).removesuffix(".__init__")
        below[name] = {one for one in ours(path) if one != name}
    seen: list[str] = []

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in seen:
            for one in below.get(module, ()):
                visit(one, (*way, module))
            seen.append(module)

    for module in below:
        if module != "workbook":  # which opens what notebooks call when it is first asked for
            visit(module, ())


@each_module
def test_a_module_uses_only_the_libraries_that_are_its_business(path: Path) -> None:
    libraries = {one.name.split(".")[0] for one in imports(path)}
    assert {name for name in libraries & set(OUTSIDE) if not is_among(path, OUTSIDE[name])} == set()


@each_module
def test_what_is_slow_to_load_is_imported_by_the_functions_that_need_it(path: Path) -> None:
    early = [one.name for one in imports(path) if not (one.inside or one.for_types)]
    assert [name for name in early if name.split(".")[0] in LATE] == []


@each_module
def test_a_package_s_own_file_says_what_is_inside_and_does_no_work(path: Path) -> None:
    if path.name != "__init__.py" or path == Path("__init__.py"):
        return
    tree = ast.parse((PACKAGE / path).read_text("utf-8"))
    assert len(ast.get_docstring(tree) or "") > 60
    rest = [node for node in tree.body[1:] if not isinstance(node, ast.ImportFrom)]
    assert [ast.unparse(node).partition(" ")[0] for node in rest] in ([], ["__all__"])


@each_module
def test_matplotlib_is_used_without_pyplot(path: Path) -> None:
    source = (PACKAGE / path).read_text("utf-8")
    assert "pyplot" not in source or is_among(path, OUTSIDE["matplotlib"])
    assert [one.name for one in imports(path) if "pyplot" in one.name] == []


@each_module
def test_the_server_takes_nothing_but_options_from_traitlets(path: Path) -> None:
    if path == Path("server/kernels.py"):  # a kernel manager declares traits, as Jupyter's do
        return
    taken = [one.name for one in imports(path) if one.name.startswith("traitlets")]
    assert room(path) != "server" or set(taken) <= {"traitlets.config"}


def test_answers_are_written_in_the_store_alone() -> None:
    users = {path.as_posix() for path in MODULES if "workbook.store.disk" in ours(path)}
    assert {one for one in users if not one.startswith("export/")} == {
        *ANSWERS_ARE_WRITTEN_IN,
        "store/backup.py",
    }


@each_module
def test_files_are_written_in_few_places(path: Path) -> None:
    if is_among(path, FILES_ARE_WRITTEN_IN):
        return
    tree = ast.parse((PACKAGE / path).read_text("utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in called}
    assert names & {*WRITING, "open"} == set()
