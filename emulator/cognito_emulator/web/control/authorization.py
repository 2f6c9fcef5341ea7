"""``/_emulator/authorize`` and its like: the OAuth flows of a pool's domain, without its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import request

from cognito_emulator.control import authorization
from cognito_emulator.web.answers import answer
from cognito_emulator.web.aws_json import base_url
from cognito_emulator.web.control import fronts, parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.emulator import Emulator

Result = TypeVar("Result")

#: One request has the first two, a request for a front's decision the others.
_OF_AUTHORIZE = ("url", "username", *fronts.MEMBERS)
_OF_A_CODE = ("client_id", "username", "redirect_uri", "scopes", "nonce", "code_challenge")


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.post("/authorize")
    def authorize() -> Response:
        """Sign a user in where an app sends it; or decide on a request as a front does."""
        wish = parameters.json_object(f"its members are {parameters.listed(_OF_AUTHORIZE)}")
        if "front" in wish:
            return answer(fronts.decision(emulator, wish, base_url=base_url(request.environ)))
        parameters.refuse_unknown(wish, ("url", "username", "front"), "member")
        url, username = parameters.text(wish, "url"), parameters.text(wish, "username")
        here = base_url(request.environ)
        back = _or_refused(lambda: authorization.redirected(emulator, username, url, base_url=here))
        return answer({"redirect": back}, 201)

    @routes.post("/authorization-codes")
    def make_code() -> Response:
        """Make an authorization code."""
        return answer({"code": _or_refused(lambda: _code(emulator))}, 201)

    @routes.post("/machine-tokens")
    def machine_tokens() -> Response:
        """Get the tokens that a client has for itself."""
        wish = parameters.body("client_id", "scopes")
        client_id, scopes = parameters.text(wish, "client_id"), parameters.texts(wish, "scopes")
        here = base_url(request.environ)
        made = _or_refused(
            lambda: authorization.machine_tokens(emulator, client_id, scopes, base_url=here)
        )
        document: dict[str, Any] = {
            "access_token": made.access,
            "expires_in": made.expires_in,
            "token_type": "Bearer",
        }
        return answer(document, 201)


def _code(emulator: Emulator) -> str:
    wish = parameters.body(*_OF_A_CODE)
    client_id, username = parameters.text(wish, "client_id"), parameters.text(wish, "username")
    scopes = parameters.texts(wish, "scopes")
    asked = {
        name: parameters.text(wish, name)
        for name in ("redirect_uri", "nonce", "code_challenge")
        if wish.get(name) is not None
    }
    if "code_challenge" in asked:
        asked["code_challenge_method"] = "S256"
    if scopes is not None:
        asked["scope"] = " ".join(scopes)
    return authorization.code(emulator, client_id, username, asked)


def _or_refused(work: Callable[[], Result]) -> Result:
    """Return what ``work`` returns, or refuse the request."""
    try:
        return work()
    except ValueError as error:
        raise parameters.BadRequest(str(error)) from None
