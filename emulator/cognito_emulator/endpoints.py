"""The pages and OAuth endpoints of a pool's domain, by the names that tests give them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

#: A page or an endpoint of a pool's domain: its path, without the slash that it begins with.
EndpointName = Literal[
    "oauth2/authorize",
    "oauth2/token",
    "oauth2/userInfo",
    "oauth2/revoke",
    "oauth2/idpresponse",
    "saml2/idpresponse",
    "saml2/logout",
    "login",
    "logout",
    "signup",
    "confirm",
    "resendcode",
    "confirmUser",
    "forgotPassword",
    "confirmforgotPassword",
    "resetPassword",
    "verifyPassword",
    "mfa",
    "mfaOption",
    "mfaSetup",
    "selectChallenge",
    "changePassword",
    "passkey",
    "passkeys/add",
]
#: What OAuth endpoints refuse with: ``error`` of RFC 6749, RFC 6750, RFC 7009 and OIDC Core.
OAuthErrorName = Literal[
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "server_error",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_token_type",
]


class Endpoint(NamedTuple):
    """A page or an endpoint of a pool's domain.

    Attributes:
        errors: the OAuth errors that it may be refused with; of pages those that the app gets.
        parameters: what its query or form may have; empty for pages, whose forms have fields of
            their own.
        operation: the operation whose errors its form may show; ``None`` of what is no page, or
            has no form.

    """

    errors: frozenset[str] = frozenset()
    operation: str | None = None
    parameters: tuple[str, ...] = ()


_AUTHORIZE = frozenset(
    {"invalid_request", "invalid_scope", "login_required", "server_error", "unauthorized_client"}
)
#: What ends a sign-in at any of its pages: an error of the service's own (documented of authorize).
_SIGN_IN = frozenset({"server_error"})
_TOKEN = frozenset(
    {
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
    }
)
_REVOKE = frozenset({"invalid_client", "invalid_request", "unsupported_token_type"})
_USER_INFO = frozenset({"invalid_request", "invalid_token"})

#: All of them.
ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType(
    {
        "oauth2/authorize": Endpoint(
            errors=_AUTHORIZE,
            parameters=(
                "response_type",
                "client_id",
                "redirect_uri",
                "state",
                "scope",
                "identity_provider",
                "idp_identifier",
                "code_challenge",
                "code_challenge_method",
                "nonce",
                "lang",
                "login_hint",
                "prompt",
                "max_age",
                "acr_values",
                "resource",
            ),
        ),
        "oauth2/token": Endpoint(
            errors=_TOKEN,
            parameters=(
                "grant_type",
                "client_id",
                "client_secret",
                "code",
                "redirect_uri",
                "code_verifier",
                "refresh_token",
                "scope",
                "aws_client_metadata",
                "resource",
            ),
        ),
        "oauth2/userInfo": Endpoint(errors=_USER_INFO),
        "oauth2/revoke": Endpoint(
            errors=_REVOKE, parameters=("token", "client_id", "client_secret")
        ),
        "oauth2/idpresponse": Endpoint(
            parameters=("code", "state", "error", "error_description", "user")
        ),
        "saml2/idpresponse": Endpoint(parameters=("SAMLResponse", "RelayState")),
        "saml2/logout": Endpoint(parameters=("SAMLResponse", "RelayState")),
        "logout": Endpoint(
            parameters=(
                "client_id",
                "logout_uri",
                "redirect_uri",
                "response_type",
                "state",
                "scope",
                "nonce",
            )
        ),
        "login": Endpoint(_SIGN_IN, "InitiateAuth"),
        "verifyPassword": Endpoint(_SIGN_IN, "InitiateAuth"),
        "mfa": Endpoint(_SIGN_IN, "RespondToAuthChallenge"),
        "mfaOption": Endpoint(_SIGN_IN, "RespondToAuthChallenge"),
        "mfaSetup": Endpoint(_SIGN_IN, "RespondToAuthChallenge"),
        "selectChallenge": Endpoint(_SIGN_IN, "RespondToAuthChallenge"),
        "changePassword": Endpoint(_SIGN_IN, "RespondToAuthChallenge"),
        "passkey": Endpoint(_SIGN_IN, "RespondToAuthChallenge"),
        "signup": Endpoint(operation="SignUp"),
        "confirm": Endpoint(operation="ConfirmSignUp"),
        "confirmUser": Endpoint(operation="ConfirmSignUp"),
        "resendcode": Endpoint(operation="ResendConfirmationCode"),
        "forgotPassword": Endpoint(operation="ForgotPassword"),
        "confirmforgotPassword": Endpoint(operation="ConfirmForgotPassword"),
        "resetPassword": Endpoint(operation="ConfirmForgotPassword"),
        "passkeys/add": Endpoint(operation="CompleteWebAuthnRegistration"),
    }
)
#: Those that answer with a page, for people.
PAGES = frozenset(name for name, endpoint in ENDPOINTS.items() if endpoint.operation is not None)
#: What any of them may be refused with, as by a service in trouble.
OUTAGES = frozenset({"InternalErrorException", "ServiceUnavailable", "TooManyRequestsException"})
