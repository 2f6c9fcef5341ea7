"""The pool that is there when nobody asks for another: of the pytest plugin, and of ``exec``.

Its ids never change, so that an app may have them in its settings.
"""

from __future__ import annotations

from typing import Any

POOL_NAME = "tests"
POOL_SUFFIX = "TestPool1"
CLIENT_ID = "testclient0000000000000001"
CLIENT_SECRET = "testsecret000000000000000000000000000000000000000001"  # noqa: S105 - guards nothing
DOMAIN = "tests"

_FLOWS = (
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
        **_senders(region),
        "Clients": [client()],
    }


def _senders(region: str) -> dict[str, Any]:
    """Return what a pool needs for codes by mail and text message as second factors."""
    sender = f"arn:aws:ses:{region}:123456789012:identity/no-reply@example.com"
    role = "arn:aws:iam::123456789012:role/sms"
    return {
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": sender},
        "SmsConfiguration": {"SnsCallerArn": role, "ExternalId": POOL_NAME},
    }


def client() -> dict[str, Any]:
    """Return the pool's client as a seed describes it."""
    return {
        "ClientId": CLIENT_ID,
        "ClientName": POOL_NAME,
        "ExplicitAuthFlows": list(_FLOWS),
    }
