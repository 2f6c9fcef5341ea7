"""Whether AppSync takes a token: the mode AMAZON_COGNITO_USER_POOLS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from cognito_emulator.fronts import tokens
from cognito_emulator.fronts.outcome import Answer, Refusal
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import FrontRequest
    from cognito_emulator.fronts.tokens import Token
    from cognito_emulator.fronts.user_pool import UserPool

#: What becomes of a request for a field without groups (documented).
DefaultAction = Literal["ALLOW", "DENY"]

NO_HEADER = "Valid authorization header not provided."  # measured [appsync-5]
UNPARSABLE = "Unable to parse JWT token."  # measured [appsync-3]
EXPIRED = "Token has expired."  # measured [appsync-4]
NOT_AUTHORIZED = "You are not authorized to make this call."  # recorded [appsync-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPoolConfig:
    """UserPoolConfig of an API, in the words of the service (documented).

    Attributes:
        app_id_client_regex: appIdClientRegex: which app clients' tokens are taken; all by default.
        default_action: defaultAction.

    """

    app_id_client_regex: str | None = None
    default_action: DefaultAction = "ALLOW"

    def __post_init__(self) -> None:
        """Refuse what the API would refuse.

        Raises:
            ValueError: there is no such action, or the regular expression cannot be read.

        """
        if self.default_action not in get_args(DefaultAction):
            known = nearest(str(self.default_action), get_args(DefaultAction))
            raise ValueError(f"default_action is {self.default_action!r}; {known}.")
        try:
            re.compile(self.app_id_client_regex or "")
        except (re.error, RecursionError, OverflowError) as wrong:
            raise ValueError(
                f"app_id_client_regex is {self.app_id_client_regex!r}: {wrong}."
            ) from None


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a request is refused.

    Attributes:
        message: what the client is told.
        reason: what is wrong, in plain words.

    """

    message: str
    reason: str


def claims_of(
    request: FrontRequest, pool: UserPool, config: UserPoolConfig
) -> Mapping[str, Any] | Objection:
    """Return the claims of a request's token, or why it is refused.

    An access token is as good as an ID token (measured [appsync-3]). The header has the token
    alone: with ``Bearer`` before it, it is no token (measured [appsync-3]). Nobody asks whether a
    token has been revoked (measured [appsync-8]).
    """
    header = request.header("Authorization")
    if not header:
        return Objection(NO_HEADER, "there is no header Authorization")
    try:
        token = tokens.read(header)
    except tokens.UnreadableError as unreadable:
        bearer = tokens.without_bearer(header) != header.strip()
        why = "Bearer stands before the token" if bearer else f"no token, {unreadable}"
        return Objection(UNPARSABLE, f"Authorization: {why}")
    return next(_objections(token, pool, config), token.claims)


def _objections(token: Token, pool: UserPool, config: UserPoolConfig) -> Iterator[Objection]:
    """Yield what is wrong with a token; the first counts. All texts but that of expiry are guesses.

    So is that ``nbf`` and ``iat`` are looked at, and that what ``token_use`` says is not.
    """
    key, expiry = token.key(pool), token.time("exp")
    if token.algorithm != "RS256" or key is None:
        yield Objection(UNPARSABLE, "no key of the pool has signed the token")
    elif not key.verifies(token.signed, token.signature):
        yield Objection(UNPARSABLE, "the token's signature is not good")
    if token.claims.get("iss") != pool.issuer:
        yield Objection(NOT_AUTHORIZED, "the token's iss is not the pool's issuer")
    if expiry is None or expiry <= pool.now:
        yield Objection(EXPIRED, "the token has expired, or has no exp")
    for claim in ("nbf", "iat"):
        if (token.time(claim) or 0) > pool.now:
            yield Objection(NOT_AUTHORIZED, f"the token's {claim} is in the future")
    client = str(token.claims.get("aud", token.claims.get("client_id", "")))
    wanted = config.app_id_client_regex
    if wanted is not None and re.search(wanted, client) is None:
        yield Objection(NOT_AUTHORIZED, f"appIdClientRegex does not match the client {client}")


def refused(objection: Objection, pool: UserPool) -> Refusal:
    """Return the answer 401; its body is pretty-printed (measured [appsync-4])."""
    error = {"errorType": "UnauthorizedException", "message": objection.message}
    body = (
        '{\n  "errors" : [ {\n'
        f'    "errorType" : "{error["errorType"]}",\n'
        f'    "message" : {json.dumps(error["message"])}\n'
        "  } ]\n}"
    ).encode()
    headers = (*usual(pool, len(body)), ("x-amzn-errortype", error["errorType"]))
    return Refusal(Answer(401, headers, body), objection.reason)


def usual(pool: UserPool, length: int) -> tuple[tuple[str, str], ...]:
    """Return the headers that every answer begins with; their order is a guess."""
    return (
        ("Content-Type", "application/json;charset=UTF-8"),
        ("Content-Length", str(length)),
        ("Connection", "keep-alive"),
        ("Date", pool.date),
        ("x-amzn-RequestId", pool.ids.uuid()),
    )
