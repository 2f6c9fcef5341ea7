"""What may have been meant by a wrong name."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 3
"""So many names a sentence mentions: more are not read."""

# From here on two names are taken for one: `expire_in` and `expires_in`, but not `client_id` and
# `client`, which mean two things.
_MISSED = 0.81

_FEW = 6  # so many values a sentence may name all

# What nobody can have meant is not named: `Login` is like no operation, though one is the likest.
_FAR = 0.5
# Nor what is much less like it than the best: `InitateAuth` is InitiateAuth or AdminInitiateAuth.
_BESIDE = 0.81

_LONGEST = 100  # what is longer is no slip, and would take long to compare


def by_likeness(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that there are, the most alike first; case counts for nothing."""
    return _alike(name, known, 0.0)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return what to say of a wrong name: ``the nearest are SignUp, ...``, three at most.

    Where none is near: that, or all that there are if they are few.
    """
    listed = list(known)
    found = near(name, listed)
    if found:
        return f"the nearest {'is' if len(found) == 1 else 'are'} {', '.join(found)}"
    if len(listed) > _FEW:
        return "none of them is like it"
    return f"there {'is' if len(listed) == 1 else 'are'} {', '.join(listed)}"


def near(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that may have been meant, the most alike first, three at most."""
    found = by_likeness(name, known)[:MOST]
    least = max(_FAR, _BESIDE * _likeness(name, found[0])) if found else 0.0
    return [one for one in found if _likeness(name, one) >= least]


def choice(value: str, known: Iterable[str]) -> str:
    """Return what to say of a wrong value: the nearest ones first; all of them, where they are few.

    ``the nearest is OPTIONAL; all of them: OFF, ON, OPTIONAL``
    """
    listed = list(known)
    if len(listed) > _FEW:
        return nearest(value, listed)
    return f"the nearest is {by_likeness(value, listed)[0]}; all of them: {', '.join(listed)}"


def missed(name: str, known: Iterable[str], least: float = _MISSED) -> str | None:
    """Return the name that was probably meant; ``None`` where a name is like none of them.

    For names that may be anybody's own: most of them are meant as they are.

    Args:
        name: the wrong name.
        known: the names that there are.
        least: how alike two names are that are taken for one, from 0 to 1.

    """
    found = _alike(name, known, least)
    return found[0] if found else None


def _likeness(name: str, other: str) -> float:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only mistakes need it

    return SequenceMatcher(None, other.lower(), name[:_LONGEST].lower()).ratio()


def _alike(name: str, known: Iterable[str], least: float) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name[:_LONGEST].lower(), by_lower, n=len(by_lower) or 1, cutoff=least)
    return [by_lower[one] for one in near]
