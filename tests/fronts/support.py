"""A pool behind fronts: tokens for them, and what they decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cognito_emulator import Clock, Emulator, Settings
from cognito_emulator.control import fronts, minting
from cognito_emulator.control.minting import API_SCOPE, Use, Wish
from cognito_emulator.domain.work.keys import KeyRing
from cognito_emulator.fronts.alb.provider import Granted, ProviderError
from cognito_emulator.fronts.front import Front
from cognito_emulator.fronts.functions.asking import Asking
from cognito_emulator.fronts.functions.identity import Source
from cognito_emulator.fronts.outcome import Admitted, Outcome, Refusal
from cognito_emulator.fronts.request import request
from cognito_emulator.lambdas.in_process import in_process
from tests.support import PASSWORD

POOL = "us-east-1_Gateway01"
CLIENT = "gatewayclient0000000000001"
SEED = {
    "PoolName": "gateway",
    "Id": POOL,
    "Clients": [{"ClientName": "app", "ClientId": CLIENT}],
    "Users": [{"Username": "gateway-user", "Password": PASSWORD}],
}


class Nowhere:
    """The domain of a load balancer that nobody signs in at: whoever asks it has gone astray."""

    def authorize_url(self, redirect_uri: str) -> str:
        return f"https://nowhere.example/oauth2/authorize?to={redirect_uri}"

    def redeem(self, code: str, redirect_uri: str) -> Granted:
        raise ProviderError(f"no code {code!r} for {redirect_uri!r}")

    def refresh(self, refresh_token: str) -> Granted:
        raise ProviderError(f"no refresh token {refresh_token!r}")

    def user_info(self, access_token: str) -> Mapping[str, str]:
        raise ProviderError(f"no user of {access_token!r}")


class Behind:
    """An emulator with one pool, one client and one user."""

    def __init__(self, keys: KeyRing, now: float | None = None) -> None:
        clock = Clock()
        if now is not None:
            clock.freeze(now)
        settings = Settings(aws_issuer=True)
        self.emulator = Emulator(settings, seed=SEED, keys=keys, clock=clock)

    def token(
        self,
        use: Use,
        scopes: tuple[str, ...] = (API_SCOPE,),
        claims: Mapping[str, Any] | None = None,
    ) -> str:
        """Return a new token of the user."""
        more = claims or {}
        wish = Wish(identity=more, access=more, scopes=scopes)
        minted = self.emulator.mint(CLIENT, "gateway-user", wish)
        return minting.signed(self.emulator, minted).of(use)

    def decide(
        self, front: Front, authorization: str | None = None, path: str = "/jwt", **more: Any
    ) -> Outcome:
        """Return what a front decides."""
        headers = dict(more.pop("headers", {}))
        if authorization is not None:
            headers["Authorization"] = authorization
        sent = request(more.pop("method", "GET"), path, headers=headers, **more)
        return front.decide(sent, fronts.user_pool(self.emulator, POOL))

    def event(self, front: Front, authorization: str | None = None, **more: Any) -> dict[str, Any]:
        """Return the event of a request that is let in."""
        outcome = self.decide(front, authorization, **more)
        assert isinstance(outcome, Admitted), outcome
        return outcome.event

    def refusal(self, front: Front, authorization: str | None = None, **more: Any) -> Refusal:
        """Return the refusal of a request that is not let in."""
        outcome = self.decide(front, authorization, **more)
        assert isinstance(outcome, Refusal), outcome
        return outcome


def asking(
    function: Callable[..., Any], *sources: str, ttl: int = 0, default: str = "Authorization"
) -> Asking:
    """Return a function as authorizers ask it."""
    names = sources or ((default,) if default else ())
    return Asking(in_process(function), tuple(map(Source.of, names)), ttl)


def policy(effect: str = "Allow", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return an answer with a policy of one statement."""
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "probe-user", "policyDocument": document, **more}
