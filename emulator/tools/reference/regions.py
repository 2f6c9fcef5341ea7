"""Regions of pages: who writes which, and how they are put in their places."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

Writer = Callable[[], str]
"""Returns what stands in a region, as Markdown."""

ROOT = Path(__file__).parents[3]
_PAGES = ("README.md", "llms.txt", "docs/**/*.md")
_REGION = re.compile(
    r"^<!-- generated: (?P<name>[\w-]+) -->\n(?P<body>.*?)^<!-- /generated: (?P=name) -->$",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"<!--\s*/?generated\b")
_MARKS_OF_A_REGION = 2

_writers: dict[str, Writer] = {}


def region(name: str) -> Callable[[Writer], Writer]:
    """Let the decorated function write the regions of a name, on whichever page they are.

    Raises:
        ValueError: another function writes them already.

    """
    if name in _writers:
        raise ValueError(f"{name} is written twice")

    def register(writer: Writer) -> Writer:
        _writers[name] = writer
        return writer

    return register


def writers() -> Mapping[str, Writer]:
    """Return all writers, by the names of their regions."""
    package = importlib.import_module("tools.reference")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package.__name__}.{module.name}")
    return MappingProxyType(_writers)


def pages() -> list[Path]:
    """Return the pages that may have regions."""
    return sorted(path for pattern in _PAGES for path in ROOT.glob(pattern))


def regions(text: str) -> dict[str, str]:
    """Return the regions of a page as they stand there, by name.

    Raises:
        ValueError: a mark has no other that belongs to it, or a name is there twice.

    """
    found = {match["name"]: match["body"] for match in _REGION.finditer(text)}
    marks = len(_MARK.findall(text))
    if marks != _MARKS_OF_A_REGION * len(found):
        raise ValueError(f"{marks} marks of generated regions do not make {len(found)} regions")
    return found


def written(name: str) -> str:
    """Return what has to stand between the marks of a region.

    Raises:
        LookupError: nobody writes it.

    """
    writer = writers().get(name)
    if writer is None:
        raise LookupError(f"no function of tools/reference writes the region {name}")
    return f"\n{writer().strip()}\n\n"


def renewed(text: str) -> str:
    """Return a page with its regions written anew.

    Raises:
        LookupError: nobody writes one of them.
        ValueError: its marks do not belong together.

    """
    regions(text)
    return _REGION.sub(_renewed, text)


def _renewed(match: re.Match[str]) -> str:
    name = match["name"]
    return f"<!-- generated: {name} -->\n{written(name)}<!-- /generated: {name} -->"
