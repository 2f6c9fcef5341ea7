"""Control: faults, delays, forced challenges as markers, further pools and clients, triggers."""

from __future__ import annotations

import time
from typing import Any

import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import ChallengeRequired, Cognito, CognitoUser
from tests.plugin.conftest import Run, unsaid


@pytest.mark.cognito_challenge("SMS_MFA")
def test_a_marker_forces_a_challenge(cognito_user: CognitoUser) -> None:
    with pytest.raises(ChallengeRequired, match="SMS_MFA"):
        cognito_user.sign_in()
    cognito_user.sign_in()


@pytest.mark.cognito_challenge("EMAIL_OTP", times=2)
@pytest.mark.cognito_challenge("NEW_PASSWORD_REQUIRED")
def test_challenges_are_solved_on_the_way(cognito_user: CognitoUser) -> None:
    assert cognito_user.sign_in(solve=True).access_token


@pytest.mark.cognito_fault("InitiateAuth", "TooManyRequestsException", times=2)
def test_a_marker_injects_a_fault(cognito_user: CognitoUser) -> None:
    for _ in range(2):
        with pytest.raises(errors.TooManyRequestsException, match="Rate exceeded"):
            cognito_user.sign_in()
    cognito_user.sign_in()


@pytest.mark.cognito_fault("InitiateAuth", delay=0.01)
def test_a_marker_injects_a_delay(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito_user.sign_in()

    assert cognito.calls[-1].seconds >= 0.01
    assert cognito.calls[-1].injected


def test_faults_end_with_the_test(run: Run) -> None:
    result = run("""
        import pytest

        def test_fails(cognito, cognito_user):
            cognito.fail("InitiateAuth", "InternalErrorException", times=9)
            with pytest.raises(Exception, match="Internal"):
                cognito_user.sign_in()

        def test_works(cognito_user):
            cognito_user.sign_in()
    """)

    result.assert_outcomes(passed=2)


def test_a_fault_with_a_probability_repeats(cognito: Cognito, cognito_user: CognitoUser) -> None:
    def strikes() -> list[bool]:
        with cognito.isolated():
            cognito.fail("GetUser", "TooManyRequestsException", probability=0.5, seed=7)
            return [struck() for _ in range(20)]

    def struck() -> bool:
        try:
            cognito.call("GetUser", AccessToken=token)
        except errors.TooManyRequestsException:
            return True
        return False

    token = cognito_user.tokens().access_token
    first = strikes()
    assert first == strikes()
    assert {True, False} == set(first)


#: Markers, and what is said of them.
NOT_INJECTED = [
    ("cognito_fault('InitiateAut', 'TooManyRequestsException')", "*no operation InitiateAut*"),
    ("cognito_fault('InitiateAuth', 'Oops')", "*Oops*"),
    ("cognito_fault('InitiateAuth')", "*cognito_fault: it needs an error or a delay*"),
    ("cognito_fault('InitiateAuth', delay=-1)", "*must be a number of seconds*"),
    (
        "cognito_challenge('RIDDLE')",
        "*RIDDLE is no challenge; of those that can be forced, none of them is like it.*",
    ),
    ("cognito_challenge()", "*cognito_challenge: missing 1 *'challenge'*"),
]


def test_what_cannot_be_injected_is_named(run: Run) -> None:
    result = run(
        "import pytest\n"
        + "".join(
            f"@pytest.mark.{marker}\ndef test_{row}(cognito): pass\n"
            for row, (marker, _) in enumerate(NOT_INJECTED)
        )
    )

    result.assert_outcomes(errors=len(NOT_INJECTED))
    expected = {f"test_{row}": said for row, (_, said) in enumerate(NOT_INJECTED)}
    assert unsaid(result, expected) == {}


def test_a_further_client(cognito: Cognito, cognito_user: CognitoUser) -> None:
    backend = cognito.client(GenerateSecret=True)

    tokens = cognito_user.sign_in(client=backend)

    assert backend.secret
    assert tokens.access_claims["client_id"] == backend.id != cognito.client_id


def test_a_further_pool(cognito: Cognito, cognito_user: CognitoUser) -> None:
    other = cognito.pool(mfa="OPTIONAL", username_attributes=["email"])
    stranger = other.users.make(mfa="SOFTWARE_TOKEN_MFA")

    tokens = stranger.sign_in(solve=True)

    assert other.pool_id != cognito.pool_id
    assert tokens.access_claims["iss"] == other.issuer != cognito.issuer
    assert other.jwks != cognito.jwks
    listed = other.boto3.list_users(UserPoolId=other.pool_id)["Users"]
    assert [user["Username"] for user in listed] == [stranger.username]
    assert list(cognito.users) == [cognito_user.username]
    assert cognito.pool().pool_id not in (cognito.pool_id, other.pool_id)


def test_a_further_pool_has_triggers_of_its_own(cognito: Cognito) -> None:
    def confirm(event: Any) -> Any:
        event["response"]["autoConfirmUser"] = True
        return event

    other = cognito.pool(triggers={"PreSignUp": confirm})

    answer = other.call(
        "SignUp", ClientId=other.client_id, Username="ada", Password="Correct-Horse-1"
    )
    assert answer["UserConfirmed"]


def test_a_further_pool_stands_beside_the_first_whatever_its_seed_says(cognito: Cognito) -> None:
    seed = {"PoolName": "twin", "Id": cognito.pool_id, "Users": [{"Username": "ann"}]}

    other = cognito.pool(seed=seed)

    assert other.pool_id != cognito.pool_id
    assert (list(other.users), list(cognito.users)) == (["ann"], [])


def test_faults_do_not_strike_the_fixtures(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.fail(None, "TooManyRequestsException")
    cognito.users.make(groups=["admins"], mfa="SMS_MFA", status="UNCONFIRMED")
    assert cognito_user.groups == []
    cognito.revoke(cognito_user.tokens(client=cognito.client()))

    with pytest.raises(errors.TooManyRequestsException):
        cognito_user.sign_in()


def test_signing_out_ends_what_the_client_lets_nobody_revoke(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    client = cognito.client(EnableTokenRevocation=False)
    ended, other = cognito_user.tokens(client=client), cognito_user.tokens(client=client)

    cognito.sign_out(ended)

    with pytest.raises(errors.NotAuthorizedException, match="Access Token has been revoked"):
        cognito.call("GetUser", AccessToken=ended.access_token)
    assert cognito.call("GetUser", AccessToken=other.access_token)


def test_a_client_without_a_slip(cognito: Cognito) -> None:
    with pytest.raises(ValueError, match="no member AccessTokenValidty; the nearest is AccessT"):
        cognito.client(AccessTokenValidty=5)


def test_somebody_unknown_is_named(cognito: Cognito, cognito_user: CognitoUser) -> None:
    sentence = f"There is no user nobody; there is {cognito_user.username}"
    with pytest.raises(errors.UserNotFoundException, match=sentence):
        cognito.force_challenge("SMS_MFA", user="nobody")


@pytest.mark.cognito_challenge("SMS_MFA", user="ada")
def test_a_marker_names_a_user_who_is_yet_to_come(cognito: Cognito) -> None:
    with pytest.raises(ChallengeRequired, match="SMS_MFA"):
        cognito.users.make(username="ada").sign_in()


def test_a_password_that_a_challenge_changes_is_known(cognito: Cognito) -> None:
    user = cognito.users.make(status="FORCE_CHANGE_PASSWORD")
    user.sign_in(solve=True)
    assert user.sign_in().access_token

    cognito.force_challenge("NEW_PASSWORD_REQUIRED", user=user)
    with pytest.raises(ChallengeRequired) as challenge:
        user.sign_in()
    challenge.value.respond(NEW_PASSWORD="Another-Horse-2")
    assert user.password == "Another-Horse-2"
    assert user.sign_in().access_token


def test_a_trigger_by_decorator(cognito: Cognito) -> None:
    @cognito.on("PreSignUp")
    def confirm(event: Any) -> Any:
        event["response"]["autoConfirmUser"] = True
        return event

    answer = cognito.call(
        "SignUp", ClientId=cognito.client_id, Username="ada", Password="Correct-Horse-1"
    )
    assert answer["UserConfirmed"]
    assert callable(confirm)
    assert cognito.users["ada"].status == "CONFIRMED"


def test_a_trigger_is_this_pools(cognito: Cognito) -> None:
    other = cognito.pool()

    @cognito.on("PreSignUp")
    def refuse(_event: Any) -> Any:
        raise ValueError("not here")

    def sign_up(where: Cognito) -> None:
        where.call("SignUp", ClientId=where.client_id, Username="ada", Password="Correct-Horse-1")

    with pytest.raises(errors.UserLambdaValidationException, match="not here"):
        sign_up(cognito)
    sign_up(other)


def test_groups(cognito: Cognito, cognito_user: CognitoUser) -> None:
    assert cognito.groups.make("admins", precedence=1) == "admins"
    cognito.call(
        "AdminAddUserToGroup",
        UserPoolId=cognito.pool_id,
        Username=cognito_user.username,
        GroupName="admins",
    )

    assert dict(cognito.groups) == {"admins": [cognito_user.username]}
    assert cognito_user.groups == ["admins"]
    with pytest.raises(KeyError, match="there is no group owners; there is admins"):
        cognito.groups["owners"]


def test_users_are_found_by_all_their_names(cognito: Cognito, cognito_user: CognitoUser) -> None:
    for name in (cognito_user.username, cognito_user.sub):
        assert cognito.users[name].sub == cognito_user.sub
    assert cognito.users[cognito_user.username].password == cognito_user.password
    assert "nobody" not in cognito.users
    with pytest.raises(KeyError, match=f"there is no user nobody; there is {cognito_user}"[:30]):
        cognito.users["nobody"]


def test_the_password_of_a_user_whom_the_app_made(cognito: Cognito) -> None:
    cognito.call("SignUp", ClientId=cognito.client_id, Username="ada", Password="Correct-Horse-1")
    ada = cognito.users["ada"]

    with pytest.raises(LookupError, match="The password of ada is not known here; set it"):
        ada.sign_in()
    ada.password = "Correct-Horse-1"
    with pytest.raises(errors.UserNotConfirmedException):
        ada.sign_in()


def test_a_snapshot_is_gone_back_to(cognito: Cognito, cognito_user: CognitoUser) -> None:
    before = cognito.snapshot()
    for _ in range(2):
        cognito.users.make(username="another")
        cognito.call("AdminDeleteUser", UserPoolId=cognito.pool_id, Username=cognito_user.username)
        before.restore()
        assert [user.username for user in cognito.users.values()] == [cognito_user.username]
        assert cognito_user.sign_in().access_token
    assert [call.operation for call in cognito.calls].count("AdminDeleteUser") == 2


def test_a_snapshot_has_the_passwords_of_its_users(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    before = cognito.snapshot()
    cognito.call(
        "AdminSetUserPassword",
        UserPoolId=cognito.pool_id,
        Username=cognito_user.username,
        Password="Another-Password-1",
        Permanent=True,
    )
    cognito_user.password = "Another-Password-1"
    before.restore()
    assert cognito_user.sign_in().access_token


def test_a_snapshot_of_another_scope_is_refused(cognito: Cognito) -> None:
    outside = cognito.snapshot()
    with cognito.isolated() as inner:
        inside = inner.snapshot()
        with pytest.raises(RuntimeError, match="of another scope"):
            outside.restore()
        inside.restore()
    with pytest.raises(RuntimeError, match="of another scope"):
        inside.restore()
    outside.restore()


def test_what_is_isolated_is_undone(cognito: Cognito, cognito_user: CognitoUser) -> None:
    start = time.time()
    names = set()
    for _ in range(2):
        with cognito.isolated() as inner:
            assert inner.pool_id == cognito.pool_id
            names.add(inner.users.make().username)
            cognito_user.sign_in()
            inner.clock.shift(hours=1)
            inner.on("PreSignUp", print)
            assert len(cognito.users) == 2

    assert len(names) == 1
    assert list(cognito.users) == [cognito_user.username]
    assert cognito.calls == []
    assert time.time() - start == pytest.approx(0, abs=60)


def test_what_is_isolated_begins_with_what_is_there(run: Run) -> None:
    result = run("""
        import pytest

        def refuse(event):
            raise ValueError("nobody signs up")

        @pytest.mark.cognito(triggers={"PreSignUp": refuse})
        def test_it(cognito):
            cognito.on("PreSignUp", None)
            cognito.emulator.clock.shift(hours=1)
            before = cognito.emulator.clock.offset
            with cognito.isolated():
                cognito.call(
                    "SignUp", ClientId=cognito.client_id, Username="a", Password="Correct-Horse-1"
                )
                cognito.emulator.clock.shift(hours=1)
            assert cognito.emulator.clock.offset == pytest.approx(before, abs=1)
    """)

    result.assert_outcomes(passed=1)
