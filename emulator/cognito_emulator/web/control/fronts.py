"""``/_emulator/authorize`` with a front: what a service in front of an app decides on a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from cognito_emulator.control import fronts, load_balancers, pools
from cognito_emulator.fronts.alb.settings import Action, OnUnauthenticated
from cognito_emulator.fronts.alb.settings import Settings as AlbSettings
from cognito_emulator.fronts.appsync import selections
from cognito_emulator.fronts.appsync.authorization import DefaultAction, UserPoolConfig
from cognito_emulator.fronts.appsync.channels import EventApi, Operation
from cognito_emulator.fronts.appsync.graphql import Field, GraphQLApi
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.http.events import Payload
from cognito_emulator.fronts.http.jwt import JwtAuthorizer
from cognito_emulator.fronts.outcome import Admitted
from cognito_emulator.fronts.request import FrontRequest
from cognito_emulator.fronts.request import request as front_request
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.fronts.rest.cognito import CognitoAuthorizer
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.fronts.front import Front

Document = dict[str, Any]

#: What every front is told of a request.
_OF_ALL = (
    *("front", parameters.POOL, "authorization", "method", "path"),
    *("headers", "query", "body", "path_parameters"),
)


class _Place(NamedTuple):
    """An emulator, and its address for whoever asks."""

    emulator: Emulator
    base_url: str | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of front.

    Attributes:
        members: what its settings are called.
        make: makes it of a document that has them.

    """

    members: tuple[str, ...]
    make: Callable[[_Place, Document], Front]


def _rest(_place: _Place, wish: Document) -> Front:
    authorizer = CognitoAuthorizer(parameters.texts(wish, "scopes") or ())
    resource = parameters.text_if_any(wish, "resource")
    return RestApi(resource or "/{proxy+}", authorizer)


def _http(_place: _Place, wish: Document) -> Front:
    scopes, audience = parameters.texts(wish, "scopes"), parameters.texts(wish, "audience")
    payload: Payload = parameters.choice(wish, "payload", get_args(Payload)) or "2.0"
    route = parameters.text_if_any(wish, "route")
    return HttpApi(route or "$default", payload, JwtAuthorizer(scopes or (), audience))


def _alb(place: _Place, wish: Document) -> Front:
    settings = AlbSettings(
        client_id=_client_id(place.emulator, wish),
        action=parameters.choice(wish, "action", get_args(Action)) or "authenticate-cognito",
        scope=" ".join(parameters.texts(wish, "scopes") or ("openid",)),
        on_unauthenticated=parameters.choice(
            wish, "on_unauthenticated", get_args(OnUnauthenticated)
        )
        or "authenticate",
        multi_value_headers=parameters.flag(wish, "multi_value_headers") or False,
    )
    username = parameters.text_if_any(wish, "username")
    return load_balancers.load_balancer(place.emulator, settings, username, base_url=place.base_url)


def _appsync(_place: _Place, wish: Document) -> Front:
    config = UserPoolConfig(
        app_id_client_regex=parameters.text_if_any(wish, "app_id_client_regex"),
        default_action=parameters.choice(wish, "default_action", get_args(DefaultAction))
        or "ALLOW",
    )
    channel = parameters.text_if_any(wish, "channel")
    if channel is not None:
        operation: Operation = (
            parameters.choice(wish, "operation", get_args(Operation)) or "PUBLISH"
        )
        payloads = tuple(parameters.items(wish, "events"))
        return EventApi(operation=operation, channel=channel, payloads=payloads, config=config)
    field = Field(
        name=parameters.text(wish, "field"),
        parent_type=parameters.text_if_any(wish, "type") or "Query",
        arguments=parameters.mapping(wish, "arguments"),
        selection=selections.read(parameters.texts(wish, "fields") or ()),
        source=parameters.mapping(wish, "source") or None,
        groups=parameters.texts(wish, "groups"),
    )
    return GraphQLApi(field=field, config=config)


