"""The one-time link that the browser is opened with. It lets one visitor in, and once.

A program's command line is for everyone on the machine to see, and the browser's holds the address. So that
one does not carry the token; and where the system tells whose a connection is, nobody else's is let in.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler

PATH = "/open/"


class OneTimeLink:
    """An address to open once, and the page that it leads to."""

    def __init__(self, page: str) -> None:
        self.page = page
        self._code = secrets.token_urlsafe(32)
        self._is_open = True

    @property
    def path(self) -> str:
        """The path to open."""
        return PATH + self._code

    @property
    def route(self) -> tuple[str, type[Visit], dict[str, OneTimeLink]]:
        """The route that accepts it, as tornado takes routes."""
        return (rf"{PATH}([\w-]*)", Visit, {"link": self})

    def accept(self, code: str) -> bool:
        """Say whether this is the link's code, and use it up if it is."""
        is_it = self._is_open and secrets.compare_digest(code.encode(), self._code.encode())
        self._is_open = self._is_open and not is_it
        return is_it


# Linux alone has these; every user may read whose each connection is. ::ffff:127.0.0.1 is in the second.
CONNECTIONS = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
ESTABLISHED = "01"  # one that its program has closed already counts as root's
ROOT = 0  # who sees everything anyhow, and hands connections on for some machines within a machine


def owner(table: str, ours: int, theirs: int) -> int | None:
    """Return whose the other end of an open connection between two ports is, None where there is none."""
    for line in table.splitlines()[1:]:
        _, here, there, state, *_, uid = line.split()[:8]
        if state == ESTABLISHED and (_port(here), _port(there)) == (theirs, ours):
            return int(uid)
    return None


def _port(address: str) -> int:
    return int(address.partition(":")[2], 16)


class Visit(JupyterHandler):
    """Lets in whoever has the link. A visitor who is in already goes on; others are asked for the token."""

    def initialize(self, link: OneTimeLink) -> None:
        """Take what the route carries."""
        self._link = link

    @allow_unauthenticated
    def get(self, code: str) -> None:
        """Give the visitor's browser the cookie that the token would have given."""
        if self._is_ours() and self._link.accept(code):
            who = self.identity_provider.generate_anonymous_user(self)
            self.identity_provider.set_login_cookie(self, who)
        elif not self.current_user:
            self.redirect(self.get_login_url())
            return
        self.redirect(self._link.page)

    def _is_ours(self) -> bool:
        """Say whether it is not another user's program that asks, as far as the system tells."""
        tables = [one.read_text("ascii") for one in CONNECTIONS if one.exists()]
        if not tables:
            return True
        ends = self.request.connection.stream.socket  # type: ignore[union-attr]  # of HTTP/1 there is one
        ours, theirs = ends.getsockname()[1], ends.getpeername()[1]
        return any(owner(table, ours, theirs) in (ROOT, os.getuid()) for table in tables)

    def write_error(self, status_code: int, **_more: object) -> None:  # noqa: ARG002 - tornado's name
        """Refuse without words: Jupyter's page of errors asks for files that Voila does not have."""
        self.finish()
