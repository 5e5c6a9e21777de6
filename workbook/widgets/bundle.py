"""The browser's modules joined into one, since a widget's model carries the text of one module."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

# The only forms of import and export in widgets/js, beside the `export default` of its entry.
IMPORT = re.compile(r'^import \{ ?(?P<names>[\w\s,]+?),? ?\} from "\./(?P<module>\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)


def bundle(entry: Path) -> str:
    """Return a module with all that it imports as one: each after what it needs, without imports and exports.

    What they declare at the top is then one scope, so a name may be declared there in one module only.
    """
    texts: dict[str, str] = {}
    imports: dict[str, list[str]] = {}
    waiting = [entry.stem]
    for name in waiting:
        if name in texts:
            continue
        texts[name] = entry.with_stem(name).read_text("utf-8")
        imports[name] = [found["module"] for found in IMPORT.finditer(texts[name])]
        waiting.extend(imports[name])
    order = TopologicalSorter(imports).static_order()  # a circle is an error
    return "\n".join(EXPORT.sub("", IMPORT.sub("", texts[name])) for name in order)
