"""Codes: of authenticator apps that the app under test set up, and one that is always the same."""

from __future__ import annotations

import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import ChallengeRequired, Cognito, CognitoUser
from tests.plugin.conftest import Run, sign_up, unsaid

MFA = pytest.mark.cognito(mfa="OPTIONAL")


def set_up(cognito: Cognito, user: CognitoUser, code: str, token: str) -> None:
    """What an app under test does once its user has typed in a code."""
    cognito.call("VerifySoftwareToken", AccessToken=token, UserCode=code)
    cognito.call(
        "AdminSetUserMFAPreference",
        UserPoolId=user.pool_id,
        Username=user.username,
        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True},
    )


@MFA
def test_each_code_for_a_secret_is_accepted(cognito: Cognito, cognito_user: CognitoUser) -> None:
    """The one that verifies the app, and those that sign in within the same half minute."""
    cognito.clock.freeze()
    token = cognito_user.tokens().access_token
    secret = cognito.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]

    codes = [cognito.totp(secret)]
    set_up(cognito, cognito_user, codes[0], token)
    for spelled in (secret.lower(), f"{secret[:8]} {secret[8:]}="):
        with pytest.raises(ChallengeRequired) as challenge:
            cognito_user.sign_in()
        codes.append(cognito.totp(spelled))
        challenge.value.respond(SOFTWARE_TOKEN_MFA_CODE=codes[-1])

    assert len(set(codes)) == 3
    with pytest.raises(ValueError, match=r"has used all codes .* cognito_clock.shift\(30\)"):
        cognito.totp(secret)
    cognito.clock.shift(30)
    assert cognito.totp(secret) not in codes


@MFA
def test_a_user_has_the_codes_of_an_app_that_waits(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    token = cognito_user.tokens().access_token
    cognito.call("AssociateSoftwareToken", AccessToken=token)

    set_up(cognito, cognito_user, cognito_user.totp(), token)

    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()
    assert challenge.value.respond(SOFTWARE_TOKEN_MFA_CODE=cognito_user.totp()).access_token


@MFA
def test_a_new_app_of_somebody_who_has_one(cognito: Cognito) -> None:
    """Until it is verified, the user's codes are those of the old one."""
    user = cognito.users.make(mfa="SOFTWARE_TOKEN_MFA")
    token = user.tokens().access_token
    secret = cognito.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]

    with pytest.raises(errors.EnableSoftwareTokenMFAException):
        set_up(cognito, user, user.totp(), token)
    set_up(cognito, user, cognito.totp(secret), token)
    assert user.sign_in(solve=True).access_token


@pytest.mark.cognito(mfa="ON")
def test_an_app_that_a_sign_in_sets_up(cognito: Cognito, cognito_user: CognitoUser) -> None:
    with pytest.raises(ChallengeRequired, match="MFA_SETUP") as challenge:
        cognito_user.sign_in()
    made = cognito.call("AssociateSoftwareToken", Session=challenge.value.session)

    verified = cognito.call(
        "VerifySoftwareToken", Session=made["Session"], UserCode=cognito.totp(made["SecretCode"])
    )

    assert challenge.value.respond(verified["Session"]).access_token
    cognito.clock.freeze()
    assert cognito_user.totp() == cognito.totp(made["SecretCode"])


def test_an_app_of_a_user_of_another_pool(cognito: Cognito) -> None:
    other = cognito.pool(mfa="OPTIONAL")
    user = other.users.make()
    token = user.tokens().access_token
    secret = other.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    first = cognito.totp(secret)
    set_up(other, user, first, token)

    assert cognito.totp(secret) != first


def test_users_of_one_secret_use_up_codes_of_their_own(cognito: Cognito) -> None:
    """As in seeds that were written by copying."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    app = {"SoftwareTokenSecret": secret, "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]}
    users = [{"Username": name, "Password": "Correct-Horse-1", **app} for name in ("ada", "bob")]
    pool = {"PoolName": "x", "MfaConfiguration": "ON", "Users": users}
    other = cognito.pool(seed={**pool, "SoftwareTokenMfaConfiguration": {"Enabled": True}})
    ada, bob = (other.users[name] for name in ("ada", "bob"))
    cognito.clock.freeze()
    first = ada.totp()
    ada.sign_in(solve=True)

    assert ada.totp() != first == bob.totp()
    assert cognito.totp(secret) == ada.totp()


@pytest.mark.parametrize("secret", ["", "123456", "JBSWY3DPEHPK3PX1", "not base32 at all!"])
def test_what_is_no_secret(cognito: Cognito, secret: str) -> None:
    with pytest.raises(ValueError, match="is no SecretCode: base32, 16 characters or more"):
        cognito.totp(secret)


@pytest.mark.cognito(code="424242")
def test_a_marker_says_every_code(cognito: Cognito) -> None:
    sign_up(cognito)

    assert cognito.messages[-1].code == "424242"
    cognito.call(
        "ConfirmSignUp", ClientId=cognito.client_id, Username="ada", ConfirmationCode="424242"
    )


def test_it_is_that_tests_only(cognito: Cognito) -> None:
    assert cognito.emulator.settings.code is None


CODES = """
    import pytest

    def code(cognito):
        cognito.users.make(status="UNCONFIRMED")
        return cognito.messages[-1].code

    def test_ini(cognito):
        assert code(cognito) == "000000"

    @pytest.mark.cognito(code="123456")
    def test_marker(cognito):
        assert code(cognito) == "123456"

    @pytest.mark.cognito(code=None)
    def test_none(cognito):
        assert cognito.emulator.settings.code is None

    class TestSettings:
        @pytest.fixture
        def cognito_settings(self):
            return {"code": "98765432"}

        def test_settings(self, cognito):
            assert code(cognito) == "98765432"
"""


def test_three_places_say_the_code(run: Run) -> None:
    run(CODES, "-o", "cognito_code=000000").assert_outcomes(passed=4)


def test_what_is_no_code(run: Run) -> None:
    codes = [123456, "12345x", "", " 123456", ["123456"]]
    result = run(
        "import pytest\n"
        + "".join(
            f"@pytest.mark.cognito(code={code!r})\ndef test_{row}(cognito): pass\n"
            for row, code in enumerate(codes)
        )
    )

    result.assert_outcomes(errors=len(codes))
    said = "*@pytest.mark.cognito: code is *; it must be a text of digits."
    assert unsaid(result, {f"test_{row}": said for row in range(len(codes))}) == {}
