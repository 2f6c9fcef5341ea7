"""What is refused when an app client is made or changed.

Each rule says how sure its text is. Where the row of a text names no type, the type is a guess, and
so is which of several broken rules is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from cognito_emulator import errors
from cognito_emulator.domain.clients.oauth_settings import BROWSER_FLOWS
from cognito_emulator.domain.pools import arns, tiers
from cognito_emulator.domain.pools.providers.record import OWN_USERS
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.oauth_settings import OAuthSettings
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool

Verb = Literal["creating", "updating"]

_HOUR = 3600
_DAY = 86400
_SHORTEST, _LONGEST = 300, _DAY
_SHORTEST_REFRESH, _LONGEST_REFRESH = _HOUR, 3650 * _DAY
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SCOPES = ("phone", "email", "openid", "profile", "aws.cognito.signin.user.admin")
# Written by the service alone, whatever a client may write.
_NEVER_WRITTEN = frozenset({"sub", "email_verified", "phone_number_verified"})


class ClientChange(NamedTuple):
    """A client about to be written.

    Attributes:
        request: what is asked for.
        pool: the client's pool.
        client: what the client would be.
        verb: the word for it in some refusals.
        known_scopes: the scopes of the pool's resource servers; asked only where the client names
            one.
        known_providers: the names of the pool's identity providers; asked only where the client
            names one.

    """

    request: Mapping[str, Any]
    pool: Pool
    client: Client
    verb: Verb
    known_scopes: Callable[[], AbstractSet[str]]
    known_providers: Callable[[], AbstractSet[str]]

    @property
    def oauth(self) -> OAuthSettings:
        """What the client may ask of OAuth."""
        return self.client.oauth


#: Returns the refusal, if the rule is broken.
Rule = Callable[[ClientChange], errors.CognitoError | None]

_invalid = errors.InvalidParameterException


def check(change: ClientChange) -> None:
    """Refuse a client that the service would not have.

    Args:
        change: CreateUserPoolClientRequest or UpdateUserPoolClientRequest, and what would become of
            the client.

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: one of `RULES` is broken.

    """
    for rule in RULES:
        if (refusal := rule(change)) is not None:
            raise refusal


def check_shown(change: ClientChange) -> list[str]:
    """Refuse a client that no pool can have; return what only CreateUserPoolClient would refuse.

    Args:
        change: the client as DescribeUserPoolClient shows it, and what it would be.

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: one of `RULES` is broken that updates keep, too.

    """
    doubts = []
    for rule in RULES:
        refusal = rule(change)
        if refusal is not None and rule not in _LEFT_BEHIND:
            raise refusal
        if refusal is not None:
            hint = _HINTS[rule](change) if rule in _HINTS else ""
            doubts.append(
                f"The client {change.client.name} is in a state that CreateUserPoolClient refuses:"
                f" {refusal.message}{hint}"
            )
    return doubts


def _nearest_scope(change: ClientChange) -> str:
    """Return what was probably meant by the first scope that no resource server has."""
    known = change.known_scopes()
    wrong = next(one for one in change.oauth.scopes if "/" in one and one not in known)
    if not known:
        return "; the pool has no ResourceServers with Scopes"
    return f"; {nearest(wrong, sorted(known))}"


def _nearest_provider(change: ClientChange) -> str:
    """Return what to do about the first provider that the pool does not have."""
    known, wrong = change.known_providers(), _unknown_provider(change)
    if wrong is None or not known:
        return " The pool has no IdentityProviders."
    return f" Of its IdentityProviders {nearest(wrong, sorted(known))}."


# --- secrets, flows, tokens -----------------------------------------------------------------------


def _one_secret(change: ClientChange) -> errors.CognitoError | None:
    """Documented; the text is a guess."""
    if change.request.get("GenerateSecret") and "ClientSecret" in change.request:
        return _invalid("ClientSecret cannot be given when GenerateSecret is true.")
    return None


def _context_needs_secret(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-32]."""
    if change.client.propagates_context and not change.client.secrets:
        return _invalid(
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true"
        )
    return None


