"""The browser is let in once; what a stranger gets for the same address is in browser/test_doors.py."""

import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbook.server import one_time_link
from workbook.server.one_time_link import CONNECTIONS, OneTimeLink, Visit, owner


def test_a_link_is_good_for_one_visit() -> None:
    other = OneTimeLink("/").path.removeprefix("/open/")
    link = OneTimeLink("/")
    code = link.path.removeprefix("/open/")
    assert [link.accept(one) for one in (other, "", "ä", code, code)] == [
        False,
        False,
        False,
        True,
        False,
    ]


TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:223D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0
   1: 0100007F:223D 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0
   2: 0100007F:9C40 0100007F:223D 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0
   3: 0100007F:9C42 0100007F:223D 05 00000000:00000000 00:00000000 00000000     0        0 0 1 0
   4: 0000FFFF0100007F:9C43 0000FFFF0100007F:223D 01 0:0 0:0 0  1002        0 4 1 0
"""


def test_the_other_end_of_a_connection_is_its_owners() -> None:
    assert owner(TABLE, ours=0x223D, theirs=0x9C40) == 1001
    assert owner(TABLE, ours=0x223D, theirs=0x9C41) is None
    assert owner(TABLE, ours=0x223D, theirs=0x9C42) is None, "closed already, and nobody's"
    assert owner(TABLE, ours=0x223D, theirs=0x9C43) == 1002, "by IPv6"


@pytest.mark.skipif(not CONNECTIONS[0].exists(), reason="only Linux tells whose a connection is")
@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_ones_own_connection_is_found(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((address, port)) as client:
            found = [owner(one.read_text("ascii"), port, client.getsockname()[1]) for one in CONNECTIONS]
    assert os.getuid() in found


class Visitor(Visit):
    """A visit on port 0x223D from a port, without a server around it."""

    current_user = None

    def __init__(self, port: int, link: OneTimeLink) -> None:
        ends = SimpleNamespace(
            getsockname=lambda: ("127.0.0.1", 0x223D), getpeername=lambda: ("127.0.0.1", port)
        )
        self.request = SimpleNamespace(connection=SimpleNamespace(stream=SimpleNamespace(socket=ends)))
        self._link = link
        self.sent: list[str] = []

    @property
    def identity_provider(self) -> SimpleNamespace:
        return SimpleNamespace(
            generate_anonymous_user=lambda _handler: "me",
            set_login_cookie=lambda _handler, who: self.sent.append(f"cookie for {who}"),
        )

    def get_login_url(self) -> str:
        return "/login"

    def redirect(self, url: str, *_: object, **__: object) -> None:
        self.sent.append(url)


@pytest.mark.parametrize("port", [0x9C40, 0x9C41, 0x9C42, 0x9C43], ids=["IPv4", "nobody", "closed", "IPv6"])
def test_another_users_visit_is_asked_for_the_token_and_leaves_the_link_open(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tcp").write_text(TABLE)
    monkeypatch.setattr(one_time_link, "CONNECTIONS", (tmp_path / "tcp",))
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    link = OneTimeLink("/")
    code = link.path.removeprefix("/open/")
    stranger = Visitor(port, link)
    stranger.get(code)
    assert stranger.sent == ["/login"]

    (tmp_path / "tcp").write_text(TABLE.replace("  1001 ", "  1000 "))
    mine = Visitor(0x9C40, link)
    mine.get(code)
    assert mine.sent == ["cookie for me", "/"]


def test_where_no_system_tells_whose_a_connection_is_whoever_has_the_link_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_time_link, "CONNECTIONS", (tmp_path / "none",))
    link = OneTimeLink("/")
    visitor = Visitor(0x9C40, link)
    visitor.get(link.path.removeprefix("/open/"))
    assert visitor.sent == ["cookie for me", "/"]
