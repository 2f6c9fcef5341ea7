"""Identity providers of a pool: what they are told of it, and those that tests make in a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.api import spec
from cognito_emulator.api.validate import validate
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.federation.place import Place, entity_id
from cognito_emulator.domain.federation.stand_ins.address import address
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers import stand_ins
from cognito_emulator.domain.pools.providers.record import ProviderType
from cognito_emulator.idp.names import SOCIAL
from cognito_emulator.nearest import missed

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = [
    "ProviderType",
    "Registration",
    "install",
    "misspelt",
    "registrations",
    "stand_in_pages",
    "types",
]


class Registration(NamedTuple):
    """What is to be registered at an identity provider, for a pool to use it.

    Attributes:
        name: of the provider.
        type: its type.
        stand_in: whether a stand-in plays it, where nothing has to be registered.
        redirect_uri: where it sends browsers, unless it is one of SAML.
        entity_id: what SAML providers call the pool.
        acs_url: of SAML the assertion consumer service.
        logout_url: of SAML where answers to logout requests go.
        page: where the page of the stand-in is; ``None`` of a real provider.

    """

    name: str
    type: ProviderType
    stand_in: bool
    redirect_uri: str | None = None
    entity_id: str | None = None
    acs_url: str | None = None
    logout_url: str | None = None
    page: str | None = None


def registrations(engine: Engine, pool_id: str, base_url: str) -> list[Registration]:
    """Return what is to be registered at a pool's identity providers, by their names.

    Args:
        engine: the engine.
        pool_id: the pool.
        base_url: by which browsers reach the emulator. Of a pool without a domain there is nothing.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """

    def registered(ctx: Context) -> list[Registration]:
        pool = doors.pool(ctx, pool_id)
        shown = domains.shown(ctx, pool)
        url = None if shown is None else domains.url(shown, base_url)
        if url is None:
            return []
        place = Place(url, base_url)
        return [_registration(ctx, each, place) for each in providers.of_pool(ctx, pool)]

    return engine.run_inside(registered)


def _registration(ctx: Context, provider: IdentityProvider, place: Place) -> Registration:
    played = stand_ins.plays(ctx, provider)
    page = f"{address(provider, place.emulator_url)}/" if played else None
    known = Registration(provider.name, provider.type, played, page=page)
    if provider.type != "SAML":
        return known._replace(redirect_uri=place.callback)
    return known._replace(
        entity_id=entity_id(provider.pool_id),
        acs_url=place.acs,
        logout_url=place.logout,
    )


def stand_in_pages(engine: Engine, pool_id: str, base_url: str) -> dict[str, str]:
    """Return where the pages of stand-ins are that play a pool's providers, by their names.

    Arguments and errors are those of `registrations`.
    """
    found = registrations(engine, pool_id, base_url)
    return {each.name: each.page for each in found if each.page is not None}


def types(engine: Engine, pool_id: str) -> dict[str, ProviderType]:
    """Return the types of a pool's identity providers, by their names.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    found = engine.run_inside(lambda ctx: providers.of_pool(ctx, doors.pool(ctx, pool_id)))
    return {provider.name: provider.type for provider in found}


def misspelt(engine: Engine) -> dict[str, str]:
    """Return names of the setting `stand_ins` that no provider has, and of each what was meant.

    A name that is like none may be that of a provider which is made later.
    """
    if not engine.settings.stand_ins:
        return {}

    def there(ctx: Context) -> set[str]:
        return set(SOCIAL).union(*(providers.names(ctx, it) for it in pool_lookup.everywhere(ctx)))

    known = engine.run_inside(there)
    wrong = (name for name in engine.settings.stand_ins if name not in known)
    return {name: meant for name in wrong if (meant := missed(name, known)) is not None}


def install(
    engine: Engine,
    pool_id: str,
    name: str,
    kind: ProviderType,
    *,
    details: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
) -> None:
    """Give a pool an identity provider that a stand-in plays.

    Users come by it through all clients that may use the pool's domain.

    Args:
        engine: the engine.
        pool_id: the pool.
        name: of the provider.
        kind: its type.
        details: ProviderDetails beside, or in place of, such as any provider could have.
        mapping: AttributeMapping; by default names and e-mail addresses are mapped.

    Raises:
        CognitoError: the service would refuse such a provider.

    """
    described = {
        "UserPoolId": pool_id,
        "ProviderName": name,
        "ProviderType": kind,
        "ProviderDetails": {**_made_up(kind), **(details or {})},
        "AttributeMapping": {**_MAPPINGS.get(kind, _MAPPING)} if mapping is None else {**mapping},
    }
    request = validate(spec.operation("CreateIdentityProvider"), described)

    def installed(ctx: Context) -> None:
        pool = doors.pool(ctx, pool_id)
        providers.restore(ctx, pool, request, stand_in=True)
        for client in ctx.tx.all(CLIENTS, "pool", pool.id):
            oauth = client.oauth
            if oauth.enabled and name not in oauth.identity_providers:
                there = (*oauth.identity_providers, name)
                ctx.tx.put(CLIENTS, replace(client, oauth=replace(oauth, identity_providers=there)))

    engine.run_inside(installed)


def _made_up(kind: ProviderType) -> dict[str, str]:
    """Return details of which nobody has said anything."""
    key = {"private_key": _private_key()} if kind == "SignInWithApple" else {}
    return {**_DETAILS[kind], **key}


@cache
def _private_key() -> str:
    """Return a key as Apple gives it to developers; one for the process."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - likewise

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode()


_APP = {
    "client_id": "the-pool",
    "client_secret": "a-secret",
    "authorize_scopes": "openid email profile",
}
_NOWHERE = "https://idp.example.com"
# A stand-in plays them, so nothing of it is ever asked.
_DETAILS: Mapping[ProviderType, Mapping[str, str]] = {
    "Google": _APP,
    "Facebook": {**_APP, "authorize_scopes": "public_profile,email"},
    "LoginWithAmazon": {**_APP, "authorize_scopes": "profile"},
    "SignInWithApple": {
        "client_id": "com.example.app",
        "team_id": "TEAM000001",
        "key_id": "KEY0000001",
        "authorize_scopes": "email name",
    },
    "OIDC": {**_APP, "oidc_issuer": _NOWHERE, "attributes_request_method": "GET"},
    "SAML": {"MetadataURL": f"{_NOWHERE}/metadata", "IDPInit": "true"},
}
_ADDRESS = {"email": "email", "email_verified": "email_verified"}
_MAPPING = {**_ADDRESS, **{name: name for name in ("name", "given_name", "family_name")}}
_MAPPINGS: Mapping[ProviderType, Mapping[str, str]] = {
    "Facebook": {
        **{name: name for name in ("email", "name")},
        "given_name": "first_name",
        "family_name": "last_name",
    },
    "LoginWithAmazon": {name: name for name in ("email", "name")},
    "SignInWithApple": {
        **_ADDRESS,
        "name": "name",
        "given_name": "firstName",
        "family_name": "lastName",
    },
}
