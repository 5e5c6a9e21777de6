"""Each mutant still finds its safeguard, which may have moved, and tests that should notice."""

import pytest

from .mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_the_words_of_each_safeguard_are_in_its_file_once_and_its_tests_are_there(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text("utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    assert (ROOT / mutant.tests[0].partition("::")[0]).is_file()


def test_no_two_mutants_have_one_name() -> None:
    assert len({one.name for one in MUTANTS}) == len(MUTANTS)
