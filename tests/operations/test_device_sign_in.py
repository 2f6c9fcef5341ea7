"""Signing in from a device: claiming it, and proving it once it is remembered."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from cognito_emulator import TriggerName, errors
from cognito_emulator.control import pools
from cognito_emulator.domain.work.context import Caller
from cognito_emulator.emulator import Emulator
from tests.support import ALL_FLOWS, PASSWORD, App, DeviceClient, Lab, SrpClient, claims

ALWAYS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
NOWHERE = "us-east-1_00000000-0000-4000-8000-000000000000"
EMAIL = "alice@example.com"
BEGIN: Literal["DEVICE_SRP_AUTH"] = "DEVICE_SRP_AUTH"
PROVE = "DEVICE_PASSWORD_VERIFIER"
GENERIC = "Incorrect username or password."
CUSTOM: tuple[TriggerName, ...] = (
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
)

SignIn = Callable[[Lab, str], Any]
Event = dict[str, Any]


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool that remembers all devices, and alice, who may sign in with her address too."""
    emulator.clock.freeze("2026-03-01T12:00:00.250")
    request = {"DeviceConfiguration": ALWAYS, "AliasAttributes": ["email"]}
    lab = Lab(emulator, pool_request=request)
    lab.client_id = lab.client(ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_CUSTOM_AUTH"])
    lab.user(email=EMAIL, email_verified="true")
    return lab


@pytest.fixture
def device(lab: Lab) -> DeviceClient:
    """Alice's remembered device."""
    return lab.confirm_device(lab.tokens())


def forget(lab: Lab, device: DeviceClient) -> None:
    key = device.device_key
    lab.call("AdminForgetDevice", UserPoolId=lab.pool_id, Username="alice", DeviceKey=key)


def remember(lab: Lab, device: DeviceClient, status: str) -> None:
    lab.call(
        "AdminUpdateDeviceStatus",
        UserPoolId=lab.pool_id,
        Username="alice",
        DeviceKey=device.device_key,
        DeviceRememberedStatus=status,
    )


def seen(lab: Lab, device: DeviceClient) -> dict[str, Any]:
    """Return what an administrator sees of a device: attributes and dates by their names."""
    key = device.device_key
    whose = {"UserPoolId": lab.pool_id, "Username": "alice"}
    shown = lab.call("AdminGetDevice", **whose, DeviceKey=key)["Device"]
    return {**shown, **{each["Name"]: each["Value"] for each in shown["DeviceAttributes"]}}


# --- ways to sign in ------------------------------------------------------------------------------


def by_password(lab: Lab, key: str) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": key}
    return lab.begin(AuthParameters=parameters)


def by_admin(lab: Lab, key: str) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": key}
    request = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters}
    client = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    return lab.call("AdminInitiateAuth", **client, **request)


def by_srp(lab: Lab, key: str) -> Any:
    return lab.by_srp(first=named(key))


def by_late_srp(lab: Lab, key: str) -> Any:
    """Name the device with the proof only."""
    return lab.by_srp(then=named(key))


def by_custom(lab: Lab, key: str) -> Any:
    parameters = {"USERNAME": "alice", **named(key)}
    begun = lab.begin(AuthFlow="CUSTOM_AUTH", AuthParameters=parameters)
    answer = {"USERNAME": "alice", "ANSWER": "right"}
    return lab.respond("CUSTOM_CHALLENGE", answer, Session=begun["Session"])


def named(key: str) -> dict[str, str]:
    return {"DEVICE_KEY": key} if key else {}


@pytest.fixture(autouse=True)
def _custom(emulator: Emulator) -> None:
    """Custom sign-in: one round, whatever the answer."""

    def define(event: Event) -> Event:
        asked = bool(event["request"]["session"])
        event["response"] = {"issueTokens": asked, "challengeName": "CUSTOM_CHALLENGE"}
        return event

    def create(event: Event) -> Event:
        event["response"] = {"privateChallengeParameters": {"any": "answer"}}
        return event

    def verify(event: Event) -> Event:
        event["response"] = {"answerCorrect": True}
        return event

    for trigger, function in zip(CUSTOM, (define, create, verify), strict=True):
        emulator.on(trigger, function)


