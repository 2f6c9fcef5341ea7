from __future__ import annotations

from tests.seeds.sample import SECRET, Sample
from tests.support import PASSWORD

LIST = "Users"
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
        },
        "Groups": ["admins", "readers"],
        "SoftwareTokenSecret": SECRET,
        "UserMFASettingList": ["SMS_MFA", "SOFTWARE_TOKEN_MFA"],
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
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
