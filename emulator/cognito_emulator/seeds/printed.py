"""A folder with what the AWS CLI printed of one pool, a file for each command."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cognito_emulator.seeds.kinds import PARTS, POOL
from cognito_emulator.seeds.places import Place, Placed, items, mapping

_MFA = "MfaConfiguration"
# What list-users-in-group prints does not name the group, so its file does.
_GROUP_FILE = re.compile(r"(?:(?:list-)?users-in-)?group-(?P<name>.+)\.json")


def is_pool(document: Mapping[str, Any]) -> bool:
    """Whether a document is what ``describe-user-pool`` prints."""
    return document.keys() - {"ResponseMetadata"} == {POOL.wrapper} and isinstance(
        document[POOL.wrapper], Mapping
    )


def pool(files: Iterable[tuple[Place, Mapping[str, Any]]]) -> tuple[Placed, tuple[str, ...]]:
    """Return the pool that answers describe together, and what of them was not read.

    Args:
        files: what stands in the files, with the places of these.

    Raises:
        SeedError: several of them describe a pool, or what they list is no list.
        ValueError: none of them describes a pool.

    """
    described: Placed | None = None
    members: dict[str, Any] = {}
    origins: dict[str, Place] = {}
    lists: dict[str, list[Placed]] = {}
    notes: list[str] = []
    crowds: dict[str, Placed] = {}
    for place, document in files:
        answer = {name: it for name, it in document.items() if name != "ResponseMetadata"}
        if is_pool(answer):
            if described is not None:
                raise place.wrong(f"{described.place.source} describes a pool, too: one will do.")
            here = place.member(POOL.wrapper)
            described = Placed(here, mapping(here, answer[POOL.wrapper]))
        elif _MFA in answer:  # of get-user-pool-mfa-config
            members |= answer
            origins |= {name: place.member(name) for name in answer}
        elif found := dict(_records(place, answer)):
            for name, records in found.items():
                lists.setdefault(name, []).extend(records)
            if "Users" in found and (group := _group_of(place)):
                crowds[group] = Placed(place.member("Users"), {"Users": found["Users"]})
        else:
            notes.append(f"{place.source}: This is not read; it has {', '.join(answer)}.")
    if described is None:
        raise ValueError("no file describes the pool")
    known = {name: _once(name, records) for name, records in lists.items()}
    if crowds:
        known["Users"] = _in_groups(known["Users"], crowds)
        known.setdefault(
            "Groups", [Placed(at.place, {"GroupName": it}) for it, at in crowds.items()]
        )
    notes += _without_people(described.place, known.get("Groups", ()), crowds)
    return Placed(described.place, {**described, **members, **known}, origins), tuple(notes)


def _group_of(place: Place) -> str | None:
    """Return the group whose users stand in a file, as its name says."""
    found = _GROUP_FILE.fullmatch(place.file.name) if place.file else None
    return found["name"] if found else None


def _in_groups(users: Iterable[Placed], crowds: Mapping[str, Placed]) -> list[Placed]:
    """Return users with the groups in whose files they stand."""
    groups: dict[object, dict[str, Place]] = defaultdict(dict)
    for group, crowd in crowds.items():
        for user in crowd["Users"]:
            groups[user.get("Username")][group] = crowd.place
    return [
        Placed(
            user.place,
            {**user, "Groups": list(of_user)},
            {**user.origins, "Groups": next(iter(of_user.values()))},
        )
        if (of_user := groups.get(user.get("Username")))
        else user
        for user in users
    ]


def _without_people(
    place: Place, groups: Iterable[Placed], crowds: Mapping[str, Placed]
) -> Iterator[str]:
    """Say of which groups no file tells who is in them."""
    names = [str(group.get("GroupName")) for group in groups]
    if silent := [name for name in names if name not in crowds]:
        yield (
            f"{place.source}: No file says who is in {', '.join(silent)}: `aws cognito-idp"
            f" list-users-in-group` prints it, without the group's name, so that the file has to"
            f" be called group-{silent[0]}.json."
        )


def _records(place: Place, answer: Mapping[str, Any]) -> Iterator[tuple[str, list[Placed]]]:
    """Give the records of an answer, by the lists of a seed that they belong to."""
    for name, part in PARTS.items():
        inside = answer.get(part.kind.wrapper)
        if isinstance(inside, Mapping):
            here = place.member(part.kind.wrapper)
            yield name, [Placed(here, mapping(here, inside))]
        elif isinstance(answer.get(name), list) and name != "Terms":  # list-terms only names them
            listed = items(place.member(name), answer[name])
            yield name, [Placed(here, mapping(here, item)) for here, item in listed]
    if "Username" in answer and "UserAttributes" in answer:  # admin-get-user has no wrapper
        yield "Users", [Placed(place, answer)]


_NAMED_BY = {"Users": "Username", "Groups": "GroupName", "ResourceServers": "Identifier"}


def _once(name: str, records: list[Placed]) -> list[Placed]:
    """Return records each once: what a list shows and another command shows again, is one.

    Where they differ, the one that says more is kept.
    """
    key = _NAMED_BY.get(name)
    if key is None:
        return records
    found: dict[object, Placed] = {}
    for record in records:
        named = record.get(key)
        if named not in found or len(record) > len(found[named]):
            found[named] = record
    return list(found.values())
