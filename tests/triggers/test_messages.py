"""CustomMessage words messages; CustomEmailSender and CustomSMSSender send them."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.contract import CheckedEmulator
from tests.support import PASSWORD, Lab, StockKeys
from tests.triggers.support import FUNCTION, Event, Spy

EMAIL, PHONE = "alice@example.com", "+12025550123"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
POOL: dict[str, Any] = {"AutoVerifiedAttributes": ["email"], "SmsConfiguration": SMS}
METADATA: dict[str, Any] = {"ClientMetadata": {"from": "test"}}
CODE = {"emailMessage": "Your code, {username}: {####}", "emailSubject": "Hello {username}"}
INVITATION = {"emailMessage": "You are {username}, say {####}"}


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool that verifies mail addresses and can send text messages."""
    return Lab(emulator, pool_request=POOL)


def pairs(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def sign_up(lab: Lab, **request: Any) -> Any:
    defaults = {
        "ClientId": lab.client_id,
        "Username": "alice",
        "Password": PASSWORD,
        "UserAttributes": pairs(email=EMAIL),
    }
    return lab.call("SignUp", **{**defaults, **request})


def confirmed(lab: Lab) -> str:
    """Alice, with a verified address; her token."""
    lab.user("alice", email=EMAIL, email_verified="true")
    return str(lab.tokens()["AccessToken"])


# --- when it is asked -----------------------------------------------------------------------------


def signing_up(lab: Lab, **request: Any) -> None:
    sign_up(lab, **request)


def resending(lab: Lab, **request: Any) -> None:
    lab.call("ResendConfirmationCode", ClientId=lab.client_id, Username="alice", **request)


def forgetting(lab: Lab, **request: Any) -> None:
    lab.call("ForgotPassword", ClientId=lab.client_id, Username="alice", **request)


def resetting(lab: Lab, **request: Any) -> None:
    lab.call("AdminResetUserPassword", UserPoolId=lab.pool_id, Username="alice", **request)


def updating(lab: Lab, **request: Any) -> None:
    token = lab.tokens()["AccessToken"]
    new = pairs(email="new@example.com")
    lab.call("UpdateUserAttributes", AccessToken=token, UserAttributes=new, **request)


def updating_as_admin(lab: Lab, **request: Any) -> None:
    who = {"UserPoolId": lab.pool_id, "Username": "alice"}
    new = pairs(email="new@example.com")
    lab.call("AdminUpdateUserAttributes", **who, UserAttributes=new, **request)


def verifying(lab: Lab, **request: Any) -> None:
    told = {"AccessToken": lab.tokens()["AccessToken"], "AttributeName": "email"}
    lab.call("GetUserAttributeVerificationCode", **told, **request)


def inviting(lab: Lab, **request: Any) -> None:
    lab.call(
        "AdminCreateUser",
        UserPoolId=lab.pool_id,
        Username="bob",
        TemporaryPassword="Temporary<Horse>0",
        UserAttributes=pairs(email="bob@example.com"),
        **request,
    )


def nothing_before(_lab: Lab) -> None:
    pass


OCCASIONS: list[tuple[str, Callable[[Lab], object], Callable[..., None], dict[str, str], bool]] = [
    ("SignUp", nothing_before, signing_up, CODE, True),
    ("ResendCode", sign_up, resending, CODE, True),
    ("ForgotPassword", confirmed, forgetting, CODE, True),
    ("ForgotPassword", confirmed, resetting, CODE, True),
    ("UpdateUserAttribute", confirmed, updating, CODE, True),
    ("UpdateUserAttribute", confirmed, updating_as_admin, CODE, True),
    ("VerifyUserAttribute", confirmed, verifying, CODE, True),
    ("AdminCreateUser", nothing_before, inviting, INVITATION, False),
]
_IDS = [f"{source}-{step.__name__}" for source, _, step, _, _ in OCCASIONS]


@pytest.mark.parametrize(
    ("source", "before", "step", "response", "hands_metadata"), OCCASIONS, ids=_IDS
)
def test_what_it_is_told_and_what_it_words(
    lab: Lab,
    source: str,
    before: Callable[[Lab], object],
    step: Callable[..., None],
    response: dict[str, str],
    *,
    hands_metadata: bool,
) -> None:
    before(lab)
    lab.emulator.forget_messages()
    spy = Spy(lab, "CustomMessage", **response)
    step(lab, **METADATA)
    assert spy.event["triggerSource"] == f"CustomMessage_{source}"
    request = spy.event["request"]
    assert request["codeParameter"] == "{####}"
    invited = source == "AdminCreateUser"
    assert request["usernameParameter"] == ("{username}" if invited else None)
    assert "linkParameter" not in request
    assert request.get("clientMetadata") == ({"from": "test"} if hands_metadata else None)
    assert set(request["userAttributes"]) >= {"sub", "cognito:user_status", "email"}
    assert spy.event["response"] == {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    (message,) = lab.emulator.messages()
    assert message.reason == source
    body = response["emailMessage"].replace("{####}", message.code)
    assert message.body == (body.replace("{username}", "bob") if invited else body)
    assert message.subject == response.get("emailSubject", "Your temporary password")


@pytest.fixture
def passwordless(emulator: Emulator) -> Lab:
    """A pool in which alice can sign in with a code."""
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    lab = Lab(emulator, pool_request={**POOL, "Policies": factors})
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    lab.user("alice", email=EMAIL, email_verified="true")
    return lab


def choose(lab: Lab, **parameters: str) -> Any:
    """Begin to sign in."""
    parameters = {"USERNAME": "alice", **parameters}
    return lab.begin(AuthFlow="USER_AUTH", AuthParameters=parameters, **METADATA)


def test_a_code_to_sign_in_with(passwordless: Lab) -> None:
    spy = Spy(passwordless, "CustomMessage", **CODE)
    choose(passwordless, PREFERRED_CHALLENGE="EMAIL_OTP")
    assert spy.event["triggerSource"] == "CustomMessage_Authentication"
    assert (
        "clientMetadata" not in spy.event["request"]
    )  # that of InitiateAuth never is (documented)
    assert passwordless.emulator.messages()[-1].body.startswith("Your code, {username}: ")


@pytest.mark.parametrize("admin", [True, False])
def test_metadata_of_an_answer(passwordless: Lab, *, admin: bool) -> None:
    """They reach the sender; what is worded hears of an administrator's only (documented)."""
    spy, sender = Spy(passwordless, "CustomMessage", **CODE), Spy(passwordless, "CustomEmailSender")
    request = {
        "ClientId": passwordless.client_id,
        "ChallengeName": "SELECT_CHALLENGE",
        "ChallengeResponses": {"USERNAME": "alice", "ANSWER": "EMAIL_OTP"},
        "Session": choose(passwordless)["Session"],
        **METADATA,
    }
    if admin:
        passwordless.call("AdminRespondToAuthChallenge", UserPoolId=passwordless.pool_id, **request)
    else:
        passwordless.call("RespondToAuthChallenge", **request)
    assert passwordless.emulator.wait_for_senders()
    assert sender.event["request"]["clientMetadata"] == {"from": "test"}
    assert sender.event["triggerSource"] == "CustomEmailSender_Authentication"
    assert ("clientMetadata" in spy.event["request"]) is admin


# --- what it may write ----------------------------------------------------------------------------


def test_a_text_message(lab: Lab) -> None:
    Spy(lab, "CustomMessage", smsMessage="Code {####}", emailMessage="{####}", emailSubject="no")
    pool = {
        "UserPoolId": lab.pool_id,
        "AutoVerifiedAttributes": ["phone_number"],
        "SmsConfiguration": SMS,
    }
    lab.call("UpdateUserPool", **pool)
    sign_up(lab, UserAttributes=pairs(email=EMAIL, phone_number=PHONE))
    (message,) = lab.emulator.messages()
    assert (message.medium, message.subject) == ("SMS", None)
    assert message.body == f"Code {message.code}"


def test_what_it_leaves_out_is_the_pool_s(lab: Lab) -> None:
    Spy(lab, "CustomMessage", smsMessage="for text messages only {####}")
    sign_up(lab)
    (message,) = lab.emulator.messages()
    assert message.subject == "Your verification code"
    assert message.body == f"Your verification code is {message.code}. "


def test_a_subject_alone(lab: Lab) -> None:
    Spy(lab, "CustomMessage", emailSubject="Hello")
    sign_up(lab)
    (message,) = lab.emulator.messages()
    assert (message.subject, message.body) == (
        "Hello",
        f"Your verification code is {message.code}. ",
    )


@pytest.mark.parametrize("words", ["Click Here", "click\nhere"])
def test_a_link(emulator: Emulator, words: str) -> None:
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    lab = Lab(emulator, pool_request={**POOL, "VerificationMessageTemplate": template})
    lab.call("CreateUserPoolDomain", UserPoolId=lab.pool_id, Domain="my-app")
    spy = Spy(lab, "CustomMessage", emailMessage=f"Please {{##{words}##}}.")
    sign_up(lab)
    assert spy.event["request"]["linkParameter"] == "{##Click Here##}"
    (message,) = lab.emulator.messages()
    assert message.body == f'Please <a href="{message.link}">{words}</a>.'


def test_a_text_without_the_link(emulator: Emulator) -> None:
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    lab = Lab(emulator, pool_request={**POOL, "VerificationMessageTemplate": template})
    lab.call("CreateUserPoolDomain", UserPoolId=lab.pool_id, Domain="my-app")
    Spy(lab, "CustomMessage", emailMessage="Type {####}.")
    sign_up(lab)
    (message,) = lab.emulator.messages()
    assert (message.body, message.link) == (f"Type {message.code}.", None)


MAIL_PATTERN = (
    r"satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}"
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
)
LONG_MAIL, LONG_SUBJECT = "{####}" + "x" * 19_995, "x" * 141


def violation(value: str, member: str, rule: str) -> str:
    return (
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
        f"Member must {rule}"
    )


@pytest.mark.parametrize(
    ("response", "message"),
    [
        ({"emailMessage": ""}, "The message is empty."),
        ({"emailMessage": "no code"}, violation("no code", "emailBody", MAIL_PATTERN)),
        (
            {"emailMessage": "{####} {##Click Here##} \x07"},
            violation("{####} {##Click Here##} \x07", "emailBody", MAIL_PATTERN),
        ),
        (
            {"emailMessage": "{##Click Here##}"},
            violation("{##Click Here##}", "emailBody", MAIL_PATTERN),
        ),
        (
            {"emailMessage": LONG_MAIL},
            violation(LONG_MAIL, "emailBody", "have length less than or equal to 20000"),
        ),
        (
            {"emailSubject": LONG_SUBJECT},
            violation(LONG_SUBJECT, "emailSubject", "have length less than or equal to 140"),
        ),
    ],
    ids=["empty", "no code", "control character", "a link", "long", "long subject"],
)
def test_texts_of_mails_that_will_not_do(lab: Lab, response: dict[str, str], message: str) -> None:
    Spy(lab, "CustomMessage", **response)
    with pytest.raises(errors.InvalidParameterException) as refusal:
        sign_up(lab)
    assert refusal.value.message == message
    assert lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"] == []
    assert lab.emulator.messages() == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("no code", r"satisfy regular expression pattern: (?s).*\{####\}(?s).*"),
        ("{####}" + "x" * 135, "have length less than or equal to 140"),
    ],
    ids=["no code", "long"],
)
def test_texts_of_text_messages_that_will_not_do(lab: Lab, text: str, rule: str) -> None:
    lab.user("alice", phone_number=PHONE, phone_number_verified="true")
    Spy(lab, "CustomMessage", smsMessage=text)
    with pytest.raises(errors.InvalidParameterException) as refusal:
        forgetting(lab)
    assert str(refusal.value) == violation(text, "smsMessage", rule)


