"""The app is locked down, and so is a plain Voila in this environment."""

import json
import re
import sys
from pathlib import Path

import pytest

from workbook.server.app import app_config
from workbook.server.security import HEADERS, log_failure

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def options():
    return app_config("the-token", 4711, ROOT / "notebooks")


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
        ("headers", HEADERS),
        ("log_function", log_failure),
    ],
)
def test_strangers_are_refused(setting: str, value: object, options) -> None:
    assert options.Voila.tornado_settings[setting] == value


def test_no_kernel_is_heated_before_its_page_is_opened(options) -> None:
    assert "preheat_kernel" not in options.VoilaConfiguration
    assert options.MappingKernelManager.cull_idle_timeout > 0


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


def test_other_users_of_this_machine_can_not_listen_to_a_kernel(options) -> None:
    assert options.KernelManager.transport_encryption == "auto"
    assert options.KernelManager.autorestart is False
