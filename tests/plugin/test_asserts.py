"""Assertions that explain themselves, and reports that tell what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt
import pytest

from pytest_cognito_emulator import (
    BAD_ID_TOKENS,
    BAD_TOKENS,
    ChallengeRequired,
    Cognito,
    CognitoUser,
)
from tests.plugin.conftest import Run, sign_up
from tests.table import table


def told(assertion: Callable[[], object]) -> str:
    with pytest.raises(AssertionError) as failure:
        assertion()
    return str(failure.value)


def test_called(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito_user.sign_in()
    with pytest.raises(Exception, match="User does not exist"):
        cognito.call("AdminGetUser", UserPoolId=cognito.pool_id, Username="nobody")

    cognito.assert_called("InitiateAuth")
    cognito.assert_called("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", times=1)
    who = {"AuthParameters": {"USERNAME": cognito_user.username}}
    cognito.assert_called("InitiateAuth", who)
    cognito.assert_called("AdminGetUser", error="UserNotFoundException")
    cognito.assert_called("SignUp", times=0)

    failure = told(lambda: cognito.assert_called("InitiateAuth", AuthFlow="USER_SRP_AUTH"))
    assert failure.startswith(
        "InitiateAuth was called with AuthFlow 'USER_SRP_AUTH' 0 times, wanted at least once."
    )
    assert f"InitiateAuth USER_PASSWORD_AUTH {cognito_user.username} -> tokens" in failure
    assert "AdminGetUser nobody -> UserNotFoundException: User does not exist." in failure
    assert cognito_user.password not in failure
    assert "once, wanted 2 times" in told(lambda: cognito.assert_called("InitiateAuth", times=2))


def test_fixtures_own_calls_are_not_among_the_calls(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    cognito.users.make(status="UNCONFIRMED", groups=["a"], mfa="SMS_MFA")
    assert cognito_user.groups == []
    cognito_user.tokens()

    assert cognito.calls == []


def test_calls_say_how_they_came_in(cognito: Cognito, cognito_user: CognitoUser) -> None:
    import boto3  # noqa: PLC0415 - only here

    named = {"UserPoolId": cognito.pool_id, "Username": cognito_user.username}
    cognito.call("AdminGetUser", named)
    cognito.boto3.admin_get_user(**named)
    client = boto3.client(
        "cognito-idp",
        endpoint_url=cognito.url,
        region_name=cognito.region,
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    client.admin_get_user(**named)

    assert [call.door for call in cognito.calls] == ["call", "boto3", "http"]


def test_signed_in(cognito: Cognito, cognito_user: CognitoUser) -> None:
    other = cognito.users.make()
    failure = told(lambda: cognito.assert_signed_in(cognito_user))
    assert failure.startswith(f"{cognito_user.login} signed in 0 times, wanted at least once.")
    assert failure.endswith("none")

    cognito.force_challenge("SMS_MFA", user=cognito_user)
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()
    failure = told(lambda: cognito.assert_signed_in(cognito_user.username))
    assert f"{cognito_user.username} -> challenge SMS_MFA" in failure

    tokens = challenge.value.solve()
    cognito.assert_signed_in(cognito_user, times=1)
    cognito.assert_signed_in()
    cognito.call(
        "InitiateAuth",
        ClientId=cognito.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens.refresh_token},
    )
    cognito.assert_signed_in(cognito_user, times=1)
    assert "signed in 0 times" in told(lambda: cognito.assert_signed_in(other))


def test_claims(cognito: Cognito, cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens(plan="gold")

    assert cognito.assert_claims(tokens)["sub"] == cognito_user.sub
    cognito.assert_claims(tokens.authorization, plan="gold", email=None)
    cognito.assert_claims(tokens.id_token, {"cognito:username": cognito_user.username})

    failure = told(lambda: cognito.assert_claims(tokens, plan="free", team="blue", sub=None))
    assert failure.splitlines()[:3] == [
        "wanted plan 'free', found 'gold'",
        "wanted team 'blue', found no such claim",
        f"wanted no claim sub, found '{cognito_user.sub}'",
    ]
    assert f"  username: '{cognito_user.username}'" in failure


def test_claims_of_tokens_that_are_not_good(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.clock.freeze()
    bad = cognito.bad_tokens(cognito_user)

    for flaw, sentence in {
        "tampered_signature": "the token is not genuine: Signature verification failed",
        "alg_none": "the token is not genuine: ",
        "expired": "the token expired 300 seconds ago",
        "wrong_issuer": f"the issuer of the token is not {cognito.issuer}",
    }.items():
        assert told(lambda: cognito.assert_claims(bad[flaw].token)).startswith(sentence)  # noqa: B023
    with pytest.raises(ValueError, match=r"'secret'\.\.\. is no JSON Web Token"):
        cognito.assert_claims("Bearer secret")


def test_claims_of_a_token_that_never_expires(cognito: Cognito, cognito_user: CognitoUser) -> None:
    claims = {**cognito_user.tokens().access_claims, "exp": None}
    forged = jwt.encode(claims, "a secret of 32 characters at least", algorithm="HS256")

    assert "the token has no expiry time: exp is None" in told(
        lambda: cognito.assert_claims(forged)
    )


def test_what_is_no_token(cognito: Cognito) -> None:
    with pytest.raises(ValueError, match="5 is no token"):
        cognito.assert_claims(5)  # type: ignore[arg-type]


def test_a_message_to_anybody(cognito: Cognito) -> None:
    with pytest.raises(AssertionError, match="no message was sent with reason 'SignUp'"):
        cognito.assert_message(reason="SignUp")
    sign_up(cognito)

    assert cognito.assert_message(reason="SignUp") == cognito.messages[-1]


def test_message(cognito: Cognito, cognito_user: CognitoUser) -> None:
    sign_up(cognito)
    code = cognito.messages[-1].code

    assert cognito.assert_message(to="ada@example.com", reason="SignUp").code == code
    assert cognito.assert_message(to="ada", medium="EMAIL", containing=code).subject
    with pytest.raises(AssertionError):
        cognito.assert_message(to=cognito_user)

    failure = told(lambda: cognito.assert_message(to="grace@example.com", reason="ForgotPassword"))
    assert failure.startswith(
        "no message was sent with to 'grace@example.com' and reason 'ForgotPassword'. "
        "What was sent:"
    )
    assert f"EMAIL to ada@example.com (ada), SignUp: {code}" in failure


def test_messages_are_those_of_all_pools(cognito: Cognito, cognito_user: CognitoUser) -> None:
    """An app makes its own pool; the test does not name it."""
    pool_id = cognito.call("CreateUserPool", PoolName="app", AutoVerifiedAttributes=["email"])[
        "UserPool"
    ]["Id"]
    made = cognito.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")
    client_id = made["UserPoolClient"]["ClientId"]
    cognito.call(
        "SignUp",
        ClientId=client_id,
        Username=cognito_user.username,
        Password="Correct-Horse-1",
        UserAttributes=[{"Name": "email", "Value": "other@example.com"}],
    )
    newest = cognito.messages[-1]
    named = {"UserPoolId": pool_id, "Username": cognito_user.username}
    sub = cognito.call("AdminGetUser", **named)["UserAttributes"][0]["Value"]

    assert newest.user_pool_id == pool_id
    for to in ("other@example.com", sub, cognito_user.username):
        assert cognito.assert_message(to=to, reason="SignUp") == newest
    with pytest.raises(AssertionError):
        cognito.assert_message(to=cognito_user)  # a namesake, of another pool
    assert "of us-east-1" not in told(lambda: cognito.assert_message(to="nobody"))

    sign_up(cognito)
    failure = told(lambda: cognito.assert_message(to="nobody"))
    assert f"({cognito_user.username} of {pool_id}), SignUp" in failure
    assert f"(ada of {cognito.pool_id}), SignUp" in failure


def test_a_sign_in_to_any_pool_is_seen(cognito: Cognito, cognito_user: CognitoUser) -> None:
    namesake = cognito.pool().users.make(username=cognito_user.username)
    namesake.sign_in()

    cognito.assert_signed_in(namesake.username, times=1)
    cognito.assert_signed_in(namesake)
    with pytest.raises(AssertionError):
        cognito.assert_signed_in(cognito_user)


FAILING = """
    import pytest

    def test_fails(cognito, cognito_user):
        cognito.force_challenge("SMS_MFA", times=3)
        cognito.fail("GetUser", "TooManyRequestsException")
        cognito.clock.freeze("2030-01-01T00:00:00Z")
        cognito.call("ForgotPassword", ClientId=cognito.client_id, Username=cognito_user.username)
        assert cognito_user.password == "something else"

    def test_passes(cognito_user):
        cognito_user.sign_in()

    def test_without(): pass

    @pytest.fixture
    def broken(cognito_user):
        cognito_user.sign_in()
        raise RuntimeError("not set up")

    def test_set_up(broken): pass