WAYS = [by_password, by_admin, by_srp, by_late_srp, by_custom]


# --- claiming a device ----------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_device_that_is_none_of_the_user_s(lab: Lab, device: DeviceClient, way: SignIn) -> None:
    """Unknown, not confirmed yet, forgotten, or another user's."""
    lab.user("bob")
    another_s = lab.confirm_device(lab.tokens("bob")).device_key
    unconfirmed = lab.tokens()["NewDeviceMetadata"]["DeviceKey"]
    forget(lab, device)
    for key in (NOWHERE, unconfirmed, device.device_key, another_s):
        with pytest.raises(errors.ResourceNotFoundException) as refusal:
            way(lab, key)
        assert str(refusal.value) == "Device does not exist."


def test_clients_drop_a_forgotten_device_and_repeat_the_proof(lab: Lab) -> None:
    srp = SrpClient(lab.pool_id, PASSWORD)
    parameters = {"USERNAME": "alice", "SRP_A": srp.srp_a}
    begun = lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    responses = srp.respond(begun["ChallengeParameters"])
    with pytest.raises(errors.ResourceNotFoundException):
        lab.respond("PASSWORD_VERIFIER", {**responses, "DEVICE_KEY": NOWHERE})
    again = {**responses, "DEVICE_KEY": None}  # as amazon-cognito-identity-js does it
    assert "NewDeviceMetadata" in lab.respond("PASSWORD_VERIFIER", again)["AuthenticationResult"]


def test_an_answer_from_nowhere_leaves_the_session_usable(lab: Lab) -> None:
    begun = lab.begin(AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice"})
    answer = {"USERNAME": "alice", "ANSWER": "right"}
    with pytest.raises(errors.ResourceNotFoundException):
        lab.respond("CUSTOM_CHALLENGE", {**answer, "DEVICE_KEY": NOWHERE}, Session=begun["Session"])
    assert lab.respond("CUSTOM_CHALLENGE", answer, Session=begun["Session"])


def test_strangers_have_no_devices_either(lab: Lab, device: DeviceClient) -> None:
    lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
    parameters = {"USERNAME": "nobody", "SRP_A": "2", "DEVICE_KEY": device.device_key}
    with pytest.raises(errors.ResourceNotFoundException, match="Device does not exist"):
        lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)


@pytest.mark.parametrize("way", WAYS)
def test_pools_without_tracking_ignore_devices(lab: Lab, device: DeviceClient, way: SignIn) -> None:
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id)
    for key in (NOWHERE, device.device_key):
        tokens = way(lab, key)["AuthenticationResult"]
        assert "NewDeviceMetadata" not in tokens
        assert "device_key" not in claims(tokens["AccessToken"])


@pytest.mark.parametrize("way", WAYS)
def test_a_device_that_is_not_remembered_only_leaves_traces(
    lab: Lab, device: DeviceClient, way: SignIn
) -> None:
    remember(lab, device, "not_remembered")
    lab.emulator.clock.shift(60)
    tokens = way(lab, device.device_key)["AuthenticationResult"]
    assert "NewDeviceMetadata" not in tokens
    assert claims(tokens["AccessToken"])["device_key"] == device.device_key
    after = seen(lab, device)
    assert after["DeviceCreateDate"] == datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    assert after["DeviceLastModifiedDate"] == datetime(2026, 3, 1, 12, 1, 0, 250_000, tzinfo=UTC)
    assert after["DeviceLastAuthenticatedDate"] == datetime(2026, 3, 1, 12, 1, tzinfo=UTC)


def test_the_latest_address_is_kept(lab: Lab, device: DeviceClient) -> None:
    remember(lab, device, "not_remembered")
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": device.device_key}
    flow = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
    caller = Caller(request_id="r", region="us-east-1", ip="192.0.2.9")
    lab.emulator.call("InitiateAuth", {"ClientId": lab.client_id, **flow}, caller)
    assert seen(lab, device)["last_ip_used"] == "192.0.2.9"


