"""pool=False: the plugin's own pool is not in the way of an app that makes its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import Cognito, CognitoUser
from tests.plugin.conftest import Run

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def app(cognito: Cognito, name: str = "shop") -> tuple[str, str]:
    """An app that makes its own pool and client; their ids."""
    pool = cognito.call("CreateUserPool", PoolName=name, AutoVerifiedAttributes=["email"])
    pool_id = pool["UserPool"]["Id"]
    client = cognito.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=FLOWS
    )
    return pool_id, client["UserPoolClient"]["ClientId"]


def listed(cognito: Cognito) -> list[str]:
    pools = cognito.call("ListUserPools", MaxResults=60)["UserPools"]
    return [pool["Id"] for pool in pools]


#: What needs a pool, as a test writes it.
NEED_A_POOL: Mapping[str, Callable[[Cognito], object]] = {
    "pool_id": lambda c: c.pool_id,
    "client_id": lambda c: c.client_id,
    "client_secret": lambda c: c.client_secret,
    "secret_hash('ada')": lambda c: c.secret_hash("ada"),
    "issuer": lambda c: c.issuer,
    "jwks_url": lambda c: c.jwks_url,
    "jwks": lambda c: c.jwks,
    "keys": lambda c: c.keys,
    "client()": lambda c: c.client(),
    "client_ids": lambda c: c.client_ids,
    "force_challenge('SMS_MFA')": lambda c: c.force_challenge("SMS_MFA"),
    "users.make()": lambda c: c.users.make(),
    "list(users)": lambda c: list(c.users),
    "users['ada']": lambda c: c.users["ada"],
    "groups.make('admins')": lambda c: c.groups.make("admins"),
    "list(groups)": lambda c: list(c.groups),
    "bad_tokens['expired']": lambda c: c.bad_tokens["expired"],
}


@pytest.mark.cognito(pool=False)
def test_there_is_no_pool_but_those_of_the_app(cognito: Cognito) -> None:
    assert listed(cognito) == [] == list(cognito.pools)

    pool_id, _ = app(cognito)

    assert listed(cognito) == [pool_id] == list(cognito.pools)


@pytest.mark.cognito(pool=False)
def test_the_client_of_the_usual_pool_is_gone_with_it(cognito: Cognito) -> None:
    with pytest.raises(errors.ResourceNotFoundException):
        cognito.call(
            "InitiateAuth",
            ClientId="testclient0000000000000001",
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"},
        )


@pytest.mark.cognito(pool=False)
@pytest.mark.parametrize("ask", NEED_A_POOL.values(), ids=NEED_A_POOL)
def test_what_needs_a_pool_says_what_to_do(
    cognito: Cognito, ask: Callable[[Cognito], object]
) -> None:
    with pytest.raises(LookupError, match=r"no pool of its own, as pool is False: .*cognito.pools"):
        ask(cognito)


def test_a_user_without_a_pool_is_an_error_that_says_so(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.cognito(pool=False)
        def test_it(cognito_user): pass
    """)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["E * This test has no pool of its own, as pool is False: *"])


@pytest.mark.cognito(pool=False)
def test_what_needs_no_pool_works(
    cognito: Cognito, cognito_env: Mapping[str, str], cognito_intercept: Cognito
) -> None:
    pool_id, client_id = app(cognito)
    cognito.fail("SignUp", "TooManyRequestsException", times=1)

    @cognito.on("PreSignUp")  # of any pool
    def confirm(event: Any) -> Any:
        event["response"]["autoConfirmUser"] = True
        return event

    client = boto3.client("cognito-idp")
    answer = client.sign_up(ClientId=client_id, Username="ada", Password="Correct-Horse-1")

    assert answer["UserConfirmed"]
    assert callable(confirm)
    cognito.assert_called("SignUp", error="TooManyRequestsException", times=1)
    assert cognito.region == "us-east-1"
    assert repr(cognito) == "<Cognito: pool none>"
    assert cognito_env["COGNITO_EMULATOR_URL"] == cognito.url
    assert "COGNITO_USER_POOL_ID" not in {**os.environ, **cognito_env}
    assert cognito_intercept.boto3.describe_user_pool(UserPoolId=pool_id)


@pytest.mark.cognito(pool=False)
def test_users_of_a_pool_that_the_app_made(cognito: Cognito) -> None:
    pool_id, client_id = app(cognito)
    shop = cognito.pools["shop"]
    ada = shop.users.make(username="ada", groups=["admins"], mfa="SOFTWARE_TOKEN_MFA")

    tokens = ada.sign_in(solve=True)

    assert (shop.pool_id, shop.client_id) == (pool_id, client_id) == (ada.pool_id, client_id)
    assert shop.assert_claims(tokens)["cognito:groups"] == ["admins"]
    assert cognito.pools[pool_id].users["ada"].tokens().access_claims["sub"] == ada.sub
    assert shop.bad_tokens["expired"].token
    cognito.assert_signed_in(ada)
    assert [pool.pool_id for pool in cognito.pools.values()] == [pool_id]


