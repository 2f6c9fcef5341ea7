"""The markers of a test, and what they do to its pool."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

import pytest_cognito_emulator as types

MARKERS = ("cognito", "cognito_challenge", "cognito_fault")


def by_name(node: pytest.Item) -> Mapping[str, list[pytest.Mark]]:
    """Return a test's markers by their names, of each name the most particular one last.

    pytest has those of a function from the inside out, and then those of its parameters.
    """
    found: dict[str, list[pytest.Mark]] = {name: [] for name in MARKERS}
    for place in node.listchain():
        marks = [mark for mark in place.own_markers if mark.name in found]
        if isinstance(place, pytest.Class):
            marks.sort(key=lambda mark: _distance(place.obj, mark), reverse=True)
        if place is node:
            of_parameters = list(getattr(getattr(node, "callspec", None), "marks", ()))
            marks = [mark for mark in marks if mark not in of_parameters][::-1]
            marks += [mark for mark in of_parameters if mark.name in found]
        for mark in marks:
            found[mark.name].append(mark)
    return found


def _distance(owner: type, mark: pytest.Mark) -> int:
    """Return how far up its bases a class has a marker; pytest before 8.0 has the nearest first."""
    for distance, base in enumerate(owner.__mro__):
        marks = vars(base).get("pytestmark", ())
        if mark in (marks if isinstance(marks, list) else [marks]):
            return distance
    return 0  # a plugin has added it to the class itself


def keywords(marker: pytest.Mark) -> Mapping[str, Any]:
    """Return what ``@pytest.mark.cognito`` says.

    Raises:
        OptionError: it has something else than keywords.

    """
    from pytest_cognito_emulator.options import OptionError  # noqa: PLC0415 - late, as all of it

    if marker.args:
        raise OptionError(f"@pytest.mark.{marker.name} takes keywords, not {marker.args[0]!r}.")
    return marker.kwargs


def force(cognito: types.Cognito, marker: pytest.Mark) -> None:
    """Force what ``@pytest.mark.cognito_challenge`` asks for; its user may be yet to be made."""
    with _blaming(marker):
        _check_keywords(marker, "challenge", "user", "times")
        _forced(cognito, *marker.args, **marker.kwargs)


def _forced(
    cognito: types.Cognito,
    challenge: types.ForceableChallenge,
    *,
    user: str | None = None,
    times: int = 1,
) -> None:
    cognito.emulator.force_challenge(
        challenge, pool_id=cognito.pool_id, username=user, times=times, expected=True
    )


def inject(cognito: types.Cognito, marker: pytest.Mark) -> None:
    """Inject what ``@pytest.mark.cognito_fault`` asks for: a failure, a delay, or both."""
    with _blaming(marker):
        _check_keywords(
            marker, "operation", "error", "delay", "times", "probability", "seed", "message"
        )
        wanted = dict(marker.kwargs)
        operation, error = _operation_and_error(*marker.args, **wanted)
        wanted = {n: v for n, v in wanted.items() if n not in ("operation", "error")}
        delay = wanted.pop("delay", None)
        if error is None and delay is None:
            raise ValueError("it needs an error or a delay.")
        if delay is not None:
            timing = {name: value for name, value in wanted.items() if name != "message"}
            cognito.delay(operation, delay, **timing)
        if error is not None:
            cognito.fail(operation, error, **wanted)


def _operation_and_error(
    operation: types.Operation | None = None, error: types.ErrorName | None = None, **_: object
) -> tuple[types.Operation | None, types.ErrorName | None]:
    return operation, error


def _check_keywords(marker: pytest.Mark, *known: str) -> None:
    from pytest_cognito_emulator.names import checked_keywords  # noqa: PLC0415 - late, as all of it

    checked_keywords(marker.name, marker.kwargs, known)


@contextmanager
def _blaming(marker: pytest.Mark) -> Iterator[None]:
    """Say of which marker it is that something is wrong."""
    from pytest_cognito_emulator.options import OptionError  # noqa: PLC0415 - late, as all of it

    try:
        yield
    except (TypeError, ValueError) as wrong:
        sentence = re.sub(r"^\w+\(\) ", "", str(wrong))  # whatever function took it
        raise OptionError(f"@pytest.mark.{marker.name}: {sentence}") from None
