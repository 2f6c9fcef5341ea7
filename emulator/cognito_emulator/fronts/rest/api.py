"""A method of a REST API, in front of a Lambda function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from cognito_emulator.fronts.arrivals import Arrival, Variables
from cognito_emulator.fronts.outcome import Admitted, Answer, Event, Outcome, Refusal
from cognito_emulator.fronts.request import FrontRequest
from cognito_emulator.fronts.rest import answers, events, refusals
from cognito_emulator.fronts.rest.cognito import CognitoAuthorizer
from cognito_emulator.fronts.rest.media_types import is_binary
from cognito_emulator.fronts.routes import Template
from cognito_emulator.fronts.user_pool import UserPool

STAGE = "prod"


class Authorizer(Protocol):
    """Whom a method asks."""

    def authorize(
        self, arrival: Arrival, resource: str, parameters: Mapping[str, str]
    ) -> Mapping[str, Any] | Refusal:
        """Return ``authorizer`` of the event, or a refusal."""


@dataclass(frozen=True)
class RestApi:
    """A resource of a REST API with a method ANY, whose integration is a Lambda proxy.

    Attributes:
        resource: its path, such as ``/{proxy+}``.
        authorizer: whom it asks.
        stage: the name of the stage.
        stage_variables: those of the stage.
        binary_media_types: bodies of these types are base64 in events and answers.

    """

    resource: str = "/{proxy+}"
    authorizer: Authorizer = field(default_factory=CognitoAuthorizer)
    stage: str = STAGE
    stage_variables: Variables = field(default_factory=dict)
    binary_media_types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._template  # noqa: B018 - it refuses what is no path

    def decide(self, request: FrontRequest, pool: UserPool) -> Outcome:
        """Return whether the function gets a request, and as which event."""
        arrival = Arrival.of(request, pool, "rest", self.stage, self.stage_variables)
        found = self._template.match(request.decoded_path)
        if found is None:
            reason = f"a path that {self.resource} does not match"
            if request.path == "/" and self.resource.startswith("/{"):
                reason += ": / is a resource of its own"
            return refusals.no_such_path(arrival, reason)
        parameters = found if request.path_parameters is None else request.path_parameters
        said = self.authorizer.authorize(arrival, self.resource, parameters)
        if isinstance(said, Refusal):
            return said
        binary = is_binary(request.header("Content-Type"), self.binary_media_types)
        return Admitted(events.event(arrival, self.resource, parameters, said, binary=binary))

    def answer(self, result: object, event: Event, pool: UserPool) -> Answer:
        """Return what the client gets where the function has answered ``result``."""
        return answers.answer(result, event, self.binary_media_types, pool)

    @cached_property
    def _template(self) -> Template:
        return Template(self.resource)
