"""The browser is let in once; what a stranger gets for the same address is in browser/test_doors.py."""

from workbook.invitation import Invitation


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
