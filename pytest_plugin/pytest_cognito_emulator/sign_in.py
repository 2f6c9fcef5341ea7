"""Signing a user in, as an app would."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator.clock import instant
from cognito_emulator.domain.passwords import private_exponent
from cognito_emulator.domain.srp import G, K, N, derived, scrambling, signature
from cognito_emulator.ids import Ids
from pytest_cognito_emulator.challenges import ChallengeRequired, refused

if TYPE_CHECKING:
    from pytest_cognito_emulator.server import CognitoServer

__tracebackhide__ = refused

Flow = Literal["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH"]


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
    return _outcome(server, who, _initiate(server, flow, parameters))


def _initiate(
    server: CognitoServer, flow: Flow, parameters: Mapping[str, str]
) -> Mapping[str, Any]:
    request = {"ClientId": server.client_id, "AuthFlow": flow, "AuthParameters": parameters}
    if flow.startswith("ADMIN_"):
        return server.call("AdminInitiateAuth", UserPoolId=server.pool_id, **request)
    return server.call("InitiateAuth", **request)


def _outcome(server: CognitoServer, who: Credentials, answer: Mapping[str, Any]) -> CognitoTokens:
    """Return the tokens of an answer, or raise its challenge."""
    name, session = answer.get("ChallengeName"), answer.get("Session")
    if name is not None:
        respond = partial(_respond, server, who, name, session)
        solution = partial(_solution, server, session)
        raise ChallengeRequired(name, answer["ChallengeParameters"], session, respond, solution)
    result = answer["AuthenticationResult"]
    return CognitoTokens(
        access_token=result["AccessToken"],
        id_token=result["IdToken"],
        refresh_token=result["RefreshToken"],
        expires_in=result["ExpiresIn"],
    )


def _solution(server: CognitoServer, session: str | None) -> Mapping[str, str] | None:
    waiting = server.emulator.open_challenges(server.pool_id)
    return next((each.responses for each in waiting if each.session == session), None)


def _respond(
    server: CognitoServer,
    who: Credentials,
    challenge: str,
    session: str | None,
    responses: Mapping[str, str],
) -> CognitoTokens:
    request: dict[str, object] = {
        "ClientId": server.client_id,
        "ChallengeName": challenge,
        "ChallengeResponses": {"USERNAME": who.username, **responses},
    }
    if session is not None:
        request["Session"] = session
    return _outcome(server, who, server.call("RespondToAuthChallenge", **request))


def _by_srp(server: CognitoServer, who: Credentials) -> CognitoTokens:
    """Prove the password without sending it: SRP-6a with Cognito's key derivation."""
    a = Ids().exponent()
    a_public = pow(G, a, N)
    parameters = {"USERNAME": who.username, "SRP_A": f"{a_public:x}"}
    begun = _initiate(server, "USER_SRP_AUTH", parameters)
    sent = begun["ChallengeParameters"]
    identity = server.pool_id.split("_", 1)[1] + sent["USER_ID_FOR_SRP"]
    x = private_exponent(bytes.fromhex(sent["SALT"]), identity, who.password)
    key = _shared_key(a, a_public, int(sent["SRP_B"], 16), int.from_bytes(x, "big"))
    timestamp = _timestamp(server.emulator.clock.now())
    proof = signature(key, identity, b64decode(sent["SECRET_BLOCK"]), timestamp)
    responses = {
        "USERNAME": sent["USER_ID_FOR_SRP"],
        "TIMESTAMP": timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": sent["SECRET_BLOCK"],
        "PASSWORD_CLAIM_SIGNATURE": b64encode(proof).decode(),
    }
    return _respond(server, who, begun["ChallengeName"], begun.get("Session"), responses)


def _shared_key(a: int, a_public: int, b_public: int, x: int) -> bytes:
    """Return the client's half of the key agreement; the server's is in the emulator."""
    u = scrambling(a_public, b_public)
    return derived(u, pow(b_public - K * pow(G, x, N), a + u * x, N))


def _timestamp(epoch: float) -> str:
    """Return a moment as the SDKs write it, in English whatever the locale."""
    day, month, number, clock, year = instant(epoch).ctime().split()
    return f"{day} {month} {number} {clock} UTC {year}"


def _claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
