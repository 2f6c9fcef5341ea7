"""The order of the members of the service's maps."""

from __future__ import annotations

import pytest

from cognito_emulator.domain.work import map_order


def spread(name: str) -> int:
    """Java's String.hashCode, and what its HashMap makes of it, written from their description."""
    hashed = sum(31 ** (len(name) - 1 - place) * ord(each) for place, each in enumerate(name))
    hashed %= 2**32
    return hashed ^ hashed >> 16


def test_names_in_any_script() -> None:
    """Custom attributes may be named in letters beyond ASCII."""
    words = ["id", "é", "ÄÖÜ", "αβγ", "Ωμέγα", "слово", "שם", "名前", "한국어", "ÿ", "Ā", "ĀĀ", "€"]
    names = [f"custom:{word}" for word in words]
    given = dict.fromkeys(names)
    buckets = 32  # of a map that has grown once, as it does beyond twelve names
    expected = sorted(names, key=lambda name: spread(name) % buckets)
    assert expected != names
    assert list(map_order.ordered(given)) == expected


@pytest.mark.parametrize(
    "seen",
    [
        "email_verified cognito:email_alias cognito:phone_number_alias email",
        "sub identities cognito:user_status email_verified email",
        "sub email_verified cognito:user_status cognito:email_alias identities custom:groups email",
    ],
)
def test_user_attributes_of_events(seen: str) -> None:
    """Measured [federation-28]; those that share a bucket stood in one order and another."""
    names = seen.split()
    turned = map_order.ordered(dict.fromkeys(reversed(names)))

    assert list(map_order.ordered(dict.fromkeys(names))) == names
    assert [spread(name) % 16 for name in turned] == [spread(name) % 16 for name in names]
