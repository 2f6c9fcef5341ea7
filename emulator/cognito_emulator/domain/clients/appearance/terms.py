"""The documents that pages link to: terms of use and privacy policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.clients.appearance.record import TERMS, Terms

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: The kinds of documents; pages show them only where a client has both (documented).
NAMES = ("terms-of-use", "privacy-policy")

#: The language of links for whoever speaks none of the others.
DEFAULT = "cognito:default"


def of_client(ctx: Context, pool: Pool, client: Client) -> Mapping[str, Mapping[str, str]]:
    """Return the links of a client by kind and language; nothing unless it has both kinds.

    A language is spelled as the API does, as ``cognito:german``; `DEFAULT` need not be among them.
    """
    links = {terms.name: dict(terms.links) for terms in _all(ctx, pool, client.id)}
    return links if links.keys() == set(NAMES) else {}


def create(
    ctx: Context, pool: Pool, client: Client, request: Mapping[str, Any], terms_id: str = ""
) -> Terms:
    """Make a client's document of a kind.

    Args:
        ctx: the operation.
        pool: the client's.
        client: whose pages link to it.
        request: a CreateTermsRequest, checked against the model.
        terms_id: the id that it shall have, else a new one.

    Raises:
        InvalidParameterException: there are no links, though answers require some, or one is no
            address of the web (both a guess, and so are the texts).
        TermsExistsException: the client has one of the kind (documented; text: guess).

    """
    _check_links(request.get("Links", {}))
    terms = Terms(
        id=terms_id or ctx.ids.uuid(),
        pool_id=pool.id,
        client_id=client.id,
        name=request["TermsName"],
        created_at=ctx.now,
        modified_at=ctx.now,
        source=request["TermsSource"],
        enforcement=request["Enforcement"],
        links=dict(request["Links"]),
    )
    return _put(ctx, pool, terms)


def update(ctx: Context, pool: Pool, terms: Terms, request: Mapping[str, Any]) -> Terms:
    """Change what is given; links replace all that were there (a guess).

    Raises:
        InvalidParameterException: a link is no address of the web (a guess, and so is the text).
        TermsExistsException: the client has another one of the new kind (documented; text: guess).

    """
    if "Links" in request:
        _check_links(request["Links"])
    changed = replace(
        terms,
        name=request.get("TermsName", terms.name),
        source=request.get("TermsSource", terms.source),
        enforcement=request.get("Enforcement", terms.enforcement),
        links=dict(request.get("Links", terms.links)),
        modified_at=ctx.now,
    )
    return _put(ctx, pool, changed)


def delete(ctx: Context, terms: Terms) -> None:
    """Remove a document."""
    ctx.tx.delete(TERMS, terms.id)


def by_id(ctx: Context, pool: Pool, terms_id: str) -> Terms:
    """Return the document of that id.

    Raises:
        ResourceNotFoundException: there is none, or it is another pool's (text: guess).

    """
    terms = ctx.tx.get(TERMS, terms_id)
    if terms is None or terms.pool_id != pool.id:
        raise errors.ResourceNotFoundException("Terms does not exist.")
    return terms


def by_client(ctx: Context, pool: Pool, client: Client, name: str) -> Terms:
    """Return a client's document of a kind.

    Raises:
        ResourceNotFoundException: it has none (text: guess).

    """
    for terms in _all(ctx, pool, client.id):
        if terms.name == name:
            return terms
    raise errors.ResourceNotFoundException(f"Terms {name} for client {client.id} does not exist.")


def of_pool(ctx: Context, pool: Pool) -> list[Terms]:
    """Return a pool's documents, oldest first (a guess)."""
    return ctx.tx.all(TERMS, "pool", pool.id)


def _all(ctx: Context, pool: Pool, client_id: str) -> list[Terms]:
    return ctx.tx.all(TERMS, "client", (pool.id, client_id))


def _put(ctx: Context, pool: Pool, terms: Terms) -> Terms:
    for other in _all(ctx, pool, terms.client_id):
        if other.name == terms.name and other.id != terms.id:
            raise errors.TermsExistsException(
                f"Terms {terms.name} already exists for client {terms.client_id}"
            )
    return ctx.tx.put(TERMS, terms)


def _check_links(links: Mapping[str, str]) -> None:
    if not links:
        raise errors.InvalidParameterException("Links must be specified for the terms source LINK")
    for link in links.values():
        if not link.lower().startswith(("https://", "http://")):
            raise errors.InvalidParameterException(f"{link} is not a valid URL")
