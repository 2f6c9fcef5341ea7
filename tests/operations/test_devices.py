"""Devices: offered by sign-ins, confirmed, shown, remembered, forgotten; and refreshing on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.work.context import Caller
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, TEMPORARY, DeviceClient, Lab, claims

ALWAYS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
OPT_IN = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOWHERE = "us-east-1_00000000-0000-4000-8000-000000000000"
EMAIL, CAROL = "alice@example.com", "carol@example.com"
NO_DEVICE = "Device does not exist."
NO_REFRESH = "Invalid Refresh Token."

Tokens = dict[str, Any]


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool that remembers all devices, and alice, who may sign in with her address too."""
    emulator.clock.freeze("2026-03-01T12:00:00.250")
    request = {"DeviceConfiguration": ALWAYS, "AliasAttributes": ["email"]}
    lab = Lab(emulator, pool_request=request)
    lab.user(email=EMAIL, email_verified="true")
    return lab


def configure(lab: Lab, **configuration: bool) -> None:
    """Set the pool's DeviceConfiguration; none switches tracking off."""
    given = {"DeviceConfiguration": configuration} if configuration else {}
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, **given)


def as_admin(lab: Lab, **request: Any) -> dict[str, Any]:
    return {"UserPoolId": lab.pool_id, "Username": "alice", **request}


def seen(lab: Lab, key: str) -> dict[str, Any]:
    """Return what an administrator sees of a device: attributes and dates by their names."""
    shown = lab.call("AdminGetDevice", **as_admin(lab, DeviceKey=key))["Device"]
    return {**shown, **{each["Name"]: each["Value"] for each in shown["DeviceAttributes"]}}


# --- offers ---------------------------------------------------------------------------------------


def by_password(lab: Lab) -> Any:
    return lab.tokens()


def by_admin(lab: Lab) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    request = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters}
    begun = lab.call("AdminInitiateAuth", UserPoolId=lab.pool_id, ClientId=lab.client_id, **request)
    return begun["AuthenticationResult"]


def by_srp(lab: Lab, username: str = "alice") -> Any:
    return lab.by_srp(username)["AuthenticationResult"]


def by_new_password(lab: Lab, named: str = "carol") -> Any:
    lab.invited("carol", TEMPORARY, email=CAROL, email_verified="true")
    begun = lab.begin("carol", TEMPORARY)
    responses = {"USERNAME": named, "NEW_PASSWORD": PASSWORD}
    done = lab.respond("NEW_PASSWORD_REQUIRED", responses, Session=begun["Session"])
    return done["AuthenticationResult"]


@pytest.mark.parametrize("way", [by_password, by_admin, by_srp, by_new_password])
def test_a_sign_in_from_nowhere_known_is_offered_a_device(
    lab: Lab, way: Callable[[Lab], Any]
) -> None:
    offered = way(lab)["NewDeviceMetadata"]
    assert re.fullmatch(f"us-east-1_{UUID}", offered["DeviceKey"])
    assert re.fullmatch("-[0-9A-Za-z]{8}", offered["DeviceGroupKey"])


def test_each_sign_in_is_offered_another_device_of_the_pool_s_group(lab: Lab) -> None:
    one, two = (lab.tokens()["NewDeviceMetadata"] for _ in range(2))
    assert one["DeviceKey"] != two["DeviceKey"]
    assert one["DeviceGroupKey"] == two["DeviceGroupKey"]
    lab.pool_id = lab.pool(DeviceConfiguration=ALWAYS)
    lab.client_id = lab.client()
    lab.user()
    assert lab.tokens()["NewDeviceMetadata"]["DeviceGroupKey"] != one["DeviceGroupKey"]


@pytest.mark.parametrize(
    ("configuration", "offers"),
    [
        ({}, 0),
        ({"ChallengeRequiredOnNewDevice": False}, 1),
        ({"DeviceOnlyRememberedOnUserPrompt": False}, 1),
    ],
)
def test_any_configuration_means_tracking(
    lab: Lab, configuration: dict[str, bool], offers: int
) -> None:
    configure(lab, **configuration)
    tokens = lab.tokens()
    assert list(tokens).count("NewDeviceMetadata") == offers
    assert list(claims(tokens["AccessToken"])).count("device_key") == offers


