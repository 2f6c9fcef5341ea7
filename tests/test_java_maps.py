"""The order of the members of the service's maps."""

from __future__ import annotations

import pytest

from cognito_emulator import java_maps
from tests.table import table


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
    assert list(java_maps.copied(given)) == expected


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
    turned = java_maps.copied(dict.fromkeys(reversed(names)))

    assert list(java_maps.copied(dict.fromkeys(names))) == names
    assert [spread(name) % 16 for name in turned] == [spread(name) % 16 for name in names]


@table("count", range(0, 60, 4))
def test_a_filled_map_differs_from_a_copy_where_it_is_just_full(count: int) -> None:
    members = dict.fromkeys((f"claim-{number}" for number in range(count)), 0)
    copied, filled = list(java_maps.copied(members)), list(java_maps.filled(members))

    assert sorted(copied) == sorted(filled)
    assert (copied == filled) is (count not in {12, 24, 48})
