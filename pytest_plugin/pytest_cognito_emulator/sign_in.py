"""Signing a user in, as an app would."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator import base64url
from cognito_emulator.clock import instant
from cognito_emulator.domain import srp
from cognito_emulator.domain.mfa import software_tokens
from cognito_emulator.domain.mfa.record import SoftwareToken
from cognito_emulator.domain.passwords import private_exponent
from cognito_emulator.ids import Ids
from pytest_cognito_emulator.challenges import ChallengeRequired, Met, refused

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.driver import OpenChallenge
    from pytest_cognito_emulator.server import CognitoServer

__tracebackhide__ = refused

Flow = Literal[
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "USER_SRP_AUTH",
    "USER_AUTH",
    "CUSTOM_AUTH",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CognitoTokens:
    """What a completed sign-in yields.

    Attributes:
        expires_in: the access token's life in seconds.

    """

    access_token: str
    id_token: str
    refresh_token: str
    expires_in: int

    def __repr__(self) -> str:
        """Say whose they are; the tokens themselves would bury a failed test's report."""
        return f"<CognitoTokens of {self.access_claims['username']}>"

    @property
    def authorization(self) -> str:
        """The value of an ``Authorization`` header: ``Bearer`` and the access token."""
        return f"Bearer {self.access_token}"

    @property
    def access_claims(self) -> dict[str, Any]:
        """What the access token says; nothing is verified."""
        return _claims(self.access_token)

    @property
    def id_claims(self) -> dict[str, Any]:
        """What the ID token says; nothing is verified."""
        return _claims(self.id_token)


@dataclass(frozen=True, slots=True)
class Credentials:
    """With what to sign in."""

    username: str
    password: str


def sign_in(server: CognitoServer, who: Credentials, flow: Flow) -> CognitoTokens:
    """Sign in by a flow of InitiateAuth.

    Raises:
        ChallengeRequired: there is more to it than the password.
        CognitoError: the service's refusal.

    """
    if flow == "USER_SRP_AUTH":
        return _by_srp(server, who)
    parameters = {"USERNAME": who.username}
    if flow.endswith("PASSWORD_AUTH"):
        parameters["PASSWORD"] = who.password
    return _UnderWay(server, who).outcome(_initiate(server, flow, parameters))


def _initiate(
    server: CognitoServer, flow: Flow, parameters: Mapping[str, str]
) -> Mapping[str, Any]:
    request = {"ClientId": server.client_id, "AuthFlow": flow, "AuthParameters": parameters}
    if flow.startswith("ADMIN_"):
        return server.call("AdminInitiateAuth", UserPoolId=server.pool_id, **request)
    return server.call("InitiateAuth", **request)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A sign-in that has begun; see `pytest_cognito_emulator.challenges.SignInUnderWay`."""

    server: CognitoServer
    who: Credentials

    def outcome(self, answer: Mapping[str, Any]) -> CognitoTokens:
        """Return the tokens of an answer, or raise its challenge."""
        if "ChallengeName" in answer:
            available = tuple(answer.get("AvailableChallenges", ()))
            parameters, session = answer["ChallengeParameters"], answer.get("Session")
            raise ChallengeRequired(
                Met(answer["ChallengeName"], parameters, session, available), self
            )
        result = answer["AuthenticationResult"]
        return CognitoTokens(
            access_token=result["AccessToken"],
            id_token=result["IdToken"],
            refresh_token=result["RefreshToken"],
            expires_in=result["ExpiresIn"],
        )

    def open(self, session: str | None) -> OpenChallenge | None:
        """Return the challenge of that Session, if it waits for an answer."""
        waiting = self.server.emulator.open_challenges(self.server.pool_id)
        return next((each for each in waiting if each.session == session), None)

    def respond(
        self, challenge: str, session: str | None, responses: Mapping[str, str]
    ) -> CognitoTokens:
        """Answer a challenge."""
        request: dict[str, object] = {
            "ClientId": self.server.client_id,
            "ChallengeName": challenge,
            "ChallengeResponses": {"USERNAME": self.who.username, **responses},
        }
        if session is not None:
            request["Session"] = session
        return self.outcome(self.server.call("RespondToAuthChallenge", **request))

    def set_up_app(self, session: str) -> str:
        """Set up an authenticator app in MFA_SETUP; return the Session that goes on."""
        made = self.server.call("AssociateSoftwareToken", Session=session)
        app = SoftwareToken(secret=made["SecretCode"])
        code = software_tokens.code(app, self.server.emulator.clock.now())
        request = {"Session": made["Session"], "UserCode": code}
        return str(self.server.call("VerifySoftwareToken", **request)["Session"])


def _by_srp(server: CognitoServer, who: Credentials) -> CognitoTokens:
    """Prove the password without sending it: SRP-6a with Cognito's key derivation."""
    a = Ids().exponent()
    parameters = {"USERNAME": who.username, "SRP_A": f"{srp.power(srp.G, a):x}"}
    begun = _initiate(server, "USER_SRP_AUTH", parameters)
    sent = begun["ChallengeParameters"]
    identity = server.pool_id.split("_", 1)[1] + sent["USER_ID_FOR_SRP"]
    x = private_exponent(bytes.fromhex(sent["SALT"]), identity, who.password)
    key = srp.client_key(a, int(sent["SRP_B"], 16), x)
    timestamp = srp.timestamp(instant(server.emulator.clock.now()))
    proof = srp.signature(key, identity, b64decode(sent["SECRET_BLOCK"]), timestamp)
    responses = {
        "USERNAME": sent["USER_ID_FOR_SRP"],
        "TIMESTAMP": timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": sent["SECRET_BLOCK"],
        "PASSWORD_CLAIM_SIGNATURE": b64encode(proof).decode(),
    }
    return _UnderWay(server, who).respond(begun["ChallengeName"], begun.get("Session"), responses)


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64url.decode(token.split(".")[1]))
    return claims
