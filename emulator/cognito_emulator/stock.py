"""The pool that is there when nobody asks for another: of the pytest plugin, and of ``exec``.

Its ids never change, so that an app may have them in its settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

POOL_NAME = "tests"
POOL_SUFFIX = "TestPool1"
CLIENT_ID = "testclient0000000000000001"
CLIENT_SECRET = "testsecret000000000000000000000000000000000000000001"  # noqa: S105 - guards nothing
DOMAIN = "tests"
#: The certificate of custom domains; the service's are all in this region.
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000"
#: SmsConfiguration of a pool that comes to need one.
TEXT_MESSAGES = {
    "SnsCallerArn": "arn:aws:iam::123456789012:role/text-messages",
    "ExternalId": POOL_NAME,
}
#: Every flow that a client may allow.
FLOWS = (
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
)


def pool_id(region: str) -> str:
    """Return the pool's id in a region."""
    return f"{region}_{POOL_SUFFIX}"


def pool(region: str) -> dict[str, Any]:
    """Return the pool as a seed describes it: sign-up by verified e-mail, every flow, no secret."""
    return {
        "Id": pool_id(region),
        "PoolName": POOL_NAME,
        "AutoVerifiedAttributes": ["email"],
        "EmailConfiguration": _sender(region),
        "Domain": DOMAIN,
        "Clients": [client()],
    }


def _sender(region: str) -> dict[str, str]:
    """Return what a pool needs to send codes by mail as a second factor."""
    identity = f"arn:aws:ses:{region}:123456789012:identity/no-reply@example.com"
    return {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity}


def at_the_domain(members: Mapping[str, Any], providers: Iterable[str] = ()) -> dict[str, Any]:
    """Return what a client with these members has beside them, if it has CallbackURLs.

    It may send its users to the pool's domain: by the code flow, for their names and addresses.
    None of it is wanted where AllowedOAuthFlowsUserPoolClient is false.

    Args:
        members: of CreateUserPoolClient.
        providers: the pool's identity providers.

    """
    if not members.get("CallbackURLs") or not members.get("AllowedOAuthFlowsUserPoolClient", True):
        return {}
    return {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile"],
        "SupportedIdentityProviders": ["COGNITO", *providers],
    }


def client() -> dict[str, Any]:
    """Return the pool's client as a seed describes it."""
    return {
        "ClientId": CLIENT_ID,
        "ClientName": POOL_NAME,
        "ExplicitAuthFlows": list(FLOWS),
    }
