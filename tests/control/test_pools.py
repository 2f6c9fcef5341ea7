"""Pools as tests wish for them: removed, and changed in what is wanted otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.control import pools
from cognito_emulator.control.pools import PoolWithClient
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab


def there(lab: Lab) -> PoolWithClient:
    emulator = lab.emulator
    return PoolWithClient(emulator.pool(lab.pool_id), emulator.client(lab.client_id))


def wanted(**pool: Any) -> PoolWithClient:
    """A pool as another emulator makes it, of the same ids each time."""
    document = {
        "Id": "us-east-1_Wanted1",
        "PoolName": "wanted",
        **pool,
        "Clients": [
            {
                "ClientId": "wantedclient1",
                "ClientName": "first",
                "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            }
        ],
    }
    planted = Emulator().plant(document)[0]
    return PoolWithClient(planted.pool, planted.clients[0])


def test_a_removed_pool_takes_all_with_it(lab: Lab) -> None:
    lab.user()

    pools.remove(lab.emulator, [lab.pool_id, "us-east-1_Nowhere1"])

    assert lab.emulator.all_pools() == []
    with pytest.raises(errors.ResourceNotFoundException):
        lab.emulator.client(lab.client_id)


def test_a_protected_pool_is_removed_too(emulator: Emulator) -> None:
    lab = Lab(emulator, pool_request={"DeletionProtection": "ACTIVE"})

    pools.remove(emulator, [lab.pool_id])

    assert emulator.all_pools() == []


def test_what_is_wanted_otherwise_changes(lab: Lab) -> None:
    former = there(lab)
    new = PoolWithClient(
        replace(former.pool, mfa="OPTIONAL"), replace(former.client, name="renamed")
    )

    pools.amend(lab.emulator, former, new)

    assert there(lab).pool.mfa == "OPTIONAL"
    assert there(lab).client.name == "renamed"


def test_what_was_changed_since_stays(lab: Lab) -> None:
    former = there(lab)
    lab.user()
    lab.call(
        "AddCustomAttributes",
        UserPoolId=lab.pool_id,
        CustomAttributes=[{"Name": "team", "AttributeDataType": "String"}],
    )
    changed = lab.emulator.pool(lab.pool_id)

    pools.amend(
        lab.emulator,
        former,
        former._replace(pool=replace(former.pool, mfa="OPTIONAL", created_at=0)),
    )

    assert lab.emulator.pool(lab.pool_id) == replace(changed, mfa="OPTIONAL")
    assert "custom:team" in changed.schema
    assert lab.tokens()


def test_what_is_gone_comes_back_as_it_is_wanted(emulator: Emulator) -> None:
    one = wanted()

    pools.amend(emulator, one, one)

    assert emulator.pool(one.pool.id) == one.pool
    assert emulator.client(one.client.id) == one.client


def test_users_are_found_by_what_is_wanted(emulator: Emulator) -> None:
    former, new = wanted(), wanted(AliasAttributes=["email"])
    pools.amend(emulator, former, former)
    attributes = {"email": "ada@example.com", "email_verified": "true"}
    emulator.plant_user(
        former.pool.id, {"Username": "ada", "Password": PASSWORD, "UserAttributes": attributes}
    )
    with pytest.raises(errors.UserNotFoundException):
        emulator.user(former.pool.id, "ada@example.com")

    pools.amend(emulator, former, new)

    assert emulator.user(former.pool.id, "ada@example.com").username == "ada"
