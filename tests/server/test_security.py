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
from workbook.server.startup import TEMPLATE


def test_scripts_run_when_the_template_or_a_widget_brings_them_and_no_others() -> None:
    says = dict(one.split(" ", 1) for one in POLICY.split("; "))
    scripts = re.findall(r"<script>(.*?)</script>", TEMPLATE.read_text("utf-8"), re.DOTALL)
    assert len(scripts) == 4
    voilas = "window.voila_heartbeat()"
    assert f"<script>{voilas}</script>" in inspect.getsource(voila.handler)
    hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in (*scripts, voilas)]
    assert says["script-src"].split() == ["'self'", *hashes, "blob:"]
    assert not any("{{" in one or "{%" in one for one in scripts), "what varies has no hash"


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