"""


def test_a_failing_test_tells_what_happened(run: Run) -> None:
    result = run(FAILING)

    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_set_up*",
            "*--- cognito-emulator ---*",
            "pool us-east-1_TestPool1, client testclient0000000000000001, clock 20*",
            "calls:",
            "  *InitiateAuth USER_PASSWORD_AUTH * -> tokens",
            "messages:",
            "  none",
            "*_ test_fails _*",
            "*--- cognito-emulator ---*",
            "pool *, clock 2030-01-01T00:00:00+00:00, moved by freezegun, frozen",
            "calls:",
            "  00:00:00.000 ForgotPassword * -> ok",
            "messages:",
            "  00:00:00.000 EMAIL to *@example.com (*), ForgotPassword: ??????",
            "faults that still wait:",
            "  GetUser: TooManyRequestsException, once",
            "challenges that still wait:",
            "  SMS_MFA for everybody, 3 times",
        ]
    )
    result.stdout.no_fnmatch_line("*cognito-emulator: *test_passes*")


def test_a_report_has_the_users_of_the_test(run: Run) -> None:
    """An app that answers 401 or 403 tells nothing else of them."""
    result = run("""
        import pytest

        @pytest.fixture(scope="module", autouse=True)
        def of_the_module(module_cognito):
            module_cognito.users.make(username="zoe")

        @pytest.mark.cognito(seed={"Users": [{"Username": "yan"}]})
        def test_none(cognito):
            assert cognito.new_users == []
            raise AssertionError("see the report")

        @pytest.mark.cognito(username_attributes=["email"])
        def test_several(cognito, make_cognito_user):
            make_cognito_user(username="ada@example.com", groups=["admins", "staff"])
            make_cognito_user(username="bob@example.com", mfa="SMS_MFA", enabled=False)
            cognito.call("SignUp", ClientId=cognito.client_id, Username="eve@example.com",
                         Password="Correct-Horse-1")
            assert [user.login for user in cognito.new_users][-1] == "eve@example.com"
            assert repr(make_cognito_user) == "<MakeCognitoUser: pool " + str(cognito.home) + ">"
            raise AssertionError("see the report")

        def test_many(make_cognito_user):
            for number in range(12):
                make_cognito_user(username=f"user{number}")
            raise AssertionError("see the report")
    """)

    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "*_ test_none _*",
            "pool us-east-1_TestPool1, *",
            "calls:",
            "*_ test_several _*",
            "users:",
            "  ada@example.com (*-*-*-*-*): CONFIRMED; groups admins, staff",
            "  bob@example.com (*-*-*-*-*): CONFIRMED; disabled; factors SMS_MFA",
            "  eve@example.com (*-*-*-*-*): UNCONFIRMED",
            "calls:",
            "*_ test_many _*",
            "users:",
            "  ... and 2 before",
            "  user2: CONFIRMED",
        ]
    )
    result.stdout.no_fnmatch_line("*zoe*")
    result.stdout.no_fnmatch_line("*yan: *")


@pytest.mark.parametrize(
    ("marker", "preparation", "told"),
    [
        ("", "", True),
        ("", "cognito.users.make(mfa='SMS_MFA')", True),
        ("mfa='OPTIONAL'", "", False),
        ("mfa='OPTIONAL'", "cognito.fail(None, 'SoftwareTokenMFANotFoundException')", False),
    ],
)
def test_a_report_says_how_a_pool_comes_to_have_apps(
    run: Run,
    marker: str,
    preparation: str,
    told: bool,  # noqa: FBT001 - a column
) -> None:
    result = run(f"""
        import pytest

        @pytest.mark.cognito({marker})
        def test_fails(cognito, cognito_user):
            token = cognito_user.tokens().access_token
            {preparation or "pass"}
            for operation in ("AssociateSoftwareToken", "VerifySoftwareToken"):
                more = {{"UserCode": "000000"}} if operation.startswith("Verify") else {{}}
                try:
                    cognito.call(operation, AccessToken=token, **more)
                except Exception: pass
            raise AssertionError("see the report")
    """)

    result.assert_outcomes(failed=1)
    if told:
        result.stdout.fnmatch_lines(
            ["mfa: the test's pool has MFA off, *", "  To have them: *cognito_mfa = OPTIONAL.*"]
        )
    else:
        result.stdout.no_fnmatch_line("mfa: *")


def test_a_report_of_a_pool_that_is_gone(run: Run) -> None:
    result = run("""
        def test_fails(cognito, cognito_user):
            cognito.call("DeleteUserPoolDomain", UserPoolId=cognito.pool_id, Domain="tests")
            cognito.call("DeleteUserPool", UserPoolId=cognito.pool_id)
            assert cognito.new_users == []
            raise AssertionError("see the report")
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["pool us-east-1_TestPool1, *", "calls:", "*DeleteUserPool -> ok"])


