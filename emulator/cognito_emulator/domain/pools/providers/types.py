"""The types of identity providers: what each needs to be told, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cognito_emulator.domain.pools.providers import metadata
from cognito_emulator.domain.pools.providers.discovery import ENDPOINTS
from cognito_emulator.records import Record

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import ProviderType

Details = Mapping[str, str]

_FACEBOOK_VERSION = "v17.0"  # the younger of the model's samples; that it is the default is a guess
_POST = {"token_request_method": "POST"}
_APP = ("client_id", "client_secret", "authorize_scopes")
_APP_MISSING = "clientId, clientSecret and authorizeScopes are all required idp details."


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Type(Record):
    """What providers of a type have in common.

    Attributes:
        required: the keys of the details without which there is no such provider.
        missing: what the service says where one of them is missing.
        subject: the claim that tells one of its users from all others, which becomes ``username``
            where no mapping is given; ``None`` where the protocol itself has a place for it.
        derived: returns the details that follow from those given.
        optional: keys of the details that may be given beside those required and derived.
        secret: keys of the details that no answer shows.
        claims: what can be mapped; ``None`` where that is anything.
        social: whether it is a service that everybody knows: a pool has one of its kind, by the
            type's name, and a stand-in plays it unless somebody says otherwise.

    """

    required: tuple[str, ...]
    missing: str
    subject: str | None
    derived: Callable[[Details], Details]
    optional: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    claims: frozenset[str] | None = None
    social: bool = True

    @property
    def known(self) -> frozenset[str]:
        """The keys of the details that have a meaning."""
        return self.optional.union(self.required, self.derived({}))


def _of_facebook(details: Details) -> Details:
    version = details.get("api_version", _FACEBOOK_VERSION)
    graph = f"https://graph.facebook.com/{version}"
    return {
        "attributes_url": f"{graph}/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
        "token_request_method": "GET",
        "token_url": f"{graph}/oauth/access_token",
    }


def _of_google(_details: Details) -> Details:
    """Return what is measured [providers-9] of Google."""
    return {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
        **_POST,
    }


def _of_amazon(_details: Details) -> Details:
    return {
        "attributes_url": "https://api.amazon.com/user/profile",
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_url": "https://api.amazon.com/auth/o2/token",
        **_POST,
    }


def _of_apple(_details: Details) -> Details:
    return {
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "oidc_issuer": "https://appleid.apple.com",
        "token_url": "https://appleid.apple.com/auth/token",
        **_POST,
    }


def _of_oidc(_details: Details) -> Details:
    return {"attributes_url_add_attributes": "false"}


def _of_saml(_details: Details) -> Details:
    """Return nothing: what follows, follows from metadata."""
    return {}


# Names of OpenID Connect, fields of the People API, and tokens. That there is such a list is
# measured [federation-24]; what is in it is documented by the AWS CDK in part, else a guess.
_CLAIMS_OF_GOOGLE = frozenset(
    {
        *("sub", "email", "email_verified", "name", "given_name", "family_name", "picture"),
        *("locale", "nickname", "website", "birthdate", "gender", "phone_number"),
        *("addresses", "birthdays", "emailAddresses", "genders", "locales", "names", "nicknames"),
        *("phoneNumbers", "photos", "urls"),
        *("access_token", "id_token"),
    }
)

# The texts are measured [providers-4, providers-5, providers-6]; what follows from the details is
# documented, by the samples of the service model.
TYPES: Mapping[ProviderType, Type] = {
    "Facebook": Type(
        required=_APP,
        missing=_APP_MISSING,
        subject="id",
        derived=_of_facebook,
        optional=frozenset({"api_version"}),
    ),
    "Google": Type(
        required=_APP,
        missing=_APP_MISSING,
        subject="sub",
        derived=_of_google,
        claims=_CLAIMS_OF_GOOGLE,
    ),
    "LoginWithAmazon": Type(
        required=_APP, missing=_APP_MISSING, subject="user_id", derived=_of_amazon
    ),
    "SignInWithApple": Type(
        required=("client_id", "private_key", "team_id", "key_id"),
        missing="clientId, privateKey, teamId, and keyId are all required idp details.",
        subject="sub",
        derived=_of_apple,
        optional=frozenset({"authorize_scopes"}),
        secret=frozenset({"private_key"}),
    ),
    "OIDC": Type(
        required=("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"),
        missing=(
            "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod"
            " are all required idp details."
        ),
        subject="sub",
        derived=_of_oidc,
        optional=frozenset({"client_secret", *ENDPOINTS}),
        social=False,
    ),
    "SAML": Type(
        required=(),
        missing="",
        subject=None,
        derived=_of_saml,
        optional=frozenset(
            {
                *(metadata.FILE, metadata.URL),
                *("IDPInit", "IDPSignout", "EncryptedResponses", "RequestSigningAlgorithm"),
                *("SSORedirectBindingURI", "SLORedirectBindingURI", "ActiveEncryptionCertificate"),
            }
        ),
        social=False,
    ),
}
#: The types of which a pool has one provider, by the type's name.
SOCIAL: tuple[ProviderType, ...] = tuple(kind for kind, type_ in TYPES.items() if type_.social)
