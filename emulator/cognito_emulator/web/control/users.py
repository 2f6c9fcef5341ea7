"""``/_emulator/users``, ``groups`` and ``totp``: who is there, made and changed quietly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from cognito_emulator.control import authenticators, people
from cognito_emulator.control import users as pool_users
from cognito_emulator.control.users import FACTORS, Status
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.users import User
    from cognito_emulator.emulator import Emulator

_OF_BOTH = ("password", "attributes", "groups", "status", "enabled", "mfa")


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/users")
    def users() -> Response:
        """Show a pool's users, some of them, or one."""
        given = parameters.query(parameters.POOL, "username", "limit", "start")
        pool_id, username = parameters.required(given, parameters.POOL), given["username"]
        limit, start = (parameters.number_if_any(given, name) for name in ("limit", "start"))
        if username is not None:
            return answer({"users": [_view(emulator, emulator.user(pool_id, username))]})
        if limit is None:
            return answer({"users": [_view(emulator, user) for user in emulator.users_of(pool_id)]})
        found = pool_users.page(emulator, pool_id, limit, start or 0)
        shown = [_view(emulator, user) for user in found.users]
        return answer({"users": shown, "next": found.following, "total": found.total})

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
        whose = parameters.recipient()
        pool_id, username = (
            parameters.required(whose, name) for name in (parameters.POOL, "username")
        )
        people.delete(emulator, pool_id, username)
        return answer({"deleted": 1})

    @routes.get("/totp")
    def totp() -> Response:
        """Show the code of an authenticator app."""
        secret = parameters.required(parameters.query("secret"), "secret")
        try:
            return answer({"code": authenticators.code(emulator, secret)})
        except ValueError as error:
            raise parameters.BadRequest(str(error)) from None

    @routes.get("/groups")
    def groups() -> Response:
        """Show a pool's groups and their members."""
        pool_id = parameters.required(parameters.query(parameters.POOL), parameters.POOL)
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
        "attributes": dict(pool_users.attributes(user)),
        "groups": list(user.groups),
        "mfa": pool_users.second_factors(user),
        "totp": None if app is None else authenticators.code_of(emulator, user),
        "created_at": iso(user.created_at),
    }


def _make(emulator: Emulator) -> people.Made:
    wish = parameters.body(parameters.POOL, "username", "email", *_OF_BOTH, "provider")
    pool_id = parameters.text(wish, parameters.POOL)
    username, email = (parameters.text_if_any(wish, name) for name in ("username", "email"))
    name = username or (email or "").partition("@")[0]
    if not name:
        raise parameters.BadRequest("Say username or email, or both.")
    status: Status = parameters.choice(wish, "status", get_args(Status)) or "CONFIRMED"
    attributes = {} if email is None else {"email": email}
    if email is not None and status != "UNCONFIRMED":  # signing up cannot verify anything
        attributes["email_verified"] = "true"
    enabled = parameters.flag(wish, "enabled")
    wanted = people.Person(
        username=username,
        name=name,
        subject=name,
        password=parameters.text_if_any(wish, "password"),
        attributes={**attributes, **_attributes(wish, removable=False)},
        groups=parameters.texts(wish, "groups") or (),
        status=status,
        enabled=True if enabled is None else enabled,
        mfa=parameters.choices(wish, "mfa", FACTORS) or (),
        provider=parameters.text_if_any(wish, "provider") or "Google",
    )
    return people.make(emulator, pool_id, wanted)


def _change(emulator: Emulator) -> User:
    wish = parameters.body(parameters.POOL, "username", *_OF_BOTH)
    return people.change(
        emulator,
        parameters.text(wish, parameters.POOL),
        parameters.text(wish, "username"),
        password=parameters.text_if_any(wish, "password"),
        given=_attributes(wish, removable=True),
        belongs_to=parameters.texts(wish, "groups"),
        status=parameters.choice(wish, "status", get_args(Status)),
        enabled=parameters.flag(wish, "enabled"),
        mfa=parameters.choices(wish, "mfa", FACTORS),
    )


def _attributes(wish: dict[str, Any], *, removable: bool) -> dict[str, Any]:
    """Return attributes as the service keeps them: numbers and truth values become texts."""
    given = parameters.mapping(wish, "attributes")
    for name, value in given.items():
        if isinstance(value, bool):
            given[name] = str(value).lower()
        elif isinstance(value, int | float):
            given[name] = str(value)
        elif not isinstance(value, str) and not (removable and value is None):
            raise parameters.BadRequest(f"attributes: {name} must be a text.")
    return given


def _members(emulator: Emulator, pool_id: str, name: str) -> list[str]:
    return [user.username for user in pool_users.members_of(emulator, pool_id, name)]
