"""PreTokenGeneration in its versions: what it is told, and what becomes of the tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.control.minting import Wish
from cognito_emulator.domain.sign_in.way import SDK
from cognito_emulator.domain.tokens import triggers as domain
from tests.support import Lab, claims
from tests.triggers.support import FUNCTION, Spy

ROLE = "arn:aws:iam::123456789012:role/"
SCOPE = "aws.cognito.signin.user.admin"
NEW_PASSWORD = {"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse2"}


@pytest.fixture
def lab(lab: Lab) -> Lab:
    """Alice is in two groups, one of which has a role."""
    pool = {"UserPoolId": lab.pool_id}
    lab.user("alice", email="alice@example.com", email_verified="true", given_name="Alice")
    lab.call("CreateGroup", **pool, GroupName="readers", RoleArn=f"{ROLE}reader", Precedence=1)
    lab.call("CreateGroup", **pool, GroupName="writers")
    for name in ("readers", "writers"):
        lab.call("AdminAddUserToGroup", **pool, GroupName=name, Username="alice")
    return lab


def plain(lab: Lab, **details: Any) -> Spy:
    """A function of version 1."""
    return Spy(lab, "PreTokenGeneration", claimsOverrideDetails=details)


def full(lab: Lab, *, version: str = "V2_0", **details: Any) -> Spy:
    """A function of version 2 or 3."""
    details = {"claimsAndScopeOverrideDetails": details}
    return Spy(lab, "PreTokenGeneration", version=version, **details)


def signed_in(lab: Lab) -> tuple[dict[str, Any], dict[str, Any]]:
    """The claims of alice's ID and access token."""
    return both(lab.tokens())


def both(tokens: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return claims(tokens["IdToken"]), claims(tokens["AccessToken"])


# --- what it is told ------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [None, "V1_0", "V2_0", "V3_0"])
def test_what_it_is_told(lab: Lab, version: str | None) -> None:
    groups = signed_in(lab)[0]["cognito:groups"]
    spy = Spy(lab, "PreTokenGeneration", version=version)
    sub = signed_in(lab)[0]["sub"]
    number = (version or "V1_0")[1]
    details = "claimsOverrideDetails" if number == "1" else "claimsAndScopeOverrideDetails"
    assert spy.event["version"] == number
    assert spy.event["triggerSource"] == "TokenGeneration_Authentication"
    assert spy.event["userName"] == "alice"
    assert spy.event["request"] == {
        "userAttributes": {
            "sub": sub,
            "cognito:user_status": "CONFIRMED",
            "email": "alice@example.com",
            "email_verified": "true",
            "given_name": "Alice",
        },
        "groupConfiguration": {
            "groupsToOverride": groups,
            "iamRolesToOverride": [f"{ROLE}reader"],
            "preferredRole": f"{ROLE}reader",
        },
        **({} if number == "1" else {"scopes": [SCOPE]}),
    }
    assert spy.event["response"] == {details: None}


def test_who_is_in_no_group(lab: Lab) -> None:
    lab.user("bob")
    spy = Spy(lab, "PreTokenGeneration")
    lab.tokens("bob")
    assert spy.event["request"]["groupConfiguration"] == {
        "groupsToOverride": [],
        "iamRolesToOverride": [],
        "preferredRole": None,
    }


@pytest.mark.parametrize(
    ("config", "version"),
    [
        ({"PreTokenGeneration": f"{FUNCTION}f"}, "1"),
        ({"PreTokenGenerationConfig": {"LambdaArn": f"{FUNCTION}f", "LambdaVersion": "V1_0"}}, "1"),
        ({"PreTokenGenerationConfig": {"LambdaArn": f"{FUNCTION}f", "LambdaVersion": "V2_0"}}, "2"),
        (
            {
                "PreTokenGeneration": f"{FUNCTION}f",
                "PreTokenGenerationConfig": {
                    "LambdaArn": f"{FUNCTION}f",
                    "LambdaVersion": "V3_0",
                },
            },
            "3",
        ),
    ],
)
def test_the_pool_says_the_version(lab: Lab, config: Any, version: str) -> None:
    spy = Spy(lab, "PreSignUp")  # for its shape: it is bound below
    lab.emulator.bind(f"{FUNCTION}f", spy)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, LambdaConfig=config)
    lab.tokens()
    assert spy.event["version"] == version
    lab.emulator.on("PreTokenGeneration", spy)  # an attached one without a version takes the pool's
    lab.tokens()
    assert spy.events[-1]["version"] == version
    lab.emulator.on("PreTokenGeneration", spy, version="V1_0")
    lab.tokens()
    assert spy.events[-1]["version"] == "1"


