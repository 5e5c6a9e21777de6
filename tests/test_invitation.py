"""The browser is let in once; what a stranger gets for the same address is in browser/test_doors.py."""

import os
import socket

import pytest

from workbook.invitation import CONNECTIONS, Invitation, owner


def test_an_invitation_is_good_for_one_visit() -> None:
    other = Invitation("/").path.removeprefix("/open/")
    invitation = Invitation("/")
    code = invitation.path.removeprefix("/open/")
    assert [invitation.accept(one) for one in (other, "", "ä", code, code)] == [
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
"""


def test_the_other_end_of_a_connection_is_its_owners() -> None:
    assert owner(TABLE, ours=0x223D, theirs=0x9C40) == 1001
    assert owner(TABLE, ours=0x223D, theirs=0x9C41) is None


@pytest.mark.skipif(not CONNECTIONS.exists(), reason="only Linux tells whose a connection is")
def test_ones_own_connection_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            assert owner(CONNECTIONS.read_text("ascii"), port, client.getsockname()[1]) == os.getuid()
