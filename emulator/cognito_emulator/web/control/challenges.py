"""``/_emulator/challenges``: those that tests force, and those that wait for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.errors import CognitoError
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.challenges import ForcedChallenge, OpenChallenge
    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/challenges")
    def challenges() -> Response:
        """Show the forced challenges that no sign-in has met yet."""
        parameters.nothing()
        return answer({"challenges": [_wish_view(w) for w in emulator.forced_challenges()]})

    @routes.get("/challenges/open")
    def open_challenges() -> Response:
        """Show the challenges that wait for an answer."""
        return answer({"challenges": [_open_view(each) for each in _open(emulator)]})

    @routes.post("/challenges")
    def force_challenge() -> Response:
        """Force a challenge."""
        return answer(_wish_view(_force(emulator)), 201)

    @routes.delete("/challenges")
    def forget_challenges() -> Response:
        """Forget all forced challenges."""
        parameters.nothing()
        return answer({"deleted": emulator.forget_challenges()})


def _wish_view(wish: ForcedChallenge) -> dict[str, str | int | None]:
    return {
        "id": wish.id,
        "challenge": wish.challenge,
        "user_pool_id": wish.pool_id,
        "username": wish.username,
        "times": wish.times,
        "met": wish.met,
    }


def _open_view(waiting: OpenChallenge) -> dict[str, Any]:
    return {
        "challenge": waiting.name,
        "user_pool_id": waiting.pool_id,
        "client_id": waiting.client_id,
        "username": waiting.username,
        "session": waiting.session,
        "responses": waiting.responses,
        "supplied": dict(waiting.supplied),
        "expires_at": iso(waiting.expires_at),
    }


def _open(emulator: Emulator) -> list[OpenChallenge]:
    whose = parameters.recipient()
    pool_id, username = parameters.required(whose, parameters.POOL), whose["username"]
    try:
        return emulator.open_challenges(pool_id, username)
    except CognitoError as error:
        raise _wrong_name(error, username) from None


def _wrong_name(error: CognitoError, username: str | None) -> parameters.BadRequest:
    """Return a refusal that says which member of a request has a wrong name."""
    member = parameters.POOL if "User pool" in str(error) else f"username: {username}"
    return parameters.BadRequest(f"{member}: {error}")


def _force(emulator: Emulator) -> ForcedChallenge:
    wished = parameters.body("challenge", "user_pool_id", "username", "times")
    times = wished.get("times", 1)
    if type(times) is not int or times < 1:
        raise parameters.BadRequest("times must be a whole number, 1 or more.")
    username = None if wished.get("username") is None else parameters.text(wished, "username")
    challenge: Any = parameters.text(wished, "challenge")  # which force_challenge judges
    pool_id = parameters.text(wished, "user_pool_id")
    try:
        return emulator.force_challenge(challenge, pool_id=pool_id, username=username, times=times)
    except ValueError as error:
        raise parameters.BadRequest(f"challenge: {error}") from None
    except CognitoError as error:
        raise _wrong_name(error, username) from None
