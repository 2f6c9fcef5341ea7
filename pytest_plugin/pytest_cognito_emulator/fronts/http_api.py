"""``cognito_http_api``: a Lambda function behind an HTTP API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cognito_emulator.fronts.functions import HttpLambdaAuthorizer
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.http.events import Payload
from cognito_emulator.fronts.http.jwt import JwtAuthorizer
from cognito_emulator.lambdas.in_process import in_process
from pytest_cognito_emulator.fronts.authorizers import asking
from pytest_cognito_emulator.fronts.function import FrontedFunction
from pytest_cognito_emulator.fronts.sending import Habit
from pytest_cognito_emulator.names import checked_choice, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.lambdas import Handler
    from pytest_cognito_emulator.api.cognito import Cognito


class CognitoHttpApi:
    """What ``cognito_http_api`` is: call it with a function to have it behind an HTTP API."""

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    @naming("cognito_http_api")
    def __call__(  # noqa: PLR0913 - settings of the service
        self,
        handler: Handler,
        *,
        scopes: Iterable[str] | str | None = None,
        route: str = "$default",
        audience: Iterable[str] | str | None = None,
        payload: Payload = "2.0",
        authorizer: Handler | str = "jwt",
        authorizer_payload: Payload = "2.0",
        simple: bool = True,
        identity_sources: Iterable[str] | str = ("Authorization",),
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
            ValueError: there is no such route, payload, function or identity source.

        """
        checked_choice("authorizer_payload", authorizer_payload, Payload)
        checked_choice("payload", payload, Payload)
        wanted = () if scopes is None else tuple(texts("scopes", scopes))
        clients = None if audience is None else tuple(texts("audience", audience))
        if authorizer == "jwt":
            front = HttpApi(route, payload, JwtAuthorizer(wanted, clients))
        else:
            asked = asking(authorizer, "jwt", identity_sources, ttl)
            decides = HttpLambdaAuthorizer(asked, authorizer_payload, simple)
            front = HttpApi(route, payload, decides)
        habit = Habit(use="access", scopes=wanted, bearer=True)
        return FrontedFunction(self._cognito, front, in_process(handler), habit)
