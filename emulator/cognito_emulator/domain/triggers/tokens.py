"""PreTokenGeneration: what tokens are to say beside, or in place of, what they would.

Documented, unless a line says otherwise. Events of version 1 change the ID token, and the groups of
both; those of version 2 and 3 change each token by itself, and the scopes of the access token.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.triggers import core

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User

Claims = dict[str, Any]

_GROUPS, _ROLES, _PREFERRED = "cognito:groups", "cognito:roles", "cognito:preferred_role"
_OWN = "cognito:"
_DEVELOPER = "dev:"
# What no function changes, besides all that begins with ``cognito:``. That wishes for it are passed
# over in silence is not confirmed.
_FIXED = frozenset(
    {
        "acr",
        "amr",
        "at_hash",
        "aud",
        "auth_time",
        "azp",
        "client_id",
        "device_key",
        "event_id",
        "exp",
        "iat",
        "identities",
        "iss",
        "jti",
        "nbf",
        "nonce",
        "origin_jti",
        "sub",
        "token_use",
        "username",
        "version",
    }
)
# Claims of the ID token that can be no list and no object.
_SCALARS = frozenset({"address", "email_verified", "phone_number_verified", "updated_at"})


class Occasion(NamedTuple):
    """What tokens are made for.

    Attributes:
        source: ``Authentication``, ``NewPasswordChallenge``, ``AuthenticateDevice``,
            ``RefreshTokens``; for the OAuth endpoints ``HostedAuth`` and ``ClientCredentials``.
        user: whose they are, ``None`` for a machine's.
        scopes: of the access token.

    """

    source: str
    user: User | None
    scopes: Sequence[str]


class Memberships(NamedTuple):
    """A user's groups and roles, as a function wants them told."""

    groups: Sequence[str]
    roles: Sequence[str] = ()
    preferred: str | None = None

    @property
    def alone(self) -> Memberships:
        """The groups without the roles, of which access tokens say nothing."""
        return Memberships(self.groups)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to become of one token's claims.

    Attributes:
        memberships: ``None`` where they stay as they are.
        suppressed: go also if they are among the added ones.
        audience: the one ``aud`` that may be added.

    """

    memberships: Memberships | None = None
    added: Mapping[str, Any] = field(default_factory=dict)
    suppressed: Container[str] = ()
    scopes_added: Sequence[str] = ()
    scopes_suppressed: Container[str] = ()
    audience: str | None = None

    def of(self, claims: Claims) -> Claims:
        """Return the claims as changed."""
        changed = {**self._with_memberships(claims), **self._additions()}
        if "scope" in changed or self.scopes_added:
            changed["scope"] = self._scope(changed.get("scope", ""))
        return {name: value for name, value in changed.items() if not self._is_gone(name, value)}

    def _with_memberships(self, claims: Claims) -> Claims:
        told = self.memberships
        if told is None:
            return claims
        return {**claims, _GROUPS: told.groups, _ROLES: told.roles, _PREFERRED: told.preferred}

    def _additions(self) -> Claims:
        return {
            name: value
            for name, value in self.added.items()
            if value is not None
            and not name.startswith((_OWN, _DEVELOPER))
            and (name not in _FIXED or (name == "aud" and value == self.audience))
        }

    def _scope(self, scope: str) -> str:
        wanted = dict.fromkeys((*scope.split(), *self.scopes_added))
        return " ".join(one for one in wanted if one not in self.scopes_suppressed)

    def _is_gone(self, name: str, value: object) -> bool:
        """Whether a claim is not there: who suppresses the groups suppresses the roles, too."""
        if name in (_GROUPS, _ROLES, _PREFERRED):
            return _GROUPS in self.suppressed or not value
        if name == "scope":
            return not value
        return name in self.suppressed and name not in _FIXED and not name.startswith(_OWN)


class Customisation(NamedTuple):
    """What is to become of a pair of tokens."""

    identity: Changes
    access: Changes


def source_of(passed: Container[str]) -> str:
    """Return why tokens follow on a sign-in, by the challenges that it met.

    What is said where a device comes after a new password is not confirmed.
    """
    if "DEVICE_PASSWORD_VERIFIER" in passed:
        return "AuthenticateDevice"
    return "NewPasswordChallenge" if "NEW_PASSWORD_REQUIRED" in passed else "Authentication"


def customise(
    ctx: Context, pool: Pool, occasion: Occasion, identity: Mapping[str, Any]
) -> Customisation | None:
    """Ask the trigger, ``None`` where a pool has none, or it wants nothing.

    Args:
        ctx: the operation.
        pool: whose tokens they are.
        occasion: what they are made for.
        identity: what the ID token would say, which includes the memberships.

    """
    if not core.is_set(ctx, pool, "PreTokenGeneration"):
        return None
    plain = core.version(ctx, pool, "PreTokenGeneration") == "1"
    details = "claimsOverrideDetails" if plain else "claimsAndScopeOverrideDetails"
    user = occasion.user
    answer = core.fire(
        ctx,
        pool,
        "PreTokenGeneration",
        f"TokenGeneration_{_source(ctx, occasion)}",
        username=user.username if user else "ClientCredentials",
        request={
            "userAttributes": core.attributes(pool, user) if user else {},
            "groupConfiguration": {
                "groupsToOverride": identity.get(_GROUPS, []),
                "iamRolesToOverride": identity.get(_ROLES, []),
                "preferredRole": identity.get(_PREFERRED),
            },
            **({} if plain else {"scopes": list(occasion.scopes)}),
            **core.metadata(ctx, "PreTokenGeneration"),
        },
        response={details: None},
    )
    wishes = core.read(answer, details, Mapping) if answer else None
    if wishes is None:
        return None
    client_id = ctx.through.id if ctx.through else None
    return _plain(wishes) if plain else _full(wishes, client_id)


def _source(ctx: Context, occasion: Occasion) -> str:
    """Return the source; one of the two ways to refresh passes for a sign-in."""
    if ctx.operation == "GetTokensFromRefreshToken":
        return "Authentication"
    return occasion.source


def _plain(wishes: core.Answer) -> Customisation:
    """Read an answer of version 1: texts only; a list is not recognized (measured)."""
    memberships = _memberships(wishes)
    added = core.read_map(wishes, "claimsToAddOrOverride")
    suppressed = core.read_texts(wishes, "claimsToSuppress")
    return Customisation(
        Changes(memberships, added, suppressed), Changes(memberships and memberships.alone)
    )


def _full(wishes: core.Answer, client_id: str | None) -> Customisation:
    """Read an answer of version 2 or 3."""
    memberships = _memberships(wishes)
    identity = core.read(wishes, "idTokenGeneration", Mapping) or {}
    access = core.read(wishes, "accessTokenGeneration", Mapping) or {}
    added = core.read(identity, "claimsToAddOrOverride", Mapping) or {}
    nested = [name for name in _SCALARS if isinstance(added.get(name), list | Mapping)]
    if nested:  # not confirmed
        raise core.unrecognizable(f"{', '.join(nested)} can only be text, number or boolean")
    scopes = core.read_texts(access, "scopesToAdd")
    if any(not scope or scope.split() != [scope] for scope in scopes):
        raise core.unrecognizable(f"scopesToAdd is {scopes!r}")  # not confirmed
    more = core.read(access, "claimsToAddOrOverride", Mapping) or {}
    return Customisation(
        Changes(memberships, added, core.read_texts(identity, "claimsToSuppress")),
        Changes(
            memberships and memberships.alone,
            {name: value for name, value in more.items() if name != "scope"},
            core.read_texts(access, "claimsToSuppress"),
            scopes,
            core.read_texts(access, "scopesToSuppress"),
            client_id,
        ),
    )


def _memberships(wishes: core.Answer) -> Memberships | None:
    """Return what takes the place of the memberships; null or empty details remove them all.

    That they stay where the details are not there at all is not confirmed.
    """
    if "groupOverrideDetails" not in wishes:
        return None
    told = core.read(wishes, "groupOverrideDetails", Mapping) or {}
    return Memberships(
        core.read_texts(told, "groupsToOverride"),
        core.read_texts(told, "iamRolesToOverride"),
        core.read(told, "preferredRole", str),
    )
