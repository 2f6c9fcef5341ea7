"""How pages look to whom: which face, whose logo and colours, in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import g, request

from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import texts

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.web.pages.texts import Texts

#: The cookie that keeps ``lang``.
LANGUAGE = "lang"
_MANAGED_LOGIN = 2
_NO_ICON = "data:,"


class Look(NamedTuple):
    """What pages of one domain have in common for one client.

    Attributes:
        classic: whether they are the classic ones, not managed login.
        css: what follows on the style sheet of all pages.
        logo, icon: where pictures are; ``None`` for no logo.
        terms: names of documents, as in ``shared`` of the texts, with their addresses.

    """

    classic: bool
    css: str = ""
    logo: str | None = None
    icon: str = _NO_ICON
    terms: tuple[tuple[str, str], ...] = ()


def look() -> Look:
    """Return how the pages of this visit look."""
    if "look" not in g:
        g.look = visit().look(_look)
    found: Look = g.look
    return found


def language() -> Texts:
    """Return the texts of this visit: of ``lang``, or of its cookie.

    Classic pages speak English whatever is asked for (measured [pages-1]).
    """
    if look().classic:
        return texts.of_language(texts.ENGLISH)
    return texts.of_language(wanted_language() or request.cookies.get(LANGUAGE))


def wanted_language() -> str | None:
    """Return the language of the service that this request asks for."""
    wanted = visit().query.get("lang")
    return wanted if wanted in texts.LANGUAGES else None


def _look(_ctx: Context, place: PoolDomain) -> Look:
    return Look(classic=place.domain.managed_login_version < _MANAGED_LOGIN)
