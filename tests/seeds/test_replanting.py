"""What a user of a seed that is planted anew inherits of the former one: nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cognito_emulator import errors
from cognito_emulator.domain.accounts.record import FAILURES
from cognito_emulator.domain.factors.passkeys import virtual_authenticator
from cognito_emulator.domain.factors.record import DEVICES, PASSKEYS, REGISTRATIONS
from cognito_emulator.domain.messages.record import CODES, TALLIES
from cognito_emulator.domain.oauth.record import AUTHORIZATION_CODES, BROWSER_SESSIONS
from cognito_emulator.domain.sign_in.record import ATTEMPTS, FORCED_CHALLENGES
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Table, belonging_to
from tests.seeds.kinds.users import IDENTITIES
from tests.support import ALL_FLOWS, PASSWORD, Lab, claims
from tests.web.hosting import signed_in_at_the_pages

POOL_ID, CLIENT_ID = "us-east-1_again", "again"
SEED: Mapping[str, Any] = {
    "PoolName": "again",
    "Id": POOL_ID,
    "AutoVerifiedAttributes": ["email"],
    "DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": False},
    "WebAuthnConfiguration": {"RelyingPartyId": "localhost"},
    "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
    "Clients": [{"ClientName": "web", "ClientId": CLIENT_ID, "ExplicitAuthFlows": ALL_FLOWS}],
    "Groups": [{"GroupName": "admins"}, {"GroupName": "readers"}],
    "Users": [
        {
            "Username": "alice",
            "Password": PASSWORD,
            "UserAttributes": {"email": "alice@example.com", "email_verified": True},
            "Groups": ["readers"],
        }
    ],
}


class Former:
    """Alice as the seed has her, before she is planted anew."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        emulator.plant(SEED)
        self.lab = Lab.__new__(Lab)
        self.lab.emulator, self.lab.pool_id, self.lab.client_id = emulator, POOL_ID, CLIENT_ID
        self.sub = self.get()["sub"]

    def get(self) -> dict[str, str]:
        user = self.lab.call("AdminGetUser", UserPoolId=POOL_ID, Username="alice")
        return {each["Name"]: each["Value"] for each in user["UserAttributes"]}

    def records(self, table: Table[Any]) -> list[Any]:
        name = {"sub": self.sub, "username": "alice"}[table.field_of("user")]
        return self.emulator.run(lambda ctx: ctx.tx.all(table, "user", (POOL_ID, name)))

    def replace(self) -> None:
        self.emulator.plant(SEED, anew=True)
        assert self.get()["sub"] == self.sub


@pytest.fixture
def former(emulator: Emulator) -> Former:
    return Former(emulator)


def _attempt(former: Former) -> None:
    former.emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID, username="alice")
    former.lab.begin()


def _code(former: Former) -> None:
    former.lab.call("ForgotPassword", ClientId=CLIENT_ID, Username="alice")


def _device(former: Former) -> None:
    former.lab.confirm_device(former.lab.tokens())


def _failure(former: Former) -> None:
    former.lab.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": "Wrong-Password-1"},
    )


def _forced(former: Former) -> None:
    former.emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID, username="alice")


def _registration(former: Former) -> Any:
    token = former.lab.tokens()["AccessToken"]
    started = former.lab.call("StartWebAuthnRegistration", AccessToken=token)
    return token, started["CredentialCreationOptions"]


