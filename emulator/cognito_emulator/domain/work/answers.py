"""What each trigger's function may put into ``response``, and what of an answer has no effect.

The members are documented. `FORMS` is their one home: events are pre-filled by it, answers are read
by it, and whatever an answer holds beside it is named to whoever wrote the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from cognito_emulator.nearest import MOST, missed

Answer = Mapping[str, Any]
"""The members of a ``response`` that have an effect."""


class AnswerError(ValueError):
    """An answer is not of its form; the message says where, and what it must be."""


class Kind(NamedTuple):
    """What a member of a ``response`` may hold.

    Attributes:
        words: what it must be, for sentences.
        fits: whether a value, which is not null, is of this kind.
        empty: makes what null is read as.
        initial: what events are pre-filled with.
        values: the texts that have an effect; empty where any text has.
        members: those of an object whose members are known.

    """

    words: str
    fits: Callable[[object], bool]
    empty: Callable[[], object]
    initial: object = None
    values: tuple[str, ...] = ()
    members: Mapping[str, Kind] = {}


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_map_of_texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)


_FLAG = Kind("true or false", lambda value: isinstance(value, bool), bool)
_TEXT = Kind("a text", lambda value: isinstance(value, str), lambda: None)
_TEXTS = Kind("a list of texts", _is_texts, list)
_MAP_OF_TEXTS = Kind("an object whose values are texts", _is_map_of_texts, dict)
_MAP = Kind("an object", _is_object, dict)


def _object(**members: Kind) -> Kind:
    return _MAP._replace(members=members)


def _one_of(*values: str) -> Kind:
    return _TEXT._replace(values=values)


class Form(NamedTuple):
    """What the answer of a trigger's function looks like.

    Attributes:
        trigger: its name in LambdaConfig.
        members: those of ``response``.
        versions: of the events that this is the answer to; empty where a trigger has but one form.

    """

    trigger: str
    members: Mapping[str, Kind]
    versions: tuple[str, ...] = ()

    @property
    def initial(self) -> dict[str, object]:
        """What ``response`` is pre-filled with."""
        return {name: kind.initial for name, kind in self.members.items()}

    @property
    def title(self) -> str:
        """Its name in a sentence."""
        if not self.versions:
            return self.trigger
        return f"{self.trigger} of version {' and '.join(self.versions)}"


_OFF = _FLAG._replace(initial=False)
_GROUPS = _object(groupsToOverride=_TEXTS, iamRolesToOverride=_TEXTS, preferredRole=_TEXT)
FORMS: tuple[Form, ...] = (
    Form("PreSignUp", {"autoConfirmUser": _OFF, "autoVerifyEmail": _OFF, "autoVerifyPhone": _OFF}),
    Form("PostConfirmation", {}),
    Form("PreAuthentication", {}),
    Form("PostAuthentication", {}),
    Form(
        "DefineAuthChallenge",
        {"challengeName": _TEXT, "issueTokens": _FLAG, "failAuthentication": _FLAG},
    ),
    Form(
        "CreateAuthChallenge",
        {
            "publicChallengeParameters": _MAP_OF_TEXTS,
            "privateChallengeParameters": _MAP_OF_TEXTS,
            "challengeMetadata": _TEXT,
        },
    ),
    Form("VerifyAuthChallengeResponse", {"answerCorrect": _FLAG}),
    Form(
        "PreTokenGeneration",
        {
            "claimsOverrideDetails": _object(
                claimsToAddOrOverride=_MAP_OF_TEXTS,  # a list is none (measured [triggers-10])
                claimsToSuppress=_TEXTS,
                groupOverrideDetails=_GROUPS,
            )
        },
        ("1",),
    ),
    Form(
        "PreTokenGeneration",
        {
            "claimsAndScopeOverrideDetails": _object(
                idTokenGeneration=_object(claimsToAddOrOverride=_MAP, claimsToSuppress=_TEXTS),
                accessTokenGeneration=_object(
                    claimsToAddOrOverride=_MAP,
                    claimsToSuppress=_TEXTS,
                    scopesToAdd=_TEXTS,
                    scopesToSuppress=_TEXTS,
                ),
                groupOverrideDetails=_GROUPS,
            )
        },
        ("2", "3"),
    ),
    Form(
        "UserMigration",
        {
            "userAttributes": _MAP_OF_TEXTS,
            "finalUserStatus": _one_of("CONFIRMED", "RESET_REQUIRED"),
            "messageAction": _one_of("SUPPRESS"),
            "desiredDeliveryMediums": _TEXTS,
            "forceAliasCreation": _FLAG,
            "enableSMSMFA": _FLAG,
        },
    ),
    Form("CustomMessage", {"smsMessage": _TEXT, "emailMessage": _TEXT, "emailSubject": _TEXT}),
    Form("InboundFederation", {"userAttributesToMap": _MAP_OF_TEXTS}),
)


def form(trigger: str, version: str) -> Form:
    """Return the form of a trigger's answers to events of a version: ``1``, ``2`` or ``3``."""
    return next(
        each
        for each in FORMS
        if each.trigger == trigger and (not each.versions or version in each.versions)
    )


def parsed(expected: Form, response: Mapping[str, Any]) -> Answer:
    """Return the members of a ``response`` that have an effect, null as what it stands for.

    Members that the answer leaves out are left out.

    Raises:
        AnswerError: one of them is of another kind.

    """
    return _parsed(expected.members, response, "response")


