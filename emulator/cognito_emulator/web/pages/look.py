"""How pages look to whom: which face, whose logo and colours, in which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import g

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup
from cognito_emulator.domain.clients.appearance import branding, terms, ui_customization
from cognito_emulator.web.hosting import cookies
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import assets, style_variables, texts

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.web.pages.texts import Texts

_MANAGED_LOGIN = 2
_NO_ICON = "data:,"
_MODES = ("LIGHT", "DARK")
_WEB = ("https://", "http://")
# What the API calls the languages that have texts here.
_LANGUAGES = {"de": "cognito:german", "en": "cognito:english", "ja": "cognito:japanese"}
_FEDERATED, _PASSWORD = "FEDERATED", "USERNAME_PASSWORD"
_DOCUMENTS = {"terms-of-use": "terms_of_use", "privacy-policy": "privacy_policy"}


class ProviderButtons(NamedTuple):
    """How buttons of identity providers stand on pages of managed login.

    Above the form is measured [pages-12]. That settings decide it is documented; what else they may
    say than the default is a guess.

    Attributes:
        order: the names of those that come first.
        above: whether they stand above the form.
        icons: whether they have pictures.

    """

    order: tuple[str, ...] = ()
    above: bool = True
    icons: bool = True


class Look(NamedTuple):
    """What pages of one domain have in common for one client.

    Attributes:
        classic: whether they are the classic ones, not managed login.
        available: whether there are any: a client without a style has none (measured
            [branding-10]).
        css: what follows on the style sheet of all pages.
        logos: addresses of the logo by the mode that each suits; none without a logo.
        header: the same of a logo above the form.
        icon: the address of the page's icon.
        offers_languages: whether the page has a list of languages.
        documents: addresses of documents by language, by their names in ``shared`` of the texts.
        providers: how the buttons of identity providers stand.

    """

    classic: bool
    available: bool = True
    css: str = ""
    logos: Mapping[str, str] = {}
    header: Mapping[str, str] = {}
    icon: str = _NO_ICON
    offers_languages: bool = False
    documents: Mapping[str, Mapping[str, str]] = {}
    providers: ProviderButtons = ProviderButtons()

    def terms(self, language: str) -> list[tuple[str, str]]:
        """Return the names and addresses of the documents, in a language as far as they are."""
        found = {
            name: links.get(_LANGUAGES[language]) or links.get(terms.DEFAULT) or ""
            for name, links in self.documents.items()
        }
        return [(name, url) for name, url in found.items() if url.startswith(_WEB)]


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
    return texts.of_language(wanted_language() or cookies.read(cookies.LANGUAGE))


def wanted_language() -> str | None:
    """Return the language of the service that this request asks for."""
    wanted = visit().query.get("lang")
    return wanted if wanted in texts.LANGUAGES else None


def languages() -> list[tuple[str, str, str]]:
    """Return the languages to choose from: code, name, and this page's address in each."""
    if not look().offers_languages:
        return []
    here = visit()
    return [
        (code, name, f"?{here.query_with('lang', code)}") for code, name in texts.TABLES.items()
    ]


def _look(ctx: Context, place: PoolDomain) -> Look:
    client_id = visit().query.get("client_id", "")
    try:
        client = lookup.get(ctx, place.pool, client_id) if client_id else None
    except errors.ResourceNotFoundException:
        client = None
    if place.domain.managed_login_version < _MANAGED_LOGIN:
        return _classic(ctx, place, client)
    return _managed(ctx, place, client)


def _classic(ctx: Context, place: PoolDomain, client: Client | None) -> Look:
    customization = ui_customization.of_client(ctx, place.pool, client) if client else None
    css = style_variables.css_of({}, "DYNAMIC", {})
    if customization is None:
        return Look(classic=True, css=css)
    image = customization.image
    logo = assets.address(client, image, assets.extension_of(image)) if image else ""
    return Look(
        classic=True,
        css=css + _harmless(customization.css or ""),
        logos={"LIGHT": logo} if logo else {},
    )


def _managed(ctx: Context, place: PoolDomain, client: Client | None) -> Look:
    """Return the look of managed login; at a default domain it is the default style's."""
    own = branding.of_client(ctx, place.pool, client) if client and place.configured else None
    style, owner = own or branding.merged(None), client if own else None
    scheme = style_variables.scheme_of(style.settings) if own else "DYNAMIC"

    def pictures(category: str, switch: str) -> dict[str, str]:
        if style_variables.at(style.settings, switch) is not True:
            return {}
        suiting = {mode: style.asset(category, mode) for mode in _MODES}
        return {
            mode: assets.address(owner, asset.content, asset.extension)
            for mode, asset in suiting.items()
            if asset is not None and asset.content is not None and scheme in (mode, "DYNAMIC")
        }

    backgrounds = pictures("PAGE_BACKGROUND", "components.pageBackground.image.enabled")
    documents = terms.of_client(ctx, place.pool, client) if client else {}
    return Look(
        classic=False,
        available=own is not None or client is None or not place.configured,
        css=style_variables.css_of(style.settings, scheme, backgrounds),
        logos=pictures("FORM_LOGO", "components.form.logo.enabled"),
        header=pictures("PAGE_HEADER_LOGO", "components.pageHeader.logo.enabled"),
        icon=_icon(style, owner),
        offers_languages=style_variables.at(
            style.settings, "categories.form.languageSelector.enabled"
        )
        is True,
        documents={_DOCUMENTS[name]: links for name, links in documents.items()},
        providers=_provider_buttons(style.settings),
    )


def _provider_buttons(settings: Mapping[str, Any]) -> ProviderButtons:
    order = style_variables.at(settings, "categories.auth.federation.order")
    icons = style_variables.at(settings, "componentClasses.idpButtons.icons.enabled")
    ways = _ways(style_variables.at(settings, "categories.auth.authMethodOrder"))
    form_is_first = _FEDERATED in ways and _PASSWORD in ways[: ways.index(_FEDERATED)]
    return ProviderButtons(
        order=tuple(map(str, order)) if isinstance(order, list) else (),
        above=not form_is_first,
        icons=icons is not False,
    )


def _ways(listed: object) -> list[object]:
    """Return the types of ways to sign in that a setting lists, group by group."""
    groups = listed if isinstance(listed, list) else []
    ways = [way for group in groups if isinstance(group, list) for way in group]
    return [way.get("type") for way in ways if isinstance(way, Mapping)]


def _icon(style: branding.Look, owner: Client | None) -> str:
    wanted = style_variables.at(style.settings, "components.favicon.enabledTypes")
    for kind in ("SVG", "ICO"):
        asset = style.asset(f"FAVICON_{kind}", "LIGHT")
        enabled = isinstance(wanted, list) and kind in wanted
        if enabled and asset is not None and asset.content is not None:
            return assets.address(owner, asset.content, asset.extension)
    return _NO_ICON


def _harmless(css: str) -> str:
    """Return a pool owner's style sheet such that it cannot end the element that it stands in.

    Lines end as browsers read them (HTML, 13.2.3.5): they hash what they have read, and apply no
    style whose hash is not the one of the page's policy.
    """
    return re.sub("\r\n?", "\n", css.replace("<", "").replace("\0", ""))