def test_the_access_token_names_the_device(lab: Lab) -> None:
    """From the first sign-in on (measured [tokens-10]), as long as it is refreshed (a guess)."""
    tokens = lab.tokens()
    key = lab.confirm_device(tokens).device_key
    assert claims(tokens["AccessToken"])["device_key"] == key
    assert "device_key" not in claims(tokens["IdToken"])
    parameters = {"REFRESH_TOKEN": tokens["RefreshToken"], "DEVICE_KEY": key}
    again = lab.refresh("", AuthParameters=parameters)
    assert claims(again["AccessToken"])["device_key"] == key
    assert "NewDeviceMetadata" not in again


# --- ConfirmDevice --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("configuration", "status"), [(ALWAYS, "remembered"), (OPT_IN, "not_remembered")]
)
def test_a_confirmed_device_is_remembered_unless_the_user_is_to_be_asked(
    lab: Lab, configuration: dict[str, bool], status: str
) -> None:
    configure(lab, **configuration)
    tokens = lab.tokens()
    key = tokens["NewDeviceMetadata"]["DeviceKey"]
    answer = lab.call("ConfirmDevice", AccessToken=tokens["AccessToken"], DeviceKey=key)
    asks = configuration["DeviceOnlyRememberedOnUserPrompt"]
    assert answer == {"UserConfirmationNecessary": asks}
    assert seen(lab, key)["dev:device_remembered_status"] == status


def test_a_key_that_the_sign_in_was_not_offered(lab: Lab) -> None:
    tokens, other = lab.tokens(), lab.tokens()
    for key in (NOWHERE, other["NewDeviceMetadata"]["DeviceKey"]):
        message = lab.refused(
            "ConfirmDevice",
            errors.InvalidParameterException,
            AccessToken=tokens["AccessToken"],
            DeviceKey=key,
        )
        assert message == "Invalid device key given."


def test_a_device_is_confirmed_once(lab: Lab) -> None:
    tokens = lab.tokens()
    lab.confirm_device(tokens)
    with pytest.raises(errors.DeviceKeyExistsException):
        lab.confirm_device(tokens)


@pytest.mark.parametrize(
    "way",
    [lambda lab: lab.tokens(EMAIL), lambda lab: by_new_password(lab, named=CAROL)],
    ids=["by password", "by a challenge's answer"],
)
def test_a_sign_in_completed_under_an_alias_is_offered_a_device_in_vain(
    lab: Lab, way: Callable[[Lab], Any]
) -> None:
    """Measured [devices-5] for answers; that passwords fare alike is documented by Amplify."""
    tokens = way(lab)
    assert "device_key" not in claims(tokens["AccessToken"])
    with pytest.raises(errors.InvalidParameterException, match="Invalid device key given"):
        lab.confirm_device(tokens)
    with pytest.raises(errors.NotAuthorizedException, match=NO_REFRESH):
        lab.refresh(tokens["RefreshToken"])


def test_srp_by_an_alias_is_completed_under_the_canonical_name(lab: Lab) -> None:
    lab.confirm_device(by_srp(lab, EMAIL))


def test_a_canonical_name_in_other_letters_is_no_alias(emulator: Emulator) -> None:
    request = {"DeviceConfiguration": ALWAYS, "UsernameConfiguration": {"CaseSensitive": False}}
    lab = Lab(emulator, pool_request=request)
    lab.user()
    lab.confirm_device(lab.tokens("Alice"))


@pytest.mark.parametrize("member", ["Salt", "PasswordVerifier"])
def test_a_verifier_that_cannot_be_read(lab: Lab, member: str) -> None:
    tokens = lab.tokens()
    verifier = DeviceClient(tokens["NewDeviceMetadata"]).verifier
    with pytest.raises(errors.InvalidParameterException):
        lab.confirm_device(tokens, DeviceSecretVerifierConfig={**verifier, member: "no base64!"})


