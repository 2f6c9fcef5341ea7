"""``/_emulator/tokens`` and ``/_emulator/sign-ins``: minted tokens, and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from flask import request

from cognito_emulator.control import bad_tokens, minting, sign_ins
from cognito_emulator.control.minting import API_SCOPE, Use, Wish
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.aws_json import base_url
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.sign_ins import SignIn
    from cognito_emulator.emulator import Emulator

_OF_BOTH = ("client_id", "username", "claims", "scopes", "use")


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.post("/tokens")
    def mint_tokens() -> Response:
        """Mint tokens."""
        return answer(_mint(emulator), 201)

    @routes.post("/tokens/bad")
    def make_bad_token() -> Response:
        """Make a token that must be refused."""
        return answer(_bad(emulator), 201)

    @routes.get("/sign-ins")
    def show_sign_ins() -> Response:
        """Show who is signed in."""
        return answer({"sign_ins": [_view(each) for each in _open(emulator)]})

    @routes.delete("/sign-ins")
    def end_sign_ins() -> Response:
        """Sign users out."""
        found = _open(emulator)
        for each in found:
            sign_ins.end(emulator, each.event_id)
        return answer({"deleted": len(found)})


def _mint(emulator: Emulator) -> dict[str, Any]:
    wish = parameters.body(*_OF_BOTH, "age", "expires_in")
    client_id, username = parameters.text(wish, "client_id"), parameters.text(wish, "username")
    use, claims = parameters.choice(wish, "use", get_args(Use)), parameters.mapping(wish, "claims")
    scopes = parameters.texts(wish, "scopes")
    age, expires_in = parameters.number(wish, "age") or 0, parameters.number(wish, "expires_in")
    now = emulator.clock.now()
    parameters.check_range("age", now - age)
    parameters.check_range("expires_in", now + (expires_in or 0))
    wanted = Wish(
        identity=claims if use != "access" else {},
        access=claims if use != "id" else {},
        scopes=(API_SCOPE,) if scopes is None else scopes,
        age=age,
        expires_in=expires_in,
    )
    minted = emulator.mint(client_id, username, wanted, base_url=base_url(request.environ))
    made = minting.signed(emulator, minted)
    return {
        "access_token": made.access,
        "id_token": made.identity,
        "refresh_token": made.refresh,
        "expires_in": made.expires_in,
        "token_type": "Bearer",
    }


def _bad(emulator: Emulator) -> dict[str, str]:
    wish = parameters.body("flaw", *_OF_BOTH)
    use: Use = parameters.choice(wish, "use", get_args(Use)) or "access"
    flaw = parameters.text(wish, "flaw")
    model = bad_tokens.Model(
        client_id=parameters.text(wish, "client_id"),
        username=parameters.text(wish, "username"),
        use=use,
        claims=parameters.mapping(wish, "claims"),
        scopes=parameters.texts(wish, "scopes"),
        base_url=base_url(request.environ),
    )
    try:
        return {"flaw": flaw, "token": bad_tokens.bad_token(emulator, flaw, model)}
    except ValueError as error:
        raise parameters.BadRequest(f"flaw: {error}.") from None


def _open(emulator: Emulator) -> list[SignIn]:
    whose = parameters.recipient()
    return sign_ins.open_ones(
        emulator, parameters.required(whose, parameters.POOL), whose["username"]
    )


def _view(each: SignIn) -> dict[str, Any]:
    return {
        "user_pool_id": each.pool_id,
        "client_id": each.client_id,
        "username": each.username,
        "sub": each.sub,
        "event_id": each.event_id,
        "scopes": list(each.scopes),
        "signed_in_at": iso(each.auth_time),
        "expires_at": iso(each.expires_at),
    }
