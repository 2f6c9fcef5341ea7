"""Tests as users write them, annotated: what the fixtures give has these types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, assert_type

import pytest

import cognito_emulator
from pytest_cognito_emulator import (
    ALB_REFUSES,
    APPSYNC_REFUSES,
    BAD_ID_TOKENS,
    BAD_ID_TOKENS_OFFLINE,
    BAD_TOKENS,
    BAD_TOKENS_OFFLINE,
    HTTP_API_REFUSES,
    REST_API_REFUSES,
    Alb,
    AppSync,
    BadToken,
    BadTokens,
    Call,
    ChallengeRequired,
    Cognito,
    CognitoAlb,
    CognitoAppSync,
    CognitoClient,
    CognitoClock,
    CognitoHttpApi,
    CognitoPerson,
    CognitoProvider,
    CognitoRestApi,
    CognitoSnapshot,
    CognitoTokens,
    CognitoUser,
    ErrorName,
    Fault,
    ForceableChallenge,
    FrontedFunction,
    FrontResult,
    GraphQLResult,
    Groups,
    MachineTokens,
    MakeCognitoUser,
    Medium,
    Message,
    MessageReason,
    Operation,
    Pools,
    RealServiceError,
    Redirect,
    ResourceServer,
    TriggerName,
    Users,
    WarningRecord,
)

Event = dict[str, Any]


@pytest.fixture
def admin(make_cognito_user: MakeCognitoUser) -> CognitoUser:
    return make_cognito_user(username="root", groups=["admins"], mfa="SOFTWARE_TOKEN_MFA")


@pytest.fixture(scope="session")
def regular(session_cognito: Cognito) -> CognitoUser:
    return session_cognito.users.make(email="regular@example.com")


@pytest.fixture
def cognito(cognito: Cognito) -> Iterator[Cognito]:
    cognito.on("PostConfirmation", confirmed)
    yield cognito
    cognito.on("PostConfirmation", None)


def confirmed(event: Event, context: object) -> Event:
    assert context
    return event


def test_what_an_app_has_to_know(cognito: Cognito, cognito_env: Mapping[str, str]) -> None:
    assert_type(cognito.pool_id, str)
    assert_type(cognito.client_secret, str | None)
    assert_type(cognito.url, str)
    assert_type(cognito.jwks, dict[str, list[dict[str, str]]])
    assert_type(cognito.env, dict[str, str])
    assert_type(cognito_env["COGNITO_CLIENT_ID"], str)


def test_users(make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(
        status="FORCE_CHANGE_PASSWORD",
        mfa=["SMS_MFA", "EMAIL_OTP"],
        groups={"readers", "writers"},
        attributes={"custom:age": 41, "custom:member": True, "name": None},
        enabled=False,
    )
    assert_type(user, CognitoUser)
    assert_type(user.username, str)
    assert_type(user.sub, str)
    assert_type(user.email, str | None)
    assert_type(user.attributes, Mapping[str, str])
    assert_type(user.groups, list[str])
    assert_type(user.totp(), str)
    user.password = "Another-Horse-1"


def test_users_and_groups_of_a_pool(cognito: Cognito) -> None:
    assert_type(cognito.users, Users)
    assert_type(cognito.users["ada"], CognitoUser)
    assert_type(cognito.groups, Groups)
    assert_type(cognito.groups.make("admins", precedence=1), str)
    assert_type(cognito.groups["admins"], list[str])
    for username, user in cognito.users.items():
        assert_type((username, user), tuple[str, CognitoUser])


def test_sign_in(cognito: Cognito, cognito_user: CognitoUser) -> None:
    backend = cognito.client(GenerateSecret=True, AccessTokenValidity=5)
    assert_type(backend, CognitoClient)
    assert_type(backend.secret_hash(cognito_user.username), str | None)
    tokens = cognito_user.sign_in("USER_SRP_AUTH", client=backend, solve=True)
    assert_type(tokens, CognitoTokens)
    assert_type(tokens.access_token, str)
    assert_type(tokens.id_claims, Mapping[str, Any])
    cognito.revoke(tokens)


def test_minted_tokens(cognito_user: CognitoUser) -> None:
    minted = cognito_user.tokens(
        {"custom:team": "blue"},
        scopes=("orders/read",),
        age=timedelta(hours=1),
        use="id",
        nonce="n",
    )
    cognito_user.tokens(claims={"scope": None}, age=30)
    assert_type(minted, CognitoTokens)
    assert_type(minted.authorization, str)
    assert_type(cognito_user.authorization, str)


def test_challenge(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.force_challenge("SMS_MFA", user=cognito_user, times=2)
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()
    assert_type(challenge.value.name, str)
    assert_type(challenge.value.parameters, Mapping[str, str])
    assert_type(challenge.value.session, str | None)
    assert_type(challenge.value.available, tuple[str, ...])
    assert_type(challenge.value.solution, Mapping[str, str] | None)
    assert_type(challenge.value.respond(SMS_MFA_CODE="123456"), CognitoTokens)
    assert_type(challenge.value.solve(), CognitoTokens)


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_bad_tokens(cognito: Cognito, admin: CognitoUser, flaw: str) -> None:
    assert_type(cognito.bad_tokens, BadTokens)
    assert_type(cognito.bad_tokens[flaw], BadToken)
    assert_type(cognito.bad_tokens(admin, use="id", scopes=["orders/read"])[flaw].token, str)
    assert_type(BAD_TOKENS_OFFLINE[0], str)
    assert_type((BAD_ID_TOKENS, BAD_ID_TOKENS_OFFLINE), tuple[tuple[str, ...], tuple[str, ...]])


def test_clock(cognito: Cognito, cognito_clock: CognitoClock, cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens()
    assert_type(cognito.clock, CognitoClock)
    assert_type(cognito_clock.now(), datetime)
    cognito_clock.expire(tokens, "refresh")
    cognito_clock.expire(tokens.id_token)
    cognito_clock.move_to(datetime(2030, 1, 1, tzinfo=UTC))
    cognito_clock.freeze("2030-01-01T12:00:00Z")
    with cognito_clock.shift(hours=1, minutes=30) as clock:
        assert_type(clock, CognitoClock)
    with cognito_clock.shift(timedelta(days=1)), cognito_clock.shift(-30):
        pass


def test_triggers(cognito: Cognito) -> None:
    @cognito.on("PreSignUp")
    def confirm(event: Event) -> Event:
        event["response"]["autoConfirmUser"] = True
        return event

    @cognito.on("PreTokenGeneration", version="V2_0")
    def suppress(event: Event, _context: object) -> Event:
        return event

    assert_type(confirm({}), Event)
    assert_type(suppress({}, None), Event)
    cognito.on("CustomMessage", "http://localhost:9000/message")
    trigger: TriggerName = "PreTokenGeneration:V2_0"
    cognito.on(trigger, suppress)


def test_faults(cognito: Cognito) -> None:
    fault = cognito.fail("InitiateAuth", "TooManyRequestsException", times=2)
    assert_type(fault, Fault)
    assert_type(fault.error, str | None)
    assert_type(cognito.delay(None, 0.5, probability=0.5, seed=7), Fault)


@pytest.mark.parametrize("operation", ["SignUp", "InitiateAuth"])
@pytest.mark.parametrize("error", ["TooManyRequestsException", "ServiceUnavailable"])
def test_names_of_tables(cognito: Cognito, operation: Operation, error: ErrorName) -> None:
    cognito.fail(operation, error)
    cognito.assert_called(operation, error=error)
    challenges: tuple[ForceableChallenge, ...] = ("SMS_MFA", "EMAIL_OTP")
    for challenge in challenges:
        cognito.force_challenge(challenge)
    reason: MessageReason = "SignUp"
    medium: Medium = cognito.assert_message(reason=reason).medium
    assert medium
    assert_type(cognito.messages[0].reason, MessageReason)


def test_assertions(cognito: Cognito, cognito_user: CognitoUser) -> None:
    message = cognito.assert_message(to=cognito_user, reason="SignUp", medium="EMAIL")
    assert_type(message, Message)
    assert_type(message.code, str)
    assert_type(cognito.messages, list[Message])
    assert_type(cognito.warnings, list[WarningRecord])
    claims = cognito.assert_claims(cognito_user.tokens(), {"cognito:groups": None}, scope="a b")
    assert_type(claims, dict[str, Any])
    cognito.assert_signed_in(cognito_user, times=1)
    cognito.assert_called("SignUp", {"Username": "ada"}, times=0, error=None, ClientId="x")
    cognito.assert_all_met()
    assert_type(cognito.totp("JBSWY3DPEHPK3PXP"), str)
    assert_type(cognito.calls, list[Call])
    assert_type([call.error for call in cognito.calls], list[cognito_emulator.CognitoError | None])


def test_other_pools(cognito: Cognito) -> None:
    other = cognito.pool(
        seed=Path("users.yaml"),
        mfa="OPTIONAL",
        username_attributes=["email"],
        client={"GenerateSecret": True},
        triggers={"PreSignUp": "tests.triggers:confirm", "PostConfirmation": confirmed},
    )
    assert_type(other, Cognito)
    assert_type(cognito.snapshot(), CognitoSnapshot)
    with other.isolated() as same:
        assert_type(same, Cognito)
    assert_type(cognito.pools, Pools)
    assert_type(cognito.pools["shop"], Cognito)
    assert_type(cognito.pools["shop"].users["ada"].pool_id, str)


def test_the_real_service(cognito: Cognito) -> None:
    error: OSError = RealServiceError()
    assert error
    assert_type(cognito.refused_real_calls, int)
    assert_type([call.region for call in cognito.calls], list[str])


def test_the_api(cognito: Cognito, cognito_intercept: Cognito) -> None:
    answer = cognito.call("AdminGetUser", {"Username": "ada"}, UserPoolId=cognito.pool_id)
    assert_type(answer, Mapping[str, Any])
    assert_type(cognito.emulator, cognito_emulator.Emulator)
    assert_type(cognito_intercept.issuer, str)


def test_a_domain(cognito: Cognito, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(f"{cognito.domain_url}/oauth2/authorize?client_id=x")
    assert_type(back, Redirect)
    assert_type(back.error, str | None)
    google = cognito.provider("Google")
    assert_type(google, CognitoProvider)
    ada = google.person(email="ada@example.com", email_verified=True)
    assert_type(ada, CognitoPerson)
    assert_type(ada.authorize("http://localhost", behaviour="expired"), Redirect)
    assert_type(google.refuse("http://localhost"), Redirect)
    assert_type(cognito.resource_server("orders", scopes=["read"]), ResourceServer)
    assert_type(cognito.machine_tokens(scopes="orders/read"), MachineTokens)


def answered(event: Event) -> dict[str, Any]:
    return {"statusCode": 200, "body": str(event)}


def test_api_gateway(
    cognito_rest_api: CognitoRestApi, cognito_http_api: CognitoHttpApi, cognito_user: CognitoUser
) -> None:
    rest = cognito_rest_api(answered, scopes="orders/read", resource="/orders/{id}")
    assert_type(rest, FrontedFunction)
    got = rest.post("/orders/1", user=cognito_user, body={"a": 1}, query={"q": "x"})
    assert_type(got, FrontResult)
    assert_type(got.status, int)
    assert_type(got.event, dict[str, Any] | None)
    assert_type(rest.event("GET", "/orders/1", token=cognito_user.tokens()), dict[str, Any])
    cognito_rest_api(answered, authorizer=answered, authorizer_type="REQUEST", ttl=300)
    http = cognito_http_api(answered, audience=["a"], payload="1.0", authorizer="jwt")
    assert_type(http.get("/", path_parameters={"id": "1"}).text, str)
    assert_type(REST_API_REFUSES, tuple[str, ...])
    assert_type(HTTP_API_REFUSES, tuple[str, ...])


def test_a_load_balancer(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    alb = cognito_alb(answered, on_unauthenticated="deny", session_timeout=60)
    assert_type(alb, Alb)
    got = alb.get("/", user=cognito_user, headers={"X-A": ["1", "2"]})
    assert_type(got, FrontResult)
    assert_type(got.headers["x-a"], str)
    assert_type(got.reason, str | None)
    assert_type(cognito_alb.headers(cognito_user, scope="openid email"), dict[str, str])
    assert_type(cognito_alb.public_key("kid"), str)
    assert_type(cognito_alb.event("GET", "/", user=cognito_user), dict[str, Any])
    assert_type(ALB_REFUSES, tuple[str, ...])


def test_appsync(cognito_appsync: CognitoAppSync, cognito_user: CognitoUser) -> None:
    api = cognito_appsync(answered, groups=["admins"], type="Mutation")
    assert_type(api, AppSync)
    got = api.query("getOrder", {"id": 1}, user=cognito_user, fields=["id"])
    assert_type(got, GraphQLResult)
    assert_type(got.errors, list[dict[str, Any]])
    assert_type(api.publish("/default/orders", 1, user=cognito_user), FrontResult)
    assert_type(cognito_appsync.identity(cognito_user, use="access"), dict[str, Any])
    assert_type(APPSYNC_REFUSES, tuple[str, ...])