# --- what is shown --------------------------------------------------------------------------------


def test_what_an_administrator_sees(lab: Lab) -> None:
    device = lab.confirm_device(lab.tokens(), DeviceName="Phone")
    owner = f"alice.{lab.pool_id}"
    arn = f"arn:aws:cognito-idp:us-east-1:123456789012:owner/{owner}/device/{device.device_key}"
    now = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    expected = {
        "DeviceKey": device.device_key,
        "DeviceAttributes": [
            {"Name": "device_status", "Value": "valid"},
            {"Name": "device_name", "Value": "Phone"},
            {"Name": "dev:device_arn", "Value": arn},
            {"Name": "dev:device_owner", "Value": owner},
            {"Name": "last_ip_used", "Value": "127.0.0.1"},
            {"Name": "dev:device_remembered_status", "Value": "remembered"},
            {"Name": "dev:device_sdk", "Value": "aws-sdk-unknown-unknown"},
        ],
        "DeviceCreateDate": now,
        "DeviceLastModifiedDate": now,
        "DeviceLastAuthenticatedDate": now.replace(microsecond=0),
    }
    shown = lab.call("AdminGetDevice", **as_admin(lab, DeviceKey=device.device_key))
    assert shown == {"Device": expected}
    assert lab.call("AdminListDevices", **as_admin(lab)) == {"Devices": [expected]}


@pytest.mark.parametrize("told", [{"DeviceName": "Phone"}, {}])
def test_what_its_user_sees(lab: Lab, told: dict[str, str]) -> None:
    tokens = lab.tokens()
    key = lab.confirm_device(tokens, **told).device_key
    token = tokens["AccessToken"]
    shown = lab.call("GetDevice", AccessToken=token, DeviceKey=key)["Device"]
    names = [each["Name"] for each in shown["DeviceAttributes"]]
    assert names == ["device_status", *(["device_name"] if told else []), "last_ip_used"]
    assert lab.call("ListDevices", AccessToken=token) == {"Devices": [shown]}


def test_users_list_what_is_remembered_administrators_everything(lab: Lab) -> None:
    tokens = lab.tokens()
    key = lab.confirm_device(tokens).device_key
    status = {"DeviceKey": key, "DeviceRememberedStatus": "not_remembered"}
    lab.call("UpdateDeviceStatus", AccessToken=tokens["AccessToken"], **status)
    assert lab.call("ListDevices", AccessToken=tokens["AccessToken"]) == {"Devices": []}
    assert len(lab.call("AdminListDevices", **as_admin(lab))["Devices"]) == 1


@pytest.mark.parametrize("operation", ["ListDevices", "AdminListDevices"])
def test_lists_come_in_pages(lab: Lab, operation: str) -> None:
    signed_in = [lab.tokens() for _ in range(3)]
    keys = [lab.confirm_device(tokens).device_key for tokens in signed_in]
    whose = {
        "ListDevices": {"AccessToken": signed_in[0]["AccessToken"]},
        "AdminListDevices": as_admin(lab),
    }[operation]
    first = lab.call(operation, **whose, Limit=2)
    rest = lab.call(operation, **whose, Limit=2, PaginationToken=first["PaginationToken"])
    assert "PaginationToken" not in rest
    assert [each["DeviceKey"] for each in first["Devices"] + rest["Devices"]] == keys
    assert len(first["Devices"]) == 2


