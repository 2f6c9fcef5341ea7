"""What a pool is like: ini options, the fixture cognito_settings, @pytest.mark.cognito."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import ChallengeRequired, Cognito, CognitoUser, MakeCognitoUser
from tests.plugin.conftest import Run, unsaid

SEED = {
    "PoolName": "seeded",
    "Clients": [{"ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}],
    "Groups": [{"GroupName": "admins"}],
    "Users": [
        {
            "Username": "alice",
            "Password": "Alice-Password-1",
            "UserAttributes": {"email": "alice@example.com", "email_verified": True},
            "Groups": ["admins"],
        }
    ],
}


def pool_of(cognito: Cognito) -> Any:
    return cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]


def client_of(cognito: Cognito) -> Any:
    request = {"UserPoolId": cognito.pool_id, "ClientId": cognito.client_id}
    return cognito.call("DescribeUserPoolClient", request)["UserPoolClient"]


@pytest.mark.cognito(mfa="ON")
def test_mfa(cognito: Cognito, cognito_user: CognitoUser) -> None:
    with pytest.raises(ChallengeRequired, match="MFA_SETUP") as challenge:
        cognito_user.sign_in()
    assert challenge.value.solve().access_token
    assert pool_of(cognito)["MfaConfiguration"] == "ON"


@pytest.mark.cognito(
    mfa="OPTIONAL",
    pool={
        "EmailMfaConfiguration": {},
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]
        },
    },
)
def test_mfa_with_a_factor_of_ones_own(cognito: Cognito) -> None:
    config = cognito.call("GetUserPoolMfaConfig", UserPoolId=cognito.pool_id)

    assert config["MfaConfiguration"] == "OPTIONAL"
    assert "EmailMfaConfiguration" in config
    assert "SoftwareTokenMfaConfiguration" not in config


@pytest.mark.cognito(username_attributes=["email"])
def test_people_sign_in_with_addresses(
    cognito: Cognito, make_cognito_user: MakeCognitoUser
) -> None:
    user = make_cognito_user()

    assert user.login == user.email
    assert user.username == user.sub
    assert user.sign_in().access_claims["sub"] == user.sub
    assert cognito.users[user.login].password == user.password


@pytest.mark.cognito(client={"GenerateSecret": True, "AccessTokenValidity": 2})
@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"])
def test_a_client_with_a_secret(cognito: Cognito, cognito_user: CognitoUser, flow: Any) -> None:
    tokens = cognito_user.sign_in(flow)

    assert cognito.client_secret
    assert client_of(cognito)["ClientSecret"] == cognito.client_secret
    assert tokens.expires_in == 2 * 3600


@pytest.mark.cognito(client={"GenerateSecret": True})
def test_the_secret_is_the_same_each_time(cognito: Cognito, make_cognito_user: Any) -> None:
    from cognito_emulator import stock  # noqa: PLC0415 - only here

    assert cognito.client_secret == stock.CLIENT_SECRET
    assert make_cognito_user(status="UNCONFIRMED").login in str(cognito.messages[-1])


def prefixed(event: Any) -> Any:
    details = {"claimsToAddOrOverride": {"plan": "gold"}}
    event["response"]["claimsOverrideDetails"] = details
    return event


@pytest.mark.cognito(triggers={"PreTokenGeneration": prefixed})
def test_triggers(cognito_user: CognitoUser) -> None:
    assert cognito_user.sign_in().id_claims["plan"] == "gold"


@pytest.mark.cognito(seed=SEED)
def test_a_seed(cognito: Cognito) -> None:
    alice = cognito.users["alice"]

    assert list(cognito.users) == ["alice"]
    assert cognito.groups["admins"] == ["alice"]
    assert cognito.pool_id == "us-east-1_TestPool1"
    assert alice.sign_in().access_claims["cognito:groups"] == ["admins"]
    with pytest.raises(errors.InvalidParameterException):  # the seed's client may not
        alice.sign_in("USER_SRP_AUTH")


@pytest.mark.cognito(seed=Path(__file__).parents[2] / "fixtures" / "demo.yaml")
def test_a_seed_of_fixed_ids(cognito: Cognito) -> None:
    assert cognito.pool_id == "us-east-1_DemoPool1"
    assert cognito.client_id == "demowebclient0000000000001"
    assert cognito.users["alice"].sign_in().access_token
    assert cognito.users["dan"].sign_in(solve=True).access_token  # who has an app


@pytest.mark.cognito(seed={"PoolName": "far", "Id": "ap-southeast-2_Far"})
def test_a_seed_of_another_region(
    cognito: Cognito, cognito_user: CognitoUser, cognito_env: Mapping[str, str]
) -> None:
    named = {"UserPoolId": "ap-southeast-2_Far", "Username": cognito_user.username}

    assert cognito.region == cognito_env["AWS_REGION"] == "ap-southeast-2"
    assert cognito.call("AdminGetUser", named)["Enabled"]
    assert cognito.boto3.admin_get_user(**named)["Enabled"]
    assert boto3.client("cognito-idp").admin_get_user(**named)["Enabled"]


@pytest.mark.usefixtures("cognito_user")
def test_the_next_test_finds_the_usual_pool(cognito: Cognito) -> None:
    assert cognito.pool_id == "us-east-1_TestPool1"
    assert pool_of(cognito)["MfaConfiguration"] == "OFF"
    assert "ClientSecret" not in client_of(cognito)
    assert len(cognito.users) == 1
    assert list(cognito.groups) == []


@pytest.mark.cognito(client={"AccessTokenValidity": 2})
class TestMarkersAddUp:
    @pytest.mark.cognito(client={"IdTokenValidity": 3}, mfa="OPTIONAL")
    def test_the_closer_one_goes_over(self, cognito: Cognito) -> None:
        client = client_of(cognito)
        assert (client["AccessTokenValidity"], client["IdTokenValidity"]) == (2, 3)

    @pytest.mark.cognito(client={"AccessTokenValidity": 4})
    def test_the_same_member(self, cognito: Cognito) -> None:
        assert client_of(cognito)["AccessTokenValidity"] == 4


class TestSettings:
    @pytest.fixture(scope="class")
    @classmethod
    def cognito_settings(cls) -> dict[str, Any]:
        return {"mfa": "OPTIONAL", "client": {"AccessTokenValidity": 5}}

    def test_of_a_class(self, cognito: Cognito) -> None:
        assert pool_of(cognito)["MfaConfiguration"] == "OPTIONAL"
        assert client_of(cognito)["AccessTokenValidity"] == 5

    @pytest.mark.cognito(mfa="OFF")
    def test_a_marker_goes_over_them(self, cognito: Cognito) -> None:
        assert pool_of(cognito)["MfaConfiguration"] == "OFF"
        assert client_of(cognito)["AccessTokenValidity"] == 5


def test_ini_options(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        handlers="""
        def confirm(event):
            event["response"]["autoConfirmUser"] = True
            return event
        """
    )
    pytester.makeini("""
        [pytest]
        pythonpath = .
        cognito_region = eu-west-1
        cognito_pool_id = eu-west-1_HardCoded
        cognito_client_id = hardcodedclient
        cognito_client_secret = hardcodedsecret000000000000000000000000000000000000
        cognito_domain = login.example.com
        cognito_mfa = OPTIONAL
        cognito_username_attributes = email
        cognito_client =
            AccessTokenValidity = 2
            ClientName = mine
        cognito_pool =
            Policies = {"PasswordPolicy": {"MinimumLength": 12}}
        cognito_triggers = PreSignUp = handlers:confirm
        cognito_env = MY_POOL = pool_id
        cognito_trigger_timeout = 1.5
    """)
    result = run("""
        def test_all(cognito, cognito_user):
            assert cognito.region == "eu-west-1"
            assert cognito.pool_id == "eu-west-1_HardCoded"
            assert cognito.client_id == "hardcodedclient"
            assert cognito.client_secret.startswith("hardcodedsecret0")
            assert cognito.emulator.settings.trigger_timeout == 1.5
            pool = cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]
            assert pool["MfaConfiguration"] == "OPTIONAL"
            assert pool["UsernameAttributes"] == ["email"]
            assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
            client = cognito.call(
                "DescribeUserPoolClient", UserPoolId=cognito.pool_id, ClientId=cognito.client_id
            )["UserPoolClient"]
            assert (client["AccessTokenValidity"], client["ClientName"]) == (2, "mine")
            assert cognito.env["MY_POOL"] == cognito.env["COGNITO_USER_POOL_ID"] == cognito.pool_id
            assert cognito_user.sign_in().access_claims["iss"] == cognito.issuer
            answer = cognito.boto3.admin_get_user(
                UserPoolId=cognito.pool_id, Username=cognito_user.login
            )
            assert answer["Username"] == cognito_user.sub
    """)

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["cognito-emulator: *, pool: eu-west-1_HardCoded, clock: *"])


def test_a_seed_of_the_whole_suite(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makefile(".json", pool='{"Users": [{"Username": "ann", "Password": "Ann-Pass-1"}]}')
    result = run(
        """
        def test_first(cognito):
            assert cognito.users["ann"].sign_in().access_token
            cognito.call("AdminDeleteUser", UserPoolId=cognito.pool_id, Username="ann")

        def test_second(cognito):
            assert cognito.users["ann"].sign_in().access_token
        """,
        "-o",
        "cognito_seed=pool.json",
    )

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["cognito-emulator: *, pool: pool.json, clock: *"])


#: Arguments of a marker, and what is said of them.
WRONG_MARKERS = [
    ("mffa='ON'", "*@pytest.mark.cognito: there is no option mffa; the nearest is mfa*"),
    ("mfa='SOMETIMES'", "*mfa is 'SOMETIMES'; it must be OFF, OPTIONAL or ON.*"),
    ("'ON'", "*@pytest.mark.cognito takes keywords, not 'ON'.*"),
    ("client='public'", "*client must be a mapping, not 'public'.*"),
    ("username_attributes=7", "*username_attributes must be texts, not 7.*"),
    (
        "client={'CallbackURLs': ['http://testserver/cb']}",
        "*cannot use the HTTP protocol. Only localhost *base_url='http://localhost', *",
    ),
    (
        "client={'Name': 'x'}",
        "*Clients?0?*.Name: There is no member Name; the nearest is ClientName*",
    ),
    (
        "pool={'Policy': {}}",
        "*These settings are refused: Policy: * the nearest is Policies*",
    ),
    ("seed='nowhere.yaml'", "*nowhere.yaml: There is no such file.*"),
    ("triggers={'PreSignIn': print}", "*There is no trigger PreSignIn*"),
    ("providers='stand-in'", "*@pytest.mark.cognito: providers must be a mapping*"),
    (
        "providers={'*': 'standin'}",
        "*providers: ?* is 'standin'; it must be real or stand-in.*",
    ),
    ("providers={'*': True}", "*providers: ?* is True; it must be real or stand-in.*"),
    ("providers={'*': []}", "*providers: ?* is ??; it must be real or stand-in.*"),
    (
        "providers={'Gogle': 'real'}",
        "*@pytest.mark.cognito: providers: the seed has no identity provider Gogle; *",
    ),
    (
        "seed={'IdentityProviders': [{'ProviderName': 'Corp'}]}, providers={'Crop': 'real'}",
        "*the seed has no identity provider Crop; the nearest is Corp. '?' is whatever else*",
    ),
]


def test_what_cannot_be_met_is_named(run: Run) -> None:
    result = run(
        "import pytest\n"
        + "".join(
            f"@pytest.mark.cognito({marker})\n"
            f"def test_pool_{row}(cognito): pass\n"
            f"def test_next_{row}(cognito, cognito_user): assert cognito_user.sign_in()\n"
            for row, (marker, _) in enumerate(WRONG_MARKERS)
        )
    )

    result.assert_outcomes(passed=len(WRONG_MARKERS), errors=len(WRONG_MARKERS))
    said = {f"test_pool_{row}": said for row, (_, said) in enumerate(WRONG_MARKERS)}
    assert unsaid(result, said) == {}
    result.stdout.no_fnmatch_line("*pytest_cognito_emulator/*.py:*")


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("cognito_mfa=MAYBE", "*ini options: mfa is 'MAYBE'*"),
        ("cognito_trigger_timeout=soon", "*cognito_trigger_timeout is 'soon'; it must be seconds*"),
        ("cognito_client=GenerateSecret", "*cognito_client: 'GenerateSecret' has to be written*"),
        ("cognito_env=MY_POOL = pool", "*MY_POOL cannot be pool, only one of *pool_id*"),
        ("cognito_pool_id=nonsense", "*nonsense*"),
        (
            "cognito_providers=Google",
            "*cognito_providers: 'Google' has to be written NAME = value*",
        ),
        (
            "cognito_providers=Google=reel",
            "*ini options: providers: Google is 'reel'; it must be real*",
        ),
        ("cognito_providers=Gogle=real", "*ini options: providers: the seed has no * Gogle; *"),
    ],
)
def test_an_ini_option_that_cannot_be_met_is_named(run: Run, option: str, sentence: str) -> None:
    result = run("def test_pool(cognito): assert cognito.env", "-o", option)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([sentence])


def test_a_marker_brings_the_fixture(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.cognito(mfa="ON")
        def test_marked(request):
            cognito = request.getfixturevalue("cognito")
            assert "cognito" in request.node.funcargs
            pool = cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]
            assert pool["MfaConfiguration"] == "ON"
    """)

    result.assert_outcomes(passed=1)


