"""The fixture `cognito`: the same ids all session long, and a clean state for each test."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import requests

from cognito_emulator import errors
from pytest_cognito_emulator import Cognito, CognitoUser
from tests.plugin.conftest import Run, sign_up


def test_messages_are_kept_in_order(cognito: Cognito) -> None:
    assert cognito.messages == []

    sign_up(cognito, "ada")
    sign_up(cognito, "grace")

    assert [message.username for message in cognito.messages] == ["ada", "grace"]
    newest = cognito.messages[-1]
    assert newest.destination == "grace@example.com"
    assert newest.code in newest.body
    assert newest.code.isdecimal()


def test_call_takes_a_request_and_members(cognito: Cognito, cognito_user: CognitoUser) -> None:
    request = {"UserPoolId": cognito.pool_id, "Username": "nobody"}

    answer = cognito.call("AdminGetUser", request, Username=cognito_user.username)

    assert answer["Username"] == cognito_user.username


def test_call_raises_what_the_service_would(cognito: Cognito) -> None:
    with pytest.raises(errors.UserNotFoundException, match="User does not exist"):
        cognito.call("AdminGetUser", UserPoolId=cognito.pool_id, Username="nobody")


def test_allows_the_flows_that_apps_use(cognito: Cognito) -> None:
    client = cognito.call(
        "DescribeUserPoolClient", UserPoolId=cognito.pool_id, ClientId=cognito.client_id
    )["UserPoolClient"]

    assert set(client["ExplicitAuthFlows"]) == {
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
    }
    assert "ClientSecret" not in client
    assert cognito.client_secret is None


def test_boto3_without_a_socket(cognito: Cognito, cognito_user: CognitoUser) -> None:
    answer = cognito.boto3.admin_get_user(
        UserPoolId=cognito.pool_id, Username=cognito_user.username
    )

    assert answer["UserStatus"] == "CONFIRMED"
    with pytest.raises(cognito.boto3.exceptions.UserNotFoundException):
        cognito.boto3.admin_get_user(UserPoolId=cognito.pool_id, Username="nobody")


def test_boto3_that_is_not_installed_is_named(
    cognito: Cognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cognito._server, "_clients", {})
    monkeypatch.setattr(cognito._server, "_session", None)
    monkeypatch.setitem(sys.modules, "boto3", None)

    with pytest.raises(RuntimeError, match=r"cognito-emulator\[boto3\]"):
        _ = cognito.boto3


def test_serves_its_keys_under_the_issuer_of_its_tokens(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    tokens = cognito_user.tokens()

    assert tokens.access_claims["iss"] == tokens.id_claims["iss"] == cognito.issuer
    assert cognito.issuer == f"{cognito.url}/{cognito.pool_id}"
    assert cognito.jwks_url == f"{cognito.issuer}/.well-known/jwks.json"
    assert requests.get(cognito.jwks_url, timeout=60).json() == cognito.jwks
    discovery = f"{cognito.issuer}/.well-known/openid-configuration"
    assert requests.get(discovery, timeout=60).json()["issuer"] == cognito.issuer


def test_serves_the_same_state_over_http(cognito: Cognito, cognito_user: CognitoUser) -> None:
    answer = _over_http(cognito, "GetUser", AccessToken=cognito_user.tokens().access_token)

    assert answer["Username"] == cognito_user.username


def test_the_server_follows_the_clock(cognito: Cognito, cognito_user: CognitoUser) -> None:
    token = cognito_user.tokens().access_token

    with cognito.clock.shift(hours=2):
        assert "expired" in _over_http(cognito, "GetUser", AccessToken=token)["message"]

    assert _over_http(cognito, "GetUser", AccessToken=token)["Username"] == cognito_user.username


def test_ids_stay_and_state_goes(run: Run) -> None:
    result = run("""
        import pytest

        seen = []

        def known(cognito):
            return cognito.pool_id, cognito.client_id, cognito.issuer, cognito.jwks

        def users(cognito):
            return cognito.call("ListUsers", UserPoolId=cognito.pool_id)["Users"]

        @pytest.mark.parametrize("n", range(3))
        def test_users_go(cognito, make_cognito_user, n):
            seen.append(known(cognito))
            assert seen[0] == seen[n]
            assert users(cognito) == [] == cognito.messages
            make_cognito_user(username="ada", status="UNCONFIRMED", groups=["g"])
            assert len(users(cognito)) == len(cognito.messages) == 1

        def test_a_lost_pool_comes_back(cognito):
            cognito.call("DeleteUserPoolDomain", UserPoolId=cognito.pool_id, Domain="tests")
            cognito.call("DeleteUserPool", UserPoolId=cognito.pool_id)

        def test_it_is_back(cognito, cognito_user):
            assert seen[0] == known(cognito)
            assert len(cognito.call("ListUserPools", MaxResults=9)["UserPools"]) == 1
            assert cognito_user.tokens()
    """)

    result.assert_outcomes(passed=5)


def test_fixtures_can_be_overridden(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture
        def cognito(cognito):
            cognito.call("CreateGroup", UserPoolId=cognito.pool_id, GroupName="admins")
            return cognito

        @pytest.fixture
        def cognito_user(make_cognito_user):
            return make_cognito_user(groups=["admins"])

        def test_admin(cognito_user):
            assert cognito_user.tokens().access_claims["cognito:groups"] == ["admins"]
    """)

    result.assert_outcomes(passed=1)


