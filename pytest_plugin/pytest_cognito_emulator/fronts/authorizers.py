"""Functions as authorizers, as tests name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cognito_emulator.fronts.functions.asking import Asking
from cognito_emulator.fronts.functions.identity import Source
from cognito_emulator.lambdas.in_process import in_process
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.lambdas import Handler


def asking(
    function: Handler | str, known: str, identity_sources: Iterable[str] | str, ttl: int
) -> Asking:
    """Return a function that is asked whether a request goes on.

    Args:
        function: what a test has given as the authorizer.
        known: the only text that it may be.
        identity_sources: where it looks in a request.
        ttl: for how many seconds answers are kept.

    Raises:
        ValueError: it is no function, or there are no such identity sources.

    """
    if isinstance(function, str):
        raise ValueError(f"authorizer is {function!r}; it is {known!r} or a function.")  # noqa: TRY004
    sources = texts("identity_sources", identity_sources)
    return Asking(in_process(function), tuple(map(Source.of, sources)), ttl)
