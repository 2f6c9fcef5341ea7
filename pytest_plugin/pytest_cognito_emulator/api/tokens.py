"""The tokens of a sign-in, and minted ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator import base64url
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.api.read_only import ReadOnly
from pytest_cognito_emulator.hints import TOKENS

_OTHER_CLAIMS = "claims cannot be changed here; user.tokens({...}) mints tokens with other claims"

Use = Literal["access", "id"]
"""What a token is for, as its claim ``token_use`` says."""


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims of a token; nothing is verified.

    Raises:
        ValueError: it is no JSON Web Token.

    """
    try:
        claims: dict[str, Any] = dict(json.loads(base64url.decode(token.split(".")[1])))
    except (IndexError, TypeError, ValueError):
        raise ValueError(f"{token[:20]!r}... is no JSON Web Token.") from None
    return claims


def checked_tokens(function: str, tokens: object, otherwise: str = "") -> None:
    """Refuse an argument that should be `CognitoTokens` and is not.

    Args:
        function: the name of the function that takes it.
        tokens: the argument.
        otherwise: what else the function takes, in words.

    Raises:
        TypeError: the argument is something else.

    """
    if not isinstance(tokens, CognitoTokens):
        also = f", {otherwise}" if otherwise else ""
        raise TypeError(
            f"{function}() takes tokens as user.sign_in() and user.tokens() return them{also}; "
            f"not {type(tokens).__name__}."
        )


class CognitoTokens:
    """The tokens of a completed sign-in, or minted ones.

    Attributes:
        refresh_token: the refresh token, an opaque text.
        expires_in: the access token's life in seconds, from when it was issued or minted.
        client_id: the id of the app client that they are for.
        use: which of them :attr:`authorization` has: ``access`` or ``id``.

    """

    def __init__(
        self,
        *,
        access: str | Callable[[], str],
        identity: str | Callable[[], str],
        refresh: str,
        expires_in: int,
        client_id: str,
        use: Use = "access",
    ) -> None:
        """Take tokens, or functions that sign them when they are first asked for."""
        self._access = access
        self._identity = identity
        self.refresh_token = refresh
        self.expires_in = expires_in
        self.client_id = client_id
        self.use = use

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, TOKENS)

    def __repr__(self) -> str:
        """Say whose they are; the tokens themselves are too long for a failed test's report."""
        return f"<CognitoTokens of {self.access_claims.get('username', 'nobody')}>"

    @cached_property
    def access_token(self) -> str:
        """The access token: what its bearer may do."""
        return self._access if isinstance(self._access, str) else self._access()

    @cached_property
    def id_token(self) -> str:
        """The ID token: who the user is."""
        return self._identity if isinstance(self._identity, str) else self._identity()

    @property
    def token(self) -> str:
        """The token of :attr:`use`."""
        return self.id_token if self.use == "id" else self.access_token

    @property
    def authorization(self) -> str:
        """The value of an ``Authorization`` header: ``Bearer`` and the token of :attr:`use`."""
        return f"Bearer {self.token}"

    @property
    def access_claims(self) -> Mapping[str, Any]:
        """The claims of the access token; nothing is verified."""
        return ReadOnly(claims_of(self.access_token), _OTHER_CLAIMS)

    @property
    def id_claims(self) -> Mapping[str, Any]:
        """The claims of the ID token; nothing is verified."""
        return ReadOnly(claims_of(self.id_token), _OTHER_CLAIMS)


class MachineTokens:
    """The access token of an app client itself, by the grant ``client_credentials``.

    Attributes:
        access_token: the access token.
        expires_in: its life in seconds, from when it was issued.
        client_id: the id of the app client.

    """

    def __init__(self, access_token: str, expires_in: int, client_id: str) -> None:
        self.access_token = access_token
        self.expires_in = expires_in
        self.client_id = client_id

    def __repr__(self) -> str:
        return f"<MachineTokens of {self.client_id}>"

    @property
    def authorization(self) -> str:
        """The value of an ``Authorization`` header: ``Bearer`` and the access token."""
        return f"Bearer {self.access_token}"

    @property
    def access_claims(self) -> Mapping[str, Any]:
        """The claims of the access token; nothing is verified."""
        return ReadOnly(claims_of(self.access_token), _OTHER_CLAIMS)
