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


def test_a_test_that_takes_only_what_is_wider_is_undone_too(run: Run) -> None:
    result = run("""
        import time
        import pytest

        @pytest.fixture(scope="module")
        def admin(module_cognito):
            return module_cognito.users.make(username="admin")

        def test_changes(module_cognito, admin):
            named = {"UserPoolId": module_cognito.pool_id, "Username": "admin"}
            module_cognito.call("AdminDisableUser", named)
            module_cognito.clock.shift(hours=3)
            module_cognito.fail("InitiateAuth", "TooManyRequestsException")
            module_cognito.on("PreSignUp", print)
            module_cognito.emulator.on_message(print)
            admin.tokens(expires_in=-10, use="id")

        def test_finds(module_cognito, admin, started=time.time()):
            assert admin.enabled
            assert started - 1 < time.time() < started + 60
            assert admin.sign_in().authorization == admin.authorization
            functions = module_cognito.emulator.functions
            assert functions.find("PreSignUp", module_cognito.pool_id, None) is None
            assert not module_cognito.emulator.audience.messages.present
    """)

    result.assert_outcomes(passed=2)


def test_tokens_of_one_test_are_not_those_of_the_next(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture(scope="module")
        def admin(module_cognito):
            return module_cognito.users.make()

        @pytest.mark.parametrize("n", range(2))
        def test_header(n, admin, cognito):
            with pytest.raises(AssertionError, match="expired"):
                cognito.assert_claims(admin.tokens(expires_in=-10).authorization)

        def test_fresh(admin, cognito):
            cognito.assert_claims(admin.authorization)
    """)

    result.assert_outcomes(passed=3)


def test_what_a_wider_scope_made_outlasts_a_marker(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture(scope="module")
        def world(module_cognito):
            app = module_cognito.client(AccessTokenValidity=2)
            ada = module_cognito.users.make(
                mfa="SOFTWARE_TOKEN_MFA", attributes={"custom:team": "blue"}
            )
            return ada, app

        @pytest.mark.cognito(client={"GenerateSecret": True, "IdTokenValidity": 3})
        @pytest.mark.cognito(triggers={"PreSignUp": lambda event: event})
        def test_marked(cognito, world):
            ada, app = world
            assert ada.sign_in(client=app, solve=True).expires_in == 7200
            tokens = ada.sign_in(solve=True)
            assert tokens.id_claims["custom:team"] == "blue"
            pool = cognito.call("DescribeUserPool", UserPoolId=cognito.pool_id)["UserPool"]
            assert "custom:team" in {each["Name"] for each in pool["SchemaAttributes"]}
            assert cognito.client_secret
    """)

    result.assert_outcomes(passed=1)


def test_a_scope_that_is_used_inside_of_a_narrower_one_is_named(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture(scope="session")
        def admin(session_cognito):
            return session_cognito.users.make(username="admin")

        def test_narrower(module_cognito): pass

        def test_wider(admin): pass
    """)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*session_cognito of the session comes too late: * with module_cognito of *, which began*"]
    )


def test_a_wider_scope_that_makes_something_inside_of_a_narrower_one(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.fixture(scope="session")
        def admin(session_cognito):
            return session_cognito.users.make(username="admin")

        def test_first(session_cognito): pass

        def test_narrower(module_cognito): pass

        def test_wider(admin): pass
    """)

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*session_cognito of the session is used too late: *"])


def test_a_wider_clock_that_a_test_moves_is_put_back(run: Run) -> None:
    for backend in ("freezegun", "time-machine"):
        result = run(
            """
            import time
            import pytest

            START = time.time()

            @pytest.fixture(scope="module")
            def clock(module_cognito):
                return module_cognito.clock

            def test_moves_both(clock, cognito):
                clock.shift(hours=1)
                cognito.clock.shift(hours=2)
                clock.shift(hours=3)
                assert time.time() - START == pytest.approx(6 * 3600, abs=60)
                assert "moved by" in cognito.clock.told

            def test_after(clock):
                assert time.time() - START == pytest.approx(0, abs=60)
            """,
            "-o",
            f"cognito_clock={backend}",
        )

        result.assert_outcomes(passed=2)


