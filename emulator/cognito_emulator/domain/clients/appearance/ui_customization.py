"""How the classic pages look: a style sheet and a logo, a client's own or those of all clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.clock import instant
from cognito_emulator.domain.clients import lookup
from cognito_emulator.domain.clients.appearance import css
from cognito_emulator.domain.clients.appearance.record import (
    ALL_CLIENTS,
    UI_CUSTOMIZATIONS,
    UICustomization,
)
from cognito_emulator.domain.pools import delivery_network, domains

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def of_client(ctx: Context, pool: Pool, client: Client) -> UICustomization | None:
    """Return how a client's classic pages look: its own way, else that of all clients.

    A client that has one of its own inherits nothing of the other (documented).
    """
    return _own(ctx, pool, client.id) or _own(ctx, pool, ALL_CLIENTS)


def find(ctx: Context, pool: Pool, client_id: str) -> UICustomization | None:
    """Return what GetUICustomization shows of a client, or of `ALL_CLIENTS`.

    Raises:
        ResourceNotFoundException: there is no such client (a guess, and so is the text).

    """
    if client_id == ALL_CLIENTS:
        return _own(ctx, pool, ALL_CLIENTS)
    return of_client(ctx, pool, lookup.get(ctx, pool, client_id))


def put(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> UICustomization | None:
    """Set style sheet and logo; what is not given is gone (documented), without both all is.

    That ids alone clear it is claimed. The order of the refusals is a guess.

    Args:
        ctx: the operation.
        pool: whose pages.
        request: a SetUICustomizationRequest, checked against the model.

    Returns:
        what is there from then on, ``None`` for nothing.

    Raises:
        ResourceNotFoundException: there is no such client (a guess, and so is the text).
        InvalidParameterException: the pool has no domain (text measured [branding-11]), none that
            is active (text measured [branding-12]), or a rule of `css` is broken.

    """
    _check_domain(ctx, pool)
    return restore(ctx, pool, request)


def restore(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> UICustomization | None:
    """Do as `put` does, whatever domains the pool has: they may be gone by now.

    Raises:
        ResourceNotFoundException: there is no such client.
        InvalidParameterException: a rule of `css` is broken.

    """
    client_id = request.get("ClientId", ALL_CLIENTS)
    if client_id != ALL_CLIENTS:
        lookup.get(ctx, pool, client_id)
    given = request.get("CSS") or None
    if given is not None:
        css.check(given)
    return _written(ctx, pool, client_id, given, request.get("ImageFile") or None)


def _written(
    ctx: Context, pool: Pool, client_id: str, given: str | None, image: bytes | None
) -> UICustomization | None:
    there = _own(ctx, pool, client_id)
    if given is None and image is None:
        ctx.tx.delete(UI_CUSTOMIZATIONS, (pool.id, client_id))
        return None
    changed = UICustomization(
        pool_id=pool.id,
        client_id=client_id,
        created_at=there.created_at if there else ctx.now,
        modified_at=ctx.now,
        css=given,
        image=image,
    )
    return ctx.tx.put(UI_CUSTOMIZATIONS, changed)


def remove(ctx: Context, pool: Pool, client_id: str) -> None:
    """Remove what was set for a client, or for `ALL_CLIENTS`."""
    ctx.tx.delete(UI_CUSTOMIZATIONS, (pool.id, client_id))


def css_version(customization: UICustomization) -> str:
    """Return the stamp of a style sheet: the second in which it was set (documented)."""
    return instant(customization.modified_at).strftime("%Y%m%d%H%M%S")


def image_url(customization: UICustomization, region: str) -> str:
    """Return the address of a logo as the service spells it (measured [branding-14]).

    Nothing of ours answers there. That it ends so for every kind of image is a guess.

    Args:
        customization: which has a logo.
        region: of the pool.

    """
    path = f"{customization.pool_id}/{customization.client_id}/{css_version(customization)}"
    return f"https://{delivery_network.shared(region)}/{path}/assets/images/image.jpg"


def _own(ctx: Context, pool: Pool, client_id: str) -> UICustomization | None:
    return ctx.tx.get(UI_CUSTOMIZATIONS, (pool.id, client_id))


def _check_domain(ctx: Context, pool: Pool) -> None:
    there = domains.of_pool(ctx, pool)
    if not there:
        raise errors.InvalidParameterException("A domain must be associated with this user pool.")
    if all(domain.status(ctx.now) != "ACTIVE" for domain in there):
        raise errors.InvalidParameterException(
            "The domain  associated with this user pool is currently not Active."
        )
