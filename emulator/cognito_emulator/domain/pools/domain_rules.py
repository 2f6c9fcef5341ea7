"""What is refused when a pool is given a domain, or its domain is changed.

Each rule says how sure its text is. Where the row of a text names no type, the type is a guess, and
so is which of several broken rules is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.pools import arns, tiers

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Domain, Pool

_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_PREFIX = re.compile(_LABEL)
_SUBDOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_CLASSIC, _MANAGED = 1, 2
_CERTIFICATES_IN = "us-east-1"


class DomainChange(NamedTuple):
    """A domain about to be written.

    Attributes:
        pool: whose it is.
        domain: what it would be.
        others: the domains that the pool has already.
        holder: the domain that has the name already, whosever it is; of a prefix in the region.

    """

    pool: Pool
    domain: Domain
    others: Sequence[Domain] = ()
    holder: Domain | None = None


#: Returns the refusal, if the rule is broken.
Rule = Callable[[DomainChange], errors.CognitoError | None]

_invalid = errors.InvalidParameterException


def check_new(change: DomainChange) -> None:
    """Refuse a domain that the service would not give a pool.

    Raises:
        InvalidParameterException, FeatureUnavailableInTierException: a rule is broken.

    """
    _obey((*_OF_NEW_NAMES, *_OF_SETTINGS, *_OF_PLACES), change)


def check_update(change: DomainChange) -> None:
    """Refuse to change a domain as the service would not.

    Raises:
        InvalidParameterException, FeatureUnavailableInTierException: a rule is broken.

    """
    _obey(_OF_SETTINGS, change)


def check_kind(domain: Domain, *, custom: bool) -> None:
    """Refuse to make a prefix of a custom domain, or the other way round.

    Args:
        domain: what it is.
        custom: whether it would be a custom domain.

    Raises:
        InvalidParameterException: text measured [domains-7] of custom domains, a guess of prefixes.

    """
    if domain.is_custom and not custom:
        raise _invalid("Cannot convert custom domain to prefix domain.")
    if custom and not domain.is_custom:
        raise _invalid("Cannot convert prefix domain to custom domain.")


def check_has_custom(domains: Iterable[Domain]) -> None:
    """Refuse a certificate for a pool that has no custom domain.

    Args:
        domains: those of the pool.

    Raises:
        InvalidParameterException: text measured [domains-6]; that this is looked at before the
            domain's name is a guess.

    """
    if not any(domain.is_custom for domain in domains):
        raise _invalid(
            "User pool should have a custom domain associated, failed to update the certificate."
        )


def no_such() -> errors.InvalidParameterException:
    """Return the error that says that a pool has no such domain (text measured [domains-13]).

    By its words it is of an unknown pool, too (a guess).
    """
    return _invalid("No such domain or user pool exists.")


def _obey(rules: Iterable[Rule], change: DomainChange) -> None:
    for rule in rules:
        if (refusal := rule(change)) is not None:
            raise refusal


# --- names ----------------------------------------------------------------------------------------


def _prefix_is_formed(change: DomainChange) -> errors.CognitoError | None:
    """Text: measured [domains-8]. The model has it as a pattern that no custom domain matches."""
    if change.domain.is_custom or _PREFIX.fullmatch(change.domain.name):
        return None
    return _invalid(
        "The domain name contains an invalid character. Domain names can only contain lower-case"
        " letters, numbers, and hyphens. Please enter a different name that follows this format:"
        rf" ^{_LABEL}$"
    )


def _prefix_is_not_reserved(change: DomainChange) -> errors.CognitoError | None:
    """Text: measured [domains-9].

    ``aws`` stands between hyphens only (measured [domains-11]), ``cognito`` anywhere (measured
    [domains-10]); of ``amazon`` that is a guess.
    """
    if change.domain.is_custom:
        return None
    name = change.domain.name
    words = [word for word in ("amazon", "cognito") if word in name]
    if "aws" in name.split("-"):
        words.insert(0, "aws")
    return _invalid(f"Domain cannot contain reserved word: {words[0]}") if words else None


def _custom_is_subdomain(change: DomainChange) -> errors.CognitoError | None:
    """Text: documented, its beginning measured [domains-12].

    The service wants an address of the parent domain in DNS; here it is enough that there is one.
    """
    if not change.domain.is_custom or _SUBDOMAIN.fullmatch(change.domain.name):
        return None
    return _invalid(
        "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please"
        " ensure an A record exists for the root domain."
    )


def _is_not_taken(change: DomainChange) -> errors.CognitoError | None:
    """Texts: measured [domains-14, domains-15], of a prefix in the same region."""
    if change.holder is None:
        return None
    if change.holder.pool_id == change.pool.id:
        return _invalid("Domain already exists.")
    return _invalid("Domain already associated with another user pool.")


def _is_the_only_one(change: DomainChange) -> errors.CognitoError | None:
    """Text: measured [domains-5] of a second prefix, a guess of a second custom domain."""
    if any(other.is_custom == change.domain.is_custom for other in change.others):
        return _invalid("User pool already has a domain configured.")
    return None


# --- settings -------------------------------------------------------------------------------------


def _version_is_known(change: DomainChange) -> errors.CognitoError | None:
    """The versions are documented; the text is a guess."""
    if change.domain.managed_login_version in (_CLASSIC, _MANAGED):
        return None
    return _invalid(f"ManagedLoginVersion must be {_CLASSIC} or {_MANAGED}.")


def _version_is_included(change: DomainChange) -> errors.CognitoError | None:
    """Text: measured [domains-17]."""
    if change.domain.managed_login_version != _MANAGED or change.pool.tier != "LITE":
        return None
    return errors.FeatureUnavailableInTierException(
        "The following feature is not available for the LITE pricing tier configured:"
        f" {tiers.MANAGED_LOGIN}"
    )


def _certificate_is_there(change: DomainChange) -> errors.CognitoError | None:
    """Text: measured [domains-16]. Of a certificate only the region is looked at."""
    custom = change.domain.custom
    if custom is None or arns.region(custom.certificate_arn or "") == _CERTIFICATES_IN:
        return None
    return _invalid(
        "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid,"
        " or doesn't include a valid certificate chain."
    )


_OF_NEW_NAMES: tuple[Rule, ...] = (
    _prefix_is_formed,
    _prefix_is_not_reserved,
    _custom_is_subdomain,
)
_OF_SETTINGS: tuple[Rule, ...] = (
    _version_is_known,
    _version_is_included,
    _certificate_is_there,
)
_OF_PLACES: tuple[Rule, ...] = (_is_not_taken, _is_the_only_one)