def test_an_invitation_names_the_user(lab: Lab) -> None:
    Spy(lab, "CustomMessage", emailMessage="Say {####}")
    with pytest.raises(errors.InvalidParameterException, match=r"^The message is invalid\.$"):
        inviting(lab)


def test_mails_of_every_script(lab: Lab) -> None:
    text = "Здравствуйте, {####} — ✓ 你好 <b>नमस्ते</b>\r\n\t👍🏽"
    Spy(lab, "CustomMessage", emailMessage=text)
    sign_up(lab)
    (message,) = lab.emulator.messages()
    assert message.body == text.replace("{####}", message.code)


def test_nobody_is_asked_about_a_hidden_stranger(lab: Lab) -> None:
    lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
    spy = Spy(lab, "CustomMessage", **CODE)
    sender = Spy(lab, "CustomEmailSender")
    forgetting(lab)
    assert spy.events == []
    assert lab.emulator.wait_for_senders()
    assert sender.events == []


# --- custom senders -------------------------------------------------------------------------------


def secret_of(event: Event) -> str:
    return b64decode(event["request"]["code"]).decode()


@pytest.mark.parametrize(
    ("source", "before", "step"), [(s, b, step) for s, b, step, _, _ in OCCASIONS], ids=_IDS
)
def test_what_a_sender_of_mails_is_told(
    lab: Lab, source: str, before: Callable[[Lab], object], step: Callable[..., None]
) -> None:
    before(lab)
    lab.emulator.forget_messages()
    spy = Spy(lab, "CustomEmailSender")
    step(lab, **METADATA)
    assert lab.emulator.wait_for_senders()
    event = spy.event
    assert event["triggerSource"] == f"CustomEmailSender_{source}"
    assert event["request"]["type"] == "customEmailSenderRequestV1"
    assert set(event["request"]["userAttributes"]) >= {"sub", "email"}
    assert "clientMetadata" not in event["request"]  # of answers to challenges only (documented)
    assert event["response"] == {}
    (message,) = lab.emulator.messages()  # kept all the same
    if source == "AdminCreateUser":
        assert secret_of(event) == "Temporary&lt;Horse&gt;0"
    else:
        assert secret_of(event) == message.code


