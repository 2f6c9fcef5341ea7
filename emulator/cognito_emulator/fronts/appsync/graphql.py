"""AppSync in front of a resolver: a field is asked for, and a Lambda function answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as defaulting
from typing import TYPE_CHECKING, Any

from cognito_emulator.fronts.appsync import authorization, identity, selections
from cognito_emulator.fronts.appsync.authorization import Objection, UserPoolConfig
from cognito_emulator.fronts.outcome import Admitted, Answer, Event, Refusal, compact
from cognito_emulator.lambdas import FunctionError

if TYPE_CHECKING:
    from cognito_emulator.fronts.appsync.selections import Selection
    from cognito_emulator.fronts.outcome import Outcome
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.user_pool import UserPool

_NAME = re.compile("[_A-Za-z][_0-9A-Za-z]*")  # GraphQL, October 2021, section 2.1.9
#: Where a field stands in a query of one field, over two lines.
_LOCATION = {"line": 2, "column": 3, "sourceName": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that a client asks for.

    Attributes:
        name: its name, such as ``getOrder``.
        parent_type: the type that has it: ``Query``, ``Mutation``, ``Subscription`` or another.
        arguments: of the field.
        selection: what of it is asked for.
        source: the answer of the parent's resolver, where it has one.
        groups: ``cognito_groups`` of the field's directive ``@aws_cognito_user_pools``; ``None``
            where it names none.

    """

    name: str
    parent_type: str = "Query"
    arguments: Mapping[str, Any] = defaulting(default_factory=dict)
    selection: Selection = defaulting(default_factory=dict)
    source: Mapping[str, Any] | None = None
    groups: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what no schema can call a field or a type.

        Raises:
            ValueError: the name of the field or of its type is none of GraphQL.

        """
        named: dict[str, object] = {"field": self.name, "type": self.parent_type}
        for what, name in named.items():
            if not (isinstance(name, str) and _NAME.fullmatch(name)):
                raise ValueError(
                    f"{what} is {name!r}, no name of GraphQL; queries are not parsed: a test names"
                    " one field, as in query('getOrder', {'id': 1}, fields=['total'])."
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQLApi:
    """An API of AppSync with one field, whose data source is a Lambda function.

    Attributes:
        field: the field that is asked for.
        config: how the API takes tokens.

    """

    field: Field
    config: UserPoolConfig = defaulting(default_factory=UserPoolConfig)

    def decide(self, request: FrontRequest, pool: UserPool) -> Outcome:
        """Return whether the resolver is asked, and with which event."""
        claims = authorization.claims_of(request, pool, self.config)
        if isinstance(claims, Objection):
            return authorization.refused(claims, pool)
        denied = self._denial(claims)
        if denied is not None:
            message = f"Not Authorized to access {self.field.name} on type {self.field.parent_type}"
            return Refusal(self._failed(pool, "Unauthorized", message), denied)
        return Admitted(self._event(request, claims))

    def answer(self, result: object, event: Event, pool: UserPool) -> Answer:  # noqa: ARG002 - as declared
        """Return what the client gets where the function has answered ``result``."""
        if isinstance(result, FunctionError):
            return self._failed(pool, "Lambda:Unhandled", str(result))
        return _answered(pool, {"data": {self.field.name: self._selected(result)}})

    def _selected(self, result: object) -> object:
        return selections.selected(result, self.field.selection)

    def _denial(self, claims: Mapping[str, Any]) -> str | None:
        """Return why a user may not have the field; ``None`` if the user may."""
        if self.field.groups is None:
            denies = self.config.default_action == "DENY"
            return "the field has no groups, and defaultAction is DENY" if denies else None
        if set(self.field.groups).isdisjoint(identity.groups_of(claims)):
            return f"the token has none of the groups {', '.join(self.field.groups) or '(none)'}"
        return None

    def _event(self, request: FrontRequest, claims: Mapping[str, Any]) -> Event:
        """Return the event of a direct Lambda resolver (members claimed: Powertools has them)."""
        asked = self.field
        return {
            "arguments": dict(asked.arguments),
            "identity": identity.of(claims, request.source_ip),
            "source": None if asked.source is None else dict(asked.source),
            "request": told_of(request),
            "prev": None,
            "info": {
                "selectionSetList": selections.as_list(asked.selection),
                "selectionSetGraphQL": selections.as_graphql(asked.selection),
                "parentTypeName": asked.parent_type,
                "fieldName": asked.name,
                "variables": {},
            },
            "stash": {},
        }

    def _failed(self, pool: UserPool, error_type: str, message: str) -> Answer:
        """Return an answer without the field (measured [appsync-2], recorded [appsync-7])."""
        error = {
            "path": [self.field.name],
            "data": None,
            "errorType": error_type,
            "errorInfo": None,
            "locations": [_LOCATION],
            "message": message,
        }
        return _answered(pool, {"data": {self.field.name: None}, "errors": [error]})


def told_of(request: FrontRequest) -> dict[str, Any]:
    """Return ``request`` of an event: its headers, with names in lower case."""
    headers = {name.lower(): value for name, value in request.headers}
    return {"headers": headers, "domainName": None}


def _answered(pool: UserPool, document: Mapping[str, Any]) -> Answer:
    body = compact(document)
    return Answer(200, authorization.usual(pool, len(body)), body)
