"""What the API shows of the only pool of a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.prose import ROOT

TEMPLATES = ROOT / "fixtures" / "templates"

USUAL_POOL: Mapping[str, Any] = {
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Name": "verified_email", "Priority": 1},
            {"Name": "verified_phone_number", "Priority": 2},
        ]
    },
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "DeletionProtection": "INACTIVE",
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "EstimatedNumberOfUsers": 0,
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
    "LambdaConfig": {},
    "MfaConfiguration": "OFF",
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "RequireUppercase": True,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
    "UserPoolTags": {},
    "UserPoolTier": "ESSENTIALS",
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
}
"""What DescribeUserPool shows of a pool of which only the name was said."""

USUAL_CLIENT: Mapping[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": False,
    "AuthSessionValidity": 3,
    "EnablePropagateAdditionalUserContextData": False,
    "EnableTokenRevocation": True,
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {},
}
"""What DescribeUserPoolClient shows of a client of which only the name was said."""

_DATES = ("CreationDate", "LastModifiedDate")


class Deployed:
    """What the API shows of a template's only pool."""

    def __init__(self, template: Path, **settings: Any) -> None:
        self.emulator = Emulator(Settings(**settings), seed=template)
        (self._pool,) = self.emulator.all_pools()
        self.pool_id = self._pool.id

    def answer(self, operation: str, **request: Any) -> Any:
        caller = replace(self.emulator.caller(), region=self._pool.region)
        return self.emulator.call(operation, {"UserPoolId": self.pool_id, **request}, caller)

    @property
    def pool(self) -> Any:
        return self.answer("DescribeUserPool")["UserPool"]

    def client(self, client_id: str) -> Any:
        return self.answer("DescribeUserPoolClient", ClientId=client_id)["UserPoolClient"]

    def custom(self) -> dict[str, Any]:
        """The custom attributes, by their names."""
        return {
            each["Name"].removeprefix("custom:"): each
            for each in self.pool["SchemaAttributes"]
            if each["Name"].startswith("custom:")
        }

    # -- compared as a whole -----------------------------------------------------------------------

    def unusual(self) -> dict[str, Any]:
        """What is shown of the pool and is not in every one; what only others show is `None`.

        Its attributes, dates and names are left out.
        """
        shown = _without(self.pool, "Arn", "Id", "SchemaAttributes", *_DATES)
        assert self.pool["Arn"].endswith(f":userpool/{self.pool_id}")
        return _beyond(USUAL_POOL, shown)

    def factors(self) -> dict[str, Any]:
        """What GetUserPoolMfaConfig shows beside the mode."""
        return _without(self.answer("GetUserPoolMfaConfig"), "MfaConfiguration")

    def unusual_client(self, client_id: str) -> dict[str, Any]:
        """What is shown of a client and is not in every one; its ids, dates and secret are not."""
        shown = _without(self.client(client_id), "ClientId", "UserPoolId", "ClientSecret", *_DATES)
        return _beyond(USUAL_CLIENT, shown)


def policy(**differences: Any) -> dict[str, Any]:
    """The usual Policies with another PasswordPolicy."""
    usual = USUAL_POOL["Policies"]
    return {**usual, "PasswordPolicy": {**usual["PasswordPolicy"], **differences}}


def _without(shown: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: it for name, it in shown.items() if name not in names}


def _beyond(usual: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    names = [*shown, *(name for name in usual if name not in shown)]
    return {name: shown.get(name) for name in names if shown.get(name) != usual.get(name)}
