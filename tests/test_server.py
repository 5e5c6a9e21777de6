"""Both servers are locked down, log no token, and say in a sentence when they can't start."""

import json
import logging
import re
import shutil
import socket
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from tornado.web import HTTPError

from workbook import cli, server
from workbook.errors import ServerError
from workbook.server import HOST, app_config, keep_views, run_app, run_lab, strip_notebooks

ROOT = Path(__file__).parent.parent


@pytest.fixture
def options():
    return app_config("the-token", 4711)


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
    hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in scripts]
    assert len(hashes) == 3
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


# Saving notebooks


VIEW = "application/vnd.jupyter.widget-view+json"


def notebook() -> nbformat.NotebookNode:
    view = {"model_id": "m1", "version_major": 2, "version_minor": 0, "more": "canary"}
    shown = {"text/plain": "canary", VIEW: view}
    code = nbformat.v4.new_code_cell(
        'section("fit.why")',
        execution_count=3,
        outputs=[
            nbformat.v4.new_output("display_data", shown),
            nbformat.v4.new_output("stream", text="canary"),
            nbformat.v4.new_output("execute_result", {"text/plain": "canary"}, execution_count=3),
        ],
    )
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Words"), code],
        metadata={
            "widgets": {"state": "canary"},
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python", "version": "3.11.7"},
        },
    )


def test_a_notebook_is_saved_without_what_it_shows_but_for_a_mark_of_each_widget() -> None:
    model = {"type": "notebook", "content": notebook()}
    keep_views(model=model, path="01_fit.ipynb", contents_manager=None)
    assert "canary" not in json.dumps(model)
    markdown, code = model["content"].cells
    assert code.execution_count is None
    assert [output["data"] for output in code.outputs] == [
        {VIEW: {"model_id": "m1", "version_major": 2, "version_minor": 0}}
    ]
    assert (markdown.source, code.source) == ("# Words", 'section("fit.why")')
    assert model["content"].metadata.language_info == {"name": "python"}
    nbformat.validate(nbformat.from_dict(model["content"]))


def test_a_notebook_without_the_usual_parts_is_saved_without_its_outputs_too() -> None:
    model = {"type": "notebook", "content": notebook()}
    model["content"].metadata.language_info = {}
    del model["content"].cells[1]["execution_count"]
    model["content"].cells[0]["outputs"] = [nbformat.v4.new_output("stream", text="canary")]
    keep_views(model=model)
    assert "canary" not in json.dumps(model)


def test_what_cannot_be_stripped_is_not_saved() -> None:
    """Jupyter passes over any other exception of its hook, and saves."""
    with pytest.raises(HTTPError):
        keep_views(model={"type": "notebook", "content": {"cells": [{"outputs": "canary"}]}})


@pytest.mark.parametrize(
    "model",
    [{"type": "file", "content": "text"}, {"type": "directory"}, {"type": "notebook", "content": None}],
)
def test_what_is_no_notebook_is_saved_as_it_is(model: dict) -> None:
    before = dict(model)
    keep_views(model=model, path="x", contents_manager=None)
    assert model == before


def test_the_marks_are_taken_out_when_their_kernels_are_gone(tmp_path: Path) -> None:
    nbformat.write(notebook(), tmp_path / "own.ipynb")
    saved = {"type": "notebook", "content": notebook()}
    keep_views(model=saved)
    nbformat.write(nbformat.from_dict(saved["content"]), tmp_path / "01_fit.ipynb")
    (tmp_path / "torn.ipynb").write_text("{ torn", "utf-8")
    (tmp_path / "notes.txt").write_text("kept", "utf-8")
    strip_notebooks(tmp_path)
    stripped = nbformat.read(tmp_path / "01_fit.ipynb", as_version=4)
    nbformat.validate(stripped)
    assert stripped.cells[1].outputs == []
    own = nbformat.read(tmp_path / "own.ipynb", as_version=4).cells[1].outputs
    assert [output.output_type for output in own] == ["stream", "execute_result"], "not ours to take"
    assert (tmp_path / "torn.ipynb").read_text("utf-8") == "{ torn"
    assert (tmp_path / "notes.txt").read_text("utf-8") == "kept"


def test_the_notebooks_as_they_are_kept_need_no_stripping(tmp_path: Path) -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    strip_notebooks(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


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