def test_the_marker_is_known(run: Run) -> None:
    result = run(
        """
        import pytest

        @pytest.mark.cognito(mfa="OFF")
        @pytest.mark.cognito_challenge("SMS_MFA")
        @pytest.mark.cognito_fault("InitiateAuth", "TooManyRequestsException")
        def test_marked(): pass
        """,
        "--strict-markers",
    )

    result.assert_outcomes(passed=1)


@pytest.mark.cognito(username_attributes=["email"], client={"GenerateSecret": True})
@pytest.mark.cognito_challenge("NEW_PASSWORD_REQUIRED")
@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"])
def test_a_secret_is_proved_over_the_name_that_challenges_tell(
    cognito_user: CognitoUser, flow: Any
) -> None:
    assert cognito_user.sign_in(flow, solve=True).access_claims["sub"] == cognito_user.sub


def test_a_seed_with_users_and_groups_under_markers(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".json",
        pool="""{
            "Id": "us-east-1_Seeded", "PoolName": "seeded",
            "Clients": [{"ClientName": "web"}, {"ClientName": "other"}],
            "Groups": [{"GroupName": "admins"}],
            "Users": [{"Username": "ann", "Password": "Ann-Pass-1", "Groups": ["admins"],
                       "UserAttributes": {"email": "ann@example.com"}}]
        }""",
    )
    result = run(
        """
        import pytest

        def clients(cognito):
            request = {"UserPoolId": cognito.pool_id, "MaxResults": 60}
            return cognito.call("ListUserPoolClients", request)["UserPoolClients"]

        @pytest.mark.cognito(mfa="OPTIONAL", client={"AccessTokenValidity": 2})
        def test_marked(cognito):
            assert cognito.users["ann"].groups == ["admins"]
            assert len(clients(cognito)) == 2

        @pytest.mark.cognito(seed="pool.json", pool={"PoolName": "again"})
        @pytest.mark.usefixtures("cognito")
        class TestSameSeedByAnotherName:
            def test_it(self, cognito):
                assert cognito.users["ann"].password == "Ann-Pass-1"
                assert list(cognito.groups) == ["admins"]

        @pytest.mark.cognito(seed={"PoolName": "other", "Id": "us-east-1_Other"})
        def test_another(cognito):
            pools = cognito.call("ListUserPools", MaxResults=9)["UserPools"]
            assert [pool["Id"] for pool in pools] == ["us-east-1_Other"]
            assert len(clients(cognito)) == 1

        def test_reset(cognito, cognito_user):
            cognito.emulator.reset()
            assert list(cognito.users) == ["ann"]
            assert cognito.users["ann"].enabled

        def test_as_ever(cognito):
            assert cognito.pool_id == "us-east-1_Seeded"
            assert len(clients(cognito)) == 2
        """,
        "-o",
        "cognito_seed=pool.json",
    )

    result.assert_outcomes(passed=5)


