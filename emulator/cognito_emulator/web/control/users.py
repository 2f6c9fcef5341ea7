"""``/_emulator/users``, ``groups`` and ``totp``: who is there, made and changed quietly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from cognito_emulator.control import authenticators, people
from cognito_emulator.control.people import FACTORS, Status
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import asked

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.people import User
    from cognito_emulator.emulator import Emulator

_SAID = ("password", "attributes", "groups", "status", "enabled", "mfa")


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/users")
    def users() -> Response:
        """Show a pool's users, or one of them."""
        whose = asked.recipient()
        pool_id, username = asked.required(whose, asked.POOL), whose["username"]
        found = (
            emulator.users_of(pool_id) if username is None else [emulator.user(pool_id, username)]
        )
        return answer({"users": [_view(emulator, user) for user in found]})

    @routes.post("/users")
    def make_user() -> Response:
        """Make a user."""
        made = _make(emulator)
        return answer({**_view(emulator, made.user), "password": made.password}, 201)

    @routes.patch("/users")
    def change_user() -> Response:
        """Change a user."""
        return answer(_view(emulator, _change(emulator)))

    @routes.delete("/users")
    def delete_user() -> Response:
        """Delete a user."""
        whose = asked.recipient()
        pool_id, username = (asked.required(whose, name) for name in (asked.POOL, "username"))
        people.delete(emulator, pool_id, username)
        return answer({"deleted": 1})

    @routes.get("/totp")
    def totp() -> Response:
        """Show the code of an authenticator app."""
        secret = asked.required(asked.query("secret"), "secret")
        try:
            return answer({"code": authenticators.code(emulator, secret)})
        except ValueError as error:
            raise asked.BadRequest(str(error)) from None

    @routes.get("/groups")
    def groups() -> Response:
        """Show a pool's groups and their members."""
        pool_id = asked.required(asked.query(asked.POOL), asked.POOL)
        found = [
            {"name": name, "usernames": _members(emulator, pool_id, name)}
            for name in emulator.groups_of(pool_id)
        ]
        return answer({"groups": found})


def _view(emulator: Emulator, user: User) -> dict[str, Any]:
    app = user.mfa.token
    return {
        "user_pool_id": user.pool_id,
        "username": user.username,
        "sub": user.sub,
        "email": user.attributes.get("email"),
        "status": user.status,
        "enabled": user.enabled,
        "attributes": dict(user.attributes),
        "groups": list(user.groups),
        "mfa": people.second_factors(user),
        "totp": None if app is None else authenticators.code_of(emulator, user),
        "created_at": iso(user.created_at),
    }


def _make(emulator: Emulator) -> people.Made:
    wish = asked.body(asked.POOL, "username", "email", *_SAID, "provider")
    pool_id = asked.text(wish, asked.POOL)
    username, email = (asked.text_if_any(wish, name) for name in ("username", "email"))
    name = username or (email or "").partition("@")[0]
    if not name:
        raise asked.BadRequest("Say username or email, or both.")
    status: Status = asked.choice(wish, "status", get_args(Status)) or "CONFIRMED"
    attributes = {} if email is None else {"email": email}
    if email is not None and status != "UNCONFIRMED":  # signing up cannot verify anything
        attributes["email_verified"] = "true"
    enabled = asked.flag(wish, "enabled")
    wanted = people.Person(
        username=username,
        name=name,
        subject=name,
        password=asked.text_if_any(wish, "password"),
        attributes={**attributes, **_attributes(wish, removable=False)},
        groups=asked.texts(wish, "groups") or (),
        status=status,
        enabled=True if enabled is None else enabled,
        mfa=asked.choices(wish, "mfa", FACTORS) or (),
        provider=asked.text_if_any(wish, "provider") or "Google",
    )
    return people.make(emulator, pool_id, wanted)


def _change(emulator: Emulator) -> User:
    wish = asked.body(asked.POOL, "username", *_SAID)
    return people.change(
        emulator,
        asked.text(wish, asked.POOL),
        asked.text(wish, "username"),
        password=asked.text_if_any(wish, "password"),
        given=_attributes(wish, removable=True),
        belongs_to=asked.texts(wish, "groups"),
        status=asked.choice(wish, "status", get_args(Status)),
        enabled=asked.flag(wish, "enabled"),
        mfa=asked.choices(wish, "mfa", FACTORS),
    )


def _attributes(wish: dict[str, Any], *, removable: bool) -> dict[str, Any]:
    """Return attributes as the service keeps them: numbers and truth values become texts."""
    given = asked.mapping(wish, "attributes")
    for name, value in given.items():
        if isinstance(value, bool):
            given[name] = str(value).lower()
        elif isinstance(value, int | float):
            given[name] = str(value)
        elif not isinstance(value, str) and not (removable and value is None):
            raise asked.BadRequest(f"attributes: {name} must be a text.")
    return given


def _members(emulator: Emulator, pool_id: str, name: str) -> list[str]:
    return [user.username for user in emulator.users_of(pool_id) if name in user.groups]
