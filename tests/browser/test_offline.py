"""Unplugged, everything works, and no program of ours tries to reach anything."""

import ctypes
import fcntl
import http.client
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from workbook.questions.catalogue import catalogue
from workbook.sample import fill

from .conftest import QUIET
from .driving import OPENING, PROGRAM, SAVED, Server, WorkbookPage, environment

pytestmark = pytest.mark.browser

CLONE_NEWNET = 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
COMMANDS = (
    ["status"], ["doctor"], ["backup", "backup.zip"],
    ["export", "pdf"], ["export", "chart", "growth", "-o", "growth.png"],
)  # fmt: skip


@contextmanager
def unplugged() -> Iterator[None]:
    """Give this thread, and the programs that it starts, a network in which there is nothing but loopback."""
    if sys.platform != "linux":
        pytest.skip("Only Linux gives a program a network of its own.")
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/thread-self/ns/net").open("rb") as before:
        if libc.unshare(CLONE_NEWNET):
            pytest.skip(f"The network can't be taken away here: {os.strerror(ctypes.get_errno()).lower()}.")
        try:
            with socket.socket() as probe:
                asked = struct.pack("16sH14x", b"lo", 0)
                _, flags = struct.unpack("16sH14x", fcntl.ioctl(probe, SIOCGIFFLAGS, asked))
                fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))
            yield
        finally:
            assert libc.setns(before.fileno(), CLONE_NEWNET) == 0


def tries() -> int:
    """Return how often something in this network looked for a way out of it, or asked for a name."""
    tables = Path("/proc/thread-self/net")
    counted = dict(line.split() for line in (tables / "snmp6").read_text().splitlines())
    lines = [line.split() for line in (tables / "snmp").read_text().splitlines()]
    for (kind, *heads), (_, *values) in zip(lines[::2], lines[1::2], strict=True):
        counted |= {kind[:-1] + head: value for head, value in zip(heads, values, strict=True)}
    # A resolver on loopback is not there either: it is asked by datagrams to a port that is closed.
    return sum(int(counted[one]) for one in ("IpOutNoRoutes", "Ip6OutNoRoutes", "UdpNoPorts", "Udp6NoPorts"))


def test_a_try_to_reach_something_is_counted() -> None:
    with unplugged():
        assert tries() == 0
        with socket.socket() as probe, pytest.raises(OSError, match="unreachable"):
            probe.connect(("192.0.2.1", 80))
        assert tries() == 1
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            probe.sendto(b"stranger.example?", ("127.0.0.53", 53))
        assert tries() == 2


def test_the_commands_and_the_servers_work_and_try_to_reach_nothing(tmp_path: Path) -> None:
    home = tmp_path / "answers"
    fill(home, catalogue(), date(2026, 11, 20))
    with unplugged():
        for command in COMMANDS:
            ran = subprocess.run(
                [PROGRAM, *command, "--home", str(home)], cwd=tmp_path, env=environment(tmp_path / "scratch"),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert ran.returncode == 0, f"{command}: {ran.stderr}"
        for command in ("app", "lab"):
            server = Server(command, home, tmp_path / command)
            try:
                open_a_page(server.start())
            finally:
                server.clean_up()
        assert tries() == 0


def open_a_page(server: Server) -> None:
    """Ask for a page as a browser does; in the app a kernel runs for it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=OPENING)
    connection.request("GET", server.url.partition(str(server.port))[2])
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"workbook" in answer.read().lower()
    connection.close()


def test_the_app_is_used_without_a_network(chromium: str, tmp_path: Path) -> None:
    with unplugged(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        app = Server("app", tmp_path / "answers", tmp_path / "app")
        try:
            page = WorkbookPage(browser.new_page()).open(f"{app.start().url}#fit", "fit.why")
            page.field("fit.why").fill("Written without a network")
            expect(page.status).to_have_text(SAVED)
            with page.page.expect_download() as waiting:
                page.page.get_by_role("button", name="Save as PDF").click()
            assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
        finally:
            app.clean_up()
            browser.close()
