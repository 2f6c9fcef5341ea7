"""Styles of managed login: the colours and images of a client's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup
from cognito_emulator.domain.clients.appearance import assets, default_style, doubts
from cognito_emulator.domain.clients.appearance.record import STYLES, Asset, Style
from cognito_emulator.domain.pools import domains

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Json

_MOST_ASSETS = 40  # the model's AssetListType
_DEEPEST = 64  # levels of a document: a guess; what is much deeper could not be shown again


class Look(NamedTuple):
    """What a style comes to: its own settings and assets, and the defaults beneath them.

    Attributes:
        settings: a document in the service's shape, with each of its members; colours are eight
            hexadecimal digits, the last two their opacity. It may be changed.

    """

    settings: dict[str, Any]
    assets: tuple[Asset, ...]

    def asset(self, category: str, color_mode: str) -> Asset | None:
        """Return the image of a category that suits a mode, ``LIGHT`` or ``DARK``."""
        suitable = {
            asset.color_mode: asset
            for asset in self.assets
            if asset.category == category and asset.content is not None
        }
        return suitable.get(color_mode) or suitable.get("DYNAMIC")


def of_client(ctx: Context, pool: Pool, client: Client) -> Look | None:
    """Return how a client's pages look; ``None`` if it has no style, so that it has no pages.

    That a client without a style has none is measured [branding-10]; the defaults are a guess.
    """
    style = _of_client(ctx, pool, client)
    return merged(style) if style else None


def lacks_style(client: Client) -> str:
    """Return what to tell of a client whose pages are not available."""
    return (
        f"The client {client.name} has no style, so managed login shows it no pages. Make a style"
        " with ManagedLoginBrandings in a seed, or CreateManagedLoginBranding."
    )


def missing(ctx: Context, pool: Pool) -> list[str]:
    """Return a sentence for each client that may send users to pages which are not available."""
    if not domains.any_managed(ctx, pool):
        return []
    return [
        lacks_style(client)
        for client in lookup.of_pool(ctx, pool)
        if client.oauth.sends_to_pages and _of_client(ctx, pool, client) is None
    ]


def merged(style: Style | None) -> Look:
    """Return what a style comes to; ``None`` stands for the default style.

    An asset takes the place of the default ones of its category and mode. The defaults are ours, a
    guess but for what `default_style` says.
    """
    own_settings = style.settings if style else None
    own = style.assets if style else ()
    return Look(
        _laid_over(default_style.settings(), own_settings or {}),
        _with_assets(default_style.assets(), own),
    )


def create(
    ctx: Context, pool: Pool, client: Client, request: Mapping[str, Any], style_id: str = ""
) -> Style:
    """Make the style of a client; it has one at most.

    Assets may stand beside the service's own values (measured [branding-16]). The order of the
    refusals is a guess.

    Args:
        ctx: the operation.
        pool: the client's.
        client: whose style.
        request: a CreateManagedLoginBrandingRequest, checked against the model.
        style_id: the id that it shall have, else a new one.

    Raises:
        InvalidParameterException: not one of settings and the service's own values is asked for
            (measured [branding-4, branding-5]), or a rule of `assets` is broken.
        ManagedLoginBrandingExistsException: the client has a style (text measured [branding-3]).

    """
    settings = _settings(ctx, pool, request)
    given = assets.read(request.get("Assets", ()))
    if _of_client(ctx, pool, client) is not None:
        raise errors.ManagedLoginBrandingExistsException(
            f"A ManagedLoginBranding already exists for client {client.id}"
        )
    style = Style(
        id=style_id or ctx.ids.uuid(),
        pool_id=pool.id,
        client_id=client.id,
        created_at=ctx.now,
        modified_at=ctx.now,
        settings=settings,
        assets=given,
    )
    return ctx.tx.put(STYLES, style)


def update(ctx: Context, pool: Pool, style: Style, request: Mapping[str, Any]) -> Style:
    """Change a style: assets that are not named stay (measured [branding-7]).

    An asset takes the place of that of its category and mode (claimed), and of its ResourceId (a
    guess). The service's own values in place of settings are the end of these (a guess).

    Raises:
        InvalidParameterException: not one of settings and the service's own values is asked for,
            whatever assets are (measured [branding-5]), or a rule of `assets` is broken.

    """
    settings = _settings(ctx, pool, request)
    given = assets.read(request.get("Assets", ()))
    together = _with_assets(style.assets, given)
    if len(together) > _MOST_ASSETS:  # a guess, and so is the text
        raise errors.InvalidParameterException(
            f"A ManagedLoginBranding can have no more than {_MOST_ASSETS} assets."
        )
    changed = replace(style, settings=settings, assets=together, modified_at=ctx.now)
    return ctx.tx.put(STYLES, changed)


def delete(ctx: Context, style: Style) -> None:
    """Remove a style."""
    ctx.tx.delete(STYLES, style.id)


def by_id(ctx: Context, pool: Pool, style_id: str) -> Style:
    """Return the style of that id.

    Raises:
        ResourceNotFoundException: there is none (text measured [branding-1]), or it is another
            pool's (a guess).

    """
    style = ctx.tx.get(STYLES, style_id)
    if style is None or style.pool_id != pool.id:
        raise errors.ResourceNotFoundException("ManagedLoginBranding does not exist.")
    return style


def by_client(ctx: Context, pool: Pool, client: Client) -> Style:
    """Return the style of a client.

    Raises:
        ResourceNotFoundException: it has none (text measured [branding-2]).

    """
    style = _of_client(ctx, pool, client)
    if style is None:
        raise errors.ResourceNotFoundException(
            f"ManagedLoginBranding for client {client.id} does not exist."
        )
    return style


def _of_client(ctx: Context, pool: Pool, client: Client) -> Style | None:
    return next(iter(ctx.tx.all(STYLES, "client", (pool.id, client.id))), None)


def _settings(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> Json | None:
    """Return the settings of a request, ``None`` for the service's own values.

    Whatever is in them is kept; see `doubts`.
    """
    settings = request.get("Settings")
    provided = request.get("UseCognitoProvidedValues", False)
    if provided == (settings is not None):
        raise errors.InvalidParameterException(
            "useCognitoProvidedValues or settings should be specified (but not both)"
        )
    if settings is None:
        return None
    if not isinstance(settings, Mapping):  # a guess, and so is the text
        raise errors.InvalidParameterException("Settings must be a JSON object")
    copied: Json = _copied(settings, _DEEPEST)
    for doubt in doubts.of(copied):
        ctx.warn(f"Settings of managed login branding: {doubt}.", pool)
    return copied


def _copied(value: Any, levels: int) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(value, Mapping | list):
        return value
    if not levels:  # a guess, and so is the text
        raise errors.InvalidParameterException("Settings is nested too deeply")
    if isinstance(value, list):
        return [_copied(item, levels - 1) for item in value]
    return {name: _copied(item, levels - 1) for name, item in value.items()}


def _with_assets(there: Iterable[Asset], given: Iterable[Asset]) -> tuple[Asset, ...]:
    """Return assets, those of the same place replaced."""
    new = tuple(given)
    places = {_place(asset) for asset in new}
    return (*(asset for asset in there if _place(asset) not in places), *new)


def _place(asset: Asset) -> tuple[str | None, ...]:
    return asset.category, asset.color_mode, asset.resource_id


def _laid_over(default: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with what another says in place of it, member by member."""
    laid = {name: deepcopy(value) for name, value in {**default, **own}.items()}
    for name in default.keys() & own.keys():
        if isinstance(default[name], Mapping) and isinstance(own[name], Mapping):
            laid[name] = _laid_over(default[name], own[name])
    return laid
