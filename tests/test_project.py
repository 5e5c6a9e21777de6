"""What the project says about itself is so: its environments, its layout, its reasons."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings
from packaging.requirements import Requirement

from workbook.questions.catalogue import NOTEBOOKS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "jupyter-server": "jupyter_server",
    "matplotlib": "matplotlib-base",
}
CONDA_LACKS = {"typst"}


def requirements(lines: list[str]) -> dict[str, str]:
    found = [Requirement(line) for line in lines]
    assert len({one.name for one in found}) == len(found), "a package stands twice"
    return {one.name: str(one.specifier) for one in found}


DEPENDENCIES = requirements(PROJECT["project"]["dependencies"])


@pytest.fixture(scope="module")
def environment() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


# Environments


def test_conda_gets_the_same_packages_with_the_same_bounds(environment: dict) -> None:
    conda = requirements([line for line in environment["dependencies"] if isinstance(line, str)])
    dev = requirements(PROJECT["dependency-groups"]["dev"])
    wanted = {
        CONDA_NAMES.get(name, name): bounds
        for name, bounds in DEPENDENCIES.items()
        if name not in CONDA_LACKS
    }
    wanted |= {"python": PROJECT["project"]["requires-python"], "pip": ""}
    wanted |= {name: dev[name] for name in ("nbval", "pytest", "pytest-xdist")}
    assert conda == wanted


def test_pip_gets_what_conda_lacks_and_the_workbook_itself(environment: dict) -> None:
    (pip,) = [line["pip"] for line in environment["dependencies"] if isinstance(line, dict)]
    assert pip[-1] == "-e ."
    assert requirements(pip[:-1]) == {name: DEPENDENCIES[name] for name in CONDA_LACKS}


def test_conda_asks_conda_forge_alone(environment: dict) -> None:
    assert environment["channels"] == ["conda-forge"]
    assert environment["name"] == PROJECT["project"]["name"]


@pytest.mark.parametrize(
    ("package", "floor"), [("jupyter-server", "2.20"), ("jupyterlab", "4.5.7"), ("voila", "0.5.13")]
)
def test_no_version_with_a_known_hole_is_taken(package: str, floor: str) -> None:
    assert f">={floor}" in DEPENDENCIES[package].split(",")


# Addresses


def test_the_badge_and_the_links_of_the_package_appear_once_the_repository_has_an_address() -> None:
    shown = re.sub("<!--.*?-->", "", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    has_address = "YOUR-ACCOUNT" not in (ROOT / "README.md").read_text("utf-8")
    assert ("mybinder.org" in shown) == has_address
    assert ("urls" in PROJECT["project"]) == has_address


# Reasons


def lines_of(heading: str, end: str = "]") -> list[str]:
    source = (ROOT / "pyproject.toml").read_text("utf-8")
    return source.split(f"\n{heading}\n")[1].split(f"\n{end}")[0].splitlines()


@pytest.mark.parametrize(
    "line",
    [
        *lines_of("dependencies = ["),
        *lines_of("ignore = ["),
        *lines_of("[tool.ruff.lint.per-file-ignores]", end="\n["),
        *[
            line
            for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
            if "ignore_missing" in line
        ],
        *[
            line
            for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
            if "exclude-newer" in line
        ],
    ],
)
def test_every_bound_and_ignore_has_its_reason(line: str) -> None:
    assert re.search(r"  # \S+ \S+|  # \w+", line)


def test_the_changelog_has_a_place_for_this_version() -> None:
    version = PROJECT["project"]["version"]
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## (Unreleased|\[?{re.escape(version)}\]?.*)$", log, re.MULTILINE)


# Layout


def test_the_top_level_holds_no_other_folders() -> None:
    made_by_tools = {"build", "dist", "__pycache__"}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - made_by_tools == {"notebooks", "tests", "workbook"}
    assert not list(ROOT.glob("*.py"))


# Modules that are tested through what uses them, by the file that does it.
TESTED_IN = {
    "charts": {"drawing": ("svg", "marks"), "layout": ("legend",),
               "registry": ("chart", "energy", "evidence", "grid")},
    "cli": {"keeping": ("options",)},
    "phrases": {"sentences": ("captions", "wording")},
    "server": {"kernels": ("ipykernel_launcher",)},
    "store": {"answer_file": ("edits",)},
    "widgets": {"part": ("action", "overview")},
}  # fmt: skip
WITHOUT_LOGIC = {"__init__", "errors"}


def test_tests_mirror_modules() -> None:
    for path in sorted((ROOT / "workbook").rglob("*.py")):
        room = path.parent.relative_to(ROOT / "workbook")
        tested_in = {one: file for file, some in TESTED_IN.get(str(room), {}).items() for one in some}
        named = tested_in.get(path.stem, path.stem)
        if path.stem not in WITHOUT_LOGIC:
            assert (ROOT / "tests" / room / f"test_{named}.py").exists(), f"{path}: no test_{named}.py"


# The tests themselves


def test_a_slow_machine_makes_no_property_fail() -> None:
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check


def test_every_run_of_all_tests_runs_the_notebooks(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("testpaths") == ["tests", "notebooks"]
    assert pytestconfig.option.nbval_lax


def test_no_notebook_leaves_a_cell_out() -> None:
    for file in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(file.read_text("utf-8"))["cells"]:
            assert "NBVAL" not in "".join(cell["source"]), file
            assert "tags" not in cell["metadata"], file
