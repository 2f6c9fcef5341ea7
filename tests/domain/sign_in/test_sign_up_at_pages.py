"""The sign-in that follows on a sign-up at the pages, without the password once more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import registration
from cognito_emulator.domain.sign_in import driver, sign_up_sessions
from cognito_emulator.domain.sign_in.driver import Challenge, Outcome
from cognito_emulator.domain.sign_in.way import ADMIN, PAGES, SDK, SignInRequest, Way
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.work.context import Context
from cognito_emulator.domain.work.events import EventDetails
from tests.support import PASSWORD, Lab


def sign_up(lab: Lab, name: str = "bob") -> str:
    """Sign somebody up; return the Session that pages keep."""

    def work(ctx: Context) -> str:
        client = doors.client(ctx, lab.client_id)
        pool = doors.pool_of(ctx, client)
        done = registration.sign_up(
            ctx, pool, client, name, {}, PASSWORD, details=EventDetails(client)
        )
        return sign_up_sessions.begin_at_pages(ctx, client, done.user)

    return lab.emulator.run(work)


def go_on(lab: Lab, session: str | None, name: str = "bob", way: Way = PAGES) -> Outcome:
    def work(ctx: Context) -> Outcome:
        client = doors.client(ctx, lab.client_id)
        pool = doors.pool_of(ctx, client)
        details = EventDetails(client)
        request = SignInRequest(pool, client, way, {"USERNAME": name}, session, details)
        return driver.start(ctx, request, "SIGN_UP")

    return lab.emulator.run(work)


def confirm(lab: Lab, name: str = "bob") -> None:
    lab.call("AdminConfirmSignUp", UserPoolId=lab.pool_id, Username=name)


def test_whoever_is_confirmed_is_signed_in(lab: Lab) -> None:
    session = sign_up(lab)
    confirm(lab)
    outcome = go_on(lab, session)
    assert isinstance(outcome, CompletedSignIn)
    assert outcome.user.username == "bob"
    assert outcome.passed == ("PASSWORD",)


def test_not_before(lab: Lab) -> None:
    session = sign_up(lab)
    with pytest.raises(errors.UserNotConfirmedException):
        go_on(lab, session)
    confirm(lab)
    assert isinstance(go_on(lab, session), CompletedSignIn)


def test_a_second_factor_is_asked_for(lab: Lab) -> None:
    token = {"Enabled": True}
    lab.call(
        "SetUserPoolMfaConfig",
        UserPoolId=lab.pool_id,
        MfaConfiguration="ON",
        SoftwareTokenMfaConfiguration=token,
    )
    session = sign_up(lab)
    confirm(lab)
    outcome = go_on(lab, session)
    assert isinstance(outcome, Challenge)
    assert outcome.name == "MFA_SETUP"


def once_more(lab: Lab, session: str) -> str:
    go_on(lab, session)
    return session


def too_late(lab: Lab, session: str) -> str:
    lab.emulator.clock.shift(180)
    return session


def somebody_else_s(lab: Lab, _session: str) -> str:
    session = sign_up(lab, "carol")
    confirm(lab, "carol")
    return session


def of_the_api(lab: Lab, _session: str) -> str:
    flows = ["ALLOW_USER_AUTH"]
    client = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    lab.call("UpdateUserPoolClient", **client, ExplicitAuthFlows=flows)
    answer = lab.call("SignUp", ClientId=lab.client_id, Username="dora", Password=PASSWORD)
    return str(answer["Session"])


def none(_lab: Lab, _session: str) -> str:
    return ""


@pytest.mark.parametrize("change", [once_more, too_late, somebody_else_s, of_the_api, none])
def test_a_session_that_is_not_good(lab: Lab, change: Callable[[Lab, str], str]) -> None:
    session = sign_up(lab)
    confirm(lab)
    with pytest.raises(errors.NotAuthorizedException):
        go_on(lab, change(lab, session))


@pytest.mark.parametrize("way", [SDK, ADMIN])
def test_it_is_no_flow_of_the_api(lab: Lab, way: Way) -> None:
    session = sign_up(lab)
    confirm(lab)
    with pytest.raises(errors.InvalidParameterException, match="method not supported"):
        go_on(lab, session, way=way)
    request = {"ClientId": lab.client_id, "AuthParameters": {"USERNAME": "bob"}}
    with pytest.raises(errors.InvalidParameterException):
        lab.emulator.call("InitiateAuth", {**request, "AuthFlow": "SIGN_UP"})
