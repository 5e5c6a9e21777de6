"""What the documents say is so: their commands, links, tests, and quotations."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from workbook.charts import NAMES
from workbook.cli.main import cli
from workbook.questions.catalogue import catalogue

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    "README.md", "RELIABILITY.md", "SECURITY.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md",
    "tests/benchmarks/README.md", "workbook/export/fonts/README.md",
)  # fmt: skip
PROMISES = ("RELIABILITY.md", "SECURITY.md")
README_WORDS = 1800
# In each of these, a reader whose first language is English would stumble.
STILTED = r"\b(mend\w*|whom|by which|stands?(?!-)|also when|even when|asked about|upon|thereby|whilst)\b"
# What the README quotes, as it is in the program's sources; the rest of the sentence is put together there.
QUOTED = (
    "can't be used", "The workbook is not answering.", "was changed in two places", "was damaged",
    "files that a sync program may have left", "This address has expired", "Save Your Reflections as PDF",
    "Earlier versions",
)  # fmt: skip


def text(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def prose(document: str) -> str:
    """Return a document without its code."""
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", text(document), flags=re.MULTILINE | re.DOTALL)


# Commands


def fenced(document: str) -> list[str]:
    """Return the command lines of a document's console and shell blocks."""
    blocks = re.findall(r"^```(?:console|sh|shell|bash)\n(.*?)^```", text(document), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def commands(document: str, *first: str) -> list[list[str]]:
    """Return the words of every command that begins with `first`, after it."""
    split = [shlex.split(line, comments=True) for line in fenced(document)]
    return [words[len(first) :] for words in split if words[: len(first)] == list(first)]


def check_usage(words: list[str]) -> None:
    """Hold the words after tpm-workbook against the commands and options that there are."""
    command = typer.main.get_command(cli)
    while getattr(command, "commands", None):
        known = {option for parameter in command.params for option in parameter.opts}
        while words and words[0] in known:
            words = words[1:]
        assert words, "a command is missing"
        assert words[0] in command.commands
        command, words = command.commands[words[0]], words[1:]
    known = {
        option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)
    }
    used = {word.split("=")[0] for word in words if word.startswith("-")}
    assert used <= known | {"--help", "-h"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_in_the_documents_exists(document: str) -> None:
    for first, *words in commands(document, "uv", "run"):
        if first == "python":
            package = words[1].replace(".", "/") if words[0] == "-m" else None
            assert (ROOT / package / "__main__.py" if package else ROOT / words[0]).is_file()
            continue
        assert first in ("tpm-workbook", "pytest", "ruff", "mypy", "oxlint")
        assert document == "CONTRIBUTING.md" or first in ("tpm-workbook", "pytest")
    for words in [*commands(document, "uv", "run", "tpm-workbook"), *commands(document, "tpm-workbook")]:
        check_usage(words)


def test_a_command_that_does_not_exist_would_be_found() -> None:
    check_usage(["export", "pdf", "--for", "mentor", "-o", "x.pdf"])
    check_usage(["--debug", "status"])
    for wrong in (["opne"], ["app", "--prot", "1"], ["export", "pfd"], []):
        with pytest.raises(AssertionError):
            check_usage(wrong)


def test_commands_in_the_readmes_running_text_exist_too() -> None:
    inline = re.findall(r"`(?:uv run )?tpm-workbook ([^`]+)`", text("README.md"))
    assert len(inline) > 10
    for words in map(shlex.split, inline):
        if words[0] not in ("--help", "--install-completion"):
            check_usage(words)


def test_the_readme_opens_with_the_two_commands() -> None:
    assert fenced("README.md")[:2] == ["uv run tpm-workbook app", "uv run pytest"]


# Links and names


def anchors(document: str) -> set[str]:
    """Return the names that GitHub gives to a document's headings."""
    headings = re.findall(r"^#+ (.+)$", text(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_relative_link_leads_to_a_file_and_a_heading(document: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text(document)):
        path, _, heading = target.partition("#")
        found = (ROOT / document).parent / path
        assert found.exists(), target
        assert not heading or heading in anchors(str(found.relative_to(ROOT))), target


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if one != "CHANGELOG.md"])
def test_every_path_of_the_project_that_is_named_exists(document: str) -> None:
    named = re.findall(r"(?<![\w/-])((?:workbook|tests|notebooks)/[\w./-]*[\w/])", text(document))
    made_up = re.compile("NAME|NN_name")  # in recipes
    assert [path for path in named if not made_up.search(path) and not (ROOT / path).exists()] == []


def test_every_module_that_a_recipe_names_exists() -> None:
    recipes = text("CONTRIBUTING.md").split("## Recipes")[1].split("\n## ")[0]
    named = re.findall(r"`([\w/]+\.(?:py|js|toml))`", recipes)
    files = [
        str(path.relative_to(ROOT)) for folder in ("workbook", "tests") for path in (ROOT / folder).rglob("*")
    ]
    assert len(named) > 20
    for name in named:
        assert re.search("NAME|NN_name", name) or any(f"/{path}".endswith(f"/{name}") for path in files), name


def rows(document: str) -> Iterator[str]:
    """Yield the rows of the tables whose last column is for tests."""
    is_promise = False
    for line in text(document).splitlines():
        if not line.startswith("|"):
            is_promise = False
        elif line.endswith("| Tests |"):
            is_promise = True
        elif is_promise and not line.startswith("| ---"):
            yield line


@pytest.mark.parametrize("document", PROMISES)
def test_every_promise_names_a_file_of_tests(document: str) -> None:
    promises = list(rows(document))
    assert len(promises) > 5
    for promise in promises:
        named = re.findall(r"`(tests/[\w/]+/test_\w+\.py)`", promise.rstrip(" |").rpartition("|")[2])
        assert named, promise
        assert [path for path in named if not (ROOT / path).is_file()] == []


# Words


def test_the_readme_is_short() -> None:
    assert len(text("README.md").split()) < README_WORDS


def test_the_readme_counts_the_questions_that_there_are() -> None:
    assert f"{len(catalogue().questions)} questions" in text("README.md")


def test_the_readme_counts_the_charts_that_there_are() -> None:
    numbers = ("Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
    assert f"{numbers[len(NAMES) - 6]} charts" in text("README.md")


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_the_readme_quotes_is_in_the_program(quoted: str) -> None:
    assert quoted in text("README.md")
    kinds = {".py", ".js", ".toml", ".html", ".json"}
    sources = [path for path in (ROOT / "workbook").rglob("*") if path.suffix in kinds]
    assert any(quoted in source.read_text("utf-8") for source in sources)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_documents_are_in_plain_english(document: str) -> None:
    assert re.findall(STILTED, prose(document), re.IGNORECASE) == []
