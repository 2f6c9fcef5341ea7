"""PreTokenGeneration: what tokens are to say beside, or in place of, what they would.

Documented, unless a line says otherwise. Events of version 1 change the ID token, and the groups of
both; those of version 2 and 3 change each token by itself, and the scopes of the access token.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.tokens import claims
from cognito_emulator.domain.users import event_members
from cognito_emulator.domain.work import events
from cognito_emulator.domain.work.answers import AnswerError

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.answers import Answer
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails

Claims = dict[str, Any]

_GROUPS, _ROLES, _PREFERRED = "cognito:groups", "cognito:roles", "cognito:preferred_role"
_OWN = "cognito:"
_DEVELOPER = "dev:"
# What no function changes, besides all that begins with ``cognito:``. That wishes for it are passed
# over in silence is a guess.
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


class TokenGeneration(NamedTuple):
    """For whom tokens are made, and why: what PreTokenGeneration is told.

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


class Changes(NamedTuple):
    """What is to become of one token's claims.

    Attributes:
        memberships: ``None`` where they stay as they are.
        suppressed: go also if they are among the added ones.
        audience: the one ``aud`` that may be added.
        by_scopes: whether the claim ``scope`` is changed by its scopes only.

    """

    memberships: Memberships | None = None
    added: Mapping[str, Any] = {}
    suppressed: Collection[str] = ()
    scopes_added: Sequence[str] = ()
    scopes_suppressed: Container[str] = ()
    audience: str | None = None
    by_scopes: bool = False

    def passed_over(self) -> Iterator[tuple[str, str]]:
        """Yield the wishes that have no effect, each with the reason."""
        for name, value in self.added.items():
            if value is not None and not self._may_add(name, value):
                yield f"claimsToAddOrOverride.{name}", self._why_not_added(name)
        for name in self.suppressed:
            if name in (_ROLES, _PREFERRED):
                yield f"claimsToSuppress: {name}", f"who suppresses {_GROUPS} suppresses it, too"
            elif name != _GROUPS and (name in _FIXED or name.startswith(_OWN)):
                yield f"claimsToSuppress: {name}", "no function takes this claim away"

    def _why_not_added(self, name: str) -> str:
        if name == "scope" and self.by_scopes:
            return "scopes are changed by scopesToAdd and scopesToSuppress"
        if name == "aud" and self.audience is not None:
            return f"the only aud that can be added is the app client's id, {self.audience}"
        if name in (_GROUPS, _ROLES, _PREFERRED):
            return "groups and roles are changed by groupOverrideDetails"
        return "no function changes this claim"

    def of(self, claims: Claims) -> Claims:
        """Return the claims as changed."""
        changed = {**self._with_memberships(claims), **self._additions()}
        if "scope" in changed or self.scopes_added:
            changed["scope"] = self._scope(changed.get("scope", ""))
        return {name: value for name, value in changed.items() if not self._is_gone(name, value)}

    def _with_memberships(self, claims: Claims) -> Claims:
        new = self.memberships
        if new is None:
            return claims
        return {**claims, _GROUPS: new.groups, _ROLES: new.roles, _PREFERRED: new.preferred}

    def _additions(self) -> Claims:
        return {
            name: value
            for name, value in self.added.items()
            if value is not None and self._may_add(name, value)
        }

    def _may_add(self, name: str, value: object) -> bool:
        if name == "scope" and self.by_scopes:
            return False
        if name == "aud":
            return value == self.audience
        return name not in _FIXED and not name.startswith((_OWN, _DEVELOPER))

    def _scope(self, scope: str) -> str:
        wanted = (*scope.split(), *self.scopes_added)
        return claims.scope(one for one in wanted if one not in self.scopes_suppressed)

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

    def passed_over(self, *, plain: bool) -> Iterator[tuple[str, str]]:
        """Yield the wishes that have no effect, each with the reason.

        Args:
            plain: whether they are of version 1, which is about the ID token only.

        """
        if plain:
            yield from self.identity.passed_over()
            return
        for generation, changes in (
            ("idTokenGeneration", self.identity),
            ("accessTokenGeneration", self.access),
        ):
            for place, reason in changes.passed_over():
                yield f"{generation}.{place}", reason


