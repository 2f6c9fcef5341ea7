"""Whole stories from the recordings of the real service (radkawar/stackd), told anew."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab, claims

EMAIL = "alice@example.com"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def attributes(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def admin(lab: Lab, operation: str, username: str = "alice", **request: Any) -> Any:
    return lab.call(operation, UserPoolId=lab.pool_id, Username=username, **request)


class TestRetirement:
    """A client whose permissions change under its tokens, and which is deleted in the end."""

    @pytest.fixture
    def lab(self, emulator: Emulator) -> Lab:
        schema = [{"Name": "department", "AttributeDataType": "String", "Mutable": True}]
        lab = Lab(emulator, pool_request={"UserPoolTier": "LITE", "Schema": schema})
        lab.client_id = lab.client(ClientName="default-permissions", ExplicitAuthFlows=FLOWS)
        lab.user(**{"given_name": "Al", "email": EMAIL, "custom:department": "d"})
        return lab

    def test_default_permissions_show_custom_attributes(self, lab: Lab) -> None:
        client = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
        shown = lab.call("DescribeUserPoolClient", **client)["UserPoolClient"]
        assert not {"ReadAttributes", "WriteAttributes"}.intersection(shown)
        tokens = lab.tokens()
        said = claims(tokens["IdToken"])
        assert {"email", "given_name", "custom:department"} <= set(said)
        assert "email_verified" not in said
        seen = lab.call("GetUser", AccessToken=tokens["AccessToken"])["UserAttributes"]
        assert [a["Name"] for a in seen] == ["email", "given_name", "custom:department", "sub"]

    @pytest.mark.parametrize("readable", ["email", "given_name", "custom:department"])
    def test_changed_permissions_count_at_once(self, lab: Lab, readable: str) -> None:
        old = lab.tokens()
        client = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id, "ExplicitAuthFlows": FLOWS}
        lab.call("UpdateUserPoolClient", **client, ReadAttributes=[readable])
        for tokens in (old, lab.tokens()):
            seen = lab.call("GetUser", AccessToken=tokens["AccessToken"])["UserAttributes"]
            assert [a["Name"] for a in seen] == [readable, "sub"]
        personal = {"email", "given_name", "custom:department"}
        for tokens in (lab.tokens(), lab.refresh(old["RefreshToken"])):
            assert personal.intersection(claims(tokens["IdToken"])) == {readable}

    def test_deleted_client(self, lab: Lab) -> None:
        tokens = lab.tokens()
        lab.call("DeleteUserPoolClient", UserPoolId=lab.pool_id, ClientId=lab.client_id)
        own = {"AccessToken": tokens["AccessToken"]}
        new = {"PreviousPassword": PASSWORD, "ProposedPassword": "Another-Horse2"}
        refresh = {"REFRESH_TOKEN": tokens["RefreshToken"]}
        for operation, request in (
            ("GetUser", own),
            ("ChangePassword", {**own, **new}),
            ("GlobalSignOut", own),
            (
                "InitiateAuth",
                {
                    "ClientId": lab.client_id,
                    "AuthFlow": "REFRESH_TOKEN_AUTH",
                    "AuthParameters": refresh,
                },
            ),
        ):
            said = lab.refused(operation, errors.ResourceNotFoundException, **request)
            assert said == f"User pool client {lab.client_id} does not exist."


class TestCredentials:
    """Which tokens outlive what happens to their user."""

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            (["AdminDisableUser"], "User is disabled."),
            (["AdminDisableUser", "AdminEnableUser"], "has been revoked"),
            (["AdminUserGlobalSignOut"], "has been revoked"),
            (["AdminSetUserPassword"], None),
        ],
    )
    def test_tokens_afterwards(self, lab: Lab, changes: list[str], sentence: str | None) -> None:
        lab.user()
        tokens = lab.tokens()
        for operation in changes:
            rest = {"Password": PASSWORD} if "Password" in operation else {}
            assert admin(lab, operation, **rest) == {}
        refresh = {
            "ClientId": lab.client_id,
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
        }
        own = {"AccessToken": tokens["AccessToken"]}
        for operation, request, kind in (
            ("GetUser", own, "Access"),
            ("InitiateAuth", refresh, "Refresh"),
        ):
            if sentence is None:
                lab.call(operation, **request)
            else:
                said = lab.refused(operation, errors.NotAuthorizedException, **request)
                assert said == (sentence if "disabled" in sentence else f"{kind} Token {sentence}")


class TestAdmission:
    """Aliases that work and clash, and challenges that cross the halves of the API."""

    @pytest.fixture
    def lab(self, emulator: Emulator) -> Lab:
        aliases = ["email", "preferred_username"]
        lab = Lab(emulator, pool_request={"UserPoolTier": "LITE", "AliasAttributes": aliases})
        given = attributes(email=EMAIL, email_verified="true")
        request = {"MessageAction": "SUPPRESS", "TemporaryPassword": PASSWORD}
        admin(lab, "AdminCreateUser", UserAttributes=given, **request)
        admin(lab, "AdminCreateUser", "bob", **request)
        return lab

    def test_documents(self, lab: Lab) -> None:
        pool = lab.call("DescribeUserPool", UserPoolId=lab.pool_id)["UserPool"]
        assert pool["AliasAttributes"] == ["email", "preferred_username"]
        assert pool["EstimatedNumberOfUsers"] == 2
        backwards = [*reversed([*FLOWS, "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"])]
        client = {"UserPoolId": lab.pool_id, "ClientId": lab.client(ExplicitAuthFlows=backwards)}
        shown = lab.call("DescribeUserPoolClient", **client)["UserPoolClient"]
        assert shown["ExplicitAuthFlows"] == [
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ]

    def test_an_alias_works_before_the_first_sign_in(self, lab: Lab) -> None:
        shown = admin(lab, "AdminGetUser", EMAIL)
        assert (shown["Username"], shown["UserStatus"]) == ("alice", "FORCE_CHANGE_PASSWORD")

    @pytest.mark.parametrize("begun_by_admin", [True, False])
    def test_a_challenge_crosses_the_halves(
        self,
        lab: Lab,
        begun_by_admin: bool,  # noqa: FBT001 - a table's column
    ) -> None:
        pool = {"UserPoolId": lab.pool_id}
        begin, answer = ("AdminInitiateAuth", "RespondToAuthChallenge")
        flow = "ADMIN_USER_PASSWORD_AUTH"
        if not begun_by_admin:
            begin, answer = ("InitiateAuth", "AdminRespondToAuthChallenge")
            flow = "USER_PASSWORD_AUTH"
        challenge = lab.call(
            begin,
            **(pool if begun_by_admin else {}),
            ClientId=lab.client_id,
            AuthFlow=flow,
            AuthParameters={"USERNAME": EMAIL, "PASSWORD": PASSWORD},
        )
        assert challenge["ChallengeParameters"]["USER_ID_FOR_SRP"] == "alice"
        answered = lab.call(
            answer,
            **({} if begun_by_admin else pool),
            ClientId=lab.client_id,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "alice", "NEW_PASSWORD": PASSWORD},
        )
        assert answered["ChallengeParameters"] == {}
        assert answered["AuthenticationResult"]["AccessToken"]
