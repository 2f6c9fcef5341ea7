"""How users sign in at a load balancer: to the pool's domain, back, and refreshed.

What the reasons begin with are the codes of the load balancer's access log (documented).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from cognito_emulator.fronts.alb import cookies, own_answers, sessions
from cognito_emulator.fronts.alb.provider import ProviderError
from cognito_emulator.fronts.alb.sessions import Session

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.provider import Granted, Provider
    from cognito_emulator.fronts.alb.settings import Settings
    from cognito_emulator.fronts.outcome import Refusal
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.user_pool import UserPool
    from cognito_emulator.idp.keys import Seal

#: Where the domain sends users back to (documented).
CALLBACK = "/oauth2/idpresponse"
#: The cookie that ties the way back to the browser (measured [load-balancer-8]).
NONCE_COOKIE = "AWSALBAuthNonce"
#: For how long somebody may be away to sign in, in seconds; a guess.
_AWAY = 3600
_NO_STATE = (401, "AuthMissingStateParam: there is no state")
#: What stands in URLs as it is.
_OF_URLS = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One request on the way to or from the domain.

    Attributes:
        settings: of the listener.
        provider: the domain.
        seal: of the load balancer.
        request: it.
        pool: whose users sign in.

    """

    settings: Settings
    provider: Provider
    seal: Seal
    request: FrontRequest
    pool: UserPool

    def leave(self, reason: str) -> Refusal:
        """Send the browser to the domain (measured [load-balancer-8]).

        Raises:
            ValueError: the app client cannot be a load balancer's.

        """
        nonce = self.pool.ids.nonce()
        going_to = {"nonce": nonce, "url": self._url}
        query = {
            "client_id": self.settings.client_id,
            "redirect_uri": self._callback,
            "response_type": "code",
            "scope": self.settings.scope,
            "state": self.seal.close(self._use, going_to, self.pool.now),
            **self.settings.extra_params,
        }
        location = self.provider.authorize_url(self._callback)
        asked = urlencode(query, quote_via=quote, safe="", errors="surrogatepass")
        cookie = cookies.setting(NONCE_COOKIE, nonce, self.pool.now + _AWAY)
        return own_answers.redirect(self.pool, f"{location}?{asked}", [cookie], reason)

    def come_back(self) -> Refusal:
        """Take the code that the domain has sent, and send the browser on to where it wanted.

        Which statuses answer a refusal of the token endpoint and of userInfo is a guess; the others
        are documented.
        """
        given = dict(reversed(self.request.query))
        going_to = self.seal.open(self._use, given.get("state", ""), self.pool.now, _AWAY)
        refusal = next(self._refusals(given, going_to), None)
        if refusal is not None or going_to is None:
            return self._refused(*(refusal or _NO_STATE))
        return self._redeemed(given["code"], going_to["url"])

    def _refusals(
        self, given: Mapping[str, str], going_to: Mapping[str, str] | None
    ) -> Iterator[tuple[int, str]]:
        """Yield what is wrong with a way back, in the order in which it is looked at (a guess)."""
        nonce = cookies.sent(self.request).get(NONCE_COOKIE)
        if not given.get("state"):
            yield _NO_STATE
        elif going_to is None:
            yield 401, "AuthInvalidStateParam: no load balancer made this state"
        elif not nonce:
            yield 401, f"AuthMissingAWSALBAuthNonce: {NONCE_COOKIE} did not come back"
        elif nonce != going_to["nonce"]:
            yield 401, f"AuthInvalidAWSALBAuthNonce: {NONCE_COOKIE} is of another sign-in"
        elif "error" in given:
            why = f"{given['error']} {given.get('error_description', '')}".rstrip()
            yield 561, f"AuthInvalidGrantError: the domain answered {why}"
        elif "code" not in given:
            yield 401, "AuthMissingAuthorizationCode: there is no code"

    def refreshed(self, session: Session) -> Session | None:
        """Return a session with new tokens and claims; ``None`` if the refresh fails."""
        try:
            granted = self.provider.refresh(session.refresh_token or "")
            renewed = self._session(granted, session.began_at, session.refresh_token)
        except ProviderError:
            return None
        return renewed if renewed.size <= sessions.MOST_CLAIMS else None

    def keeping(self, session: Session) -> Iterator[str]:
        """Yield the Set-Cookie headers of a session."""
        sent = cookies.sent(self.request)
        return sessions.kept_in(self.settings, self.seal, session, sent, self.pool.now)

    def _redeemed(self, code: str, url: str) -> Refusal:
        try:
            granted = self.provider.redeem(code, self._callback)
            if not granted.id_token:
                missing = "AuthMissingIdToken: there is no ID token without openid in the scope"
                return self._refused(401, missing)
            session = self._session(granted, self.pool.now)
        except ProviderError as refusal:
            return self._refused(561, str(refusal))
        if session.size > sessions.MOST_CLAIMS:
            much = f"claims and access token have {session.size} bytes, and 11K is the most"
            return self._refused(401, f"AuthUserClaimsTooLarge: {much}")
        return own_answers.redirect(self.pool, url, self.keeping(session), "the user has signed in")

    def _session(
        self, granted: Granted, began_at: float, refresh_token: str | None = None
    ) -> Session:
        return Session(
            access_token=granted.access_token,
            refresh_token=granted.refresh_token or refresh_token,
            claims=self.provider.user_info(granted.access_token),
            expires_at=self.pool.now + granted.expires_in,
            began_at=began_at,
        )

    def _refused(self, status: int, reason: str) -> Refusal:
        return own_answers.refusal(self.pool, status, reason)

    @property
    def _host(self) -> str:
        return self.request.header("Host") or self.settings.host

    @property
    def _url(self) -> str:
        """Where the browser wanted to go; listeners that sign users in speak HTTPS (documented)."""
        query = f"?{self.request.raw_query}" if self.request.raw_query else ""
        asked = f"https://{self._host}{self.request.path}{query}"
        return quote(asked, safe=_OF_URLS, errors="replace")

    @property
    def _callback(self) -> str:
        return f"https://{self._host}{CALLBACK}"

    @property
    def _use(self) -> str:
        return f"state {self.settings.client_id}"
