"""What keeps strangers out: scripts that a page may run, and a token that no log holds."""

import inspect
import logging
import re
from base64 import b64encode
from hashlib import sha256
from types import SimpleNamespace

import pytest
import voila.handler

from workbook.server.security import POLICY, create_token, log_failure
from workbook.server.startup import ASSETS


def test_the_pages_that_are_served_hold_no_script_of_their_own() -> None:
    found = []
    for page in (one for one in ASSETS.rglob("*") if one.suffix in (".html", ".j2")):
        scripts = re.findall(r"<script([^>]*)>", page.read_text("utf-8"))
        found += [page.name for one in scripts if " src=" not in one and "json" not in one]
        assert not re.search(r"""<[^>]*\s(on\w+|href=["']?javascript:)""", page.read_text("utf-8")), page
    assert found == []


def test_the_policy_lets_run_files_widgets_and_voilas_heartbeat_alone() -> None:
    directives = dict(one.split(" ", 1) for one in POLICY.split("; "))
    heartbeat = re.search(r"<script>(.*?)</script>", inspect.getsource(voila.handler))
    assert heartbeat
    digest = b64encode(sha256(heartbeat[1].encode()).digest()).decode()
    assert directives["script-src"].split() == ["'self'", f"'sha256-{digest}'", "blob:"]


def test_the_token_is_in_no_log_even_where_an_error_quotes_it(caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogRecordFactory()
    token = create_token()
    try:
        int(f"GET /?token={token}")
    except ValueError:
        logging.getLogger("tornado.access").exception("GET /?token=%s", token)
    finally:
        logging.setLogRecordFactory(before)
    assert token not in caplog.text
    assert caplog.text.count("token=[secret]") == 2


def request(status: int) -> SimpleNamespace:
    return SimpleNamespace(
        get_status=lambda: status,
        request=SimpleNamespace(
            method="GET", path="/voila/x", query="token=secret", uri="/voila/x?token=secret"
        ),
    )


@pytest.mark.parametrize("status", [200, 302, 403, 404, 500, 503])
def test_no_request_is_logged_with_its_query(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        log_failure(request(status))
    assert "secret" not in caplog.text
    assert ("/voila/x" in caplog.text) is (status >= 500)
