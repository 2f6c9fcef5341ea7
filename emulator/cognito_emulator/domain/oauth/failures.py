"""How requests fail at the OAuth endpoints: before the app, at the app, at the token endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import printable

if TYPE_CHECKING:
    from cognito_emulator.domain.oauth.record import AuthorizationRequest


class OAuthFailure(Exception):  # noqa: N818 - the base of errors
    """Whatever pages and endpoints refuse by a code of OAuth.

    Attributes:
        error: the code.
        description: what is said beside it, where anything is; always text that an answer can
            have, whatever a function or a test said.

    """

    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = None if description is None else printable.whole(description)


class UntrustedRequest(OAuthFailure):
    """An authorization request that may not be answered at its redirect URI: it may be anybody's.

    Attributes:
        error: the code that the error page shows, for example ``redirect_mismatch``.
        client_id: what the request names as its client.
        hint: what a developer is told beside it.

    """

    def __init__(self, error: str, *, client_id: str | None = None, hint: str = "") -> None:
        super().__init__(error, hint or None)
        self.client_id = client_id
        self.hint = hint


class AuthorizationError(OAuthFailure):
    """An authorization request that is refused at the app's redirect URI (RFC 6749, 4.1.2.1).

    Attributes:
        request: the request, as far as it could be read; its client and redirect URI are good.
        error: its ``error``.
        description: its ``error_description``, where the service has one.

    """

    def __init__(
        self, request: AuthorizationRequest, error: str, description: str | None = None
    ) -> None:
        super().__init__(error, description)
        self.request = request


class GrantError(OAuthFailure):
    """A request that the token endpoint, or that for revocation, refuses (RFC 6749, 5.2).

    Attributes:
        error: its ``error``.
        description: its ``error_description``, where the service has one.
        why: what a developer reads of it on the terminal and in reports. No answer has it: the
            service does not say why.

    """

    def __init__(self, error: str, description: str | None = None, *, why: str = "") -> None:
        super().__init__(error, description)
        self.why = why


class BearerError(OAuthFailure):
    """A request that userInfo refuses (RFC 6750, section 3.1).

    Attributes:
        error: its ``error``.
        description: its ``error_description``.

    """
