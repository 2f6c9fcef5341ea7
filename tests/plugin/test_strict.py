"""Strict tests: a forced challenge or a fault that is never met fails them."""

from __future__ import annotations

import pytest

from pytest_cognito_emulator import Cognito, CognitoUser
from tests.plugin.conftest import Run, unsaid

#: What a test wishes for and does, and what it is told.
UNMET = {
    "challenge": (
        'cognito.force_challenge("SMS_MFA")',
        "  SMS_MFA for everybody, never",
    ),
    "challenge of a user": (
        'cognito.force_challenge("EMAIL_OTP", user=cognito.users.make(username="ada"))',
        "  EMAIL_OTP for ada, never",
    ),
    "challenge, met too seldom": (
        'cognito.force_challenge("SMS_MFA", times=2); cognito.users.make().sign_in(solve=True)',
        "  SMS_MFA for everybody, once of 2 times",
    ),
    "refusal": (
        'cognito.fail("InitiateAuth", "TooManyRequestsException")',
        "  InitiateAuth: TooManyRequestsException, never",
    ),
    "refusals, met too seldom": (
        'cognito.delay("InitiateAuth", 0, times=3); cognito.users.make().sign_in()',
        "  InitiateAuth: a delay of 0 seconds, once of 3 times",
    ),
    "endless refusal": (
        'cognito.fail("InitiateAuth", "TooManyRequestsException", probability=1)',
        "  InitiateAuth: TooManyRequestsException, never",
    ),
    "delay of anything": ("cognito.delay(None, 1)", "  any operation: a delay of 1 second, never"),
    "of another pool": (
        'cognito.pool().force_challenge("SMS_MFA")',
        "  SMS_MFA for everybody, never",
    ),
    "in isolation": (
        "with cognito.isolated() as inner: inner.delay(None, 1)",
        "  any operation: a delay of 1 second, never",
    ),
}

MET = {
    "nothing": "pass",
    "challenge": 'cognito.force_challenge("SMS_MFA"); cognito.users.make().sign_in(solve=True)',
    "endless delay": "cognito.delay(None, 0, probability=1); cognito.users.make().sign_in()",
    "a fault that chance may withhold": (
        'cognito.fail("InitiateAuth", "TooManyRequestsException", probability=0.1, seed=3);'
        "cognito.users.make().sign_in()"
    ),
    "taken back": "cognito.delay(None, 1); cognito.emulator.forget_faults()",
    "in isolation": (
        "with cognito.isolated() as inner: inner.delay(None, 0); inner.users.make().sign_in()"
    ),
}


def test_what_is_not_met_fails_the_test(run: Run) -> None:
    result = run(
        "import pytest\n"
        + "".join(
            "@pytest.mark.cognito(strict=True)\n"
            f"def test_strict_{row}(cognito):\n    {act}\n"
            f"def test_lenient_{row}(cognito):\n    {act}\n"
            for row, (act, _) in enumerate(UNMET.values())
        )
    )

    result.assert_outcomes(passed=len(UNMET), failed=len(UNMET))  # no error: the tests failed
    for said in ["E * what the test wished for was not met:", "*The calls:"]:
        assert unsaid(result, {f"test_strict_{row}": said for row in range(len(UNMET))}) == {}
    lines = {f"test_strict_{row}": f"*{line}" for row, (_, line) in enumerate(UNMET.values())}
    assert unsaid(result, lines) == {}
    result.stdout.no_fnmatch_line("*cognito_emulator/*.py:*")


@pytest.mark.cognito(strict=True)
@pytest.mark.parametrize("wish", MET)
def test_what_is_met_fails_nothing(cognito: Cognito, wish: str) -> None:
    exec(MET[wish], {"cognito": cognito})  # noqa: S102 - the table's own lines


def test_any_test_may_ask(cognito: Cognito) -> None:
    cognito.assert_all_met()
    cognito.delay(None, 1)
    with pytest.raises(AssertionError, match="any operation: a delay of 1 second, never"):
        cognito.assert_all_met()


@pytest.mark.cognito(strict=True)
@pytest.mark.cognito_challenge("SMS_MFA")
@pytest.mark.cognito_fault("GetUser", "TooManyRequestsException")
def test_wishes_of_markers_are_met(cognito: Cognito, cognito_user: CognitoUser) -> None:
    token = cognito_user.sign_in(solve=True).access_token
    with pytest.raises(Exception, match="Rate exceeded"):
        cognito.call("GetUser", AccessToken=token)


SUITE = """
    import pytest

    @pytest.mark.cognito_fault("SignUp", "TooManyRequestsException")
    def test_marker(): pass

    @pytest.mark.cognito(strict=False)
    def test_lenient(cognito):
        cognito.delay(None, 1)

    def test_fails_anyhow(cognito):
        cognito.delay(None, 1)
        assert False, "for its own reason"

    def test_skips(cognito):
        cognito.delay(None, 1)
        pytest.skip("for its own reason")

    @pytest.mark.xfail
    def test_is_known_to_fail(cognito):
        cognito.delay(None, 1)

    class TestSettings:
        @pytest.fixture
        def cognito_settings(self):
            return {"strict": False}

        def test_settings(self, cognito):
            cognito.delay(None, 1)
"""


def test_three_places_say_so(run: Run) -> None:
    result = run(SUITE, "-o", "cognito_strict=true")

    result.assert_outcomes(passed=2, failed=2, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["*AssertionError: for its own reason*"])


def test_wishes_of_wider_scopes_are_for_whoever_meets_them(run: Run) -> None:
    result = run(
        """
        import pytest

        @pytest.fixture(scope="module")
        def trouble(module_cognito):
            module_cognito.force_challenge("SMS_MFA", times=3)
            module_cognito.delay("InitiateAuth", 0, times=3)

        def test_meets_none(trouble, cognito): pass

        def test_meets_one(trouble, cognito_user):
            cognito_user.sign_in(solve=True)

        def test_wishes_for_more(trouble, cognito):
            cognito.force_challenge("EMAIL_OTP")
        """,
        "-o",
        "cognito_strict=true",
    )

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*  EMAIL_OTP for everybody, never"])
    result.stdout.no_fnmatch_line("*SMS_MFA for everybody, never")


def test_unittest_too(run: Run) -> None:
    result = run(
        """
        import unittest
        import pytest

        class TestIt(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _cognito(self, cognito):
                self.cognito = cognito

            def test_unmet(self):
                self.cognito.delay(None, 1)

            def test_met(self):
                self.cognito.delay(None, 0)
                self.cognito.users.make().sign_in()
        """,
        "-o",
        "cognito_strict=true",
    )

    result.assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize("value", ["'yes'", "1", "None"])
def test_what_is_no_truth_value(run: Run, value: str) -> None:
    result = run(f"""
        import pytest

        @pytest.mark.cognito(strict={value})
        def test_it(cognito): pass
    """)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*cognito: strict is *; it must be True or False."])
