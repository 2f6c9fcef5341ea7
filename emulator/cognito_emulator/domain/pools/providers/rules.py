"""What no identity provider may be.

Where the row of a text names no type, the type is a guess, and so is which of several broken rules
is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, get_args
from urllib.parse import urlsplit

from cognito_emulator import errors
from cognito_emulator.domain.pools.providers import metadata
from cognito_emulator.domain.pools.providers.details import Switch
from cognito_emulator.domain.pools.providers.record import OWN_USERS
from cognito_emulator.domain.pools.providers.types import SOCIAL, TYPES

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool

#: The pool itself, as AdminLinkProviderForUser names it.
OWN_USERS_AS_LINKED = "Cognito"
#: What a mapping may name beside the pool's attributes: whom the user is.
USERNAME = "username"

# In the order of the service's sentence (measured [limits-23]).
_ATTRIBUTES_REQUEST_METHODS = ("POST", "GET")
_SCHEMES = frozenset({"http", "https"})
_SWITCHES = get_args(Switch)
_SIGNING_ALGORITHM = "rsa-sha256"


class ProviderChange(NamedTuple):
    """A provider about to be written.

    Attributes:
        pool: the provider's pool.
        provider: what the provider would be.
        holder: returns the provider of the pool that has an identifier.

    """

    pool: Pool
    provider: IdentityProvider
    holder: Callable[[str], IdentityProvider | None]


#: Returns the refusal, if the rule is broken.
Rule = Callable[[ProviderChange], errors.CognitoError | None]

_invalid = errors.InvalidParameterException


def check(change: ProviderChange) -> None:
    """Refuse a provider that the service would not have.

    Raises:
        InvalidParameterException: one of `RULES` is broken.

    """
    for rule in RULES:
        if (refusal := rule(change)) is not None:
            raise refusal


def check_name(name: str, kind: str) -> None:
    """Refuse a name that is another type's, or the pool's own.

    Text: measured [providers-2] for a social type under another name; the other way round, and of
    the pool's own names, a guess.

    Raises:
        InvalidParameterException: the type cannot have that name.

    """
    taken = name in SOCIAL or kind in SOCIAL
    if (taken and name != kind) or name in (OWN_USERS, OWN_USERS_AS_LINKED):
        raise _invalid(f"Provider {name} cannot be of type {kind}.")


def _details_are_complete(change: ProviderChange) -> errors.CognitoError | None:
    """Texts: measured [providers-4, providers-5, providers-6]; an empty value counts as missing.

    That is a guess.
    """
    kind, details = TYPES[change.provider.type], change.provider.details
    return None if all(details.get(key) for key in kind.required) else _invalid(kind.missing)


def _metadata_come_one_way(change: ProviderChange) -> errors.CognitoError | None:
    """Texts: measured [providers-24]."""
    if change.provider.type != "SAML":
        return None
    ways = sum(bool(change.provider.details.get(key)) for key in (metadata.FILE, metadata.URL))
    if ways == 1:
        return None
    words = "Only one of the" if ways else "At least one of the"
    return _invalid(f"{words} MetadataURL or MetadataFile should be provided.")


def _switches_are_on_or_off(change: ProviderChange) -> errors.CognitoError | None:
    """That anything else is refused is a guess, and so is the text."""
    for key in _SWITCHES:
        value = change.provider.details.get(key, "false")
        if change.provider.type == "SAML" and value.lower() not in ("true", "false"):
            return _invalid(f"{key} must be true or false, not {value}.")
    return None


def _requests_are_signed_as_known(change: ProviderChange) -> errors.CognitoError | None:
    """That there is one algorithm is documented; the text is a guess."""
    algorithm = change.provider.details.get("RequestSigningAlgorithm", _SIGNING_ALGORITHM)
    if change.provider.type != "SAML" or algorithm == _SIGNING_ALGORITHM:
        return None
    return _invalid(f"RequestSigningAlgorithm must be {_SIGNING_ALGORITHM}, not {algorithm}.")


def _issuer_is_an_address(change: ProviderChange) -> errors.CognitoError | None:
    """Text: measured [providers-7]. Unlike the service, the emulator takes plain HTTP too."""
    issuer = change.provider.details.get("oidc_issuer")
    if issuer is None or _is_address(issuer):
        return None
    return _invalid("OIDC endpoint must start with https://")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return False
    return parts.scheme in _SCHEMES and bool(parts.hostname)


def _attributes_are_requested_somehow(change: ProviderChange) -> errors.CognitoError | None:
    """Text: measured [limits-23]."""
    method = change.provider.details.get("attributes_request_method")
    if method is None or method in _ATTRIBUTES_REQUEST_METHODS:
        return None
    methods = ", ".join(_ATTRIBUTES_REQUEST_METHODS)
    return _invalid(f"Member must satisfy enum value set: [{methods}]")


def _mapping_is_of_the_pool(change: ProviderChange) -> errors.CognitoError | None:
    """Text: measured [providers-8]; of several names a guess."""
    known = {USERNAME, *change.pool.schema}
    unknown = [name for name in change.provider.mapping if name not in known]
    if not unknown:
        return None
    return _invalid(f"AttributeMapping contains invalid mapping: [{', '.join(unknown)}]")


def _mapping_is_of_the_provider(change: ProviderChange) -> errors.CognitoError | None:
    """Text: measured [federation-24] of Google; of several names a guess."""
    known = TYPES[change.provider.type].claims
    mapped = change.provider.mapping.values()
    unknown = [] if known is None else [claim for claim in mapped if claim not in known]
    if not unknown:
        return None
    return _invalid(f"AttributeMapping contains invalid mapping: [{', '.join(unknown)}]")


def _identifiers_are_its_own(change: ProviderChange) -> errors.CognitoError | None:
    """That they are unique in a pool is documented; the text is a guess."""
    for identifier in change.provider.identifiers:
        holder = change.holder(identifier)
        if holder is not None and holder.name != change.provider.name:
            return _invalid(
                f"The identifier {identifier} is already in use by the identity provider"
                f" {holder.name}."
            )
    return None


def _only_oidc_has_acr_values(change: ProviderChange) -> errors.CognitoError | None:
    """That it is refused is documented; the text is a guess."""
    if change.provider.acr_mapping is None or change.provider.type == "OIDC":
        return None
    return _invalid("AcrMapping is supported only for OIDC identity providers.")


#: All that is refused.
RULES: tuple[Rule, ...] = (
    _details_are_complete,
    _metadata_come_one_way,
    _switches_are_on_or_off,
    _requests_are_signed_as_known,
    _issuer_is_an_address,
    _attributes_are_requested_somehow,
    _mapping_is_of_the_pool,
    _mapping_is_of_the_provider,
    _identifiers_are_its_own,
    _only_oidc_has_acr_values,
)
