"""Settings of a client that the service takes, and that will disappoint whoever gave them.

Each of them is told when it comes up, not again as long as it stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client

_OWN_USERS = "COGNITO"
_EXAMPLE = "http://localhost:3000/callback"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # RFC 3986, 3.1
_WEB = ("http", "https")
# Of addresses to which no browser follows a redirect (Fetch, 4.3 and 4.4: HTTP-redirect fetch).
_NEVER_FOLLOWED = frozenset({"about", "blob", "data", "file", "javascript"})
_PLACE = re.compile(
    r"(?P<host>localhost|[\w-]+(?:\.[\w-]+)+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?].*)?", re.IGNORECASE
)
_OWN_MACHINE = re.compile(r"localhost|127\.\d+\.\d+\.\d+|\[::1\]", re.IGNORECASE)

#: Yields what is said of a client, in sentences that begin with its name.
Rule = Callable[["Client"], Iterator[str]]


def of(client: Client, before: Client | None = None) -> list[str]:
    """Return a sentence for each doubt about a client.

    Args:
        client: as it is to be.
        before: as it was, if it was there: what was doubtful of it already is left out.

    """
    if before is None:
        return list(_said(client, _RULES))
    rules = (_has_no_flow, *_RULES)
    known = set(_said(before, rules))
    return [each for each in _said(client, rules) if each not in known]


def _said(client: Client, rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        for each in rule(client):
            yield f"The client {client.name} {each}"


def _is_off(client: Client) -> Iterator[str]:
    """Without AllowedOAuthFlowsUserPoolClient nothing works (text measured [authorization-11])."""
    oauth = client.oauth
    given = {"CallbackURLs": oauth.callback_urls, "AllowedOAuthFlows": oauth.flows}
    names = [name for name, value in given.items() if value]
    if names and not oauth.enabled:
        missing = "" if oauth.flows else ", with AllowedOAuthFlows and AllowedOAuthScopes"
        yield (
            f"has {' and '.join(names)}, but AllowedOAuthFlowsUserPoolClient is not true: its"
            f" authorization requests are refused. Set it to true{missing}."
        )


def _has_no_flow(client: Client) -> Iterator[str]:
    """An update that leaves lists out empties them (measured [clients-22]; decision 0016).

    Nothing else leaves a client like that: the service makes none.
    """
    if client.oauth.enabled and not client.oauth.flows:
        yield (
            "has AllowedOAuthFlowsUserPoolClient, but no AllowedOAuthFlows: its authorization"
            " requests are refused. An update that leaves a list out empties it; name them all."
        )


def _has_no_provider(client: Client) -> Iterator[str]:
    """That the service has no pages then is claimed: hashicorp/terraform-provider-aws#23374.

    That ours have the form for the pool's own users is a guess.
    """
    if client.oauth.sends_to_pages and not client.oauth.identity_providers:
        yield (
            "has no SupportedIdentityProviders: its pages sign in users of the pool here, but the"
            f" real service is said to have none for it then. Set them, such as [{_OWN_USERS}]."
        )


def _leads_nowhere(client: Client) -> Iterator[str]:
    """That the service takes such URLs follows from the model's pattern."""
    for member, urls in (
        ("CallbackURLs", client.oauth.callback_urls),
        ("LogoutURLs", client.oauth.logout_urls),
    ):
        for url in urls:
            if (problem := _problem_of(url)) is not None:
                yield f"has {url} among its {member}, which no browser reaches: {problem}."


_RULES: tuple[Rule, ...] = (
    _is_off,
    _has_no_provider,
    _leads_nowhere,
)


# --- where browsers go ----------------------------------------------------------------------------


def _problem_of(url: str) -> str | None:
    """Return why a browser that is redirected to a URL finds no app there; ``None`` if it may."""
    if (place := _PLACE.fullmatch(url)) is not None:
        scheme = "http" if _OWN_MACHINE.fullmatch(place["host"]) else "https"
        return f"it has no scheme. Write {scheme}://{url}"
    scheme = url.partition(":")[0].lower()
    if scheme in _NEVER_FOLLOWED:
        return f"no redirect leads to {scheme}:. Write a URL of https, or of a scheme of your own"
    if scheme in _WEB:
        return _problem_of_web(url)
    return None if _SCHEME.match(url) else f"it is no whole URL. Write it as in {_EXAMPLE}"


def _problem_of_web(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"its host or its port cannot be read. Write it as in {_EXAMPLE}"
    if not parts.hostname:
        return f"it has no host. Write it as in {_EXAMPLE}"
    if "*" in parts.netloc:
        return "URLs are compared letter by letter. Write out each host"
    return "there is no port 0. Write that of the app" if port == 0 else None
