"""``cognito_alb``: an app or a Lambda function behind an Application Load Balancer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast
from urllib.parse import urlsplit

from cognito_emulator.control import balancer_keys, load_balancers
from cognito_emulator.fronts.alb import settings as names
from cognito_emulator.fronts.alb.forwarding import Forwarded
from cognito_emulator.fronts.alb.settings import Action, OnUnauthenticated, Settings
from cognito_emulator.fronts.outcome import Answer, Refusal
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.api.clients import CognitoClient, client_id_of
from pytest_cognito_emulator.fronts import asgi, givens, targets, wsgi
from pytest_cognito_emulator.fronts.cookies import Cookies
from pytest_cognito_emulator.fronts.function import FrontedFunction, failure, shown
from pytest_cognito_emulator.fronts.sending import Habit, Sending, checked_senders, sent
from pytest_cognito_emulator.hints import ALB
from pytest_cognito_emulator.names import checked_keywords, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.load_balancer import LoadBalancer
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.user_pool import UserPool
    from pytest_cognito_emulator.api.cognito import Cognito
    from pytest_cognito_emulator.api.user import CognitoUser
    from pytest_cognito_emulator.fronts.result import FrontResult
    from pytest_cognito_emulator.fronts.targets import Kind

_HABIT = Habit(use="access", bearer=True)
_WHOLE = re.compile("https?://", re.IGNORECASE)


class Listener(TypedDict, total=False):
    """More of a load balancer's listener and its target.

    Attributes:
        host: the host name that clients ask; ``app.example.com`` by default.
        extra_params: AuthenticationRequestExtraParams, such as ``{"prompt": "login"}``.
        session_cookie: SessionCookieName; ``AWSELBAuthSessionCookie`` by default.
        session_timeout: SessionTimeout in seconds; a week by default.
        multi_value_headers: whether events of a function have ``multiValueHeaders``.
        kind: ``wsgi``, ``asgi`` or ``lambda``, where nobody could tell what the target is.

    """

    host: str
    extra_params: Mapping[str, str]
    session_cookie: str
    session_timeout: int
    multi_value_headers: bool
    kind: Kind


_PARAMETERS = (
    *("target", "on_unauthenticated", "scope", "action", "client"),
    *Listener.__annotations__,
)


class CognitoAlb:
    """What ``cognito_alb`` is: call it with an app or a function to have it behind a load balancer.

    What needs no app is here, too: for apps that are driven by their own test client.
    """

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, ALB)

    def __call__(
        self,
        target: Callable[..., Any],
        on_unauthenticated: OnUnauthenticated = "authenticate",
        scope: Iterable[str] | str = "openid",
        *,
        action: Action = "authenticate-cognito",
        client: CognitoClient | str | None = None,
        **listener: Unpack[Listener],
    ) -> Alb:
        """Return an app or a function behind a load balancer.

        Args:
            target: an app of WSGI or ASGI, or a Lambda function.
            on_unauthenticated: what happens to who has not signed in: ``authenticate`` sends the
                browser to the pool's domain, ``deny`` answers 401, ``allow`` forwards the request
                without the headers of a user.
            scope: the scopes that users are signed in with, a list or a text with spaces.
            action: ``authenticate-cognito``, or ``jwt-validation``, which takes Bearer tokens.
            client: the app client, or its id; by default the pool's first client. To sign users in
                it needs a secret, the code flow and ``https://{host}/oauth2/idpresponse`` as
                callback URL.
            **listener: see `Listener`.

        Raises:
            ValueError: there is no such choice.
            TypeError: the target cannot be called, or nobody could tell what it is.

        """
        checked_keywords("cognito_alb", listener, _PARAMETERS)
        kind = targets.kind_of(target, listener.get("kind"))
        more: dict[str, Any] = {n: value for n, value in listener.items() if n != "kind"}
        settings = Settings(
            client_id=self._client_id(client),
            action=action,
            scope=" ".join(texts("scope", scope)),
            on_unauthenticated=on_unauthenticated,
            **more,
        )
        return Alb(self._cognito, settings, target, kind)

    @naming("cognito_alb.headers")
    def headers(
        self,
        user: CognitoUser,
        *,
        scope: Iterable[str] | str = "openid",
        client: CognitoClient | str | None = None,
    ) -> dict[str, str]:
        """Return the headers by which a load balancer tells its target of a user.

        >>> app.test_client().get("/", headers=cognito_alb.headers(cognito_user))

        Args:
            user: who has signed in.
            scope: the scopes that the user has signed in with: they decide what claims there are.
            client: the app client, or its id; by default the pool's first client.

        Raises:
            ValueError: the pool tells nothing of the user, for example without ``openid``.
            TypeError: it is no user.

        """
        username = givens.checked_user(user).username
        settings = self._settings(client, scope)
        return load_balancers.headers(
            self._cognito.emulator, settings, username, base_url=self._base_url
        )

    def event(
        self,
        method: str,
        path: str = "/",
        *,
        scope: Iterable[str] | str = "openid",
        client: CognitoClient | str | None = None,
        multi_value_headers: bool = False,
        **how: Unpack[Sending],
    ) -> dict[str, Any]:
        """Return the event that a Lambda function behind a load balancer gets of a request.

        Args:
            method: the method of HTTP.
            path: the path; it may have a query.
            scope: the scopes that the user has signed in with.
            client: the app client, or its id; by default the pool's first client.
            multi_value_headers: whether it has ``multiValueHeaders``.
            **how: the rest of the request, see `Sending`; without ``user`` nobody has signed in.

        """
        settings = replace(
            self._settings(client, scope),
            on_unauthenticated="allow",
            multi_value_headers=multi_value_headers,
        )
        return Alb(self._cognito, settings, _nobody, "lambda").event(method, path, **how)

    def public_key(self, kid: str) -> str:
        """Return the PEM of a key by which targets verify ``x-amzn-oidc-data``.

        It is served at ``https://public-keys.auth.elb.<region>.amazonaws.com/<kid>`` with
        ``cognito_intercept``, and always at ``/_emulator/alb/keys/<kid>``.

        Args:
            kid: of the header of ``x-amzn-oidc-data``.

        Raises:
            ValueError: there is no such key.

        """
        return balancer_keys.public_key(self._cognito.emulator, kid)

    @property
    def arn(self) -> str:
        """The ARN of the load balancer: ``signer`` in the header of ``x-amzn-oidc-data``."""
        pool = load_balancers.user_pool(self._cognito.emulator, self._client_id(None))
        return names.arn(pool)

    def _settings(self, client: CognitoClient | str | None, scope: Iterable[str] | str) -> Settings:
        scopes = " ".join(texts("scope", scope))
        return Settings(client_id=self._client_id(client), scope=scopes)

    def _client_id(self, client: CognitoClient | str | None) -> str:
        return client_id_of(client) or self._cognito.client_id

    @property
    def _base_url(self) -> str | None:
        return self._cognito.emulator.settings.public_url


class Alb(FrontedFunction):
    """An app or a function behind a load balancer, and a browser that asks it.

    Attributes:
        cookies: those of the browser, by name: of the load balancer and of the app.

    """

    def __init__(
        self, cognito: Cognito, settings: Settings, target: Callable[..., Any], kind: Kind
    ) -> None:
        function = targets.function(target) if kind == "lambda" else targets.function(_nobody)
        balancer = _balancer(cognito, settings)
        super().__init__(cognito, balancer, function, _HABIT)
        self.cookies = Cookies()
        self._balancer: LoadBalancer = balancer
        self._target, self._kind = target, kind

    @property
    def arn(self) -> str:
        """The ARN of the load balancer."""
        return names.arn(self._pool())

    def request(self, method: str, path: str = "/", **how: Unpack[Sending]) -> FrontResult:
        """Send a request as a browser would, and return what comes back.

        Cookies of the answer are kept, and sent with later requests; no redirect is followed.

        Args:
            method: the method of HTTP.
            path: the path, which may have a query, or a whole URL, as redirects have it.
            **how: the rest of the request, see `Sending`. ``user`` has signed in already; without
                it, the cookies decide.

        Raises:
            TypeError: user and token are both given.
            ValueError: somebody has to sign in, and the app client cannot be a load balancer's.

        """
        pool = self._pool()
        outcome = self._decided(method, path, how, pool)
        if isinstance(outcome, Refusal):
            self.cookies.keep(outcome.answer.headers, pool.now)
            return shown(outcome.answer, None, outcome.reason)
        answer, reason = self._answered(outcome, pool)
        own = tuple(("Set-Cookie", cookie) for cookie in outcome.set_cookies)
        whole = Answer(answer.status, (*answer.headers, *own), answer.body)
        self.cookies.keep(whole.headers, pool.now)
        return shown(whole, outcome.event, reason)

    def _answered(self, forwarded: Forwarded, pool: UserPool) -> tuple[Answer, str | None]:
        """Return what the target answers, and what was wrong with that."""
        if self._kind == "wsgi":
            return wsgi.call(cast("wsgi.App", self._target), forwarded.request), None
        if self._kind == "asgi":
            return asgi.call(cast("asgi.App", self._target), forwarded.request), None
        result = self._called(forwarded.event)
        answer = self._balancer.answer(result, forwarded.event, pool)
        return answer, failure(result) or answer.reason

    def _decided(self, method: str, path: str, how: Sending, pool: UserPool) -> Forwarded | Refusal:
        user, scopes = how.get("user"), how.get("scopes")
        checked_senders(how)
        plain = cast("Sending", {n: v for n, v in how.items() if n not in ("user", "scopes")})
        request = self._sent(method, path, plain)
        if user is None:
            return self._balancer.decide(request, pool)
        settings = self._balancer.settings
        if scopes is not None:
            settings = replace(settings, scope=" ".join(texts("scopes", scopes)))
        username = givens.checked_user(user).username
        return _balancer(self._cognito, settings, username).decide(request, pool)

    def _sent(self, method: str, path: str, how: Sending) -> FrontRequest:
        """Return a request with the browser's cookies, and with the host of a whole URL."""
        whole_url = _WHOLE.match(str(path)) is not None
        parts = urlsplit(path if whole_url else "")
        headers = list(givens.checked_pairs("headers", how.get("headers", ())))
        given = {name.lower() for name, _ in headers}
        if "host" not in given:
            headers.insert(0, ("Host", parts.netloc or self._balancer.settings.host))
        if "cookie" not in given and self.cookies:
            headers.append(("Cookie", self.cookies.header))
        if whole_url:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        whole = cast("Sending", {**how, "headers": tuple(headers)})
        return sent(method, path, whole, _HABIT)

    def _pool(self) -> UserPool:
        return load_balancers.user_pool(
            self._cognito.emulator,
            self._balancer.settings.client_id,
            base_url=self._cognito.emulator.settings.public_url,
        )


def _balancer(cognito: Cognito, settings: Settings, username: str | None = None) -> LoadBalancer:
    return load_balancers.load_balancer(
        cognito.emulator, settings, username, base_url=cognito.emulator.settings.public_url
    )


def _nobody(event: object) -> None:
    """Stand where no function is called."""
