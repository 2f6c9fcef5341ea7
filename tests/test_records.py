"""Frozen dataclasses whose equality and representation are written once for all of them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from cognito_emulator.records import Record


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Key(Record):
    name: str
    secret: bytes = field(default=b"s", repr=False)
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Other(Record):
    name: str
    secret: bytes = b"s"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Nothing(Record):
    pass


@dataclass(frozen=True)
class AsUsual:
    name: str
    secret: bytes = field(default=b"s", repr=False)
    number: int = field(default=0, compare=False)


def test_two_are_equal_whose_compared_fields_are() -> None:
    assert Key("a") == Key("a", number=7)
    assert hash(Key("a")) == hash(Key("a", number=7))
    assert Key("a") != Key("b")
    assert Key("a") != replace(Key("a"), secret=b"t")
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


def test_none_is_equal_to_what_is_of_another_class() -> None:
    assert Key("a") != Other("a")
    assert Key("a") != ("a", b"s")
    assert Nothing() != ()


def test_what_holds_what_has_no_hash_has_none() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(Other([]))  # type: ignore[arg-type]


def test_no_secret_is_shown() -> None:
    told = repr(Key("a", b"secret", 7))
    assert told == repr(AsUsual("a", b"secret", 7)).replace("AsUsual", "Key")
    assert told == "Key(name='a', number=7)"
    assert repr(Nothing()) == "Nothing()"


def test_nothing_of_it_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Key("a").name = "b"  # type: ignore[misc]