FRONTS: Mapping[str, _Kind] = {
    "rest": _Kind(("scopes", "resource"), _rest),
    "http": _Kind(("scopes", "route", "audience", "payload"), _http),
    "alb": _Kind(
        (
            *("scopes", "client_id", "username", "on_unauthenticated", "action"),
            "multi_value_headers",
        ),
        _alb,
    ),
    "appsync": _Kind(
        (
            *("field", "type", "arguments", "fields", "source", "groups"),
            *("channel", "operation", "events", "default_action", "app_id_client_regex"),
        ),
        _appsync,
    ),
}
#: All that a request may say, whichever front it is for.
MEMBERS = tuple(
    dict.fromkeys((*_OF_ALL, *(name for kind in FRONTS.values() for name in kind.members)))
)


def decision(emulator: Emulator, document: Document, *, base_url: str | None = None) -> Document:
    """Return what a front decides on the request that a document describes.

    Args:
        emulator: the emulator that has the pool.
        document: what a request to ``/_emulator/authorize`` has.
        base_url: the emulator's address for whoever asks.

    Raises:
        BadRequest: a member is wrong.

    """
    parameters.text(document, "front")
    kind = FRONTS[parameters.choice(document, "front", tuple(FRONTS))]
    parameters.refuse_unknown(document, (*_OF_ALL, *kind.members), "member")
    pool = fronts.user_pool(emulator, _pool_id(emulator, document), base_url=base_url)
    asked = _request(document)
    try:
        outcome = kind.make(_Place(emulator, base_url), document).decide(asked, pool)
    except ValueError as wrong:
        raise parameters.BadRequest(str(wrong)) from None
    if isinstance(outcome, Admitted):
        return {**dict.fromkeys(_ANSWER), "allowed": True, "event": outcome.event}
    refused = outcome.answer
    return {
        "allowed": False,
        "status": refused.status,
        "headers": [list(pair) for pair in refused.headers],
        "body": refused.body.decode(errors="replace"),
        "event": None,
        "reason": outcome.reason,
    }


#: The members of an answer, in their order.
_ANSWER = ("allowed", "status", "headers", "body", "event", "reason")


def _pool_id(emulator: Emulator, document: Document) -> str:
    """Return the id of the pool that is meant: the only one, unless one is named."""
    named = parameters.text_if_any(document, parameters.POOL)
    if named is not None:
        return named
    there = [pool.id for pool in pools.everywhere(emulator)]
    if len(there) != 1:
        which = f"there are {', '.join(there)}" if there else "there is none yet"
        raise parameters.BadRequest(f"{parameters.POOL} is missing, and {which}.")
    return there[0]


def _client_id(emulator: Emulator, document: Document) -> str:
    """Return the id of the client that is meant: the pool's first, unless one is named."""
    named = parameters.text_if_any(document, "client_id")
    if named is not None:
        return named
    pool_id = _pool_id(emulator, document)
    there = pools.clients_of(emulator, pool_id)
    if not there:
        raise parameters.BadRequest(f"client_id is missing, and {pool_id} has no client.")
    return there[0].id


def _request(document: Document) -> FrontRequest:
    authorization = document.get("authorization")
    if authorization is not None and not isinstance(authorization, str):
        raise parameters.BadRequest("authorization must be a text.")
    body = document.get("body")
    if body is not None and not isinstance(body, str):
        raise parameters.BadRequest("body must be a text.")
    of_path = parameters.mapping(document, "path_parameters")
    own = [] if authorization is None else [("Authorization", authorization)]
    return front_request(
        parameters.text_if_any(document, "method") or "GET",
        parameters.text_if_any(document, "path") or "/",
        headers=[*own, *_several(document, "headers")],
        query=_several(document, "query"),
        body=body,
        path_parameters={str(name): str(value) for name, value in of_path.items()} or None,
    )


def _several(document: Document, member: str) -> list[tuple[str, str]]:
    """Return a member that has a text, or a list of texts, for each name."""
    found = []
    for name, values in parameters.mapping(document, member).items():
        listed = values if isinstance(values, list) else [values]
        if not all(isinstance(value, str) for value in listed):
            raise parameters.BadRequest(f"{member}: {name} must be a text, or a list of texts.")
        found += [(name, value) for value in listed]
    return found
