"""A request as it has come to an API of API Gateway, of either kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cognito_emulator.fronts.outcome import Answer, Refusal, compact
from cognito_emulator.fronts.request import FrontRequest, Pairs
from cognito_emulator.fronts.user_pool import UserPool
from cognito_emulator.ids import api_id_of

Variables = Mapping[str, str]
#: What concerns one connection, which ends at the gateway.
_OF_CONNECTIONS = frozenset({"connection", "keep-alive", "te", "transfer-encoding", "upgrade"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has come to an API of a pool's region.

    Attributes:
        request: as the client sent it.
        pool: the user pool of the API's authorizer.
        api: the kind of API: ``rest`` or ``http``.
        stage: the stage that it has come to.
        stage_variables: those of the stage.
        request_id: API Gateway's own id, 15 characters and ``=``.
        trace_id: of X-Ray.

    """

    request: FrontRequest
    pool: UserPool
    api: str
    stage: str
    stage_variables: Variables
    request_id: str
    trace_id: str

    @classmethod
    def of(
        cls, request: FrontRequest, pool: UserPool, api: str, stage: str, variables: Variables
    ) -> Arrival:
        """Return a request as it arrives now."""
        ids = pool.ids
        own = (ids.gateway_request_id(), ids.trace_id(pool.now))
        return cls(request, pool, api, stage, variables, *own)

    @property
    def api_id(self) -> str:
        """The API's id; a pool has one API of each kind."""
        return api_id_of(self.pool.id, self.api)

    @property
    def host(self) -> str:
        """The host name that the client asked."""
        default = f"{self.api_id}.execute-api.{self.pool.region}.amazonaws.com"
        return self.request.header("Host") or default

    @property
    def time(self) -> str:
        """The moment as events write it, such as ``24/Sep/2026:20:16:31 +0000``."""
        moment = datetime.fromtimestamp(self.pool.now, UTC)
        day, month = f"{moment.day:02}", MONTHS[moment.month - 1]
        return f"{day}/{month}/{moment.year}:{clock_of(moment)} +0000"

    @property
    def epoch(self) -> int:
        """The moment in epoch milliseconds."""
        return round(self.pool.now * 1000)

    @property
    def arn(self) -> str:
        """The ARN of the call, which policies are about (recorded [api-gateway-22])."""
        pool, request = self.pool, self.request
        return (
            f"arn:aws:execute-api:{pool.region}:{pool.account_id}:{self.api_id}/{self.stage}/"
            f"{request.method}/{request.path[1:]}"
        )

    def headers(self) -> Pairs:
        """Return the request's headers with those that the gateway adds, sorted by their names.

        The added ones are recorded [api-gateway-1].
        """
        request = self.request
        own = [(n, v) for n, v in request.headers if n.lower() not in _OF_CONNECTIONS]
        given = {name.lower() for name, _ in own}
        added = {
            "Host": self.host,
            "User-Agent": request.user_agent,
            "X-Amzn-Trace-Id": f"Root={self.trace_id}",
            "X-Forwarded-For": request.source_ip,
            "X-Forwarded-Port": "443",
            "X-Forwarded-Proto": "https",
        }
        missing = [(name, value) for name, value in added.items() if name.lower() not in given]
        return tuple(sorted([*own, *missing], key=lambda pair: pair[0].lower()))


#: Months, in whatever language the process is.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_of(moment: datetime) -> str:
    """Return the time of day, such as ``20:16:31``; strftime takes several times as long."""
    return f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"


def grouped(pairs: Pairs) -> dict[str, list[str]]:
    """Return all values of each name, names in the order in which they come first."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def refusal(
    arrival: Arrival, status: int, document: Mapping[str, Any], more: Pairs, reason: str
) -> Refusal:
    """Return a refusal with the headers that both kinds of API begin with, and ``more``.

    Recorded [api-gateway-4, api-gateway-11].
    """
    body = compact(document)
    return Refusal(Answer(status, (*first_headers(arrival.pool, body), *more), body), reason)


def first_headers(
    pool: UserPool, body: bytes, content_type: str | None = "application/json"
) -> Pairs:
    """Return the headers that answers begin with."""
    kind = () if content_type is None else (("Content-Type", content_type),)
    length = ("Content-Length", str(len(body)))
    return (("Date", pool.date), *kind, length, ("Connection", "close"))
