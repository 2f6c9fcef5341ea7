"""The client's side of SRP-6a, which proves a password without sending it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping

from cognito_emulator.clock import instant
from cognito_emulator.domain.factors import srp
from cognito_emulator.domain.users.record import private_exponent
from cognito_emulator.ids import Ids


class Proof:
    """A proof of a password, for one sign-in by USER_SRP_AUTH.

    Attributes:
        srp_a: the SRP_A that begins the sign-in.

    """

    def __init__(self) -> None:
        self._a = Ids().exponent()
        self.srp_a = f"{srp.power(srp.G, self._a):x}"

    def responses(
        self, parameters: Mapping[str, str], pool_id: str, password: str, now: float
    ) -> dict[str, str]:
        """Return the ChallengeResponses to PASSWORD_VERIFIER.

        Args:
            parameters: the challenge's ChallengeParameters.
            pool_id: the id of the user's pool.
            password: the user's password.
            now: epoch seconds.

        """
        identity = pool_id.split("_", 1)[1] + parameters["USER_ID_FOR_SRP"]
        x = private_exponent(bytes.fromhex(parameters["SALT"]), identity, password)
        key = srp.client_key(self._a, int(parameters["SRP_B"], 16), x)
        timestamp = srp.timestamp(instant(now))
        proof = srp.signature(key, identity, b64decode(parameters["SECRET_BLOCK"]), timestamp)
        return {
            "USERNAME": parameters["USER_ID_FOR_SRP"],
            "TIMESTAMP": timestamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": b64encode(proof).decode(),
        }