def test_options_go_over_pasted_descriptions(run: Run) -> None:
    result = run("""
        import pytest

        SEED = {
            "UserPool": {"Id": "us-east-1_Pasted", "Name": "pasted", "MfaConfiguration": "OFF"},
            "Clients": [{"UserPoolClient": {"ClientId": "pasted", "ClientName": "a"}}],
            "Users": [{"User": {"Username": "ann"}, "Password": "Ann-Pass-1"}],
        }

        @pytest.mark.cognito(seed=SEED, mfa="OPTIONAL", client={"AccessTokenValidity": 2})
        def test_pasted(cognito):
            assert (cognito.pool_id, cognito.client_id) == ("us-east-1_Pasted", "pasted")
            config = cognito.call("GetUserPoolMfaConfig", UserPoolId=cognito.pool_id)
            assert config["MfaConfiguration"] == "OPTIONAL"
            assert cognito.users["ann"].tokens().expires_in == 7200
            assert cognito.users["ann"].password == "Ann-Pass-1"
    """)

    result.assert_outcomes(passed=1)


@pytest.mark.cognito(mfa="ON")
class Base:
    def mode(self, cognito: Cognito) -> Any:
        return pool_of(cognito)["MfaConfiguration"]


@pytest.mark.cognito(mfa="OFF")
class TestOfAnother(Base):
    def test_the_subclass_goes_over_its_base(self, cognito: Cognito) -> None:
        assert self.mode(cognito) == "OFF"

    @pytest.mark.cognito(mfa="ON")
    @pytest.mark.parametrize(
        "mode", ["ON", pytest.param("OPTIONAL", marks=pytest.mark.cognito(mfa="OPTIONAL"))]
    )
    def test_a_parameter_goes_over_its_function(self, cognito: Cognito, mode: str) -> None:
        assert self.mode(cognito) == mode


