"""What people read in the sources: comments and docstrings; and where the sources are."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
MANUAL = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/**/*.md", "emulator/**/*.md")
SOURCES = ("emulator/**/*.py", "pytest_plugin/**/*.py", "tests/**/*.py", "fixtures/**/*.py")
#: What stands between two words of prose that are on two lines.
NEW_LINE = re.compile(r"\n[\s#:]*")


def prose(source: str) -> Iterator[tuple[int, str]]:
    """The comments and docstrings of a module, each in one line; no code, and no messages."""
    comments = [
        (token.start[0], token.string.lstrip("#: "))
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    for _, block in groupby(enumerate(comments), key=lambda place: place[1][0] - place[0]):
        lines = [line for _, line in block]
        yield lines[0][0], " ".join(text for _, text in lines)
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.lineno, " ".join(node.value.value.split())


def found(patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if not {"node_modules", ".venv"} & set(path.parts):
                yield path
