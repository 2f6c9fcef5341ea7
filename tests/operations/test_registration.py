"""Signing up, confirming, forgetting, resetting and changing passwords."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.messages.record import Message
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.support import PASSWORD, Lab, StockKeys, secret_hash

NEW = "Another-Horse2"
MISMATCH = "Invalid verification code provided, please try again."
NO_CODE = "Invalid code provided, please request a code again."
TOO_OFTEN = "Attempt limit exceeded, please try after some time."
UNKNOWN = "Username/client id combination not found."
NOT_MET = {
    "Sh0rt!": "Password not long enough",
    "lower-case-1": "Password must have uppercase characters",
    "UPPER-CASE-1": "Password must have lowercase characters",
    "No-Numbers-": "Password must have numeric characters",
    "NoSymbols1": "Password must have symbol characters",
}


def attributes(**values: str) -> list[dict[str, str]]:
    return [{"Name": n.replace("__", ":"), "Value": v} for n, v in values.items()]


class Desk:
    """A pool in which people sign up, and the codes that were sent."""

    def __init__(self, emulator: Emulator, **pool: Any) -> None:
        self.lab = Lab(emulator, pool_request={"AutoVerifiedAttributes": ["email"], **pool})
        self.emulator = emulator

    def sign_up(self, username: str = "alice", **given: str) -> Any:
        given = given or {"email": "alice@example.com"}
        return self.public(
            "SignUp", username, Password=PASSWORD, UserAttributes=attributes(**given)
        )

    def public(self, operation: str, username: str = "alice", **request: Any) -> Any:
        return self.lab.call(operation, ClientId=self.lab.client_id, Username=username, **request)

    def refused(
        self, operation: str, error: type[errors.CognitoError], username: str = "alice", **rest: Any
    ) -> str:
        return self.lab.refused(
            operation, error, ClientId=self.lab.client_id, Username=username, **rest
        )

    def admin(self, operation: str, username: str = "alice", **request: Any) -> Any:
        return self.lab.call(operation, UserPoolId=self.lab.pool_id, Username=username, **request)

    def admin_refused(
        self, operation: str, error: type[errors.CognitoError], username: str = "alice", **rest: Any
    ) -> str:
        request = {"UserPoolId": self.lab.pool_id, "Username": username, **rest}
        return self.lab.refused(operation, error, **request)

    def hide_users(self) -> None:
        self.lab.client_id = self.lab.client(PreventUserExistenceErrors="ENABLED")

    @property
    def sent(self) -> Message:
        """The last message."""
        return self.emulator.messages()[-1]

    def shown(self, username: str = "alice") -> dict[str, str]:
        found = self.admin("AdminGetUser", username)["UserAttributes"]
        return {a["Name"]: a["Value"] for a in found if a["Name"] != "sub"}

    def status(self, username: str = "alice") -> str:
        return str(self.admin("AdminGetUser", username)["UserStatus"])


@pytest.fixture
def desk(emulator: Emulator) -> Desk:
    return Desk(emulator)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


class TestSignUp:
    def test_sends_a_code_to_what_is_verified(self, desk: Desk) -> None:
        answer = desk.sign_up()
        assert answer["UserConfirmed"] is False
        assert answer["CodeDeliveryDetails"] == {
            "AttributeName": "email",
            "DeliveryMedium": "EMAIL",
            "Destination": "a***@e***",
        }
        assert desk.sent.destination == "alice@example.com"
        assert desk.sent.reason == "SignUp"
        assert desk.sent.subject == "Your verification code"
        assert desk.sent.body == f"Your verification code is {desk.sent.code}. "
        assert desk.sent.code.isdecimal()
        assert len(desk.sent.code) == 6
        assert desk.shown() == {"email": "alice@example.com", "email_verified": "false"}
        assert desk.status() == "UNCONFIRMED"

    @pytest.mark.parametrize(
        ("verified", "given", "destination"),
        [
            ([], {"email": "a@b.example"}, None),
            (["email"], {"phone_number": "+12025550123"}, None),
            (["email", "phone_number"], {"phone_number": "+12025550123"}, "+*******0123"),
            (
                ["email", "phone_number"],
                {"email": "a@b.example", "phone_number": "+12025550123"},
                "+*******0123",
            ),
        ],
    )
    def test_where_the_code_goes(
        self,
        emulator: Emulator,
        verified: list[str],
        given: dict[str, str],
        destination: str | None,
    ) -> None:
        sms = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
        desk = Desk(emulator, AutoVerifiedAttributes=verified, SmsConfiguration=sms)
        answer = desk.sign_up(**given)
        assert answer.get("CodeDeliveryDetails", {}).get("Destination") == destination

    def test_a_code_to_nowhere_is_warned_of(self, desk: Desk) -> None:
        desk.sign_up(name="Al")
        (warning,) = desk.emulator.warnings()
        assert warning.sentence == (
            "alice is not sent the code to confirm the sign-up: it needs email."
        )
        assert warning.user_pool_id == desk.lab.pool_id

    def test_a_fixed_code(self, stock_keys: StockKeys) -> None:
        desk = Desk(Emulator(Settings(code="424242"), keys=stock_keys))
        desk.sign_up()
        desk.public("ConfirmSignUp", ConfirmationCode="424242")
        assert desk.status() == "CONFIRMED"

    def test_templates_of_the_pool(self, emulator: Emulator) -> None:
        template = {"EmailMessage": "Hi {username}: {####}", "EmailSubject": "Hello {username}"}
        desk = Desk(emulator, VerificationMessageTemplate=template)
        desk.sign_up()
        assert (desk.sent.subject, desk.sent.body) == (
            "Hello {username}",
            f"Hi {{username}}: {desk.sent.code}",
        )

    def test_older_members_and_links(self, emulator: Emulator) -> None:
        older = Desk(emulator, EmailVerificationMessage="Old {####}", EmailVerificationSubject="S")
        older.sign_up()
        assert (older.sent.subject, older.sent.body) == ("S", f"Old {older.sent.code}")
        by_link = {
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailMessageByLink": "Click {##here##}!",
        }
        linked = Desk(emulator, VerificationMessageTemplate=by_link)
        linked.lab.call("CreateUserPoolDomain", UserPoolId=linked.lab.pool_id, Domain="my-app")
        linked.sign_up()
        link = linked.sent.link
        assert link is not None
        assert linked.sent.body == f'Click <a href="{link}">here</a>!'
        path, _, query = link.partition("?")
        assert path == "http://localhost:9329/_domain/my-app/confirmUser"
        assert parse_qsl(query) == [
            ("client_id", linked.lab.client_id),
            ("user_name", "alice"),
            ("confirmation_code", linked.sent.code),
        ]

    @pytest.mark.parametrize(("password", "broken"), NOT_MET.items())
    def test_policy(self, desk: Desk, password: str, broken: str) -> None:
        said = desk.refused("SignUp", errors.InvalidPasswordException, Password=password)
        assert said == f"Password did not conform with policy: {broken}"

    def test_taken_name(self, desk: Desk) -> None:
        desk.sign_up()
        desk.hide_users()
        said = desk.refused("SignUp", errors.UsernameExistsException, Password=PASSWORD)
        assert said == "User already exists"

    def test_several_may_have_one_address(self, desk: Desk) -> None:
        desk.sign_up("alice", email="one@example.com")
        desk.sign_up("bob", email="one@example.com")

    def test_only_admins(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
        said = desk.refused("SignUp", errors.NotAuthorizedException, Password=PASSWORD)
        assert said == "SignUp is not permitted for this user pool"

    @pytest.mark.parametrize("password", [{}, {"Password": ""}])
    def test_without_password(self, desk: Desk, password: dict[str, str]) -> None:
        said = desk.refused("SignUp", errors.InvalidParameterException, **password)
        assert said.endswith(
            "Value at 'password' failed to satisfy constraint: Member must not be null"
        )

    @pytest.mark.parametrize("password", [{}, {"Password": ""}])
    def test_passwordless(self, emulator: Emulator, password: dict[str, str]) -> None:
        factors = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
        desk = Desk(emulator, Policies={"SignInPolicy": factors})
        desk.public("SignUp", UserAttributes=attributes(email="alice@example.com"), **password)
        desk.public("ConfirmSignUp", ConfirmationCode=desk.sent.code)
        with pytest.raises(errors.NotAuthorizedException):
            desk.lab.begin()

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"email": "nonsense"}, "Invalid email address format."),
            ({"phone_number": "555"}, "Invalid phone number format."),
            (
                {"email_verified": "true", "email": "a@b.example"},
                "Cannot modify the non-mutable attribute email_verified",
            ),
            (
                {"custom__x": "y"},
                (
                    "Attributes did not conform to the schema: "
                    "Type for attribute {custom:x} could not be determined"
                ),
            ),
            (
                {"birthdate": "12345678901"},
                (
                    "Attributes did not conform to the schema: "
                    "birthdate: String must be no longer than 10 characters"
                ),
            ),
        ],
    )
    def test_attributes_refused(self, desk: Desk, given: dict[str, str], sentence: str) -> None:
        """They are looked at before the password is."""
        said = desk.refused(
            "SignUp",
            errors.InvalidParameterException,
            Password="short",
            UserAttributes=attributes(**given),
        )
        assert said == sentence

    def test_required(self, emulator: Emulator) -> None:
        schema = [{"Name": "family_name", "AttributeDataType": "String", "Required": True}]
        desk = Desk(emulator, Schema=schema)
        for given in ({}, {"family_name": ""}):
            said = desk.refused(
                "SignUp",
                errors.InvalidParameterException,
                Password=PASSWORD,
                UserAttributes=attributes(**given),
            )
            assert said == (
                "Attributes did not conform to the schema: name.familyName: "
                "The attribute name.familyName is required"
            )

    def test_write_attributes_come_before_the_schema(self, desk: Desk) -> None:
        desk.lab.client_id = desk.lab.client(WriteAttributes=["email"])
        for name in ("nickname", "Daniel", "email_verified"):
            said = desk.refused(
                "SignUp",
                errors.NotAuthorizedException,
                Password=PASSWORD,
                UserAttributes=attributes(**{name: "true"}),
            )
            assert said == "A client attempted to write unauthorized attribute"


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("SignUp", {"Password": PASSWORD}),
        ("ConfirmSignUp", {"ConfirmationCode": "123456"}),
        ("ResendConfirmationCode", {}),
        ("ForgotPassword", {}),
        ("ConfirmForgotPassword", {"ConfirmationCode": "123456", "Password": PASSWORD}),
    ],
)
class TestEveryPublicOperation:
    def test_wants_the_secret_hash(self, desk: Desk, operation: str, request_: Any) -> None:
        client = desk.lab.call(
            "CreateUserPoolClient",
            UserPoolId=desk.lab.pool_id,
            ClientName="x",
            GenerateSecret=True,
        )["UserPoolClient"]
        desk.lab.client_id = name = client["ClientId"]
        said = desk.refused(operation, errors.NotAuthorizedException, **request_)
        assert said == f"Client {name} is configured for secret but secret was not received"
        said = desk.refused(operation, errors.NotAuthorizedException, SecretHash="eA==", **request_)
        assert said == f"Unable to verify secret hash for client {name}"
        right = secret_hash(client["ClientSecret"], "alice", name)
        if operation == "SignUp":
            desk.public(operation, SecretHash=right, **request_)
        else:
            desk.refused(operation, errors.UserNotFoundException, SecretHash=right, **request_)

    def test_unknown_client(self, desk: Desk, operation: str, request_: Any) -> None:
        desk.lab.client_id = "unknown"
        said = desk.refused(operation, errors.ResourceNotFoundException, **request_)
        assert said == "User pool client unknown does not exist."

    def test_unknown_or_disabled_user(self, desk: Desk, operation: str, request_: Any) -> None:
        if operation == "SignUp":
            return
        assert desk.refused(operation, errors.UserNotFoundException, **request_) == UNKNOWN
        desk.sign_up()
        desk.admin("AdminDisableUser")
        assert desk.refused(operation, errors.UserNotFoundException, **request_) == UNKNOWN

    def test_hidden_user(self, desk: Desk, operation: str, request_: Any) -> None:
        desk.hide_users()
        if operation.startswith("Confirm"):
            said = desk.refused(operation, errors.CodeMismatchException, **request_)
            assert said == MISMATCH
        elif operation != "SignUp":
            answers = [desk.public(operation, name, **request_) for name in ("al", "bob@x.example")]
            destinations = {a["CodeDeliveryDetails"]["Destination"] for a in answers}
            assert len(destinations) == 1
            assert not desk.emulator.messages()


class TestConfirmSignUp:
    def test_verifies_the_address(self, desk: Desk) -> None:
        desk.sign_up()
        desk.public("ConfirmSignUp", ConfirmationCode=desk.sent.code)
        assert desk.status() == "CONFIRMED"
        assert desk.shown() == {"email": "alice@example.com", "email_verified": "true"}
        said = desk.refused(
            "ConfirmSignUp", errors.NotAuthorizedException, ConfirmationCode=desk.sent.code
        )
        assert said == "User cannot be confirmed. Current status is CONFIRMED"

    def test_wrong_code_leaves_the_right_one_good(self, desk: Desk) -> None:
        desk.sign_up()
        wrong = other_than(desk.sent.code)
        for _ in range(6):
            said = desk.refused(
                "ConfirmSignUp", errors.CodeMismatchException, ConfirmationCode=wrong
            )
            assert said == MISMATCH
        desk.public("ConfirmSignUp", ConfirmationCode=desk.sent.code)

    @pytest.mark.parametrize(("seconds", "good"), [(86399, True), (86400, False)])
    def test_a_day(self, desk: Desk, seconds: int, good: bool) -> None:  # noqa: FBT001 - a table's column
        desk.emulator.clock.freeze()
        desk.sign_up()
        desk.emulator.clock.shift(seconds)
        if good:
            desk.public("ConfirmSignUp", ConfirmationCode=desk.sent.code)
        else:
            said = desk.refused(
                "ConfirmSignUp", errors.ExpiredCodeException, ConfirmationCode=desk.sent.code
            )
            assert said == NO_CODE

    def test_none_was_sent(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AutoVerifiedAttributes=[])
        desk.sign_up()
        said = desk.refused("ConfirmSignUp", errors.ExpiredCodeException, ConfirmationCode="123456")
        assert said == NO_CODE

    def test_a_code_dies_with_its_user(self, desk: Desk) -> None:
        desk.sign_up()
        code = desk.sent.code
        desk.admin("AdminDeleteUser")
        desk.sign_up()
        if code != desk.sent.code:
            desk.refused("ConfirmSignUp", errors.CodeMismatchException, ConfirmationCode=code)

    def test_an_address_that_changed_since_is_not_proven(self, desk: Desk) -> None:
        desk.sign_up()
        code = desk.sent.code
        new = attributes(email="new@example.com", email_verified="false")
        desk.admin("AdminUpdateUserAttributes", UserAttributes=new)
        desk.public("ConfirmSignUp", ConfirmationCode=code)
        assert desk.status() == "CONFIRMED"
        assert desk.shown() == {"email": "new@example.com", "email_verified": "false"}

    def test_limit(self, desk: Desk) -> None:
        desk.emulator.clock.freeze()
        desk.sign_up()
        wrong = other_than(desk.sent.code)
        for _ in range(15):
            desk.refused("ConfirmSignUp", errors.CodeMismatchException, ConfirmationCode=wrong)
        said = desk.refused(
            "ConfirmSignUp", errors.LimitExceededException, ConfirmationCode=desk.sent.code
        )
        assert said == TOO_OFTEN
        desk.emulator.clock.shift(hours=1)
        desk.public("ConfirmSignUp", ConfirmationCode=desk.sent.code)

    def test_admin_confirms_without_verifying(self, desk: Desk) -> None:
        desk.sign_up()
        assert desk.admin("AdminConfirmSignUp") == {}
        assert desk.status() == "CONFIRMED"
        assert desk.shown()["email_verified"] == "false"
        said = desk.admin_refused("AdminConfirmSignUp", errors.NotAuthorizedException)
        assert said == "User cannot be confirmed. Current status is CONFIRMED"

    def test_alias_of_somebody_else(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AliasAttributes=["email"])
        desk.sign_up("alice", email="one@example.com")
        desk.public("ConfirmSignUp", "alice", ConfirmationCode=desk.sent.code)
        desk.sign_up("bob", email="one@example.com")
        code = desk.sent.code
        said = desk.refused(
            "ConfirmSignUp", errors.AliasExistsException, "bob", ConfirmationCode=code
        )
        assert said == "An account with the email already exists."
        assert desk.status("bob") == "UNCONFIRMED"
        desk.public("ConfirmSignUp", "bob", ConfirmationCode=code, ForceAliasCreation=True)
        assert desk.shown("alice")["email_verified"] == "false"
        assert desk.admin("AdminGetUser", "one@example.com")["Username"] == "bob"


class TestResend:
    def test_kills_the_earlier_code(self, desk: Desk) -> None:
        desk.sign_up()
        first = desk.sent.code
        answer = desk.public("ResendConfirmationCode")
        assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
        assert desk.sent.reason == "ResendCode"
        if first != desk.sent.code:
            desk.refused("ConfirmSignUp", errors.CodeMismatchException, ConfirmationCode=first)
        desk.public("ConfirmSignUp", ConfirmationCode=desk.sent.code)
        said = desk.refused("ResendConfirmationCode", errors.InvalidParameterException)
        assert said == "User is already confirmed."

    @pytest.mark.parametrize("status", ["CONFIRMED", "FORCE_CHANGE_PASSWORD"])
    def test_hidden_users_may_be_confirmed(self, desk: Desk, status: str) -> None:
        desk.lab.user(email="alice@example.com")
        permanent = status == "CONFIRMED"
        desk.admin("AdminSetUserPassword", Password=NEW, Permanent=permanent)
        desk.hide_users()
        stranger = desk.public("ResendConfirmationCode", "nobody")
        assert desk.public("ResendConfirmationCode") == stranger
        assert not desk.emulator.messages()

    def test_limit(self, desk: Desk) -> None:
        desk.sign_up()
        for _ in range(5):
            desk.public("ResendConfirmationCode")
        assert desk.refused("ResendConfirmationCode", errors.LimitExceededException) == TOO_OFTEN
        desk.emulator.clock.shift(hours=1)
        desk.public("ResendConfirmationCode")

    def test_nothing_to_verify(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AutoVerifiedAttributes=[])
        desk.sign_up()
        said = desk.refused("ResendConfirmationCode", errors.NotAuthorizedException)
        assert said == "Cannot resend codes. Auto verification not turned on."


class TestUsernames:
    @pytest.mark.parametrize(
        ("kinds", "sentence"),
        [
            (["email"], "Username should be an email."),
            (["phone_number"], "Username should be a phone number."),
            (["email", "phone_number"], "Username should be either an email or a phone number."),
        ],
    )
    def test_addresses_only(self, emulator: Emulator, kinds: list[str], sentence: str) -> None:
        desk = Desk(emulator, UsernameAttributes=kinds)
        said = desk.refused("SignUp", errors.InvalidParameterException, Password=PASSWORD)
        assert said == sentence
        assert desk.admin_refused("AdminCreateUser", errors.InvalidParameterException) == sentence

    def test_address_as_name(self, emulator: Emulator) -> None:
        """The username is the sub, the address an attribute, unique even unverified."""
        desk = Desk(emulator, UsernameAttributes=["email"])
        answer = desk.public("SignUp", "al@x.example", Password=PASSWORD)
        sub = answer["UserSub"]
        assert desk.admin("AdminGetUser", "al@x.example")["Username"] == sub
        assert desk.shown(sub) == {"email": "al@x.example", "email_verified": "false"}
        taken = "An account with the given email already exists."
        for refused in (desk.refused, desk.admin_refused):
            operation = "SignUp" if refused == desk.refused else "AdminCreateUser"
            rest = {"Password": PASSWORD} if operation == "SignUp" else {}
            assert (
                refused(operation, errors.UsernameExistsException, "al@x.example", **rest) == taken
            )
        desk.public("ConfirmSignUp", "al@x.example", ConfirmationCode=desk.sent.code)
        assert desk.lab.tokens("al@x.example")

    def test_another_address_than_the_name(self, emulator: Emulator) -> None:
        desk = Desk(emulator, UsernameAttributes=["email"])
        said = desk.refused(
            "SignUp",
            errors.InvalidParameterException,
            "al@x.example",
            Password=PASSWORD,
            UserAttributes=attributes(email="bo@x.example"),
        )
        assert said == (
            "User email should be empty or same as username, since username attribute is email."
        )

    @pytest.mark.parametrize(
        ("alias", "name", "sentence"),
        [
            (
                "email",
                "al@x.example",
                (
                    "Username cannot be of email format, "
                    "since user pool is configured for email alias."
                ),
            ),
            (
                "phone_number",
                "+12025550123",
                (
                    "Username cannot be of phone number format, "
                    "since user pool is configured for phone number alias."
                ),
            ),
        ],
    )
    def test_names_like_aliases(
        self, emulator: Emulator, alias: str, name: str, sentence: str
    ) -> None:
        desk = Desk(emulator, AliasAttributes=[alias])
        said = desk.refused("SignUp", errors.InvalidParameterException, name, Password=PASSWORD)
        assert said == sentence
        assert desk.admin_refused("AdminCreateUser", errors.InvalidParameterException, name) == said

    def test_preferred_username_waits(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AliasAttributes=["preferred_username"])
        said = desk.refused(
            "SignUp",
            errors.InvalidParameterException,
            Password=PASSWORD,
            UserAttributes=attributes(preferred_username="ally"),
        )
        assert said == (
            "Preferred username cannot be provided for unconfirmed account, "
            "since user pool is configured for preferred username alias."
        )

    @pytest.mark.parametrize("sensitive", [True, False])
    def test_case(self, emulator: Emulator, sensitive: bool) -> None:  # noqa: FBT001 - a table's column
        desk = Desk(emulator, UsernameConfiguration={"CaseSensitive": sensitive})
        desk.sign_up("Alice")
        if sensitive:
            desk.sign_up("alice")
        else:
            desk.refused("SignUp", errors.UsernameExistsException, Password=PASSWORD)
            assert desk.admin("AdminGetUser", "ALICE")["Username"] == "Alice"


class TestForgottenPassword:
    @pytest.fixture
    def desk(self, emulator: Emulator) -> Desk:
        desk = Desk(emulator)
        desk.lab.user(
            "alice",
            email="alice@example.com",
            email_verified="true",
            phone_number="+12025550123",
            phone_number_verified="true",
        )
        return desk

    def test_a_code_that_is_only_pretended_to_be_sent_is_warned_of(self, desk: Desk) -> None:
        desk.hide_users()
        desk.admin("AdminDeleteUserAttributes", UserAttributeNames=["email", "phone_number"])
        for name in ("nobody", "alice"):
            assert desk.public("ForgotPassword", name)["CodeDeliveryDetails"]
        assert desk.emulator.messages() == []
        (warning,) = desk.emulator.warnings()
        assert warning.sentence == (
            "alice is not sent the code to reset the password:"
            " it needs a verified email or a verified phone_number."
        )

    def test_the_whole_way(self, desk: Desk) -> None:
        answer = desk.public("ForgotPassword")
        assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
        assert desk.sent.reason == "ForgotPassword"
        assert desk.status() == "CONFIRMED"
        assert desk.lab.tokens(password=PASSWORD)
        right = {"ConfirmationCode": desk.sent.code}
        wrong = {"ConfirmationCode": other_than(desk.sent.code)}
        assert (
            desk.refused(
                "ConfirmForgotPassword", errors.CodeMismatchException, Password=NEW, **wrong
            )
            == MISMATCH
        )
        said = desk.refused(
            "ConfirmForgotPassword", errors.InvalidPasswordException, Password="short", **right
        )
        assert said == "Password does not conform to policy: Password not long enough"
        assert desk.public("ConfirmForgotPassword", Password=NEW, **right) == {}
        assert desk.lab.tokens(password=NEW)
        assert (
            desk.refused(
                "ConfirmForgotPassword", errors.ExpiredCodeException, Password=NEW, **right
            )
            == NO_CODE
        )

    def test_an_hour(self, desk: Desk) -> None:
        desk.emulator.clock.freeze()
        desk.public("ForgotPassword")
        desk.emulator.clock.shift(hours=1)
        request = {"ConfirmationCode": desk.sent.code, "Password": NEW}
        assert (
            desk.refused("ConfirmForgotPassword", errors.ExpiredCodeException, **request) == NO_CODE
        )

    def test_capital_true_counts(self, desk: Desk) -> None:
        desk.lab.user("bob", email="bob@example.com", email_verified="True")
        assert desk.public("ForgotPassword", "bob")["CodeDeliveryDetails"]
        assert desk.shown("bob")["email_verified"] == "true"

    @pytest.mark.parametrize(
        ("mechanisms", "attribute"),
        [
            (["verified_phone_number", "verified_email"], "phone_number"),
            (["verified_email"], "email"),
        ],
    )
    def test_channel(self, emulator: Emulator, mechanisms: list[str], attribute: str) -> None:
        ranked = [{"Name": name, "Priority": n} for n, name in enumerate(mechanisms, 1)]
        desk = Desk(emulator, AccountRecoverySetting={"RecoveryMechanisms": ranked})
        desk.lab.user(
            email="alice@example.com",
            email_verified="true",
            phone_number="+12025550123",
            phone_number_verified="true",
        )
        assert desk.public("ForgotPassword")["CodeDeliveryDetails"]["AttributeName"] == attribute

    def test_admin_only(self, emulator: Emulator) -> None:
        mechanisms = [{"Name": "admin_only", "Priority": 1}]
        desk = Desk(emulator, AccountRecoverySetting={"RecoveryMechanisms": mechanisms})
        desk.lab.user()
        said = desk.refused("ForgotPassword", errors.NotAuthorizedException)
        assert said == "Contact administrator to reset password."

    def test_temporary_password(self, desk: Desk) -> None:
        desk.admin("AdminCreateUser", "bob")
        sentence = "User password cannot be reset in the current state."
        assert desk.refused("ForgotPassword", errors.NotAuthorizedException, "bob") == sentence
        said = desk.admin_refused("AdminResetUserPassword", errors.NotAuthorizedException, "bob")
        assert said == sentence

    def test_no_verified_address(self, desk: Desk) -> None:
        desk.lab.user("bob", email="bob@example.com")
        sentence = (
            "Cannot reset password for the user as there is no registered/verified email or "
            "phone_number"
        )
        assert desk.refused("ForgotPassword", errors.InvalidParameterException, "bob") == sentence
        assert sentence == desk.admin_refused(
            "AdminResetUserPassword", errors.InvalidParameterException, "bob"
        )
        desk.hide_users()
        assert desk.public("ForgotPassword", "bob")["CodeDeliveryDetails"]

    def test_limit_is_shared(self, desk: Desk) -> None:
        for _ in range(10):
            desk.public("ForgotPassword")
            desk.refused(
                "ConfirmForgotPassword",
                errors.CodeMismatchException,
                ConfirmationCode=other_than(desk.sent.code),
                Password=NEW,
            )
        assert desk.refused("ForgotPassword", errors.LimitExceededException) == TOO_OFTEN
        desk.emulator.clock.shift(hours=1)
        desk.public("ForgotPassword")

    def test_reset_by_admin(self, desk: Desk) -> None:
        for _ in range(2):
            assert desk.admin("AdminResetUserPassword") == {}
            assert desk.status() == "RESET_REQUIRED"
        with pytest.raises(errors.PasswordResetRequiredException):
            desk.lab.begin()
        desk.public("ConfirmForgotPassword", ConfirmationCode=desk.sent.code, Password=NEW)
        assert desk.status() == "CONFIRMED"
        assert desk.lab.tokens(password=NEW)
        desk.admin("AdminDisableUser")
        said = desk.admin_refused("AdminResetUserPassword", errors.NotAuthorizedException)
        assert said == "User is disabled"


class TestSettingPasswords:
    @pytest.fixture
    def desk(self, desk: Desk) -> Desk:
        desk.lab.user()
        return desk

    @pytest.mark.parametrize(
        ("permanent", "status"), [({"Permanent": True}, "CONFIRMED"), ({}, "FORCE_CHANGE_PASSWORD")]
    )
    def test_by_admin(self, desk: Desk, permanent: dict[str, Any], status: str) -> None:
        tokens = desk.lab.tokens()
        assert desk.admin("AdminSetUserPassword", Password=NEW, **permanent) == {}
        assert desk.status() == status
        assert ("ChallengeName" in desk.lab.begin(password=NEW)) is (not permanent)
        desk.lab.call("GetUser", AccessToken=tokens["AccessToken"])
        assert desk.lab.refresh(tokens["RefreshToken"])

    def test_confirms_a_sign_up(self, desk: Desk) -> None:
        desk.sign_up("bob")
        desk.admin("AdminSetUserPassword", "bob", Password=NEW, Permanent=True)
        assert desk.status("bob") == "CONFIRMED"

    @pytest.mark.parametrize(("password", "broken"), NOT_MET.items())
    def test_policy(self, desk: Desk, password: str, broken: str) -> None:
        said = desk.admin_refused(
            "AdminSetUserPassword", errors.InvalidPasswordException, Password=password
        )
        assert said == f"Password does not conform to policy: {broken}"

    def test_change(self, desk: Desk) -> None:
        tokens = desk.lab.tokens()
        own = {"AccessToken": tokens["AccessToken"], "ProposedPassword": NEW}
        said = desk.lab.refused(
            "ChangePassword", errors.NotAuthorizedException, PreviousPassword=NEW, **own
        )
        assert said == "Incorrect username or password."
        assert desk.lab.call("ChangePassword", PreviousPassword=PASSWORD, **own) == {}
        assert desk.lab.tokens(password=NEW)
        with pytest.raises(errors.NotAuthorizedException):
            desk.lab.begin(password=PASSWORD)
        assert desk.lab.refresh(tokens["RefreshToken"])

    def test_change_limit(self, desk: Desk) -> None:
        desk.emulator.clock.freeze()
        request = {
            "AccessToken": desk.lab.tokens()["AccessToken"],
            "PreviousPassword": PASSWORD,
            "ProposedPassword": PASSWORD,
        }
        for _ in range(5):
            desk.lab.call("ChangePassword", **request)
        said = desk.lab.refused("ChangePassword", errors.LimitExceededException, **request)
        assert said == TOO_OFTEN
        desk.emulator.clock.shift(hours=1)
        request["AccessToken"] = desk.lab.tokens()["AccessToken"]
        desk.lab.call("ChangePassword", **request)

    def test_change_after_reset(self, desk: Desk) -> None:
        token = desk.lab.tokens()["AccessToken"]
        desk.admin(
            "AdminUpdateUserAttributes",
            UserAttributes=attributes(email="a@b.example", email_verified="true"),
        )
        desk.admin("AdminResetUserPassword")
        said = desk.lab.refused(
            "ChangePassword",
            errors.PasswordResetRequiredException,
            AccessToken=token,
            PreviousPassword=PASSWORD,
            ProposedPassword=NEW,
        )
        assert said == "Password reset required for the user"

    def test_history(self, emulator: Emulator) -> None:
        policy = {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}
        desk = Desk(emulator, Policies=policy)
        desk.lab.user()
        setting: dict[str, Any] = {"Permanent": True}
        desk.admin("AdminSetUserPassword", Password=NEW, **setting)
        for known in (PASSWORD, NEW):
            desk.admin_refused(
                "AdminSetUserPassword",
                errors.PasswordHistoryPolicyViolationException,
                Password=known,
                **setting,
            )
        desk.admin("AdminSetUserPassword", Password="Third-Horse3", **setting)
        desk.admin("AdminSetUserPassword", Password=PASSWORD, **setting)
