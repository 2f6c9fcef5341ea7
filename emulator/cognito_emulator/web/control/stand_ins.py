"""``/_emulator/people``: who has an account with the stand-in of a provider, and signs in by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import request

from cognito_emulator.control import stand_ins
from cognito_emulator.control.stand_ins import Choice
from cognito_emulator.web.answers import answer
from cognito_emulator.web.aws_json import base_url
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.stand_ins import Behaviour, Person
    from cognito_emulator.emulator import Emulator

Result = TypeVar("Result")

_PROVIDER = "provider"


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/people")
    def people() -> Response:
        """Show who has an account with the stand-in of a provider."""
        pool_id, provider = _whose(parameters.query(parameters.POOL, _PROVIDER))
        found = _or_refused(lambda: stand_ins.everybody(emulator, pool_id, provider))
        return answer({"people": [_view(person) for person in found]})

    @routes.post("/people")
    def make_person() -> Response:
        """Give somebody an account with the stand-in of a provider."""
        wish = parameters.body(parameters.POOL, _PROVIDER, "claims")
        pool_id, provider = (parameters.text(wish, name) for name in (parameters.POOL, _PROVIDER))
        claims = parameters.mapping(wish, "claims")
        made = _or_refused(lambda: stand_ins.make(emulator, pool_id, provider, claims))
        return answer(_view(made), 201)

    @routes.patch("/people")
    def change_person() -> Response:
        """Change what the stand-in of a provider says of somebody."""
        wish = parameters.body(parameters.POOL, _PROVIDER, "sub", "claims")
        pool_id, provider, subject = (
            parameters.text(wish, name) for name in (parameters.POOL, _PROVIDER, "sub")
        )
        claims = parameters.mapping(wish, "claims") or {}
        changed = _or_refused(
            lambda: stand_ins.change(emulator, pool_id, provider, subject, claims)
        )
        return answer(_view(changed))

    @routes.delete("/people")
    def remove_person() -> Response:
        """Take somebody's account with the stand-in of a provider away."""
        given = parameters.query(parameters.POOL, _PROVIDER, "sub")
        (pool_id, provider), subject = _whose(given), parameters.required(given, "sub")
        _or_refused(lambda: stand_ins.person(emulator, pool_id, provider, subject))
        stand_ins.remove(emulator, pool_id, provider, subject)
        return answer({"deleted": 1})

    @routes.post("/people/authorize")
    def authorize_person() -> Response:
        """Sign somebody in by a provider where an app sends its user, and show the way back."""
        wish = parameters.body("url", _PROVIDER, "sub", "behaviour")
        url, provider = (parameters.text(wish, name) for name in ("url", _PROVIDER))
        behaviour = cast("Behaviour", parameters.text_if_any(wish, "behaviour") or "")
        choice = Choice(parameters.text_if_any(wish, "sub"), behaviour)
        here = base_url(request.environ)
        back = _or_refused(
            lambda: stand_ins.authorize(emulator, provider, choice, url, base_url=here)
        )
        return answer({"redirect": back}, 201)


def _whose(given: dict[str, str | None]) -> tuple[str, str]:
    return (
        parameters.required(given, parameters.POOL),
        parameters.required(given, _PROVIDER),
    )


def _view(person: Person) -> dict[str, Any]:
    return {"sub": person.subject, "name": person.label, "claims": dict(person.claims)}


def _or_refused(work: Callable[[], Result]) -> Result:
    """Return what ``work`` returns, or refuse the request."""
    try:
        return work()
    except ValueError as error:
        raise parameters.BadRequest(str(error)) from None