def test_pools_are_found_by_id_and_by_name(cognito: Cognito) -> None:
    one, _ = app(cognito, "one")
    two = [app(cognito, "two")[0] for _ in range(2)]

    assert list(cognito.pools) == [cognito.pool_id, one, *two]
    assert cognito.pools["one"].pool_id == one
    assert cognito.pools["tests"].pool_id == cognito.pool_id
    with pytest.raises(KeyError, match=f"several pools are called two: {two[0]}, {two[1]}"):
        cognito.pools["two"]
    with pytest.raises(KeyError, match=rf"there is no pool tree; there is .*{one} \(one\)"):
        cognito.pools["tree"]
    assert repr(cognito.pools).startswith(f"<Pools {cognito.pool_id}, {one}, ")


def test_a_pool_without_a_client_says_so(cognito: Cognito) -> None:
    pool_id = cognito.call("CreateUserPool", PoolName="bare")["UserPool"]["Id"]
    user = cognito.pools["bare"].users.make()

    with pytest.raises(LookupError, match=f"The pool {pool_id} has no client yet"):
        user.tokens()
    client = cognito.pools["bare"].client()
    assert user.tokens(client=client).access_token
    assert cognito.pools["bare"].client_id == client.id


@pytest.mark.cognito(pool=False)
def test_another_pool_is_made_all_the_same(cognito: Cognito) -> None:
    other = cognito.pool(mfa="OPTIONAL")

    assert other.users.make().sign_in().access_token
    assert listed(cognito) == [other.pool_id]


@pytest.mark.cognito(pool=False)
def test_a_reset_goes_back_to_no_pool(cognito: Cognito) -> None:
    app(cognito)
    cognito.emulator.reset()

    assert listed(cognito) == []


class TestSettings:
    @pytest.fixture
    @staticmethod
    def cognito_settings() -> dict[str, Any]:
        return {"pool": False}

    def test_of_a_class(self, cognito: Cognito) -> None:
        assert listed(cognito) == []

    @pytest.mark.cognito(pool=True, client={"AccessTokenValidity": 5})
    def test_a_marker_wants_one_after_all(
        self, cognito: Cognito, cognito_user: CognitoUser
    ) -> None:
        assert listed(cognito) == [cognito.pool_id]
        assert cognito_user.sign_in().expires_in == 5 * 3600

    @pytest.mark.cognito(pool={"UserPoolTier": "LITE"})
    def test_members_want_one_too(self, cognito: Cognito) -> None:
        described = cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]
        assert described["UserPoolTier"] == "LITE"


@pytest.mark.cognito(mfa="ON", pool={"UserPoolTier": "PLUS"})
class TestMarkersOfAClass:
    @pytest.mark.cognito(pool=False)
    def test_none(self, cognito: Cognito) -> None:
        assert listed(cognito) == []

    @pytest.mark.cognito(pool=True)
    def test_as_the_class_has_it(self, cognito: Cognito) -> None:
        pool = cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]
        assert (pool["MfaConfiguration"], pool["UserPoolTier"]) == ("ON", "PLUS")


@pytest.mark.parametrize("option", ["mfa='ON'", "seed={}", "client={}", "triggers={}"])
def test_what_contradicts_it_is_named(run: Run, option: str) -> None:
    result = run(f"""
        import pytest

        @pytest.mark.cognito(pool=False, {option})
        def test_it(cognito): pass

        class TestIt:
            @pytest.fixture
            def cognito_settings(self):
                return {{"pool": False}}

            @pytest.mark.cognito({option})
            def test_it(self, cognito): pass
    """)

    name = option.partition("=")[0]
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines([f"*@pytest.mark.cognito: {name} is about a pool, *pool=True*"] * 2)


def test_a_whole_suite_without_a_pool(run: Run) -> None:
    result = run(
        """
        import pytest

        def test_none(cognito):
            assert cognito.call("ListUserPools", MaxResults=1)["UserPools"] == []

        def test_what_is_left_of_the_environment(cognito_env):
            assert "MY_POOL" not in cognito_env
            assert cognito_env["MY_URL"]

        @pytest.mark.cognito(pool=True)
        def test_one(cognito, cognito_user):
            assert cognito_user.sign_in().access_token
            assert cognito.pool_id == "us-east-1_TestPool1"

        def test_none_again(session_cognito, cognito):
            assert list(cognito.pools) == []
            assert False
        """,
        *("-o", "cognito_pool=false"),
        *("-o", "cognito_env=MY_POOL = pool_id\nMY_URL = url"),
    )

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["cognito-emulator: *, pool: none, *", "pool none, clock *"])


def test_a_scope_s_pool_is_out_of_the_way_too(run: Run) -> None:
    """And is there again for the next test, with all that was made in it."""
    result = run("""
        import pytest

        @pytest.fixture(scope="module")
        def admin(module_cognito):
            return module_cognito.users.make(username="admin")

        @pytest.fixture(scope="module")
        def shop(module_cognito):
            made = module_cognito.call("CreateUserPool", PoolName="shop")["UserPool"]
            return made["Id"]

        @pytest.mark.cognito(pool=False)
        def test_none(admin, shop, cognito):
            assert list(cognito.pools) == [shop]
            with pytest.raises(Exception, match="admin of us-east-1_TestPool1 is not there"):
                admin.status

        def test_it_is_back(admin, shop, cognito):
            assert list(cognito.pools) == [cognito.pool_id, shop]
            assert admin.sign_in()
    """)

    result.assert_outcomes(passed=2)