def test_why_tokens_are_made(lab: Lab) -> None:
    spy = Spy(lab, "PreTokenGeneration")
    lab.invited("carol")
    session = lab.begin("carol")["Session"]
    answer = {"ChallengeName": "NEW_PASSWORD_REQUIRED", "ChallengeResponses": NEW_PASSWORD}
    request = {"ClientId": lab.client_id, "Session": session, **answer}
    tokens = lab.call("RespondToAuthChallenge", **request, ClientMetadata={"from": "answer"})
    refresh = tokens["AuthenticationResult"]["RefreshToken"]
    lab.refresh(refresh, ClientMetadata={"from": "start"})
    again = {"ClientId": lab.client_id, "RefreshToken": refresh}
    lab.call("GetTokensFromRefreshToken", **again, ClientMetadata={"from": "refresh"})
    lab.begin(ClientMetadata={"from": "start"})
    told = [event["request"].get("clientMetadata") for event in spy.events]
    assert list(zip(spy.sources, told, strict=True)) == [
        ("TokenGeneration_NewPasswordChallenge", {"from": "answer"}),
        ("TokenGeneration_RefreshTokens", None),
        ("TokenGeneration_Authentication", {"from": "refresh"}),
        ("TokenGeneration_Authentication", None),
    ]


@pytest.mark.parametrize(
    ("passed", "source"),
    [
        (("PASSWORD",), "Authentication"),
        (("PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA"), "Authentication"),
        (("PASSWORD", "NEW_PASSWORD_REQUIRED", "SMS_MFA"), "NewPasswordChallenge"),
        (("PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"), "AuthenticateDevice"),
    ],
)
def test_the_source_follows_from_the_challenges(passed: tuple[str, ...], source: str) -> None:
    assert SDK.source_of_tokens(passed) == source


def test_minted_tokens_pass_for_those_of_a_sign_in(lab: Lab) -> None:
    """Through the client for which they are minted."""
    other = lab.client()
    spy = Spy(lab, "PreTokenGeneration")
    for client_id in (lab.client_id, other):
        lab.emulator.mint(client_id, "alice")
        event = spy.events.pop()
        assert event["triggerSource"] == "TokenGeneration_Authentication"
        assert event["callerContext"]["clientId"] == client_id


def test_minted_tokens_can_be_of_yesterday(lab: Lab) -> None:
    lab.emulator.clock.freeze("2026-01-02T00:00:00")
    now = int(lab.emulator.clock.now())
    minted = lab.emulator.mint(lab.client_id, "alice", Wish(age=86400))
    for said in (minted.identity, minted.access):
        times = {name: said[name] - now for name in ("auth_time", "iat", "exp")}
        assert times == {"auth_time": -86400, "iat": -86400, "exp": 3600 - 86400}


@pytest.mark.parametrize(("wished", "left"), [(60, 60), (0, 0), (-60, 0)])
def test_minted_tokens_that_are_over_have_no_life_left(lab: Lab, wished: int, left: int) -> None:
    lab.emulator.clock.freeze("2026-01-02T00:00:00")
    minted = lab.emulator.mint(lab.client_id, "alice", Wish(expires_in=wished))
    assert minted.expires_in == left
    assert minted.access["exp"] == int(lab.emulator.clock.now()) + wished


# --- version 1 ------------------------------------------------------------------------------------


