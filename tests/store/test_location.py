"""Where the answers are: where somebody says, else in the person's own folder."""

from pathlib import Path

from workbook.store.location import home


def test_the_home_is_the_one_named_or_else_the_users_own(tmp_path: Path) -> None:
    assert home({"TPM_WORKBOOK_HOME": str(tmp_path)}) == tmp_path
    assert home({"TPM_WORKBOOK_HOME": "~/book"}) == Path.home() / "book"
    assert home({"TPM_WORKBOOK_HOME": "book"}).is_absolute()
    assert home({}).name == "tpm-workbook"
    assert home({"TPM_WORKBOOK_HOME": ""}) == home({})


def test_the_tests_have_a_home_of_their_own(tmp_path: Path) -> None:
    assert home() == tmp_path / "home"
