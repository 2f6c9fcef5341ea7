"""Users of a wider scope: they are there for each test, and as they were made."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run


@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_a_user_of_a_wider_scope(run: Run, scope: str) -> None:
    result = run(f"""
        import pytest

        SUBS = set()

        @pytest.fixture(scope="{scope}")
        def admin({scope}_cognito):
            return {scope}_cognito.users.make(username="admin", groups=["admins"])

        class TestIt:
            @pytest.mark.parametrize("n", range(2))
            def test_changes(self, n, cognito, admin, cognito_user):
                assert set(cognito.users) == {{"admin", cognito_user.username}}
                assert admin.sign_in().access_claims["cognito:groups"] == ["admins"]
                assert cognito.users["admin"].password == admin.password
                named = {{"UserPoolId": cognito.pool_id, "Username": "admin"}}
                cognito.call("AdminDeleteUser", named)
                SUBS.add(admin.sub)

            @pytest.mark.cognito(mfa="ON", client={{"AccessTokenValidity": 2}})
            def test_in_another_pool(self, admin, cognito):
                assert admin.sign_in(solve=True).expires_in == 7200

            def test_the_usual_one_again(self, admin, cognito):
                assert admin.sign_in().expires_in == 3600
                assert SUBS == {{admin.sub}}

        def test_outside(cognito):
            assert ("admin" in cognito.users) == ("{scope}" not in ("class",))
    """)

    result.assert_outcomes(passed=5)


def test_each_module_has_its_own(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import pytest

        @pytest.fixture(scope="module")
        def ann(module_cognito):
            return module_cognito.users.make(username="ann")
    """)
    source = """
        def test_ann(ann, cognito):
            assert list(cognito.users) == ["ann"]
            assert ann.sign_in()
    """
    pytester.makepyfile(test_one=source, test_two=source)

    run("def test_nobody(cognito): assert not cognito.users").assert_outcomes(passed=3)


def test_a_scope_that_comes_too_late_is_named(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture(scope="session")
        def admin(session_cognito):
            return session_cognito.users.make()

        def test_late(cognito, request):
            request.getfixturevalue("admin")
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*session_cognito of the session comes too late: *"])


def test_a_clock_of_a_wider_scope(run: Run) -> None:
    result = run("""
        import time
        import pytest

        @pytest.fixture(scope="module")
        def new_year(module_cognito):
            module_cognito.clock.freeze("2030-01-01T00:00:00Z")

        def test_moves_on(new_year, cognito, cognito_user):
            assert cognito_user.sign_in().access_claims["iat"] == 1893456000
            cognito.clock.shift(hours=1)
            assert time.time() == 1893456000 + 3600

        def test_is_back(new_year, cognito_user):
            assert cognito_user.sign_in().access_claims["iat"] == 1893456000
    """)

    result.assert_outcomes(passed=2)


def test_different_people_in_different_scopes(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture(scope="module")
        def crowd(module_cognito):
            return [module_cognito.users.make() for _ in range(5)]

        def test_all_differ(crowd, make_cognito_user):
            people = [*crowd, *(make_cognito_user() for _ in range(5))]
            assert len({who.username for who in people}) == 10
    """)

    result.assert_outcomes(passed=1)