def _parsed(members: Mapping[str, Kind], document: Mapping[str, Any], path: str) -> Answer:
    answer = {}
    for name in members.keys() & document.keys():
        kind, value = members[name], document[name]
        if value is None:
            answer[name] = kind.empty()
            continue
        if not kind.fits(value):
            raise AnswerError(f"{path}.{name} is {value!r:.200}; it must be {kind.words}")
        answer[name] = _parsed(kind.members, value, f"{path}.{name}") if kind.members else value
    return answer


# --- what has no effect ---------------------------------------------------------------------------

_ENVELOPE = frozenset(
    {
        "version",
        "triggerSource",
        "region",
        "userPoolId",
        "userName",
        "callerContext",
        "request",
        "response",
    }
)


def without_effect(
    expected: Form, event: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[str]:
    """Yield a sentence for each member of an answer that has no effect, with what would be right.

    A member of null wishes for nothing, and is passed over.

    Args:
        expected: the form of the answer.
        event: what the function was told.
        answer: the event that it returned, `parsed` without a flaw.

    """
    for name, value in answer.items():
        if name not in _ENVELOPE and value is not None:
            advice = _advice(expected, name)
            yield f"{name} stands beside response, where it has no effect: {advice}"
    yield from _changed(event["request"], answer.get("request"))
    yield from _unread(expected, expected.members, answer["response"], "response")


def _changed(sent: Mapping[str, Any], returned: object) -> Iterator[str]:
    """Say what was changed of what the function was told; it may be left out (a guess)."""
    if returned is None or returned == sent:
        return
    paths = list(_differences(orjson.loads(orjson.dumps(sent)), returned, "request"))
    if paths:
        more = f" and {len(paths) - MOST} more" if len(paths) > MOST else ""
        yield (
            f"{', '.join(paths[:MOST])}{more} changed, which has no effect: a function answers by"
            " its response alone"
        )


def _differences(sent: object, returned: object, path: str) -> Iterator[str]:
    if isinstance(sent, Mapping) and isinstance(returned, Mapping):
        for name, value in returned.items():
            if name not in sent:
                yield f"{path}.{name}"
            else:
                yield from _differences(sent[name], value, f"{path}.{name}")
    elif sent != returned:
        yield path


def _unread(
    expected: Form, members: Mapping[str, Kind], document: Mapping[str, Any], path: str
) -> Iterator[str]:
    for name, value in document.items():
        kind, place = members.get(name), f"{path}.{name}"
        if value is None:
            continue
        if kind is None:
            yield f"{place} has no effect: {_advice(expected, name, path)}"
        elif kind.members:
            yield from _unread(expected, kind.members, value, place)
        elif kind.values and value not in kind.values:
            yield f"{place} is {value!r:.80}, which has no effect: it can be {_or(kind.values)}"


def _advice(expected: Form, name: str, path: str = "") -> str:
    """Return what would be right in place of a member that is not read where it stands."""
    return next(
        advice
        for advice in (
            _elsewhere(expected, name, path),
            _in_another_version(expected, name, path),
            _misspelt(expected, name, path),
            _of_another_trigger(expected, name),
            _what_there_is(expected, path),
        )
        if advice is not None
    )


def _elsewhere(expected: Form, name: str, path: str) -> str | None:
    """Return the advice for a member that stands at the wrong place."""
    right = [place for own, place in _places(expected) if own == name and place != f"{path}.{name}"]
    return f"it belongs into {_or(right)}" if right else None


def _in_another_version(expected: Form, name: str, path: str) -> str | None:
    """Return the advice for a member of the answer to events of another version."""
    for other in FORMS:
        if other.trigger == expected.trigger and other.versions != expected.versions:
            for own, place in _places(other):
                if own == name:
                    subject = "it" if place == f"{path}.{name}" else place
                    return _attach_anew(expected, other, subject)
    return None


def _attach_anew(expected: Form, other: Form, subject: str) -> str:
    version, wanted = expected.versions[0], other.versions[0]
    instead = _or([f"response.{name}" for name in expected.members])
    return (
        f"{subject} answers events of version {' and '.join(other.versions)}, and this function"
        f" gets those of version {version}. Attach it as {other.trigger}:V{wanted}_0 (in a"
        f" LambdaConfig: {other.trigger}Config with LambdaVersion V{wanted}_0), or answer by"
        f" {instead}"
    )


def _misspelt(expected: Form, name: str, path: str) -> str | None:
    """Return the advice for a slip of the pen; names at the same place go first."""
    places = sorted(_places(expected), key=lambda each: each[1].rpartition(".")[0] != path)
    by_name: dict[str, str] = {}
    for own, place in places:
        by_name.setdefault(own, place)
    meant = missed(name, by_name)
    return None if meant is None else f"there is {by_name[meant]}"


def _of_another_trigger(expected: Form, name: str) -> str | None:
    others = [
        each.title
        for each in FORMS
        if each.trigger != expected.trigger and any(own == name for own, _ in _places(each))
    ]
    if not others:
        return None
    return f"it is a member of the answer of {_or(others)}, and this is {expected.title}"


def _what_there_is(expected: Form, path: str) -> str:
    if not expected.members:
        return f"the response of {expected.title} has no members"
    here = [place for _, place in _places(expected) if place.rpartition(".")[0] == path]
    return f"there is {_or(here or [f'response.{name}' for name in expected.members])}"


def _places(expected: Form) -> Iterator[tuple[str, str]]:
    """Yield the names of all members of a response, each with its path."""
    return _within(expected.members, "response")


def _within(members: Mapping[str, Kind], path: str) -> Iterator[tuple[str, str]]:
    for name, kind in members.items():
        yield name, f"{path}.{name}"
        yield from _within(kind.members, f"{path}.{name}")


def _or(names: Iterable[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last