def test_calls_are_told_in_the_order_in_which_they_began(run: Run) -> None:
    result = run("""
        import pytest

        def test_fails(cognito):
            @cognito.on("PreSignUp")
            def ask(event):
                cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)
                return event

            cognito.call("SignUp", ClientId=cognito.client_id, Username="ada",
                         Password="Correct-Horse-1")
            cognito.call("ListUsers", UserPoolId=cognito.pool_id)
            assert [call.operation for call in cognito.calls][0] == "DescribeUserPool"
            raise AssertionError("see the report")
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["calls:", "  * SignUp ada -> ok", "  * DescribeUserPool -> ok", "  * ListUsers -> ok"],
        consecutive=True,
    )


def test_a_report_has_what_the_emulator_warned_of(run: Run) -> None:
    result = run("""
        import pytest
        from cognito_emulator.errors import CognitoError

        def refuse(event):
            raise RuntimeError("it rains")

        @pytest.mark.cognito(triggers={"PreAuthentication": refuse})
        def test_fails(cognito, cognito_user):
            cognito.clock.freeze("2030-01-01T00:00:00Z")
            for _ in range(2):
                with pytest.raises(CognitoError):
                    cognito_user.sign_in()
            assert [w.operation for w in cognito.warnings] == ["InitiateAuth"] * 2
            raise AssertionError("see the report")

        def test_the_next_one_has_no_warnings(cognito):
            assert cognito.warnings == []
    """)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "messages:",
            "  none",
            "warnings:",
            "  00:00:00.000 InitiateAuth in *: * failed: RuntimeError: it rains (*.py:*) (2 times)",
        ]
    )


def test_the_log_of_all_tests(run: Run) -> None:
    has_the_log_of_all_tests(run(FAILING, "--cognito-log"))


@pytest.mark.slow
def test_the_log_of_all_tests_of_a_worker(run_apart: Run) -> None:
    has_the_log_of_all_tests(run_apart(FAILING, "--cognito-log", "-p", "xdist", "-n", "1"))


def has_the_log_of_all_tests(result: pytest.RunResult) -> None:
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*- cognito-emulator: *::test_passes -*", "pool *", "calls:", "  *InitiateAuth*"]
    )
    result.stdout.no_fnmatch_line("*cognito-emulator: *test_without*")


def test_a_test_that_leaves_nothing_whole_ends_no_session(run: Run) -> None:
    result = run("""
        import time

        def test_breaks(cognito, monkeypatch):
            times = iter([])
            monkeypatch.setattr(time, "time", lambda: next(times))
            assert False

        def test_next(cognito_user):
            assert cognito_user.sign_in()
    """)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["cannot be told: *"])


def test_slips_in_names_are_told(cognito: Cognito) -> None:
    with pytest.raises(ValueError, match="no operation InitateAuth; the nearest are InitiateAuth"):
        cognito.assert_called("InitateAuth", times=0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has no member AuthFlw; the nearest is AuthFlow"):
        cognito.assert_called("InitiateAuth", AuthFlw="x", times=0)
    with pytest.raises(ValueError, match="There is no error TooManyRequests; the nearest is TooM"):
        cognito.assert_called("InitiateAuth", error="TooManyRequests", times=0)  # type: ignore[arg-type]


@table(
    "use, flaw",
    [*(("access", flaw) for flaw in BAD_TOKENS), *(("id", flaw) for flaw in BAD_ID_TOKENS)],
)
def test_no_bad_token_has_good_claims(
    cognito: Cognito, cognito_user: CognitoUser, use: Any, flaw: str
) -> None:
    bad = cognito.bad_tokens(cognito_user, use=use)
    with pytest.raises(AssertionError):
        cognito.assert_claims(bad[flaw].token, token_use=use)
