"""How somebody comes to sign in, and with what: the way, and one request of somebody on it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.clients import secrets

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.events import EventDetails


class Way(NamedTuple):
    """How somebody comes to sign in: what is checked on entry, and what triggers are told.

    Attributes:
        flows: the flows that can begin there.
        checks_flows: whether the client's ExplicitAuthFlows have to allow the flow.
        checks_secret: whether a client that has a secret has to send SECRET_HASH.
        token_source: why tokens follow, as PreTokenGeneration is told after ``TokenGeneration_``;
            ``None`` where the challenges decide that were met.

    """

    flows: frozenset[str]
    checks_flows: bool = True
    checks_secret: bool = True
    token_source: str | None = None

    def source_of_tokens(self, passed: Container[str]) -> str:
        """Return why tokens follow on a sign-in that met those challenges.

        What is said where a device comes after a new password is a guess.
        """
        if self.token_source is not None:
            return self.token_source
        if "DEVICE_PASSWORD_VERIFIER" in passed:
            return "AuthenticateDevice"
        return "NewPasswordChallenge" if "NEW_PASSWORD_REQUIRED" in passed else "Authentication"


_EVERYBODYS = frozenset({"USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH"})
#: By InitiateAuth and RespondToAuthChallenge, as SDKs call them for a user.
SDK = Way(flows=_EVERYBODYS | {"USER_PASSWORD_AUTH"})
#: By their admin twins, which a trusted server calls.
ADMIN = Way(flows=_EVERYBODYS | {"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
#: At the pages of a pool's domain, which have no flow of custom challenges (documented).
PAGES = Way(
    flows=frozenset({"USER_PASSWORD_AUTH", "USER_AUTH", "SIGN_UP"}),
    checks_flows=False,
    checks_secret=False,
    token_source="HostedAuth",  # noqa: S106 - no password
)


class SignInRequest(NamedTuple):
    """What somebody sends who signs in: to begin, or to answer a challenge.

    Attributes:
        pool: to which.
        client: by which.
        way: how.
        parameters: AuthParameters or ChallengeResponses.
        session: a Session that comes along.
        details: what the events of triggers say of it.

    """

    pool: Pool
    client: Client
    way: Way
    parameters: Mapping[str, str]
    session: str | None
    details: EventDetails

    @property
    def name(self) -> str:
        """What whoever signs in is called here; that it is there is checked before."""
        return self.parameters["USERNAME"]

    def check_secret(self) -> None:
        """Check SECRET_HASH, over the name as this request sends it, where the way wants it.

        Raises:
            NotAuthorizedException: missing or wrong.

        """
        if self.way.checks_secret:
            secrets.check_secret_hash(self.client, self.name, self.parameters.get("SECRET_HASH"))
