"""Assertions that explain themselves: they say what was there in place of what was wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import jwt

from pytest_cognito_emulator.report import calls_told, messages_told
from pytest_cognito_emulator.tokens import CognitoTokens, claims_of
from pytest_cognito_emulator.user import CognitoUser

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.messages import Message
    from pytest_cognito_emulator.cognito import Cognito

__tracebackhide__ = True

_SIGN_IN = (
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "InitiateAuth",
    "RespondToAuthChallenge",
)
_REFRESH = ("REFRESH_TOKEN", "REFRESH_TOKEN_AUTH")


def signed_in(cognito: Cognito, user: CognitoUser | str | None, times: int | None) -> None:
    """Fail unless a user signed in; see :meth:`Cognito.assert_signed_in`."""
    who = cognito.users[user] if isinstance(user, str) else user
    steps = [call for call in cognito.calls if _is_step(call)]
    found = [call for call in steps if _completed(call, who)]
    if _enough(len(found), times):
        return
    subject = who.login if who else "anybody"
    raise AssertionError(
        f"{_counted(f'{subject} signed in', len(found), times)}. "
        f"The steps of sign-ins:\n{calls_told(steps)}"
    )


def claims(
    cognito: Cognito, token: str | CognitoTokens, wanted: Mapping[str, Any]
) -> dict[str, Any]:
    """Fail unless a token is genuine and says what is wanted; see :meth:`Cognito.assert_claims`."""
    text = (token.token if isinstance(token, CognitoTokens) else token).removeprefix("Bearer ")
    said = claims_of(text)
    flaws = [*_flaws(cognito, text, said), *_differences(said, wanted)]
    if flaws:
        told = "\n".join(f"  {name}: {value!r}" for name, value in said.items())
        raise AssertionError("\n".join((*flaws, "The token says:", told)))
    return said


def message(
    cognito: Cognito,
    *,
    to: CognitoUser | str | None,
    reason: str | None,
    medium: str | None,
    containing: str | None,
) -> Message:
    """Fail unless such a message was sent; see :meth:`Cognito.assert_message`."""
    wanted = {"to": to, "reason": reason, "medium": medium, "containing": containing}
    found = [
        sent
        for sent in cognito.messages
        if (to is None or _is_to(sent, to))
        and reason in (None, sent.reason)
        and medium in (None, sent.medium)
        and (containing is None or containing in f"{sent.subject or ''}\n{sent.body}")
    ]
    if found:
        return found[-1]
    raise AssertionError(
        f"no message was sent{_told(wanted)}. What was sent:\n{messages_told(cognito.messages)}"
    )


def called(
    cognito: Cognito,
    operation: str,
    request: Mapping[str, object],
    *,
    times: int | None,
    error: str | None,
) -> None:
    """Fail unless an operation was called; see :meth:`Cognito.assert_called`."""
    found = [
        call
        for call in cognito.calls
        if call.operation == operation
        and error in (None, _refusal(call))
        and _contains(call.request, request)
    ]
    if _enough(len(found), times):
        return
    like = _told({**request, **({"error": error} if error else {})})
    raise AssertionError(
        f"{_counted(f'{operation} was called{like}', len(found), times)}. "
        f"The calls:\n{calls_told(cognito.calls)}"
    )


# --- judging --------------------------------------------------------------------------------------


def _is_step(call: Call) -> bool:
    return call.operation in _SIGN_IN and call.request.get("AuthFlow") not in _REFRESH


def _completed(call: Call, user: CognitoUser | None) -> bool:
    tokens = (call.answer or {}).get("AuthenticationResult")
    if not tokens:
        return False
    return user is None or claims_of(tokens["AccessToken"])["sub"] == user.sub


def _flaws(cognito: Cognito, token: str, said: Mapping[str, Any]) -> Iterable[str]:
    """Say what is wrong with a token, whatever it says."""
    key = cognito.keys.id if said.get("token_use") == "id" else cognito.keys.access
    try:  # what it says is judged below, times by the emulator's clock
        jwt.api_jws.decode(token, key.public, algorithms=["RS256"])
    except jwt.InvalidTokenError as error:
        yield f"the token is not genuine: {error}"
    if said.get("iss") != cognito.issuer:
        yield f"the token is of another issuer than {cognito.issuer}"
    now = cognito.clock.now().timestamp()
    if said.get("exp", now) < now:
        yield f"the token expired {int(now - said['exp'])} seconds ago"


def _differences(said: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterable[str]:
    for name, value in wanted.items():
        if value is None and name in said:
            yield f"wanted no claim {name}, found {said[name]!r}"
        elif value is not None and name not in said:
            yield f"wanted {name} {value!r}, found no such claim"
        elif value is not None and said[name] != value:
            yield f"wanted {name} {value!r}, found {said[name]!r}"


def _is_to(sent: Message, to: CognitoUser | str) -> bool:
    return (
        to in (sent.destination, sent.username)
        if isinstance(to, str)
        else (sent.username == to.username)
    )


def _refusal(call: Call) -> str | None:
    return None if call.error is None else call.error.type


def _contains(whole: object, part: object) -> bool:
    """Whether all that is wanted is there; what else is there does not matter."""
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return all(name in whole and _contains(whole[name], part[name]) for name in part)
    return whole == part


def _enough(found: int, times: int | None) -> bool:
    return found > 0 if times is None else found == times


# --- saying ---------------------------------------------------------------------------------------


def _counted(event: str, found: int, wanted: int | None) -> str:
    """Say how often something happened, and how often it should have."""
    return (
        f"{event} {_times(found)}, wanted {'at least once' if wanted is None else _times(wanted)}"
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _told(wanted: Mapping[str, object]) -> str:
    said = [f"{name} {value!r}" for name, value in wanted.items() if value is not None]
    return f" with {' and '.join(said)}" if said else ""
