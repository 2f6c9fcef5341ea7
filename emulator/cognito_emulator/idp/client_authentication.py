"""Which client asks the token endpoint (RFC 6749, section 2.3)."""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from cognito_emulator.idp.exchange import OAuthError, Request, single

if TYPE_CHECKING:
    from cognito_emulator.idp.provider import Provider

_UNAUTHORIZED = 401
BASIC = ("WWW-Authenticate", 'Basic realm="stand-in"')
"""The header of a refusal (RFC 6749, section 5.2)."""


def client_id(provider: Provider, request: Request) -> str:
    """Return the id of the client that asks.

    Raises:
        OAuthError: it is unknown, or its secret is wrong.

    """
    name, secret = _credentials(request)
    if name is None:
        raise _refusal(provider, "The request has no client_id.")
    if provider.clients is not None and name not in provider.clients:
        raise _refusal(provider, f"There is no client {name}.")
    provider.oauth.authenticate(provider, name, secret, request)
    return name


def check_secret(provider: Provider, name: str, secret: str | None) -> None:
    """Compare a client's secret; where any client is let in, any secret will do.

    Raises:
        OAuthError: it is another one, or missing.

    """
    client = (provider.clients or {}).get(name)
    if client is None or client.secret is None:
        return
    if secret is None:
        raise _refusal(provider, "The request has no client_secret.")
    if not hmac.compare_digest(secret.encode(), client.secret.encode()):
        raise _refusal(provider, "The client_secret is wrong.")


def _refusal(provider: Provider, sentence: str) -> OAuthError:
    return OAuthError("invalid_client", sentence, provider.oauth.status_of_invalid_client)


def _credentials(request: Request) -> tuple[str | None, str | None]:
    """Return id and secret, by whichever of the two ways they came."""
    values = single((*request.query, *request.form))
    in_header = _basic(request.headers)
    if in_header is None:
        return values.get("client_id"), values.get("client_secret")
    if "client_secret" in values:
        sentence = "There is a client_secret in the header and another in the body: send one."
        raise OAuthError("invalid_request", sentence)
    return in_header


def _basic(headers: Mapping[str, str]) -> tuple[str, str] | None:
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        colon, name, secret = "", "", ""
    if not colon:
        raise OAuthError("invalid_request", "The header Authorization cannot be read.")
    return unquote_plus(name), unquote_plus(secret)
