"""Ways to sign in: those of the API, and that another needs nothing but a record of its own.

What a page will want is documented: its tokens are made under the source HostedAuth, it has no
SECRET_HASH to send, and the client's ExplicitAuthFlows say nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.sign_in import driver
from cognito_emulator.domain.sign_in.driver import Challenge, Outcome
from cognito_emulator.domain.sign_in.way import ADMIN, SDK, SignInRequest, Way
from cognito_emulator.domain.tokens import issue
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.tokens.issue import Tokens
from cognito_emulator.domain.work.context import Context
from cognito_emulator.domain.work.events import EventDetails
from tests.support import PASSWORD, TEMPORARY, Lab, claims
from tests.triggers.support import Spy

PAGE = Way(
    flows=frozenset({"USER_PASSWORD_AUTH"}),
    checks_flows=False,
    checks_secret=False,
    token_source="HostedAuth",
)
CREDENTIALS = {"USERNAME": "alice", "PASSWORD": PASSWORD}


@pytest.fixture
def client_id(lab: Lab) -> str:
    """Return a client of which the API wants SECRET_HASH, and that allows no password there."""
    return lab.client(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"], GenerateSecret=True)


def sign_in(
    lab: Lab,
    client_id: str,
    way: Way,
    parameters: Mapping[str, str] = CREDENTIALS,
    answers: Challenge | None = None,
) -> Outcome:
    """Begin a sign-in with a password, or answer a challenge."""

    def work(ctx: Context) -> Outcome:
        client = doors.client(ctx, client_id)
        pool = doors.pool_of(ctx, client)
        session = answers.session if answers else None
        request = SignInRequest(pool, client, way, parameters, session, EventDetails(client))
        if answers is not None:
            return driver.answer(ctx, request, answers.name)
        return driver.start(ctx, request, "USER_PASSWORD_AUTH")

    return lab.emulator.run(work)


def made_of(lab: Lab, completed: CompletedSignIn) -> Tokens:
    """Return the tokens of a completed sign-in."""
    details = EventDetails(completed.client)
    return lab.emulator.run(lambda ctx: issue.for_sign_in(ctx, completed, details))


def test_the_api_checks_flows_and_secrets(lab: Lab, client_id: str) -> None:
    lab.user("alice")
    with pytest.raises(errors.InvalidParameterException, match="flow not enabled"):
        sign_in(lab, client_id, SDK)
    with pytest.raises(errors.NotAuthorizedException, match="SECRET_HASH was not received"):
        sign_in(lab, lab.client(GenerateSecret=True), SDK)


@pytest.mark.parametrize("way", [ADMIN, Way(flows=frozenset())])
def test_a_way_has_its_flows(lab: Lab, way: Way) -> None:
    lab.user("alice")
    with pytest.raises(errors.InvalidParameterException, match="method not supported"):
        sign_in(lab, lab.client_id, way)


def test_another_way_ends_in_a_completed_sign_in(lab: Lab, client_id: str) -> None:
    sub = lab.user("alice")
    lab.emulator.clock.freeze(1_700_000_000)
    completed = sign_in(lab, client_id, PAGE)
    assert isinstance(completed, CompletedSignIn)
    assert (completed.pool.id, completed.client.id) == (lab.pool_id, client_id)
    assert completed.user.sub == sub
    assert (completed.flow, completed.passed) == ("USER_PASSWORD_AUTH", ("PASSWORD",))
    assert completed.at == 1_700_000_000
    assert completed.source == "HostedAuth"
    assert (completed.device_key, completed.offer) == (None, None)


def test_tokens_are_made_later(lab: Lab, client_id: str) -> None:
    """Of another request, even: the sign-in keeps its own moment."""
    lab.user("alice")
    spy = Spy(lab, "PreTokenGeneration")
    completed = sign_in(lab, client_id, PAGE)
    assert isinstance(completed, CompletedSignIn)
    assert spy.events == []
    lab.emulator.clock.shift(60)
    tokens = made_of(lab, completed)
    assert spy.event["triggerSource"] == "TokenGeneration_HostedAuth"
    assert spy.event["callerContext"]["clientId"] == client_id
    token = claims(tokens.access)
    assert token["auth_time"] == int(completed.at)
    assert token["iat"] - token["auth_time"] in {60, 61}


def test_challenges_are_answered_by_the_same_way(lab: Lab, client_id: str) -> None:
    lab.invited("alice", TEMPORARY)
    met = sign_in(lab, client_id, PAGE, {"USERNAME": "alice", "PASSWORD": TEMPORARY})
    assert isinstance(met, Challenge)
    answer = {"USERNAME": "alice", "NEW_PASSWORD": PASSWORD}
    with pytest.raises(errors.NotAuthorizedException, match="SECRET_HASH was not received"):
        sign_in(lab, client_id, SDK, answer, met)
    completed = sign_in(lab, client_id, PAGE, answer, met)
    assert isinstance(completed, CompletedSignIn)
    assert completed.passed == ("PASSWORD", "NEW_PASSWORD_REQUIRED")
    assert completed.source == "HostedAuth"