@pytest.mark.cognito(pool={"Policies": {"PasswordPolicy": {"MinimumLength": 40}}})
def test_passwords_are_as_long_as_the_pool_wants(cognito_user: CognitoUser) -> None:
    assert len(cognito_user.password) == 40
    assert cognito_user.sign_in().access_token


@pytest.mark.cognito(username_attributes=["phone_number"])
def test_many_people_with_numbers(make_cognito_user: MakeCognitoUser) -> None:
    users = [make_cognito_user() for _ in range(100)]

    assert len({user.login for user in users}) == 100
    assert make_cognito_user(username="+15555550123").sign_in().access_token
    federated = make_cognito_user(status="EXTERNAL_PROVIDER")
    assert federated.username == federated.login == federated.tokens().id_claims["cognito:username"]


def test_a_region_that_the_pool_contradicts_is_named(run: Run) -> None:
    result = run(
        "def test_pool(cognito): pass",
        *("-o", "cognito_region=us-east-1", "-o", "cognito_pool_id=eu-west-1_Mine"),
    )

    result.stdout.fnmatch_lines(["*cognito_region is 'us-east-1', but * is in eu-west-1.*"])


@pytest.mark.parametrize(("wanted", "region"), [("eu-west-1", "eu-west-1"), ("", "us-east-1")])
def test_an_id_that_begins_with_no_region_leaves_the_region_alone(
    run: Run, wanted: str, region: str
) -> None:
    run(
        f"""
        def test_pool(cognito):
            assert (cognito.pool_id, cognito.region) == ("local_Mine", {region!r})
            assert cognito.boto3.describe_user_pool(UserPoolId="local_Mine")
        """,
        *("-o", f"cognito_region={wanted}", "-o", "cognito_pool_id=local_Mine"),
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        ("{'UserPools': []}", "*seed: UserPools: There must be one pool, or more.*"),
        ("{'UserPools': 'x'}", "*seed: UserPools: This must be a list of objects with members.*"),
        ("{'Clients': 'web'}", "*seed: Clients: This must be a list of objects with members.*"),
        ("{'Clients': [5]}", "*seed: Clients: This must be a list of objects with members.*"),
        ("[1]", "*seed is ?1?; it must be a file, or what would stand in it.*"),
    ],
)
def test_a_seed_that_is_malformed_is_named(run: Run, seed: str, sentence: str) -> None:
    result = run(f"""
        import pytest

        @pytest.mark.cognito(seed={seed})
        def test_pool(cognito): pass
    """)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([sentence])
    result.stdout.no_fnmatch_line("*cognito_emulator/*.py:*")


