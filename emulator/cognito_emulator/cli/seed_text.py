"""Seeds as texts, a piece after the other: that of a million users is never there as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

_AT_ONCE = 100  # items of a list
_MANY = 1_000  # users: nobody reads so many
_POOLS, _USERS = "UserPools", "Users"


def as_json(seed: Mapping[str, Any]) -> Iterator[str]:
    """Give the text of a seed in JSON."""
    yield from json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(seed)
    yield "\n"


def as_yaml(seed: Mapping[str, Any]) -> Iterator[str]:
    """Give the text of a seed in YAML; each piece has whole lines."""
    for name, value in seed.items():
        if not isinstance(value, list) or not value:
            yield _yaml({name: value})
            continue
        yield _yaml({name: []}).replace(" []", "")
        if name == _POOLS:
            for pool in value:
                yield from _as_item(as_yaml(pool))
        else:
            fast = name == _USERS and len(value) > _MANY
            for first in range(0, len(value), _AT_ONCE):
                yield _yaml(value[first : first + _AT_ONCE], fast=fast)


def _as_item(pieces: Iterable[str]) -> Iterator[str]:
    """Give the text of a mapping as that of an item of a list."""
    lead = "- "
    for piece in pieces:
        for one in piece.removesuffix("\n").split("\n"):
            yield f"{lead}{one}\n" if one else "\n"
            lead = "  "


def _yaml(value: object, *, fast: bool = False) -> str:
    import yaml  # noqa: PLC0415

    plain = json.loads(json.dumps(value))  # no subclasses of dictionaries
    text: str = yaml.dump(
        plain, Dumper=_dumper(fast=fast), sort_keys=False, allow_unicode=True, width=100
    )
    return text


@cache
def _dumper(*, fast: bool) -> type[Any]:
    """Return what writes YAML without aliases: a seed is to be edited.

    Args:
        fast: whether it may be libyaml, which takes a fifth of the time. It escapes more characters
            than it must, and leaves the tags of numbers away.

    """
    import yaml  # noqa: PLC0415

    usual: Any = yaml.SafeDumper

    class Dumper(getattr(yaml, "CSafeDumper", usual) if fast else usual):  # type: ignore[misc]
        """Writes no aliases."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - as inherited
            return True

    def tagged(dumper: Any, number: float) -> Any:  # noqa: ANN401 - untyped there
        """Write a number as one: without the tag, seeds take it for text."""
        return dumper.represent_scalar("tag:yaml.org,2002:float", repr(number), style="'")

    Dumper.add_representer(float, tagged)
    return Dumper
