"""What docstrings in the style of this project say, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import cleandoc

from tools.reference.markdown import from_rst

_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Yields):\n((?: .*\n|\n)*)", re.MULTILINE)
_ITEM = re.compile(r"^ {4}(\S[^:\n]*): (.*(?:\n {5,}.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring in its parts.

    Attributes:
        what: its first sentence.
        arguments, attributes, errors: what is said of each, by name.

    """

    what: str
    arguments: Mapping[str, str]
    attributes: Mapping[str, str]
    errors: Mapping[str, str]


def docstring(owner: object) -> Docstring:
    """Return the docstring of a class, a function or a property.

    Raises:
        ValueError: it has none.

    """
    if not (text := cleandoc(owner.__doc__ or "")):
        raise ValueError(f"{owner!r} has no docstring")
    sections = dict(_SECTION.findall(f"{text}\n"))
    return Docstring(
        what=from_rst(text.partition("\n\n")[0].replace("\n", " ")),
        arguments=_items(sections.get("Args", "")),
        attributes=_items(sections.get("Attributes", "")),
        errors=_items(sections.get("Raises", "")),
    )


def _items(section: str) -> dict[str, str]:
    """Return what is said of each name; of names with commas between them the same is said."""
    return {
        name.lstrip("*"): from_rst(" ".join(text.split()))
        for names, text in _ITEM.findall(section)
        for name in names.split(", ")
    }
