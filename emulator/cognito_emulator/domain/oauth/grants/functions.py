"""Functions behind triggers that refuse tokens, as apps are told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.domain.work import events


@contextmanager
def asking() -> Iterator[None]:
    """Tell an app why a function that was asked for its tokens' sake refuses them.

    Raises:
        GrantError: ``invalid_request``, with the API's message as its description: a guess, after
            what apps are told of functions of a sign-in by a provider (measured [oauth-14]).

    """
    try:
        yield
    except events.REFUSALS as refusal:
        raise GrantError("invalid_request", refusal.message) from None
