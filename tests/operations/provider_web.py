"""Documents of identity providers, as if they were on the web."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from tests.support import Lab


class Web:
    """What a lab's emulator fetches, in place of the network; all else cannot be reached.

    Attributes:
        documents: by their URLs: a body, or a status other than 200.
        fetched: the URLs that were asked for, in that order.

    """

    def __init__(self, lab: Lab, documents: Mapping[str, str | bytes | int] = {}) -> None:
        self.documents = dict(documents)
        self.fetched: list[str] = []
        lab.emulator.fetch = self

    def __call__(self, wanted: Fetch) -> Fetched | FetchFailure:
        self.fetched.append(wanted.url)
        found = self.documents.get(wanted.url)
        if found is None:
            return FetchFailure("unreachable", f"no answer from {wanted.url}")
        if isinstance(found, int):
            return Fetched(found, "", {}, b"")
        return Fetched(200, "OK", {}, found if isinstance(found, bytes) else found.encode())
