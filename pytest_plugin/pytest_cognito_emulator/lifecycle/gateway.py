"""What the plugin does to an emulator on its own account, and on a test's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.control import authenticators, authorization, sign_ins, stand_ins
from cognito_emulator.errors import CognitoError
from cognito_emulator.lambdas import InvocationError
from pytest_cognito_emulator.api.clients import CognitoClient, proof_of
from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens, Use

if TYPE_CHECKING:
    from cognito_emulator import Emulator
    from cognito_emulator.control.minting import Wish


class Gateway:
    """Calls an emulator, and makes and ends what no operation does so directly.

    Attributes:
        emulator: the emulator.

    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def call(self, operation: str, /, **request: object) -> Mapping[str, Any]:
        """Answer an API request with credentials, as :meth:`Emulator.call` does."""
        return _without_detour(lambda: self.emulator.call(operation, request))

    def ask(self, operation: str, /, **request: object) -> Mapping[str, Any]:
        """Do the same on the plugin's own account: nobody hears of it, no fault strikes."""
        return _without_detour(lambda: self.emulator.answer(operation, request))

    def client(self, client_id: str) -> CognitoClient:
        """Return a client as it is now.

        Raises:
            ResourceNotFoundException: there is none.

        """
        secrets = self.emulator.client(client_id).secrets
        return CognitoClient(client_id, secrets[0].value if secrets else None)

    def sign_out(self, tokens: CognitoTokens) -> None:
        """End the sign-in that tokens belong to, whatever its client lets be revoked."""
        sign_ins.end(self.emulator, tokens.access_claims["event_id"])

    def is_over(self, claims: Mapping[str, Any]) -> bool:
        """Whether the sign-in of a token was revoked or signed out."""
        return sign_ins.is_over(self.emulator, str(claims.get("event_id")))

    def mint(self, client_id: str, username: str, wish: Wish, use: Use) -> CognitoTokens:
        """Return tokens that are signed when they are first asked for."""
        minted = self.emulator.mint(client_id, username, wish)
        keys = self.emulator.keys.of(minted.pool_id)
        return CognitoTokens(
            access=lambda: keys.access.sign(orjson.dumps(minted.access)),
            identity=lambda: keys.id.sign(orjson.dumps(minted.identity)),
            refresh=minted.refresh,
            expires_in=minted.expires_in,
            client_id=client_id,
            use=use,
        )

    def redirected(self, username: str, location: str) -> str:
        """Return where a user comes back to from an authorization request.

        Raises:
            ValueError: it is none, or its client or redirect URI are not good.

        """
        asked = authorization.asked_by(location)
        with self._advising(asked["client_id"], asked.get("redirect_uri")):
            return authorization.authorize(self.emulator, username, asked)

    def federated(self, provider: str, choice: stand_ins.Choice, location: str) -> str:
        """Return where somebody comes back to who signs in by an identity provider.

        Raises:
            ValueError: there is no way, or its client or redirect URI are not good.

        """
        asked = authorization.asked_by(location)
        with self._advising(asked["client_id"], asked.get("redirect_uri")):
            return stand_ins.authorize(self.emulator, provider, choice, location)

    def code(self, client_id: str, username: str, parameters: Mapping[str, str]) -> str:
        """Return an authorization code for a user.

        Raises:
            ValueError: the request is refused.

        """
        with self._advising(client_id, parameters.get("redirect_uri")):
            return authorization.code(self.emulator, client_id, username, parameters)

    @contextmanager
    def _advising(self, client_id: str, redirect_uri: str | None) -> Iterator[None]:
        """Say beside a refusal how a test gets a client that may send its users to the domain."""
        try:
            yield
        except ValueError as refusal:
            if self.emulator.client(client_id).oauth.callback_urls:
                raise
            urls = [redirect_uri or "http://localhost/callback"]
            raise ValueError(
                f"{refusal} cognito.client(CallbackURLs={urls}) makes a client that may use the"
                f" pool's domain; @pytest.mark.cognito(client={{'CallbackURLs': {urls}}}) lets that"
                " of the test's pool."
            ) from None

    def machine_tokens(self, client_id: str, scopes: Iterable[str] | None) -> MachineTokens:
        """Return what a client gets for itself.

        Raises:
            ValueError: the client may not.

        """
        made = authorization.machine_tokens(self.emulator, client_id, scopes)
        return MachineTokens(made.access, made.expires_in, client_id)

    def refresh(self, tokens: CognitoTokens) -> CognitoTokens:
        """Return new tokens for a refresh token, which rotates if its client says so."""
        client = self.client(tokens.client_id)
        answer = self.call(
            "GetTokensFromRefreshToken",
            ClientId=client.id,
            RefreshToken=tokens.refresh_token,
            **proof_of(client),
        )
        result = answer["AuthenticationResult"]
        return CognitoTokens(
            access=result["AccessToken"],
            identity=result["IdToken"],
            refresh=result.get("RefreshToken", tokens.refresh_token),
            expires_in=result["ExpiresIn"],
            client_id=client.id,
            use=tokens.use,
        )

    def totp(self, secret: str) -> str | None:
        """Return a code of an authenticator app that could be used now; ``None`` where none could.

        Args:
            secret: of whatever user's, or one that nobody has yet.

        """
        return authenticators.code(self.emulator, secret)

    def expiry_of_refresh(self, token: str) -> float:
        """Return when a refresh token expires, in epoch seconds.

        Raises:
            ValueError: it is none that this emulator issued.

        """
        return sign_ins.expiry(self.emulator, token)


def _without_detour(call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return an answer; a refusal is one too.

    A failed test's report has no need of the way through the emulator, but of what the test's own
    function behind a trigger raised.
    """
    try:
        return call()
    except CognitoError as refusal:
        cause = refusal.__cause__ if isinstance(refusal.__cause__, InvocationError) else None
        raise refusal.with_traceback(None) from cause
