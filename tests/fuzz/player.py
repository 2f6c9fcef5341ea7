"""One player: calls whatever comes to mind, with what all players have learned so far."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from cognito_emulator.api import spec
from tests.fuzz import hostile
from tests.fuzz.connection import Connection, Finding
from tests.fuzz.domain import Browser
from tests.fuzz.values import CLIENTS, PASSWORDS, POOLS, USERNAMES, Scene, Values
from tests.support import SrpClient, secret_hash

OPERATIONS = sorted(spec.operations())
# What leads somewhere is called more often than the rest.
OFTEN = (
    *("InitiateAuth",) * 6,
    *("RespondToAuthChallenge", "AdminInitiateAuth", "AdminRespondToAuthChallenge") * 2,
    *("SignUp", "ConfirmSignUp", "ForgotPassword", "ConfirmForgotPassword", "GetUser"),
    *("AdminCreateUser", "AdminSetUserPassword", "AdminConfirmSignUp", "AdminGetUser"),
    *("GetTokensFromRefreshToken", "ChangePassword", "ResendConfirmationCode"),
    *("UpdateUserAttributes", "VerifyUserAttribute", "AssociateSoftwareToken"),
    *("VerifySoftwareToken", "SetUserMFAPreference", "ConfirmDevice", "SetUserPoolMfaConfig"),
    *("ListUsers", "UpdateUserPool", "UpdateUserPoolClient", "CreateGroup", "AdminAddUserToGroup"),
)
DESTROYERS = {
    *("DeleteUserPool", "DeleteUserPoolClient", "DeleteUser", "AdminDeleteUser"),
    *("RevokeToken", "GlobalSignOut", "AdminUserGlobalSignOut", "AdminDisableUser"),
}
_CONTROLS = (("PUT", "clock"), ("POST", "challenges"), ("POST", "faults"), ("POST", "nowhere"))
HOSTILITIES = (0.0, 0.0, 0.0, 0.02, 0.1, 0.4)  # how likely each value is hostile, of a request


class Player:
    """Plays by its dice: the same ones make the same moves, as far as the others let it."""

    def __init__(self, host: str, port: int, dice: random.Random, scenes: list[Scene]) -> None:
        self._address = host, port
        self._connection = Connection(host, port)
        self._dice = dice
        self._values = Values(dice)
        self._browser = Browser(self._connection, dice)
        self._scenes = scenes
        self.moves = 0
        self.answered: Counter[str] = Counter()  # operations by how often they were not refused

    def close(self) -> None:
        self._connection.close()

    def move(self) -> None:
        """Do one thing.

        Raises:
            Finding: something happened that must not.

        """
        self.moves += 1
        scene = self._dice.choice(self._scenes)
        if scene.recall("UserPoolId", self._dice) is None or self._dice.random() < 0.004:
            self._set_up(scene)
        kind = self._dice.random()
        for part, move in _MOVES:
            if kind < part:
                move(self, scene)
                return
            kind -= part
        self._call_something(scene)

    # -- moves -------------------------------------------------------------------------------------

    def _call_something(self, scene: Scene) -> None:
        name = self._dice.choice(OFTEN if self._dice.random() < 0.6 else OPERATIONS)
        if name in DESTROYERS and self._dice.random() < 0.9:
            return
        shape = spec.operation(name).input
        request = self._values.request(shape, scene, self._dice.choice(HOSTILITIES))
        self._call(scene, name, request)

    def _answer_a_challenge(self, scene: Scene) -> None:
        pool_id = scene.recall("UserPoolId", self._dice)
        found = self._connection.control("GET", f"challenges/open?pool_id={pool_id}")
        waiting = found.get("challenges")
        if not waiting:
            return
        chosen = self._dice.choice(waiting)
        right = chosen["responses"] or {}  # nobody knows them all
        responses = {name: value for name, value in right.items() if value is not None}
        if "NEW_PASSWORD" in right:
            responses["NEW_PASSWORD"] = self._dice.choice(PASSWORDS)
        if self._dice.random() < 0.2 and responses:
            responses[self._dice.choice(sorted(responses))] = "wrong"
        request = {
            "ClientId": chosen["client_id"],
            "ChallengeName": chosen["challenge"],
            "Session": chosen["session"],
            "ChallengeResponses": responses,
        }
        if self._dice.random() < 0.5:
            self._call(scene, "RespondToAuthChallenge", request)
        else:
            request["UserPoolId"] = pool_id
            self._call(scene, "AdminRespondToAuthChallenge", request)

    def _prove_a_password(self, scene: Scene) -> None:
        client_id = scene.recall("ClientId", self._dice)
        srp = SrpClient(
            scene.recall("UserPoolId", self._dice) or "a_b", PASSWORDS[0], 0xC0FFEE << 64
        )
        name = self._dice.choice(USERNAMES)
        request = {
            "ClientId": client_id,
            "AuthFlow": "USER_SRP_AUTH",
            "AuthParameters": {"USERNAME": name, "SRP_A": srp.srp_a, **self._secret(scene, name)},
        }
        answer = self._call(scene, "InitiateAuth", request)
        if answer is None or answer.get("ChallengeName") != "PASSWORD_VERIFIER":
            return
        responses = srp.respond(answer["ChallengeParameters"])
        user = responses["USERNAME"]
        proof = {
            "ClientId": client_id,
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeResponses": {**responses, **self._secret(scene, user)},
        }
        self._call(scene, "RespondToAuthChallenge", proof)

    def _sign_in(self, scene: Scene) -> None:
        name = self._dice.choice(USERNAMES)
        password = self._dice.choice(PASSWORDS)
        parameters = {"USERNAME": name, "PASSWORD": password, **self._secret(scene, name)}
        request = {
            "ClientId": scene.recall("ClientId", self._dice),
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": parameters,
        }
        self._call(scene, "InitiateAuth", request)

    def _control(self, scene: Scene) -> None:
        """Ask the control API: for what it does, and for what it refuses."""
        pool_id = scene.recall("UserPoolId", self._dice)
        challenge = self._dice.choice(
            ("SMS_MFA", "SOFTWARE_TOKEN_MFA", "NEW_PASSWORD_REQUIRED", "x")
        )
        name = self._dice.choice(USERNAMES)
        wish = {"challenge": challenge, "user_pool_id": pool_id, "username": name}
        shift = {"seconds": self._dice.choice((1, 30, 400, -60))}
        method, path, document = self._dice.choice(
            (
                ("GET", "health", None),
                ("GET", f"messages?pool_id={pool_id}&username={name}", None),
                ("PUT", "clock", {"shift": shift}),
                ("DELETE", "clock", None),
                ("POST", "challenges", wish),
                ("DELETE", "challenges", None),
                ("POST", "faults", {"operation": "ListUsers", "delay": 0.01}),
                *((method, path, self._values.hostile()) for method, path in _CONTROLS),
            )
        )
        self._connection.control(method, path, document)
        if self._dice.random() < 0.01:
            self._connection.control("POST", "reset")

    def _read_keys(self, scene: Scene) -> None:
        pool_id = scene.recall("UserPoolId", self._dice)
        document = self._dice.choice(("jwks.json", "openid-configuration"))
        path = f"/{pool_id}/.well-known/{document}"
        status, body = self._connection.send("GET", path, None, {})
        if status not in (200, 400) or not isinstance(json.loads(body), dict):
            raise Finding(f"GET {path}: {status} {body[:2_000]!r}")

    def _hostile(self, _: Scene) -> None:
        hostile.attempt(*self._address, self._dice)

    def _visit_a_domain(self, scene: Scene) -> None:
        """Ask the domain that a pool is lent."""
        pool_id, client_id = (scene.recall(name, self._dice) for name in ("UserPoolId", "ClientId"))
        if pool_id is not None and re.fullmatch(r"[\w-]{1,55}_[0-9a-zA-Z]+", pool_id):
            domain = pool_id.replace("_", "").lower()
            if self._browser.move(f"/_domain/{domain}", client_id or ""):
                self.answered["oauth2/authorize"] += 1

    # -- means -------------------------------------------------------------------------------------

    def _set_up(self, scene: Scene) -> None:
        """Make the scene's pool, with clients and users, anew; all of it may be refused."""
        scene.forget()
        pool = {"PoolName": "fuzz", **self._dice.choice(POOLS)}
        made = self._call(scene, "CreateUserPool", pool)
        if made is None:
            return
        pool_id = made["UserPool"]["Id"]
        for client in self._dice.sample(CLIENTS, 2):
            request = {"UserPoolId": pool_id, "ClientName": "fuzz", **client}
            self._call(scene, "CreateUserPoolClient", request)
        for name in self._dice.sample(USERNAMES, 3):
            user = {"UserPoolId": pool_id, "Username": name}
            email = {"Name": "email", "Value": f"{name}@example.com"}
            verified = {"Name": "email_verified", "Value": "true"}
            self._call(scene, "AdminCreateUser", {**user, "UserAttributes": [email, verified]})
            password = {"Password": PASSWORDS[0], "Permanent": True}
            self._call(scene, "AdminSetUserPassword", {**user, **password})

    def _secret(self, scene: Scene, name: str) -> Mapping[str, str]:
        client_id, secret = (scene.recall(n, self._dice) for n in ("ClientId", "ClientSecret"))
        if not client_id or not secret or self._dice.random() < 0.6:
            return {}
        return {"SECRET_HASH": secret_hash(secret, name, client_id)}

    def _call(self, scene: Scene, name: str, request: Mapping[str, Any]) -> Any:
        """Call an operation, learn from its answer, and return that; None where it is refused."""
        try:
            answer = self._connection.call(name, request)
        except Finding as finding:
            raise Finding(f"{name} {json.dumps(request)[:4_000]}\n{finding}") from finding
        if answer.refusal is not None:
            if answer.refusal == "ResourceNotFoundException" and "User pool us" in str(
                answer.document
            ):
                scene.forget()
            return None
        self.answered[name] += 1
        scene.learn_from(answer.document)
        return answer.document


_MOVES: tuple[tuple[float, Callable[[Player, Scene], None]], ...] = (
    (0.08, Player._answer_a_challenge),
    (0.04, Player._prove_a_password),
    (0.12, Player._sign_in),
    (0.03, Player._control),
    (0.02, Player._read_keys),
    (0.06, Player._hostile),
    (0.15, Player._visit_a_domain),
)
