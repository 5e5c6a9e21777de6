"""JupyterLab is locked down; what a stranger gets from it is in browser/test_doors.py."""

from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from workbook.server.lab import _trust, lab_options
from workbook.server.startup import EXTENSIONS


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    return lab_options("the-token", 4711, tmp_path)


@pytest.mark.parametrize(
    "option",
    [
        "--IdentityProvider.token=the-token",
        "--IdentityProvider.cookie_options=samesite=Strict",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=4711",
        "--ServerApp.port_retries=0",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_remote_access=False",
        "--KernelManager.transport_encryption=auto",
        "--VoilaConfiguration.file_allowlist=[]",
        "--VoilaConfiguration.template=tpm-workbook",
        "--VoilaConfiguration.allow_template_override=NO",
        f"--VoilaConfiguration.extension_allowlist={EXTENSIONS}",
    ],
)
def test_jupyterlab_is_locked_down(option: str, options: list[str]) -> None:
    assert option in options


def test_the_secret_that_cookies_are_signed_with_is_new_at_each_start(
    options: list[str], tmp_path: Path
) -> None:
    again = lab_options("the-token", 4711, tmp_path)
    assert [one.partition("=")[0] for one in options if one not in again] == ["--ServerApp.cookie_secret"]


def test_notebooks_are_trusted_as_long_as_they_hold_nothing_that_was_shown(tmp_path: Path) -> None:
    output = nbformat.v4.new_output("stream", text="shown")
    for name, outputs in (("clean", []), ("shown", [output])):
        cells = [nbformat.v4.new_markdown_cell("# Words"), nbformat.v4.new_code_cell("1", outputs=outputs)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    (tmp_path / "torn.ipynb").write_text("{ torn", "utf-8")
    notary = NotebookNotary(db_file=":memory:", data_dir=str(tmp_path))
    _trust(tmp_path, notary)
    trusted = {
        name: notary.check_signature(nbformat.read(tmp_path / f"{name}.ipynb", as_version=4))
        for name in ("clean", "shown")
    }
    assert trusted == {"clean": True, "shown": False}
