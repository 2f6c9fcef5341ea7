"""A load balancer in front of a pool's apps: its domain, its keys, and who has signed in there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

from cognito_emulator.control import authorization, faults, fronts, minting, pools
from cognito_emulator.control.minting import Wish
from cognito_emulator.domain import doors
from cognito_emulator.domain.oauth import user_info
from cognito_emulator.domain.oauth.failures import BearerError, GrantError
from cognito_emulator.errors import CognitoError
from cognito_emulator.fronts.alb import identity
from cognito_emulator.fronts.alb.identity import Identity
from cognito_emulator.fronts.alb.load_balancer import LoadBalancer
from cognito_emulator.fronts.alb.provider import Granted, ProviderError

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.endpoints import EndpointName
    from cognito_emulator.engine import Engine
    from cognito_emulator.fronts.alb.settings import Settings
    from cognito_emulator.fronts.user_pool import UserPool

__all__ = ["LoadBalancer", "headers", "load_balancer", "user_pool"]


class Domain:
    """The domain of a pool, asked as the load balancer's app client, whose secret is known here."""

    def __init__(self, engine: Engine, client_id: str, base_url: str | None) -> None:
        self._engine = engine
        self._client_id = client_id
        self._base_url = base_url

    def authorize_url(self, redirect_uri: str) -> str:
        """Return where users are sent to sign in.

        Raises:
            ValueError: the client cannot be a load balancer's; the message says what it needs.

        """
        client = pools.client(self._engine, self._client_id)
        needs = {
            "a secret (GenerateSecret=True)": bool(client.secrets),
            "the code flow": client.oauth.enabled and "code" in client.oauth.flows,
            f"CallbackURLs=[{redirect_uri!r}]": redirect_uri in client.oauth.callback_urls,
        }
        lacking = [need for need, is_there in needs.items() if not is_there]
        if lacking:
            raise ValueError(
                f"The client {client.id} cannot sign users in at a load balancer: it needs "
                f"{' and '.join(lacking)}."
            )
        base_url = self._base_url or self._engine.caller().base_url
        domain = pools.domain_url(self._engine, client.pool_id, base_url)
        if domain is None:
            raise ValueError(f"The pool {client.pool_id} has no domain to sign in at.")
        return f"{domain}/oauth2/authorize"

    def redeem(self, code: str, redirect_uri: str) -> Granted:
        """Return the tokens of a code.

        Raises:
            ProviderError: the token endpoint refuses.

        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return self._granted(form)

    def refresh(self, refresh_token: str) -> Granted:
        """Return the tokens of a refresh token.

        Raises:
            ProviderError: the token endpoint refuses.

        """
        return self._granted({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def user_info(self, access_token: str) -> Mapping[str, str]:
        """Return what userInfo says of a user.

        Raises:
            ProviderError: userInfo refuses.

        """
        code = "AuthUserinfoEpRequestFailed"
        self._pass("oauth2/userInfo", code)

        def told(ctx: Context) -> dict[str, str]:
            pool = doors.pool_of(ctx, doors.client(ctx, self._client_id))
            return user_info.of(ctx, pool, access_token)

        try:
            return self._engine.run_inside(told, base_url=self._base_url)
        except BearerError as refusal:
            raise ProviderError(f"{code}: {refusal.error} {refusal.description}.") from None

    def _granted(self, form: Mapping[str, str]) -> Granted:
        code = "AuthTokenEpRequestFailed"
        self._pass("oauth2/token", code)
        try:
            tokens = self._engine.run_inside(
                lambda ctx: authorization.tokens_of(ctx, doors.client(ctx, self._client_id), form),
                base_url=self._base_url,
            )
        except GrantError as refusal:
            raise ProviderError(f"{code}: {authorization.reason(refusal)}") from None
        return Granted(tokens.access, tokens.id or "", tokens.refresh, tokens.expires_in)

    def _pass(self, name: EndpointName, code: str) -> None:
        """Pass an endpoint of the domain, unless a fault strikes there.

        Raises:
            ProviderError: a fault does.

        """
        refusal: CognitoError | None = faults.at_endpoint(self._engine, name).refusal
        if refusal is not None:
            raise ProviderError(f"{code}: {refusal.type} {refusal.message}")


def load_balancer(
    engine: Engine,
    settings: Settings,
    username: str | None = None,
    *,
    base_url: str | None = None,
) -> LoadBalancer:
    """Return a load balancer.

    Args:
        engine: whose pool signs users in.
        settings: of its listener.
        username: who has signed in already: a username, an alias or a ``sub``; by default the
            cookies of requests decide.
        base_url: the emulator's address, at which browsers find the pool's domain.

    Raises:
        ValueError: userInfo tells nothing of the user; the message says why.
        ResourceNotFoundException: there is no such client.
        UserNotFoundException: there is no such user.
        UserLambdaValidationException: PreTokenGeneration refuses.

    """
    domain = Domain(engine, settings.client_id, base_url)
    who = None
    if username is not None:
        who = _signed_in(engine, settings, username, domain, base_url)
    return LoadBalancer(settings, domain, engine.balancer_keys, who)


def user_pool(engine: Engine, client_id: str, *, base_url: str | None = None) -> UserPool:
    """Return the pool of a load balancer's client, as it is now.

    Raises:
        ResourceNotFoundException: there is no such client.

    """
    return fronts.user_pool(engine, pools.client(engine, client_id).pool_id, base_url=base_url)


def _signed_in(
    engine: Engine, settings: Settings, username: str, domain: Domain, base_url: str | None
) -> Identity:
    """Return a user as if a session had just begun; nobody has to sign in."""
    wish = Wish(scopes=tuple(settings.scope.split()))
    minted = minting.mint(engine, settings.client_id, username, wish, base_url=base_url)
    access_token = engine.keys.of(minted.pool_id).access.sign(orjson.dumps(minted.access))
    try:
        claims = domain.user_info(access_token)
    except ProviderError as refusal:
        raise ValueError(f"The load balancer cannot let {username} in: {refusal}") from None
    return Identity(access_token, claims, settings.client_id)


def headers(
    engine: Engine, settings: Settings, username: str, *, base_url: str | None = None
) -> dict[str, str]:
    """Return what a load balancer tells its target of a user; see :func:`load_balancer`."""
    domain = Domain(engine, settings.client_id, base_url)
    who = _signed_in(engine, settings, username, domain, base_url)
    pool = user_pool(engine, settings.client_id, base_url=base_url)
    return identity.headers(who, pool, engine.balancer_keys)
