"""Voila and JupyterLab, started on this machine alone and locked down.

Both run in this process, with the options that RELIABILITY needs set where no configuration file of the
current folder reaches them. The token never stands on a command line or in a log.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import socket
import sys
import webbrowser
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from workbook.errors import ServerError
from workbook.server.notebook_outputs import strip_notebooks
from workbook.server.startup import skip_address_grammar

if TYPE_CHECKING:
    from workbook.server.one_time_link import Invitation

HOST = "127.0.0.1"
APP_PORT = 8765
LAB_PORT = 8766

ASSETS = Path(__file__).parent / "assets"
TEMPLATE = ASSETS / "voila" / "index.html.j2"


def _own_scripts() -> Iterator[str]:
    """Yield what a policy says of the scripts that stand in the page: those, and no others."""
    own = re.findall(r"<script>(.*?)</script>", TEMPLATE.read_text("utf-8"), re.DOTALL)
    for script in (*own, "window.voila_heartbeat()"):  # Voila's, while a page takes long
        yield f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' {' '.join(_own_scripts())} blob:",  # widgets are blobs
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'none'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
# For no other site's page to show or to follow; JupyterLab keeps its own policy about scripts.
PRIVATE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
HEADERS = {"Content-Security-Policy": POLICY, **PRIVATE}
COOKIE = {"samesite": "Strict"}  # no other site's page sends it along
# For the kernels' memory, where C's library is glibc: threads share one heap, and what was freed is given
# back. Each would else keep a heap of its own, a seventh of a kernel in all.
FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
LOGIN = ASSETS / "login"
LAB_SETTINGS = ASSETS / "jupyterlab"
# What a page needs of the JupyterLab extensions that happen to be installed; fewer are fewer requests.
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]


def run_app(notebook: Path, home: Path, port: int, *, open_browser: bool) -> None:
    """Serve the app until it is stopped; print its address once it accepts connections."""
    _check_port(port)
    _prepare(home)
    skip_address_grammar()
    from tornado.ioloop import IOLoop  # noqa: PLC0415 - a second that the other commands needn't wait
    from voila.app import Voila  # noqa: PLC0415

    from workbook.server.one_time_link import Invitation  # noqa: PLC0415

    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # it mistakes jupyter's ms for seconds
    token = _token()
    server = Voila(config=app_config(token, port, notebook.parent))
    server.config_file_paths = []  # a voila.json in the current folder would beat what is set here
    server.notebook_path = str(notebook)
    invitation = Invitation("/")
    own_handlers, own_stop = server.init_handlers, server.stop

    def stop() -> None:
        server.ioloop.run_sync(server.kernel_manager.settle)  # it may just be starting one
        own_stop()

    server.stop = stop
    server.init_handlers = lambda: [invitation.route, *own_handlers()]  # before the one that takes every path
    IOLoop.current().add_callback(_announce, port, f"/?token={token}", invitation if open_browser else None)
    server.initialize([])
    server.tornado_settings["jinja2_env"] = _pages()
    IOLoop.current().add_callback(lambda: server.kernel_manager.prepare())  # noqa: PLW0108 - it is made on the way
    server.start()


def _pages() -> Any:  # noqa: ANN401 - jinja2 is not ours to name
    """Return the server's own pages, with ours for somebody who comes without the token."""
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - as above
    from jupyter_server import DEFAULT_TEMPLATE_PATH_LIST  # noqa: PLC0415

    loader = FileSystemLoader([LOGIN, *DEFAULT_TEMPLATE_PATH_LIST])
    pages = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    pages.install_null_translations()  # type: ignore[attr-defined] # what the extension adds
    return pages


def app_config(token: str, port: int, folder: Path) -> Any:  # noqa: ANN401 - traitlets
    """Return Voila's options."""
    from traitlets.config import Config  # noqa: PLC0415

    config = Config()
    config.Voila.ip = HOST
    config.Voila.port = port
    config.Voila.port_retries = 0
    config.Voila.open_browser = False  # its own way carries no token
    config.Voila.token = token
    config.IdentityProvider.cookie_options = COOKIE
    config.Voila.log_level = logging.ERROR
    config.Voila.tornado_settings = {
        "allow_remote_access": False,
        "local_hostnames": ["localhost"],
        "allow_unauthenticated_access": False,
        "xsrf_cookies": True,
        "headers": HEADERS,
        "log_function": _log_request,
    }
    config.VoilaConfiguration.template = "tpm-workbook"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.file_denylist = [".*"]
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.VoilaConfiguration.prelaunch_hook = _set_xsrf_cookie
    # Other users of this machine could else listen at the kernel's ports.
    config.KernelManager.transport_encryption = "auto"
    # A kernel that died has forgotten its page; started again by itself it would only linger.
    config.KernelManager.autorestart = False
    config.VoilaConfiguration.multi_kernel_manager_class = "workbook.server.kernels.SpareKernelManager"
    config.SpareKernelManager.folder = str(folder)
    # The safety net for kernels whose tab could not say goodbye, as one that was left while it opened: they
    # end within a minute. Open tabs keep theirs, and a slow one has time to connect.
    config.MappingKernelManager.cull_idle_timeout = 45  # seconds
    config.MappingKernelManager.cull_interval = 10
    config.MappingKernelManager.cull_connected = False
    return config


