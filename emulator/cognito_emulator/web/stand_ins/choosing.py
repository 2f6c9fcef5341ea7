"""The pages on which somebody is chosen: to sign in as, to refuse, or to be changed.

===============  ===================================================================================
``/``            who has an account; nobody signs in
``/authorize``   a client's request: who is it?
``/edit``        claims to change, for either
``/choose``      takes the forms of all three
===============  ===================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from flask import redirect

from cognito_emulator.idp import editing, invention
from cognito_emulator.idp.authorization import UntrustedClient
from cognito_emulator.idp.editing import ClaimsError
from cognito_emulator.nearest import nearest
from cognito_emulator.web.stand_ins.rendering import page
from cognito_emulator.web.stand_ins.visit import visit

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from cognito_emulator.idp.authorization import Delivery
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.people import Person
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.idp.wishes import Wish

_MOST_PEOPLE = 200
_PARTS = {
    "token": "Token endpoint",
    "id_token": "ID token",
    "user_info": "Profile",
    "assertion": "Assertion",
    "claims": "Claims",
}


def wish() -> Wish | None:
    """Return what a client wishes; ``None`` at pages that no client has led to.

    Raises:
        UntrustedClient: nothing may be sent to its redirect_uri.
        WishError: what the client is to be told instead.

    """
    here = visit()
    asked = replace(here.request, form=())  # which is our own page's
    return here.provider.kind.read(here.provider, asked) if here.query else None


def choose(wished: Wish | None, status: int = 200, problem: str = "") -> Response:
    """Show who there is."""
    here = visit()
    people = here.provider.people.all()
    hint = wished.login_hint if wished else ""
    expected = sorted(people, key=lambda person: not (hint and person.answers_to(hint)))
    return page(
        "choose.html",
        status,
        people=expected[:_MOST_PEOPLE],
        more=max(0, len(people) - _MOST_PEOPLE),
        new=invention.somebody_new(here.provider),
        hint=hint,
        problem=problem,
        **_shared(wished),
    )


def edit(wished: Wish | None, text: str | None = None, problem: str = "") -> Response:
    """Show claims to change: those of somebody, or of somebody new."""
    here = visit()
    person, known = _to_edit(here.provider, here.own.get("_person", ""))
    return page(
        "edit.html",
        400 if problem else 200,
        person=person,
        known=known,
        text=editing.written(_preset(person)) if text is None else text,
        presets=_presets(),
        problem=problem,
        **_shared(wished),
    )


def take(wished: Wish | None) -> BaseResponse | Delivery:
    """Take a form: return what a client is told, or the page that comes next."""
    here, form = visit(), visit().form
    if "remove" in form:
        here.provider.people.remove(form["remove"])
        return _again(wished)
    if "refuse" in form and wished is not None:
        return here.provider.kind.refuse(here.provider, wished, here.now)
    try:
        person = _chosen(here.provider)
    except ClaimsError as error:
        return edit(wished, form.get("claims", ""), str(error))
    return _again(None) if wished is None else _allowed(wished, person)


def _allowed(wished: Wish, person: Person | None) -> Response | Delivery:
    here = visit()
    if person is None:
        return choose(wished, 400, "Nobody has been chosen.")
    behaviour = cast("Behaviour", here.form.get("behaviour", ""))
    if behaviour and behaviour not in here.provider.kind.behaviours:
        near = nearest(behaviour, here.provider.kind.behaviours)
        return choose(wished, 400, f"Nothing goes wrong by the name {behaviour}; {near}.")
    return here.provider.kind.allow(here.provider, wished, person, here.now, behaviour)


def _chosen(provider: Provider) -> Person | None:
    """Return whom a form names, or makes.

    Raises:
        ClaimsError: the claims that it has are none.

    """
    form = visit().form
    if "new" in form:
        person = invention.somebody_new(provider)
    elif "add" in form:
        person = editing.read(provider, form.get("claims", ""))
    else:
        return provider.people.find(form.get("person", ""))
    provider.people.keep(person)
    return person


def _again(wished: Wish | None) -> BaseResponse:
    here = visit()
    path = "/" if wished is None else authorization_path(here.provider)
    return redirect(here.url(path, wished.parameters if wished else ()), 303)


def authorization_path(provider: Provider) -> str:
    """Return where clients send people."""
    return provider.kind.endpoints["authorization"].path


def _to_edit(provider: Provider, subject: str) -> tuple[Person, bool]:
    """Return whose claims are changed, and whether there is such a person already."""
    person = provider.people.find(subject)
    return (invention.somebody_new(provider), False) if person is None else (person, True)


def _presets() -> Mapping[str, Callable[[invention.Claims], invention.Claims]]:
    return {**invention.PRESETS, **visit().provider.kind.presets}


def _preset(person: Person) -> Person:
    change = _presets().get(visit().own.get("_preset", ""))
    if change is None:
        return person
    return replace(person, claims=change(person.claims))


def _shared(wished: Wish | None) -> dict[str, object]:
    """Return what the pages about people have in common."""
    here = visit()
    parameters = wished.parameters if wished else ()
    return {
        "provider": here.provider,
        "title": here.provider.kind.title,
        "wish": wished,
        "behaviours": _behaviours(here.provider) if wished else {},
        "stand_in": here.stand_in,
        "url": lambda path, **own: here.url(path, parameters, **own),
        "back": here.url(authorization_path(here.provider) if wished else "/", parameters),
    }


def _behaviours(provider: Provider) -> dict[str, dict[str, str]]:
    """Return what can go wrong, by the parts that it is about."""
    return {
        title: {
            name: described.sentence
            for name, described in provider.kind.behaviours.items()
            if described.part == part
        }
        for part, title in _PARTS.items()
        if any(described.part == part for described in provider.kind.behaviours.values())
    }


def closed(objection: str) -> Response:
    """Say why there are no pages under the host that was asked."""
    return page("error.html", 403, problem=objection, provider=None)


def untrusted(error: UntrustedClient) -> Response:
    """Say what is wrong with a request that must not be answered elsewhere."""
    return page("error.html", 400, problem=str(error), provider=visit().provider)