def _one_family_of_flows(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-33]."""
    if len({flow.startswith("ALLOW_") for flow in change.client.explicit_flows or ()}) > 1:
        return _invalid(
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."
        )
    return None


def _rotation_is_included(change: ClientChange) -> errors.CognitoError | None:
    """Text: recorded [pools-16]."""
    if change.client.rotates and change.pool.tier == "LITE":
        return errors.FeatureUnavailableInTierException(tiers.not_in_lite(tiers.ROTATION))
    return None


def _rotation_or_plain_refresh(change: ClientChange) -> errors.CognitoError | None:
    """Text: recorded [clients-27].

    A rotation counts that the update does not name (measured [clients-28]).
    """
    if change.client.rotates and "ALLOW_REFRESH_TOKEN_AUTH" in (change.client.explicit_flows or ()):
        return _invalid(
            "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow"
            " when refresh token rotation is enabled."
        )
    return None


def _validity_in_range(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-34]."""
    access, identity, refresh = change.client.validity
    if (
        all(_SHORTEST <= seconds <= _LONGEST for seconds in (access, identity))
        and _SHORTEST_REFRESH <= refresh <= _LONGEST_REFRESH
    ):
        return None
    return _invalid("Invalid range for token validity.")


def _refresh_outlives(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-35]."""
    access, identity, refresh = change.client.validity
    if max(access, identity) > refresh:
        return _invalid(
            "Access and Id Token expiration times must be less than or equal to"
            " refresh token expiration times."
        )
    return None


# --- attributes -----------------------------------------------------------------------------------


def _readable(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-31]."""
    known = {"identities", *change.pool.schema}
    if not known.issuperset(change.client.read_attributes or ()):
        return _invalid(f"Invalid read attributes specified while {change.verb} a client")
    return None


def _writable(change: ClientChange) -> errors.CognitoError | None:
    """A given list names all that is required (recorded [clients-29]).

    It names only what can be written (measured [clients-30]).
    """
    given = change.client.write_attributes
    if given is None:
        return None
    attributes = change.pool.schema.values()
    known = {each.name for each in attributes if not each.developer_only} - _NEVER_WRITTEN
    needed = {each.name for each in attributes if each.required} - _NEVER_WRITTEN
    if needed <= set(given) <= known:
        return None
    return _invalid(f"Invalid write attributes specified while {change.verb} a client")


# --- OAuth ----------------------------------------------------------------------------------------


def _oauth_is_complete(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-36].

    Held against the request alone: an update that names no OAuth setting passes (a guess).
    """
    complete = change.oauth.flows and change.oauth.scopes
    if change.request.get("AllowedOAuthFlowsUserPoolClient") and not complete:
        return _invalid(
            "AllowedOAuthFlows and AllowedOAuthScopes are required"
            " if user pool client is allowed to use OAuth flows."
        )
    return None


def _machines_have_secret(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-37]."""
    if "client_credentials" in change.oauth.flows and not change.client.secrets:
        return errors.InvalidOAuthFlowException(
            "client_credentials flow can not be selected if client does not have a client secret."
        )
    return None


def _machines_stay_apart(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-38]."""
    if "client_credentials" in change.oauth.flows and len(set(change.oauth.flows)) > 1:
        return errors.InvalidOAuthFlowException(
            "client_credentials flow can not be selected along with code flow or implicit flow."
        )
    return None


def _machines_have_no_profile(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-39] for ``openid``, a guess for the others."""
    if "client_credentials" not in change.oauth.flows:
        return None
    for scope in change.oauth.scopes:
        if scope in _SCOPES:
            return errors.InvalidOAuthFlowException(
                f"{scope} is not supported with client_credentials flow"
            )
    return None


def _browsers_come_back(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-40]."""
    if BROWSER_FLOWS.intersection(change.oauth.flows) and not change.oauth.callback_urls:
        return errors.InvalidOAuthFlowException(
            "CallbackUrls can not be empty when code flow or implicit flow is selected"
        )
    return None


def _scopes_exist(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-41]."""
    for scope in change.oauth.scopes:
        if scope not in _SCOPES and "/" not in scope:
            return errors.ScopeDoesNotExistException(f"Invalid scope requested: {scope}")
    return None


