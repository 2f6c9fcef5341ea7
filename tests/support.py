"""Helpers of the tests: a laboratory with a pool, and a client's half of SRP."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, get_args

import gmpy2
import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cognito_emulator import errors
from cognito_emulator.api import registry
from cognito_emulator.domain.work.keys import KeyRing, PoolKeys, SigningKey
from cognito_emulator.emulator import Emulator
from cognito_emulator.names import Operation

PASSWORD = "Correct-Horse1"
TEMPORARY = "Temporary-Horse0"
ALL_FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]

SMS_ROLE = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
OWN_SENDER = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
}
MFA_BLOCKS: Mapping[str, Mapping[str, Any]] = {
    "SMS_MFA": {"SmsMfaConfiguration": {"SmsConfiguration": SMS_ROLE}},
    "EMAIL_OTP": {"EmailMfaConfiguration": {}},
    "SOFTWARE_TOKEN_MFA": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
}


class StockKeys(KeyRing):
    """A key ring that has the same two keys for every pool."""

    def __init__(self) -> None:
        super().__init__()
        self._stock = _stock()

    def rsa_key(self) -> RSAPrivateKey:
        """Return a key in stock."""
        return self._stock.id.private

    def of(self, pool_id: str) -> PoolKeys:  # noqa: ARG002 - the same for all
        """Return the keys in stock."""
        return self._stock


@cache
def _stock() -> PoolKeys:
    """Make them once for all tests: that takes tenths of a second."""
    return PoolKeys(SigningKey.generate(), SigningKey.generate())


@dataclass
class Lab:
    """One pool, one client, and short words for what tests do with them."""

    emulator: Emulator
    pool_id: str = ""
    client_id: str = ""
    pool_request: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pool_id = self.pool_id or self.pool(**self.pool_request)
        self.client_id = self.client()

    def call(self, operation: str, **request: Any) -> Any:
        """Call an operation."""
        return self.emulator.call(operation, request)

    def refused(self, operation: str, error: type[errors.CognitoError], **request: Any) -> str:
        """Call an operation that is refused; return the message."""
        with pytest.raises(error) as refusal:
            self.emulator.call(operation, request)
        assert type(refusal.value) is error
        return refusal.value.message or ""

    def pool(self, **request: Any) -> str:
        """Make a pool; return its id."""
        pool = self.call("CreateUserPool", **{"PoolName": "lab", **request})["UserPool"]
        return str(pool["Id"])

    def client(self, **request: Any) -> str:
        """Make a client of the pool that allows all flows; return its id."""
        defaults = {"UserPoolId": self.pool_id, "ClientName": "lab", "ExplicitAuthFlows": ALL_FLOWS}
        made = self.call("CreateUserPoolClient", **{**defaults, **request})["UserPoolClient"]
        return str(made["ClientId"])

    def invited(self, username: str = "carol", password: str = PASSWORD, **attributes: str) -> str:
        """Make a user with a temporary password; return the sub."""
        user = self.call(
            "AdminCreateUser",
            UserPoolId=self.pool_id,
            Username=username,
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": k, "Value": v} for k, v in attributes.items()],
        )["User"]
        return {a["Name"]: a["Value"] for a in user["Attributes"]}["sub"]

    def user(self, username: str = "alice", password: str = PASSWORD, **attributes: str) -> str:
        """Make a confirmed user; return the sub."""
        sub = self.invited(username, TEMPORARY, **attributes)
        self.call(
            "AdminSetUserPassword",
            UserPoolId=self.pool_id,
            Username=username,
            Password=password,
            Permanent=True,
        )
        return sub

    def begin(self, username: str = "alice", password: str = PASSWORD, **request: Any) -> Any:
        """InitiateAuth with a password; return the whole answer."""
        defaults = {
            "ClientId": self.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": username, "PASSWORD": password},
        }
        return self.call("InitiateAuth", **{**defaults, **request})

    def tokens(self, username: str = "alice", password: str = PASSWORD, **request: Any) -> Any:
        """Sign in with a password; return the AuthenticationResult."""
        return self.begin(username, password, **request)["AuthenticationResult"]

    def respond(self, challenge: str, responses: Mapping[str, str | None], **more: Any) -> Any:
        """RespondToAuthChallenge; return the whole answer."""
        request = {"ClientId": self.client_id, "ChallengeName": challenge, **more}
        return self.call("RespondToAuthChallenge", ChallengeResponses=responses, **request)

    def by_srp(
        self,
        username: str = "alice",
        *,
        flow: str = "USER_SRP_AUTH",
        first: Mapping[str, str] = {},
        then: Mapping[str, str] = {},
    ) -> Any:
        """Sign in by SRP; return the whole answer to the proof.

        ``first`` goes with the beginning, ``then`` with the proof.
        """
        srp = SrpClient(self.pool_id, PASSWORD)
        parameters = {"USERNAME": username, "SRP_A": srp.srp_a, **first}
        begun = self.begin(AuthFlow=flow, AuthParameters=parameters)
        proof = srp.respond(begun["ChallengeParameters"])
        return self.respond("PASSWORD_VERIFIER", {**proof, **then})

    def confirm_device(self, tokens: Mapping[str, Any], **more: Any) -> DeviceClient:
        """Confirm the device that a sign-in was offered; return its half of SRP."""
        device = DeviceClient(tokens["NewDeviceMetadata"])
        request = {
            "AccessToken": tokens["AccessToken"],
            "DeviceKey": device.device_key,
            "DeviceSecretVerifierConfig": device.verifier,
        }
        self.call("ConfirmDevice", **{**request, **more})
        return device

    def set_mfa(self, mode: str, *factors: str, **more: Any) -> None:
        """Say which second factors the pool has, by their challenges' names."""
        blocks = {name: block for each in factors for name, block in MFA_BLOCKS[each].items()}
        request = {"UserPoolId": self.pool_id, "MfaConfiguration": mode, **blocks, **more}
        self.call("SetUserPoolMfaConfig", **request)

    def app(self, username: str = "alice") -> App:
        """Register an authenticator app for a user who can sign in with the password alone."""
        token = self.tokens(username)["AccessToken"]
        app = App(self, self.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"])
        self.call("VerifySoftwareToken", AccessToken=token, UserCode=app.shows())
        return app

    def prefer(self, username: str = "alice", **settings: Any) -> Any:
        """AdminSetUserMFAPreference."""
        request = {"UserPoolId": self.pool_id, "Username": username, **settings}
        return self.call("AdminSetUserMFAPreference", **request)

    def refresh(self, refresh_token: str, **request: Any) -> Any:
        """REFRESH_TOKEN_AUTH; return the AuthenticationResult."""
        return self.call(
            "InitiateAuth",
            **{
                "ClientId": self.client_id,
                "AuthFlow": "REFRESH_TOKEN_AUTH",
                "AuthParameters": {"REFRESH_TOKEN": refresh_token},
                **request,
            },
        )["AuthenticationResult"]


@dataclass
class App:
    """A user's authenticator app, which goes by the emulator's clock."""

    lab: Lab
    secret: str

    def shows(self, seconds: int = 0) -> str:
        """Return the code that it shows, or will show in so many seconds."""
        return pyotp.TOTP(self.secret).at(int(self.lab.emulator.clock.now()) + seconds)

    def never_shows(self) -> str:
        """Return a code that is wrong now."""
        near = {self.shows(seconds) for seconds in (-30, 0, 30)}
        return next(code for code in (f"{n:06}" for n in range(4)) if code not in near)

    def shows_next(self) -> str:
        """Wait until it shows another code, and return that."""
        self.lab.emulator.clock.shift(30)
        return self.shows()


def not_emulated() -> Operation:
    """Return the name of an operation of the service that is not emulated, whichever that is now.

    Tests are not to name one: the day on which it is emulated would turn them into other tests.
    """
    names: tuple[Operation, ...] = get_args(Operation)
    missing = [name for name in names if name not in registry.registered()]
    if not missing:
        pytest.skip("every operation is emulated")
    return missing[0]


def claims(token: str) -> dict[str, Any]:
    """Return a JWT's claims, unverified, in the order of its payload."""
    return _part(token, 1)


def header(token: str) -> dict[str, Any]:
    """Return a JWT's header."""
    return _part(token, 0)


def _part(token: str, place: int) -> dict[str, Any]:
    part = token.split(".")[place]
    decoded: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def secret_hash(secret: str, username: str, client_id: str) -> str:
    """Return the SECRET_HASH of a username."""
    digest = hmac.digest(secret.encode(), (username + client_id).encode(), "sha256")
    return b64encode(digest).decode()


@lru_cache(maxsize=64)  # most clients have the same private number
def _power(base: int, exponent: int, modulus: int) -> int:
    return int(gmpy2.powmod(base, exponent, modulus))


class SrpClient:
    """A client's half of SRP-6a as the SDKs compute it, written from its description alone."""

    N = int(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E34"
        "04DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6"
        "F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A6916"
        "3FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C"
        "32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA95"
        "6AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA7157"
        "5D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D876"
        "02733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E"
        "4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
        16,
    )

    def __init__(self, pool_id: str, password: str, private: int = 0xC0FFEE << 1000) -> None:
        self.pool_name = pool_id.split("_", 1)[1]
        self.password = password
        self.private = private
        self.public = _power(2, private, self.N)

    @property
    def srp_a(self) -> str:
        """SRP_A."""
        return f"{self.public:x}"

    def respond(self, challenge: Mapping[str, str], timestamp: str | None = None) -> dict[str, str]:
        """Return the ChallengeResponses to a PASSWORD_VERIFIER."""
        user_id = challenge["USER_ID_FOR_SRP"]
        return {"USERNAME": user_id, **self.claim(challenge, user_id, timestamp)}

    def claim(
        self, challenge: Mapping[str, str], user_id: str, timestamp: str | None = None
    ) -> dict[str, str]:
        """Return the responses that prove the password."""
        when, block = timestamp or stamp(), challenge["SECRET_BLOCK"]
        key = self.key(challenge["SALT"], challenge["SRP_B"], user_id)
        message = (self.pool_name + user_id).encode() + b64decode(block) + when.encode()
        return {
            "TIMESTAMP": when,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": b64encode(hmac.digest(key, message, "sha256")).decode(),
        }

    def key(self, salt: str, srp_b: str, user_id: str) -> bytes:
        """Return the session key."""
        b = int(srp_b, 16)
        u = self._hash(self._hex(self.public) + self._hex(b))
        x = self.exponent(int(salt, 16), user_id)
        k = self._hash(self._hex(self.N) + "02")
        shared = _power(b - k * _power(2, x, self.N), self.private + u * x, self.N)
        prk = hmac.digest(bytes.fromhex(self._hex(u)), bytes.fromhex(self._hex(shared)), "sha256")
        return hmac.digest(prk, b"Caldera Derived Key\x01", "sha256")[:16]

    def exponent(self, salt: int, user_id: str) -> int:
        """Return the private exponent x."""
        inner = hashlib.sha256(f"{self.pool_name}{user_id}:{self.password}".encode()).hexdigest()
        return self._hash(self._hex(salt) + inner)

    @staticmethod
    def _hex(number: int) -> str:
        text = f"{number:x}"
        text = "0" * (len(text) % 2) + text
        return "00" + text if text[0] in "89abcdef" else text

    @staticmethod
    def _hash(text: str) -> int:
        return int(hashlib.sha256(bytes.fromhex(text)).hexdigest(), 16)


class DeviceClient(SrpClient):
    """A device's half of SRP, under the names that a sign-in offered it as NewDeviceMetadata."""

    def __init__(
        self, offered: Mapping[str, str], own: str = "a secret", salt: int = 0xC0FFEE << 96
    ) -> None:
        super().__init__("_" + offered["DeviceGroupKey"], own)
        self.device_key = offered["DeviceKey"]
        self.salt = salt

    @property
    def verifier(self) -> dict[str, str]:
        """DeviceSecretVerifierConfig."""
        v = _power(2, self.exponent(self.salt, self.device_key), self.N)
        numbers = {"Salt": self.salt, "PasswordVerifier": v}
        return {
            name: b64encode(bytes.fromhex(self._hex(number))).decode()
            for name, number in numbers.items()
        }

    def begin(self, username: str) -> dict[str, str]:
        """Return the ChallengeResponses to a DEVICE_SRP_AUTH."""
        return {"USERNAME": username, "DEVICE_KEY": self.device_key, "SRP_A": self.srp_a}

    def respond(self, challenge: Mapping[str, str], timestamp: str | None = None) -> dict[str, str]:
        """Return the ChallengeResponses to a DEVICE_PASSWORD_VERIFIER."""
        proof = self.claim(challenge, self.device_key, timestamp)
        return {"USERNAME": challenge["USERNAME"], "DEVICE_KEY": self.device_key, **proof}


def stamp(when: datetime | None = None) -> str:
    """Return a TIMESTAMP as the SDKs write it."""
    when = when or datetime.now(UTC)
    return f"{when:%a %b} {when.day} {when:%H:%M:%S} UTC {when.year}"
