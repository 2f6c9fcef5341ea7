"""``Fn::ForEach`` of AWS::LanguageExtensions: what its body says in one turn.

``${Name}`` stands for the turn's item, ``&{Name}`` for its letters and digits, in names of members
and in texts (documented). ``{"Ref": "Name"}`` is the item, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

PREFIX = "Fn::ForEach::"
"""How the name of a loop begins; the rest is its own."""


def turn(body: Mapping[str, Any], name: str, item: str) -> tuple[list[tuple[str, str, Any]], int]:
    """Return the members of a body where `name` is `item`, and how many values they have.

    Each member has its name as it is written, its name in this turn, and its value.
    """
    plain = re.sub(r"[^A-Za-z0-9]", "", item)
    values = 0

    def text(given: str) -> str:
        return given.replace(f"${{{name}}}", item).replace(f"&{{{name}}}", plain)

    def turned(value: object) -> Any:  # noqa: ANN401 - any JSON
        nonlocal values
        values += 1
        match value:
            case str():
                return text(value)
            case Mapping():
                if value == {"Ref": name}:
                    return item
                return {text(str(key)): turned(inner) for key, inner in value.items()}
            case list():
                return [turned(inner) for inner in value]
            case _:
                return value

    members = [(raw, text(raw), turned(value)) for raw, value in body.items()]
    return members, values
