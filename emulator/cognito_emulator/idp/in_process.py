"""A stand-in that is asked in this process, in place of a provider on the network."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from cognito_emulator.fetching import Fetched, FetchFailure
from cognito_emulator.idp import routes
from cognito_emulator.idp.exchange import NoAnswer, request_to

if TYPE_CHECKING:
    from cognito_emulator.fetching import Fetch, Fetcher
    from cognito_emulator.idp.provider import Provider


def fetcher(provider: Provider, base_url: str, now: Callable[[], float]) -> Fetcher:
    """Return what fetches a stand-in's documents without a socket, and without waiting.

    Args:
        provider: the stand-in.
        base_url: its address, with which all URLs begin that are fetched.
        now: returns the time in epoch seconds.

    """

    def fetch(wanted: Fetch) -> Fetched | FetchFailure:
        request = request_to(
            base_url,
            wanted.method,
            wanted.url,
            now(),
            headers=wanted.headers,
            body=wanted.body or b"",
        )
        answer = routes.answer(provider, request)
        if isinstance(answer, NoAnswer):
            return FetchFailure("timed out", f"{wanted.url} did not answer in time")
        headers = {name.lower(): value for name, value in answer.headers}
        reason = HTTPStatus(answer.status).phrase
        return Fetched(answer.status, reason, headers, answer.body)

    return fetch
