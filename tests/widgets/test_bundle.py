"""The browser's modules are real ES modules, and still are right when they are joined into one."""

import re
from collections import Counter
from graphlib import CycleError
from pathlib import Path

import pytest

from workbook.widgets.bundle import IMPORT, bundle
from workbook.widgets.sheet import HERE, module

# The module of every sheet, which runs the one that the others become; and what is there for tools only.
APART = {"loader", "types"}
MODULES = {path.stem: path.read_text("utf-8") for path in HERE.glob("*.js") if path.stem not in APART}
DECLARED = re.compile(
    r"^(?P<export>export )?(?:async )?(?:function\*?|class|const|let|var) (?P<name>\w+)", re.MULTILINE
)


def exported(name: str) -> set[str]:
    return {found["name"] for found in DECLARED.finditer(MODULES[name]) if found["export"]}


def test_every_module_is_in_the_bundle_after_what_it_imports() -> None:
    begins = {name: module().index(source.splitlines()[0]) for name, source in MODULES.items()}
    for name, source in MODULES.items():
        for found in IMPORT.finditer(source):
            assert begins[found["module"]] < begins[name], name


def test_the_bundle_imports_nothing_and_has_one_export() -> None:
    assert re.findall(r"^(?:import|export)\b.{0,9}", module(), re.MULTILINE) == ["export default "]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_what_another_exports_and_nothing_twice(name: str) -> None:
    imported = []
    for found in IMPORT.finditer(MODULES[name]):
        names = re.findall(r"\w+", found["names"])
        assert set(names) <= exported(found["module"])
        imported += names
    declared = [found["name"] for found in DECLARED.finditer(MODULES[name])]
    assert Counter(imported + declared).most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_exports_no_more_than_others_and_tests_import(name: str) -> None:
    tests = [path.read_text("utf-8") for path in (Path(__file__).parent / "js").glob("*.js")]
    imports = re.findall(
        rf'import {{([^}}]*)}} from "[./\w]*/{name}\.js"', "\n".join([*MODULES.values(), *tests])
    )
    assert exported(name) <= set(re.findall(r"\w+", " ".join(imports)))


def test_no_two_modules_declare_the_same_name_at_the_top() -> None:
    declared = Counter(found["name"] for source in MODULES.values() for found in DECLARED.finditer(source))
    assert [name for name, times in declared.items() if times > 1] == []
    for name, source in MODULES.items():
        assert not re.search(r"^(const|let|var) [{[]", source, re.MULTILINE), (
            f"{name}: such names are not seen here"
        )


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text('import { other } from "./other.js";\n\nexport const one = 1;\n')
    (tmp_path / "other.js").write_text('import { one } from "./one.js";\n\nexport const other = 2;\n')
    with pytest.raises(CycleError):
        bundle(tmp_path / "one.js")


def test_a_module_that_two_import_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "low.js").write_text("export const low = 1;\n")
    (tmp_path / "mid.js").write_text('import { low } from "./low.js";\n\nexport const mid = low;\n')
    (tmp_path / "top.js").write_text(
        'import { low } from "./low.js";\nimport {\n  mid,\n} from "./mid.js";\n\nexport default [mid];\n'
    )
    assert bundle(tmp_path / "top.js") == (
        "const low = 1;\n\n\nconst mid = low;\n\n\nexport default [mid];\n"
    )
