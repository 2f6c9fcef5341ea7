"""``cognito_rest_api``: a Lambda function behind a REST API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from cognito_emulator.fronts.functions import RestLambdaAuthorizer
from cognito_emulator.fronts.functions.rest import AuthorizerType
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.fronts.rest.api import Authorizer
from cognito_emulator.fronts.rest.cognito import CognitoAuthorizer
from cognito_emulator.hints import elsewhere
from cognito_emulator.lambdas.in_process import in_process
from pytest_cognito_emulator.fronts.authorizers import LAMBDA, asking, no_effect
from pytest_cognito_emulator.fronts.function import FrontedFunction
from pytest_cognito_emulator.fronts.sending import Habit
from pytest_cognito_emulator.hints import REST_API
from pytest_cognito_emulator.names import checked_choice, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.lambdas import Handler
    from pytest_cognito_emulator.api.cognito import Cognito

_SOURCES = ("Authorization",)


class CognitoRestApi:
    """What ``cognito_rest_api`` is: call it with a function to have it behind a REST API."""

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, REST_API)

    @naming("cognito_rest_api")
    def __call__(  # noqa: PLR0913 - settings of the service
        self,
        handler: Handler,
        *,
        scopes: Iterable[str] | str | None = None,
        resource: str = "/{proxy+}",
        authorizer: Handler | Literal["cognito"] = "cognito",
        authorizer_type: AuthorizerType = "TOKEN",
        identity_sources: Iterable[str] | str = _SOURCES,
        ttl: int = 0,
        binary_media_types: Iterable[str] | str = (),
    ) -> FrontedFunction:
        """Return a function behind a resource of a REST API.

        Args:
            handler: the function: of an event, or of an event and a context.
            scopes: those of the method, a list or a text with spaces: with them it takes access
                tokens that have one of them, without them ID tokens.
            resource: the path of the resource, such as ``/orders/{id}``.
            authorizer: ``cognito``, or a function: a Lambda authorizer, which answers a policy.
            authorizer_type: what such a function gets: ``TOKEN`` or ``REQUEST``.
            identity_sources: what a request needs before such a function is asked: names of
                headers, or such as ``method.request.querystring.token``.
            ttl: for how many seconds such a function's answers are kept, 0 to 3600; by the
                emulator's clock.
            binary_media_types: those of the API, such as ``image/*`` or ``*/*``: bodies of these
                types are base64 in events, and those of answers are decoded for who accepts them.

        Raises:
            ValueError: there is no such resource, function, type or identity source, or a setting
                of Lambda authorizers is given without one.

        """
        checked_choice("authorizer_type", authorizer_type, AuthorizerType)
        wanted = () if scopes is None else tuple(texts("scopes", scopes))
        if authorizer == "cognito":
            no_effect(LAMBDA, authorizer_type=(authorizer_type, "TOKEN"), ttl=(ttl, 0))
            no_effect(LAMBDA, identity_sources=(identity_sources, _SOURCES))
            decides: Authorizer = CognitoAuthorizer(wanted)
            habit = Habit(use="id", scopes=wanted)
        else:
            asked = asking(authorizer, "cognito", identity_sources, ttl)
            decides = RestLambdaAuthorizer(asked, authorizer_type)
            habit = Habit(use="access", scopes=wanted, bearer=True)
        binary = tuple(texts("binary_media_types", binary_media_types))
        front = RestApi(resource, decides, binary_media_types=binary)
        return FrontedFunction(self._cognito, front, in_process(handler), habit)
