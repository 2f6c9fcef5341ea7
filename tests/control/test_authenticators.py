"""The codes that authenticator apps show."""

from __future__ import annotations

import pytest

from cognito_emulator.control import authenticators, people, users
from cognito_emulator.control.people import Person
from tests.support import MFA_BLOCKS, Lab


def test_the_code_of_a_user_s_app(lab: Lab) -> None:
    person = Person(username="ada", name="ada", subject="1", mfa=("SOFTWARE_TOKEN_MFA",))
    made = people.make(lab.emulator, lab.pool_id, person)
    begun = lab.begin("ada", str(made.password))
    code = authenticators.code_of(lab.emulator, made.user)

    answer = lab.respond(
        "SOFTWARE_TOKEN_MFA",
        {"USERNAME": "ada", "SOFTWARE_TOKEN_MFA_CODE": code},
        Session=begun["Session"],
    )

    assert answer["AuthenticationResult"]
    assert authenticators.code_of(lab.emulator, users.user(lab.emulator, lab.pool_id, "ada")) != (
        code
    )
    assert users.second_factors(made.user) == ["SOFTWARE_TOKEN_MFA"]


def test_the_code_of_an_app_that_waits_for_its_first(lab: Lab) -> None:
    lab.call(
        "SetUserPoolMfaConfig",
        UserPoolId=lab.pool_id,
        MfaConfiguration="OPTIONAL",
        **MFA_BLOCKS["SOFTWARE_TOKEN_MFA"],
    )
    lab.user()
    token = lab.tokens()["AccessToken"]
    secret = lab.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    user = lab.emulator.user(lab.pool_id, "alice")

    code = authenticators.code_of(lab.emulator, user)

    assert code == authenticators.code(lab.emulator, secret)
    assert lab.call("VerifySoftwareToken", AccessToken=token, UserCode=code)


def test_who_has_no_app_has_no_code(lab: Lab) -> None:
    lab.user()

    with pytest.raises(LookupError, match="alice has no authenticator app"):
        authenticators.code_of(lab.emulator, lab.emulator.user(lab.pool_id, "alice"))
