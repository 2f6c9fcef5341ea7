"""What may have been meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable


def by_likeness(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that there are, the most alike first; case counts for nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, n=len(by_lower) or 1, cutoff=0.0)
    return [by_lower[one] for one in near]
