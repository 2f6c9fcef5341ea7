"""The pages of challenges: which challenge has which, and what all of them do alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import redirect, request

from cognito_emulator import errors
from cognito_emulator.domain.oauth import authorization
from cognito_emulator.domain.sign_in import sessions
from cognito_emulator.domain.sign_in.driver import Challenge
from cognito_emulator.domain.sign_in.record import ATTEMPTS
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import (
    app_request,
    choices,
    codes,
    deadline,
    fields,
    mfa_setup,
    new_password,
    page_data,
    passkeys,
    walk,
)
from cognito_emulator.web.pages.browser import signed_in
from cognito_emulator.web.pages.challenge_page import ChallengePage, answered
from cognito_emulator.web.pages.look import language
from cognito_emulator.web.pages.problems import of_the_page, refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

#: Where passwords are typed, also those of sign-ins that have not begun: `login` has the route.
PASSWORD = "/verifyPassword"  # noqa: S105 - a path
_MINUTE = 60


def _nothing(_ctx: Context, _pool: Pool, _attempt: Attempt) -> dict[str, Any]:
    return {}


def _challenge(_ctx: Context, _pool: Pool, attempt: Attempt) -> dict[str, Any]:
    return {"challenge": attempt.challenge}


def _with_password(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> Outcome:
    return answered(ctx, pool, client, attempt, {"PASSWORD": fields.quoted("password")})


def _never(_ctx: Context, _pool: Pool, _client: Client, attempt: Attempt) -> Outcome:
    raise errors.InvalidParameterException(
        language()("unsupported.lead", challenge=attempt.challenge)
    )


_UNSUPPORTED = ChallengePage("/unsupported", "unsupported.html", _challenge, _never)

#: The page of each challenge that the driver can issue on the way of pages. Custom challenges and
#: remembered devices have none (documented); tests can force both.
PAGES_OF: Mapping[str, ChallengePage] = {
    "CUSTOM_CHALLENGE": _UNSUPPORTED,
    "DEVICE_PASSWORD_VERIFIER": _UNSUPPORTED,
    "DEVICE_SRP_AUTH": _UNSUPPORTED,
    "EMAIL_OTP": codes.PAGE,
    "MFA_SETUP": mfa_setup.PAGE,
    "NEW_PASSWORD_REQUIRED": new_password.PAGE,
    "PASSWORD": ChallengePage(PASSWORD, "password.html", _nothing, _with_password),
    "PASSWORD_SRP": _UNSUPPORTED,
    "PASSWORD_VERIFIER": _UNSUPPORTED,
    "SELECT_CHALLENGE": choices.SELECT_CHALLENGE,
    "SELECT_MFA_TYPE": choices.SELECT_MFA_TYPE,
    "SMS_MFA": codes.PAGE,
    "SMS_OTP": codes.PAGE,
    "SOFTWARE_TOKEN_MFA": codes.PAGE,
    "WEB_AUTHN": passkeys.PAGE,
}


class _Waiting(NamedTuple):
    """An attempt that waits for the form of a page."""

    attempt: Attempt
    page: ChallengePage
    shown: Mapping[str, Any]


def add(routes: Blueprint) -> None:
    """Add the pages to routes."""
    for path in dict.fromkeys(each.path for each in PAGES_OF.values() if each.path != PASSWORD):
        routes.get(path)(show_challenge)
        routes.post(path)(answer_challenge)


def show_challenge() -> Response:
    """Show the page of the challenge that waits in this browser, and what has just happened."""
    known = page_data.read()
    return of_session(known.session, notice=known.notice)


def answer_challenge() -> Response:
    """Take the form of a challenge's page."""
    handle = fields.text("session") or page_data.read().session
    if not csrf.is_good():
        return of_session(handle, refused_form())
    if deadline.is_over():
        return deadline.cancelled()
    if codes.RESEND in visit().form:
        return _sent_again(handle)

    def step(ctx: Context, pool: Pool, client: Client) -> Outcome:
        attempt = sessions.waiting(ctx, client, handle)
        return _page_of(attempt).step(ctx, pool, client, attempt)

    try:
        return take(step)
    except errors.CognitoError as refusal:
        return walk.elsewhere(refusal, page_data.read().username) or of_session(
            handle, sentence(refusal)
        )