def test_a_sender_of_text_messages(lab: Lab) -> None:
    lab.user("alice", phone_number=PHONE, phone_number_verified="true")
    mails, texts = Spy(lab, "CustomEmailSender"), Spy(lab, "CustomSMSSender")
    forgetting(lab)
    assert lab.emulator.wait_for_senders()
    assert mails.events == []
    assert texts.event["triggerSource"] == "CustomSMSSender_ForgotPassword"
    assert texts.event["request"]["type"] == "customSMSSenderRequestV1"
    assert secret_of(texts.event) == lab.emulator.messages()[-1].code


def test_by_lambda_config(lab: Lab) -> None:
    spy = Spy(lab, "CustomMessage")  # the same function for both
    lab.emulator.off("CustomMessage")
    lab.emulator.bind(f"{FUNCTION}sender", spy)
    config = {
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{FUNCTION}sender"},
        "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/x",
    }
    lab.call(
        "UpdateUserPool",
        UserPoolId=lab.pool_id,
        LambdaConfig=config,
        AutoVerifiedAttributes=["email"],
        SmsConfiguration=SMS,
    )
    sign_up(lab)
    assert lab.emulator.wait_for_senders()
    assert spy.sources == ["CustomEmailSender_SignUp"]


def test_a_sender_finds_what_was_done_and_nobody_waits_for_it(lab: Lab) -> None:
    may_go_on = threading.Event()

    def look(event: Event) -> None:
        may_go_on.wait(60)
        who = {"UserPoolId": event["userPoolId"], "Username": event["userName"]}
        lab.call("AdminConfirmSignUp", **who)

    spy = Spy(lab, "CustomEmailSender")
    spy.deed = look
    assert sign_up(lab)["UserConfirmed"] is False
    may_go_on.set()
    assert lab.emulator.wait_for_senders()
    assert lab.tokens()


def test_a_sender_that_fails_is_logged_and_nothing_else(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_event: Event) -> None:
        raise ConnectionError("no provider")

    spy = Spy(lab, "CustomEmailSender")
    spy.deed = fail
    assert sign_up(lab)["CodeDeliveryDetails"]
    assert lab.emulator.wait_for_senders()
    assert "CustomEmailSender_SignUp failed: ConnectionError: no provider (test_me" in caplog.text


def test_a_message_of_an_operation_that_fails_is_not_sent(lab: Lab) -> None:
    mails, texts = Spy(lab, "CustomEmailSender"), Spy(lab, "CustomSMSSender")
    Spy(lab, "CustomMessage", emailMessage="no code")
    with pytest.raises(errors.InvalidParameterException):
        sign_up(lab)
    assert lab.emulator.wait_for_senders()
    assert mails.events == texts.events == []


def test_the_code_of_the_settings(stock_keys: StockKeys) -> None:
    lab = Lab(CheckedEmulator(Settings(code="123456"), keys=stock_keys), pool_request=POOL)
    spy = Spy(lab, "CustomEmailSender")
    sign_up(lab)
    assert lab.emulator.wait_for_senders()
    assert spy.event["request"]["code"] == "MTIzNDU2"