def _passkey(former: Former) -> None:
    token, options = _registration(former)
    key = virtual_authenticator.make(options, b"k" * 16, ec.generate_private_key(ec.SECP256R1()))
    credential = key.attestation(options["challenge"], "http://localhost")
    former.lab.call("CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)


def _signed_in_at_the_pages(former: Former) -> None:
    signed_in_at_the_pages(former.emulator, CLIENT_ID, "alice")


LEAVE: Mapping[Table[Any], Callable[[Former], Any]] = {
    ATTEMPTS: _attempt,
    AUTHORIZATION_CODES: _signed_in_at_the_pages,
    BROWSER_SESSIONS: _signed_in_at_the_pages,
    CODES: _code,
    DEVICES: _device,
    FAILURES: _failure,
    FORCED_CHALLENGES: _forced,
    PASSKEYS: _passkey,
    REGISTRATIONS: _registration,
    TALLIES: _code,
}


@pytest.mark.parametrize("name", sorted(table.name for table in belonging_to("user")))
def test_nothing_that_belonged_to_the_former_user_stays(former: Former, name: str) -> None:
    """Whoever adds a table of users' belongings says above how such a record comes to be."""
    (table,) = (table for table in belonging_to("user") if table.name == name)
    LEAVE[table](former)
    assert former.records(table)
    former.replace()
    assert former.records(table) == []


def test_the_former_user_s_sign_ins_are_over(former: Former) -> None:
    tokens = former.lab.tokens()
    former.replace()
    refresh = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    former.lab.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId=CLIENT_ID,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters=refresh,
    )
    former.lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=tokens["AccessToken"])
    assert former.lab.call("GetUser", AccessToken=former.lab.tokens()["AccessToken"])


def test_a_token_that_was_revoked_stays_revoked(former: Former) -> None:
    tokens = former.lab.tokens()
    former.lab.call("GlobalSignOut", AccessToken=tokens["AccessToken"])
    former.replace()
    former.lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=tokens["AccessToken"])


def test_memberships_attributes_and_status_are_the_seed_s(former: Former) -> None:
    whose = {"UserPoolId": POOL_ID, "Username": "alice"}
    former.lab.call("AdminAddUserToGroup", GroupName="admins", **whose)
    former.lab.call(
        "AdminUpdateUserAttributes", UserAttributes=[{"Name": "name", "Value": "A"}], **whose
    )
    former.lab.call("AdminDisableUser", **whose)
    former.replace()
    assert claims(former.lab.tokens()["IdToken"])["cognito:groups"] == ["readers"]
    assert "name" not in former.get()


def test_a_challenge_that_was_forced_on_the_former_user_is_gone(former: Former) -> None:
    former.emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID, username="alice")
    former.replace()
    assert former.lab.tokens()


def test_links_to_providers_are_gone(emulator: Emulator) -> None:
    linked = {"Username": "alice", "UserAttributes": {"identities": IDENTITIES}}
    emulator.plant({**SEED, "Users": [linked]})
    emulator.plant({**SEED, "Users": [{"Username": "alice"}]}, anew=True)
    user = emulator.call("AdminGetUser", {"UserPoolId": POOL_ID, "Username": "alice"})
    assert [each["Name"] for each in user["UserAttributes"]] == ["sub"]


def test_others_keep_what_is_theirs(former: Former) -> None:
    former.lab.user("bob")
    token = former.lab.tokens("bob")["AccessToken"]
    former.replace()
    assert former.lab.call("GetUser", AccessToken=token)["Username"] == "bob"


def test_a_user_who_changed_the_address_makes_room_too(emulator: Emulator) -> None:
    """Found by the ``sub`` that follows from the seed, as the name is another by now."""
    seed = {
        "PoolName": "x",
        "Id": "us-east-1_addresses",
        "UsernameAttributes": ["email"],
        "Users": [{"Username": "ada@example.com"}],
    }
    emulator.plant(seed)
    whose = {"UserPoolId": "us-east-1_addresses", "Username": "ada@example.com"}
    moved = [{"Name": "email", "Value": "lovelace@example.com"}]
    emulator.call("AdminUpdateUserAttributes", {**whose, "UserAttributes": moved})
    emulator.plant(seed, anew=True)
    listed = emulator.call("ListUsers", {"UserPoolId": "us-east-1_addresses"})["Users"]
    assert [
        {each["Name"]: each["Value"] for each in user["Attributes"]}["email"] for user in listed
    ] == ["ada@example.com"]