def test_custom_sign_in_offers_no_device(lab: Lab) -> None:
    """Measured [devices-4, devices-8]; from a known device, its tokens can be refreshed."""
    tokens = by_custom(lab, "")["AuthenticationResult"]
    assert "NewDeviceMetadata" not in tokens
    assert "device_key" not in claims(tokens["AccessToken"])
    with pytest.raises(errors.NotAuthorizedException, match="Invalid Refresh Token"):
        lab.refresh(tokens["RefreshToken"])


# --- proving a device -----------------------------------------------------------------------------


def begin(lab: Lab, device: DeviceClient, session: str | None, username: str = "alice") -> Any:
    named = {"Session": session} if session else {}
    return lab.respond(BEGIN, device.begin(username), **named)


def prove(lab: Lab, device: DeviceClient, challenge: Any, *, session: bool = True) -> Any:
    named = {"Session": challenge["Session"]} if session else {}
    return lab.respond(PROVE, device.respond(challenge["ChallengeParameters"]), **named)


@pytest.mark.parametrize("way", WAYS)
def test_a_remembered_device_proves_itself(lab: Lab, device: DeviceClient, way: SignIn) -> None:
    first = way(lab, device.device_key)
    assert first["ChallengeName"] == BEGIN
    assert first["ChallengeParameters"] == {"USERNAME": "alice"}
    second = begin(lab, device, first["Session"])
    assert second["ChallengeName"] == PROVE
    parameters = second["ChallengeParameters"]
    assert {*parameters} == {"SALT", "SRP_B", "SECRET_BLOCK", "USERNAME", "DEVICE_KEY"}
    assert (parameters["USERNAME"], parameters["DEVICE_KEY"]) == ("alice", device.device_key)
    tokens = prove(lab, device, second)["AuthenticationResult"]
    assert "NewDeviceMetadata" not in tokens
    assert claims(tokens["AccessToken"])["device_key"] == device.device_key
    given = {"REFRESH_TOKEN": tokens["RefreshToken"], "DEVICE_KEY": device.device_key}
    assert lab.refresh("", AuthParameters=given)


@pytest.mark.parametrize("named", ["alice", EMAIL])
def test_clients_may_do_without_sessions(lab: Lab, device: DeviceClient, named: str) -> None:
    """As pycognito does, which names the user as the user typed it."""
    by_srp(lab, device.device_key)
    lab.emulator.clock.shift(60)
    first = by_srp(lab, device.device_key)  # the latest sign-in of the device counts
    lab.emulator.clock.shift(150)
    second = begin(lab, device, None, named)
    assert prove(lab, device, second, session=False)["AuthenticationResult"]
    for again in (first["Session"], None):
        with pytest.raises(errors.NotAuthorizedException, match="only be used once"):
            begin(lab, device, again)
    for session in (True, False):
        with pytest.raises(errors.NotAuthorizedException, match="only be used once"):
            prove(lab, device, second, session=session)


@pytest.mark.parametrize(
    "salt",
    [0xC0FFEE << 104, 0x0123 << 112, 0x012345 << 96, 1],
    ids=["top bit", "odd number of digits", "leading zero bytes", "short"],
)
def test_the_salt_comes_back_as_a_number(lab: Lab, salt: int) -> None:
    """Measured [devices-6]: without the zeros before it."""
    tokens = lab.tokens()
    device = DeviceClient(tokens["NewDeviceMetadata"], salt=salt)
    padded = {**device.verifier, "Salt": b64encode(salt.to_bytes(17, "big")).decode()}
    lab.confirm_device(tokens, DeviceSecretVerifierConfig=padded)
    second = begin(lab, device, by_password(lab, device.device_key)["Session"])
    assert second["ChallengeParameters"]["SALT"] == f"{salt:x}"
    assert prove(lab, device, second)["AuthenticationResult"]


