"""How long a sign-in at the pages may take: five minutes, then it is cancelled and begins anew.

The time, and that the login page says `Something went wrong`, are documented; the rest of its words
is ours. That the time runs anew with each page of a sign-in is a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from cognito_emulator import errors
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import fields, page_data
from cognito_emulator.web.pages.page_data import PageData

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

SECONDS = 300
#: What the login page is told, one of the notices of `page_data`.
NOTICE = "too_late"


def is_over() -> bool:
    """Whether the form that was sent comes from a page that is too old."""
    age = csrf.age()
    return age is not None and age >= SECONDS


def cancelled() -> Response:
    """Begin the sign-in anew, with the name that was typed."""
    here = visit()
    here.raised = errors.NotAuthorizedException(  # for who hears of calls
        f"The sign-in took longer than {SECONDS // 60} minutes."
    )
    username = fields.quoted("username") or page_data.read().username
    response = redirect(here.url("/login"), 302)
    page_data.tell(response, PageData(username=username, notice=NOTICE))
    return response
