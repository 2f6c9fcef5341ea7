"""What a load balancer asks of a pool's domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Granted(NamedTuple):
    """What the token endpoint gives.

    Attributes:
        access_token: it.
        id_token: it; empty if there is none.
        refresh_token: it, if there is one.
        expires_in: the access token's life in seconds.

    """

    access_token: str
    id_token: str
    refresh_token: str | None
    expires_in: int


class ProviderError(Exception):
    """An endpoint of the domain refuses; the message says why, in plain words."""


class Provider(Protocol):
    """A pool's domain, asked with the secret of the load balancer's app client."""

    def authorize_url(self, redirect_uri: str) -> str:
        """Return where users are sent to sign in, without a query.

        Args:
            redirect_uri: where they are to come back to.

        Raises:
            ValueError: the client cannot be a load balancer's; the message says what it needs.

        """

    def redeem(self, code: str, redirect_uri: str) -> Granted:
        """Return the tokens of a code.

        Raises:
            ProviderError: the token endpoint refuses.

        """

    def refresh(self, refresh_token: str) -> Granted:
        """Return the tokens of a refresh token.

        Raises:
            ProviderError: the token endpoint refuses.

        """

    def user_info(self, access_token: str) -> Mapping[str, str]:
        """Return what userInfo says of a user.

        Raises:
            ProviderError: userInfo refuses.

        """
