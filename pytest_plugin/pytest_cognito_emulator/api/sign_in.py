"""Signing a user in, as an app would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator.control import authenticators, srp
from pytest_cognito_emulator.api.challenges import ChallengeRequired, Met
from pytest_cognito_emulator.api.tokens import CognitoTokens

if TYPE_CHECKING:
    from cognito_emulator.control.challenges import OpenChallenge
    from pytest_cognito_emulator.api.clients import CognitoClient
    from pytest_cognito_emulator.lifecycle.server import CognitoServer

Flow = Literal[
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_SRP_AUTH",
    "USER_AUTH",
    "CUSTOM_AUTH",
]


_BY_PASSWORD = ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in, with what, through which client.

    Attributes:
        user: the pool's id and the username; known passwords are kept by these two.
        login: what the user types in.

    """

    user: tuple[str, str]
    client: CognitoClient
    login: str
    password: str

    @property
    def pool_id(self) -> str:
        """The user's pool."""
        return self.user[0]

    def parameters(self, **more: str) -> dict[str, str]:
        """Return AuthParameters: USERNAME, SECRET_HASH where the client has a secret, and more.

        SECRET_HASH is made for the USERNAME beside it: later challenges may have another one.
        """
        name = more.get("USERNAME", self.login)
        secret_hash = self.client.secret_hash(name)
        proof = {} if secret_hash is None else {"SECRET_HASH": secret_hash}
        return {"USERNAME": name, **proof, **more}


def sign_in(
    server: CognitoServer, who: Credentials, flow: Flow, preferred: str | None = None
) -> CognitoTokens:
    """Sign in by a flow of InitiateAuth.

    Args:
        server: the server to sign in at.
        who: the user, the password and the client.
        flow: the flow.
        preferred: in USER_AUTH, the challenge that is preferred.

    Raises:
        ChallengeRequired: the sign-in asks for more than the password.
        CognitoError: the service's refusal.

    """
    if flow == "USER_SRP_AUTH":
        return _by_srp(server, who)
    wishes = {} if preferred is None else {"PREFERRED_CHALLENGE": preferred}
    if flow in _BY_PASSWORD or preferred == "PASSWORD":
        wishes["PASSWORD"] = who.password
    begun = _initiate(server, who, flow, who.parameters(**wishes))
    return _UnderWay(server, who).outcome(begun)


def solved(step: Callable[[], CognitoTokens]) -> CognitoTokens:
    """Take a step of a sign-in, then solve each challenge that follows, until there are tokens.

    Raises:
        ValueError: only the user or the client can know the answer to one of them.

    """
    while True:
        try:
            return step()
        except ChallengeRequired as challenge:
            step = challenge.solve


def _initiate(
    server: CognitoServer, who: Credentials, flow: Flow, parameters: Mapping[str, str]
) -> Mapping[str, Any]:
    request = {"ClientId": who.client.id, "AuthFlow": flow, "AuthParameters": parameters}
    if flow.startswith("ADMIN_"):
        return server.call("AdminInitiateAuth", UserPoolId=who.pool_id, **request)
    return server.call("InitiateAuth", **request)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A sign-in that has begun; see `pytest_cognito_emulator.api.challenges.SignInUnderWay`."""

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
            access=result["AccessToken"],
            identity=result["IdToken"],
            refresh=result["RefreshToken"],
            expires_in=result["ExpiresIn"],
            client_id=self.who.client.id,
        )

    def open(self, session: str | None) -> OpenChallenge | None:
        """Return the challenge of that Session, if it waits for an answer."""
        waiting = self.server.emulator.open_challenges(self.who.pool_id)
        return next((each for each in waiting if each.session == session), None)

    def respond(
        self, challenge: str, session: str | None, responses: Mapping[str, str]
    ) -> CognitoTokens:
        """Answer a challenge."""
        request: dict[str, object] = {
            "ClientId": self.who.client.id,
            "ChallengeName": challenge,
            "ChallengeResponses": self.who.parameters(**responses),
        }
        if session is not None:
            request["Session"] = session
        answer = self.server.call("RespondToAuthChallenge", **request)
        if "NEW_PASSWORD" in responses:
            self.server.passwords[self.who.user] = responses["NEW_PASSWORD"]
        return self.outcome(answer)

    def set_up_app(self, session: str) -> str:
        """Set up an authenticator app in MFA_SETUP; return the Session that goes on."""
        made = self.server.call("AssociateSoftwareToken", Session=session)
        code = authenticators.code(self.server.emulator, made["SecretCode"])
        request = {"Session": made["Session"], "UserCode": code}
        return str(self.server.call("VerifySoftwareToken", **request)["Session"])


def _by_srp(server: CognitoServer, who: Credentials) -> CognitoTokens:
    """Prove the password without sending it: SRP-6a with Cognito's key derivation."""
    proof = srp.Proof()
    begun = _initiate(server, who, "USER_SRP_AUTH", who.parameters(SRP_A=proof.srp_a))
    now = server.emulator.clock.now()
    responses = proof.responses(begun["ChallengeParameters"], who.pool_id, who.password, now)
    return _UnderWay(server, who).respond(begun["ChallengeName"], begun.get("Session"), responses)
