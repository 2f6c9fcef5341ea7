"""The parameters of a template: what they are when it is deployed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from cognito_emulator.counts import counted
from cognito_emulator.nearest import choice, nearest
from cognito_emulator.seeds.places import Mistakes, Place, mapping
from cognito_emulator.seeds.templates import allowed_pattern

_OF_SSM = "AWS::SSM::Parameter::Value"
_OWN_TYPES = ("String", "Number", "CommaDelimitedList", "List<Number>", "List<String>")
_OF_AWS = ("AWS::", "List<AWS::")
_HIDDEN = "****"  # as CloudFormation shows what has NoEcho


class Givers(Protocol):
    """Those who may give a parameter its value, and hear of it."""

    def given(self, name: str) -> object | None:
        """Return what somebody gave it."""

    def kept(self, reference: str) -> str | None:
        """Return what somebody said of a dynamic reference: ``ssm:/path``."""

    def advice(self, name: str) -> str:
        """Say how somebody gives it a value: ``--parameter NAME=VALUE says it``."""

    def reference(self, place: Place, name: str) -> object:
        """Return what a parameter is, for who asks at a place; once found, it is known."""

    def is_told(self, name: str) -> bool:
        """Whether it is known what a parameter is, whatever becomes of resources."""

    def not_held(self, place: Place, sentence: str) -> None:
        """Say of which constraint values are not held against it, and why."""


def check(section: Place, declared: Mapping[str, Any], givers: Givers) -> None:
    """Hold all parameters against their declarations, also those that nothing uses (documented).

    Those that nobody gives a value are told of where something uses them.

    Args:
        section: the place of the declarations.
        declared: them, by the names of parameters.
        givers: those who may give a parameter its value.

    Raises:
        SeedError: some are not as they have to be.

    """
    mistakes = Mistakes()
    for name, described in declared.items():
        here = section.member(name)
        with mistakes:
            kind = str(mapping(here, described).get("Type", "String"))
            if not kind.startswith(_OF_SSM) and givers.is_told(name):
                givers.reference(here, name)
    mistakes.settle()


def value_of(
    asked: Place, here: Place, name: str, described: Mapping[str, Any], givers: Givers
) -> Any:  # noqa: ANN401 - text, a number, or a list
    """Return what a parameter is.

    Args:
        asked: where the template uses it.
        here: where the template declares it.
        name: of the parameter.
        described: its declaration.
        givers: those who may give it a value.

    Raises:
        SeedError: nobody does, or it is none that the template allows.

    """
    kind = _kind(here, described)
    value = givers.given(name)
    default = described.get("Default")
    if kind.startswith(_OF_SSM):
        value = givers.kept(f"ssm:{default}") if value is None else value
        if value is None:
            raise asked.wrong(f"The parameter {name} is kept by SSM: {givers.advice(name)}.")
    if value is None and "Default" not in described:
        raise asked.wrong(f"The parameter {name} has no default: {givers.advice(name)}.")
    chosen = default if value is None else value
    is_list = kind.startswith("List<") or "CommaDelimitedList" in kind or "<List<" in kind
    if is_list and not isinstance(chosen, list):
        chosen = [part.strip() for part in str(chosen).split(",")]
    elif isinstance(chosen, list) and not is_list:  # a stack gives its nested one texts only
        chosen = ",".join(map(_text, chosen))
    if not kind.startswith(_OF_SSM):  # whose constraints are those of the key (documented)
        _judge(here, name, kind, chosen, described, givers)
    return chosen


def _kind(here: Place, described: Mapping[str, Any]) -> str:
    kind = str(described.get("Type", "String"))
    if kind not in _OWN_TYPES and not kind.startswith(_OF_AWS):
        raise here.member("Type").wrong(f"There is no type {kind}; {nearest(kind, _OWN_TYPES)}.")
    return kind


def _judge(
    here: Place,
    name: str,
    kind: str,
    value: object,
    described: Mapping[str, Any],
    givers: Givers,
) -> None:
    """Hold a value against its type and the constraints of its declaration; a list's each."""
    checks = list(_checks(here, kind, described, givers))
    for each in map(_text, value if isinstance(value, list) else [value]):
        for complaint in checks:
            if said := complaint(each):
                shown = _HIDDEN if _text(described.get("NoEcho")) == "true" else each or "empty"
                told = described.get("ConstraintDescription")
                also = f" The template says: {_text(told).rstrip('.')}." if told else ""
                raise here.wrong(f"The parameter {name} is {shown}; {said}.{also}")


_Complaint = Callable[[str], str]
"""Says what is wrong with a value: nothing, where all is well."""


def _checks(
    here: Place, kind: str, described: Mapping[str, Any], givers: Givers
) -> Iterator[_Complaint]:
    """Give those that a parameter's type has (documented)."""
    if kind in ("Number", "List<Number>"):
        yield lambda each: "" if _number(each) is not None else f"a {kind} wants a number"
    if isinstance(allowed := described.get("AllowedValues"), list):
        texts = list(map(_text, allowed))
        yield lambda each: "" if each in texts else f"AllowedValues: {choice(each, texts)}"
    if kind in ("String", "CommaDelimitedList"):
        yield from _pattern(here, described, givers)
    if kind == "String":
        yield from _range(described, "Length", len, lambda size: counted(int(size), "character"))
    if kind == "Number":
        yield from _range(described, "Value", float, lambda size: f"{size:g}")


def _pattern(here: Place, described: Mapping[str, Any], givers: Givers) -> Iterator[_Complaint]:
    if (given := described.get("AllowedPattern")) is None:
        return

    def complaint(each: str) -> str:
        try:
            return "" if allowed_pattern.read(str(given))(each) else f"AllowedPattern is {given}"
        except allowed_pattern.UnreadableError as error:
            place = here.member("AllowedPattern")
            givers.not_held(place, f"no value is held against {given}: {error}")
            return ""

    yield complaint


def _range(
    described: Mapping[str, Any],
    of: str,
    measured: Callable[[str], float],
    shown: Callable[[float], str],
) -> Iterator[_Complaint]:
    """Give what a least and a largest size say, where the declaration has them."""
    least, most = (_number(described.get(f"{end}{of}")) for end in ("Min", "Max"))
    if least is not None:
        yield lambda each: "" if measured(each) >= least else f"Min{of} is {shown(least)}"
    if most is not None:
        yield lambda each: "" if measured(each) <= most else f"Max{of} is {shown(most)}"


def _text(value: object) -> str:
    """Return a value as CloudFormation has it: each parameter is a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