def test_a_verifier_without_padding_can_be_read(lab: Lab) -> None:
    tokens = lab.tokens()
    device = DeviceClient(tokens["NewDeviceMetadata"], salt=1)
    bare = {name: value.rstrip("=") for name, value in device.verifier.items()}
    assert bare != device.verifier
    lab.confirm_device(tokens, DeviceSecretVerifierConfig=bare)
    second = begin(lab, device, by_password(lab, device.device_key)["Session"])
    assert prove(lab, device, second)["AuthenticationResult"]


@pytest.mark.parametrize("config", [{}, {"Salt": "AQ=="}])
def test_a_device_without_a_secret_is_asked_for_none(lab: Lab, config: dict[str, str]) -> None:
    device = lab.confirm_device(lab.tokens(), DeviceSecretVerifierConfig=config)
    assert by_password(lab, device.device_key)["AuthenticationResult"]


@pytest.mark.parametrize("stands_in", ["true", "false"])
def test_the_proof_is_asked_for_whether_or_not_it_stands_in(
    lab: Lab, device: DeviceClient, stands_in: str
) -> None:
    """For a second factor, which nobody has here."""
    configuration = {"ChallengeRequiredOnNewDevice": stands_in == "true"}
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, DeviceConfiguration=configuration)
    assert by_password(lab, device.device_key)["ChallengeName"] == BEGIN


def with_app(lab: Lab) -> App:
    """Register an app for alice, and require everybody to use one."""
    lab.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    app = lab.app()
    lab.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    return app


def test_the_proof_takes_the_place_of_a_code(lab: Lab, device: DeviceClient) -> None:
    """Of an app's, for one; a device that is not remembered spares nobody the code."""
    app = with_app(lab)
    second = begin(lab, device, by_password(lab, device.device_key)["Session"])
    assert prove(lab, device, second)["AuthenticationResult"]
    remember(lab, device, "not_remembered")
    asked = by_password(lab, device.device_key)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    code = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": app.shows_next()}
    tokens = lab.respond("SOFTWARE_TOKEN_MFA", code, Session=asked["Session"])
    assert "NewDeviceMetadata" not in tokens["AuthenticationResult"]


def test_where_it_does_not_it_follows_the_code(lab: Lab, device: DeviceClient) -> None:
    configuration = {"ChallengeRequiredOnNewDevice": False}
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, DeviceConfiguration=configuration)
    app = with_app(lab)
    asked = by_password(lab, device.device_key)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    code = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": app.shows_next()}
    first = lab.respond("SOFTWARE_TOKEN_MFA", code, Session=asked["Session"])
    assert first["ChallengeName"] == BEGIN
    second = begin(lab, device, first["Session"])
    assert prove(lab, device, second)["AuthenticationResult"]


def test_dates_advance_with_the_proof(lab: Lab, device: DeviceClient) -> None:
    before = seen(lab, device)
    lab.emulator.clock.shift(60)
    second = begin(lab, device, by_password(lab, device.device_key)["Session"])
    assert seen(lab, device) == before
    prove(lab, device, second)
    assert seen(lab, device)["DeviceLastAuthenticatedDate"] == datetime(
        2026, 3, 1, 12, 1, tzinfo=UTC
    )


# --- what goes wrong ------------------------------------------------------------------------------


def test_a_wrong_proof_uses_nothing_up(lab: Lab, device: DeviceClient) -> None:
    second = begin(lab, device, by_password(lab, device.device_key)["Session"])
    parameters = second["ChallengeParameters"]
    metadata = {"DeviceKey": device.device_key, "DeviceGroupKey": device.pool_name}
    wrong = DeviceClient(metadata, own="another secret").respond(parameters)
    foreign = {**device.respond(parameters), "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA"}
    for responses in (wrong, foreign):
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            lab.respond(PROVE, responses, Session=second["Session"])
        assert str(refusal.value) == GENERIC
    assert prove(lab, device, second)


