"""Markdown files as a reader sees them: headings, links, anchors, and Sphinx's lists of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.slugs import github_slugify, unique_slug

from tests.prose import ROOT, found

#: What strangers read in this repository.
FILES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "llms.txt",
    "docs/**/*.md",
    "emulator/**/*.md",
)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Link:
    """A link, and where it stands.

    Attributes:
        file: the file that has it.
        line: where its paragraph, table row or list item begins.
        target: what it leads to, as it is written.

    """

    file: Path
    line: int
    target: str

    def __str__(self) -> str:
        """Return it as an editor opens it."""
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.target}"

    @property
    def is_relative(self) -> bool:
        """Whether it leads to a file of this repository, or to a place in its own file."""
        return not re.match(r"[a-z][a-z0-9+.-]*:|//", self.target)

    @property
    def path(self) -> Path:
        """The file or folder that a relative link leads to."""
        name = unquote(self.target.partition("#")[0])
        return (self.file.parent / name).resolve() if name else self.file

    @property
    def anchor(self) -> str:
        """The place there; empty where it names none."""
        return unquote(self.target.partition("#")[2])


@dataclass(frozen=True)
class Document:
    """A Markdown file.

    Attributes:
        path: where it is.
        headings: level and title of each.
        opening: the text of the paragraph behind the first heading; empty where something else is.
        links: all its links and images.
        anchors: what a link may name behind ``#``, by GitHub's rules.
        toctree: the pages that it lists for Sphinx.

    """

    path: Path
    headings: tuple[tuple[int, str], ...]
    opening: str
    links: tuple[Link, ...]
    anchors: frozenset[str]
    toctree: tuple[Path, ...]


def documents() -> list[Document]:
    """All of `FILES`."""
    return [document(path) for path in found(FILES)]


@cache
def document(path: Path) -> Document:
    """Read a Markdown file."""
    tokens = _MARKDOWN.parse(path.read_text(encoding="utf-8"))
    tree = SyntaxTreeNode(tokens)
    headings = tuple(
        (int(node.tag[1:]), _text(node)) for node in tree.walk() if node.type == "heading"
    )
    return Document(
        path,
        headings=headings,
        opening=_opening(tree),
        links=tuple(_links(path, tokens)),
        anchors=frozenset({*_slugs(title for _, title in headings), *_ids(tokens)}),
        toctree=tuple(_toctree(path, tokens)),
    )


def _text(node: SyntaxTreeNode) -> str:
    return "".join(
        each.content for each in node.walk() if each.type in {"text", "code_inline", "softbreak"}
    )


def _opening(tree: SyntaxTreeNode) -> str:
    shown = [node for node in tree.children if node.type != "html_block"]
    opens = [node.type for node in shown[:2]] == ["heading", "paragraph"]
    return _text(shown[1]) if opens else ""


def _slugs(titles: Iterator[str]) -> Iterator[str]:
    slugs: set[str] = set()
    for title in titles:
        slugs.add(unique_slug(github_slugify(title), slugs))
    yield from slugs


class _Tags(HTMLParser):
    """What tags of HTML say by an attribute."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self._names = names
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.values += [value for name, value in attrs if name in self._names and value]


def _attributes(html: str, *names: str) -> list[str]:
    tags = _Tags(*names)
    tags.feed(html)
    return tags.values


def _with_children(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """Yield all tokens, each with the line of its block."""
    line = 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        yield line, token
        for child in token.children or ():
            yield line, child


def _ids(tokens: list[Token]) -> Iterator[str]:
    for _, token in _with_children(tokens):
        if token.type in {"html_block", "html_inline"}:
            yield from _attributes(token.content, "id", "name")


def _links(path: Path, tokens: list[Token]) -> Iterator[Link]:
    for line, token in _with_children(tokens):
        if token.type in {"html_block", "html_inline"}:
            for target in _attributes(token.content, "href", "src"):
                yield Link(path, line, target)
        for name in ("href", "src"):
            if written := token.attrGet(name):
                yield Link(path, line, str(written))


def _toctree(path: Path, tokens: list[Token]) -> Iterator[Path]:
    for token in tokens:
        if token.type == "fence" and token.info == "{toctree}":
            names = [line for line in token.content.splitlines() if line and line[0] != ":"]
            for name in names:
                # Sphinx's glob; the file system's does not follow `..` in the middle.
                folder = path.parent.joinpath(name).parent.resolve()
                yield from sorted(folder.glob(f"{Path(name).name}.md"))
