"""A pool that takes passkeys, and an authenticator in software."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cognito_emulator.domain.factors.passkeys import virtual_authenticator
from cognito_emulator.domain.factors.passkeys.virtual_authenticator import Key, PrivateKey
from cognito_emulator.emulator import Emulator
from tests.support import Lab

RP = "example.com"
ORIGIN = "https://login.example.com"


@dataclass
class PasskeyLab(Lab):
    """A lab whose pool takes passkeys, with one user who is signed in."""

    access_token: str = field(init=False)

    def __post_init__(self) -> None:
        factors = {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
        self.pool_request = {**self.pool_request, "Policies": {"SignInPolicy": factors}}
        super().__post_init__()
        self.client_id = self.client(
            ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
        )
        self.configure(RelyingPartyId=RP)
        self.sub = self.user()
        self.access_token = self.tokens()["AccessToken"]

    def configure(self, **configuration: str) -> None:
        """Set the pool's WebAuthnConfiguration."""
        factors = {"WebAuthnConfiguration": configuration} if configuration else {}
        self.set_mfa("OFF", **factors)

    def options(self, **request: Any) -> Any:
        """StartWebAuthnRegistration; return the CredentialCreationOptions."""
        started = self.call(
            "StartWebAuthnRegistration", **{"AccessToken": self.access_token, **request}
        )
        return started["CredentialCreationOptions"]

    def key(self, options: Any, private: PrivateKey | None = None) -> Key:
        """A new key for those options."""
        new = private or ec.generate_private_key(ec.SECP256R1())
        return virtual_authenticator.make(options, self.emulator._ids.token_bytes(16), new)

    def register(self, private: PrivateKey | None = None, **changes: Any) -> Key:
        """Register a passkey; return it."""
        options = self.options()
        key = replace(self.key(options, private), **changes)
        self.complete(key.attestation(options["challenge"], ORIGIN))
        return key

    def complete(self, credential: object) -> None:
        """CompleteWebAuthnRegistration."""
        done = self.call("CompleteWebAuthnRegistration", **self.completing(credential))
        assert done == {}

    def completing(self, credential: object) -> dict[str, Any]:
        """The request of CompleteWebAuthnRegistration."""
        return {"AccessToken": self.access_token, "Credential": credential}

    def listed(self, **request: Any) -> Any:
        """ListWebAuthnCredentials; the whole answer."""
        return self.call("ListWebAuthnCredentials", AccessToken=self.access_token, **request)

    def started(self, username: str = "alice", wish: str = "WEB_AUTHN") -> Any:
        """InitiateAuth with a preference for passkeys; the whole answer."""
        return self.call(
            "InitiateAuth",
            ClientId=self.client_id,
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": username, "PREFERRED_CHALLENGE": wish},
        )

    def answer(self, begun: Any, credential: object, username: str = "alice") -> dict[str, Any]:
        """The request that answers a WEB_AUTHN challenge."""
        text = credential if isinstance(credential, str) else json.dumps(credential)
        return {
            "ClientId": self.client_id,
            "ChallengeName": "WEB_AUTHN",
            "Session": begun["Session"],
            "ChallengeResponses": {"USERNAME": username, "CREDENTIAL": text},
        }

    def sign_in(self, key: Key, origin: str = ORIGIN) -> Any:
        """Sign in with a passkey; return the AuthenticationResult."""
        begun = self.started()
        assertion = key.assertion(request_options(begun)["challenge"], origin)
        done = self.call("RespondToAuthChallenge", **self.answer(begun, assertion))
        return done["AuthenticationResult"]


def request_options(begun: Any) -> Any:
    """The options of a WEB_AUTHN challenge."""
    assert begun["ChallengeName"] == "WEB_AUTHN"
    return json.loads(begun["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])


@pytest.fixture
def passkeys(emulator: Emulator) -> PasskeyLab:
    """A lab with passkeys."""
    return PasskeyLab(emulator)