def are_customised(ctx: Context, pool: Pool) -> bool:
    """Whether a pool has the trigger."""
    return events.is_set(ctx, pool, "PreTokenGeneration")


def customise(
    ctx: Context,
    pool: Pool,
    generation: TokenGeneration,
    identity: Mapping[str, Any],
    details: EventDetails,
) -> Customisation | None:
    """Ask the trigger, ``None`` where a pool has none, or it wants nothing.

    Args:
        ctx: the operation.
        pool: whose tokens they are.
        generation: what they are made for.
        identity: what the ID token would say, which includes the memberships.
        details: of the request.

    """
    plain = events.version(ctx, pool, "PreTokenGeneration") == "1"
    member = "claimsOverrideDetails" if plain else "claimsAndScopeOverrideDetails"
    user, source = generation.user, f"TokenGeneration_{generation.source}"
    answer = events.fire(
        ctx,
        pool,
        "PreTokenGeneration",
        source,
        username=user.username if user else "ClientCredentials",
        request={
            "userAttributes": event_members.attributes(pool, user) if user else {},
            "groupConfiguration": {
                "groupsToOverride": identity.get(_GROUPS, []),
                "iamRolesToOverride": identity.get(_ROLES, []),
                "preferredRole": identity.get(_PREFERRED),
            },
            **({} if plain else {"scopes": list(generation.scopes)}),
            **details.client_metadata("PreTokenGeneration"),
        },
        details=details,
    )
    wishes = answer.get(member) if answer else None
    if not wishes:
        return None
    try:
        wanted = _plain(wishes) if plain else _full(wishes, details.client.id)
    except AnswerError as problem:
        raise events.unrecognizable(ctx, pool, source, f"response.{member}.{problem}") from None
    findings = (
        f"response.{member}.{place} has no effect: {reason}"
        for place, reason in wanted.passed_over(plain=plain)
    )
    events.warn_of(ctx, pool, source, findings)
    return wanted


def _plain(wishes: Answer) -> Customisation:
    """Read an answer of version 1: texts only; no list is recognized (measured [triggers-10])."""
    memberships = _memberships(wishes)
    added = wishes.get("claimsToAddOrOverride", {})
    suppressed = wishes.get("claimsToSuppress", ())
    return Customisation(
        Changes(memberships, added, suppressed), Changes(memberships and memberships.alone)
    )


def _full(wishes: Answer, client_id: str | None) -> Customisation:
    """Read an answer of version 2 or 3.

    Raises:
        AnswerError: a claim or a scope cannot be like that (a guess).

    """
    memberships = _memberships(wishes)
    identity = wishes.get("idTokenGeneration", {})
    access = wishes.get("accessTokenGeneration", {})
    added = identity.get("claimsToAddOrOverride", {})
    nested = [name for name in sorted(_SCALARS) if isinstance(added.get(name), list | Mapping)]
    if nested:
        place = "idTokenGeneration.claimsToAddOrOverride"
        raise AnswerError(f"{place}: {', '.join(nested)} can only be text, number or boolean")
    scopes = access.get("scopesToAdd", ())
    if any(not scope or scope.split() != [scope] for scope in scopes):
        raise AnswerError(f"accessTokenGeneration.scopesToAdd is {scopes!r}; a scope has no spaces")
    more = access.get("claimsToAddOrOverride", {})
    return Customisation(
        Changes(memberships, added, identity.get("claimsToSuppress", ())),
        Changes(
            memberships and memberships.alone,
            more,
            access.get("claimsToSuppress", ()),
            scopes,
            access.get("scopesToSuppress", ()),
            client_id,
            by_scopes=True,
        ),
    )


def _memberships(wishes: Answer) -> Memberships | None:
    """Return what takes the place of the memberships; null or empty details remove them all.

    That they stay where the details are not there at all is a guess.
    """
    if "groupOverrideDetails" not in wishes:
        return None
    details = wishes["groupOverrideDetails"]
    return Memberships(
        details.get("groupsToOverride", ()),
        details.get("iamRolesToOverride", ()),
        details.get("preferredRole"),
    )