def test_a_user_of_a_wider_scope_is_no_namesake(run: Run) -> None:
    """A seed with a pool of its own takes the client along."""
    result = run("""
        import pytest

        SEED = {"PoolName": "b", "Id": "us-east-1_AbCdEfGhI"}

        @pytest.fixture(scope="module")
        def boss(module_cognito):
            return module_cognito.users.make(username="boss")

        @pytest.mark.cognito(seed=SEED)
        def test_another_pool(cognito, boss):
            other = cognito.users.make(username="boss")
            assert boss.enabled
            with pytest.raises(LookupError, match="boss is of us-east-1_TestPool1, but this test"):
                boss.tokens()
            with pytest.raises(LookupError, match="make a user in this one"):
                boss.sign_in()
            assert other.tokens().access_claims["sub"] == other.sub

        def test_the_usual_one(boss):
            assert boss.sign_in().access_claims["sub"] == boss.sub

        @pytest.mark.cognito(pool={"AliasAttributes": ["email"]})
        def test_found_by_the_address(cognito, boss):
            assert cognito.users[boss.email].sub == boss.sub

        def test_tokens_of_the_present_issuer(cognito_intercept, boss):
            cognito_intercept.assert_claims(boss.authorization)
    """)

    result.assert_outcomes(passed=4)


def test_a_wider_scope_s_boto3_is_its_own_again(run: Run) -> None:
    result = run("""
        import pytest
        from botocore.stub import Stubber

        @pytest.fixture(scope="module")
        def wide(module_cognito):
            before = module_cognito.boto3
            yield module_cognito
            assert module_cognito.boto3 is before
            assert module_cognito.boto3.list_user_pools(MaxResults=1)["UserPools"]

        def test_stubs(wide, cognito):
            Stubber(cognito.boto3).activate()
            with pytest.raises(Exception, match="Unexpected API Call"):
                cognito.boto3.list_user_pools(MaxResults=1)
    """)

    result.assert_outcomes(passed=1)


def test_tokens_of_a_user_who_is_planted_anew_are_new(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makefile(".json", pool='{"Users": [{"Username": "ann", "Password": "Ann-Pass-1"}]}')
    result = run(
        """
        import pytest

        @pytest.fixture(scope="module")
        def former(module_cognito):
            return module_cognito.users["ann"].authorization

        @pytest.mark.cognito(seed={"Users": [{"Username": "ann", "Password": "Ann-Pass-2"}]})
        def test_another_ann(former, cognito):
            assert cognito.users["ann"].authorization != former
            assert cognito.users["ann"].sign_in()

        def test_the_same(former, cognito):
            assert cognito.users["ann"].authorization == former
        """,
        "-o",
        "cognito_seed=pool.json",
    )

    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("pool", "names"),
    [
        ({}, {"Ada"}),
        ({"UsernameConfiguration": {"CaseSensitive": False}}, {"Ada", "ada"}),
        ({"AliasAttributes": ["email"]}, {"Ada", "a@example.com"}),
    ],
)
def test_users_of_a_wider_scope_go_by_what_the_test_s_pool_says(
    run: Run, pool: dict[str, object], names: set[str]
) -> None:
    result = run(f"""
        import pytest

        @pytest.fixture(scope="module")
        def ada(module_cognito):
            return module_cognito.users.make(username="Ada", email="a@example.com")

        @pytest.mark.cognito(pool={pool})
        def test_names(ada, cognito):
            tried = ["Ada", "ada", "a@example.com"]
            assert {{name for name in tried if name in cognito.users}} == {names}
    """)

    result.assert_outcomes(passed=1)


def test_in_a_test_a_wider_scope_makes_what_goes_with_the_test(run: Run) -> None:
    result = run("""
        def test_makes(module_cognito, cognito):
            module_cognito.users.make(username="ada")
            assert cognito.users["ada"].sign_in()

        def test_after(module_cognito, cognito):
            assert list(cognito.users) == []
    """)

    result.assert_outcomes(passed=2)


def test_senders_are_done_when_their_test_is(run: Run) -> None:
    """They run beside the operation, and may outlast it, but not the test."""
    result = run("""
        import threading
        import pytest

        DONE = []

        @pytest.fixture
        def after():
            yield
            assert DONE == ["CustomEmailSender_SignUp"]

        @pytest.fixture
        def gate(after, cognito):
            opened = threading.Event()
            yield opened
            opened.set()

        def test_sends(after, cognito, gate):
            def send(event):
                gate.wait(60)
                sum(range(5_000_000))  # it takes its time
                DONE.append(event["triggerSource"])

            cognito.on("CustomEmailSender", send)
            cognito.call(
                "SignUp", ClientId=cognito.client_id, Username="ada", Password="Correct-Horse-1",
                UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
            )
            assert DONE == []
    """)

    result.assert_outcomes(passed=1)
