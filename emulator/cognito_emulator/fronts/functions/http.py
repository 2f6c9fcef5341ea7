"""Lambda authorizers of HTTP APIs, in the payloads 1.0 and 2.0."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.functions import policies
from cognito_emulator.fronts.functions.asking import (
    UNAUTHORIZED,
    Asking,
    BadAnswerError,
    Said,
    is_unauthorized,
)
from cognito_emulator.fronts.http import events, refusals
from cognito_emulator.fronts.http.events import Payload, Routed
from cognito_emulator.fronts.outcome import Event, Refusal
from cognito_emulator.lambdas import FunctionError
from cognito_emulator.nearest import missed


@dataclass(frozen=True)
class HttpLambdaAuthorizer:
    """A Lambda authorizer of an HTTP API.

    Attributes:
        asking: the function, its identity sources and for how long answers are kept.
        payload: the payload format version of what the function gets.
        simple: whether it answers ``isAuthorized``, not a policy; in the payload 2.0 only.

    """

    asking: Asking
    payload: Payload = "2.0"
    simple: bool = True

    def authorize(self, routed: Routed, payload: Payload) -> Mapping[str, Any] | Refusal:
        """Return ``authorizer`` of the event, or a refusal.

        Where an identity source is missing the function is not called; where it is empty, it is
        (recorded [api-gateway-24]).
        """
        arrival = routed.arrival
        identity = self.asking.identity(arrival, routed.route_key)
        given = tuple(value for value in identity if value is not None)
        if len(given) < len(identity):
            return refusals.unauthorized(arrival, "an identity source is missing")
        kept = self.asking.kept(given, arrival.pool.now)
        if kept is not None:
            return self._decided(arrival, kept, payload)
        try:
            said = self.asking.ask(self._event(routed, given), arrival)
        except FunctionError as error:
            return _failed(arrival, error)
        decided = self._decided(arrival, said, payload)
        if not (isinstance(decided, Refusal) and decided.answer.status in {401, 500}):
            self.asking.keep(given, said.answer, arrival.pool.now)  # recorded [api-gateway-30]
        return decided

    def _event(self, routed: Routed, identity: tuple[str, ...]) -> Event:
        """Return what the function gets: in 2.0 recorded [api-gateway-27], in 1.0 documented."""
        arrival = routed.arrival
        if self.payload == "2.0":
            return {
                "version": "2.0",
                "type": "REQUEST",
                "routeArn": arrival.arn,
                "identitySource": list(identity),
                **events.start(routed),
                "requestContext": events.context(routed, None),
                **events.end(routed),
            }
        text = ",".join(identity)
        return {
            "version": "1.0",
            "type": "REQUEST",
            "methodArn": arrival.arn,
            "identitySource": text,
            "authorizationToken": text,
            **events.older_start(routed),
            **events.older_end(routed),
            "requestContext": events.older_context(routed, None),
        }

    def _decided(
        self, arrival: Arrival, said: Said, payload: Payload
    ) -> Mapping[str, Any] | Refusal:
        """Return what an answer means for this call."""
        if said.answer == UNAUTHORIZED:  # recorded [api-gateway-26]
            return refusals.unauthorized(arrival, "the authorizer answered Unauthorized")
        try:
            denied, principal = self._denied(arrival, said.answer)
            shown = _shown(said, self.payload)
        except BadAnswerError as wrong:
            return refusals.misconfigured(arrival, f"the authorizer's answer is no good: {wrong}")
        if denied is not None:
            return refusals.denied(arrival, denied)
        if payload == "2.0":
            return {"lambda": shown}
        # That an integration of the payload 1.0 gets it as one of a REST API does is a guess.
        return {**_texts(shown), **principal, "integrationLatency": said.latency}

    def _denied(self, arrival: Arrival, answer: object) -> tuple[str | None, dict[str, str]]:
        """Return why an answer does not let the call in, if so, and the principal of a policy.

        Raises:
            BadAnswerError: it is no answer, or a policy where simple ones are wanted (recorded
                [api-gateway-26]).

        """
        if self.simple and self.payload == "2.0":
            allowed = answer.get("isAuthorized") if isinstance(answer, Mapping) else None
            if not isinstance(allowed, bool):
                raise BadAnswerError(_no_simple_answer(answer))
            return (None if allowed else "isAuthorized is false"), {}
        principal, policy = policies.principal_and_policy(answer)
        allowed = policies.verdict(policy, arrival.arn) == "allowed"
        reason = None if allowed else f"the policy does not allow {arrival.arn}"
        return reason, {"principalId": principal}


def _failed(arrival: Arrival, error: FunctionError) -> Refusal:
    """Return the answer where the function has raised an error (recorded [api-gateway-26]).

    That another error than ``Unauthorized`` is answered as a bad answer is a guess.
    """
    if is_unauthorized(error):
        return refusals.unauthorized(arrival, "the authorizer raised Unauthorized")
    return refusals.misconfigured(arrival, f"the authorizer failed: {error.detail}")


def _shown(said: Said, payload: Payload) -> dict[str, Any]:
    """Return an answer's context as the backend gets it (recorded [api-gateway-28]).

    Raises:
        BadAnswerError: it is no object.

    """
    context = said.answer.get("context") or {}
    if not isinstance(context, Mapping):
        raise BadAnswerError(f"context is {context!r}, no object")
    known = {name: context[name] for name in sorted(context) if name != "claims"}
    return known if payload == "2.0" else _texts(known)


def _texts(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a context can be a text, as one."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in context.items()
        if isinstance(value, str | int | float)
    }


def _no_simple_answer(answer: object) -> str:
    """Return what is wrong with an answer that is no simple one."""
    sentence = "simple answers have isAuthorized, which is true or false"
    if isinstance(answer, Mapping) and "policyDocument" in answer:
        return f"{sentence}; a policy is taken with simple=False"
    slips = answer if isinstance(answer, Mapping) else ()
    slip = missed("isAuthorized", map(str, slips))
    return sentence if slip in {None, "isAuthorized"} else f"{sentence}; this one has {slip}"
