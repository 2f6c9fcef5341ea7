from __future__ import annotations

import json

from tests.seeds.sample import SECRET, Sample
from tests.support import PASSWORD

LIST = "Users"
IDENTITIES = json.dumps(
    [
        {
            "userId": "Ada@example.com",
            "providerName": "Corp",
            "providerType": "SAML",
            "issuer": "https://idp.example",
            "primary": False,
            "dateCreated": 1600000000000,
            "providerAttributeName": "email",
        }
    ],
    separators=(",", ":"),
)
SAMPLE = Sample(
    full={
        "Username": "ada",
        "Password": PASSWORD,
        "Enabled": False,
        "UserStatus": "RESET_REQUIRED",
        "UserAttributes": {
            "email": "ada@example.com",
            "email_verified": True,
            "phone_number": "+15555550100",
            "custom:team": "blue",
            "dev:custom:note": "n",
            "identities": IDENTITIES,
        },
        "Groups": ["admins", "readers"],
        "SoftwareTokenSecret": SECRET,
        "SoftwareTokenName": "Ada's phone",
        "UserMFASettingList": ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "WEB_AUTHN_MFA"],
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
        "Devices": [
            {
                "DeviceKey": "us-east-1_0d8f3a52-0c5e-4b8e-9f0f-2a6b1c7d4e11",
                "DeviceName": "Ada's phone",
                "DeviceRememberedStatus": "not_remembered",
                "DeviceSecretVerifierConfig": {"PasswordVerifier": "AIc9", "Salt": "Zm9v"},
                "LastIPAddress": "203.0.113.7",
            }
        ],
        "Passkeys": [
            {
                "CredentialId": "Y3JlZGVudGlhbA",
                "FriendlyCredentialName": "Key ring",
                "RelyingPartyId": "login.example",
                "PublicKey": "pQECAyYgASFYIA==",
                "SignCount": 7,
                "AuthenticatorTransports": ["usb", "nfc"],
                "AuthenticatorAttachment": "cross-platform",
                "Aaguid": "00000000-0000-0000-0000-000000000001",
                "BackupEligible": True,
                "BackedUp": True,
            }
        ],
        "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}],
    },
    other={
        "Username": "ada",
        "TemporaryPassword": PASSWORD,
        "UserAttributes": {"email": "lovelace@example.com", "sub": "s"},
    },
    shown=(
        ("AdminGetUser", {"Username": "ada"}),
        ("AdminListGroupsForUser", {"Username": "ada"}),
        ("AdminGetUserAuthFactors", {"Username": "ada"}),
    ),
    deleted=("AdminDeleteUser", {"Username": "ada"}),
    named_by={},
)
