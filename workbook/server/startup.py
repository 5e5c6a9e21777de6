"""What both servers share: where they listen, what they set before they start, and what they print then.

Importing it loads neither of them.
"""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from workbook.errors import ServerError

if TYPE_CHECKING:
    from workbook.server.one_time_link import OneTimeLink

HOST = "127.0.0.1"
APP_PORT = 8765
LAB_PORT = 8766

ASSETS = Path(__file__).parent / "assets"
TEMPLATE = ASSETS / "voila" / "index.html.j2"
# What a page needs of the JupyterLab extensions that happen to be installed; fewer are fewer requests.
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
# For the kernels' memory, where C's library is glibc: threads share one heap, and what was freed is given
# back. With a heap for each thread, a kernel takes a seventh more.
FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}


def skip_address_grammar() -> None:
    """Let jsonschema do without its check of internationalized addresses, which nothing here uses.

    It builds a whole grammar when it is imported: half of the time that a server takes to start. Call this
    before anything imports jsonschema.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # as if it were not installed


def prepare_environment(home: Path) -> None:
    """Set what kernels inherit: where the answers are, little use of memory, and no dump of it in a crash."""
    os.environ["TPM_WORKBOOK_HOME"] = str(home)
    for name, value in FRUGAL.items():
        os.environ.setdefault(name, value)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # with 0, Linux still hands a crash to a program


def check_port(port: int) -> None:
    """Raise ServerError, with another port to try, unless this one can be listened on."""
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


def announce(port: int, page: str, link: OneTimeLink | None) -> None:
    """Print the address of a page, and open the browser by a one-time link where there is one."""
    address = f"http://{HOST}:{port}"
    sys.stdout.write(f"The workbook is open at {address}{page}\n")
    sys.stdout.flush()
    if link:  # beside the server, which must answer while Python waits for some browsers
        Thread(target=webbrowser.open, args=(address + link.path,), daemon=True).start()
