"""A route of an HTTP API, in front of a Lambda function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from cognito_emulator.fronts.arrivals import Arrival, Variables
from cognito_emulator.fronts.http import answers, events, refusals
from cognito_emulator.fronts.http.events import Payload, Routed
from cognito_emulator.fronts.http.jwt import JwtAuthorizer
from cognito_emulator.fronts.outcome import Admitted, Answer, Event, Outcome, Refusal
from cognito_emulator.fronts.request import FrontRequest
from cognito_emulator.fronts.routes import DEFAULT, RouteKey
from cognito_emulator.fronts.user_pool import UserPool


class Authorizer(Protocol):
    """Whom a route asks."""

    def authorize(self, routed: Routed, payload: Payload) -> Mapping[str, Any] | Refusal:
        """Return ``authorizer`` of the event, or a refusal.

        Args:
            routed: the request.
            payload: that of the integration, whose event it is.

        """


@dataclass(frozen=True)
class HttpApi:
    """A route of an HTTP API, in its default stage.

    Attributes:
        route: its key, such as ``$default`` or ``GET /orders/{id}``.
        payload: the payload format version of the integration.
        authorizer: whom it asks.
        stage_variables: those of the stage.

    """

    route: str = DEFAULT
    payload: Payload = "2.0"
    authorizer: Authorizer = field(default_factory=JwtAuthorizer)
    stage_variables: Variables = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._key  # noqa: B018 - it refuses what is no route key

    def decide(self, request: FrontRequest, pool: UserPool) -> Outcome:
        """Return whether the function gets a request, and as which event."""
        arrival = Arrival.of(request, pool, "http", DEFAULT, self.stage_variables)
        found = self._key.match(request.method, request.decoded_path)
        if found is None:
            reason = f"a request that {self.route} does not match"
            return refusals.no_such_route(arrival, reason)
        parameters = found if request.path_parameters is None else request.path_parameters
        routed = Routed(arrival, self.route, parameters)
        said = self.authorizer.authorize(routed, self.payload)
        if isinstance(said, Refusal):
            return said
        return Admitted(events.event(routed, self.payload, said))

    def answer(self, result: object, event: Event, pool: UserPool) -> Answer:
        """Return what the client gets where the function has answered ``result``."""
        return answers.answer(result, event, self.payload, pool)

    @cached_property
    def _key(self) -> RouteKey:
        return RouteKey(self.route)
