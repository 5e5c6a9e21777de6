"""What keeps strangers out of both servers: the policy, the headers, the token, and a log without it."""

from __future__ import annotations

import logging
import secrets
from base64 import b64encode
from hashlib import sha256
from typing import Any

# The one script in a page that is not a file: Voila sends it as long as a page takes to come.
HEARTBEAT = "window.voila_heartbeat()"


def _hash(script: str) -> str:
    """Return how a policy names an inline script."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' {_hash(HEARTBEAT)} blob:",  # widgets are blobs
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
# So that no other site can show a page or learn its address; JupyterLab has its own policy about scripts.
PRIVATE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
HEADERS = {"Content-Security-Policy": POLICY, **PRIVATE}
COOKIE = {"samesite": "Strict"}  # no other site's page sends it along


def create_token() -> str:
    """Return a new token, and keep it out of every log of this process from now on.

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


def log_failure(handler: Any) -> None:  # noqa: ANN401 - tornado's handler
    """Log a request that the server failed, without its query, which may hold the token."""
    if handler.get_status() >= 500:
        logging.getLogger("tornado.access").error(
            "%d %s %s", handler.get_status(), handler.request.method, handler.request.path
        )


def set_xsrf_cookie(request: Any, **_more: object) -> None:  # noqa: ANN401 - tornado's handler
    """Give a page the cookie that its goodbye needs; without it, its kernel outlives it (voila #1458)."""
    _ = request.xsrf_token
