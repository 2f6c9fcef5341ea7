"""The decisions, in the order of their numbers."""

from __future__ import annotations

from tools.reference.regions import ROOT, region


@region("decisions")
def all_decisions() -> str:
    """Return a line for each decision, as seen from a folder of docs/."""
    paths = sorted(ROOT.glob("emulator/decisions/*.md"))
    titles = [path.read_text(encoding="utf-8").partition("\n")[0] for path in paths]
    return "".join(
        f"- [{title.removeprefix('# ')}](../../{path.relative_to(ROOT).as_posix()})\n"
        for path, title in zip(paths, titles, strict=True)
    )
