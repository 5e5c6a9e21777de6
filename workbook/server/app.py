"""The app: Voila on the notebooks, locked down.

Its options are set where no configuration file of the current folder reaches them.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from workbook.server.security import COOKIE, HEADERS, create_token, log_failure, set_xsrf_cookie
from workbook.server.startup import (
    ASSETS,
    EXTENSIONS,
    HOST,
    announce,
    check_port,
    prepare_environment,
    skip_address_grammar,
)

LOGIN = ASSETS / "login"


def run_app(notebook: Path, home: Path, port: int, *, open_browser: bool) -> None:
    """Serve the app until it is stopped; print its address once it accepts connections."""
    check_port(port)
    prepare_environment(home)
    skip_address_grammar()
    from tornado.ioloop import IOLoop
    from voila.app import Voila

    from workbook.server.one_time_link import OneTimeLink

    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # it mistakes jupyter's ms for seconds
    token = create_token()
    server = Voila(config=app_config(token, port, notebook.parent))
    server.config_file_paths = []  # a voila.json in the current folder would beat what is set here
    server.notebook_path = str(notebook)
    link = OneTimeLink("/")
    own_handlers, own_stop = server.init_handlers, server.stop

    def stop() -> None:
        server.ioloop.run_sync(server.kernel_manager.settle)  # it may just be starting one
        own_stop()

    server.stop = stop
    server.init_handlers = lambda: [link.route, *own_handlers()]  # before the one that takes every path
    IOLoop.current().add_callback(announce, port, f"/?token={token}", link if open_browser else None)
    server.initialize([])
    server.tornado_settings["jinja2_env"] = _pages()
    IOLoop.current().add_callback(lambda: server.kernel_manager.prepare())  # noqa: PLW0108 - it is made on the way
    server.start()


def _pages() -> Any:  # noqa: ANN401 - jinja2 is not ours to name
    """Return the server's own pages, with ours for somebody who comes without the token."""
    from jinja2 import Environment, FileSystemLoader
    from jupyter_server import DEFAULT_TEMPLATE_PATH_LIST

    loader = FileSystemLoader([LOGIN, *DEFAULT_TEMPLATE_PATH_LIST])
    pages = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    pages.install_null_translations()  # type: ignore[attr-defined] # what the extension adds
    return pages


def app_config(token: str, port: int, folder: Path) -> Any:  # noqa: ANN401 - traitlets
    """Return Voila's options."""
    from traitlets.config import Config

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
        "log_function": log_failure,
    }
    config.VoilaConfiguration.template = "tpm-workbook"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.file_denylist = [".*"]
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.VoilaConfiguration.prelaunch_hook = set_xsrf_cookie
    # Without it, other users of this machine could listen at the kernel's ports.
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