# --- how one pool takes the place of another ------------------------------------------------------


def pools_of(cognito: Cognito) -> list[str]:
    pools = cognito.call("ListUserPools", MaxResults=60)["UserPools"]
    return [pool["Id"] for pool in pools]


def test_a_marker_leaves_the_dates_of_the_pool_and_its_client(run: Run) -> None:
    result = run("""
        import pytest

        def dates(cognito):
            named = {"UserPoolId": cognito.pool_id}
            pool = cognito.call("DescribeUserPool", named)["UserPool"]
            client = cognito.call("DescribeUserPoolClient", named, ClientId=cognito.client_id)
            return [
                each[date]
                for each in (pool, client["UserPoolClient"])
                for date in ("CreationDate", "LastModifiedDate")
            ]

        @pytest.fixture(scope="module")
        def first(session_cognito):
            return dates(session_cognito)

        @pytest.fixture
        def later(cognito_clock):
            cognito_clock.shift(hours=1)

        @pytest.mark.cognito(mfa="ON", client={"AccessTokenValidity": 2})
        def test_it(first, later, cognito):
            assert dates(cognito) == first
    """)

    result.assert_outcomes(passed=1)


TWO_POOLS = {
    "UserPools": [
        {"PoolName": "one", "Id": "us-east-1_One", "DeletionProtection": "ACTIVE"},
        {
            "PoolName": "two",
            "Clients": [{"ClientId": "clientoftwo", "ClientName": "two"}],
            "Users": [{"Username": "ann", "Password": "Ann-Password-1"}],
        },
    ]
}