def test_claims_of_the_id_token(lab: Lab) -> None:
    plain(
        lab,
        claimsToAddOrOverride={"tenant": "acme", "given_name": "Alicia", "family_name": "Doe"},
        claimsToSuppress=["email", "family_name", "no such claim"],
    )
    identity, access = signed_in(lab)
    assert (identity["tenant"], identity["given_name"]) == ("acme", "Alicia")
    assert "email" not in identity
    assert "family_name" not in identity  # suppressed counts more
    assert identity["email_verified"] is True
    assert "tenant" not in access
    assert access["cognito:groups"] == identity["cognito:groups"]


def test_claims_stand_in_the_service_s_order(lab: Lab) -> None:
    before = list(signed_in(lab)[0])
    plain(lab, claimsToAddOrOverride={"plan": "gold", "given_name": "Alicia"})
    after = list(signed_in(lab)[0])
    assert [name for name in after if name != "plan"] == before
    assert after[-1] != "plan"


PROTECTED = [
    "acr amr at_hash aud auth_time azp client_id device_key event_id exp iat identities iss jti",
    "nbf nonce origin_jti sub token_use username version cognito:username cognito:groups",
    "cognito:roles cognito:preferred_role cognito:anything dev:secret",
]


def test_claims_that_no_function_changes(lab: Lab) -> None:
    names = " ".join(PROTECTED).split()
    before, _ = signed_in(lab)
    plain(
        lab,
        claimsToAddOrOverride=dict.fromkeys(names, "mine"),
        claimsToSuppress=[n for n in names if n != "cognito:groups"],
    )
    after, _ = signed_in(lab)
    assert set(after) == set(before)
    assert "mine" not in after.values()


CLAIMS = ["sub", "iss", "aud", "exp", "jti", "token_use", "cognito:username", "email", "scope"]
NAMES = st.sampled_from([*CLAIMS, "client_id", "username", "tenant", "dev:x", "cognito:groups"])


@given(
    added=st.dictionaries(NAMES, st.just("mine")),
    suppressed=st.lists(NAMES),
    scopes=st.lists(st.sampled_from(["a", "b"])),
)
def test_whatever_is_wished_the_rest_is_the_service_s(
    added: dict[str, str], suppressed: list[str], scopes: list[str]
) -> None:
    changes = domain.Changes(None, added, suppressed, scopes, scopes[:1])
    before = dict.fromkeys(CLAIMS, "its own") | {"scope": "x"}
    after = changes.of(before)
    fixed = set(CLAIMS) - {"email", "scope"}
    assert {name: after[name] for name in fixed} == dict.fromkeys(fixed, "its own")
    assert set(after) <= {*CLAIMS, "tenant"}
    assert ("email" in after) is ("email" not in suppressed)
    assert "x" in after["scope"].split() or "scope" in added
    assert before == {**dict.fromkeys(CLAIMS, "its own"), "scope": "x"}


def test_developer_attributes_can_be_suppressed(lab: Lab) -> None:
    """They are no claims of these tokens; that the wish does no harm is all there is to see."""
    plain(lab, claimsToSuppress=["dev:custom:x"])
    assert signed_in(lab)[0]["email"]


@pytest.mark.parametrize(
    ("details", "groups", "roles", "preferred"),
    [
        (
            {
                "groupsToOverride": ["b", "a"],
                "iamRolesToOverride": ["r", "s"],
                "preferredRole": "s",
            },
            ["b", "a"],
            ["r", "s"],
            "s",
        ),
        ({"groupsToOverride": ["a"]}, ["a"], None, None),
        (
            {"groupsToOverride": None, "iamRolesToOverride": None, "preferredRole": None},
            None,
            None,
            None,
        ),
        ({}, None, None, None),
        (None, None, None, None),
    ],
)
@pytest.mark.parametrize("make", [plain, full])
def test_groups_of_both_tokens(
    lab: Lab, make: Any, details: Any, groups: Any, roles: Any, preferred: Any
) -> None:
    make(lab, groupOverrideDetails=details)
    identity, access = signed_in(lab)
    assert identity.get("cognito:groups") == access.get("cognito:groups") == groups
    assert identity.get("cognito:roles") == roles
    assert identity.get("cognito:preferred_role") == preferred
    assert "cognito:roles" not in access
    assert "cognito:preferred_role" not in access


