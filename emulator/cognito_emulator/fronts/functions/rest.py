"""Lambda authorizers of REST APIs, of the types TOKEN and REQUEST."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cognito_emulator import java_maps
from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.functions import policies
from cognito_emulator.fronts.functions.asking import Asking, BadAnswerError, Said, is_unauthorized
from cognito_emulator.fronts.functions.identity import SourceError
from cognito_emulator.fronts.outcome import Event, Refusal
from cognito_emulator.fronts.rest import events, refusals
from cognito_emulator.lambdas import FunctionError

AuthorizerType = Literal["TOKEN", "REQUEST"]


@dataclass(frozen=True)
class RestLambdaAuthorizer:
    """A Lambda authorizer of a REST API.

    Attributes:
        asking: the function, its identity sources and for how long answers are kept.
        type: what it gets: the token alone, or the request.

    """

    asking: Asking
    type: AuthorizerType = "TOKEN"

    def __post_init__(self) -> None:
        sources = self.asking.sources
        if self.type == "TOKEN" and [source.kind for source in sources] != ["header"]:
            raise SourceError("An authorizer of the type TOKEN has one identity source, a header.")

    def authorize(
        self, arrival: Arrival, resource: str, parameters: Mapping[str, str]
    ) -> Mapping[str, Any] | Refusal:
        """Return ``authorizer`` of the event, or a refusal.

        Where an identity source is missing or empty, the function is not called (recorded
        [api-gateway-18]).
        """
        identity = self.asking.identity(arrival, resource)
        given = tuple(value for value in identity if value)
        if len(given) < len(identity):
            return refusals.unauthorized(arrival, "an identity source is missing or empty")
        kept = self.asking.kept(given, arrival.pool.now)
        if kept is not None:
            return self._decided(arrival, kept)
        try:
            said = self.asking.ask(self._event(arrival, resource, parameters, given), arrival)
        except FunctionError as error:
            return _failed(arrival, error)
        decided = self._decided(arrival, said)
        if not (isinstance(decided, Refusal) and _is_passing(decided)):
            self.asking.keep(given, said.answer, arrival.pool.now)  # recorded [api-gateway-29]
        return decided

    def _event(
        self,
        arrival: Arrival,
        resource: str,
        parameters: Mapping[str, str],
        identity: tuple[str, ...],
    ) -> Event:
        """Return what the function gets; of the type TOKEN that is recorded [api-gateway-22]."""
        if self.type == "REQUEST":
            return events.authorizer_event(arrival, resource, parameters)
        return {
            "type": "TOKEN",
            "methodArn": arrival.arn,
            "authorizationToken": identity[0],
        }

    def _decided(self, arrival: Arrival, said: Said) -> Mapping[str, Any] | Refusal:
        """Return what an answer means for this call; policies are read anew for each."""
        try:
            principal, policy = policies.principal_and_policy(said.answer)
            shown = _shown(principal, said)
        except BadAnswerError as wrong:
            return refusals.misconfigured(arrival, f"the authorizer's answer is no good: {wrong}")
        verdict = policies.verdict(policy, arrival.arn)
        if verdict == "allowed":
            return shown
        explicitly = verdict == "denied"
        reason = f"the policy {'denies' if explicitly else 'does not allow'} {arrival.arn}"
        return refusals.denied(arrival, reason, explicitly=explicitly)


def _is_passing(refusal: Refusal) -> bool:
    """Whether a refusal comes of an answer that is not kept."""
    return refusal.answer.status not in {200, 403}


def _failed(arrival: Arrival, error: FunctionError) -> Refusal:
    """Return the answer where the function has raised an error.

    ``Unauthorized`` is recorded [api-gateway-20]. Of any other, status and body are measured
    [api-gateway-41]; that its ErrorType is that of a bad answer is a guess.
    """
    if is_unauthorized(error):
        return refusals.unauthorized(arrival, "the authorizer raised Unauthorized")
    return refusals.misconfigured(arrival, f"the authorizer failed: {error.detail}")


def _shown(principal: str, said: Said) -> dict[str, Any]:
    """Return an answer's context as the backend gets it (recorded [api-gateway-23]).

    Raises:
        BadAnswerError: there is more in it than texts, numbers and truth values.

    """
    context = said.answer.get("context") or {}
    if not isinstance(context, Mapping):
        raise BadAnswerError(f"context is {context!r}, no object")
    texts: dict[str, Any] = {}
    for name, value in context.items():
        if isinstance(value, dict | list):
            raise BadAnswerError(
                f"{name} in context is {value!r}: only texts, numbers, true, false"
            )
        if value is not None:  # that null goes is a guess
            texts[name] = value if isinstance(value, str) else json.dumps(value)
    found = {"principalId": principal, **texts, "integrationLatency": said.latency}
    return java_maps.filled(found)
