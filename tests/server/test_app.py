"""Both servers are locked down, log no token, and say in a sentence when they can't start."""

import inspect
import json
import logging
import re
import socket
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
import voila.handler

from workbook.cli import main as cli
from workbook.errors import ServerError
from workbook.server import app as server
from workbook.server.app import HOST, app_config, run_app, run_lab

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def options():
    return app_config("the-token", 4711, ROOT / "notebooks")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.mark.parametrize(
    ("trait", "option", "value"),
    [
        ("Voila", "ip", "127.0.0.1"),
        ("Voila", "port", 4711),
        ("Voila", "port_retries", 0),
        ("Voila", "open_browser", False),
        ("Voila", "token", "the-token"),
        ("VoilaConfiguration", "file_allowlist", []),
        ("VoilaConfiguration", "file_denylist", [".*"]),
        ("VoilaConfiguration", "allow_template_override", "NO"),
        ("VoilaConfiguration", "allow_theme_override", "NO"),
        ("VoilaConfiguration", "template", "tpm-workbook"),
        (
            "VoilaConfiguration",
            "extension_allowlist",
            ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"],
        ),
        ("MappingKernelManager", "cull_connected", False),
    ],
)
def test_the_app_is_locked_down(trait: str, option: str, value: object, options) -> None:
    assert options[trait][option] == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("allow_remote_access", False),
        ("local_hostnames", ["localhost"]),
        ("allow_unauthenticated_access", False),
        ("xsrf_cookies", True),
    ],
)
def test_strangers_are_refused(setting: str, value: object, options) -> None:
    assert options.Voila.tornado_settings[setting] == value


def test_no_kernel_is_heated_before_its_page_is_opened(options) -> None:
    assert "preheat_kernel" not in options.VoilaConfiguration
    assert options.MappingKernelManager.cull_idle_timeout > 0


def test_scripts_run_when_the_template_or_a_widget_brings_them_and_no_others() -> None:
    says = dict(one.split(" ", 1) for one in server.POLICY.split("; "))
    scripts = re.findall(r"<script>(.*?)</script>", server.TEMPLATE.read_text("utf-8"), re.DOTALL)
    assert len(scripts) == 4
    voilas = "window.voila_heartbeat()"
    assert f"<script>{voilas}</script>" in inspect.getsource(voila.handler)
    hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in (*scripts, voilas)]
    assert says["script-src"].split() == ["'self'", *hashes, "blob:"]
    assert not any("{{" in one or "{%" in one for one in scripts), "what varies has no hash"


def test_pages_tell_no_other_site_where_they_are(options) -> None:
    headers = options.Voila.tornado_settings["headers"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_gets_the_cookie_that_its_goodbye_needs(options) -> None:
    class Request:
        touched = False

        @property
        def xsrf_token(self) -> bytes:
            self.touched = True
            return b""

    request = Request()
    options.VoilaConfiguration.prelaunch_hook(request, notebook=None, cwd=None)
    assert request.touched


def test_a_plain_voila_is_locked_down_in_the_same_way(options) -> None:
    said = json.loads((ROOT / "voila.json").read_text("utf-8"))
    settings = said["Voila"].pop("tornado_settings")
    assert said["Voila"].pop("auto_token") is True
    assert said["VoilaConfiguration"]["file_allowlist"] == []
    assert said["VoilaConfiguration"]["template"] == "tpm-workbook"
    for trait, values in said.items():
        assert {option: options[trait][option] for option in values} == values
    assert {name: options.Voila.tornado_settings[name] for name in settings} == settings
    locks = {
        "allow_remote_access",
        "local_hostnames",
        "allow_unauthenticated_access",
        "xsrf_cookies",
        "headers",
    }
    assert set(settings) >= locks


def test_voila_by_itself_is_locked_down_wherever_it_is_started_in_this_environment() -> None:
    here, installed = (
        json.loads(path.read_text("utf-8"))
        for path in (ROOT / "voila.json", Path(sys.prefix) / "etc" / "jupyter" / "voila.json")
    )
    for ours in ("template", "extension_allowlist"):  # the look is this project's, the locks are for all
        del here["VoilaConfiguration"][ours]
    policies = [
        one["Voila"]["tornado_settings"]["headers"].pop("Content-Security-Policy")
        for one in (here, installed)
    ]
    assert installed == here
    assert re.sub(r"('sha256-\S+ )+", "'unsafe-inline' ", policies[0]) == policies[1]


def test_the_token_is_in_no_log_also_where_a_fault_quotes_it(caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogRecordFactory()
    token = server._token()
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
def test_no_request_is_logged_with_its_query(status: int, options, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        options.Voila.tornado_settings["log_function"](request(status))
    assert "secret" not in caplog.text
    assert ("/voila/x" in caplog.text) is (status >= 500)


@pytest.mark.parametrize("run", [run_app, run_lab])
def test_a_port_in_use_is_a_sentence_that_names_the_option(
    run, taken_port: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ServerError, match=rf"^Port {taken_port} can't be used: .* as --port \d+\.$") as error:
        run(ROOT / "notebooks", home, taken_port, open_browser=False)
    assert "\n" not in str(error.value)
    assert capsys.readouterr().out == ""


def test_the_address_is_announced_with_its_token_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    server._announce(1, "/?token=t", None)
    assert capsys.readouterr().out == "The workbook is open at http://127.0.0.1:1/?token=t\n"


def test_both_have_a_port_of_their_own_that_stays() -> None:
    assert (server.APP_PORT, server.LAB_PORT) == (8765, 8766)
    assert cli.app.__defaults__[0] == server.APP_PORT
    assert cli.lab.__defaults__[0] == server.LAB_PORT


def test_other_users_of_this_machine_can_not_listen_to_a_kernel(options) -> None:
    assert options.KernelManager.transport_encryption == "auto"
    assert options.KernelManager.autorestart is False


@pytest.mark.parametrize("port", [65535, 64995])
def test_the_port_that_is_proposed_instead_is_one_that_anyone_may_use(
    port: int, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ServerError) as error:
        run_app(ROOT / "notebooks" / "app.ipynb", home, port, open_browser=False)
    assert 1024 <= int(str(error.value).rstrip(".").split()[-1]) <= 65535