# --- remembered and forgotten ---------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["UpdateDeviceStatus", "AdminUpdateDeviceStatus"])
def test_a_status_is_changed_if_one_is_given(lab: Lab, operation: str) -> None:
    tokens = lab.tokens()
    key = lab.confirm_device(tokens).device_key
    whose = {
        "UpdateDeviceStatus": {"AccessToken": tokens["AccessToken"]},
        "AdminUpdateDeviceStatus": as_admin(lab),
    }[operation]
    before = seen(lab, key)
    lab.emulator.clock.shift(60)
    assert lab.call(operation, **whose, DeviceKey=key) == {}
    assert seen(lab, key) == before
    for status in ("not_remembered", "remembered"):
        lab.call(operation, **whose, DeviceKey=key, DeviceRememberedStatus=status)
        after = seen(lab, key)
        assert after["dev:device_remembered_status"] == status
        assert after["DeviceLastModifiedDate"] > before["DeviceLastModifiedDate"]
        assert after["DeviceLastAuthenticatedDate"] == before["DeviceLastAuthenticatedDate"]


@pytest.mark.parametrize("operation", ["ForgetDevice", "AdminForgetDevice"])
def test_a_forgotten_device_is_gone(lab: Lab, operation: str) -> None:
    tokens, others = lab.tokens(), lab.tokens()
    key, kept = lab.confirm_device(tokens).device_key, lab.confirm_device(others).device_key
    whose = {
        "ForgetDevice": {"AccessToken": tokens["AccessToken"]},
        "AdminForgetDevice": as_admin(lab),
    }[operation]
    assert not lab.call(operation, **whose, DeviceKey=key)
    left = lab.call("AdminListDevices", **as_admin(lab))["Devices"]
    assert [each["DeviceKey"] for each in left] == [kept]


ON_ONE = ("GetDevice", "ForgetDevice", "UpdateDeviceStatus")


@pytest.mark.parametrize("operation", [*ON_ONE, *(f"Admin{name}" for name in ON_ONE)])
def test_devices_that_are_none_of_the_user_s(lab: Lab, operation: str) -> None:
    """Unknown ones, unconfirmed ones (measured [devices-1]), and another user's."""
    lab.user("bob")
    tokens = lab.tokens()
    unconfirmed = tokens["NewDeviceMetadata"]["DeviceKey"]
    another_s = lab.confirm_device(lab.tokens("bob")).device_key
    token = {"AccessToken": tokens["AccessToken"]}
    whose = as_admin(lab) if operation.startswith("Admin") else token
    for key in (NOWHERE, unconfirmed, another_s):
        message = lab.refused(operation, errors.ResourceNotFoundException, **whose, DeviceKey=key)
        assert message == NO_DEVICE


OWN = ("ConfirmDevice", "ListDevices", *ON_ONE)


@pytest.mark.parametrize("operation", [*OWN, *(f"Admin{name}" for name in OWN[1:])])
def test_pools_without_tracking(lab: Lab, operation: str) -> None:
    tokens = lab.tokens()
    key = lab.confirm_device(tokens).device_key
    configure(lab)
    token = {"AccessToken": tokens["AccessToken"]}
    whose = as_admin(lab) if operation.startswith("Admin") else token
    one = {} if operation.endswith("ListDevices") else {"DeviceKey": key}
    message = lab.refused(operation, errors.InvalidParameterException, **whose, **one)
    assert message == "Device tracking is not enabled for the user pool."


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("AdminGetDevice", errors.ResourceNotFoundException),  # declares no other
        ("AdminListDevices", errors.ResourceNotFoundException),
        ("AdminForgetDevice", errors.UserNotFoundException),
        ("AdminUpdateDeviceStatus", errors.UserNotFoundException),
    ],
)
def test_devices_of_nobody(lab: Lab, operation: str, error: type[errors.CognitoError]) -> None:
    one = {} if operation == "AdminListDevices" else {"DeviceKey": NOWHERE}
    nobody = {"UserPoolId": lab.pool_id, "Username": "nobody"}
    assert lab.refused(operation, error, **nobody, **one) == "User does not exist."


@pytest.mark.parametrize("operation", ["GetDevice", "ForgetDevice"])
def test_a_token_is_needed_although_the_model_does_not_say_so(lab: Lab, operation: str) -> None:
    with pytest.raises(errors.InvalidParameterException, match="parameter AccessToken"):
        lab.call(operation, DeviceKey=NOWHERE)


