"""A folder with what the AWS CLI printed of a pool is a seed of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.seeds.samples import POOL_ID, SAMPLES, seed
from tests.support import PASSWORD

PEOPLE = [
    {
        "Username": name,
        "Password": PASSWORD,
        "UserAttributes": {"email": f"{name}@example.com", "email_verified": True},
    }
    for name in ("alice", "bob")
]


def printed(emulator: Emulator, folder: Path, name: str, operation: str, **request: Any) -> None:
    """Write what a command prints."""
    answer = emulator.call(operation, {"UserPoolId": POOL_ID, **request})
    (folder / f"{name}.json").write_text(json.dumps(answer, default=str))


@pytest.fixture
def emulator() -> Emulator:
    full = {name: sample.full for name, sample in SAMPLES.items() if name != "Users"}
    return Emulator(seed={**seed(**full), "Users": PEOPLE})


@pytest.fixture
def folder(emulator: Emulator, tmp_path: Path) -> Path:
    printed(emulator, tmp_path, "pool", "DescribeUserPool")
    printed(emulator, tmp_path, "mfa", "GetUserPoolMfaConfig")
    printed(emulator, tmp_path, "users", "ListUsers")
    printed(emulator, tmp_path, "groups", "ListGroups")
    printed(emulator, tmp_path, "servers", "ListResourceServers", MaxResults=50)
    for client_id in emulator.clients_of(POOL_ID):
        printed(emulator, tmp_path, client_id, "DescribeUserPoolClient", ClientId=client_id)
    for each in pools.exported(emulator, POOL_ID)["IdentityProviders"]:
        name = each["ProviderName"]
        printed(emulator, tmp_path, name, "DescribeIdentityProvider", ProviderName=name)
    return tmp_path


def without(exported: Mapping[str, Any], *names: str) -> dict[str, Any]:
    kept = {name: value for name, value in exported.items() if name not in names}
    kept["Clients"] = sorted(kept["Clients"], key=lambda each: str(each["ClientId"]))
    kept["Groups"] = sorted(kept["Groups"], key=lambda each: str(each["GroupName"]))
    kept["Users"] = [
        {name: value for name, value in user.items() if name not in ("PasswordHash", "Unchecked")}
        for user in kept["Users"]
    ]
    for client in kept["Clients"]:
        client.pop("SSOSession", None)  # another command shows it
        client.pop("SecondClientSecret", None)  # no command does
    return kept


def test_it_is_the_same_pool(emulator: Emulator, folder: Path) -> None:
    left = ("IdentityProviders", "ManagedLoginBrandings", "Terms", "UICustomizations", "Domain")
    again = pools.exported(Emulator(seed=folder), POOL_ID)
    assert without(again, *left) == without(pools.exported(emulator, POOL_ID), *left)


def test_who_is_shown_twice_is_there_once(emulator: Emulator, folder: Path) -> None:
    printed(emulator, folder, "alice", "AdminGetUser", Username="alice")
    assert [each.username for each in Emulator(seed=folder).users_of(POOL_ID)] == ["alice", "bob"]


def test_what_adds_nothing_is_told(folder: Path) -> None:
    (folder / "names.json").write_text('{"UserPoolClients": []}')
    warned: list[str] = []
    emulator = Emulator()
    emulator.on_warning(lambda record: warned.append(record.sentence))
    emulator.plant(folder)
    assert f"{folder}/names.json: This is not read; it has UserPoolClients." in warned


def test_a_mistake_has_its_file_and_line(folder: Path) -> None:
    users = {"Users": [{"Username": "carl", "UserStatus": "AWAKE"}]}
    (folder / "users.json").write_text(json.dumps(users, indent=1))
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=folder)
    assert str(mistake.value).startswith(
        f"{folder}/users.json:5: Users[0] (carl).UserStatus: AWAKE is none of "
    )


def test_two_pools_are_refused(folder: Path) -> None:
    (folder / "second.json").write_text((folder / "pool.json").read_text())
    with pytest.raises(SeedError, match=r"second\.json: .*pool\.json describes a pool, too"):
        Emulator(seed=folder)


def test_a_changed_file_is_noticed(emulator: Emulator, folder: Path) -> None:
    again = Emulator(seed=folder)
    assert again.changed_files() == {}
    (folder / "users.json").write_text('{"Users": []}')
    assert list(again.changed_files()) == [folder]
    again.reset()
    assert again.users_of(POOL_ID) == []
    assert emulator.users_of(POOL_ID)


def test_the_name_of_a_file_says_whose_users_are_in_it(emulator: Emulator, folder: Path) -> None:
    names = [each["GroupName"] for each in pools.exported(emulator, POOL_ID)["Groups"]]
    for group, people in zip(names, (("alice", "bob"), ("bob",)), strict=False):
        for name in people:
            emulator.call(
                "AdminAddUserToGroup",
                {"UserPoolId": POOL_ID, "GroupName": group, "Username": name},
            )
    printed(emulator, folder, f"group-{names[0]}", "ListUsersInGroup", GroupName=names[0])
    again = Emulator(seed=folder)
    assert _members(again, names[0]) == ["alice", "bob"]
    for group in names[1:]:
        printed(
            emulator, folder, f"list-users-in-group-{group}", "ListUsersInGroup", GroupName=group
        )
    assert [_members(Emulator(seed=folder), each) for each in names] == [
        _members(emulator, each) for each in names
    ]


def _members(emulator: Emulator, group: str) -> list[str]:
    request = {"UserPoolId": POOL_ID, "GroupName": group}
    return sorted(each["Username"] for each in emulator.call("ListUsersInGroup", request)["Users"])


def test_a_group_that_only_a_file_names_is_made(folder: Path) -> None:
    (folder / "groups.json").unlink()
    (folder / "group-late.json").write_text((folder / "users.json").read_text())
    assert _members(Emulator(seed=folder), "late") == ["alice", "bob"]


def test_a_group_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "group-nobody-knows.json").write_text((folder / "users.json").read_text())
    with pytest.raises(SeedError, match=r"group-nobody-knows\.json: .*nobody-knows"):
        Emulator(seed=folder)


def test_groups_of_which_nothing_says_who_is_in_them_are_told(folder: Path) -> None:
    warned: list[str] = []
    emulator = Emulator()
    emulator.on_warning(lambda record: warned.append(record.sentence))
    emulator.plant(folder)
    groups = pools.exported(emulator, POOL_ID)["Groups"]
    (told,) = (each for each in warned if "No file says who is in" in each)
    assert f"has to be called group-{groups[0]['GroupName']}.json." in told