def _scopes_of_servers_exist(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-41]. Scopes of resource servers have a slash.

    A client keeps the scopes of a server that is deleted (measured [resource-servers-3]).
    """
    named = [scope for scope in change.oauth.scopes if "/" in scope]
    known = change.known_scopes() if named else ()
    for scope in named:
        if scope not in known:
            return errors.ScopeDoesNotExistException(f"Invalid scope requested: {scope}")
    return None


def _providers_exist(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-47].

    That a client keeps the name of a provider that is deleted, until its next update, is claimed.
    """
    unknown = _unknown_provider(change)
    if unknown is None:
        return None
    return _invalid(f"The provider {unknown} does not exist for User Pool {change.pool.id}.")


def _unknown_provider(change: ClientChange) -> str | None:
    """Return the first provider that a client names and that its pool does not have."""
    named = [name for name in change.oauth.identity_providers if name != OWN_USERS]
    known = change.known_providers() if named else ()
    return next((name for name in named if name not in known), None)


def _addresses_are_safe(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-42]."""
    for url in (*change.oauth.callback_urls, *change.oauth.logout_urls):
        if _is_plain_http(url):
            return _invalid(f"{url} cannot use the HTTP protocol.")
    return None


def _is_plain_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address: not HTTP, as far as can be told
        return False
    return parts.scheme == "http" and parts.hostname not in _OWN_MACHINE


def _addresses_have_no_fragment(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-43]."""
    for url in change.oauth.callback_urls:
        if "#" in url:
            return _invalid(f"{url} cannot use fragment")
    return None


def _default_is_listed(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-44].

    Held against the request alone, as `_oauth_is_complete` is (a guess).
    """
    default = change.request.get("DefaultRedirectURI")
    if default and default not in change.oauth.callback_urls:
        return _invalid(f"The default redirect URI {default} is not in the callback URIs list.")
    return None


# --- analytics ------------------------------------------------------------------------------------


def _analytics_in_one_form(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-45]."""
    given = change.client.analytics
    if given is None:
        return None
    parts = [part is not None for part in (given.application_id, given.role_arn, given.external_id)]
    if all(parts) if given.application_arn is None else not any(parts):
        return None
    return _invalid(
        "Invalid analytics configuration given, either <application arn>"
        " or <application id, role arn, external id> are valid"
    )


def _analytics_in_reach(change: ClientChange) -> errors.CognitoError | None:
    """Text: measured [clients-46], for pools of us-east-1.

    That us-east-1 serves other regions too is documented.
    """
    arn = change.client.analytics and change.client.analytics.application_arn
    if not arn or arns.region(arn) in (change.pool.region, "us-east-1"):
        return None
    return _invalid(
        "The integration with Pinpoint is not supported for the requested"
        f" {arns.region(arn)} region."
    )


#: All that is refused.
RULES: tuple[Rule, ...] = (
    _one_secret,
    _one_family_of_flows,
    _rotation_is_included,
    _rotation_or_plain_refresh,
    _validity_in_range,
    _refresh_outlives,
    _readable,
    _writable,
    _context_needs_secret,
    _oauth_is_complete,
    _machines_have_secret,
    _machines_stay_apart,
    _machines_have_no_profile,
    _browsers_come_back,
    _scopes_exist,
    _scopes_of_servers_exist,
    _providers_exist,
    _addresses_are_safe,
    _addresses_have_no_fragment,
    _default_is_listed,
    _analytics_in_one_form,
    _analytics_in_reach,
)
# What to say beside a refusal to who writes seeds.
_HINTS: Mapping[Rule, Callable[[ClientChange], str]] = {
    _scopes_of_servers_exist: _nearest_scope,
    _providers_exist: _nearest_provider,
}
# What other calls leave behind. The first two are held against the request alone: an update that
# omits the lists leaves what they are about.
_LEFT_BEHIND: frozenset[Rule] = frozenset(
    {_oauth_is_complete, _default_is_listed, _scopes_of_servers_exist, _providers_exist}
)
