"""Users made, shown, disabled and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab
from tests.table import table
from tests.triggers.support import Spy

EMAIL = "alice@example.com"
PHONE = "+12025550123"


def attributes(**values: str) -> list[dict[str, str]]:
    return [{"Name": n.replace("__", ":"), "Value": v} for n, v in values.items()]


def create(lab: Lab, username: str = "alice", **request: Any) -> Any:
    return lab.call("AdminCreateUser", UserPoolId=lab.pool_id, Username=username, **request)["User"]


def refused(
    lab: Lab, error: type[errors.CognitoError], username: str = "alice", **rest: Any
) -> str:
    request = {"UserPoolId": lab.pool_id, "Username": username, **rest}
    return lab.refused("AdminCreateUser", error, **request)


def admin(lab: Lab, operation: str, username: str = "alice", **request: Any) -> Any:
    return lab.call(operation, UserPoolId=lab.pool_id, Username=username, **request)


def values(shown: Any) -> dict[str, str]:
    return {a["Name"]: a["Value"] for a in shown}


class TestAdminCreateUser:
    def test_document(self, lab: Lab) -> None:
        given = attributes(given_name="Al", email=EMAIL)
        made = create(lab, UserAttributes=given, MessageAction="SUPPRESS")
        assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
        assert made["Enabled"] is True
        assert made["UserCreateDate"] == made["UserLastModifiedDate"]
        shown = [a["Name"] for a in made["Attributes"]]
        assert shown == ["email", "given_name", "sub"]  # and no email_verified
        found = admin(lab, "AdminGetUser")
        assert found["UserAttributes"] == made.pop("Attributes")
        assert {**found, "UserAttributes": None} == {**made, "UserAttributes": None}
        assert not lab.emulator.messages()

    def test_standard_attributes_before_custom_ones(self, emulator: Emulator) -> None:
        schema = [{"Name": "a", "AttributeDataType": "String", "Mutable": True}]
        lab = Lab(emulator, pool_request={"Schema": schema})
        create(lab, UserAttributes=attributes(custom__a="1", name="Al"))
        admin(lab, "AdminUpdateUserAttributes", UserAttributes=attributes(birthdate="2000-01-01"))
        shown = [a["Name"] for a in admin(lab, "AdminGetUser")["UserAttributes"]]
        assert shown == ["name", "birthdate", "custom:a", "sub"]

    @pytest.mark.parametrize("occasion", ["created", "sent again"])
    @pytest.mark.parametrize(
        ("names", "media", "has", "sent"),
        [
            ([], None, ["email", "phone_number"], ["phone_number"]),
            ([], None, ["phone_number"], ["phone_number"]),
            ([], None, ["email"], ["email"]),
            (["email"], None, ["email", "phone_number"], ["phone_number"]),
            (["email"], None, ["email"], ["email"]),
            (["phone_number"], None, ["email", "phone_number"], ["phone_number"]),
            ([], [], ["email", "phone_number"], ["phone_number"]),
            ([], ["EMAIL"], ["email", "phone_number"], ["email"]),
            ([], ["SMS", "EMAIL"], ["email", "phone_number"], ["phone_number", "email"]),
        ],
    )
    def test_invitation_goes_to_the_phone_if_no_medium_is_wanted(
        self,
        emulator: Emulator,
        names: list[str],
        media: list[str] | None,
        has: list[str],
        sent: list[str],
        occasion: str,
    ) -> None:
        lab = Lab(emulator, pool_request={"UsernameAttributes": names})
        addresses = {"email": EMAIL, "phone_number": PHONE}
        name = addresses[names[0]] if names else "alice"
        password = {"TemporaryPassword": PASSWORD}
        wanted = {} if media is None else {"DesiredDeliveryMediums": media}
        given = attributes(**{each: addresses[each] for each in has})
        if occasion == "created":
            create(lab, name, **password, **wanted, UserAttributes=given)
        else:
            create(lab, name, UserAttributes=given, MessageAction="SUPPRESS")
            create(lab, name, **password, **wanted, MessageAction="RESEND")

        messages = lab.emulator.messages()
        assert [m.destination for m in messages] == [addresses[each] for each in sent]
        for message in messages:
            assert message.body == f"Your username is {name} and temporary password is {PASSWORD}. "
            assert message.subject == (
                "Your temporary password" if message.medium == "EMAIL" else None
            )
            assert (message.reason, message.code) == ("AdminCreateUser", PASSWORD)

    @pytest.mark.parametrize(
        ("media", "has", "sentence"),
        [
            (["EMAIL"], {}, "No email provided but desired delivery medium was Email"),
            (
                ["SMS", "EMAIL"],
                {"phone_number": PHONE},
                "No email provided but desired delivery medium was Email",
            ),
            (
                ["SMS"],
                {"email": EMAIL},
                "No phone number provided but desired delivery medium was SMS",
            ),
        ],
    )
    def test_a_wanted_medium_needs_an_address(
        self, lab: Lab, media: list[str], has: dict[str, str], sentence: str
    ) -> None:
        error = errors.InvalidParameterException
        wanted: dict[str, Any] = {
            "UserAttributes": attributes(**has),
            "DesiredDeliveryMediums": media,
        }
        pre_sign_up = Spy(lab, "PreSignUp")
        assert refused(lab, error, **wanted) == sentence
        assert pre_sign_up.events == []
        assert lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"] == []

        made = create(lab, **wanted, MessageAction="SUPPRESS")
        assert refused(lab, error, **wanted, MessageAction="RESEND") == sentence
        found = admin(lab, "AdminGetUser")
        assert found["UserLastModifiedDate"] == made["UserLastModifiedDate"]
        assert not lab.emulator.messages()

    def test_an_invitation_to_nowhere_is_warned_of(self, lab: Lab) -> None:
        """The user is made all the same (measured [registration-17])."""
        create(lab)
        create(lab, MessageAction="RESEND")
        assert not lab.emulator.messages()
        sentence = (
            f"AdminCreateUser in {lab.pool_id}: alice is not sent the invitation with the temporary"
            " password: it needs phone_number or email."
        )
        assert [str(warning) for warning in lab.emulator.warnings()] == [sentence, sentence]

    def test_an_invitation_that_is_not_due_is_not_warned_of(self, lab: Lab) -> None:
        create(lab, MessageAction="SUPPRESS")
        assert lab.emulator.warnings() == []

    def test_template(self, emulator: Emulator) -> None:
        template = {"EmailMessage": "{username}/{####}", "EmailSubject": "Welcome"}
        lab = Lab(
            emulator,
            pool_request={"AdminCreateUserConfig": {"InviteMessageTemplate": template}},
        )
        create(lab, UserAttributes=attributes(email=EMAIL), DesiredDeliveryMediums=["EMAIL"])
        (message,) = lab.emulator.messages()
        assert (message.subject, message.body) == ("Welcome", f"alice/{message.code}")

    @pytest.mark.parametrize("length", [8, 40])
    def test_generated_password(self, emulator: Emulator, length: int) -> None:
        policy = {"PasswordPolicy": {"MinimumLength": length}}
        lab = Lab(emulator, pool_request={"Policies": policy})
        create(lab, UserAttributes=attributes(phone_number=PHONE))
        (message,) = lab.emulator.messages()
        assert lab.begin(password=message.code)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"

    def test_resend(self, lab: Lab) -> None:
        lab.emulator.clock.freeze()
        create(lab, UserAttributes=attributes(phone_number=PHONE))
        lab.emulator.clock.shift(days=8)
        again = create(lab, MessageAction="RESEND")
        assert again["UserLastModifiedDate"] > again["UserCreateDate"]
        first, second = lab.emulator.messages()
        assert first.code != second.code
        assert lab.begin(password=second.code)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        with pytest.raises(errors.NotAuthorizedException):
            lab.begin(password=first.code)

    def test_resend_refused(self, lab: Lab) -> None:
        said = refused(lab, errors.UserNotFoundException, MessageAction="RESEND")
        assert said == "User does not exist."
        lab.user()
        said = refused(lab, errors.UnsupportedUserStateException, MessageAction="RESEND")
        assert said == "Resend not possible. alice status is not FORCE_CHANGE_PASSWORD"

    def test_taken(self, lab: Lab) -> None:
        create(lab)
        said = refused(lab, errors.UsernameExistsException)
        assert said == "User account already exists"

    def test_weak_password(self, lab: Lab) -> None:
        said = refused(lab, errors.InvalidPasswordException, TemporaryPassword="short")
        assert said == "Password did not conform with password policy: Password not long enough"

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"email": "x"}, "Invalid email address format."),
            (
                {"custom__userId": "1"},
                (
                    "Attributes did not conform to the schema: "
                    "Type for attribute {custom:userId} could not be determined"
                ),
            ),
            ({"sub": "x"}, "Cannot modify the non-mutable attribute sub"),
            ({"email_verified": "true"}, "Email is required to verify/un-verify an email"),
        ],
    )
    def test_attributes_refused(self, lab: Lab, given: dict[str, str], sentence: str) -> None:
        said = refused(lab, errors.InvalidParameterException, UserAttributes=attributes(**given))
        assert said == sentence
        lab.refused(
            "AdminGetUser", errors.UserNotFoundException, UserPoolId=lab.pool_id, Username="alice"
        )

    def test_verified_alias(self, emulator: Emulator) -> None:
        lab = Lab(emulator, pool_request={"AliasAttributes": ["email"]})
        given = {"UserAttributes": attributes(email=EMAIL, email_verified="true")}
        create(lab, "alice", **given)
        said = refused(lab, errors.UsernameExistsException, "bob", **given)
        assert said == "An account with the email already exists."
        create(lab, "bob", **given, ForceAliasCreation=True)
        assert admin(lab, "AdminGetUser", EMAIL)["Username"] == "bob"
        unseated = values(admin(lab, "AdminGetUser", "alice")["UserAttributes"])
        assert unseated["email_verified"] == "false"

    def test_required_attributes_are_asked_for_later(self, emulator: Emulator) -> None:
        schema = [{"Name": "email", "AttributeDataType": "String", "Required": True}]
        create(Lab(emulator, pool_request={"Schema": schema}))

    @pytest.mark.parametrize("password", [{}, {"TemporaryPassword": ""}])
    def test_passwordless(self, emulator: Emulator, password: dict[str, str]) -> None:
        factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
        lab = Lab(emulator, pool_request={"Policies": factors})
        given = attributes(email=EMAIL, email_verified="true")
        assert create(lab, UserAttributes=given, **password)["UserStatus"] == "CONFIRMED"
        assert not lab.emulator.messages()


@table("name", ["alice", EMAIL, "sub"])
@table(
    "operation, request_",
    [
        ("AdminGetUser", {}),
        ("AdminEnableUser", {}),
        ("AdminDisableUser", {}),
        ("AdminDeleteUser", {}),
        ("AdminResetUserPassword", {}),
        ("AdminSetUserPassword", {"Password": PASSWORD}),
        ("AdminUpdateUserAttributes", {"UserAttributes": attributes(name="Al")}),
        ("AdminDeleteUserAttributes", {"UserAttributeNames": ["name"]}),
    ],
)
def test_admins_name_users_by_username_alias_or_sub(
    emulator: Emulator, operation: str, request_: Any, name: str
) -> None:
    lab = Lab(emulator, pool_request={"AliasAttributes": ["email"]})
    missing = {"UserPoolId": lab.pool_id, "Username": name, **request_}
    assert lab.refused(operation, errors.UserNotFoundException, **missing) == "User does not exist."
    sub = lab.user(email=EMAIL, email_verified="true")
    admin(lab, operation, sub if name == "sub" else name, **request_)
    unknown = {**missing, "UserPoolId": "us-east-1_unknown"}
    said = lab.refused(operation, errors.ResourceNotFoundException, **unknown)
    assert said == "User pool us-east-1_unknown does not exist."


class TestDisabling:
    def test_ends_all_sign_ins_for_good(self, lab: Lab) -> None:
        lab.user()
        token = lab.tokens()["AccessToken"]
        lab.emulator.clock.shift(60)
        assert admin(lab, "AdminDisableUser") == {}
        assert admin(lab, "AdminDisableUser") == {}
        shown = admin(lab, "AdminGetUser")
        assert (shown["Enabled"], shown["UserStatus"]) == (False, "CONFIRMED")
        assert shown["UserLastModifiedDate"] > shown["UserCreateDate"]
        refused = lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=token)
        assert refused == "User is disabled."
        assert admin(lab, "AdminEnableUser") == {}
        refused = lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=token)
        assert refused == "Access Token has been revoked"
        assert lab.tokens()


@pytest.mark.parametrize("operation", ["DeleteUser", "AdminDeleteUser"])
def test_a_deleted_name_is_free(lab: Lab, operation: str) -> None:
    first = lab.user()
    token = lab.tokens()["AccessToken"]
    lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName="g")
    admin(lab, "AdminAddUserToGroup", GroupName="g")
    if operation == "DeleteUser":
        assert lab.call("DeleteUser", AccessToken=token) == {}
    else:
        assert admin(lab, "AdminDeleteUser") == {}
    said = lab.refused("GetUser", errors.UserNotFoundException, AccessToken=token)
    assert said == "User does not exist."
    assert lab.user() != first
    assert admin(lab, "AdminListGroupsForUser")["Groups"] == []
    said = lab.refused("GetUser", errors.NotAuthorizedException, AccessToken=token)
    assert said == "Invalid access token."


def test_get_user_shows_what_the_client_may_read_now(lab: Lab) -> None:
    lab.user(email=EMAIL, given_name="Al")
    token = lab.tokens()["AccessToken"]
    whole = lab.call("GetUser", AccessToken=token)
    assert whole["Username"] == "alice"
    assert [a["Name"] for a in whole["UserAttributes"]] == ["email", "given_name", "sub"]
    lab.call(
        "UpdateUserPoolClient",
        UserPoolId=lab.pool_id,
        ClientId=lab.client_id,
        ReadAttributes=["given_name"],
    )
    now = lab.call("GetUser", AccessToken=token)["UserAttributes"]
    assert [a["Name"] for a in now] == ["given_name", "sub"]
