"""The calls of a pull: what is there, what may not be read, and what was read before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from cognito_emulator.counts import often
from cognito_emulator.pulling.aws import AwsError
from cognito_emulator.pulling.listing import Page, pages

if TYPE_CHECKING:
    from cognito_emulator.pulling.journal import Journal

# Nothing there, or no such thing in the pool's tier, or in this release of boto3.
_NOT_THERE = (
    "ResourceNotFoundException",
    "FeatureUnavailableInTierException",
    "UnknownOperationException",
)
_DENIED = ("AccessDeniedException", "AccessDenied")
# These credentials may not, or this pool has no such thing: the rest of it can be read.
_LEFT_OUT = (*_DENIED, "InvalidParameterException")

Keep = Callable[[dict[str, Any]], dict[str, Any]]


def _all(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


class Service(Protocol):
    """What answers calls; see `aws.Aws`."""

    def call(self, operation: str, **request: object) -> dict[str, Any]:
        """Return an answer."""


class Reader:
    """Asks for one pool, each thing once.

    Attributes:
        journal: what was read before.

    """

    def __init__(self, aws: Service, pool_id: str, journal: Journal) -> None:
        self._aws = aws
        self._pool_id = pool_id
        self.journal = journal
        self._refusals: dict[str, AwsError] = {}
        self._left_out: Counter[str] = Counter()

    @property
    def left_out(self) -> list[str]:
        """What could not be read, and is not in the seed, in sentences."""
        return [
            f"{operation} was refused {often(times)}, and what it shows is left out:"
            f" {self._refusals[operation]}"
            for operation, times in self._left_out.items()
        ]

    def call(self, operation: str, **request: object) -> dict[str, Any]:
        """Return an answer about the pool, which is not written down.

        Raises:
            AwsError: the service refuses.

        """
        return self._aws.call(operation, UserPoolId=self._pool_id, **request)

    def required(self, operation: str, kept: Keep = _all, **request: object) -> dict[str, Any]:
        """Return an answer without which there is no seed.

        Args:
            operation: that reads.
            kept: returns what of the answer is written down, and returned.
            **request: about the pool.

        Raises:
            AwsError: the service refuses.

        """
        about = ",".join(f"{name}={value}" for name, value in request.items())
        found: dict[str, Any] = self.journal.step(
            f"{operation}({about})", lambda: kept(self.call(operation, **request))
        )
        return found

    def if_any(self, operation: str, kept: Keep = _all, **request: object) -> dict[str, Any]:
        """Return an answer; an empty one where there is no such thing, or it may not be read.

        Raises:
            AwsError: the service refuses for another reason.

        """
        return self._unless_refused(operation, lambda: self.required(operation, kept, **request))

    def domain(self, domain: str) -> dict[str, Any]:
        """Return what is said of a domain, which needs no pool."""
        operation = "DescribeUserPoolDomain"

        def work() -> dict[str, Any]:
            return self._aws.call(operation, Domain=domain)

        found = self._unless_refused(operation, lambda: self.journal.step(f"domain {domain}", work))
        described: dict[str, Any] = found.get("DomainDescription", {})
        return described

    def listed(
        self,
        operation: str,
        member: str,
        *,
        size: tuple[str, int],
        kept: Keep = _all,
        **request: object,
    ) -> list[Any]:
        """Return the items of all pages, each once; none where they may not be listed.

        Args:
            operation: that lists.
            member: of its answer, or what is kept of it, which has the items.
            size: how many the service lists at once, and the member of the request that says so.
            kept: as for `required`.
            **request: the rest of it.

        Raises:
            AwsError: the service refuses for another reason.

        """

        def page(token: str | None) -> Page:
            # A list that was begun is had to its end, or not at all.
            ask = self.if_any if token is None else self.required
            more = {} if token is None else {"NextToken": token}
            answer = ask(operation, kept, **request, **dict([size]), **more)
            return Page(answer.get(member, []), answer.get("NextToken") or None)

        items: dict[str, Any] = {}  # what changes while it is listed may be on two pages
        for each in pages(operation, page):
            items |= {json.dumps(item, sort_keys=True): item for item in each.items}
        return list(items.values())

    def _unless_refused(self, operation: str, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what is asked for, or nothing, and why; what was denied once is not asked for."""
        former = self._refusals.get(operation)
        if former is None or former.code not in _DENIED:
            try:
                return ask()
            except AwsError as refusal:
                if refusal.code in _NOT_THERE:
                    return {}
                if refusal.code not in _LEFT_OUT:
                    raise
                self._refusals.setdefault(operation, refusal)
        self._left_out[operation] += 1
        return {}


def needed(operation: str, answer: Mapping[str, Any], member: str) -> Any:  # noqa: ANN401 - JSON
    """Return a member that an answer has to have.

    Raises:
        AwsError: it is not there.

    """
    if member not in answer:
        raise AwsError("", f"{operation}: the answer has no {member}")
    return answer[member]
