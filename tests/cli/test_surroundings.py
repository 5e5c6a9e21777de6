"""`doctor` tells what the workbook needs around it, and the cure for what is not there."""

from __future__ import annotations

import shutil
import socket
import webbrowser
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from workbook.cli import surroundings
from workbook.server.startup import HOST, TEMPLATE


def test_packages_that_fit_are_counted_and_the_main_ones_told() -> None:
    ((how, said),) = surroundings.check_packages()
    assert how == "fine"
    assert "voila 0." in said


def test_a_package_that_is_missing_or_of_another_version_is_named_with_what_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = surroundings.version

    def version(name: str) -> str:
        if name == "typst":
            raise PackageNotFoundError(name)
        return "0.4.9" if name == "voila" else there(name)

    monkeypatch.setattr(surroundings, "version", version)
    ((how, said),) = surroundings.check_packages()
    assert how == "fault"
    assert "typst is missing; voila is 0.4.9, and <0.6,>=0.5.13 is needed" in said
    assert surroundings.REINSTALL_ALL in said


def test_a_package_whose_files_are_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    there = surroundings.find_spec
    monkeypatch.setattr(
        surroundings, "find_spec", lambda name: None if name in ("voila", "_yaml") else there(name)
    )
    ((how, said),) = surroundings.check_packages()
    assert how == "fault"
    assert said.startswith("Packages do not fit: voila is there in name only, without its files. Cure:")
    assert "--reinstall" in said


def test_an_extra_that_nobody_asked_for_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        surroundings, "requires", lambda _name: ["voila", "no-such-thing; extra == 'launcher'"]
    )
    ((how, said),) = surroundings.check_packages()
    assert how == "fine"
    assert said.startswith("All 1 packages fit")


def test_a_look_that_was_not_installed_again_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "template"
    monkeypatch.setattr(surroundings, "INSTALLED", copy)
    assert [how for how, _ in surroundings.check_look()] == ["fault"]
    shutil.copytree(TEMPLATE.parent, copy)
    assert [how for how, _ in surroundings.check_look()] == ["fine"]
    style = copy / "static" / "workbook.css"
    style.write_text(style.read_text("utf-8") + " ", "utf-8")
    assert [how for how, _ in surroundings.check_look()] == ["warning"]
    style.unlink()
    assert [how for how, _ in surroundings.check_look()] == ["warning"]


def test_a_port_that_is_taken_is_said_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HOST, 0)) as taken, socket.create_server((HOST, 0)) as other:
        port, free = taken.getsockname()[1], other.getsockname()[1]
        other.close()
        monkeypatch.setattr(surroundings, "APP_PORT", port)
        monkeypatch.setattr(surroundings, "LAB_PORT", free)
        (how, said), (lab, _) = surroundings.check_ports()
    assert (how, lab) == ("warning", "fine")
    assert f"`tpm-workbook app --port {port + 10}`" in said


def test_a_machine_without_a_browser_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", nothing)
    assert surroundings.check_browser()[0] == "warning"
    monkeypatch.setattr(webbrowser, "get", lambda: None)
    assert surroundings.check_browser()[0] == "fine"


@pytest.mark.usefixtures("own_fonts")
def test_scripts_without_a_font_are_named() -> None:
    how, said = surroundings.check_fonts()
    assert how == "fine"
    assert said.startswith("The PDF prints Latin, Greek, Cyrillic, emoji")
    assert "For Chinese, Japanese, Korean, Thai it needs a font" in said
