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
    if not callable(function):
        raise ValueError(f"authorizer is {function!r}; it is {known!r} or a function.")  # noqa: TRY004
    sources = texts("identity_sources", identity_sources)
    return Asking(in_process(function), tuple(map(Source.of, sources)), ttl)


def no_effect(of: str, **settings: tuple[object, object]) -> None:
    """Refuse settings that another kind of authorizer has, and this one would not heed.

    Args:
        of: whose they are, and how a test says that it has one.
        **settings: by the name of the parameter, what a test gives and the default.

    Raises:
        ValueError: one is not the default.

    """
    for name, (given, default) in settings.items():
        if given != default:
            raise ValueError(f"{name} is {given!r}, and has no effect: it is for {of}.")


LAMBDA = "Lambda authorizers, which authorizer= names"
JWT = "JWT authorizers, and authorizer= names a function"
