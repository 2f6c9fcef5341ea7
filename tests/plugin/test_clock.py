"""cognito_clock: one time for the emulator, the test and the libraries in its process."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import freezegun
import jwt
import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import Cognito, CognitoClock, CognitoUser
from tests.plugin.conftest import Run

HOUR = 3600
SLACK = 60  # seconds that a busy machine may take for what takes none


def verified(cognito: Cognito, token: str) -> dict[str, object]:
    """What an app does with PyJWT."""
    kid = jwt.get_unverified_header(token)["kid"]
    key = next(key for key in jwt.PyJWKSet.from_dict(cognito.jwks).keys if key.key_id == kid)
    issuer = f"{cognito.url}/{cognito.pool_id}"
    return jwt.decode(token, key, algorithms=["RS256"], issuer=issuer)


def test_tokens_expire_for_pyjwt_and_for_the_emulator(
    cognito: Cognito, cognito_clock: CognitoClock, cognito_user: CognitoUser
) -> None:
    token = cognito_user.tokens().access_token
    assert verified(cognito, token)["sub"] == cognito_user.sub

    cognito_clock.shift(hours=2)

    with pytest.raises(jwt.ExpiredSignatureError):
        verified(cognito, token)
    with pytest.raises(errors.NotAuthorizedException, match="Access Token has expired"):
        cognito.call("GetUser", AccessToken=token)


def test_tokens_issued_later_are_valid_later(
    cognito: Cognito, cognito_clock: CognitoClock, cognito_user: CognitoUser
) -> None:
    cognito_clock.freeze("2031-05-06T07:08:09Z")  # a moment later it would be another second

    claims = verified(cognito, cognito_user.sign_in().access_token)

    assert claims["auth_time"] == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "when",
    [
        "2030-01-02T03:04:05Z",
        "2030-01-02T04:04:05+01:00",
        datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2030, 1, 2, 3, 4, 5),  # noqa: DTZ001 - naive means UTC
        1893553445,
    ],
)
def test_move_to(cognito_clock: CognitoClock, when: datetime | float | str) -> None:
    cognito_clock.move_to(when)

    assert time.time() == pytest.approx(1893553445, abs=SLACK)
    assert datetime.now(UTC).timestamp() == pytest.approx(1893553445, abs=SLACK)
    assert cognito_clock.now().timestamp() == pytest.approx(1893553445, abs=SLACK)


def test_shifts_add_up(cognito_clock: CognitoClock) -> None:
    start = time.time()

    cognito_clock.shift(hours=1)
    cognito_clock.shift(timedelta(hours=2), minutes=30)
    cognito_clock.shift(-600)

    assert time.time() - start == pytest.approx(3.5 * HOUR - 600, abs=SLACK)


def test_time_runs_on(cognito_clock: CognitoClock) -> None:
    cognito_clock.shift(hours=1)
    before = time.time()

    while time.time() == before:  # only a time that stands still is waited for in vain
        pass


def test_frozen_time_stands_still_and_can_be_moved(cognito_clock: CognitoClock) -> None:
    cognito_clock.freeze("2030-01-01")
    start = time.time()
    time.sleep(0.002)
    assert time.time() == start == datetime(2030, 1, 1, tzinfo=UTC).timestamp()

    cognito_clock.shift(minutes=1)
    time.sleep(0.002)
    assert time.time() == start + 60

    cognito_clock.move_to("2029-01-01")
    time.sleep(0.002)
    assert time.time() == datetime(2029, 1, 1, tzinfo=UTC).timestamp()


def test_freezes_what_it_is_now(cognito_clock: CognitoClock) -> None:
    now = time.time()

    cognito_clock.freeze()

    assert time.time() == pytest.approx(now, abs=SLACK)
    assert time.time() == time.time()


def test_the_emulator_reads_the_same_time(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.clock.freeze("2030-01-01T00:00:00Z")

    claims = cognito_user.sign_in().access_claims

    assert claims["iat"] == int(time.time()) == 1893456000


def test_each_verb_undoes_itself(cognito_clock: CognitoClock) -> None:
    start = time.time()

    with cognito_clock.shift(days=1) as clock:
        assert clock is cognito_clock
        with clock.freeze():
            with clock.move_to("2040-01-01"):
                assert time.time() == 2208988800
            assert time.time() - start == pytest.approx(86400, abs=SLACK)
            assert time.time() == time.time()
        before = time.time()
        assert before < time.time() == pytest.approx(start + 86400, abs=SLACK)

    assert time.time() == pytest.approx(start, abs=SLACK)
    assert datetime.__name__ == "datetime"


def test_a_with_statement_ends_what_was_moved_inside(cognito_clock: CognitoClock) -> None:
    start = time.time()

    with cognito_clock.shift(hours=1):
        cognito_clock.shift(hours=10)
        cognito_clock.freeze()

    assert time.time() == pytest.approx(start, abs=SLACK)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be chosen here")
def test_leaves_the_local_zone_alone(
    cognito_clock: CognitoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        cognito_clock.freeze("2030-01-01T00:00:00Z")
        local = datetime.now()  # noqa: DTZ005 - the point of the test
        clock = time.localtime()
    finally:
        monkeypatch.undo()
        time.tzset()

    assert (local.hour, clock.tm_hour) == (9, 9)
    assert local.timestamp() == 1893456000


@pytest.mark.parametrize("backend", ["freezegun", "time-machine"])
def test_all_is_put_back_after_the_test(run: Run, backend: str) -> None:
    result = run(
        """
        import time
        from datetime import date, datetime

        real, classes = time.time, (date, datetime)

        def test_moves(cognito_clock, cognito_user):
            cognito_clock.shift(days=1000)
            cognito_clock.freeze()
            cognito_clock.shift(days=1000)
            assert cognito_user.sign_in().access_claims["iat"] == int(time.time())

        def test_after(cognito_user, started=time.time()):
            import datetime as module
            assert started <= time.time() < started + 60
            assert time.time is real
            assert (date, datetime) == (module.date, module.datetime) == classes
            iat = cognito_user.sign_in().access_claims["iat"]
            assert started - 1 <= iat < started + 60
        """,
        "-o",
        f"cognito_clock={backend}",
    )

    result.assert_outcomes(passed=2)


def test_time_machine_moves_test_and_emulator(run: Run) -> None:
    result = run(
        """
        import sys, time
        import jwt, pytest

        def test_moves(cognito, cognito_clock, cognito_user):
            token = cognito_user.tokens().access_token
            start = time.time()
            with cognito_clock.shift(hours=2):
                assert 7200 <= time.time() - start < 7260
                with pytest.raises(Exception, match="Access Token has expired"):
                    cognito.call("GetUser", AccessToken=token)
                with cognito_clock.freeze("2030-01-01"):
                    assert time.time() == time.time() == 1893456000
                    cognito_clock.shift(minutes=1)
                    assert time.time() == time.time() == 1893456060
            assert start <= time.time() < start + 60
            cognito.call("GetUser", AccessToken=token)

        def test_says_who_it_is(cognito_clock):
            assert "time-machine" in repr(cognito_clock)
        """,
        "-o",
        "cognito_clock=time-machine",
    )

    result.assert_outcomes(passed=2)


@pytest.mark.parametrize("backend", ["freezegun", "time-machine"])
def test_the_emulator_follows_a_test_that_moves_time_itself(run: Run, backend: str) -> None:
    result = run(
        """
        import datetime as dt
        import time
        import freezegun, pytest, time_machine

        NEW_YEAR = dt.datetime(2030, 1, 1, tzinfo=dt.timezone.utc)
        EPOCH = 1893456000

        def issued(user):
            return user.sign_in().access_claims["iat"]

        @freezegun.freeze_time("2030-01-01")
        def test_freezegun(cognito_user):
            assert issued(cognito_user) == EPOCH

        @freezegun.freeze_time("2030-01-01")
        def test_freezegun_and_the_clock(cognito_user, cognito_clock):
            with cognito_clock.shift(hours=1):
                assert issued(cognito_user) == int(time.time()) == EPOCH + 3600
            cognito_clock.shift(hours=2)
            assert issued(cognito_user) == int(time.time()) == EPOCH + 7200

        @freezegun.freeze_time("2030-01-01", tick=True)
        def test_ticking_freezegun_and_the_clock(cognito_user, cognito_clock):
            cognito_clock.shift(hours=1)
            assert EPOCH + 3600 <= issued(cognito_user) <= EPOCH + 3660
            cognito_clock.freeze(EPOCH)
            assert issued(cognito_user) == time.time() == EPOCH

        @pytest.fixture
        def winter():
            with freezegun.freeze_time("2030-01-01"):
                yield

        def test_freezegun_ends_before_the_clock(cognito_clock, winter, cognito_user):
            cognito_clock.shift(hours=1)
            assert issued(cognito_user) == EPOCH + 3600

        def test_freezegun_ends_after_the_clock(winter, cognito_clock, cognito_user):
            cognito_clock.shift(hours=1)
            assert issued(cognito_user) == EPOCH + 3600

        def test_freezegun_inside_the_clock(cognito_user, cognito_clock):
            if "freezegun" not in repr(cognito_clock):
                pytest.skip("freezegun replaces what time-machine has moved: nothing of ours")
            start = time.time()
            cognito_clock.shift(hours=1)
            with freezegun.freeze_time("2030-01-01"):
                assert issued(cognito_user) == EPOCH
                cognito_clock.shift(hours=1)
                assert issued(cognito_user) == EPOCH + 3600
            assert 3600 <= time.time() - start < 3660

        @time_machine.travel(NEW_YEAR, tick=False)
        def test_time_machine(cognito_user):
            assert issued(cognito_user) == EPOCH

        @time_machine.travel(NEW_YEAR)
        def test_time_machine_and_the_clock(cognito_user, cognito_clock):
            cognito_clock.shift(hours=1)
            assert EPOCH + 3600 <= issued(cognito_user) <= EPOCH + 3660

        def test_nothing_is_left(cognito_user):
            assert time.time() < EPOCH and not freezegun.api.freeze_factories
            assert dt.datetime.__name__ == "datetime"
            assert abs(issued(cognito_user) - time.time()) < 60
        """,
        "-o",
        f"cognito_clock={backend}",
    )

    skipped = int(backend == "time-machine")
    result.assert_outcomes(passed=9 - skipped, skipped=skipped)


def test_durations_are_real(run: Run) -> None:
    result = run(
        """
        def test_moves(cognito_clock):
            cognito_clock.shift(days=1)
        """,
        "--durations=0",
        "-vv",
    )

    result.stdout.fnmatch_lines(["*s call *test_moves*"])
    result.stdout.no_re_match_line(r"-?\d{4,}\.\d+s")


@pytest.mark.parametrize("use", ["access", "id", "refresh"])
def test_expire(
    cognito: Cognito, cognito_clock: CognitoClock, cognito_user: CognitoUser, use: Any
) -> None:
    cognito_clock.freeze("2029-01-01T00:00:00Z")
    client = cognito.client(AccessTokenValidity=2, IdTokenValidity=3, RefreshTokenValidity=1)
    tokens = cognito_user.tokens(client=client)
    start, lives = time.time(), {"access": 2 * HOUR, "id": 3 * HOUR, "refresh": 24 * HOUR}

    cognito_clock.expire(tokens, use)

    assert time.time() - start == lives[use] + 1
    if use == "access":
        with pytest.raises(jwt.ExpiredSignatureError):
            verified(cognito, tokens.access_token)
    elif use == "refresh":
        with pytest.raises(errors.NotAuthorizedException, match="Refresh Token has expired"):
            cognito.call(
                "InitiateAuth",
                ClientId=client.id,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": tokens.refresh_token},
            )


def test_expire_takes_the_longer_one_or_a_token(
    cognito: Cognito, cognito_clock: CognitoClock, cognito_user: CognitoUser
) -> None:
    cognito_clock.freeze("2029-01-01T00:00:00Z")
    client = cognito.client(AccessTokenValidity=2, IdTokenValidity=3)
    tokens = cognito_user.tokens(client=client)
    start = time.time()

    with cognito_clock.expire(tokens):
        assert time.time() - start == 3 * HOUR + 1
        with cognito_clock.expire(tokens.access_token):  # has expired: nothing moves
            assert time.time() - start == 3 * HOUR + 1
    with cognito_clock.expire(tokens.authorization):
        assert time.time() - start == 2 * HOUR + 1
    assert time.time() == start


def test_expire_lets_time_run_on(cognito_clock: CognitoClock, cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens()
    start = time.time()

    with cognito_clock.expire(tokens):
        assert time.time() - start == pytest.approx(HOUR + 1, abs=SLACK)
        assert time.time() != time.time()
    with cognito_clock.freeze(), cognito_clock.expire(tokens):
        assert time.time() == time.time()
    assert time.time() - start == pytest.approx(0, abs=SLACK)


def test_what_cannot_expire_is_named(
    cognito: Cognito, cognito_clock: CognitoClock, cognito_user: CognitoUser
) -> None:
    with pytest.raises(ValueError, match=r"'mine'\.\.\. is no JSON Web Token"):
        cognito_clock.expire("mine")
    with pytest.raises(ValueError, match="The token never expires: it has no exp"):
        cognito_clock.expire(cognito_user.tokens(exp=None))
    with pytest.raises(ValueError, match="use is 'code'; it must be access, id or refresh"):
        cognito_clock.expire(cognito_user.tokens(), "code")  # type: ignore[arg-type]
    other = cognito_user.tokens()
    other.refresh_token = "unknown"
    with pytest.raises(ValueError, match="This emulator did not issue the refresh token"):
        cognito_clock.expire(other, "refresh")
    with pytest.raises(ValueError, match="This clock knows no refresh tokens"):
        CognitoClock().expire(other, "refresh")
    assert cognito.calls == []


def test_a_unit_that_there_is_not_is_named(cognito_clock: CognitoClock) -> None:
    with pytest.raises(ValueError, match="hour is no unit of time; the nearest is hours"):
        cognito_clock.shift(hour=1)


@pytest.mark.parametrize("backend", ["freezegun", "time-machine"])
def test_all_lifetimes_follow(run: Run, backend: str) -> None:
    result = run(
        """
        import http.cookiejar, urllib.request
        import pytest
        from pytest_cognito_emulator import ChallengeRequired

        def test_code(cognito, make_cognito_user):
            user = make_cognito_user(status="UNCONFIRMED")
            cognito.clock.shift(hours=25)
            with pytest.raises(Exception, match="Invalid code provided"):
                cognito.call(
                    "ConfirmSignUp", ClientId=cognito.client_id, Username=user.username,
                    ConfirmationCode=cognito.messages[-1].code,
                )

        @pytest.mark.cognito_challenge("EMAIL_OTP")
        def test_session(cognito, cognito_user):
            with pytest.raises(ChallengeRequired) as challenge:
                cognito_user.sign_in()
            code = challenge.value.solution
            cognito.clock.shift(minutes=4)
            with pytest.raises(Exception, match="session is expired"):
                challenge.value.respond(**code)

        def test_temporary_password(cognito, make_cognito_user):
            user = make_cognito_user(status="FORCE_CHANGE_PASSWORD")
            cognito.clock.shift(days=8)
            with pytest.raises(Exception, match="Temporary password has expired"):
                user.sign_in()
        """,
        "-o",
        f"cognito_clock={backend}",
    )

    result.assert_outcomes(passed=3)


def test_async_code_sleeps_in_frozen_time(cognito_clock: CognitoClock) -> None:
    import asyncio  # noqa: PLC0415 - only here

    cognito_clock.freeze()

    asyncio.run(asyncio.wait_for(asyncio.sleep(0.001), timeout=SLACK))


def test_a_clock_that_is_not_installed_is_named(
    cognito_clock: CognitoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "time_machine", None)
    monkeypatch.setattr(cognito_clock, "_backend", "time-machine")

    with pytest.raises(RuntimeError, match="time-machine, which is not installed"):
        cognito_clock.shift(hours=1)


# --- the emulator's time alone --------------------------------------------------------------------


@pytest.mark.cognito(clock="emulator")
class TestTheEmulatorAlone:
    def test_moves_no_other_time(
        self, cognito: Cognito, cognito_user: CognitoUser, cognito_clock: CognitoClock
    ) -> None:
        begun = time.time()
        tokens = cognito_user.tokens()

        with cognito_clock.shift(hours=2):
            assert begun <= time.time() < begun + HOUR
            assert datetime.__module__ == "datetime"
            assert cognito_clock.now().timestamp() == pytest.approx(begun + 2 * HOUR, abs=SLACK)
            assert cognito_user.tokens().access_claims["iat"] >= int(begun) + 2 * HOUR
            with pytest.raises(errors.NotAuthorizedException, match="expired"):
                cognito.call("GetUser", AccessToken=tokens.access_token)
            with pytest.raises(AssertionError, match="the token expired"):
                cognito.assert_claims(tokens)

        cognito.assert_claims(tokens)
        assert cognito.emulator.clock.offset == 0

    def test_all_verbs(self, cognito_user: CognitoUser, cognito_clock: CognitoClock) -> None:
        cognito_clock.freeze("2030-01-01T00:00:00Z")
        cognito_clock.shift(minutes=1)
        assert cognito_clock.now() == datetime(2030, 1, 1, 0, 1, tzinfo=UTC)
        assert cognito_clock.told == (
            "2030-01-01T00:01:00+00:00, moved for the emulator alone, frozen"
        )
        tokens = cognito_user.sign_in()
        cognito_clock.expire(tokens, "refresh")
        assert cognito_clock.now() == datetime(2030, 1, 31, 0, 1, 1, tzinfo=UTC)
        cognito_clock.move_to("2031-01-01T00:00:00Z")
        assert cognito_clock.now() == datetime(2031, 1, 1, tzinfo=UTC)

    def test_a_process_that_is_moved_beside_it(
        self, cognito: Cognito, cognito_clock: CognitoClock
    ) -> None:
        with freezegun.freeze_time("2030-01-01"):
            cognito_clock.shift(hours=1)
            assert cognito.emulator.clock.now() == datetime(2030, 1, 1, 1, tzinfo=UTC).timestamp()
            assert time.time() == datetime(2030, 1, 1, tzinfo=UTC).timestamp()

    def test_what_is_isolated_is_put_back(
        self, cognito: Cognito, cognito_clock: CognitoClock
    ) -> None:
        cognito_clock.freeze("2030-01-01T00:00:00Z")
        with cognito.isolated() as inner:
            inner.clock.shift(hours=1)
            assert cognito.emulator.clock.now() == 1893456000 + HOUR
        assert cognito.emulator.clock.now() == 1893456000


def test_the_emulator_s_clock_is_put_back_in_every_order(run: Run) -> None:
    result = run(
        """
        import pytest, time

        @pytest.fixture
        def early(cognito_clock):
            cognito_clock.shift(days=1)

        @pytest.fixture(scope="module")
        def wide(module_cognito):
            module_cognito.clock.shift(days=2)
            return module_cognito

        def test_before_the_pool(early, cognito):
            cognito.emulator.clock.shift(days=3)
            cognito.clock.shift(days=4)
            assert round(cognito.emulator.clock.offset / 86400, 3) == 8

        def test_after(cognito):
            assert cognito.emulator.clock.offset == 0

        def test_of_a_module(wide, cognito):
            cognito.clock.shift(days=1)
            assert round(cognito.emulator.clock.offset / 86400, 3) == 3

        def test_still(wide, cognito):
            assert round(cognito.emulator.clock.offset / 86400, 3) == 2

        @pytest.mark.cognito(clock="freezegun")
        def test_another(cognito_clock, cognito, start=time.time()):
            cognito_clock.shift(days=1)
            assert time.time() - start > 86400
        """,
        "-o",
        "cognito_clock=emulator",
    )

    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["cognito-emulator: *, clock: emulator"])


def test_a_clock_that_there_is_not_is_named(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.cognito(clock="sundial")
        def test_it(cognito): pass
    """)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*clock is 'sundial'; it must be freezegun, time-machine or emulator.*"]
    )
