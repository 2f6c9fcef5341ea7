"""Google: an OpenID provider, whose profile is that of its People API.

Claims have the names of OpenID Connect, or those of the fields of the People API (documented by the
AWS CDK, which names some of either kind). That a field gives the plain value of its first entry is
a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.federation.oidc.dialect import Dialect, Wish, hinted

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.dialect import Answers

_PERSON = "people/"
_OF_ID_TOKEN = ("sub", "email", "email_verified", "name", "given_name", "family_name", "picture")

Entry = Mapping[str, Any]


class Source(NamedTuple):
    """Where a claim is in the answer of the People API.

    Attributes:
        field: in which field.
        value: returns it of an entry of that field.

    """

    field: str
    value: Callable[[Entry], object]


def _member(field: str, name: str = "value") -> Source:
    return Source(field, lambda entry: entry.get(name))


def _verified(entry: Entry) -> object:
    metadata = entry.get("metadata")
    return isinstance(metadata, Mapping) and metadata.get("verified") is True


def _date(entry: Entry) -> str | None:
    """Return a birthday as OpenID Connect has it; without a year it is 0000."""
    date = entry.get("date")
    if not isinstance(date, Mapping):
        return None
    year, month, day = (date.get(part, 0) for part in ("year", "month", "day"))
    if not all(isinstance(part, int) for part in (year, month, day)):
        return None
    return f"{year:04}-{month:02}-{day:02}"


_BIRTHDAY = Source("birthdays", _date)
SOURCES: Mapping[str, Source] = {
    "email": _member("emailAddresses"),
    "email_verified": Source("emailAddresses", _verified),
    "name": _member("names", "displayName"),
    "given_name": _member("names", "givenName"),
    "family_name": _member("names", "familyName"),
    "picture": _member("photos", "url"),
    "locale": _member("locales"),
    "nickname": _member("nicknames"),
    "website": _member("urls"),
    "birthdate": _BIRTHDAY,
    "gender": _member("genders"),
    "phone_number": _member("phoneNumbers"),
    "addresses": _member("addresses", "formattedValue"),
    "birthdays": _BIRTHDAY,
    "emailAddresses": _member("emailAddresses"),
    "genders": _member("genders"),
    "locales": _member("locales"),
    "names": _member("names", "displayName"),
    "nicknames": _member("nicknames"),
    "phoneNumbers": _member("phoneNumbers"),
    "photos": _member("photos", "url"),
    "urls": _member("urls"),
}
"""What can be mapped beside ``sub``."""


class Google(Dialect):
    """Google."""

    def parameters(self, wish: Wish) -> Mapping[str, str]:
        """Return ``access_type``, and whom the app expects.

        A page of Google's shows the former (measured [federation-23]); that it comes from here is a
        guess. That the latter is handed on is documented.
        """
        return {"access_type": "offline", **hinted(wish)}

    def fields(self, wanted: Iterable[str]) -> list[str]:
        """Return the fields in which claims are; of what is none nothing is asked."""
        return super().fields(SOURCES[name].field for name in wanted if name in SOURCES)

    def subject_of(self, profile: Mapping[str, Any]) -> object:
        """Return whom a profile is about: the resource has the name."""
        name = profile.get("resourceName")
        return name.removeprefix(_PERSON) if isinstance(name, str) else None

    def claims(self, answers: Answers) -> Mapping[str, Any]:
        """Return what the ID token and the profile say; other claims than these are unknown.

        A claim of the ID token alone, the hosted domain, cannot be mapped (measured
        [federation-24]). That those which both may have are taken of either is a guess.
        """
        verified = {
            name: answers.id_token[name] for name in _OF_ID_TOKEN if name in answers.id_token
        }
        entries = {name: _first(answers.profile.get(of.field)) for name, of in SOURCES.items()}
        found = {name: of.value(entries[name]) for name, of in SOURCES.items() if entries[name]}
        return {**verified, **{name: value for name, value in found.items() if value is not None}}


def _first(field: object) -> Entry:
    """Return the primary entry of a field, or its first one; an empty one if there is none."""
    entries = field if isinstance(field, list) else []
    good = [entry for entry in entries if isinstance(entry, Mapping)]
    return next(filter(_is_primary, good), good[0] if good else {})


def _is_primary(entry: Entry) -> bool:
    metadata = entry.get("metadata")
    return isinstance(metadata, Mapping) and metadata.get("primary") is True
