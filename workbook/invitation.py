"""The address that the browser is opened with. It lets one visitor in, and once.

A program's command line is for everyone on the machine to see, and the browser's holds the address; so that
one does not carry the token.
"""

from __future__ import annotations

import secrets

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler

PATH = "/open/"


class Invitation:
    """An address to open, and what it leads to."""

    def __init__(self, leads_to: str) -> None:
        self.leads_to = leads_to
        self._code = secrets.token_urlsafe(32)
        self._is_open = True

    @property
    def path(self) -> str:
        """The path to open."""
        return PATH + self._code

    @property
    def route(self) -> tuple[str, type[Visit], dict[str, Invitation]]:
        """The route that accepts it, as tornado takes routes."""
        return (rf"{PATH}([\w-]*)", Visit, {"invitation": self})

    def accept(self, code: str) -> bool:
        """Say whether this is the invitation's code, which is used up then."""
        is_it = self._is_open and secrets.compare_digest(code.encode(), self._code.encode())
        self._is_open = self._is_open and not is_it
        return is_it


class Visit(JupyterHandler):
    """Lets the invited in. Whoever is in already goes on, and everyone else is asked for the token."""

    def initialize(self, invitation: Invitation) -> None:
        """Take what the route carries."""
        self._invitation = invitation

    @allow_unauthenticated
    def get(self, code: str) -> None:
        """Give the visitor's browser the cookie that the token would have given."""
        if self._invitation.accept(code):
            who = self.identity_provider.generate_anonymous_user(self)
            self.identity_provider.set_login_cookie(self, who)
        elif not self.current_user:
            self.redirect(self.get_login_url())
            return
        self.redirect(self._invitation.leads_to)
