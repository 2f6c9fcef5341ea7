"""Tables in one test each: which rows fail is told, and nothing is passed over."""

from __future__ import annotations

import pytest

from tests.table import table

TESTS = """
    import pytest
    from tests.table import table

    @table("number, even", [(1, False), (2, True), (3, True), pytest.param(4, False, id="four")])
    def test_two_fail(number, even, tmp_path):
        assert (number % 2 == 0) is even

    @table("number", [1, 2, 3])
    def test_one_raises(number):
        assert 1 / (number - 2)

    @table("number", [1, 2, 3])
    def test_one_does_not_raise(number):
        with pytest.raises(ZeroDivisionError):
            1 / (0 if number < 3 else 1)

    @table("number", lambda: range(5))
    def test_one_of_those_that_are_made_late_fails(number):
        assert number != 4

    @table("number", [1, 2])
    def test_one_is_skipped(number):
        if number == 1:
            pytest.skip("no")

    class TestOwner:
        @table("word", ["a", "b"])
        def test_all_are_right(self, word, capsys):
            print(word)
            assert capsys.readouterr().out == f"{word}\\n"
"""


def test_every_row_is_judged_and_what_fails_is_told(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, failed=5)
    for told in (
        "2 of 4 rows",
        "in the row number=3, even=True",
        "in the row four",
        "in the row number=2",
        "in the row number=3",
        "in the row number=4",
        "no row can be skipped: the others would be, too",
    ):
        result.stdout.fnmatch_lines(f"*{told}*")


def test_a_table_without_rows_is_none() -> None:
    with pytest.raises(ValueError, match="the table of a, b has no rows"):
        table("a, b", [])(print)()


def test_a_row_has_a_value_for_each_name() -> None:
    with pytest.raises(ValueError, match="zip"):
        table("a, b", [(1, 2, 3)])(print)()