def test_the_proof_is_of_one_device_only(lab: Lab, device: DeviceClient) -> None:
    """Nor can another one, that need not prove itself, take its place on the way."""
    other = lab.confirm_device(lab.tokens())
    remember(lab, other, "not_remembered")
    first = by_password(lab, device.device_key)
    with pytest.raises(errors.NotAuthorizedException, match=GENERIC):
        begin(lab, other, first["Session"])
    second = begin(lab, device, first["Session"])
    claimed = {**device.respond(second["ChallengeParameters"]), "DEVICE_KEY": other.device_key}
    with pytest.raises(errors.NotAuthorizedException, match=GENERIC):
        lab.respond(PROVE, claimed, Session=second["Session"])


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (forget, errors.ResourceNotFoundException, "Device does not exist."),
        (
            lambda lab, _: lab.call("UpdateUserPool", UserPoolId=lab.pool_id),
            errors.ResourceNotFoundException,
            "Device does not exist.",
        ),
        (
            lambda lab, _: lab.emulator.clock.shift(minutes=3),
            errors.NotAuthorizedException,
            "Invalid session for the user, session is expired.",
        ),
        (
            lambda lab, _: lab.call("AdminDisableUser", UserPoolId=lab.pool_id, Username="alice"),
            errors.NotAuthorizedException,
            "User is disabled.",
        ),
        (
            lambda lab, _: setattr(lab, "client_id", lab.client()),
            errors.NotAuthorizedException,
            "Invalid session for the user.",
        ),
    ],
    ids=["forgotten", "tracking ended", "too late", "disabled", "another client's"],
)
@pytest.mark.parametrize("session", ["with", "without"])
def test_what_happens_in_between(
    lab: Lab,
    device: DeviceClient,
    spoil: Callable[[Lab, DeviceClient], None],
    error: type[errors.CognitoError],
    message: str,
    session: str,
) -> None:
    second = begin(lab, device, by_password(lab, device.device_key)["Session"])
    spoil(lab, device)
    with pytest.raises(error) as refusal:
        prove(lab, device, second, session=session == "with")
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "distrust",
    [
        lambda lab, device: remember(lab, device, "not_remembered"),
        lambda lab, _: lab.call("UpdateUserPool", UserPoolId=lab.pool_id),
    ],
    ids=["not remembered", "tracking ended"],
)
def test_a_device_that_is_trusted_no_longer_stands_in_for_nothing(
    lab: Lab, device: DeviceClient, distrust: Callable[[Lab, DeviceClient], None]
) -> None:
    """Or a sign-in would get past the second factor with a challenge that proves nothing yet."""
    first = by_password(lab, device.device_key)
    distrust(lab, device)
    with pytest.raises(errors.NotAuthorizedException, match=GENERIC):
        begin(lab, device, first["Session"])


def test_nor_does_one_that_is_not_when_it_comes_to_the_proof(
    lab: Lab, device: DeviceClient
) -> None:
    first = by_password(lab, device.device_key)
    second = begin(lab, device, first["Session"])
    remember(lab, device, "not_remembered")
    with pytest.raises(errors.NotAuthorizedException, match=GENERIC):
        prove(lab, device, second)


def test_another_user_cannot_answer(lab: Lab, device: DeviceClient) -> None:
    lab.user("bob")
    first = by_password(lab, device.device_key)
    another_s = lab.confirm_device(lab.tokens("bob"))
    with pytest.raises(errors.ResourceNotFoundException):
        begin(lab, another_s, first["Session"], "bob")
    for session in (first["Session"], None):
        with pytest.raises(errors.NotAuthorizedException, match="Invalid session provided"):
            begin(lab, device, session, "bob")


def test_without_a_sign_in_there_is_nothing_to_prove(lab: Lab, device: DeviceClient) -> None:
    for session in ("x" * 100, None):
        with pytest.raises(errors.NotAuthorizedException, match="Invalid session for the user"):
            begin(lab, device, session)


