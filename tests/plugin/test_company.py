"""In company: other plugins, other runners, other libraries that tests use."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run


@pytest.mark.slow
def test_workers_of_xdist_do_not_meet(run_apart: Run) -> None:
    result = run_apart(
        """
        import pytest

        PLACES = set()

        @pytest.mark.parametrize("n", range(12))
        def test_alone(n, cognito, cognito_user):
            assert list(cognito.users) == [cognito_user.username]
            assert cognito_user.sign_in().access_claims["iss"] == cognito.issuer
            PLACES.add((cognito.url, cognito.pool_id, str(cognito.jwks)))
            assert len(PLACES) == 1
        """,
        *("-p", "xdist", "-n", "2"),
    )

    result.assert_outcomes(passed=12)


def test_randomly_leaves_the_people_as_they_are(run: Run, pytester: pytest.Pytester) -> None:
    source = """
        import pathlib, pytest

        @pytest.mark.parametrize("n", range(3))
        def test_people(n, cognito_user, make_cognito_user):
            line = f"{n} {cognito_user.username} {make_cognito_user().attributes['birthdate']}"
            with pathlib.Path("people.txt").open("a") as file:
                print(line, file=file)
    """
    for seed in ("1", "2"):
        run(source, "-p", "randomly", f"--randomly-seed={seed}").assert_outcomes(passed=3)
    lines = (pytester.path / "people.txt").read_text().splitlines()
    assert len(lines) == 6
    assert len(set(lines)) == 3


def test_async_tests(run: Run) -> None:
    result = run(
        """
        import asyncio
        import anyio, pytest

        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param

        @pytest.mark.anyio
        async def test_anyio(anyio_backend, cognito, cognito_user):
            tokens = await anyio.to_thread.run_sync(cognito_user.sign_in)
            cognito.clock.expire(tokens)
            await anyio.sleep(0)
            with pytest.raises(Exception, match="Access Token has expired"):
                cognito.call("GetUser", AccessToken=tokens.access_token)

        @pytest.mark.asyncio
        async def test_asyncio(cognito, cognito_user):
            cognito.clock.freeze()
            tokens = await asyncio.to_thread(cognito_user.sign_in)
            await asyncio.wait_for(asyncio.sleep(0.001), 60)
            assert tokens.access_claims["sub"] == cognito_user.sub
    """,
        *("-p", "anyio", "-p", "asyncio", "-o", "asyncio_default_fixture_loop_scope=function"),
        *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
    )

    result.assert_outcomes(passed=3)


def test_classes_of_unittest(run: Run) -> None:
    result = run("""
        import os, unittest
        import pytest

        @pytest.mark.usefixtures("cognito_env")
        class TestIt(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _cognito(self, cognito, cognito_user):
                self.cognito, self.user = cognito, cognito_user

            def setUp(self):
                self.tokens = self.user.sign_in()

            def test_signed_in(self):
                self.assertEqual(self.tokens.access_claims["sub"], self.user.sub)
                self.assertEqual(os.environ["COGNITO_USER_POOL_ID"], self.cognito.pool_id)
                self.cognito.assert_signed_in(self.user, times=1)

            @pytest.mark.cognito_challenge("SMS_MFA")
            @pytest.mark.cognito(mfa="OPTIONAL")
            def test_marked(self):
                self.fail("setUp meets the challenge")
    """)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*--- cognito-emulator ---*", "  *InitiateAuth * -> challenge SMS_MFA"]
    )


def test_hypothesis(run: Run) -> None:
    result = run("""
        import pytest
        from hypothesis import given, settings, strategies as st

        @settings(max_examples=10, deadline=None)
        @given(name=st.from_regex("[a-z]{1,10}", fullmatch=True))
        def test_names(module_cognito, name):
            with module_cognito.isolated() as cognito:
                user = cognito.users.make(username=name)
                assert user.sign_in().access_claims["username"] == name
            assert not module_cognito.users
    """)

    result.assert_outcomes(passed=1)


def test_the_emulator_for_unittest_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_alone="""
        import unittest
        from cognito_emulator import Emulator

        USERS = [{"Username": "ann", "Password": "Ann-Pass-1"}]
        POOL = {"PoolName": "alone", "Id": "us-east-1_Alone", "Users": USERS}

        class TestAlone(unittest.TestCase):
            def setUp(self):
                self.emulator = self.enterContext(Emulator(seed=POOL))

            def test_user(self):
                named = {"UserPoolId": "us-east-1_Alone", "Username": "ann"}
                self.assertEqual(self.emulator.call("AdminGetUser", named)["Enabled"], True)
        """
    )
    import sys  # noqa: PLC0415 - only here

    done = pytester.run(sys.executable, "-m", "unittest", "test_alone")

    assert done.ret == 0
    done.stderr.fnmatch_lines(["OK"])
