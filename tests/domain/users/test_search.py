"""The filter's grammar, and the pages that the store cuts."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.domain.users.search import Filter, parse
from cognito_emulator.store import MemoryStore, Reach, Table


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.text(), st.sampled_from(["=", "^="]), st.booleans())
def test_quoting_round_trip(value: str, operator: str, quoted_name: bool) -> None:  # noqa: FBT001 - a property's argument
    name = quoted("email") if quoted_name else "email"
    found = parse(f"{name} {operator} {quoted(value)}")
    assert found == Filter("email", operator == "^=", value)


@dataclass(frozen=True)
class Member:
    id: int
    box: str = "a"


MEMBERS: Table[Member] = Table(
    "members",
    Member,
    key=lambda member: member.id,
    belongs_to=(),
    groups={"box": lambda member: (member.box,)},
)


@given(st.lists(st.integers(0, 40)), st.lists(st.integers(0, 40)), st.integers(1, 9))
def test_pages_show_every_member_once_while_others_leave(
    joining: list[int], leaving: list[int], limit: int
) -> None:
    store = MemoryStore()
    for number in joining:
        tx = store.transaction()
        tx.put(MEMBERS, Member(number))
        assert tx.commit()
    seen: list[int] = []
    start: int | None = 0
    while start is not None:
        found, start = store.transaction().page(MEMBERS, "box", "a", Reach(start, limit))
        seen += [member.id for member in found]
        tx = store.transaction()
        for number in leaving[:3]:
            tx.delete(MEMBERS, number)
        leaving = leaving[3:]
        assert tx.commit()
    staying = [number for number in dict.fromkeys(joining) if number in seen]
    assert seen == staying
    left = store.transaction().all(MEMBERS, "box", "a")
    assert {member.id for member in left} <= set(seen)


def test_positions_survive_heavy_turnover() -> None:
    """The journal is compacted; a position from before still leads to the same place."""
    store = MemoryStore()
    tx = store.transaction()
    for number in range(1000):
        tx.put(MEMBERS, Member(number))
    assert tx.commit()
    _, following = store.transaction().page(MEMBERS, "box", "a", Reach(0, 950))
    assert following is not None
    tx = store.transaction()
    for number in (*range(940), 999):
        tx.delete(MEMBERS, number)
    tx.put(MEMBERS, Member(1000))
    assert tx.commit()
    found, end = store.transaction().page(MEMBERS, "box", "a", Reach(following, 100))
    assert [member.id for member in found] == [*range(950, 999), 1000]
    assert end is None


def test_positions_never_come_back_when_the_last_have_left() -> None:
    """Who joins after a compaction stands behind all positions that were ever told."""
    store = MemoryStore()
    tx = store.transaction()
    for number in range(1000):
        tx.put(MEMBERS, Member(number))
    assert tx.commit()
    _, following = store.transaction().page(MEMBERS, "box", "a", Reach(0, 990))
    assert following is not None
    tx = store.transaction()
    for number in reversed(range(10, 1000)):  # the last position first
        tx.delete(MEMBERS, number)
    assert tx.commit()
    tx = store.transaction()
    tx.put(MEMBERS, Member(1000))
    assert tx.commit()
    found, end = store.transaction().page(MEMBERS, "box", "a", Reach(following, 100))
    assert ([member.id for member in found], end) == ([1000], None)


def test_a_page_takes_only_what_is_wanted() -> None:
    store = MemoryStore()
    tx = store.transaction()
    for number in range(10):
        tx.put(MEMBERS, Member(number))
    assert tx.commit()
    even = Reach[Member](0, 4, lambda member: member.id % 2 == 0)
    found, following = store.transaction().page(MEMBERS, "box", "a", even)
    assert [member.id for member in found] == [0, 2, 4, 6]
    assert following == 8
    assert store.transaction().page(MEMBERS, "box", "nobody", even) == ([], None)
