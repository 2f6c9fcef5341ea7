"""Tables in one test each: rows that take less time than what pytest does for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from inspect import signature

import pytest
from _pytest.mark import ParameterSet

Test = Callable[..., None]


def table(
    names: str, rows: Iterable[object] | Callable[[], Iterable[object]]
) -> Callable[[Test], Test]:
    """Have a test judge every row of a table, and fail with all rows that fail.

    As ``pytest.mark.parametrize``, but all rows are one test, and share its fixtures: for thousands
    of rows that leave no trace. pytest and its workers take two milliseconds for a test.

    Args:
        names: the arguments that a row has, with commas between.
        rows: a value each, if there is one name; else a tuple, or a ``pytest.param``. A function
            makes them when the test runs: for what takes time, as all workers collect all tests.

    Returns:
        What makes such a test of a function. The test raises ``ValueError`` where there are no
        rows, or where one has more values or fewer than there are names.

    """
    columns = [name.strip() for name in names.split(",")]

    def of_all(test: Test) -> Test:
        @wraps(test)
        def judged(*owner: object, **fixtures: object) -> None:
            cells = [
                (_named(row), dict(zip(columns, _values(row, columns), strict=True)))
                for row in (rows() if callable(rows) else rows)
            ]
            if not cells:
                raise ValueError(f"the table of {names} has no rows, and holds nothing")
            wrong = list(_wrong(test, cells, owner, fixtures))
            if len(wrong) == 1:
                raise wrong[0]
            if wrong:
                which = "".join(f"\n{error.__notes__[-1]}" for error in wrong)  # a trace shows 15
                raise BaseExceptionGroup(f"{len(wrong)} of {len(cells)} rows:{which}", wrong)

        full = signature(test)
        kept = [given for name, given in full.parameters.items() if name not in columns]
        judged.__signature__ = full.replace(parameters=kept)  # type: ignore[attr-defined]
        return judged

    return of_all


def _named(row: object) -> str | None:
    return str(row.id) if isinstance(row, ParameterSet) and row.id else None


def _values(row: object, columns: list[str]) -> tuple[object, ...]:
    if isinstance(row, ParameterSet):
        return tuple(row.values)
    return tuple(row) if len(columns) > 1 and isinstance(row, Iterable) else (row,)


def _wrong(
    test: Test,
    cells: list[tuple[str | None, dict[str, object]]],
    owner: tuple[object, ...],
    fixtures: dict[str, object],
) -> Iterator[BaseException]:
    """Yield why rows fail."""
    for name, row in cells:
        try:
            try:
                test(*owner, **fixtures, **row)
            except pytest.skip.Exception as error:
                raise AssertionError("no row can be skipped: the others would be, too") from error
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - it is told
            error.add_note(f"in the row {name or ', '.join(f'{k}={v!r}' for k, v in row.items())}")
            yield error