@pytest.mark.parametrize(
    ("challenge", "names"),
    [
        (BEGIN, ["USERNAME", "DEVICE_KEY", "SRP_A"]),
        (
            PROVE,
            [
                "USERNAME",
                "TIMESTAMP",
                "PASSWORD_CLAIM_SIGNATURE",
                "PASSWORD_CLAIM_SECRET_BLOCK",
                "DEVICE_KEY",
            ],
        ),
    ],
)
def test_responses_are_asked_for_in_order(lab: Lab, challenge: str, names: list[str]) -> None:
    good = {
        "USERNAME": "alice",
        "TIMESTAMP": "Sat Sep 5 15:34:45 UTC 2026",
        "PASSWORD_CLAIM_SIGNATURE": "AAAA",
        "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA",
    }
    given = {"EXTRA": "x"}
    for name in names:
        with pytest.raises(errors.InvalidParameterException) as refusal:
            lab.respond(challenge, given)
        assert str(refusal.value) == f"Missing required parameter {name}"
        given[name] = good.get(name, "x")


def test_the_public_value_is_a_hexadecimal_number(lab: Lab, device: DeviceClient) -> None:
    session = by_password(lab, device.device_key)["Session"]
    responses = {**device.begin("alice"), "SRP_A": "zzz"}
    with pytest.raises(errors.InvalidParameterException, match="at 'sRPA' failed"):
        lab.respond(BEGIN, responses, Session=session)
    assert begin(lab, device, session)


def test_a_proof_is_not_forced_without_its_beginning(lab: Lab) -> None:
    with pytest.raises(ValueError, match=f"{PROVE} cannot be forced"):
        lab.emulator.force_challenge(PROVE, pool_id=lab.pool_id)  # type: ignore[arg-type]


@pytest.mark.parametrize("session", [True, False])
def test_a_user_on_whom_a_proof_is_forced_is_lent_a_device(lab: Lab, *, session: bool) -> None:
    """What a test reads of it is enough for any client, and it never is the user's own.

    Also for clients that do without sessions.
    """
    lab.emulator.force_challenge(BEGIN, pool_id=lab.pool_id)
    begun = lab.begin()
    assert begun["ChallengeName"] == BEGIN
    (waiting,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    lent = DeviceClient(waiting.supplied, waiting.supplied["DevicePassword"])
    challenge = begin(lab, lent, begun["Session"] if session else None)
    assert challenge["ChallengeName"] == PROVE
    assert prove(lab, lent, challenge, session=session)["AuthenticationResult"]["AccessToken"]
    whose = {"UserPoolId": lab.pool_id, "Username": "alice"}
    assert lab.call("AdminListDevices", **whose)["Devices"] == []
    with pytest.raises(errors.ResourceNotFoundException):
        by_password(lab, lent.device_key)


def test_a_trigger_is_told_which_tokens_a_device_has_proved(lab: Lab, device: DeviceClient) -> None:
    told: list[str] = []

    def function(event: Event) -> Event:
        told.append(event["triggerSource"])
        claim = {"claimsToAddOrOverride": {"device_key": "mine"}}
        event["response"]["claimsAndScopeOverrideDetails"] = {"accessTokenGeneration": claim}
        return event

    lab.emulator.on("PreTokenGeneration", function, version="V2_0")
    lab.tokens()
    begun = begin(lab, device, by_password(lab, device.device_key)["Session"])
    tokens = prove(lab, device, begun)["AuthenticationResult"]
    assert told == ["TokenGeneration_Authentication", "TokenGeneration_AuthenticateDevice"]
    assert claims(tokens["AccessToken"])["device_key"] == device.device_key  # nobody changes it


def test_a_trigger_is_told_of_new_devices(lab: Lab, device: DeviceClient) -> None:
    told: list[bool] = []

    def function(event: Event) -> Event:
        told.append(event["request"]["newDeviceUsed"])
        return event

    lab.emulator.on("PostAuthentication", function)
    lab.tokens()
    prove(lab, device, begin(lab, device, by_password(lab, device.device_key)["Session"]))
    by_custom(lab, "")
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id)
    lab.tokens()
    assert told == [True, False, True, False]


def test_a_device_of_an_export_proves_itself(lab: Lab, device: DeviceClient) -> None:
    exported = pools.exported(lab.emulator, lab.pool_id)
    lab.emulator = Emulator(seed=exported)
    first = by_password(lab, device.device_key)
    second = begin(lab, device, first["Session"])
    assert prove(lab, device, second)["AuthenticationResult"]
    assert pools.exported(lab.emulator, lab.pool_id) == exported
