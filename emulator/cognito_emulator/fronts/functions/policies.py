"""Policies that Lambda authorizers answer with, and what they say of a call.

They are read as documented for IAM: an explicit deny is stronger than any allow, and what is not
allowed is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

from cognito_emulator.fronts.functions.asking import BadAnswerError

Verdict = Literal["allowed", "denied", "silent"]

ACTION = "execute-api:Invoke"
_MEMBERS = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")


class ConditionError(ValueError):
    """A policy has a condition, which is not emulated."""


def principal_and_policy(answer: object) -> tuple[str, Mapping[str, Any]]:
    """Return ``principalId`` and ``policyDocument`` of an answer.

    Raises:
        BadAnswerError: it lacks one of them, or has something else there.

    """
    if not isinstance(answer, Mapping):
        raise BadAnswerError(f"it is {type(answer).__name__}, no object")
    principal, policy = answer.get("principalId"), answer.get("policyDocument")
    if not isinstance(principal, str):
        simple = "isAuthorized" in answer
        why = "; isAuthorized is of simple answers, which HTTP APIs take" if simple else ""
        raise BadAnswerError(f"principalId is {principal!r}, no text{why}")
    if not isinstance(policy, Mapping):
        raise BadAnswerError(f"policyDocument is {policy!r}, no object")
    statements(policy)
    return principal, policy


def verdict(policy: Mapping[str, Any], arn: str) -> Verdict:
    """Return what a policy says of calling an ARN.

    Raises:
        BadAnswerError: it is no policy.
        ConditionError: it has a condition.

    """
    effects = {str(each["Effect"]) for each in statements(policy) if _is_about(each, arn)}
    if "Deny" in effects:
        return "denied"
    return "allowed" if "Allow" in effects else "silent"


def statements(policy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a policy's statements: one, or a list of them.

    Raises:
        BadAnswerError: they are none.
        ConditionError: one has a condition.

    """
    found = policy.get("Statement")
    return [_checked(each) for each in (found if isinstance(found, list) else [found])]


def _checked(statement: object) -> Mapping[str, Any]:
    if not isinstance(statement, Mapping):
        raise BadAnswerError(f"Statement has {statement!r}, no object")
    for name in statement:
        if name not in _MEMBERS:
            raise BadAnswerError(f"{name} is no member of a Statement: they are {_listed()}")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise BadAnswerError(f"Effect is {statement.get('Effect')!r}, not Allow or Deny")
    for pair in (("Action", "NotAction"), ("Resource", "NotResource")):
        given = [name for name in pair if name in statement]
        if len(given) != 1:
            raise BadAnswerError(f"a Statement has either {pair[0]} or {pair[1]}")
        _texts(given[0], statement[given[0]])
    if statement.get("Condition"):
        raise ConditionError("Condition in a policy is not emulated: leave it out in tests.")
    return statement


def _is_about(statement: Mapping[str, Any], arn: str) -> bool:
    """Whether a statement covers the call."""
    action = _covers(statement, "Action", ACTION.lower(), lower=True)
    return action and _covers(statement, "Resource", arn, lower=False)


def _covers(statement: Mapping[str, Any], member: str, value: str, *, lower: bool) -> bool:
    wanted = member in statement
    patterns = _texts(member, statement[member if wanted else f"Not{member}"])
    found = any(_matches(value, each.lower() if lower else each) for each in patterns)
    return found is wanted


def _texts(name: str, value: object) -> Iterable[str]:
    listed: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in listed):
        raise BadAnswerError(f"{name} is {value!r}, neither a text nor a list of texts")
    return listed


def _matches(value: str, wildcards: str) -> bool:
    """Whether a value is as a text with wildcards has it: ``*`` is any text, ``?`` any character.

    In linear time, as `fnmatch` tries what stands between two ``*`` at one place only; the sets of
    characters that it knows, IAM does not.
    """
    return fnmatchcase(value, wildcards.replace("[", "[[]"))


def _listed() -> str:
    return ", ".join(_MEMBERS)