OWN = {"Id": "us-east-1_Own", "Clients": [{"ClientId": "ownclient", "ClientName": "own"}]}


def test_all_pools_of_a_former_seed_are_gone_with_their_clients(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makefile(".json", two=json.dumps(TWO_POOLS))
    result = run(
        f"""
        import pytest
        from cognito_emulator import errors

        def test_two(cognito):
            assert len(cognito.pools) == 2
            assert cognito.emulator.client("clientoftwo")

        @pytest.mark.cognito(seed={OWN})
        def test_one(cognito):
            assert list(cognito.pools) == ["us-east-1_Own"]
            with pytest.raises(errors.ResourceNotFoundException):
                cognito.emulator.client("clientoftwo")

        def test_two_again(cognito):
            assert len(cognito.pools) == 2
            assert cognito.pools["two"].users["ann"].sign_in
        """,
        "-o",
        "cognito_seed=two.json",
    )

    result.assert_outcomes(passed=3)


@pytest.mark.cognito(seed=OWN)
def test_the_usual_client_is_gone_with_the_usual_pool(cognito: Cognito) -> None:
    assert pools_of(cognito) == ["us-east-1_Own"]
    assert cognito.client_id == "ownclient"
    with pytest.raises(errors.ResourceNotFoundException, match="does not exist"):
        cognito.emulator.client("testclient0000000000000001")


@pytest.mark.cognito(seed=TWO_POOLS)
def test_all_pools_of_a_seed_are_there_with_their_passwords(cognito: Cognito) -> None:
    two = cognito.pools["two"]

    assert set(pools_of(cognito)) == {"us-east-1_One", two.pool_id}
    assert two.client_id == "clientoftwo"
    assert two.users["ann"].password == "Ann-Password-1"


@pytest.mark.cognito(pool={"Id": "us-east-1_Renamed"})
def test_an_id_of_ones_own_is_no_second_pool(cognito: Cognito, cognito_user: CognitoUser) -> None:
    assert pools_of(cognito) == [cognito.pool_id] == ["us-east-1_Renamed"]
    assert cognito_user.sign_in().access_token


def test_triggers_of_the_suite_are_those_of_a_pool_of_another_id(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        handlers="""
        def confirm(event):
            event["response"]["autoConfirmUser"] = True
            return event
        """
    )
    pytester.syspathinsert()
    result = run(
        """
        import pytest

        @pytest.mark.cognito(seed={"Id": "us-east-1_Own"})
        def test_it(cognito):
            named = {"ClientId": cognito.client_id, "Username": "ada"}
            assert cognito.call("SignUp", named, Password="Correct-Horse-1")["UserConfirmed"]
        """,
        "-o",
        "cognito_triggers=PreSignUp = handlers:confirm",
    )

    result.assert_outcomes(passed=1)


def test_a_seed_s_file_is_named_with_what_is_wrong_in_it(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makefile(".json", pool='{"PoolNam": "x"}')
    result = run("def test_it(cognito): pass", "-o", "cognito_seed=pool.json")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*pool.json*: There is no member PoolNam*"])


CORP = {
    "ProviderName": "Corp",
    "ProviderType": "OIDC",
    "ProviderDetails": {
        "client_id": "the-pool",
        "client_secret": "a-secret",
        "authorize_scopes": "openid",
        "oidc_issuer": "https://nobody.invalid",
        "attributes_request_method": "GET",
    },
}
SAML = {
    "ProviderName": "Works",
    "ProviderType": "SAML",
    "ProviderDetails": {"MetadataURL": "https://nobody.invalid/metadata"},
}


@pytest.mark.cognito(providers={"*": "stand-in"})
@pytest.mark.parametrize("provider", [CORP, SAML], ids=["oidc", "saml"])
def test_a_provider_that_is_played_is_made_and_shown_without_being_asked(
    cognito: Cognito, provider: Any
) -> None:
    cognito.call("CreateIdentityProvider", provider, UserPoolId=cognito.pool_id)
    shown = cognito.call(
        "DescribeIdentityProvider",
        UserPoolId=cognito.pool_id,
        ProviderName=provider["ProviderName"],
    )["IdentityProvider"]["ProviderDetails"]

    assert shown.items() >= provider["ProviderDetails"].items()
    client = cognito.client(CallbackURLs=["https://app.example.com/"])
    back = (
        cognito.provider(provider["ProviderName"])
        .person(sub="ada")
        .authorize(
            f"{cognito.domain_url}/oauth2/authorize?client_id={client.id}&response_type=code"
            "&redirect_uri=https://app.example.com/"
        )
    )
    assert back.code
    assert [*cognito.users] == [f"{provider['ProviderName']}_ada"]


def test_a_provider_is_asked_where_nothing_else_is_said(cognito: Cognito) -> None:
    with pytest.raises(errors.InvalidParameterException, match="well-known"):
        cognito.call("CreateIdentityProvider", CORP, UserPoolId=cognito.pool_id)


@pytest.mark.cognito(seed={"PoolName": "a", "IdentityProviders": [CORP, SAML]})
class TestPlayers:
    """What is said of a provider holds over what is said of all, and over the type."""

    @pytest.fixture
    def cognito_settings(self) -> Mapping[str, Any]:
        return {"providers": {"*": "stand-in", "Google": "real"}}

    def test_of_a_fixture(self, cognito: Cognito) -> None:
        assert cognito.provider("Corp").people == []
        assert cognito.provider("Works").people == []
        with pytest.raises(ValueError, match="is the real provider"):
            assert cognito.provider("Google").people

    @pytest.mark.cognito(providers={"Corp": "real"})
    def test_of_a_marker(self, cognito: Cognito) -> None:
        with pytest.raises(ValueError, match="is the real provider"):
            assert cognito.provider("Corp").people
        assert cognito.provider("Works").people == []


def test_players_of_the_whole_suite(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ncognito_providers =\n    *=stand-in\n    Google = real\n")
    result = run(
        f"""
        import pytest

        CORP = {CORP!r}

        @pytest.mark.parametrize("number", [1, 2])
        def test_made(cognito, number):
            cognito.call("CreateIdentityProvider", CORP, UserPoolId=cognito.pool_id)
            assert cognito.provider("Corp").people == []

        @pytest.mark.cognito(providers={{"*": "real"}})
        def test_asked(cognito):
            with pytest.raises(Exception, match="well-known"):
                cognito.call("CreateIdentityProvider", CORP, UserPoolId=cognito.pool_id)
        """
    )

    result.assert_outcomes(passed=3)


@pytest.mark.cognito(pool=False, providers={"Corp": "stand-in"})
def test_where_there_is_no_pool_before_a_player_of_any_name_may_come(cognito: Cognito) -> None:
    pool = cognito.call("CreateUserPool", PoolName="a")["UserPool"]["Id"]
    assert cognito.call("CreateIdentityProvider", CORP, UserPoolId=pool)