def take(step: walk.Step, username: str = "") -> Response:
    """Take a step of a sign-in, see `walk.take`; where there is no choice, go on without asking."""

    def settled(ctx: Context, pool: Pool, client: Client) -> Outcome:
        outcome = step(ctx, pool, client)
        if not isinstance(outcome, Challenge):
            return outcome
        return _without_asking(ctx, pool, client, outcome)

    return walk.take(settled, lambda challenge: PAGES_OF[challenge.name].path, username)


def _sent_again(handle: str) -> Response:
    """Have another code sent, and show the page for it; a reload sends no third one."""

    def work(ctx: Context, place: PoolDomain) -> int:
        client = app_request.client(ctx, place)
        attempt = sessions.waiting(ctx, client, handle)
        return codes.resend(ctx, place.pool, client, attempt)

    try:
        seconds = visit().run(work)
    except errors.CognitoError as refusal:
        return of_session(handle, sentence(refusal))
    if seconds:
        return of_session(handle, of_the_page("confirm.wait", seconds=seconds))
    response = redirect(visit().url(codes.PAGE.path), 302)
    page_data.tell(response, page_data.read()._replace(session=handle, notice="resent"))
    return response


def of_session(handle: str, problem: str = "", notice: str = "") -> Response:
    """Show the page of a challenge, by its Session.

    Without one the sign-in begins; with one that is over the page says so.
    """
    here = visit()

    def found(ctx: Context, place: PoolDomain) -> _Waiting | None:
        client = app_request.client(ctx, place)
        if not handle:
            return None
        attempt = sessions.waiting(ctx, client, handle)
        its_page = _page_of(attempt)
        return _Waiting(attempt, its_page, its_page.shown(ctx, place.pool, attempt))

    try:
        waiting = here.look(found)
    except errors.NotAuthorizedException as refusal:
        return _over(handle, refusal)
    if waiting is None:
        return redirect(here.url("/login"), 302)
    return _shown(waiting, problem, notice)


def _shown(waiting: _Waiting, problem: str, notice: str) -> Response:
    attempt, its_page, values = waiting
    if request.method == "GET" and request.path != its_page.path:
        return redirect(visit().url(its_page.path), 302)
    response = page(
        its_page.template,
        problem=problem,
        notice=notice,
        session=attempt.handle,
        username=attempt.name or attempt.username,
        **values,
    )
    if notice:
        page_data.tell(response, page_data.read()._replace(notice=""))
    return response


def _over(handle: str, refusal: errors.NotAuthorizedException) -> Response:
    """Go on to the app where the sign-in was completed in this browser, else say that it is over.

    So a form that was sent twice ends as one that was sent once.
    """

    def answered_before(ctx: Context, place: PoolDomain) -> str | None:
        client, wanted = app_request.read(ctx, place)
        attempt, session = ctx.tx.get(ATTEMPTS, handle), signed_in(ctx, place.pool)
        if attempt is None or session is None or attempt.client_id != client.id:
            return None
        opened_at = attempt.expires_at - client.session_minutes * _MINUTE
        same = attempt.spent and attempt.sub == session.sub and opened_at <= session.auth_time
        return authorization.answered(ctx, client, wanted, session) if same else None

    location = visit().run(answered_before)
    if location is not None:
        return redirect(location, 302)
    used = "only be used once" in (refusal.message or "")
    response = page("spent.html", reason="used" if used else "lapsed")
    page_data.forget(response)
    return response


def _page_of(attempt: Attempt) -> ChallengePage:
    """Return the page of the challenge that an attempt waits at.

    Raises:
        NotAuthorizedException: it waits at none, but is that of a sign-up.

    """
    found = PAGES_OF.get(attempt.challenge or "")
    if found is None:
        raise sessions.unknown()
    return found


def _without_asking(ctx: Context, pool: Pool, client: Client, challenge: Challenge) -> Outcome:
    """Make the one choice where there is only one."""
    if challenge.session is None or challenge.name not in ("MFA_SETUP", "SELECT_CHALLENGE"):
        return challenge
    attempt = sessions.waiting(ctx, client, challenge.session)
    if challenge.name == "MFA_SETUP":
        unset = not attempt.private.get("associated")
        return (
            mfa_setup.with_key(ctx, attempt) if unset and mfa_setup.only_app(attempt) else challenge
        )
    offered = choices.first_factors(attempt)
    if len(offered) != 1:
        return challenge
    return answered(ctx, pool, client, attempt, {"ANSWER": next(iter(offered))})
