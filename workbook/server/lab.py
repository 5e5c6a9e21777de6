"""JupyterLab on the notebooks, locked down."""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path
from typing import Any

from workbook.server.notebook_outputs import strip_notebooks
from workbook.server.security import COOKIE, PRIVATE, create_token
from workbook.server.startup import (
    ASSETS,
    EXTENSIONS,
    HOST,
    announce,
    check_port,
    prepare_environment,
    skip_address_grammar,
)

LAB_SETTINGS = ASSETS / "jupyterlab"
FIRST_PAGE = "/lab/tree/00_start.ipynb"


def run_lab(notebooks: Path, home: Path, port: int, *, open_browser: bool) -> None:
    """Serve JupyterLab on the notebooks until it is stopped; print its address once it is up."""
    check_port(port)
    prepare_environment(home)
    os.chdir(notebooks)  # Jupyter reads configuration from the current folder, which may be a stranger's
    token = create_token()
    skip_address_grammar()
    from jupyterlab.labapp import LabApp

    from workbook.server.one_time_link import OneTimeLink

    # Deprecations are the server's words to the authors of its extensions; some set filters of their own.
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)

    # A list in this process: no other program sees these as arguments.
    options = lab_options(token, port, notebooks)
    server = LabApp.initialize_server(options, tornado_settings={"headers": PRIVATE})
    server.no_browser_open_file = True  # the token, in a file that others may read
    link = OneTimeLink(FIRST_PAGE)
    server.web_app.add_handlers(".*$", [link.route])
    server.io_loop.add_callback(announce, port, f"{FIRST_PAGE}?token={token}", link if open_browser else None)
    strip_notebooks(notebooks)  # an earlier run may have been killed
    _trust(notebooks, server.contents_manager.notary)
    try:
        server.start()
    finally:
        strip_notebooks(notebooks)


def lab_options(token: str, port: int, notebooks: Path) -> list[str]:
    """Return JupyterLab's options, as a command line has them."""
    return [
        f"--IdentityProvider.token={token}",
        f"--ServerApp.cookie_secret={secrets.token_urlsafe(32)}",  # or a cookie outlives this run
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.open_browser=False",
        "--ServerApp.answer_yes=True",  # Ctrl-C means stop
        "--ServerApp.allow_remote_access=False",
        f"--ServerApp.root_dir={notebooks}",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        "--KernelManager.transport_encryption=auto",
        "--FileContentsManager.pre_save_hook=workbook.server.notebook_outputs.keep_views",
        "--NotebookNotary.db_file=:memory:",  # what is trusted here is nobody else's business
        "--VoilaConfiguration.file_allowlist=[]",
        # Its own template fetches fonts and scripts from elsewhere, and does not look like the workbook.
        "--VoilaConfiguration.template=tpm-workbook",
        "--VoilaConfiguration.allow_template_override=NO",
        f"--VoilaConfiguration.extension_allowlist={EXTENSIONS}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        f"--LabApp.app_settings_dir={LAB_SETTINGS}",  # or it asks whether it may fetch news
        "--LabApp.extension_manager=readonly",
        "--LanguageServerManager.autodetect=False",  # it runs npm to look for servers
        *(f"--IdentityProvider.cookie_options={name}={value}" for name, value in COOKIE.items()),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


def _trust(notebooks: Path, notary: Any) -> None:  # noqa: ANN401 - nbformat's NotebookNotary
    """Have JupyterLab trust the workbook's notebooks, as long as they hold nothing that was shown."""
    import nbformat

    for path in notebooks.glob("*.ipynb"):
        try:
            notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # somebody's own, and JupyterLab's to judge
        if not any(cell.get("outputs") for cell in notebook.cells):
            notary.sign(notebook)
