"""Pages of the manual, and what a test does with each of their code blocks.

An HTML comment before a block says it; readers do not see it:

    <!-- file: test_login.py -->   the block is written to that file of the page's folder
    <!-- run -->                   commands for bash; they end with 0
    <!-- run: fails -->            they end with another status
    <!-- output -->                what they print; ``...`` stands for anything
    <!-- serve -->                 one command that stays, and listens on port 9329
    <!-- serve: 5000 -->           likewise, on another port
    <!-- not run: WHY -->          no test can run it

Comments about the whole page stand anywhere on it:

    <!-- needs: node, npm -->      programs; without them its test is skipped
    <!-- ports: 3000 -->           ports that its commands listen on; its test has others
    <!-- with: fixtures/a.yaml --> a file of this repository that its folder has, too
    <!-- plugins: xdist.plugin --> modules of pytest plugins that its readers have installed
    <!-- tested by: tests/x.py --> another test runs its blocks
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.prose import ROOT

#: What may stand before a block: the word, and whether something has to follow, may or must not.
KINDS = {
    "file": r"[\w./-]+",
    "run": r"(?:fails)?",
    "output": r"",
    "serve": r"(?:\d+)?",
    "not run": r"\S.{9,}",
}
_COMMENT = re.compile(r"<!--\s*([a-z ]+?)\s*(?::\s*(.*?))?\s*-->", re.DOTALL)
DEFAULT_PORT = "9329"
_MARKDOWN = MarkdownIt("commonmark").disable("inline")  # blocks are all that is looked at


@dataclass(frozen=True)
class Block:
    """A fenced block, and what is said of it.

    Attributes:
        line: where it begins on its page.
        language: what stands behind its fence; empty where nothing does.
        text: its content.
        kind: a key of `KINDS`; empty where nothing stands before it.
        detail: what stands behind the kind's colon.

    """

    line: int
    language: str
    text: str
    kind: str
    detail: str

    @property
    def is_right(self) -> bool:
        """Whether a comment says what the test does with it."""
        return self.kind in KINDS and bool(re.fullmatch(KINDS[self.kind], self.detail, re.DOTALL))


@dataclass(frozen=True)
class Page:
    """A Markdown file of this repository.

    Attributes:
        path: where it is.
        blocks: its code blocks; directives of Sphinx are none.
        needs: programs that its blocks call.
        files: what its folder has besides, relative to the repository.
        tested_by: the tests that run its blocks in place of the page's own.
        other_ports: the ports that its commands listen on, beside those of its servers.
        plugins: the modules of pytest plugins that its commands load, beside our own.

    """

    path: Path
    blocks: tuple[Block, ...]
    needs: tuple[str, ...]
    files: tuple[str, ...]
    tested_by: tuple[str, ...]
    other_ports: tuple[str, ...]
    plugins: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its path as it is said: relative to the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def runs(self) -> bool:
        """Whether a block of it does something."""
        return any(block.kind in {"run", "serve"} for block in self.blocks)

    @property
    def ports(self) -> set[str]:
        """All ports that something listens on, as they stand there."""
        served = {block.detail or DEFAULT_PORT for block in self.blocks if block.kind == "serve"}
        return served | set(self.other_ports)


@cache
def pages() -> list[Page]:
    """README and the manual."""
    return [page(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))]


def page(path: Path) -> Page:
    """Read a page."""
    tokens = _MARKDOWN.parse(path.read_text(encoding="utf-8"))
    comments = [found for token in tokens for found in _comments(token)]
    return Page(
        path,
        blocks=tuple(_blocks(tokens)),
        needs=_words(comments, "needs"),
        files=_words(comments, "with"),
        tested_by=_words(comments, "tested by"),
        other_ports=_words(comments, "ports"),
        plugins=_words(comments, "plugins"),
    )


def _comments(token: Token) -> list[tuple[str, str]]:
    if token.type != "html_block":
        return []
    return [(found[1], found[2] or "") for found in _COMMENT.finditer(token.content)]


def _words(comments: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(
        word for found, detail in comments if found == name for word in re.split(r",\s*", detail)
    )


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type not in {"fence", "code_block"} or token.info.startswith("{"):
            continue
        said = _comments(before) if before else []
        kind, detail = said[-1] if said else ("", "")
        line = token.map[0] + 1 if token.map else 0
        yield Block(line, token.info.partition(" ")[0], token.content, kind, detail)
