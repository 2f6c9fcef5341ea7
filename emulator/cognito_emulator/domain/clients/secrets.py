"""The secrets of app clients, and how requests prove that they know one."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.clients.record import CLIENTS, Client, ClientSecret

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context

_MOST_SECRETS = 2


def add_secret(ctx: Context, client: Client, value: str | None) -> ClientSecret:
    """Give a client a second secret, a new one unless ``value`` is given.

    That the client's date stays is a guess.

    Raises:
        InvalidParameterException: the client has none yet (documented; text: guess).
        LimitExceededException: it has two (text: claimed).

    """
    if not client.secrets:
        raise errors.InvalidParameterException(
            "A secret can only be added to a client that was created with one."
        )
    if len(client.secrets) >= _MOST_SECRETS:
        raise errors.LimitExceededException(
            f"Client secrets cannot exceed limit of {_MOST_SECRETS} secrets."
        )
    secret = _secret(ctx, client.id, value or ctx.ids.client_secret(), client.secrets)
    ctx.tx.put(CLIENTS, replace(client, secrets=(*client.secrets, secret)))
    return secret


def delete_secret(ctx: Context, client: Client, secret_id: str) -> None:
    """Remove one of a client's two secrets.

    Raises:
        ResourceNotFoundException: the client has no such secret (text: guess).
        InvalidParameterException: it is the only one (text: claimed).

    """
    remaining = tuple(secret for secret in client.secrets if secret.id != secret_id)
    if remaining == client.secrets:
        raise errors.ResourceNotFoundException("User pool client secret does not exist.")
    if not remaining:
        raise errors.InvalidParameterException("Cannot delete the only client secret.")
    ctx.tx.put(CLIENTS, replace(client, secrets=remaining))


def matches(client: Client, secret: str) -> bool:
    """Whether a text is one of a client's secrets; of two, both are good (documented).

    It takes the same time whatever the text is. A client without a secret has none that matches.
    """
    given = secret.encode("utf-8", "surrogatepass")
    good = [hmac.compare_digest(given, known.value.encode()) for known in client.secrets]
    return any(good)


def first_secret(
    ctx: Context, client_id: str, request: Mapping[str, Any]
) -> tuple[ClientSecret, ...]:
    """Return the secrets that a new client begins with: none, or one."""
    value = request.get("ClientSecret")
    if request.get("GenerateSecret"):
        value = ctx.ids.client_secret()
    return () if value is None else (_secret(ctx, client_id, value),)


def _secret(
    ctx: Context, client_id: str, value: str, others: tuple[ClientSecret, ...] = ()
) -> ClientSecret:
    """Return a secret under the id that the model describes: of the client and of the second."""
    taken = {other.id for other in others}
    second = int(ctx.now)
    while (secret_id := f"{client_id}--{second}") in taken:
        second += 1  # ids differ even where both are made in one second, or time stands still
    return ClientSecret(secret_id, value, ctx.now)


def require_secret_hash(client: Client, secret_hash: str | None) -> None:
    """Refuse a sign-in without SECRET_HASH where the client has a secret.

    Raises:
        NotAuthorizedException: text recorded [clients-4].

    """
    if client.secrets and not secret_hash:
        raise errors.NotAuthorizedException(
            f"Client {client.id} is configured with secret but SECRET_HASH was not received"
        )


def check_secret_hash(client: Client, username: str, secret_hash: str | None) -> None:
    """Check the SECRET_HASH of a sign-in, over the name as that request sends it.

    Raises:
        NotAuthorizedException: missing or wrong (texts recorded [clients-4, clients-5]).

    """
    require_secret_hash(client, secret_hash)
    _verify(client, secret_hash or "", _expected_hashes(client, username))


def check_secret_hash_of_refresh(client: Client, username: str, secret_hash: str | None) -> None:
    """Check the SECRET_HASH of REFRESH_TOKEN_AUTH, over the user's canonical name.

    Raises:
        NotAuthorizedException: missing (text recorded [clients-4]) or wrong (measured [clients-6]).

    """
    require_secret_hash(client, secret_hash)
    if not _matches(client, secret_hash or "", _expected_hashes(client, username)):
        raise errors.NotAuthorizedException(
            f"SecretHash does not match for the client: {client.id}"
        )


def check_secret_hash_member(client: Client, username: str, secret_hash: str | None) -> None:
    """Check the ``SecretHash`` of SignUp and its like.

    Raises:
        NotAuthorizedException: missing, in words of its own (measured [clients-7]), or wrong.

    """
    _require_secret(client, secret_hash)
    _verify(client, secret_hash or "", _expected_hashes(client, username))


def check_secret(client: Client, secret: str | None) -> None:
    """Check the ``ClientSecret`` of GetTokensFromRefreshToken.

    One that is not needed is ignored (recorded [clients-10]).

    Raises:
        NotAuthorizedException: missing or wrong (texts recorded [clients-8, clients-9]).

    """
    _require_secret(client, secret)
    _verify(client, secret or "", [known.value for known in client.secrets])


def _require_secret(client: Client, given: str | None) -> None:
    if client.secrets and not given:
        raise errors.NotAuthorizedException(
            f"Client {client.id} is configured for secret but secret was not received"
        )


def _verify(client: Client, given: str, expected: list[str]) -> None:
    if not _matches(client, given, expected):
        raise errors.NotAuthorizedException(f"Unable to verify secret hash for client {client.id}")


def _matches(client: Client, given: str, expected: list[str]) -> bool:
    """Whether one of these was given; a client without a secret takes anything."""
    good = [hmac.compare_digest(given.encode(), one.encode()) for one in expected]
    return any(good) or not client.secrets


def _expected_hashes(client: Client, username: str) -> list[str]:
    return [secret_hash(known.value, username, client.id) for known in client.secrets]


def secret_hash(secret: str, username: str, client_id: str) -> str:
    """Return the SECRET_HASH by which a client proves that it knows its secret (documented)."""
    digest = hmac.digest(secret.encode(), (username + client_id).encode(), "sha256")
    return b64encode(digest).decode()
