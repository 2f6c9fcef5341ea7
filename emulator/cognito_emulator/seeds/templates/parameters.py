"""The parameters of a template: what they are when it is deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from cognito_emulator.seeds.places import Place

_OF_SSM = "AWS::SSM::Parameter::Value"


class Givers(Protocol):
    """Those who may give a parameter its value."""

    def given(self, name: str) -> object | None:
        """Return what somebody gave it."""

    def kept(self, reference: str) -> str | None:
        """Return what somebody said of a dynamic reference: ``ssm:/path``."""

    def advice(self, name: str) -> str:
        """Say how somebody gives it a value: ``--parameter NAME=VALUE says it``."""


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
    kind = str(described.get("Type", "String"))
    value = givers.given(name)
    default = described.get("Default")
    if value is None and kind.startswith(_OF_SSM):
        value = givers.kept(f"ssm:{default}")
        if value is None:
            raise asked.wrong(f"The parameter {name} is kept by SSM: {givers.advice(name)}.")
    if value is None and "Default" not in described:
        raise asked.wrong(f"The parameter {name} has no default: {givers.advice(name)}.")
    chosen = default if value is None else value
    is_list = kind.startswith("List<") or "CommaDelimitedList" in kind or "<List<" in kind
    if is_list and not isinstance(chosen, list):
        chosen = [part.strip() for part in str(chosen).split(",")]
    elif isinstance(chosen, list) and not is_list:  # a stack gives its nested one texts only
        chosen = ",".join(map(str, chosen))
    _judge(here, chosen, described)
    return chosen


def _judge(here: Place, value: object, described: Mapping[str, Any]) -> None:
    """Hold a value against what the template allows, as far as that is no regular expression."""
    allowed = described.get("AllowedValues")
    listed = value if isinstance(value, list) else [value]
    for each in listed:
        if isinstance(allowed, list) and str(each) not in map(str, allowed):
            raise here.wrong(f"The value {each} is none of {', '.join(map(str, allowed))}.")
        for name, size in (
            ("Length", len(str(each))),
            ("Value", _number(each) if described.get("Type") == "Number" else None),
        ):
            least, most = (_number(described.get(f"{end}{name}")) for end in ("Min", "Max"))
            if size is not None and least is not None and size < least:
                raise here.wrong(f"The value {each} is too small: Min{name} is {least:g}.")
            if size is not None and most is not None and size > most:
                raise here.wrong(f"The value {each} is too large: Max{name} is {most:g}.")


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
