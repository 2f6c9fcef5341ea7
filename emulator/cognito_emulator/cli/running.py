"""An emulator that is running, asked by its control API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.fetching import Fetch, FetchFailure, Network

_REFUSED = 400  # and all above it, of HTTP

Document = dict[str, Any]


class Running:
    """An emulator at an address.

    Attributes:
        url: its base URL.

    """

    def __init__(self, url: str, fetch: Network | None = None, advice: str = "") -> None:
        """Ask nothing yet.

        Args:
            url: its base URL.
            fetch: with the limits of time and size; by default those of small answers.
            advice: what may be done without it; follows ``--endpoint says where one is``.

        """
        self.url = url
        self._fetch = fetch or Network()
        self._advice = advice

    def ask(self, path: str, document: Mapping[str, Any] | None = None) -> Document:
        """Return what is answered at a path under ``/_emulator``: by GET, with a document by POST.

        Raises:
            CommandLineError: there is none, or it refuses; the message is its own.

        """
        url = f"{self.url}/_emulator/{path}"
        sent = {"User-Agent": "cognito-emulator", "Content-Type": "application/json"}
        body = None if document is None else json.dumps(document).encode()
        answer = self._fetch(Fetch(url, "GET" if body is None else "POST", sent, body))
        if isinstance(answer, FetchFailure):
            raise CommandLineError(
                f"{answer.sentence}. cognito-emulator serve starts an emulator; --endpoint says"
                f" where one is{self._advice}."
            )
        try:
            found = json.loads(answer.body)
            if answer.status < _REFUSED:
                return dict(found)
            sentence = found["error"]
        except (ValueError, TypeError, KeyError):
            raise CommandLineError(f"{url} is no emulator: it answers {answer.status}.") from None
        raise CommandLineError(str(sentence))