def _over_http(cognito: Cognito, operation: str, **request: object) -> Any:
    target = f"AWSCognitoIdentityProviderService.{operation}"
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    return requests.post(cognito.url, json=request, headers=headers, timeout=60).json()


def test_functions_behind_triggers(cognito: Cognito) -> None:
    sent: list[str] = []

    def confirm(event: dict[str, Any]) -> dict[str, Any]:
        event["response"]["autoConfirmUser"] = event["userName"] != "grace"
        return event

    cognito.on("PreSignUp", confirm)
    cognito.on("CustomEmailSender", lambda event: sent.append(event["userName"]))
    sign_up(cognito, "ada")
    sign_up(cognito, "grace")
    cognito.wait_for_senders()
    assert sent == ["grace"]
    for name, status in (("ada", "CONFIRMED"), ("grace", "UNCONFIRMED")):
        found = cognito.call("AdminGetUser", UserPoolId=cognito.pool_id, Username=name)
        assert found["UserStatus"] == status


def test_functions_are_gone_with_their_test(run: Run) -> None:
    result = run(
        """
        def test_one(cognito):
            cognito.on("PreAuthentication", lambda event: event)
            cognito.on("PreTokenGeneration", lambda event: event, version="V2_0")

        def test_two(cognito, cognito_user):
            functions = cognito._server.emulator.functions
            assert functions.find("PreAuthentication", cognito.pool_id, None) is None
            assert functions.find("PreTokenGeneration", cognito.pool_id, None) is None
        """
    )
    result.assert_outcomes(passed=2)


def test_a_function_s_own_error_is_shown(run: Run) -> None:
    """The way through the emulator is not, but what the test's function raised is."""
    result = run(
        """
        def refuse(event):
            raise LookupError("it rains")

        def test(cognito, cognito_user):
            cognito.on("PreAuthentication", refuse)
            cognito_user.sign_in()
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*PreAuthentication failed with error it*", "*, in refuse", "*LookupError: it rains"]
    )


def test_a_call_that_outlives_its_test_is_no_affair_of_the_next(run: Run) -> None:
    result = run("""
        import threading
        import pytest

        ENTERED, LEAVE, THREADS = threading.Event(), threading.Event(), []

        def sign_up(cognito):
            with pytest.raises(Exception, match="was exchanged while this call was under way"):
                cognito.call(
                    "SignUp", ClientId=cognito.client_id, Username="late",
                    Password="Correct-Horse-1",
                )

        def test_one(cognito):
            @cognito.on("PreSignUp")
            def slow(event):
                ENTERED.set()
                LEAVE.wait(60)
                return event

            THREADS.append(threading.Thread(target=sign_up, args=(cognito,)))
            THREADS[0].start()
            assert ENTERED.wait(60)

        def test_two(cognito, cognito_user):
            LEAVE.set()
            THREADS[0].join()
            assert list(cognito.users) == [cognito_user.username]
            assert cognito.calls == []
    """)

    result.assert_outcomes(passed=2)


def test_a_stubbed_client_is_stubbed_for_its_test_only(run: Run) -> None:
    result = run("""
        from botocore.stub import Stubber

        def test_stubbed(cognito):
            stubber = Stubber(cognito.boto3)
            stubber.add_response("list_user_pools", {"UserPools": []}, {"MaxResults": 1})
            stubber.activate()
            assert cognito.boto3.list_user_pools(MaxResults=1)["UserPools"] == []

        def test_real(cognito):
            assert cognito.boto3 is cognito.boto3
            assert len(cognito.boto3.list_user_pools(MaxResults=1)["UserPools"]) == 1
    """)

    result.assert_outcomes(passed=2)


def test_reset_goes_back_to_the_tests_pool(cognito: Cognito, cognito_user: CognitoUser) -> None:
    requests.post(f"{cognito.url}/_emulator/reset", timeout=60)

    assert not cognito.users
    assert cognito_user.username not in cognito.users
    assert cognito.users.make().sign_in().access_token
