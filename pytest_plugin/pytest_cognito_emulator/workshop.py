"""What the plugin does to an emulator on its own account, and on a test's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.domain import delivery, users
from cognito_emulator.domain.mfa import software_tokens
from cognito_emulator.domain.mfa.record import SoftwareToken
from cognito_emulator.domain.pools import POOLS
from cognito_emulator.domain.tokens import sessions
from cognito_emulator.errors import CognitoError, InvalidParameterException
from cognito_emulator.seeds import SeedError
from cognito_emulator.triggers import Failed
from pytest_cognito_emulator.clients import CognitoClient
from pytest_cognito_emulator.tokens import CognitoTokens, Use

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.tokens.minting import Wish
    from cognito_emulator.domain.users import User
    from cognito_emulator.emulator import Emulator


class Workshop:
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

    def plant_user(self, pool_id: str, described: Mapping[str, Any]) -> User:
        """Make a user quietly, as :meth:`Emulator.plant_user` does.

        Raises:
            CognitoError: the service would not make such a one.

        """
        try:
            return self.emulator.plant_user(pool_id, described)
        except SeedError as error:
            cause = error.__cause__
            if not isinstance(cause, CognitoError):
                cause = InvalidParameterException(str(error).removeprefix("user: "))
            raise cause.with_traceback(None) from None

    def sign_out(self, tokens: CognitoTokens) -> None:
        """End the sign-in that tokens belong to, whatever its client lets be revoked."""
        event_id = tokens.access_claims["event_id"]

        def end(ctx: Context) -> None:
            found = ctx.tx.get(sessions.SIGN_INS, event_id)
            if found is not None:
                ctx.tx.put(sessions.SIGN_INS, replace(found, signed_out=True))

        self.emulator.run(end)

    def is_over(self, claims: Mapping[str, Any]) -> bool:
        """Whether the sign-in of a token was revoked or signed out."""
        event_id = str(claims.get("event_id"))
        found = self.emulator.run(lambda ctx: ctx.tx.get(sessions.SIGN_INS, event_id))
        return found is not None and (found.revoked or found.signed_out)

    def send_sign_up_code(self, pool_id: str, username: str) -> None:
        """Send a user the code to confirm the sign-up with, if the pool verifies an address."""

        def send(ctx: Context) -> None:
            pool = ctx.pool(pool_id)
            user = users.for_admin(ctx, pool, username)
            contact = delivery.to_confirm(pool, user)
            if contact is not None:
                delivery.send_code(ctx, pool, user, contact, delivery.SIGN_UP)

        self.emulator.run(send, self.emulator.caller(signed=False))

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

    def totp(self, secret: str) -> str | None:
        """Return a code of an authenticator app that could be used now; ``None`` where none could.

        Args:
            secret: of whatever user's, or one that nobody has yet.

        """
        used = self.emulator.run(lambda ctx: _used(ctx, secret))
        return self.code_of(SoftwareToken(secret=secret, used=used))

    def code_of(self, app: SoftwareToken) -> str | None:
        """Return a code of an app that could be used now; ``None`` where none could."""
        return software_tokens.code(app, self.emulator.clock.now())

    def expiry_of_refresh(self, token: str) -> float:
        """Return when a refresh token expires, in epoch seconds.

        Raises:
            ValueError: it is none that this emulator issued.

        """
        found = self.emulator.run(lambda ctx: sessions.by_token(ctx, token))
        if found is None:
            raise ValueError("The refresh token is none of this emulator's.")
        return found.expires_at


def _used(ctx: Context, secret: str) -> tuple[int, ...]:
    """Return the time steps whose codes were used by whoever has an app of that secret."""
    users_of = (
        ctx.tx.all(users.USERS, "pool", pool.id) for pool in ctx.tx.all(POOLS, "all", "all")
    )
    apps = (user.mfa.token for everybody in users_of for user in everybody)
    return tuple(step for app in apps if app and app.secret == secret for step in app.used)


def _without_detour(call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return an answer; a refusal is one too.

    A failed test's report has no need of the way through the emulator, but of what the test's own
    function behind a trigger raised.
    """
    try:
        return call()
    except CognitoError as refusal:
        cause = refusal.__cause__ if isinstance(refusal.__cause__, Failed) else None
        raise refusal.with_traceback(None) from cause
