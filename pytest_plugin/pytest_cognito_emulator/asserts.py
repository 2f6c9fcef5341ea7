"""Assertions that explain a failure: they say what was found in place of what was wanted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import Medium, MessageReason, printable
from cognito_emulator.counts import counted, often
from pytest_cognito_emulator.api.tokens import CognitoTokens, claims_of
from pytest_cognito_emulator.api.user import CognitoUser
from pytest_cognito_emulator.names import checked_choice, checked_error, checked_members
from pytest_cognito_emulator.report import call_lines, message_lines

if TYPE_CHECKING:
    from cognito_emulator import Call, Message
    from pytest_cognito_emulator.api.evidence import Evidence

_SIGN_IN = (
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "InitiateAuth",
    "RespondToAuthChallenge",
)
_REFRESH = ("REFRESH_TOKEN", "REFRESH_TOKEN_AUTH")


def signed_in(cognito: Evidence, user: CognitoUser | str | None, times: int | None) -> None:
    """Fail unless a user signed in; see :meth:`Cognito.assert_signed_in`."""
    steps = [call for call in cognito.calls if _is_step(call)]
    found = [call for call in steps if _completed(call, user)]
    if _enough(len(found), times):
        return
    subject = user.login if isinstance(user, CognitoUser) else user or "anybody"
    raise _failure(
        f"{_how_often(f'{subject} signed in', len(found), times)}. "
        f"The steps of sign-ins:\n{call_lines(steps)}"
    )


def claims(
    cognito: Evidence, token: str | CognitoTokens, wanted: Mapping[str, Any]
) -> dict[str, Any]:
    """Fail unless a token is genuine and has the claims; see :meth:`Cognito.assert_claims`."""
    text = token.token if isinstance(token, CognitoTokens) else token
    if not isinstance(text, str):
        raise ValueError(f"{token!r} is no token.")  # noqa: TRY004 - a text of ours
    text = text.removeprefix("Bearer ")
    payload = claims_of(text)
    flaws = [*_flaws(cognito, text, payload), *_differences(payload, wanted)]
    if flaws:
        lines = "\n".join(f"  {name}: {value!r}" for name, value in payload.items())
        raise _failure("\n".join((*flaws, "The token says:", lines)))
    return payload


def message(
    cognito: Evidence,
    *,
    to: CognitoUser | str | None,
    reason: str | None,
    medium: str | None,
    containing: str | None,
) -> Message:
    """Fail unless such a message was sent; see :meth:`Cognito.assert_message`."""
    if reason is not None:
        checked_choice("reason", reason, MessageReason)
    if medium is not None:
        checked_choice("medium", medium, Medium)
    wanted = {"to": to, "reason": reason, "medium": medium, "containing": containing}
    found = [
        sent
        for sent in _to(cognito, to)
        if reason in (None, sent.reason)
        and medium in (None, sent.medium)
        and (containing is None or containing in f"{sent.subject or ''}\n{sent.body}")
    ]
    if found:
        return found[-1]
    raise _failure(
        f"no message was sent{_in_words(wanted)}. What was sent:\n{message_lines(cognito.messages)}"
    )


def called(
    cognito: Evidence,
    operation: str,
    request: Mapping[str, object],
    *,
    times: int | None,
    error: str | None,
) -> None:
    """Fail unless an operation was called; see :meth:`Cognito.assert_called`."""
    checked_members(operation, request, parameters=("times", "error"))
    if error is not None:
        checked_error(error)
    found = [
        call
        for call in cognito.calls
        if call.operation == operation
        and error in (None, _refusal(call))
        and _contains(call.request, request)
    ]
    if _enough(len(found), times):
        return
    like = _in_words({**request, **({"error": error} if error else {})})
    raise _failure(
        f"{_how_often(f'{operation} was called{like}', len(found), times)}. "
        f"The calls:\n{call_lines(cognito.calls)}"
    )


# --- judging --------------------------------------------------------------------------------------


def _is_step(call: Call) -> bool:
    if call.operation == "oauth2/token":
        return call.request.get("grant_type") == "authorization_code"
    return call.operation in _SIGN_IN and call.request.get("AuthFlow") not in _REFRESH


def _completed(call: Call, user: CognitoUser | str | None) -> bool:
    """Whether a call completed a sign-in, of a certain user."""
    answer = call.answer or {}
    token = answer.get("access_token") or answer.get("AuthenticationResult", {}).get("AccessToken")
    if not token:
        return False
    payload = claims_of(token)
    who = user.sub if isinstance(user, CognitoUser) else user
    return who is None or who in (payload["sub"], payload["username"], _login(call))


def _login(call: Call) -> object:
    """Return the name that the user typed in."""
    for member in ("AuthParameters", "ChallengeResponses"):
        if member in call.request:
            return call.request[member].get("USERNAME")
    return None


def _flaws(cognito: Evidence, token: str, payload: Mapping[str, Any]) -> Iterable[str]:
    """Say what is wrong with a token, apart from the claims that are wanted."""
    yield from _signature(cognito, token, payload.get("token_use"))
    if payload.get("iss") != cognito.issuer:
        yield f"the issuer of the token is not {cognito.issuer}"
    client = payload.get("client_id", payload.get("aud"))
    if client not in cognito.client_ids:
        yield f"the token is for {client}, which is not a client of the pool"
    yield from _times(payload, cognito.clock.now().timestamp())
    if cognito.is_over(payload):
        yield "the token was revoked"


def _signature(cognito: Evidence, token: str, use: object) -> Iterable[str]:
    """Say what is wrong with the signature of a token."""
    import jwt  # noqa: PLC0415 - it takes 20 ms, which other tests need not pay

    keys = {key.kid: key for key in cognito.keys}
    try:  # claims are judged elsewhere, times by the emulator's clock
        kid = jwt.get_unverified_header(token).get("kid")
        if kid not in keys:
            yield f"the token is not genuine: the pool has no key {kid}"
            return
        jwt.api_jws.decode(token, keys[kid].public, algorithms=["RS256"])
    except jwt.InvalidTokenError as error:
        yield f"the token is not genuine: {error}"
        return
    if keys[kid] is not {"id": cognito.keys.id, "access": cognito.keys.access}.get(str(use)):
        yield f"the token says that its use is {use}, but it is signed with the key of another use"


def _times(payload: Mapping[str, Any], now: float) -> Iterable[str]:
    """Say what is wrong with the times of a token."""
    expiry, start = payload.get("exp"), max(payload.get("nbf", 0), payload.get("iat", 0))
    if not isinstance(expiry, int | float):
        yield f"the token has no expiry time: exp is {expiry!r}"
    elif expiry <= now:
        yield f"the token expired {counted(int(now - expiry), 'second')} ago"
    if start > now:
        yield f"the token becomes valid in {counted(math.ceil(start - now), 'second')}"


def _differences(payload: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterable[str]:
    for name, value in wanted.items():
        if value is None and name in payload:
            yield f"wanted no claim {name}, found {payload[name]!r}"
        elif value is not None and name not in payload:
            yield f"wanted {name} {value!r}, found no such claim"
        elif value is not None and payload[name] != value:
            yield f"wanted {name} {value!r}, found {payload[name]!r}"


def _to(cognito: Evidence, to: CognitoUser | str | None) -> list[Message]:
    """Return the messages to a user, or to a name or an address in any pool."""
    if to is None:
        return cognito.messages
    if isinstance(to, CognitoUser):
        return cognito.emulator.messages(to.pool_id, to.username)
    named = {message.id for message in cognito.emulator.messages(username=to)}
    return [sent for sent in cognito.messages if sent.id in named or sent.destination == to]


def _refusal(call: Call) -> str | None:
    return None if call.error is None else call.error.type


def _contains(whole: object, part: object) -> bool:
    """Whether ``whole`` has all of ``part``; whatever else it has does not matter."""
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return all(name in whole and _contains(whole[name], part[name]) for name in part)
    return whole == part


def _enough(found: int, times: int | None) -> bool:
    return found > 0 if times is None else found == times


# --- saying ---------------------------------------------------------------------------------------


def _failure(text: str) -> AssertionError:
    """Return the error that fails the test; texts from tokens and users are safe to show in it."""
    return AssertionError(printable.block(text))


def _how_often(event: str, found: int, wanted: int | None) -> str:
    """Say how often something happened, and how often it should have."""
    return f"{event} {often(found)}, wanted {'at least once' if wanted is None else often(wanted)}"


def _in_words(wanted: Mapping[str, object]) -> str:
    parts = [f"{name} {value!r}" for name, value in wanted.items() if value is not None]
    return f" with {' and '.join(parts)}" if parts else ""
