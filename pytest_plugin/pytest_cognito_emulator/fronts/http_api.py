"""``cognito_http_api``: a Lambda function behind an HTTP API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from cognito_emulator.fronts.functions import HttpLambdaAuthorizer
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.http.events import Payload
from cognito_emulator.fronts.http.jwt import JwtAuthorizer
from cognito_emulator.hints import elsewhere
from cognito_emulator.lambdas.in_process import in_process
from pytest_cognito_emulator.fronts.authorizers import JWT, LAMBDA, asking, no_effect
from pytest_cognito_emulator.fronts.function import FrontedFunction
from pytest_cognito_emulator.fronts.sending import Habit
from pytest_cognito_emulator.hints import HTTP_API
from pytest_cognito_emulator.names import checked_choice, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.lambdas import Handler
    from pytest_cognito_emulator.api.cognito import Cognito

_SOURCES = ("Authorization",)


class CognitoHttpApi:
    """What ``cognito_http_api`` is: call it with a function to have it behind an HTTP API."""

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, HTTP_API)

    @naming("cognito_http_api")
    def __call__(  # noqa: PLR0913 - settings of the service
        self,
        handler: Handler,
        *,
        scopes: Iterable[str] | str | None = None,
        route: str = "$default",
        audience: Iterable[str] | str | None = None,
        payload: Payload = "2.0",
        authorizer: Handler | Literal["jwt"] = "jwt",
        authorizer_payload: Payload = "2.0",
        simple: bool = True,
        identity_sources: Iterable[str] | str = _SOURCES,
        ttl: int = 0,
    ) -> FrontedFunction:
        """Return a function behind a route of an HTTP API.

        Args:
            handler: the function: of an event, or of an event and a context.
            scopes: those of the route, a list or a text with spaces: a token needs one of them.
            route: the route key: ``$default``, or such as ``GET /orders/{id}``.
            audience: client ids; by default those of all clients of the pool.
            payload: the payload format version of the integration: ``1.0`` or ``2.0``.
            authorizer: ``jwt``, or a function: a Lambda authorizer.
            authorizer_payload: the payload format version of what such a function gets.
            simple: whether such a function answers ``isAuthorized`` and not a policy; in the
                payload 1.0 it always answers a policy.
            identity_sources: what a request needs before such a function is asked: names of
                headers, or such as ``$request.querystring.token``.
            ttl: for how many seconds such a function's answers are kept, 0 to 3600; by the
                emulator's clock.

        Raises:
            ValueError: there is no such route, payload, function or identity source, or a setting
                is given that is for another kind of authorizer.

        """
        checked_choice("authorizer_payload", authorizer_payload, Payload)
        checked_choice("payload", payload, Payload)
        wanted = () if scopes is None else tuple(texts("scopes", scopes))
        clients = None if audience is None else tuple(texts("audience", audience))
        if authorizer == "jwt":
            no_effect(LAMBDA, authorizer_payload=(authorizer_payload, "2.0"), simple=(simple, True))
            no_effect(LAMBDA, identity_sources=(identity_sources, _SOURCES), ttl=(ttl, 0))
            front = HttpApi(route, payload, JwtAuthorizer(wanted, clients))
        else:
            no_effect(JWT, audience=(audience, None))
            asked = asking(authorizer, "jwt", identity_sources, ttl)
            decides = HttpLambdaAuthorizer(asked, authorizer_payload, simple)
            front = HttpApi(route, payload, decides)
        habit = Habit(use="access", scopes=wanted, bearer=True)
        return FrontedFunction(self._cognito, front, in_process(handler), habit)
