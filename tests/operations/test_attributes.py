"""Attributes written, deleted and verified, by users and by administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import Lab

OLD, NEW = "old@example.com", "new@example.com"
SCHEMA = [
    {"Name": "team", "AttributeDataType": "String", "Mutable": True},
    {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
    {"Name": "family_name", "AttributeDataType": "String", "Mutable": True, "Required": True},
    {
        "Name": "short",
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"},
    },
    {
        "Name": "level",
        "AttributeDataType": "Number",
        "Mutable": True,
        "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
    },
    {"Name": "flag", "AttributeDataType": "Boolean", "Mutable": True},
    {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
    {
        "Name": "inner",
        "AttributeDataType": "String",
        "Mutable": True,
        "DeveloperOnlyAttribute": True,
    },
]


def attributes(given: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in given.items()]


class Desk:
    """A user with a token, and both ways of changing attributes."""

    def __init__(self, emulator: Emulator, **pool: Any) -> None:
        self.lab = Lab(emulator, pool_request=pool)
        self.emulator = emulator
        given = {"family_name": "Doe", "email": OLD, "email_verified": "true"}
        if "custom:tenant" in self.schema():
            given["custom:tenant"] = "t"
        self.lab.user(OLD if pool.get("UsernameAttributes") else "alice", **given)
        self.token = self.sign_in()

    def schema(self) -> set[str]:
        pool = self.lab.call("DescribeUserPool", UserPoolId=self.lab.pool_id)["UserPool"]
        return {a["Name"] for a in pool["SchemaAttributes"]}

    def sign_in(self) -> str:
        by_address = self.lab.pool_request.get("UsernameAttributes")
        return str(self.lab.tokens(OLD if by_address else "alice")["AccessToken"])

    @property
    def who(self) -> str:
        return str(self.lab.call("GetUser", AccessToken=self.token)["Username"])

    def own(self, operation: str, **request: Any) -> Any:
        return self.lab.call(operation, AccessToken=self.token, **request)

    def own_refused(self, operation: str, error: type[errors.CognitoError], **rest: Any) -> str:
        return self.lab.refused(operation, error, AccessToken=self.token, **rest)

    def admin(self, operation: str, username: str | None = None, **request: Any) -> Any:
        name = username or self.who
        return self.lab.call(operation, UserPoolId=self.lab.pool_id, Username=name, **request)

    def update(self, given: dict[str, str]) -> Any:
        return self.own("UpdateUserAttributes", UserAttributes=attributes(given))

    def admin_update(self, given: dict[str, str], username: str | None = None) -> Any:
        return self.admin("AdminUpdateUserAttributes", username, UserAttributes=attributes(given))

    def shown(self, username: str | None = None) -> dict[str, str]:
        found = self.admin("AdminGetUser", username)["UserAttributes"]
        return {a["Name"]: a["Value"] for a in found if a["Name"] != "sub"}

    def code(self) -> str:
        return self.emulator.messages()[-1].code


@pytest.fixture
def desk(emulator: Emulator) -> Desk:
    return Desk(emulator, Schema=SCHEMA)


@pytest.fixture(params=["user", "admin"])
def write(request: pytest.FixtureRequest, desk: Desk) -> Callable[[dict[str, str]], Any]:
    return desk.update if request.param == "user" else desk.admin_update


@pytest.fixture(params=["user", "admin"])
def remove(request: pytest.FixtureRequest, desk: Desk) -> Callable[[str], Any]:
    if request.param == "user":
        return lambda name: desk.own("DeleteUserAttributes", UserAttributeNames=[name])
    return lambda name: desk.admin("AdminDeleteUserAttributes", UserAttributeNames=[name])


def says(work: Callable[[Any], Any], argument: Any, error: type[errors.CognitoError]) -> str:
    with pytest.raises(error) as refusal:
        work(argument)
    return refusal.value.message or ""


class TestBothUpdates:
    """UpdateUserAttributes and AdminUpdateUserAttributes."""

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"custom:x": "1"}, "user.custom:x: Attribute does not exist in the schema.\n"),
            ({"custom:tenant": "u"}, "user.custom:tenant: Attribute cannot be updated.\n"),
            (
                {"custom:x": "1", "name": "Al", "custom:tenant": "u"},
                (
                    "user.custom:x: Attribute does not exist in the schema.\n"
                    "user.custom:tenant: Attribute cannot be updated.\n"
                ),
            ),
            (
                {"birthdate": "also-not-a-date"},
                "user.birthdate: String must be no longer than 10 characters\n",
            ),
            (
                {"custom:short": "x"},
                "user.custom:short: String must be no shorter than 2 characters\n",
            ),
            ({"custom:level": "0"}, "user.custom:level: Number must be no less than 1\n"),
            ({"custom:level": "10"}, "user.custom:level: Number must be no greater than 9\n"),
            ({"custom:level": "x"}, "user.custom:level: Number value is not valid\n"),
            ({"custom:flag": "x"}, "user.custom:flag: Boolean value is not valid\n"),
            ({"custom:since": "x"}, "user.custom:since: DateTime value is not valid\n"),
            ({"family_name": ""}, "user.family_name: The attribute is required\n"),
            ({"sub": "x"}, "Cannot modify the non-mutable attribute sub"),
            ({"email": "x"}, "Invalid email address format."),
            ({"phone_number": "x"}, "Invalid phone number format."),
        ],
    )
    def test_refused_altogether(
        self,
        desk: Desk,
        write: Callable[[dict[str, str]], Any],
        given: dict[str, str],
        sentence: str,
    ) -> None:
        before = desk.admin("AdminGetUser")
        desk.emulator.clock.shift(10)
        wanted = {"nickname": "al", **given}
        assert says(write, wanted, errors.InvalidParameterException) == sentence
        assert desk.admin("AdminGetUser") == before

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("birthdate", "not-a-date"),
            ("custom:short", "four"),
            ("custom:level", "9"),
            ("custom:flag", "true"),
            ("custom:since", "2024-02-29T12:00:00Z"),
            ("custom:team", "T" * 3000),
        ],
    )
    def test_accepted(
        self, desk: Desk, write: Callable[[dict[str, str]], Any], name: str, value: str
    ) -> None:
        if len(value) > 2048:
            says(write, {name: value}, errors.InvalidParameterException)
        else:
            assert write({name: value}) == {}
            assert desk.shown()[name] == value

    def test_blank_removes(self, desk: Desk, write: Callable[[dict[str, str]], Any]) -> None:
        write({"nickname": "al", "phone_number": "+12025550123"})
        write({"nickname": "", "phone_number": ""})
        assert set(desk.shown()) == {"email", "email_verified", "family_name", "custom:tenant"}

    def test_an_updated_attribute_keeps_its_place(
        self, desk: Desk, write: Callable[[dict[str, str]], Any]
    ) -> None:
        order = list(desk.shown())
        write({"family_name": "Roe", "email": NEW})
        assert list(desk.shown()) == order

    def test_an_address_stands_before_its_flag(
        self, desk: Desk, write: Callable[[dict[str, str]], Any]
    ) -> None:
        write({"phone_number": "+12025550123"})
        assert list(desk.shown())[-3:] == ["phone_number", "phone_number_verified", "custom:tenant"]

    def test_new_address_is_unverified(
        self, desk: Desk, write: Callable[[dict[str, str]], Any]
    ) -> None:
        assert write({"email": OLD}) == {}
        assert desk.shown()["email_verified"] == "true"
        assert write({"email": NEW}) == {}
        assert desk.shown()["email_verified"] == "false"
        assert not desk.emulator.messages()


@pytest.mark.parametrize("operation", ["UpdateUserAttributes", "AdminUpdateUserAttributes"])
def test_the_last_of_two_values_counts(desk: Desk, operation: str) -> None:
    """And only it is looked at."""
    twice = [*attributes({"birthdate": "no"}), *attributes({"birthdate": "2000-01-01"})]
    call = desk.admin if operation.startswith("Admin") else desk.own
    call(operation, UserAttributes=twice)
    assert desk.shown()["birthdate"] == "2000-01-01"


class TestBothDeletions:
    """DeleteUserAttributes and AdminDeleteUserAttributes."""

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            (
                "family_name",
                (
                    "Invalid user attributes: name.familyName: "
                    "The attribute name.familyName is required"
                ),
            ),
            (
                "custom:tenant",
                (
                    "Invalid user attributes: Custom.User.tenant: This attribute does not satisfy "
                    "the mutability validation defined in the schema."
                ),
            ),
            (
                "custom:x",
                "Invalid user attributes: Type for attribute {custom:x} could not be determined",
            ),
        ],
    )
    def test_refused(self, remove: Callable[[str], Any], name: str, sentence: str) -> None:
        assert says(remove, name, errors.InvalidParameterException) == sentence

    def test_address_takes_its_flag_along(self, desk: Desk, remove: Callable[[str], Any]) -> None:
        for _ in range(2):  # what is not there is no error
            assert remove("email") == {}
            assert set(desk.shown()) == {"family_name", "custom:tenant"}


class TestPermissions:
    def test_explicit_list(self, desk: Desk) -> None:
        desk.lab.client_id = desk.lab.client(WriteAttributes=["given_name", "family_name"])
        desk.token = desk.sign_in()
        sentence = "A client attempted to write unauthorized attribute"
        for given in ({"custom:team": "x"}, {"email_verified": "true"}, {"nothing": "x"}):
            assert says(desk.update, given, errors.NotAuthorizedException) == sentence
        assert sentence == desk.own_refused(
            "DeleteUserAttributes", errors.NotAuthorizedException, UserAttributeNames=["email"]
        )
        assert desk.update({"given_name": "Al"}) == {}

    def test_flags_are_the_administrators(self, desk: Desk) -> None:
        sentence = "Cannot modify the non-mutable attribute email_verified"
        given = {"email_verified": "false"}
        assert says(desk.update, given, errors.InvalidParameterException) == sentence
        assert sentence == desk.own_refused(
            "DeleteUserAttributes",
            errors.InvalidParameterException,
            UserAttributeNames=["email_verified"],
        )
        assert desk.admin_update(given) == {}
        assert desk.shown()["email_verified"] == "false"

    def test_developer_only(self, desk: Desk) -> None:
        name = next(name for name in desk.schema() if name.startswith("dev:"))
        says(desk.update, {name: "x"}, errors.NotAuthorizedException)
        desk.admin_update({name: "x"})
        assert desk.shown()[name] == "x"
        assert {"Name": name, "Value": "x"} in desk.own("GetUser")["UserAttributes"]

    def test_flag_without_address(self, desk: Desk) -> None:
        given = {"phone_number_verified": "true"}
        said = says(desk.admin_update, given, errors.InvalidParameterException)
        assert said == "Phone Number is required to verify/un-verify a phone number"


class TestVerification:
    @pytest.fixture
    def desk(self, emulator: Emulator) -> Desk:
        return Desk(emulator, AutoVerifiedAttributes=["email"])

    def test_update_sends_a_code(self, desk: Desk) -> None:
        answer = desk.update({"email": NEW, "nickname": "al"})
        assert answer["CodeDeliveryDetailsList"] == [
            {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "n***@e***"}
        ]
        assert desk.shown()["email"] == NEW
        assert desk.shown()["email_verified"] == "false"
        assert desk.emulator.messages()[-1].reason == "UpdateUserAttribute"
        request = {"AttributeName": "email", "Code": desk.code()}
        assert desk.own("VerifyUserAttribute", **request) == {}
        assert desk.shown()["email_verified"] == "true"
        said = desk.own_refused("VerifyUserAttribute", errors.ExpiredCodeException, **request)
        assert said == "Invalid code provided, please request a code again."

    def test_administrators_vouch(self, desk: Desk) -> None:
        desk.admin_update({"email": NEW, "email_verified": "true"})
        assert desk.shown()["email_verified"] == "true"
        assert not desk.emulator.messages()
        desk.admin_update({"email": OLD})
        assert desk.emulator.messages()[-1].destination == OLD

    def test_code_on_demand(self, desk: Desk) -> None:
        details = desk.own("GetUserAttributeVerificationCode", AttributeName="email")
        assert details["CodeDeliveryDetails"]["Destination"] == "o***@e***"
        assert desk.emulator.messages()[-1].reason == "VerifyUserAttribute"
        wrong = f"{(int(desk.code()) + 1) % 1_000_000:06d}"
        said = desk.own_refused(
            "VerifyUserAttribute", errors.CodeMismatchException, AttributeName="email", Code=wrong
        )
        assert said == "Invalid verification code provided, please try again."

    def test_the_code_is_for_the_address_it_went_to(self, desk: Desk) -> None:
        desk.own("GetUserAttributeVerificationCode", AttributeName="email")
        code = desk.code()
        desk.admin_update({"email": NEW, "email_verified": "false"})
        desk.own_refused(
            "VerifyUserAttribute", errors.ExpiredCodeException, AttributeName="email", Code=code
        )

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("nickname", "Invalid attribute name. Only phone_number and email can be verified."),
            ("phone_number", "User does not have a valid registered phone number"),
        ],
    )
    def test_nothing_to_verify(self, desk: Desk, name: str, sentence: str) -> None:
        assert sentence == desk.own_refused(
            "GetUserAttributeVerificationCode",
            errors.InvalidParameterException,
            AttributeName=name,
        )

    def test_limits(self, desk: Desk) -> None:
        sentence = "Attempt limit exceeded, please try after some time."
        asking = {"AttributeName": "email"}
        for _ in range(5):
            desk.own("GetUserAttributeVerificationCode", **asking)
        assert sentence == desk.own_refused(
            "GetUserAttributeVerificationCode", errors.LimitExceededException, **asking
        )
        wrong = {**asking, "Code": f"{(int(desk.code()) + 1) % 1_000_000:06d}"}
        for _ in range(15):
            desk.own_refused("VerifyUserAttribute", errors.CodeMismatchException, **wrong)
        assert sentence == desk.own_refused(
            "VerifyUserAttribute", errors.LimitExceededException, **wrong
        )


class TestVerificationBeforeUpdate:
    @pytest.fixture
    def desk(self, emulator: Emulator) -> Desk:
        return Desk(
            emulator,
            AutoVerifiedAttributes=["email"],
            UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        )

    @pytest.mark.parametrize("by", ["update", "admin_update"])
    def test_waits(self, desk: Desk, by: str) -> None:
        getattr(desk, by)({"email": NEW, "nickname": "al"})
        assert desk.shown()["email"] == OLD
        assert desk.shown()["email_verified"] == "true"
        assert desk.shown()["nickname"] == "al"
        assert desk.emulator.messages()[-1].destination == NEW
        desk.own("VerifyUserAttribute", AttributeName="email", Code=desk.code())
        assert desk.shown()["email"] == NEW
        assert desk.shown()["email_verified"] == "true"

    def test_code_on_demand_goes_to_the_new_address(self, desk: Desk) -> None:
        desk.update({"email": NEW})
        desk.own("GetUserAttributeVerificationCode", AttributeName="email")
        assert desk.emulator.messages()[-1].destination == NEW

    def test_administrators_need_not_wait(self, desk: Desk) -> None:
        desk.update({"email": "third@example.com"})
        desk.admin_update({"email": NEW, "email_verified": "true"})
        assert desk.shown()["email"] == NEW
        desk.own_refused(
            "VerifyUserAttribute",
            errors.ExpiredCodeException,
            AttributeName="email",
            Code=desk.code(),
        )


class TestAliases:
    @pytest.mark.parametrize("by", ["update", "admin_update"])
    def test_preferred_username(self, emulator: Emulator, by: str) -> None:
        desk = Desk(emulator, AliasAttributes=["email", "preferred_username"])
        desk.lab.user("bob")
        before = desk.admin("AdminGetUser")
        desk.emulator.clock.shift(10)
        work = getattr(desk, by)
        said = says(work, {"preferred_username": "bob"}, errors.AliasExistsException)
        assert said == "User account already exists for the alias."
        said = says(work, {"preferred_username": "a@b.example"}, errors.InvalidParameterException)
        assert said == (
            "Username cannot be of email format, since user pool is configured for email alias."
        )
        assert desk.admin("AdminGetUser") == before
        work({"preferred_username": "ally"})
        assert desk.lab.tokens("ally")

    @pytest.mark.parametrize("by", ["update", "admin_update"])
    def test_address_as_name(self, emulator: Emulator, by: str) -> None:
        desk = Desk(emulator, UsernameAttributes=["email"])
        desk.lab.user(NEW)
        work = getattr(desk, by)
        said = says(work, {"email": NEW}, errors.AliasExistsException)
        assert said == "An account with the given email already exists."
        work({"email": "third@example.com"})
        assert desk.lab.tokens("third@example.com")
        with pytest.raises(errors.UserNotFoundException):
            desk.lab.begin(OLD)

    def test_an_administrator_moves_an_alias(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AliasAttributes=["email"])
        desk.lab.user("bob")
        desk.admin_update({"email": OLD}, "bob")
        assert desk.admin("AdminGetUser", OLD)["Username"] == "alice"
        desk.admin_update({"email_verified": "true"}, "bob")
        assert desk.admin("AdminGetUser", OLD)["Username"] == "bob"
        assert desk.shown("alice")["email_verified"] == "false"

    def test_verifying_moves_an_alias(self, emulator: Emulator) -> None:
        desk = Desk(emulator, AliasAttributes=["email"], AutoVerifiedAttributes=["email"])
        desk.lab.user("bob", email=NEW, email_verified="true")
        desk.update({"email": NEW})
        assert desk.admin("AdminGetUser", NEW)["Username"] == "bob"
        desk.own("VerifyUserAttribute", AttributeName="email", Code=desk.code())
        assert desk.admin("AdminGetUser", NEW)["Username"] == "alice"
        assert desk.shown("bob")["email_verified"] == "false"


def test_immutable_attributes_are_filled_at_the_first_sign_in(desk: Desk) -> None:
    """The only later moment at which one can be set: it had no value yet."""
    request = {"UserPoolId": desk.lab.pool_id, "Username": "bob"}
    desk.lab.call("AdminCreateUser", TemporaryPassword="Temp-Horse1", **request)
    session = desk.lab.begin("bob", "Temp-Horse1")["Session"]
    desk.lab.call(
        "RespondToAuthChallenge",
        ClientId=desk.lab.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={
            "USERNAME": "bob",
            "NEW_PASSWORD": "Final-Horse1",
            "userAttributes.family_name": "Doe",
            "userAttributes.custom:tenant": "t",
        },
    )
    assert desk.shown("bob") == {"family_name": "Doe", "custom:tenant": "t"}
