"""Who somebody at a provider is here: by a link of either kind, or by the subject alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support import PASSWORD
from tests.web.trial import ADDRESS, NEWCOMER, PROTOCOLS, SUBJECT, Trial, source

protocols = pytest.mark.parametrize("protocol", PROTOCOLS)


def unlink(trial: Trial, whom: Mapping[str, str]) -> None:
    trial.hosting.call("AdminDisableProviderForUser", UserPoolId=trial.hosting.pool_id, User=whom)


def attributes(trial: Trial, username: str) -> Mapping[str, str]:
    found = trial.hosting.call("AdminGetUser", **trial.named(username))
    return {each["Name"]: each["Value"] for each in found["UserAttributes"]}


def who_comes(trial: Trial) -> str:
    """The username of who signs in by the provider."""
    return str(trial.claims()["cognito:username"])


BY_SUBJECT, BY_ADDRESS = source(SUBJECT), source(ADDRESS, "email")


@protocols
@pytest.mark.parametrize("whom", [BY_SUBJECT, BY_ADDRESS], ids=["subject", "address"])
def test_a_link_leads_to_its_user_each_time(protocol: str, whom: Mapping[str, str]) -> None:
    """What `identities` says stays what was given (measured [identities-8])."""
    trial = Trial(protocol, triggers=True)
    trial.link(whom=whom)
    before = attributes(trial, "alice")["identities"]

    assert [who_comes(trial) for _click in range(2)] == ["alice", "alice"]

    assert "PreSignUp_ExternalProvider" not in trial.sources
    assert attributes(trial, "alice")["identities"] == before
    (identity,) = json.loads(before)
    assert (identity["userId"], identity["primary"]) == (whom["ProviderAttributeValue"], False)
    assert trial.users() == {"alice"}


@protocols
def test_a_link_by_an_address_holds_as_long_as_the_provider_tells_it(protocol: str) -> None:
    """Claimed."""
    trial = Trial(protocol)
    trial.link(whom=BY_ADDRESS)
    assert who_comes(trial) == "alice"

    trial.says("ada@example.org")

    assert who_comes(trial) == NEWCOMER


@protocols
def test_a_link_by_the_subject_goes_before_one_by_an_address(protocol: str) -> None:
    """A guess."""
    trial = Trial(protocol)
    trial.hosting.make_user("bob")
    trial.link(whom=BY_ADDRESS)
    trial.link("bob", BY_SUBJECT)

    assert who_comes(trial) == "bob"


@protocols
@pytest.mark.parametrize("whom", [BY_SUBJECT, BY_ADDRESS], ids=["subject", "address"])
def test_who_is_linked_no_longer_is_somebody_new(protocol: str, whom: Mapping[str, str]) -> None:
    trial = Trial(protocol)
    trial.link(whom=whom)
    assert who_comes(trial) == "alice"

    unlink(trial, whom)

    assert who_comes(trial) == NEWCOMER
    assert "identities" not in attributes(trial, "alice")


@protocols
def test_a_function_may_link_by_an_address(protocol: str) -> None:
    """As some in production do; the second click goes on."""
    trial = Trial(protocol, triggers=True)

    def linking(event: dict[str, Any]) -> dict[str, Any]:
        trial.link(whom=BY_ADDRESS)
        return event

    trial.refusing = {"PreSignUp": linking}

    assert "Already found an entry" in trial.come()["error_description"]
    assert who_comes(trial) == "alice"


# --- where an address is a name -------------------------------------------------------------------

BY_MAIL: Mapping[str, Any] = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}


def with_a_local_user(protocol: str, address: str = ADDRESS) -> tuple[Trial, str]:
    """A pool where people sign in with addresses, and a user with one; and that one's name."""
    trial = Trial(protocol, users=[], **BY_MAIL)
    made = trial.hosting.call(
        "AdminCreateUser",
        **trial.named(address),
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )["User"]["Username"]
    trial.hosting.call(
        "AdminSetUserPassword", **trial.named(made), Password=PASSWORD, Permanent=True
    )
    return trial, made


def signs_in(trial: Trial, address: str) -> str:
    """Who signs in with an address and the password, at the pages."""
    code = trial.hosting.sign_in(address, PASSWORD, prompt="login")
    return code.headers["Location"]


@protocols
def test_an_address_that_another_user_has_keeps_nobody_out(protocol: str) -> None:
    """Measured [identities-13]; whom the address leads to is a guess."""
    trial, local = with_a_local_user(protocol)

    names = [who_comes(trial) for _click in range(2)]

    assert names == [NEWCOMER, NEWCOMER]
    assert trial.users() == {local, NEWCOMER}
    assert attributes(trial, NEWCOMER)["email"] == ADDRESS
    found = trial.hosting.call("AdminGetUser", **trial.named(ADDRESS))
    assert found["Username"] == local
    assert "code=" in signs_in(trial, ADDRESS)


@protocols
def test_an_address_that_becomes_another_user_s_keeps_nobody_out(protocol: str) -> None:
    trial, local = with_a_local_user(protocol, "ada@example.org")
    assert who_comes(trial) == NEWCOMER
    assert trial.hosting.call("AdminGetUser", **trial.named(ADDRESS))["Username"] == NEWCOMER

    trial.says("ada@example.org")

    assert who_comes(trial) == NEWCOMER
    found = trial.hosting.call("AdminGetUser", **trial.named("ada@example.org"))
    assert found["Username"] == local


@protocols
def test_a_verified_address_that_is_an_alias_moves_to_the_newcomer(protocol: str) -> None:
    """A guess, after ForceAliasCreation."""
    trial = Trial(protocol, AliasAttributes=["email"], mapping={"email_verified": "email_verified"})
    changed = [
        {"Name": "email", "Value": ADDRESS},
        {"Name": "email_verified", "Value": "true"},
    ]
    trial.hosting.call("AdminUpdateUserAttributes", **trial.named("alice"), UserAttributes=changed)

    assert who_comes(trial) == NEWCOMER

    assert attributes(trial, NEWCOMER)["email_verified"] == "true"
    assert attributes(trial, "alice")["email_verified"] == "false"
    assert trial.hosting.call("AdminGetUser", **trial.named(ADDRESS))["Username"] == NEWCOMER
