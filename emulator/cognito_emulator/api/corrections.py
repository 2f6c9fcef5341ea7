"""Where the real service is known to differ from its published model.

Each entry says how sure it is; the recordings are of 2026-09. What is not here follows the model.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHAPES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # The model says [\S]+. Measured [limits-16] for AdminSetUserPassword, claimed for SignUp.
        # No minimum: recorded [limits-17], five characters pass the validator and fail the policy.
        "PasswordType": {"pattern": r"^[\S]+.*[\S]+$"},
        # Sensitive in the model, yet both values are shown, and the user code's pattern is reported
        # before its length: measured [limits-13, limits-19].
        "ClientIdType": {"sensitive": False},
        "SoftwareTokenMFAUserCodeType": {"sensitive": False, "pattern_first": True},
        # No custom domain matches the pattern, and of a prefix the service says in words of its own
        # that it does not: measured [domains-8].
        "DomainType": {"pattern": None},
        # Claimed: an empty user name breaks the pattern first, then the length.
        "UsernameType": {"pattern_first": True},
        # In effect required, and a missing number is 0: measured [limits-20]. The first may be 0 by
        # the model.
        "ListIdentityProvidersRequest": {"required": ["UserPoolId", "MaxResults"]},
        "ListProvidersLimitType": {"min": 1},
        "ListResourceServersRequest": {"required": ["UserPoolId", "MaxResults"]},
        # What breaks a constraint there is told before the rest: measured [branding-15]. That both
        # ids are required is a guess: without them nobody knows what is to be changed.
        "UpdateManagedLoginBrandingRequest": {
            "first": ["Assets"],
            "required": ["UserPoolId", "ManagedLoginBrandingId"],
        },
        # The order in which values are listed is not the model's. Measured [limits-21, limits-5,
        # limits-10, limits-22] but for UserPoolMfaType, claimed [limits-25].
        "IdentityProviderTypeType": {
            "enum": ["Facebook", "SAML", "SignInWithApple", "LoginWithAmazon", "OIDC", "Google"]
        },
        "UserPoolMfaType": {"enum": ["OPTIONAL", "OFF", "ON"]},
        "OAuthFlowType": {"enum": ["implicit", "client_credentials", "code"]},
        "EventSourceName": {"enum": ["userAuthEvents", "userNotification"]},
        "VerifiedAttributeType": {"enum": ["phone_number", "email"]},
        "UsernameAttributeType": {"enum": ["phone_number", "email"]},
        # Measured [limits-24] up to ALLOW_ADMIN_USER_PASSWORD_AUTH; where the three later values
        # stand is a guess.
        "ExplicitAuthFlowsType": {
            "enum": [
                "ALLOW_CUSTOM_AUTH",
                "ADMIN_NO_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "CUSTOM_AUTH_FLOW_ONLY",
                "USER_PASSWORD_AUTH",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_USER_AUTH",
                "ALLOW_TOKEN_EXCHANGE_DELEGATION",
                "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
            ]
        },
    }
)

# What logs and reports leave out though the service's messages show it, by shape: codes, proofs of
# devices, secrets of providers, and where an app may put anything. (The other secrets are sensitive
# in the model, so that no message shows them.)
SECRET = frozenset(
    {
        "ClientMetadataType",
        "ConfirmationCodeType",
        "ContextDataType",
        "DeviceSecretVerifierConfigType",
        "ProviderDetailsType",
        "SoftwareTokenMFAUserCodeType",
        "UserContextDataType",
    }
)

# What the emulator lets through though the service would not, by shape: a client's name that names
# the id it shall have. Refusals still show the service's own pattern.
ALSO_ALLOWED: Mapping[str, str] = MappingProxyType({"ClientNameType": r"_custom_id_:[\w+]+"})

# By operation, the member that may be blank and then counts as not given, for users without a
# password (documented). No matter of the shape: AdminSetUserPassword refuses a blank (measured
# [limits-16]).
MAY_BE_BLANK: Mapping[str, str] = MappingProxyType(
    {"AdminCreateUser": "TemporaryPassword", "SignUp": "Password"}
)

# Shapes that are never null: Java's plain booleans, as it seems, unlike WrappedBooleanType.
# Measured [wire-5] for UseCognitoProvidedValues; for all others of its shape it is a guess.
NEVER_NULL = frozenset({"BooleanType"})


class PageSize(NamedTuple):
    """A second check of a page size, behind the validator: by the service that keeps the users.

    Attributes:
        member: the request's member, in the model's spelling.
        minimum: the smallest size allowed; the model itself allows 0.
        relayed: whether the inner service's whole report is the message, its request id included.
    """

    member: str
    minimum: int
    relayed: bool

    def message(self, size: int, inner_request_id: Callable[[], str]) -> str:
        """Return the refusal of `size`; `inner_request_id` gives a fresh UUID, if one is needed."""
        clause = (
            f"1 validation error detected: Value '{size}' at 'maxResults' failed to satisfy "
            f"constraint: Member must have value greater than or equal to {self.minimum}"
        )
        if not self.relayed:
            return clause
        return (
            "com.amazonaws.services.identitystoreservice.model.ValidationException: "
            f"{clause} (Service: AWSIdentityStoreService; Status Code: 400; "
            f"Error Code: ValidationException; Request ID: {inner_request_id()}; Proxy: null)"
        )


# How operations page of which the model knows no more than the members: the request's token, the
# answer's, the size of a page, the items.
PAGINATION: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "AdminListDevices": ("PaginationToken", "PaginationToken", "Limit", "Devices"),
        "ListTerms": ("NextToken", "NextToken", "MaxResults", "Terms"),
        "ListDevices": ("PaginationToken", "PaginationToken", "Limit", "Devices"),
        "ListWebAuthnCredentials": ("NextToken", "NextToken", "MaxResults", "Credentials"),
    }
)

# Recorded [limits-26, limits-27] for Limit 0, which passes the model's minimum.
PAGE_SIZES: Mapping[str, PageSize] = MappingProxyType(
    {
        "AdminListGroupsForUser": PageSize("Limit", minimum=1, relayed=False),
        "ListGroups": PageSize("Limit", minimum=1, relayed=False),
        "ListUsersInGroup": PageSize("Limit", minimum=1, relayed=True),
    }
)
