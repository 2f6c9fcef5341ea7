"""A load balancer as a front: it decides on a request, and passes on what its target answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cognito_emulator.fronts.alb import (
    cookies,
    forwarding,
    function_answers,
    identity,
    jwt_validation,
    own_answers,
    sessions,
)
from cognito_emulator.fronts.alb.identity import Identity
from cognito_emulator.fronts.alb.sign_in import CALLBACK, SignIn

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.forwarding import Forwarded
    from cognito_emulator.fronts.alb.keys import Keys
    from cognito_emulator.fronts.alb.provider import Provider
    from cognito_emulator.fronts.alb.sessions import Session
    from cognito_emulator.fronts.alb.settings import Settings
    from cognito_emulator.fronts.outcome import Answer, Event, Refusal
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.user_pool import UserPool


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """A listener of a load balancer, in front of an app or of a Lambda function.

    Attributes:
        settings: of the listener.
        provider: the domain of the pool.
        keys: those of load balancers.
        who: who has signed in already, whatever cookies say; ``None`` where the cookies decide.

    """

    settings: Settings
    provider: Provider
    keys: Keys
    who: Identity | None = None

    def decide(self, request: FrontRequest, pool: UserPool) -> Forwarded | Refusal:
        """Return the load balancer's own answer, or the request as its target gets it.

        Raises:
            ValueError: somebody has to sign in, and the app client cannot be a load balancer's.

        """
        if self.settings.action == "jwt-validation":
            return self._by_token(request, pool)
        sign_in = SignIn(self.settings, self.provider, self.keys.seal, request, pool)
        if request.path == CALLBACK:
            return sign_in.come_back()
        if self.who is not None:
            return self._of(self.who, request, pool)
        try:
            session = sessions.read(self.settings, self.keys.seal, cookies.sent(request), pool.now)
        except sessions.InvalidCookie:
            why = f"AuthInvalidCookie: no load balancer made {self.settings.session_cookie}"
            return own_answers.refusal(pool, 401, why)  # documented
        if session is None:
            return self._without_session(sign_in, "there is no session")
        return self._with_session(sign_in, session)

    def answer(self, result: object, event: Event, pool: UserPool) -> Answer:  # noqa: ARG002 - as declared
        """Return what the client gets where the function has answered ``result``."""
        return function_answers.answer(self.settings, pool, result)

    def _by_token(self, request: FrontRequest, pool: UserPool) -> Forwarded | Refusal:
        objection = jwt_validation.objection(request, pool)
        if objection is not None:  # the status is documented, the page a guess
            return own_answers.refusal(pool, 401, objection)
        return forwarding.forwarded(self.settings, pool, request, {})

    def _with_session(self, sign_in: SignIn, session: Session) -> Forwarded | Refusal:
        """Forward, with new tokens where the former ones have expired (documented)."""
        pool, set_cookies = sign_in.pool, []
        if session.expires_at <= pool.now and session.refresh_token is not None:
            renewed = sign_in.refreshed(session)
            if renewed is None:
                return self._without_session(sign_in, "the domain refused to refresh the session")
            session, set_cookies = renewed, list(sign_in.keeping(renewed))
        who = Identity(session.access_token, session.claims, self.settings.client_id)
        return self._of(who, sign_in.request, pool, set_cookies)

    def _of(
        self, who: Identity, request: FrontRequest, pool: UserPool, set_cookies: Iterable[str] = ()
    ) -> Forwarded:
        """Forward a request of somebody who has signed in."""
        told = identity.headers(who, pool, self.keys)
        return forwarding.forwarded(self.settings, pool, request, told, set_cookies)

    def _without_session(self, sign_in: SignIn, reason: str) -> Forwarded | Refusal:
        """Do as OnUnauthenticatedRequest says (documented)."""
        chosen = self.settings.on_unauthenticated
        if chosen == "allow":
            return forwarding.forwarded(self.settings, sign_in.pool, sign_in.request, {})
        if chosen == "deny":
            return own_answers.refusal(sign_in.pool, 401, reason)
        return sign_in.leave(reason)
