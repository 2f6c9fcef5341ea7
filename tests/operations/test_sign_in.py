"""Signing in with passwords and SRP, and the challenges on the way."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.sign_in.record import ATTEMPTS
from tests.support import PASSWORD, Lab, SrpClient, claims, secret_hash, stamp

GENERIC = "Incorrect username or password."
NOT_HEX = (
    "1 validation error detected: Value 'zzz-not-hex' at 'sRPA' failed to satisfy constraint: "
    "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
)
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ADMIN = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}


def start(lab: Lab, flow: str, parameters: dict[str, str], client_id: str | None = None) -> Any:
    return lab.call(
        "InitiateAuth",
        ClientId=client_id or lab.client_id,
        AuthFlow=flow,
        AuthParameters=parameters,
    )


def start_srp(lab: Lab, client: SrpClient, username: str = "alice", **more: str) -> Any:
    return start(lab, "USER_SRP_AUTH", {"USERNAME": username, "SRP_A": client.srp_a, **more})


def answer(lab: Lab, challenge: str, responses: dict[str, str], **more: Any) -> Any:
    return lab.call(
        "RespondToAuthChallenge",
        **{
            "ClientId": lab.client_id,
            "ChallengeName": challenge,
            "ChallengeResponses": responses,
            **more,
        },
    )


@pytest.mark.parametrize(("value", "claim"), [("1790257791", 1790257791), ("9" * 40, "9" * 40)])
def test_updated_at_is_a_number_as_far_as_there_are_any(
    lab: Lab, value: str, claim: int | str
) -> None:
    lab.user("alice", updated_at=value)
    assert claims(lab.tokens()["IdToken"])["updated_at"] == claim


@pytest.mark.parametrize("value", ["1 Main Street, Anytown", '{"locality": "Anytown"}'])
def test_an_address_is_put_into_an_object_and_never_read(lab: Lab, value: str) -> None:
    """Measured [tokens-5], also for what is JSON."""
    lab.user("alice", address=value)
    assert claims(lab.tokens()["IdToken"])["address"] == {"formatted": value}


def test_tokens_name_the_user_and_the_client(lab: Lab) -> None:
    sub = lab.user("alice", email="alice@example.com")
    answered = lab.begin()
    assert list(answered) == ["AuthenticationResult", "ChallengeParameters"]
    assert answered["ChallengeParameters"] == {}
    tokens = answered["AuthenticationResult"]
    assert (tokens["ExpiresIn"], tokens["TokenType"]) == (3600, "Bearer")
    access, identity = claims(tokens["AccessToken"]), claims(tokens["IdToken"])
    assert (access["sub"], access["client_id"], access["username"]) == (sub, lab.client_id, "alice")
    assert (identity["sub"], identity["aud"], identity["cognito:username"]) == (
        sub,
        lab.client_id,
        "alice",
    )
    assert identity["email"] == "alice@example.com"
    assert "email" not in access
    assert access["origin_jti"] == identity["origin_jti"]
    assert access["exp"] - access["iat"] == 3600


def test_all_that_plain_tokens_say(lab: Lab) -> None:
    """Each lives as long as its client says; the two agree on where they come from."""
    lab.emulator.clock.freeze("2026-03-01T12:00:00.250")
    sub = lab.user(email="alice@example.com", email_verified="true")
    lab.client_id = lab.client(
        AccessTokenValidity=10,
        IdTokenValidity=20,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes"},
    )
    tokens = lab.tokens()
    access, identity = claims(tokens["AccessToken"]), claims(tokens["IdToken"])
    began = 1772366400
    both = {"sub": sub, "auth_time": began, "iat": began}
    made_up = ("iss", "origin_jti", "event_id", "jti")
    assert {name: value for name, value in access.items() if name not in made_up} == {
        **both,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "exp": began + 10 * 60,
        "client_id": lab.client_id,
        "username": "alice",
    }
    assert {name: value for name, value in identity.items() if name not in made_up} == {
        **both,
        "token_use": "id",
        "aud": lab.client_id,
        "cognito:username": "alice",
        "exp": began + 20 * 60,
        "email": "alice@example.com",
        "email_verified": True,
    }
    for name in ("iss", "origin_jti", "event_id"):
        assert access[name] == identity[name]
    assert len({access["jti"], identity["jti"], access["origin_jti"]}) == 3


def test_event_id_is_the_request_id(lab: Lab) -> None:
    lab.user()
    caller = lab.emulator.caller()
    request = {
        "ClientId": lab.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
    }
    tokens = lab.emulator.call("InitiateAuth", request, caller)["AuthenticationResult"]
    assert claims(tokens["AccessToken"])["event_id"] == caller.request_id


@pytest.mark.parametrize(
    ("flow", "parameters", "error", "message"),
    [
        (
            "ADMIN_USER_PASSWORD_AUTH",
            {"USERNAME": "alice", "PASSWORD": PASSWORD},
            errors.InvalidParameterException,
            "Initiate Auth method not supported.",
        ),
        (
            "USER_PASSWORD_AUTH",
            {"PASSWORD": PASSWORD},
            errors.InvalidParameterException,
            "Missing required parameter USERNAME",
        ),
        (
            "USER_PASSWORD_AUTH",
            {"USERNAME": "alice"},
            errors.InvalidParameterException,
            "Missing required parameter PASSWORD",
        ),
        (
            "USER_SRP_AUTH",
            {"USERNAME": "alice"},
            errors.InvalidParameterException,
            "Missing required parameter SRP_A",
        ),
        (
            "USER_SRP_AUTH",
            {"USERNAME": "alice", "SRP_A": "zzz-not-hex"},
            errors.InvalidParameterException,
            NOT_HEX,
        ),
        (
            "REFRESH_TOKEN_AUTH",
            {"REFRESH_TOKEN": ""},
            errors.InvalidParameterException,
            "Missing required parameter REFRESH_TOKEN",
        ),
        (
            "USER_PASSWORD_AUTH",
            {"USERNAME": "nobody", "PASSWORD": PASSWORD},
            errors.UserNotFoundException,
            "User does not exist.",
        ),
        (
            "USER_SRP_AUTH",
            {"USERNAME": "nobody", "SRP_A": "2"},
            errors.UserNotFoundException,
            "User does not exist.",
        ),
        (
            "USER_PASSWORD_AUTH",
            {"USERNAME": "alice", "PASSWORD": "wrong"},
            errors.NotAuthorizedException,
            GENERIC,
        ),
        (
            "USER_AUTH",
            {"USERNAME": "alice"},
            errors.InvalidParameterException,
            "USER_AUTH flow not enabled for this client",
        ),
        (
            "CUSTOM_AUTH",
            {"USERNAME": "alice"},
            errors.InvalidParameterException,
            "CUSTOM_AUTH is not enabled for the client.",
        ),
    ],
)
def test_refusals(
    lab: Lab,
    flow: str,
    parameters: dict[str, str],
    error: type[errors.CognitoError],
    message: str,
) -> None:
    lab.user()
    assert message == lab.refused(
        "InitiateAuth",
        error,
        ClientId=lab.client_id,
        AuthFlow=flow,
        AuthParameters=parameters,
    )


@pytest.mark.parametrize(
    ("flows", "flow", "refusal"),
    [
        (None, "USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
        (None, "USER_SRP_AUTH", None),
        (["USER_PASSWORD_AUTH"], "USER_SRP_AUTH", None),
        (["ADMIN_NO_SRP_AUTH"], "USER_SRP_AUTH", None),
        (["USER_PASSWORD_AUTH"], "USER_PASSWORD_AUTH", None),
        (
            ["ADMIN_NO_SRP_AUTH"],
            "USER_PASSWORD_AUTH",
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        (
            ["ALLOW_REFRESH_TOKEN_AUTH"],
            "USER_SRP_AUTH",
            "USER_SRP_AUTH is not enabled for the client.",
        ),
        (
            ["CUSTOM_AUTH_FLOW_ONLY"],
            "USER_SRP_AUTH",
            "Only custom auth (lambda driven) is enabled for this client.",
        ),
        (
            ["CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"],
            "USER_PASSWORD_AUTH",
            "Only custom auth (lambda driven) is enabled for this client.",
        ),
    ],
)
def test_which_clients_may_use_a_flow(
    lab: Lab, flows: list[str] | None, flow: str, refusal: str | None
) -> None:
    lab.user()
    given = {"ExplicitAuthFlows": flows} if flows else {}
    made = lab.call("CreateUserPoolClient", UserPoolId=lab.pool_id, ClientName="flows", **given)
    request = {
        "ClientId": made["UserPoolClient"]["ClientId"],
        "AuthFlow": flow,
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD, "SRP_A": "abc"},
    }
    if refusal is None:
        assert lab.call("InitiateAuth", **request)
    else:
        refused = lab.refused("InitiateAuth", errors.InvalidParameterException, **request)
        assert refused == refusal


@pytest.mark.parametrize(
    "flows", [None, ["USER_PASSWORD_AUTH"], ["ADMIN_NO_SRP_AUTH"], ["CUSTOM_AUTH_FLOW_ONLY"]]
)
def test_lists_that_do_not_speak_of_refreshing_allow_it(lab: Lab, flows: list[str] | None) -> None:
    """Without a list, and with old-style names."""
    lab.user()
    tokens = lab.tokens()
    given = {"ExplicitAuthFlows": flows} if flows else {}
    lab.call("UpdateUserPoolClient", UserPoolId=lab.pool_id, ClientId=lab.client_id, **given)
    assert lab.refresh(tokens["RefreshToken"])


def test_admin_flow_needs_the_client_in_the_pool(lab: Lab) -> None:
    other = lab.pool()
    message = lab.refused(
        "AdminInitiateAuth",
        errors.ResourceNotFoundException,
        UserPoolId=other,
        ClientId=lab.client_id,
        AuthParameters={},
        **ADMIN,
    )
    assert message == f"User pool client {lab.client_id} does not exist in user pool {other}."


@pytest.mark.parametrize(
    ("state", "error", "message"),
    [
        ("disabled", errors.NotAuthorizedException, "User is disabled."),
        ("unconfirmed", errors.UserNotConfirmedException, "User is not confirmed."),
        (
            "reset",
            errors.PasswordResetRequiredException,
            "Password reset required for the user",
        ),
    ],
)
@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"])
def test_states_that_bar_sign_in(
    lab: Lab, state: str, error: type[errors.CognitoError], message: str, flow: str
) -> None:
    """Disabled and unconfirmed users are told so, before any password is looked at."""
    if state == "unconfirmed":
        lab.call("SignUp", ClientId=lab.client_id, Username="alice", Password=PASSWORD)
    else:
        lab.user(email="alice@example.com", email_verified="true")
        operation = {"disabled": "AdminDisableUser", "reset": "AdminResetUserPassword"}[state]
        lab.call(operation, UserPoolId=lab.pool_id, Username="alice")
    parameters = {"USERNAME": "alice", "PASSWORD": "wrong", "SRP_A": "abc"}
    assert message == lab.refused(
        "InitiateAuth", error, ClientId=lab.client_id, AuthFlow=flow, AuthParameters=parameters
    )


@pytest.mark.parametrize("password", ["wrong", PASSWORD])
@pytest.mark.parametrize(
    ("hiding", "error", "message"),
    [
        (
            "LEGACY",
            errors.PasswordResetRequiredException,
            "Password reset required for the user",
        ),
        ("ENABLED", errors.NotAuthorizedException, GENERIC),
    ],
)
def test_that_a_password_was_reset_is_hidden_from_strangers(
    lab: Lab, hiding: str, error: type[errors.CognitoError], message: str, password: str
) -> None:
    lab.user(email="alice@example.com", email_verified="true")
    lab.call("AdminResetUserPassword", UserPoolId=lab.pool_id, Username="alice")
    assert message == lab.refused(
        "InitiateAuth",
        error,
        ClientId=lab.client(PreventUserExistenceErrors=hiding),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": password},
    )


@pytest.mark.parametrize(
    ("hiding", "password", "message"),
    [
        ("LEGACY", "wrong", "User is disabled."),
        ("LEGACY", PASSWORD, "User is disabled."),
        ("ENABLED", "wrong", GENERIC),
        ("ENABLED", PASSWORD, "User is disabled."),
    ],
)
def test_that_a_user_is_disabled_is_hidden_from_strangers(
    lab: Lab, hiding: str, password: str, message: str
) -> None:
    lab.user()
    lab.call("AdminDisableUser", UserPoolId=lab.pool_id, Username="alice")
    assert message == lab.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId=lab.client(PreventUserExistenceErrors=hiding),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": password},
    )


class TestSecretHash:
    @pytest.fixture
    def secret(self, lab: Lab) -> str:
        lab.user()
        made = lab.call(
            "CreateUserPoolClient",
            UserPoolId=lab.pool_id,
            ClientName="secret",
            GenerateSecret=True,
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]
        lab.client_id = made["ClientId"]
        return str(made["ClientSecret"])

    def test_missing_and_wrong(self, lab: Lab, secret: str) -> None:
        assert secret
        request = {"ClientId": lab.client_id, "AuthFlow": "USER_PASSWORD_AUTH"}
        parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
        missing = lab.refused(
            "InitiateAuth", errors.NotAuthorizedException, AuthParameters=parameters, **request
        )
        assert missing == (
            f"Client {lab.client_id} is configured with secret but SECRET_HASH was not received"
        )
        wrong = lab.refused(
            "InitiateAuth",
            errors.NotAuthorizedException,
            AuthParameters={**parameters, "SECRET_HASH": "nonsense"},
            **request,
        )
        assert wrong == f"Unable to verify secret hash for client {lab.client_id}"

    def test_right_at_sign_in_and_refresh(self, lab: Lab, secret: str) -> None:
        hashed = secret_hash(secret, "alice", lab.client_id)
        parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hashed}
        tokens = lab.tokens(AuthParameters=parameters)
        again = {"REFRESH_TOKEN": tokens["RefreshToken"], "SECRET_HASH": hashed}
        assert "RefreshToken" not in lab.refresh("", AuthParameters=again)

    @pytest.mark.parametrize("operation", ["InitiateAuth", "AdminInitiateAuth"])
    @pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            (None, "Client {} is configured with secret but SECRET_HASH was not received"),
            ("nonsense", "SecretHash does not match for the client: {}"),
        ],
    )
    def test_missing_and_wrong_at_refresh(
        self, lab: Lab, secret: str, operation: str, flow: str, given: str | None, sentence: str
    ) -> None:
        hashed = secret_hash(secret, "alice", lab.client_id)
        parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hashed}
        token = lab.tokens(AuthParameters=parameters)["RefreshToken"]
        wrong = {"REFRESH_TOKEN": token, **({"SECRET_HASH": given} if given else {})}
        pool = {"UserPoolId": lab.pool_id} if operation.startswith("Admin") else {}
        said = lab.refused(
            operation,
            errors.NotAuthorizedException,
            ClientId=lab.client_id,
            AuthFlow=flow,
            AuthParameters=wrong,
            **pool,
        )
        assert said == sentence.format(lab.client_id)

    def test_each_of_several_secrets_counts(self, lab: Lab, secret: str) -> None:
        added = lab.call("AddUserPoolClientSecret", UserPoolId=lab.pool_id, ClientId=lab.client_id)
        for one in (secret, added["ClientSecretDescriptor"]["ClientSecretValue"]):
            hashed = secret_hash(one, "alice", lab.client_id)
            parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hashed}
            assert lab.tokens(AuthParameters=parameters)


class TestNewPassword:
    @pytest.fixture
    def session(self, lab: Lab) -> str:
        lab.invited("carol", email="carol@example.com")
        challenge = lab.begin("carol")
        assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        assert challenge["ChallengeParameters"] == {
            "USER_ID_FOR_SRP": "carol",
            "requiredAttributes": "[]",
            "userAttributes": '{"email":"carol@example.com"}',
        }
        return str(challenge["Session"])

    def respond(self, lab: Lab, session: str, **responses: str) -> Any:
        given = {"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse2", **responses}
        return answer(lab, "NEW_PASSWORD_REQUIRED", given, Session=session)

    def test_completes_the_sign_in(self, lab: Lab, session: str) -> None:
        tokens = self.respond(lab, session)["AuthenticationResult"]
        assert claims(tokens["AccessToken"])["username"] == "carol"
        user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="carol")
        assert user["UserStatus"] == "CONFIRMED"
        assert lab.tokens("carol", "Another-Horse2")

    def test_session_counts_once(self, lab: Lab, session: str) -> None:
        self.respond(lab, session)
        with pytest.raises(errors.NotAuthorizedException, match="session can only be used once"):
            self.respond(lab, session)

    def test_refused_password_leaves_the_session_usable(self, lab: Lab, session: str) -> None:
        with pytest.raises(errors.InvalidPasswordException) as refusal:
            self.respond(lab, session, NEW_PASSWORD="short")
        assert str(refusal.value) == (
            "Password does not conform to policy: Password not long enough"
        )
        assert self.respond(lab, session)

    def test_session_expires(self, lab: Lab, session: str) -> None:
        lab.emulator.clock.shift(minutes=3)
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.respond(lab, session)
        assert str(refusal.value) == "Invalid session for the user, session is expired."

    def test_session_is_bound_to_its_client(self, lab: Lab, session: str) -> None:
        lab.client_id = lab.client()
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.respond(lab, session)
        assert str(refusal.value) == "Invalid session for the user."

    def test_session_is_bound_to_its_user(self, lab: Lab, session: str) -> None:
        lab.user("mallory")
        with pytest.raises(errors.NotAuthorizedException):
            self.respond(lab, session, USERNAME="mallory")

    def test_a_forged_session_is_refused(self, lab: Lab, session: str) -> None:
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.respond(lab, session[:-1] + "!")
        assert str(refusal.value) == "Invalid session for the user."

    def test_answered_by_the_other_half_of_the_api(self, lab: Lab, session: str) -> None:
        done = lab.call(
            "AdminRespondToAuthChallenge",
            UserPoolId=lab.pool_id,
            ClientId=lab.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            ChallengeResponses={"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse2"},
            Session=session,
        )
        assert done["AuthenticationResult"]["AccessToken"]

    def test_begun_by_the_other_half_of_the_api(self, lab: Lab, session: str) -> None:
        assert session
        begun = lab.call(
            "AdminInitiateAuth",
            UserPoolId=lab.pool_id,
            ClientId=lab.client_id,
            AuthParameters={"USERNAME": "carol", "PASSWORD": PASSWORD},
            **ADMIN,
        )
        assert self.respond(lab, begun["Session"])["AuthenticationResult"]["AccessToken"]

    @pytest.mark.parametrize(
        ("operation", "message"),
        [
            ("AdminDisableUser", "User is disabled."),
            ("AdminDeleteUser", "Invalid session for the user."),
        ],
    )
    def test_what_happens_in_between_counts(
        self, lab: Lab, session: str, operation: str, message: str
    ) -> None:
        lab.call(operation, UserPoolId=lab.pool_id, Username="carol")
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.respond(lab, session)
        assert str(refusal.value) == message

    def test_an_attribute_in_place_cannot_be_sent(self, lab: Lab, session: str) -> None:
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.respond(lab, session, **{"userAttributes.email": "carol@example.org"})
        assert str(refusal.value) == "Cannot modify an already provided email"

    def test_an_attribute_may_come_along(self, lab: Lab, session: str) -> None:
        tokens = self.respond(lab, session, **{"userAttributes.given_name": "Carol"})
        assert claims(tokens["AuthenticationResult"]["IdToken"])["given_name"] == "Carol"

    def test_temporary_password_expires(self, lab: Lab, session: str) -> None:
        assert session
        lab.emulator.clock.shift(days=7)
        message = lab.refused(
            "InitiateAuth",
            errors.NotAuthorizedException,
            ClientId=lab.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "carol", "PASSWORD": PASSWORD},
        )
        assert message == "Temporary password has expired and must be reset by an administrator."


def test_required_attributes_are_asked_for(lab: Lab) -> None:
    schema = [{"Name": "family_name", "Required": True}]
    lab.pool_id = lab.pool(Schema=schema)
    lab.client_id = lab.client()
    lab.invited("carol")
    challenge = lab.begin("carol")
    parameters = challenge["ChallengeParameters"]
    assert parameters["requiredAttributes"] == '["userAttributes.family_name"]'
    responses = {"USERNAME": "carol", "NEW_PASSWORD": PASSWORD}
    with pytest.raises(errors.InvalidParameterException) as refusal:
        answer(lab, "NEW_PASSWORD_REQUIRED", responses, Session=challenge["Session"])
    assert str(refusal.value) == "Invalid attributes given, family_name is missing"
    responses["userAttributes.family_name"] = "Doe"
    assert answer(lab, "NEW_PASSWORD_REQUIRED", responses, Session=challenge["Session"])


def test_what_is_known_and_what_is_missing_are_json_texts(lab: Lab) -> None:
    """Recorded [sign-in-22] of an empty list and map; that all is like this is a guess."""
    schema = [{"Name": name, "Required": True} for name in ("family_name", "nickname")]
    lab.pool_id = lab.pool(Schema=schema)
    lab.client_id = lab.client()
    lab.invited("carol", given_name="Zoë", locale="de")
    assert lab.begin("carol")["ChallengeParameters"] == {
        "USER_ID_FOR_SRP": "carol",
        "requiredAttributes": '["userAttributes.family_name","userAttributes.nickname"]',
        "userAttributes": '{"given_name":"Zoë","locale":"de"}',
    }


def test_no_attribute_comes_along_that_the_client_may_not_write(lab: Lab) -> None:
    lab.client_id = lab.client(WriteAttributes=["nickname"])
    lab.invited("carol")
    session = lab.begin("carol")["Session"]
    responses = {
        "USERNAME": "carol",
        "NEW_PASSWORD": PASSWORD,
        "userAttributes.family_name": "Doe",
    }
    with pytest.raises(errors.NotAuthorizedException) as refusal:
        answer(lab, "NEW_PASSWORD_REQUIRED", responses, Session=session)
    assert str(refusal.value) == "A client attempted to write unauthorized attribute"


class TestSrp:
    def test_signs_in(self, lab: Lab) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        challenge = start_srp(lab, client)
        assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
        assert "Session" not in challenge
        parameters = challenge["ChallengeParameters"]
        assert parameters["USERNAME"] == parameters["USER_ID_FOR_SRP"] == "alice"
        assert answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))["AuthenticationResult"]

    def test_a_right_proof_can_be_sent_twice_and_a_wrong_one_uses_nothing_up(
        self, lab: Lab
    ) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = start_srp(lab, client)["ChallengeParameters"]
        wrong = SrpClient(lab.pool_id, "Wrong-Horse1").respond(parameters)
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            answer(lab, "PASSWORD_VERIFIER", wrong)
        assert str(refusal.value) == GENERIC
        for _ in range(2):
            assert answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))

    @pytest.mark.memory
    def test_who_answers_again_changes_nothing(self, lab: Lab) -> None:
        """So that a proof sent over many connections at once is never in its own way."""
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = start_srp(lab, client)["ChallengeParameters"]
        seen = []
        for _ in range(3):
            answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))
            seen.append([*lab.emulator.snapshot().records.records[ATTEMPTS].values()])
        first, second, third = seen
        assert first[0].answered
        assert first[0] is second[0] is third[0]

    def test_the_proof_ends_with_the_session(self, lab: Lab) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = start_srp(lab, client)["ChallengeParameters"]
        lab.emulator.clock.shift(minutes=4)
        with pytest.raises(errors.NotAuthorizedException):
            answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))

    def test_a_temporary_password_is_proved_then_replaced(self, lab: Lab) -> None:
        lab.invited("carol")
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = start_srp(lab, client, "carol")["ChallengeParameters"]
        challenge = answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))
        assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        responses = {"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse2"}
        done = answer(lab, "NEW_PASSWORD_REQUIRED", responses, Session=challenge["Session"])
        assert done["AuthenticationResult"]["RefreshToken"]

    def test_responses_are_asked_for_in_order(self, lab: Lab) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        responses = client.respond(start_srp(lab, client)["ChallengeParameters"])
        request = {"ClientId": lab.client_id, "ChallengeName": "PASSWORD_VERIFIER"}
        given: dict[str, str] = {}
        expected = [
            "Missing required parameter challenge responses.",
            "Missing required parameter USERNAME",
            "Missing required parameter TIMESTAMP",
            "Missing required parameter PASSWORD_CLAIM_SIGNATURE",
            "Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK",
        ]
        names = (
            "EXTRA",
            "USERNAME",
            "TIMESTAMP",
            "PASSWORD_CLAIM_SIGNATURE",
            "PASSWORD_CLAIM_SECRET_BLOCK",
        )
        for name, message in zip(names, expected, strict=True):
            refused = lab.refused(
                "RespondToAuthChallenge",
                errors.InvalidParameterException,
                ChallengeResponses=given,
                **request,
            )
            assert refused == message
            given = {**given, name: responses.get(name, "x")}
        assert lab.call("RespondToAuthChallenge", ChallengeResponses=given, **request)

    @pytest.mark.parametrize(
        ("sent", "outcome"),
        [
            ("Sat Sep 5 15:34:45 UTC 2026", None),
            ("Sat Sep 05 15:34:45 UTC 2026", GENERIC),
            ("Mon Sep 5 15:34:45 UTC 2026", GENERIC),
            ("sat sep 5 15:34:45 UTC 2026", GENERIC),
            ("Sat Sep 5 15:34:45 GMT 2026", GENERIC),
            ("Sat Sep 5 15:34:45 CEST 2026", "TIMESTAMP format"),
            ("Sat Sep 5 15:34:45 Z 2026", "TIMESTAMP format"),
            ("Sat Sep 015 15:34:45 UTC 2026", "TIMESTAMP format"),
            ("yesterday", "TIMESTAMP format"),
        ],
    )
    def test_timestamps(self, lab: Lab, sent: str, outcome: str | None) -> None:
        """Read leniently, signed canonically, of any age: measured [sign-in-14, sign-in-15]."""
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = start_srp(lab, client)["ChallengeParameters"]
        responses = client.respond(parameters, sent)
        if outcome is None:
            assert answer(lab, "PASSWORD_VERIFIER", responses)
        else:
            with pytest.raises(errors.CognitoError, match=outcome):
                answer(lab, "PASSWORD_VERIFIER", responses)

    @pytest.mark.parametrize(
        ("responses", "message"),
        [
            (
                {"PASSWORD_CLAIM_SIGNATURE": "*", "TIMESTAMP": "*"},
                "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
            ),
            (
                {"PASSWORD_CLAIM_SIGNATURE": "*"},
                "Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string.",
            ),
        ],
    )
    @pytest.mark.parametrize("block", [{}, {"PASSWORD_CLAIM_SECRET_BLOCK": "nobody's"}])
    def test_form_comes_before_the_block(
        self, lab: Lab, responses: dict[str, str], message: str, block: dict[str, str]
    ) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        good = client.respond(start_srp(lab, client)["ChallengeParameters"])
        with pytest.raises(errors.InvalidParameterException) as refusal:
            answer(lab, "PASSWORD_VERIFIER", {**good, **responses, **block})
        assert str(refusal.value) == message

    @pytest.mark.parametrize(
        ("operation", "password", "message"),
        [
            ("AdminDisableUser", PASSWORD, "User is disabled."),
            ("AdminDisableUser", "Wrong-Horse1", GENERIC),
            ("AdminDeleteUser", PASSWORD, GENERIC),
        ],
    )
    def test_the_proof_is_judged_before_the_user(
        self, lab: Lab, operation: str, password: str, message: str
    ) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, password)
        parameters = start_srp(lab, client)["ChallengeParameters"]
        lab.call(operation, UserPoolId=lab.pool_id, Username="alice")
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))
        assert str(refusal.value) == message

    def test_hidden_users_look_like_others(self, lab: Lab) -> None:
        """A stranger gets a challenge of the same shape, always the same salt, the same refusal."""
        lab.user()
        lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
        client = SrpClient(lab.pool_id, PASSWORD)
        real, one, two = (
            start_srp(lab, client, name)["ChallengeParameters"]
            for name in ("alice", "nobody", "nobody")
        )
        assert one.keys() == real.keys()
        assert one["USER_ID_FOR_SRP"] == one["USERNAME"] == "nobody"
        assert one["SALT"] == two["SALT"] != real["SALT"]
        assert one["SRP_B"] != two["SRP_B"]
        assert {k: len(v) for k, v in one.items() if k in ("SALT", "SECRET_BLOCK")} == {
            k: len(v) for k, v in real.items() if k in ("SALT", "SECRET_BLOCK")
        }
        other_client = lab.client(PreventUserExistenceErrors="ENABLED")
        elsewhere = start(lab, "USER_SRP_AUTH", {"USERNAME": "nobody", "SRP_A": "2"}, other_client)
        assert elsewhere["ChallengeParameters"]["SALT"] == one["SALT"]
        for parameters in (real, one):
            bad = {**client.respond(parameters), "PASSWORD_CLAIM_SIGNATURE": "A" * 43 + "="}
            with pytest.raises(errors.NotAuthorizedException) as refusal:
                answer(lab, "PASSWORD_VERIFIER", bad)
            assert str(refusal.value) == GENERIC

    def test_salts_of_strangers_are_as_those_of_users(self, lab: Lab) -> None:
        """Neither a leading zero nor a sign bit, which clients treat in different ways."""
        lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
        client = SrpClient(lab.pool_id, PASSWORD)
        names = [f"nobody{number}" for number in range(40)]
        shown = [start_srp(lab, client, name)["ChallengeParameters"]["SALT"] for name in names]
        assert {salt[0] for salt in shown} == set("4567")
        assert len({salt[:2] for salt in shown}) > len(shown) // 4
        assert len(set(shown)) == len(names)

    def test_strangers_have_ids_where_everybody_has(self, lab: Lab) -> None:
        """Where people sign in with addresses, a canonical name is a UUID."""
        lab.pool_id = lab.pool(UsernameAttributes=["email"])
        lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
        client = SrpClient(lab.pool_id, PASSWORD)
        one, same, other = (
            start_srp(lab, client, name)["ChallengeParameters"]
            for name in ("nobody@example.com", "nobody@example.com", "noone@example.com")
        )
        assert re.fullmatch(UUID, one["USERNAME"])
        assert one["USERNAME"] == one["USER_ID_FOR_SRP"] == same["USERNAME"] != other["USERNAME"]
        assert one["SALT"] == same["SALT"] != other["SALT"]
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            answer(lab, "PASSWORD_VERIFIER", client.respond(one))
        assert str(refusal.value) == GENERIC

    def test_sub_is_no_username(self, lab: Lab) -> None:
        sub = lab.user()
        with pytest.raises(errors.UserNotFoundException):
            start_srp(lab, SrpClient(lab.pool_id, PASSWORD), sub)

    def test_a_changed_password_ends_an_open_proof(self, lab: Lab) -> None:
        lab.user()
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = start_srp(lab, client)["ChallengeParameters"]
        lab.call(
            "AdminSetUserPassword",
            UserPoolId=lab.pool_id,
            Username="alice",
            Password="Another-Horse2",
            Permanent=True,
        )
        with pytest.raises(errors.NotAuthorizedException):
            answer(lab, "PASSWORD_VERIFIER", client.respond(parameters))


def test_hidden_users_with_passwords(lab: Lab) -> None:
    lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
    message = lab.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId=lab.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "nobody", "PASSWORD": "whatever"},
    )
    assert message == GENERIC


def test_a_name_that_only_triggers_know_cannot_be_answered(lab: Lab) -> None:
    message = lab.refused(
        "RespondToAuthChallenge",
        errors.InvalidParameterException,
        ClientId=lab.client_id,
        ChallengeName="ADMIN_NO_SRP_AUTH",
        ChallengeResponses={"USERNAME": "alice"},
    )
    assert "ADMIN_NO_SRP_AUTH" in message


def test_stamp_is_what_the_service_reads() -> None:
    assert stamp(datetime(2026, 9, 5, 15, 34, 45, tzinfo=UTC)) == "Sat Sep 5 15:34:45 UTC 2026"
