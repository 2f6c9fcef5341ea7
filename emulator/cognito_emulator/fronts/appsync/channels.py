"""AppSync Events in front of a channel namespace, whose handler is a Lambda function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator.fronts.appsync import authorization, identity
from cognito_emulator.fronts.appsync.authorization import Objection, UserPoolConfig
from cognito_emulator.fronts.appsync.graphql import told_of
from cognito_emulator.fronts.outcome import Admitted, Answer, Event, compact
from cognito_emulator.lambdas import FunctionError

if TYPE_CHECKING:
    from cognito_emulator.fronts.outcome import Outcome
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.user_pool import UserPool

#: What is done at a channel (documented).
Operation = Literal["PUBLISH", "SUBSCRIBE"]
#: How many events one request may publish (documented).
MOST_EVENTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EventApi:
    """An Event API with one channel, at which something is done.

    Attributes:
        operation: what is done.
        channel: its path, which begins with the namespace: ``/default/orders``.
        payloads: what is published; none for SUBSCRIBE.
        config: how the API takes tokens.

    """

    operation: Operation
    channel: str
    payloads: tuple[Any, ...] = ()
    config: UserPoolConfig = field(default_factory=UserPoolConfig)

    def __post_init__(self) -> None:
        """Refuse what the service would refuse.

        Raises:
            ValueError: the channel has no namespace, or too much is published.

        """
        if not self._segments or not all(self._segments):
            raise ValueError(f"{self.channel!r} is no channel; '/default/orders' is one.")
        if len(self.payloads) > MOST_EVENTS:
            raise ValueError(
                f"{len(self.payloads)} events are too many; {MOST_EVENTS} is the most."
            )

    def decide(self, request: FrontRequest, pool: UserPool) -> Outcome:
        """Return whether the handler is asked, and with which event."""
        claims = authorization.claims_of(request, pool, self.config)
        if isinstance(claims, Objection):
            return authorization.refused(claims, pool)
        return Admitted(self._event(request, claims))

    def answer(self, result: object, event: Event, pool: UserPool) -> Answer:  # noqa: ARG002 - as declared
        """Return what the client gets where the handler has answered ``result``.

        Members of the answer are documented; the codes and texts of failures are guesses.
        """
        if self.operation == "SUBSCRIBE":
            return self._subscribed(result, pool)
        outcomes = self._outcomes(result)
        failed, successful = [], []
        for index, error in enumerate(outcomes):
            told = {"identifier": pool.ids.uuid(), "index": index}
            if error is None:
                successful.append(told)
            else:
                failed.append({**told, "code": 400, "message": error})
        return _answered(pool, 200, {"failed": failed, "successful": successful})

    def _subscribed(self, result: object, pool: UserPool) -> Answer:
        """Return the message that the WebSocket gets (documented), with the status it is like."""
        error = _error(result)
        if error is None:
            return _answered(pool, 200, {"type": "subscribe_success"})
        errors = [{"errorType": "UnauthorizedException", "message": error}]
        return _answered(pool, 401, {"type": "subscribe_error", "errors": errors})

    def _outcomes(self, result: object) -> list[str | None]:
        """Return for each published event why it failed; ``None`` if it did not.

        Events that the handler does not return are dropped, which is no failure.
        """
        everything = _error(result)
        if everything is not None:
            return [everything] * len(self.payloads)
        events = result.get("events") if isinstance(result, Mapping) else None
        by_id = {
            str(each.get("id")): each.get("error")
            for each in (events if isinstance(events, list) else ())
            if isinstance(each, Mapping)
        }
        errors = (by_id.get(str(index)) for index in range(len(self.payloads)))
        return [None if error is None else str(error) for error in errors]

    @property
    def _segments(self) -> list[str]:
        return self.channel.removeprefix("/").split("/")

    def _event(self, request: FrontRequest, claims: Mapping[str, Any]) -> Event:
        """Return the event of a handler (members claimed: Powertools has them)."""
        published = [
            {"payload": payload, "id": str(index)} for index, payload in enumerate(self.payloads)
        ]
        return {
            "identity": identity.of(claims, request.source_ip),
            "result": None,
            "request": told_of(request),
            "info": {
                "channel": {
                    "path": f"/{self.channel.removeprefix('/')}",
                    "segments": self._segments,
                },
                "channelNamespace": {"name": self._segments[0]},
                "operation": self.operation,
            },
            "error": None,
            "prev": None,
            "stash": {},
            "outErrors": [],
            "events": published if self.operation == "PUBLISH" else None,
        }


def _error(result: object) -> str | None:
    """Return why a handler refuses everything: it raised an error, or returned one."""
    if isinstance(result, FunctionError):
        return str(result)
    error = result.get("error") if isinstance(result, Mapping) else None
    return None if error is None else str(error)


def _answered(pool: UserPool, status: int, document: Mapping[str, Any]) -> Answer:
    body = compact(document)
    return Answer(status, authorization.usual(pool, len(body)), body)
