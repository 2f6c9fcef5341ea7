"""Pictures of a client's pages: where they are, and GET of them; the path is a guess.

A picture's address has the hash of its content, so browsers keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from flask import Response

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup
from cognito_emulator.domain.clients.appearance import branding, ui_customization
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from flask import Blueprint

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

PATH = "/_assets"
_NOBODY = "default"  # in place of a client's id: the default style
_TYPES: Mapping[str, str] = {
    "ICO": "image/x-icon",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "SVG": "image/svg+xml",
    "WEBP": "image/webp",
}
_BEGINNINGS = ((b"\x89PNG", "PNG"), (b"\xff\xd8", "JPEG"))
_HASH_CHARS = 32


class Picture(NamedTuple):
    """A picture: its bytes, and of which kind they are."""

    content: bytes
    extension: str

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return f"{sha256(self.content).hexdigest()[:_HASH_CHARS]}.{self.extension.lower()}"


def add(routes: Blueprint) -> None:
    """Add the route of pictures to routes."""
    routes.get(f"{PATH}/<client_id>/<name>")(picture)


def picture(client_id: str, name: str) -> Response:
    """Return a picture of a client's pages."""

    def found(ctx: Context, place: PoolDomain) -> Picture | None:
        try:
            client = None if client_id == _NOBODY else lookup.get(ctx, place.pool, client_id)
        except errors.ResourceNotFoundException:
            return None
        there = _pictures(ctx, place.pool, client)
        return next((each for each in there if each.name == name), None)

    wanted = visit().look(found)
    if wanted is None:
        return Response(status=404)
    csrf.leave_out()
    response = Response(wanted.content, mimetype=_TYPES[wanted.extension])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # An SVG that is opened by itself is a page.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    return response


def address(client: Client | None, content: bytes, extension: str) -> str:
    """Return where a picture is; of no client, one of the default style."""
    name = Picture(content, extension).name
    return visit().url(f"{PATH}/{client.id if client else _NOBODY}/{name}", "")


def extension_of(content: bytes) -> str:
    """Return of which kind a classic logo is; that all others are SVG is a guess."""
    return next((ext for start, ext in _BEGINNINGS if content.startswith(start)), "SVG")


def _pictures(ctx: Context, pool: Pool, client: Client | None) -> Iterator[Picture]:
    style = branding.of_client(ctx, pool, client) if client else None
    for asset in (style or branding.merged(None)).assets:
        if asset.content is not None:
            yield Picture(asset.content, asset.extension)
    customization = ui_customization.of_client(ctx, pool, client) if client else None
    if customization is not None and customization.image is not None:
        yield Picture(customization.image, extension_of(customization.image))
