"""What a notebook's file may keep of what its cells show: marks of widgets, and no word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
MARK = ("model_id", "version_major", "version_minor")


def keep_views(model: dict[str, Any], **_more: object) -> None:
    """Save notebooks without what they show, but for a mark of each widget: Jupyter's `pre_save_hook`.

    A mark names a widget of the running kernel and nothing else; with it, a page that is reloaded
    shows the questions again.
    """
    if model.get("type") != "notebook" or not model.get("content"):
        return
    try:
        _keep_views(model["content"])
    except Exception as error:
        from tornado.web import HTTPError

        # Any other exception, and Jupyter would save the notebook as it is.
        raise HTTPError(400, "This is no notebook that can be saved without its outputs.") from error


def _keep_views(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            cell.pop("outputs", None)
        else:
            cell["outputs"] = [view for output in cell.get("outputs", []) if (view := _view(output))]
            cell["execution_count"] = None
    notebook["metadata"].pop("widgets", None)
    language = notebook["metadata"].get("language_info", {})
    for one in set(language) - {"name"}:  # the kernel's version would make every notebook look changed
        del language[one]


def strip_notebooks(folder: Path) -> None:
    """Take the marks out of the notebooks in `folder`: their kernels are gone."""
    for path in sorted(folder.glob("*.ipynb")):
        try:
            notebook = json.loads(path.read_text("utf-8"))
            marked = [cell for cell in notebook["cells"] if any(map(_view, cell.get("outputs", [])))]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # not a notebook after all, so it is left alone
        if not marked:
            continue
        for cell in marked:
            cell["outputs"] = [output for output in cell["outputs"] if not _view(output)]
        text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        temporary = path.with_name(f".{path.name}.part")
        temporary.write_text(text, "utf-8")
        temporary.replace(path)


def _view(output: dict[str, Any]) -> dict[str, Any] | None:
    view = output.get("data", {}).get(VIEW)
    if not view:
        return None
    mark = {name: view[name] for name in MARK if name in view}
    return {"output_type": "display_data", "metadata": {}, "data": {VIEW: mark}}
