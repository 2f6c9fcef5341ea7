"""The description that package indexes show of a release."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from readme_renderer.markdown import render

_ABSOLUTE = re.compile(r"https?://|mailto:")
#: Which attribute of a tag leads elsewhere.
_REFERENCES = {"a": "href", "img": "src", "source": "srcset"}


class _Page(HTMLParser):
    """The references of a page, and the places in it that one may lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == _REFERENCES.get(tag) and value is not None:
                self.references.append(value)
            elif name == "id":
                self.places.add(f"#{value}")


def dead_links(markdown: str) -> list[str]:
    """Return the links and images of a description that lead nowhere from another site.

    These are the relative ones, and those to headings of its own that are not there. Links to
    headings are told as they stand in the page: with `user-content-` before the heading's name.
    """
    page = _Page()
    page.feed(render(markdown) or "")
    return [
        reference
        for reference in page.references
        if not _ABSOLUTE.match(reference) and reference not in page.places
    ]
