"""An emulator that is running, asked by its control API."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.fetching import Fetch, FetchFailure, Network

_REFUSED = 400  # and all above it, of HTTP

Document = dict[str, Any]


def _trust_our_own(network: Network) -> None:
    """Trust what `serve --tls` of this machine has, where its authority is kept as usual."""
    from cognito_emulator.web.tls import AuthorityError  # noqa: PLC0415 - Python's ssl takes time
    from cognito_emulator.web.tls.authority import usual_certificate  # noqa: PLC0415 - likewise

    with suppress(AuthorityError, OSError):
        network.trust(usual_certificate(os.environ))


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
        if url.startswith("https:"):
            _trust_our_own(self._fetch)
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
        if isinstance(answer, FetchFailure) and answer.kind == "untrusted":
            raise CommandLineError(
                f"The certificate of {self.url} is not trusted: ask by http, or set"
                " REQUESTS_CA_BUNDLE to the file of its authority, which cognito-emulator tls"
                " --path prints where the emulator runs."
            )
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