@pytest.mark.parametrize("make", [plain, full])
def test_groups_stay_where_nothing_is_said_of_them(lab: Lab, make: Any) -> None:
    make(lab)
    identity, access = signed_in(lab)
    assert sorted(identity["cognito:groups"]) == ["readers", "writers"]
    assert identity["cognito:preferred_role"] == f"{ROLE}reader"
    assert access["cognito:groups"] == identity["cognito:groups"]


def test_suppressing_the_groups_suppresses_the_roles(lab: Lab) -> None:
    plain(lab, claimsToSuppress=["cognito:groups"])
    identity, access = signed_in(lab)
    assert not [
        name for name in identity if name.startswith("cognito:") and name != "cognito:username"
    ]
    assert sorted(access["cognito:groups"]) == ["readers", "writers"]


def test_a_user_is_what_the_pool_says_however_the_token_calls_it(lab: Lab) -> None:
    plain(lab, groupOverrideDetails={"groupsToOverride": ["ghosts"]})
    tokens = lab.tokens()
    assert lab.call("GetUser", AccessToken=tokens["AccessToken"])["Username"] == "alice"


# --- versions 2 and 3 -----------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_claims_of_each_token(lab: Lab, version: str) -> None:
    tree = {"a": [1, {"b": None}], "c": 1.5}
    full(
        lab,
        version=version,
        idTokenGeneration={
            "claimsToAddOrOverride": {"plan": "gold", "seats": 3, "scope": "mine"},
            "claimsToSuppress": ["email"],
        },
        accessTokenGeneration={
            "claimsToAddOrOverride": {
                "tree": tree,
                "admin": True,
                "none": None,
                "email": "seen@example.com",
            },
            "claimsToSuppress": ["cognito:groups"],
        },
    )
    identity, access = signed_in(lab)
    assert (identity["plan"], identity["seats"], identity["scope"]) == ("gold", 3, "mine")
    assert "email" not in identity
    assert "tree" not in identity
    assert (access["tree"], access["admin"], access["email"]) == (tree, True, "seen@example.com")
    assert "none" not in access
    assert "cognito:groups" not in access
    assert sorted(identity["cognito:groups"]) == ["readers", "writers"]


@pytest.mark.parametrize(
    ("wishes", "scope"),
    [
        ({"scopesToAdd": ["read", "write", "read", SCOPE]}, f"{SCOPE} read write"),
        ({"scopesToAdd": ["read"], "scopesToSuppress": [SCOPE]}, "read"),
        ({"scopesToAdd": ["read"], "scopesToSuppress": ["read"]}, SCOPE),
        ({"scopesToSuppress": [SCOPE]}, None),
        ({"claimsToAddOrOverride": {"scope": "mine"}}, SCOPE),
        ({"claimsToSuppress": ["scope"]}, SCOPE),
    ],
)
def test_scopes(lab: Lab, wishes: Any, scope: str | None) -> None:
    full(lab, accessTokenGeneration=wishes)
    assert signed_in(lab)[1].get("scope") == scope


def test_a_scope_for_a_token_that_has_none(lab: Lab) -> None:
    """As that of a mint that is asked for none."""
    full(lab, accessTokenGeneration={"scopesToAdd": ["read"]})
    minted = lab.emulator.mint(lab.client_id, "alice", Wish(scopes=()))
    assert minted.access["scope"] == "read"


def test_a_token_without_the_scope_is_good_for_nothing(lab: Lab) -> None:
    full(lab, accessTokenGeneration={"scopesToSuppress": [SCOPE]})
    token = lab.tokens()["AccessToken"]
    denied = lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=token)
    assert denied == "Access Token does not have required scopes"