def run_lab(notebooks: Path, home: Path, port: int, *, open_browser: bool) -> None:
    """Serve JupyterLab on the notebooks until it is stopped; print its address once it is up."""
    _check_port(port)
    _prepare(home)
    os.chdir(notebooks)  # Jupyter reads configuration from the current folder, which may be a stranger's
    token = _token()
    skip_address_grammar()
    from jupyterlab.labapp import LabApp  # noqa: PLC0415 - as above

    from workbook.server.one_time_link import Invitation  # noqa: PLC0415

    # Deprecations are the server's words to the authors of its extensions; some set filters of their own.
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)

    server = LabApp.initialize_server(
        [  # a list in this process: no other program sees these as arguments
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
        ],
        tornado_settings={"headers": PRIVATE},
    )
    server.no_browser_open_file = True  # the token, in a file that others may read
    page = "/lab/tree/00_start.ipynb"
    invitation = Invitation(page)
    server.web_app.add_handlers(".*$", [invitation.route])
    server.io_loop.add_callback(
        _announce, port, f"{page}?token={token}", invitation if open_browser else None
    )
    strip_notebooks(notebooks)  # an earlier run may have been killed
    _trust(notebooks, server.contents_manager.notary)
    try:
        server.start()
    finally:
        strip_notebooks(notebooks)


def _trust(notebooks: Path, notary: Any) -> None:  # noqa: ANN401 - nbformat's NotebookNotary
    """Have JupyterLab trust the workbook's notebooks, as long as they hold nothing that was shown."""
    import nbformat  # noqa: PLC0415 - as above

    for path in notebooks.glob("*.ipynb"):
        try:
            notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # somebody's own, and JupyterLab's to judge
        if not any(cell.get("outputs") for cell in notebook.cells):
            notary.sign(notebook)


def _prepare(home: Path) -> None:
    """Set what the kernels inherit: where the answers are, and that a crash leaves no memory on disk.

    And that they take no more memory than they need.
    """
    os.environ["TPM_WORKBOOK_HOME"] = str(home)
    for name, value in FRUGAL.items():
        os.environ.setdefault(name, value)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX alone has it

        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # with 0, Linux still hands a crash to a program


def _token() -> str:
    """Return a new token, which from now on no log of this process tells.

    tornado writes the whole address of a request that fails.
    """
    token = secrets.token_urlsafe(32)

    class Record(logging.LogRecord):
        def getMessage(self) -> str:  # noqa: N802 - logging's name
            return super().getMessage().replace(token, "[secret]")

        @property
        def exc_text(self) -> str | None:  # an exception may quote the address too
            return self._exc_text

        @exc_text.setter
        def exc_text(self, text: str | None) -> None:
            self._exc_text = text and text.replace(token, "[secret]")

    logging.setLogRecordFactory(Record)
    return token


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        if sys.platform != "win32":  # as tornado does; there, it would share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = port + 10 if port < 65500 else port - 10
            raise ServerError(
                f"Port {port} can't be used: {(error.strerror or 'not free').lower()}. The workbook may "
                f"be open already; if not, choose another port, as --port {other}."
            ) from error


def _announce(port: int, page: str, invitation: Invitation | None) -> None:
    here = f"http://{HOST}:{port}"
    sys.stdout.write(f"The workbook is open at {here}{page}\n")
    sys.stdout.flush()
    if invitation:  # beside the server, which must answer while Python waits for some browsers
        Thread(target=webbrowser.open, args=(here + invitation.path,), daemon=True).start()


def _set_xsrf_cookie(request: Any, **_more: object) -> None:  # noqa: ANN401 - tornado's handler
    """Give the page the cookie that its goodbye needs, or its kernel outlives it (voila #1458)."""
    _ = request.xsrf_token


def _log_request(handler: Any) -> None:  # noqa: ANN401 - tornado's handler
    """Log failures without the query, where the token stands."""
    if handler.get_status() >= 500:
        logging.getLogger("tornado.access").error(
            "%d %s %s", handler.get_status(), handler.request.method, handler.request.path
        )
