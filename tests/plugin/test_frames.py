"""Reports on failed tests: they show the test's own lines, not ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pytest_cognito_emulator import (
    BadTokens,
    ChallengeRequired,
    Cognito,
    CognitoClock,
    CognitoUser,
    ForceableChallenge,
    Groups,
    MakeCognitoUser,
    Pools,
    Users,
)
from tests.plugin.conftest import Run

Act = Callable[[Cognito, CognitoUser], object]


def challenge(
    cognito: Cognito, user: CognitoUser, name: ForceableChallenge = "SMS_MFA"
) -> ChallengeRequired:
    cognito.force_challenge(name, user=user)
    try:
        user.sign_in()
    except ChallengeRequired as met:
        return met
    raise ValueError("The challenge was not met.")


def answered(cognito: Cognito, user: CognitoUser) -> ChallengeRequired:
    met = challenge(cognito, user)
    met.solve()
    return met


def revoked(cognito: Cognito) -> None:
    client = cognito.client(EnableTokenRevocation=False)
    cognito.revoke(cognito.users.make().tokens(client=client))


def federated(cognito: Cognito) -> CognitoUser:
    return cognito.users.make(status="EXTERNAL_PROVIDER")


def strange(cognito: Cognito) -> Any:
    """Something that users.make and others do not take."""
    return cognito


def without_pool(cognito: Cognito) -> Cognito:
    home = replace(cognito.home, pool=None, client=None)
    return Cognito(cognito._server, home, cognito.clock, "without")


def without_client(cognito: Cognito) -> Cognito:
    made = cognito.call("CreateUserPool", PoolName="without")["UserPool"]
    return cognito.pools[made["Id"]]


#: What public methods raise, by their names.
RAISE: Mapping[str, Act] = {
    "Cognito.pool_id": lambda c, _u: without_pool(c).pool_id,
    "Cognito.client_id": lambda c, _u: without_client(c).client_id,
    "Cognito.call": lambda c, _u: c.call("AdminGetUser", UserPoolId=c.pool_id, Username="nobody"),
    "Cognito.client": lambda c, _u: c.client(AccessTokenValidity=-1),
    "Cognito.pool": lambda c, _u: c.pool(mfa=strange(c)),
    "Cognito.revoke": lambda c, _u: revoked(c),
    "Cognito.sign_out": lambda c, _u: c.sign_out(strange(c)),
    "Cognito.is_over": lambda c, _u: c.is_over(strange(c)),
    "Cognito.force_challenge": lambda c, _u: c.force_challenge("SMS_MFA", user="nobody"),
    "Cognito.fail": lambda c, _u: c.fail("SignUp", "InternalErrorException", times=0),
    "Cognito.delay": lambda c, _u: c.delay("SignUp", -1),
    "Cognito.on": lambda c, _u: c.on("PreSignUp", print, version="V2_0"),
    "Cognito.assert_signed_in": lambda c, u: c.assert_signed_in(u),
    "Cognito.assert_claims": lambda c, u: c.assert_claims(u.tokens(), sub="another"),
    "Cognito.assert_message": lambda c, u: c.assert_message(to=u),
    "Cognito.assert_called": lambda c, _u: c.assert_called("SignUp"),
    "Cognito.assert_all_met": lambda c, _u: (c.delay(None, 1), c.assert_all_met()),  # type: ignore[func-returns-value]
    "Cognito.totp": lambda c, _u: c.totp("no secret"),
    "CognitoUser.attributes": lambda _c, u: u.attributes.update(name="x"),  # type: ignore[attr-defined]
    "CognitoUser.password": lambda c, _u: federated(c).password,
    "CognitoUser.totp": lambda _c, u: u.totp(),
    "CognitoUser.sign_in": lambda c, u: (c.force_challenge("SMS_MFA"), u.sign_in()),
    "CognitoUser.tokens": lambda _c, u: u.tokens(age="old"),  # type: ignore[arg-type]
    "CognitoUser.authorize": lambda _c, u: u.authorize("http://localhost"),
    "CognitoUser.refresh": lambda _c, u: u.refresh(),
    "Cognito.authorization_code": lambda c, u: c.authorization_code(u),
    "Cognito.machine_tokens": lambda c, _u: c.machine_tokens(),
    "Cognito.resource_server": lambda c, _u: [c.resource_server("x") for _ in range(2)],
    "MakeCognitoUser.__call__": lambda c, u: c.users.make(username=u.username),
    "Users.__getitem__": lambda c, _u: c.users["nobody"],
    "Groups.make": lambda c, _u: [c.groups.make("admins") for _ in range(2)],
    "Groups.__getitem__": lambda c, _u: c.groups["admins"],
    "Pools.__getitem__": lambda c, _u: c.pools["nowhere"],
    "BadTokens.__call__": lambda c, _u: c.bad_tokens(use=strange(c)),
    "BadTokens.__getitem__": lambda c, _u: c.bad_tokens["stale"],
    "CognitoClock.move_to": lambda c, _u: c.clock.move_to("tomorrow"),
    "CognitoClock.freeze": lambda c, _u: c.clock.freeze("noon"),
    "CognitoClock.shift": lambda c, _u: c.clock.shift(hour=1),
    "CognitoClock.expire": lambda c, _u: c.clock.expire("no token"),
    "ChallengeRequired.respond": lambda c, u: challenge(c, u).respond(SMS_MFA_CODE="000000"),
    "ChallengeRequired.solve": lambda c, u: answered(c, u).solve(),
    # Of the emulator itself:
    "Emulator.call": lambda c, _u: c.emulator.call("DescribeUserPool", {"UserPoolId": "x_y"}),
    "Emulator.user": lambda c, _u: c.emulator.user(c.pool_id, "nobody"),
    "Emulator.fail": lambda c, _u: c.emulator.fail("SignUp", "Nothing"),  # type: ignore[arg-type]
    "Emulator.on": lambda c, _u: c.emulator.on("PreSignup", print),  # type: ignore[call-overload]
    "Emulator.plant": lambda c, _u: c.emulator.plant({"PoolNam": "x"}),
    "Emulator.plant_user": lambda c, _u: c.emulator.plant_user(c.pool_id, {"Usernam": "x"}),
}


def public_that_raise() -> Iterator[str]:
    """The methods and properties whose docstrings say that they raise something."""
    for kind in (
        Cognito,
        CognitoUser,
        MakeCognitoUser,
        Users,
        Groups,
        Pools,
        BadTokens,
        CognitoClock,
        ChallengeRequired,
    ):
        for name, member in vars(kind).items():
            is_public = not name.startswith("_") or name in ("__call__", "__getitem__")
            if is_public and "Raises:" in (getattr(member, "__doc__", None) or ""):
                yield f"{kind.__name__}.{name}"


def test_the_table_has_all_that_raise() -> None:
    asks_for_a_package = {"Cognito.boto3"}
    assert set(public_that_raise()) - asks_for_a_package <= set(RAISE)


def test_what_we_raise_is_shown_where_the_test_asked_for_it(run: Run) -> None:
    result = run(
        """
        import pytest
        from tests.plugin.test_frames import RAISE

        @pytest.mark.parametrize("name", RAISE)
        def test_it(cognito, cognito_user, name):
            RAISE[name](cognito, cognito_user)
        """,
        "--tb=short",
    )

    result.assert_outcomes(failed=len(RAISE))
    result.stdout.no_fnmatch_line("*cognito_emulator/*.py:*: *")


def test_what_goes_wrong_in_our_code_is_shown_whole(run: Run) -> None:
    result = run("""
        def test_it(cognito, monkeypatch):
            monkeypatch.setattr(cognito.emulator, "call", None)
            cognito.call("ListUsers")
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*pytest_cognito_emulator/lifecycle/gateway.py:*: TypeError"])


def test_who_wants_all_of_it_gets_it(run: Run) -> None:
    source = """
        def test_it(cognito):
            cognito.call("AdminGetUser", UserPoolId=cognito.pool_id, Username="nobody")
    """

    run(source).stdout.no_fnmatch_line("*pytest_cognito_emulator/*.py:*")
    run(source, "--full-trace").stdout.fnmatch_lines(["*pytest_cognito_emulator/*.py:*"])
