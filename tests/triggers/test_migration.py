"""UserMigration: users of another directory, brought over when they are first asked for."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab, SrpClient
from tests.triggers.support import Spy

EMAIL = "bob@example.com"
WEAK = "pw"
KNOWN: dict[str, Any] = {
    "userAttributes": {"email": EMAIL, "email_verified": "true"},
    "messageAction": "SUPPRESS",
}
CONFIRMED: dict[str, Any] = {**KNOWN, "finalUserStatus": "CONFIRMED"}
NULLS = dict.fromkeys(
    (
        "userAttributes",
        "finalUserStatus",
        "messageAction",
        "desiredDeliveryMediums",
        "forceAliasCreation",
        "enableSMSMFA",
    )
)


def user(lab: Lab, username: str = "bob") -> dict[str, Any]:
    found = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=username)
    return {
        "status": found["UserStatus"],
        "name": found["Username"],
        **{a["Name"]: a["Value"] for a in found["UserAttributes"]},
    }


def nobody(lab: Lab) -> bool:
    return not lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]


def forget(lab: Lab, **request: Any) -> Any:
    return lab.call("ForgotPassword", ClientId=lab.client_id, Username="bob", **request)


def hide(lab: Lab) -> None:
    lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")


# --- at sign-in -----------------------------------------------------------------------------------


def test_a_user_comes_over(lab: Lab) -> None:
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    assert lab.tokens("bob", WEAK)  # the policy does not hold for it (documented)
    assert spy.event["triggerSource"] == "UserMigration_Authentication"
    assert spy.event["userName"] == "bob"
    assert spy.event["request"] == {"password": WEAK, "validationData": None}
    assert spy.event["response"] == NULLS
    come = user(lab)
    assert (come["status"], come["email"], come["email_verified"]) == ("CONFIRMED", EMAIL, "true")
    assert lab.emulator.messages() == []
    assert lab.tokens("bob", WEAK)
    with pytest.raises(errors.NotAuthorizedException):
        lab.tokens("bob", "another")
    assert len(spy.events) == 1  # whoever is here is not asked for again


def test_client_metadata_are_validation_data(lab: Lab) -> None:
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    lab.begin("bob", ClientMetadata={"from": "web"})
    assert spy.event["request"]["validationData"] == {"from": "web"}
    assert "clientMetadata" not in spy.event["request"]


def test_the_administrator_s_way(lab: Lab) -> None:
    Spy(lab, "UserMigration", **CONFIRMED)
    answer = lab.call(
        "AdminInitiateAuth",
        UserPoolId=lab.pool_id,
        ClientId=lab.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "bob", "PASSWORD": WEAK},
    )
    assert answer["AuthenticationResult"]


def test_the_user_is_real_before_anybody_else_is_asked(lab: Lab) -> None:
    order: list[str] = []
    for trigger in ("UserMigration", "PreAuthentication", "PostAuthentication"):
        response: dict[str, Any] = CONFIRMED if trigger == "UserMigration" else {}
        spy = Spy(lab, trigger, **response)
        spy.deed = lambda event: order.append(event["triggerSource"])
    tokens = Spy(lab, "PreTokenGeneration")
    tokens.deed = lambda event: order.append(user(lab, event["userName"])["status"])
    lab.tokens("bob")
    assert order == [
        "UserMigration_Authentication",
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "CONFIRMED",
    ]


def test_a_user_who_is_refused_afterwards_is_here_all_the_same(lab: Lab) -> None:
    Spy(lab, "UserMigration", **CONFIRMED)

    def refuse(_event: object) -> None:
        raise PermissionError("not at night")

    Spy(lab, "PreAuthentication").deed = refuse
    with pytest.raises(errors.UserLambdaValidationException, match="not at night"):
        lab.tokens("bob")
    assert user(lab)["status"] == "CONFIRMED"


@pytest.mark.parametrize("status", [None, "RESET_REQUIRED", "UNCONFIRMED"])
def test_a_password_that_is_to_be_reset(lab: Lab, status: str | None) -> None:
    Spy(lab, "UserMigration", **KNOWN, finalUserStatus=status)
    with pytest.raises(errors.PasswordResetRequiredException):
        lab.tokens("bob")
    assert user(lab)["status"] == "RESET_REQUIRED"
    forget(lab)
    lab.call(
        "ConfirmForgotPassword",
        ClientId=lab.client_id,
        Username="bob",
        ConfirmationCode=lab.emulator.messages()[-1].code,
        Password=PASSWORD,
    )
    assert lab.tokens("bob", PASSWORD)


def test_only_plain_passwords_bring_anybody_over(lab: Lab) -> None:
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    parameters = {"USERNAME": "bob", "SRP_A": SrpClient(lab.pool_id, WEAK).srp_a}
    with pytest.raises(errors.UserNotFoundException, match=r"^User does not exist\.$"):
        lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    assert spy.events == []


def test_a_wrong_secret_hash_asks_nobody(lab: Lab) -> None:
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    client = lab.client(GenerateSecret=True)
    with pytest.raises(errors.NotAuthorizedException):
        lab.begin("bob", ClientId=client)
    assert spy.events == []


# --- who it is ------------------------------------------------------------------------------------


def test_where_people_sign_in_with_addresses(emulator: Emulator) -> None:
    lab = Lab(emulator, pool_request={"UsernameAttributes": ["email"]})
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    assert lab.tokens(EMAIL, WEAK)
    assert spy.event["userName"] == EMAIL
    come = user(lab, EMAIL)
    assert come["name"] == come["sub"]


def test_who_comes_by_an_alias_has_a_username_too(emulator: Emulator) -> None:
    lab = Lab(emulator, pool_request={"AliasAttributes": ["email"]})
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    spy.response["userAttributes"] = {**KNOWN["userAttributes"], "username": "bob"}
    assert lab.tokens(EMAIL, WEAK)
    assert user(lab)["email"] == EMAIL


@pytest.mark.parametrize("force", [True, False])
def test_an_alias_that_is_taken(emulator: Emulator, *, force: bool) -> None:
    lab = Lab(emulator, pool_request={"AliasAttributes": ["email"]})
    lab.user("old", email=EMAIL, email_verified="true")
    Spy(lab, "UserMigration", **CONFIRMED, forceAliasCreation=force)
    if not force:
        with pytest.raises(errors.NotAuthorizedException):
            lab.tokens("bob", WEAK)
        assert user(lab, EMAIL)["name"] == "old"
        return
    assert lab.tokens("bob", WEAK)
    assert user(lab, EMAIL)["name"] == "bob"
    assert user(lab, "old")["email_verified"] == "false"


@pytest.mark.parametrize(
    "attributes",
    [
        {"sub": "mine"},
        {"no_such_attribute": "x"},
        {"email": "nonsense"},
        {"email_verified": "true"},
        {"username": "alice", "email": EMAIL},
        {"username": "robert", "email": EMAIL},  # by which "bob" finds nobody
    ],
)
def test_who_cannot_be_a_user_here(
    lab: Lab, attributes: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    lab.user("alice")
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    spy.response["userAttributes"] = attributes
    with pytest.raises(errors.NotAuthorizedException, match=r"^Incorrect username or password\.$"):
        lab.tokens("bob", WEAK)
    assert len(lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]) == 1
    assert "UserMigration: bob cannot come over" in caplog.text


@pytest.mark.parametrize("phone", ["+12025550123", ""])
def test_text_messages_as_a_second_factor(emulator: Emulator, phone: str) -> None:
    sms = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
    lab = Lab(emulator, pool_request={"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms})
    spy = Spy(lab, "UserMigration", **CONFIRMED, enableSMSMFA=True)
    spy.response["userAttributes"] = {"email": EMAIL, "phone_number": phone}
    if phone:
        assert lab.begin("bob", WEAK)["ChallengeName"] == "SMS_MFA"
        return
    with pytest.raises(errors.NotAuthorizedException):  # it needs a number (documented)
        lab.begin("bob", WEAK)
    assert nobody(lab)


@pytest.mark.parametrize("attributes", [None, {}])
@pytest.mark.parametrize("hidden", [True, False])
def test_whom_it_does_not_know(lab: Lab, attributes: Any, *, hidden: bool) -> None:
    if hidden:
        hide(lab)
    Spy(lab, "UserMigration", finalUserStatus="CONFIRMED", userAttributes=attributes)
    refusal: type[errors.CognitoError] = (
        errors.NotAuthorizedException if hidden else errors.UserNotFoundException
    )
    with pytest.raises(refusal) as refused:
        lab.tokens("bob", WEAK)
    assert str(refused.value) == (
        "Incorrect username or password."
        if hidden
        else f"Exception migrating user in app client {lab.client_id}"
    )
    assert nobody(lab)


@pytest.mark.parametrize(
    "response",
    [
        {"userAttributes": ["email"]},
        {"userAttributes": {"email": 5}},
        {"finalUserStatus": True},
        {"messageAction": 1},
        {"desiredDeliveryMediums": "EMAIL"},
        {"desiredDeliveryMediums": ["FAX"]},
        {"forceAliasCreation": "yes"},
        {"enableSMSMFA": "yes"},
    ],
)
@pytest.mark.parametrize("hidden", [True, False])
def test_nonsense(lab: Lab, response: dict[str, Any], *, hidden: bool) -> None:
    if hidden:
        hide(lab)
    Spy(lab, "UserMigration", **{**CONFIRMED, **response})
    with pytest.raises(errors.UserNotFoundException, match=r"^Exception migrating user in app"):
        lab.tokens("bob", WEAK)
    assert nobody(lab)


@pytest.mark.parametrize("answer", [None, "", {}])
@pytest.mark.parametrize("hidden", [True, False])
def test_what_is_no_event(lab: Lab, answer: object, *, hidden: bool) -> None:
    if hidden:
        hide(lab)
    lab.emulator.on("UserMigration", lambda _event: answer)
    expected = f"^Exception migrating user in app client {lab.client_id}$"
    with pytest.raises(errors.UserNotFoundException, match=expected):
        lab.tokens("bob", WEAK)
    with pytest.raises(errors.UserNotFoundException, match=expected):
        forget(lab)
    assert nobody(lab)


# --- the welcome ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media", "sent"),
    [(["EMAIL"], ["EMAIL"]), (["EMAIL", "SMS"], ["EMAIL", "SMS"]), (None, ["SMS"])],
)
def test_a_welcome(lab: Lab, media: list[str] | None, sent: list[str]) -> None:
    heard: list[str] = []
    lab.emulator.on_message(lambda message: heard.append(message.medium))
    custom, sender = Spy(lab, "CustomMessage"), Spy(lab, "CustomEmailSender")
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    spy.response["messageAction"] = None
    spy.response["desiredDeliveryMediums"] = media
    spy.response["userAttributes"] = {"email": EMAIL, "phone_number": "+12025550123"}
    lab.tokens("bob", WEAK)
    messages = lab.emulator.messages()
    assert [message.medium for message in messages] == heard == sent
    assert messages[0].body == f"Your username is bob and temporary password is {WEAK}. "
    assert custom.sources == ["CustomMessage_AdminCreateUser"] * len(sent)
    assert lab.emulator.wait_for_senders()
    assert len(sender.events) == sent.count("EMAIL")


@pytest.mark.parametrize("media", [None, []])
def test_a_welcome_without_a_phone_goes_by_mail(lab: Lab, media: list[str] | None) -> None:
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    spy.response["messageAction"] = None
    spy.response["desiredDeliveryMediums"] = media
    lab.tokens("bob", WEAK)
    assert [message.destination for message in lab.emulator.messages()] == [EMAIL]


def test_a_welcome_by_a_medium_without_an_address_keeps_the_user_out(lab: Lab) -> None:
    spy = Spy(lab, "UserMigration", **CONFIRMED)
    spy.response["messageAction"] = None
    spy.response["desiredDeliveryMediums"] = ["SMS"]
    with pytest.raises(errors.NotAuthorizedException):
        lab.tokens("bob", WEAK)
    assert nobody(lab)
    assert not lab.emulator.messages()


def test_a_welcome_is_sent_though_the_sign_in_fails(lab: Lab) -> None:
    heard: list[str] = []
    lab.emulator.on_message(lambda message: heard.append(message.reason))
    spy = Spy(lab, "UserMigration", userAttributes={"email": EMAIL})
    spy.response["desiredDeliveryMediums"] = ["EMAIL"]
    with pytest.raises(errors.PasswordResetRequiredException):
        lab.tokens("bob", WEAK)
    assert heard == ["AdminCreateUser"]


# --- a forgotten password -------------------------------------------------------------------------


def test_who_has_forgotten_the_password(lab: Lab) -> None:
    spy = Spy(lab, "UserMigration", **KNOWN)
    answer = forget(lab, ClientMetadata={"from": "web"})
    assert answer["CodeDeliveryDetails"]["Destination"] == "b***@e***"
    assert spy.event["triggerSource"] == "UserMigration_ForgotPassword"
    assert spy.event["request"] == {"validationData": None, "clientMetadata": {"from": "web"}}
    assert user(lab)["status"] == "RESET_REQUIRED"
    (message,) = lab.emulator.messages()
    lab.call(
        "ConfirmForgotPassword",
        ClientId=lab.client_id,
        Username="bob",
        ConfirmationCode=message.code,
        Password=PASSWORD,
    )
    assert lab.tokens("bob", PASSWORD)


def test_who_cannot_get_a_code_is_here_all_the_same(lab: Lab) -> None:
    """The user is made before anybody looks for an address."""
    Spy(lab, "UserMigration", userAttributes={"name": "Bob"}, messageAction="SUPPRESS")
    with pytest.raises(errors.InvalidParameterException, match="no registered/verified email"):
        forget(lab)
    assert user(lab)["status"] == "RESET_REQUIRED"


def test_a_welcome_to_the_forgetful(lab: Lab) -> None:
    Spy(lab, "UserMigration", userAttributes={"email": EMAIL, "email_verified": "true"}).response[
        "desiredDeliveryMediums"
    ] = ["EMAIL"]
    forget(lab)
    reasons = [message.reason for message in lab.emulator.messages()]
    assert reasons == ["AdminCreateUser", "ForgotPassword"]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_forgotten_user_whom_it_does_not_know(lab: Lab, *, hidden: bool) -> None:
    if hidden:
        hide(lab)
    Spy(lab, "UserMigration")
    if hidden:
        assert forget(lab)["CodeDeliveryDetails"]
    else:
        with pytest.raises(errors.UserNotFoundException, match="Exception migrating user in app"):
            forget(lab)
    assert nobody(lab)


@pytest.mark.parametrize("attributes", [{"sub": "mine"}, {"username": "robert", "email": EMAIL}])
@pytest.mark.parametrize("hidden", [True, False])
def test_a_forgotten_user_who_cannot_be_one_here(
    lab: Lab, attributes: dict[str, str], *, hidden: bool
) -> None:
    if hidden:
        hide(lab)
    Spy(lab, "UserMigration", userAttributes=attributes)
    with pytest.raises(errors.UserNotFoundException, match="Exception migrating user in app"):
        forget(lab)
    assert nobody(lab)


@pytest.mark.parametrize("hidden", [True, False])
def test_its_error_is_told_whatever_is_hidden(lab: Lab, *, hidden: bool) -> None:
    if hidden:
        hide(lab)

    def refuse(_event: object) -> None:
        raise LookupError("Bad password")

    Spy(lab, "UserMigration").deed = refuse
    expected = r"^UserMigration failed with error Bad password\.$"
    with pytest.raises(errors.UserLambdaValidationException, match=expected):
        lab.tokens("bob", WEAK)
    with pytest.raises(errors.UserLambdaValidationException, match=expected):
        forget(lab)
    assert nobody(lab)