def test_the_audience_of_an_access_token_can_be_the_client(lab: Lab) -> None:
    wishes = {"claimsToAddOrOverride": {"aud": lab.client_id}}
    full(lab, accessTokenGeneration=wishes, idTokenGeneration=wishes)
    identity, access = signed_in(lab)
    assert access["aud"] == lab.client_id
    assert identity["aud"] == lab.client_id
    full(lab, accessTokenGeneration={"claimsToAddOrOverride": {"aud": "another"}})
    assert "aud" not in signed_in(lab)[1]


def test_refreshed_tokens_are_changed_anew(lab: Lab) -> None:
    spy = full(lab, accessTokenGeneration={"claimsToAddOrOverride": {"n": 1}})
    tokens = lab.tokens()
    details = spy.response["claimsAndScopeOverrideDetails"]
    details["accessTokenGeneration"]["claimsToAddOrOverride"]["n"] = 2
    assert claims(tokens["AccessToken"])["n"] == 1
    assert both(lab.refresh(tokens["RefreshToken"]))[1]["n"] == 2


# --- nonsense -------------------------------------------------------------------------------------

TEXTS_ONLY: list[Any] = [["a"], {"a": "b"}, 5, True]


@pytest.mark.parametrize(
    "details",
    [
        "text",
        {"claimsToAddOrOverride": ["a"]},
        *({"claimsToAddOrOverride": {"a": value}} for value in TEXTS_ONLY),
        {"claimsToSuppress": "email"},
        {"claimsToSuppress": [5]},
        {"groupOverrideDetails": ["a"]},
        {"groupOverrideDetails": {"groupsToOverride": "a"}},
        {"groupOverrideDetails": {"preferredRole": ["a"]}},
    ],
)
def test_nonsense_in_version_1(lab: Lab, details: Any) -> None:
    Spy(lab, "PreTokenGeneration", claimsOverrideDetails=details)
    with pytest.raises(errors.InvalidLambdaResponseException, match="Unrecognizable lambda output"):
        lab.tokens()


@pytest.mark.parametrize(
    "details",
    [
        {"idTokenGeneration": "text"},
        {"accessTokenGeneration": []},
        {"accessTokenGeneration": {"scopesToAdd": "read"}},
        {"accessTokenGeneration": {"scopesToAdd": ["read write"]}},
        {"accessTokenGeneration": {"scopesToAdd": [""]}},
        {"accessTokenGeneration": {"claimsToAddOrOverride": {"n": 2**64}}},
        {"idTokenGeneration": {"claimsToAddOrOverride": {"address": {"city": "Bonn"}}}},
        {"idTokenGeneration": {"claimsToAddOrOverride": {"updated_at": [1]}}},
    ],
)
def test_nonsense_in_version_2(lab: Lab, details: Any) -> None:
    full(lab, **details)
    with pytest.raises(errors.InvalidLambdaResponseException, match="Unrecognizable lambda output"):
        lab.tokens()


@pytest.mark.parametrize(
    ("details", "flaw"),
    [
        (
            {"idTokenGeneration": {"claimsToAddOrOverride": {"address": {}, "plan": {}}}},
            "idTokenGeneration.claimsToAddOrOverride: address can only be text, number or boolean",
        ),
        (
            {"idTokenGeneration": {"claimsToAddOrOverride": {"updated_at": [], "address": {}}}},
            (
                "idTokenGeneration.claimsToAddOrOverride:"
                " address, updated_at can only be text, number or boolean"
            ),
        ),
        (
            {"accessTokenGeneration": {"scopesToAdd": ["read", "read write"]}},
            "accessTokenGeneration.scopesToAdd is ['read', 'read write']; a scope has no spaces",
        ),
    ],
)
def test_what_whoever_wrote_it_is_told(lab: Lab, details: Any, flaw: str) -> None:
    full(lab, **details)
    with pytest.raises(errors.InvalidLambdaResponseException):
        lab.tokens()
    (warning,) = lab.emulator.warnings()
    assert warning.sentence == (
        "TokenGeneration_Authentication: Unrecognizable lambda output:"
        f" response.claimsAndScopeOverrideDetails.{flaw}."
    )
    assert warning.user_pool_id == lab.pool_id
