"""The lists of llms.txt, from the lists that the manual's own pages have."""

from __future__ import annotations

from collections.abc import Iterator

from tools.reference.regions import ROOT, region

_SECTIONS = {
    "Start": "start",
    "How to": "how-to",
    "Reference": "reference",
    "Why": "why",
}
_ENTRY = "- ["


@region("llms")
def all_pages() -> str:
    """Return a list for each part of the manual, as seen from the top of the repository."""
    return "\n".join(
        f"## {title}\n\n" + "".join(_entries(folder)) for title, folder in _SECTIONS.items()
    )


def _entries(folder: str) -> Iterator[str]:
    """Yield the entries of a part's list; their links lead there from elsewhere."""
    page = ROOT / "docs" / folder / "index.md"
    for line in page.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith(_ENTRY):
            yield line.replace("](", f"](docs/{folder}/", 1)