# --- refreshing -----------------------------------------------------------------------------------


def refresh(lab: Lab, tokens: Tokens, key: str | None) -> Any:
    given = {"REFRESH_TOKEN": tokens["RefreshToken"], **({"DEVICE_KEY": key} if key else {})}
    return lab.refresh("", AuthParameters=given)


def get_tokens(lab: Lab, tokens: Tokens, key: str | None) -> Any:
    given = {"RefreshToken": tokens["RefreshToken"], **({"DeviceKey": key} if key else {})}
    request = {"ClientId": lab.client_id, **given}
    return lab.call("GetTokensFromRefreshToken", **request)["AuthenticationResult"]


Again = Callable[[Lab, Tokens, str | None], Any]


@pytest.mark.parametrize("again", [refresh, get_tokens])
class TestRefreshing:
    def test_asks_for_the_device(self, lab: Lab, again: Again) -> None:
        tokens, other = lab.tokens(), lab.tokens()
        own, another = lab.confirm_device(tokens).device_key, lab.confirm_device(other).device_key
        for key in (None, NOWHERE, another):
            with pytest.raises(errors.NotAuthorizedException) as refusal:
                again(lab, tokens, key)
            assert str(refusal.value) == NO_REFRESH
        assert again(lab, tokens, own)

    def test_needs_the_device_confirmed(self, lab: Lab, again: Again) -> None:
        tokens = lab.tokens()
        with pytest.raises(errors.NotAuthorizedException, match=NO_REFRESH):
            again(lab, tokens, tokens["NewDeviceMetadata"]["DeviceKey"])

    def test_ends_with_the_device(self, lab: Lab, again: Again) -> None:
        tokens = lab.tokens()
        key = lab.confirm_device(tokens).device_key
        lab.call("AdminForgetDevice", **as_admin(lab, DeviceKey=key))
        with pytest.raises(errors.NotAuthorizedException, match=NO_REFRESH):
            again(lab, tokens, key)

    def test_works_for_a_device_that_is_not_remembered(self, lab: Lab, again: Again) -> None:
        tokens = lab.tokens()
        key = lab.confirm_device(tokens).device_key
        status = {"DeviceKey": key, "DeviceRememberedStatus": "not_remembered"}
        lab.call("AdminUpdateDeviceStatus", **as_admin(lab, **status))
        assert again(lab, tokens, key)

    @pytest.mark.parametrize("key", [None, NOWHERE])
    def test_without_tracking_the_device_is_ignored(
        self, lab: Lab, again: Again, key: str | None
    ) -> None:
        configure(lab)
        assert again(lab, lab.tokens(), key)

    def test_tokens_of_an_admin_flow_are_treated_alike(self, lab: Lab, again: Again) -> None:
        tokens = by_admin(lab)
        with pytest.raises(errors.NotAuthorizedException, match=NO_REFRESH):
            again(lab, tokens, None)
        assert again(lab, tokens, lab.confirm_device(tokens).device_key)


def test_rotating_keeps_to_the_device(lab: Lab) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    lab.client_id = lab.client(RefreshTokenRotation=rotation, ExplicitAuthFlows=flows)
    tokens = lab.tokens()
    key = lab.confirm_device(tokens).device_key
    rotated = get_tokens(lab, tokens, key)
    assert claims(rotated["AccessToken"])["device_key"] == key
    with pytest.raises(errors.NotAuthorizedException, match=NO_REFRESH):
        get_tokens(lab, rotated, None)
    assert get_tokens(lab, rotated, key)


def test_the_address_of_the_caller_is_kept(lab: Lab) -> None:
    tokens = lab.tokens()
    caller = Caller(request_id="r", region="us-east-1", ip="192.0.2.1")
    key = tokens["NewDeviceMetadata"]["DeviceKey"]
    request = {"AccessToken": tokens["AccessToken"], "DeviceKey": key}
    lab.emulator.call("ConfirmDevice", request, caller)
    assert seen(lab, key)["last_ip_used"] == "192.0.2.1"
