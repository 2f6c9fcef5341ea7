"""What the tests of client libraries share."""

from __future__ import annotations

from typing import Any

from tests.clients.node import Library
from tests.support import PASSWORD, Lab

EMAIL = "alice@example.com"


def last_code(lab: Lab) -> str:
    """Return the code of the last message."""
    return lab.emulator.messages(lab.pool_id)[-1].code


def sign_in(amplify: Library, password: str | None = PASSWORD, **options: str) -> Any:
    """Begin a sign-in of alice by Amplify; return the next step."""
    given = {"username": "alice", "options": options}
    if password is not None:
        given["password"] = password
    return amplify.call("signIn", given)["nextStep"]


def answer(amplify: Library, response: str) -> Any:
    """Answer a challenge by Amplify; return the next step."""
    return amplify.call("confirmSignIn", {"challengeResponse": response})["nextStep"]
