"""cognito_user and make_cognito_user."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pyotp
import pytest

from cognito_emulator import errors, profiles
from cognito_emulator.domain.pools.factors import FACTORS, Factor
from cognito_emulator.domain.sign_in.challenges import FORCEABLE
from cognito_emulator.domain.users.record import Status
from cognito_emulator.profiles import profile
from pytest_cognito_emulator import (
    ChallengeRequired,
    Cognito,
    CognitoTokens,
    CognitoUser,
    ForceableChallenge,
    MakeCognitoUser,
)
from pytest_cognito_emulator.api.sign_in import Flow
from tests.plugin.conftest import Run

HALF = "\ud800"  # of a character, which no request can hold
NAMES = Path(profiles.__file__).with_suffix(".json")
GENERATOR = Path(__file__).parents[2] / "emulator" / "tools" / "generate_names.py"


def test_is_confirmed_with_a_verified_address(cognito_user: CognitoUser) -> None:
    assert cognito_user.status == "CONFIRMED"
    assert cognito_user.enabled
    assert cognito_user.attributes["email"] == cognito_user.email
    assert cognito_user.attributes["email_verified"] == "true"
    assert cognito_user.attributes["sub"] == cognito_user.sub
    assert cognito_user.groups == []


def test_is_a_believable_person(cognito_user: CognitoUser) -> None:
    who = cognito_user.attributes

    assert who["name"] == f"{who['given_name']} {who['family_name']}"
    assert cognito_user.username == who["name"].replace(" ", ".").lower()
    assert cognito_user.email == f"{cognito_user.username}@example.com"
    assert re.fullmatch(r"\+1\d{3}55501\d\d", who["phone_number"])
    assert 1950 <= date.fromisoformat(who["birthdate"]).year <= 2004


def test_sending_nothing(cognito: Cognito, cognito_user: CognitoUser) -> None:
    assert cognito_user.status == "CONFIRMED"
    assert cognito.messages == []


@pytest.mark.parametrize(
    "flow", ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH"]
)
def test_signs_in(cognito: Cognito, cognito_user: CognitoUser, flow: Flow) -> None:
    tokens = cognito_user.sign_in(flow)

    assert tokens.expires_in == 3600
    assert tokens.refresh_token
    assert tokens.authorization == f"Bearer {tokens.access_token}"
    assert tokens.access_claims["client_id"] == tokens.id_claims["aud"] == cognito.client_id
    assert tokens.access_claims["username"] == cognito_user.username
    assert tokens.id_claims["email"] == cognito_user.email


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"])
def test_a_wrong_password_is_refused(cognito_user: CognitoUser, flow: Flow) -> None:
    cognito_user.password = "Something-else-1"

    with pytest.raises(errors.NotAuthorizedException, match=r"Incorrect username or password\."):
        cognito_user.sign_in(flow)


def test_users_are_what_the_test_says(make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(
        username="ada",
        password="Analytical-Engine-1",
        email="ada@example.org",
        groups=["admins", "authors"],
        attributes={"locale": "en-GB", "birthdate": None, "custom:team": "blue"},
    )

    assert (user.username, user.email) == ("ada", "ada@example.org")
    assert sorted(user.groups) == ["admins", "authors"]
    assert user.attributes["locale"] == "en-GB"
    assert user.attributes["custom:team"] == "blue"
    assert "birthdate" not in user.attributes
    claims = user.tokens().id_claims
    assert sorted(claims["cognito:groups"]) == ["admins", "authors"]
    assert claims["custom:team"] == "blue"


def test_several_users_differ_and_share_groups(make_cognito_user: MakeCognitoUser) -> None:
    users = [make_cognito_user(groups=["team"], attributes={"custom:n": str(n)}) for n in range(20)]

    assert len({user.username for user in users}) == 20
    assert all(user.groups == ["team"] for user in users)


def test_the_address_follows_the_username(make_cognito_user: MakeCognitoUser) -> None:
    assert make_cognito_user(username="ada").email == "ada@example.com"
    assert make_cognito_user(username="grace@example.org").email == "grace@example.org"


def test_a_user_without_an_address(make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(attributes={"email": None})

    assert user.email is None
    assert not user.attributes.keys() & {"email", "email_verified"}


@pytest.mark.parametrize(
    "status",
    ["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED", "EXTERNAL_PROVIDER"],
)
def test_status(make_cognito_user: MakeCognitoUser, status: str) -> None:
    assert make_cognito_user(status=status).status == status  # type: ignore[arg-type]


def test_an_unconfirmed_user_can_be_confirmed(
    cognito: Cognito, make_cognito_user: MakeCognitoUser
) -> None:
    user = make_cognito_user(status="UNCONFIRMED")
    with pytest.raises(errors.UserNotConfirmedException):
        user.sign_in()

    message = cognito.messages[-1]
    cognito.call(
        "ConfirmSignUp",
        ClientId=cognito.client_id,
        Username=user.username,
        ConfirmationCode=message.code,
    )

    assert message.destination == user.email
    assert user.sign_in().access_claims["sub"] == user.sub


def test_a_user_with_a_temporary_password(make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(status="FORCE_CHANGE_PASSWORD")

    with pytest.raises(ChallengeRequired, match="NEW_PASSWORD_REQUIRED") as challenge:
        user.sign_in()
    tokens = challenge.value.respond(NEW_PASSWORD="Something-new-1")

    assert tokens.access_claims["sub"] == user.sub
    assert user.status == "CONFIRMED"


def test_a_user_whose_password_was_reset(make_cognito_user: MakeCognitoUser) -> None:
    with pytest.raises(errors.PasswordResetRequiredException):
        make_cognito_user(status="RESET_REQUIRED").sign_in()


def test_a_disabled_user(make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(enabled=False)

    assert not user.enabled
    with pytest.raises(errors.NotAuthorizedException, match="User is disabled"):
        user.sign_in()


@pytest.mark.parametrize("factor", FACTORS)
def test_a_user_with_a_second_factor(
    cognito: Cognito, make_cognito_user: MakeCognitoUser, factor: Factor
) -> None:
    user, other = make_cognito_user(mfa=factor), make_cognito_user()

    with pytest.raises(ChallengeRequired, match=factor) as challenge:
        user.sign_in()
    assert challenge.value.solve().access_claims["sub"] == user.sub
    assert user.mfa == [factor]
    other.sign_in()  # meets no challenge
    config = cognito.call("GetUserPoolMfaConfig", UserPoolId=cognito.pool_id)
    assert config["MfaConfiguration"] == "OPTIONAL"


def test_a_user_with_several_second_factors(make_cognito_user: MakeCognitoUser) -> None:
    make_cognito_user(mfa="EMAIL_OTP")
    user = make_cognito_user(mfa=FACTORS)

    with pytest.raises(ChallengeRequired, match="SELECT_MFA_TYPE") as choice:
        user.sign_in()
    with pytest.raises(ChallengeRequired, match="SOFTWARE_TOKEN_MFA") as challenge:
        choice.value.respond(ANSWER="SOFTWARE_TOKEN_MFA")
    assert challenge.value.respond(SOFTWARE_TOKEN_MFA_CODE=user.totp()).access_token


def test_codes_of_an_app(cognito: Cognito, make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(mfa="SOFTWARE_TOKEN_MFA")
    cognito.clock.freeze()
    for _ in range(3):  # the one before, the present one, the one after
        with pytest.raises(ChallengeRequired) as challenge:
            user.sign_in()
        challenge.value.respond(SOFTWARE_TOKEN_MFA_CODE=user.totp())

    with pytest.raises(ValueError, match=r"has used all codes .* cognito_clock\.shift\(30\)"):
        user.totp()
    with pytest.raises(ValueError, match=r"half minute are used, .* cognito_clock\.shift\(30\)"):
        user.sign_in(solve=True)
    cognito.clock.shift(30)
    assert len(user.totp()) == 6
    with pytest.raises(ValueError, match="has no authenticator app"):
        make_cognito_user().totp()


def test_an_app_that_the_user_set_up(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.users.make(mfa="SOFTWARE_TOKEN_MFA")  # so that the pool offers it
    token = cognito_user.tokens().access_token
    secret = cognito.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    code = pyotp.TOTP(secret).at(cognito.clock.now())
    cognito.call("VerifySoftwareToken", AccessToken=token, UserCode=code)

    assert cognito_user.totp() != code  # which is used up


def test_a_factor_that_there_is_not(make_cognito_user: MakeCognitoUser) -> None:
    with pytest.raises(ValueError, match="mfa is 'PIGEON'; it must be SMS_MFA or EMAIL_OTP or "):
        make_cognito_user(mfa="PIGEON")  # type: ignore[arg-type]


def test_no_trigger_is_asked_about_users_that_are_there(
    cognito: Cognito, make_cognito_user: MakeCognitoUser
) -> None:
    @cognito.on("PreSignUp")
    def refuse(_event: object) -> object:
        raise ValueError("nobody signs up")

    for status in get_args(Status):
        make_cognito_user(status=status)
    assert [message.reason for message in cognito.messages] == ["SignUp", "ForgotPassword"]


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"])
def test_a_forced_challenge_is_met_and_answered(
    cognito: Cognito, cognito_user: CognitoUser, flow: Flow
) -> None:
    cognito.force_challenge("NEW_PASSWORD_REQUIRED", user=cognito_user)

    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in(flow)
    assert challenge.value.name == "NEW_PASSWORD_REQUIRED"
    assert challenge.value.session
    assert challenge.value.parameters["USER_ID_FOR_SRP"] == cognito_user.username
    tokens = challenge.value.respond(NEW_PASSWORD="Something-new-1")

    assert tokens.access_claims["sub"] == cognito_user.sub
    cognito_user.password = "Something-new-1"
    cognito_user.sign_in(flow)


@pytest.mark.parametrize("name", sorted(FORCEABLE))
def test_the_emulator_solves_what_it_can_know(
    cognito: Cognito, cognito_user: CognitoUser, name: ForceableChallenge
) -> None:
    """No phone, app, device, passkey or trigger: the user need not have what it is about."""
    cognito.force_challenge(name, user=cognito_user)
    met = []

    def solved(step: Callable[[], CognitoTokens]) -> CognitoTokens:
        try:
            return step()
        except ChallengeRequired as challenge:
            met.append(challenge.name)
            return solved(challenge.solve)

    tokens = solved(cognito_user.sign_in)

    followed_by = {"DEVICE_SRP_AUTH": "DEVICE_PASSWORD_VERIFIER", "SELECT_MFA_TYPE": "SMS_MFA"}
    assert met == [name, *([followed_by[name]] if name in followed_by else [])]
    assert tokens.access_claims["sub"] == cognito_user.sub
    if name != "NEW_PASSWORD_REQUIRED":  # or the password would be another one
        cognito_user.sign_in()  # meets no challenge


def test_a_forced_set_up_is_gone_through(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.force_challenge("MFA_SETUP", user=cognito_user)
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()
    assert challenge.value.parameters["MFAS_CAN_SETUP"] == '["SOFTWARE_TOKEN_MFA"]'

    made = cognito.call("AssociateSoftwareToken", Session=challenge.value.session)
    code = pyotp.TOTP(made["SecretCode"]).at(cognito.clock.now())
    done = cognito.call("VerifySoftwareToken", Session=made["Session"], UserCode=code)
    assert challenge.value.respond(done["Session"]).access_token


@pytest.mark.parametrize(
    ("name", "supplied"),
    [
        ("SMS_MFA", set()),  # the user has a phone number
        ("SOFTWARE_TOKEN_MFA", {"SecretCode"}),
        ("DEVICE_SRP_AUTH", {"DeviceKey", "DeviceGroupKey", "DevicePassword"}),
    ],
)
def test_what_the_user_lacked_can_be_read(
    cognito: Cognito, cognito_user: CognitoUser, name: ForceableChallenge, supplied: set[str]
) -> None:
    cognito.force_challenge(name, user=cognito_user)

    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()

    assert set(challenge.value.supplied) == supplied


def test_what_is_answered_or_has_expired_is_not_solved(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    cognito.force_challenge("EMAIL_OTP", user=cognito_user, times=2)
    late = "EMAIL_OTP was answered already, or its session has expired"
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()
    challenge.value.solve()
    with pytest.raises(ValueError, match=late):
        challenge.value.solve()
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()
    cognito.clock.shift(minutes=3)
    with pytest.raises(ValueError, match=late):
        challenge.value.solve()


def test_what_only_the_user_can_know_is_not_solved(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    """Nor is that promised: what there is to choose from is told instead."""
    cognito.call(
        "UpdateUserPoolClient",
        UserPoolId=cognito.pool_id,
        ClientId=cognito.client_id,
        ExplicitAuthFlows=["ALLOW_USER_AUTH"],
    )
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in("USER_AUTH")
    assert challenge.value.available == ("PASSWORD_SRP", "PASSWORD")
    assert "SELECT_CHALLENGE (of PASSWORD_SRP, PASSWORD) with {}" in str(challenge.value)
    assert "solve()" not in str(challenge.value)

    with pytest.raises(ValueError, match=r"cannot know the answer to SELECT_CHALLENGE"):
        challenge.value.solve()
    tokens = challenge.value.respond(ANSWER="PASSWORD", PASSWORD=cognito_user.password)
    assert tokens.access_claims["sub"] == cognito_user.sub


def test_a_device_that_was_lent_proves_only_what_it_began(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    """Whoever begins with a value of their own has to know what goes with it."""
    cognito.force_challenge("DEVICE_SRP_AUTH", user=cognito_user)
    with pytest.raises(ChallengeRequired) as begun:
        cognito_user.sign_in()
    key = begun.value.supplied["DeviceKey"]

    with pytest.raises(ChallengeRequired) as challenge:
        begun.value.respond(DEVICE_KEY=key, SRP_A="abc")

    assert challenge.value.name == "DEVICE_PASSWORD_VERIFIER"
    with pytest.raises(ValueError, match="cannot know the answer to DEVICE_PASSWORD_VERIFIER"):
        challenge.value.solve()


def test_a_challenge_is_forced_as_often_as_said(
    cognito: Cognito, make_cognito_user: MakeCognitoUser
) -> None:
    ada, grace = make_cognito_user(), make_cognito_user()
    cognito.force_challenge("NEW_PASSWORD_REQUIRED", user=ada.username, times=2)

    for _ in range(2):
        with pytest.raises(ChallengeRequired):
            ada.sign_in()
    ada.sign_in()
    grace.sign_in()


def test_a_challenge_forced_on_everybody(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.force_challenge("NEW_PASSWORD_REQUIRED")

    with pytest.raises(ChallengeRequired):
        cognito_user.sign_in()


def test_a_challenge_that_there_is_not(cognito: Cognito, cognito_user: CognitoUser) -> None:
    with pytest.raises(ValueError, match="is no challenge"):
        cognito.force_challenge("RIDDLE", user=cognito_user)  # type: ignore[arg-type]


def test_the_same_test_gets_the_same_people(run: Run, pytester: pytest.Pytester) -> None:
    source = """
        import pathlib

        def test_people(cognito_user, make_cognito_user):
            people = [dict(cognito_user.attributes), dict(make_cognito_user().attributes)]
            for who in people:
                del who["sub"]
            with pathlib.Path("people.txt").open("a") as file:
                print(people, file=file)

        def test_others(cognito_user):
            with pathlib.Path("others.txt").open("a") as file:
                print(cognito_user.username, file=file)
    """

    run(source).assert_outcomes(passed=2)
    run(source, "-k", "test_people").assert_outcomes(passed=1, deselected=1)

    first, second = (pytester.path / "people.txt").read_text().splitlines()
    assert first == second
    assert (pytester.path / "others.txt").read_text().strip() not in first


def test_people_have_the_names_that_faker_knows() -> None:
    generator = runpy.run_path(str(GENERATOR))

    assert NAMES.read_text(encoding="utf-8") == generator["generate"]()


def test_whoever_is_invented_is_as_the_api_wants_it(cognito: Cognito) -> None:
    """Nobody looks whether it is so when they are made."""
    names = json.loads(NAMES.read_text(encoding="utf-8"))
    pairs = [*((name, "Smith") for name in names["given"]), *(("Ada", n) for n in names["family"])]
    for number, (given, family) in enumerate(pairs):
        person = replace(profile(str(number)), given_name=given, family_name=family)
        name = f"{person.username}.{number}"
        described = {"Username": name, "UserAttributes": person.attributes}
        assert cognito.emulator.plant_user(cognito.pool_id, described).username == name


@pytest.mark.parametrize(
    "said",
    [
        {"username": HALF},
        {"password": f"Correct-Horse-1{HALF}"},
        {"email": f"{HALF}@example.com"},
        {"attributes": {"nickname": HALF}},
        {"groups": [HALF]},
        {"status": "EXTERNAL_PROVIDER", "provider": HALF},
    ],
    ids=lambda said: next(reversed(said)),
)
def test_all_that_a_test_says_of_a_user_is_checked(
    make_cognito_user: MakeCognitoUser, said: dict[str, Any]
) -> None:
    with pytest.raises(errors.InvalidParameterException, match="has half of a character"):
        make_cognito_user(**said)


@pytest.mark.parametrize("status", ["ARCHIVED", "confirmed", ""])
def test_refuses_a_status_that_it_cannot_make(
    make_cognito_user: MakeCognitoUser, status: str
) -> None:
    with pytest.raises(ValueError, match=f"^status is '{status}'; it must be UNCONFIRMED or "):
        make_cognito_user(status=status)  # type: ignore[arg-type]


def test_attributes_are_text_whatever_they_are_given_as(make_cognito_user: MakeCognitoUser) -> None:
    given = {"custom:level": 3, "custom:ratio": 0.5, "custom:beta": True, "email_verified": False}

    attributes = make_cognito_user(attributes=given).attributes

    assert {name: attributes[name] for name in given} == {
        "custom:level": "3",
        "custom:ratio": "0.5",
        "custom:beta": "true",
        "email_verified": "false",
    }


def test_tokens_are_shown_briefly(cognito_user: CognitoUser) -> None:
    assert repr(cognito_user.tokens()) == f"<CognitoTokens of {cognito_user.username}>"


def test_a_refusal_is_reported_where_the_test_asked_for_it(run: Run) -> None:
    result = run(
        """
        def test_call(cognito):
            cognito.call("AdminGetUser", UserPoolId=cognito.pool_id, Username="nobody")

        def test_make(make_cognito_user):
            make_cognito_user(username="ann")
            make_cognito_user(username="ann")

        def test_sign_in(make_cognito_user):
            make_cognito_user(status="FORCE_CHANGE_PASSWORD").sign_in()

        def test_status(make_cognito_user):
            make_cognito_user(status="RESET_REQUIRED").sign_in()

        def test_message(cognito):
            cognito.assert_message(to="ann")

        def test_nobody(cognito):
            cognito.users["ann"]
        """,
        "--tb=short",
    )

    result.assert_outcomes(failed=6)
    result.stdout.fnmatch_lines(
        [
            "E   *UserNotFoundException: User does not exist.",
            "E   *UsernameExistsException: User account already exists",
            "E   *ChallengeRequired: the sign-in met the challenge NEW_PASSWORD_REQUIRED *",
            "E   *PasswordResetRequiredException: Password reset required for the user",
            "E   AssertionError: no message was sent with to 'ann'. What was sent:",
            "E   KeyError: 'there is no user ann; there are no users yet'",
        ]
    )
    result.stdout.no_fnmatch_line("*cognito_emulator/*.py:*")


def test_user_auth_by_preference(cognito_user: CognitoUser) -> None:
    assert cognito_user.sign_in("USER_AUTH", preferred="PASSWORD").access_token
    assert cognito_user.sign_in("USER_AUTH", solve=True).access_token
    assert cognito_user.sign_in("ADMIN_NO_SRP_AUTH").access_token


@pytest.mark.cognito(
    pool={"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}
)
def test_user_auth_by_mail(cognito_user: CognitoUser) -> None:
    with pytest.raises(ChallengeRequired, match="EMAIL_OTP") as challenge:
        cognito_user.sign_in("USER_AUTH", preferred="EMAIL_OTP")
    with pytest.raises(ValueError, match=r"'123456' is no Session; answers are keywords"):
        challenge.value.respond("123456")
    assert challenge.value.solve().access_token


def test_an_app_that_was_lent_shows_its_code(cognito: Cognito, cognito_user: CognitoUser) -> None:
    """For sign-ins that an app drives, as in an end-to-end test."""
    cognito.force_challenge("SOFTWARE_TOKEN_MFA", user=cognito_user)
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()

    assert challenge.value.respond(SOFTWARE_TOKEN_MFA_CODE=cognito_user.totp()).access_token


def test_texts_are_no_lists_of_letters(
    cognito_user: CognitoUser, make_cognito_user: MakeCognitoUser
) -> None:
    assert make_cognito_user(groups="admins").groups == ["admins"]
    assert cognito_user.tokens(scopes="openid email").access_claims["scope"] == "openid email"


def test_a_client_by_its_id(cognito: Cognito, cognito_user: CognitoUser) -> None:
    backend = cognito.client(GenerateSecret=True)

    for tokens in (cognito_user.tokens(client=backend.id), cognito_user.sign_in(client=backend.id)):
        assert tokens.client_id == backend.id == tokens.access_claims["client_id"]
    assert cognito.secret_hash("ada") is None


def test_tokens_of_any_claims(cognito_user: CognitoUser) -> None:
    assert cognito_user.tokens(exp="soon").expires_in == 0
    assert repr(cognito_user.tokens(username=None)) == "<CognitoTokens of nobody>"
    with pytest.raises(ValueError, match="age is '1h'; it must be seconds or a timedelta"):
        cognito_user.tokens(age="1h")  # type: ignore[arg-type]


def test_names_that_will_not_do(make_cognito_user: MakeCognitoUser) -> None:
    with pytest.raises(
        errors.InvalidParameterException, match=r"Username: Value failed to satisfy constraint"
    ):
        make_cognito_user(username="a b")
    with pytest.raises(ValueError, match="username is empty"):
        make_cognito_user(username="")


def test_a_reset_user_who_is_disabled(make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(status="RESET_REQUIRED", enabled=False)

    assert (user.status, user.enabled) == ("RESET_REQUIRED", False)


def test_a_federated_user_has_no_password(make_cognito_user: MakeCognitoUser) -> None:
    with pytest.raises(LookupError, match="is federated and has no password: use tokens"):
        make_cognito_user(status="EXTERNAL_PROVIDER").sign_in()
