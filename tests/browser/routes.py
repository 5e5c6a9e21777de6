"""Prints every route of a server, which then serves nothing: `python routes.py app|lab HOME PORT`."""

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tornado.platform.asyncio import BaseAsyncIOLoop
from tornado.routing import PathMatches, Router
from tornado.web import Application

from workbook.questions.catalogue import NOTEBOOKS
from workbook.server.app import run_app
from workbook.server.lab import run_lab


def routes(router: Any) -> Iterator[tuple[str, str]]:
    """Yield pattern and handler of each rule below a router."""
    for rule in router.rules:
        if isinstance(rule.target, Router):
            yield from routes(rule.target)
        elif isinstance(rule.matcher, PathMatches):
            yield rule.matcher.regex.pattern, rule.target.__name__


def tell(_loop: object) -> None:
    (application,) = (one for one in gc.get_objects() if isinstance(one, Application))
    found = sorted(set(routes(application.default_router)))
    print("ROUTES", json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    command, home, port = sys.argv[1:]
    BaseAsyncIOLoop.start = tell  # type: ignore[method-assign]
    if command == "app":
        run_app(NOTEBOOKS / "app.ipynb", Path(home), int(port), open_browser=False)
    else:
        run_lab(NOTEBOOKS, Path(home), int(port), open_browser=False)
