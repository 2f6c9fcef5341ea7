"""Values for requests: such as fit the service model, such as answers gave, and hostile ones."""

from __future__ import annotations

import base64
import random
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Any

import pyotp

from cognito_emulator.api import patterns
from cognito_emulator.api.spec import Shape
from tests.linearity import sample

CODE = "123456"  # that of every message
CALLBACK = "https://app.example.com/callback"
PASSWORDS = ("Str0ng-Enough!", "An0ther-Secret?", "correct Horse 7 battery")
USERNAMES = tuple(f"user{number}" for number in range(6))
HOSTILE: tuple[Callable[[random.Random], Any], ...] = (
    lambda _: "",
    lambda _: " ",
    lambda _: "\x00\x1b[31m\x7f\x85\u2028",
    lambda _: "\u202eZoë\U0001f600\ufeff",
    lambda _: "../../../etc/passwd%00",
    lambda _: "\"' ; -- {{7*7}} ${x} {####} {username}",
    lambda dice: "{####}" * dice.choice((1, 500, 3_000)) + "\x01",
    lambda dice: "@" * dice.choice((2, 20_000)) + " ",
    lambda dice: "a" * dice.choice((129, 2_049, 70_000)),
    lambda dice: "ü" * dice.choice((257, 30_000)),
    lambda dice: "eyJ" + "A" * dice.choice((3, 3_000)) + "." * dice.choice((1, 2, 500)),
    lambda _: [],
    lambda _: {},
    lambda _: None,
    lambda _: True,
    lambda _: 0,
    lambda _: -1,
    lambda _: 2**63,
    lambda _: 10**400,
    lambda _: 1e308,
    lambda _: 0.5,
    lambda _: [None],
    lambda _: {"": ""},
    lambda _: nested(60),
)


def nested(depth: int) -> Any:
    value: Any = "x"
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


class Scene:
    """A pool with what is known of it: the latest values of each member's name."""

    def __init__(self) -> None:
        self._known: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=12))

    def learn(self, name: str, value: str) -> None:
        self._known[name].append(value)

    def forget(self) -> None:
        self._known.clear()

    def recall(self, name: str, dice: random.Random) -> str | None:
        """Return a value of that name, most likely a late one."""
        known = list(self._known.get(name, ()))
        return known[-1 - min(int(dice.expovariate(0.8)), len(known) - 1)] if known else None

    def learn_from(self, answer: object, owner: str = "") -> None:
        """Remember the texts of an answer by the names under which requests have them."""
        if isinstance(answer, Mapping):
            for name, value in answer.items():
                if isinstance(value, str):
                    self.learn(_RENAMED.get((owner, str(name)), str(name)), value)
                else:
                    self.learn_from(value, name)
        elif isinstance(answer, list):
            for item in answer[-3:]:
                self.learn_from(item, owner)


# Where a request has another name for it than the answer.
_RENAMED = {("UserPool", "Id"): "UserPoolId", ("UserPool", "Arn"): "ResourceArn"}


class Values:
    """Makes values of the model's shapes, the same ones from the same dice."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def request(self, shape: Shape, scene: Scene, hostility: float) -> dict[str, Any]:
        """Return a request: required members, some of the others, and at times none of the kind."""
        made: dict[str, Any] = self._structure(shape, scene, hostility, depth=0)
        return made

    def of(self, name: str, shape: Shape, scene: Scene, hostility: float, depth: int) -> Any:
        if self.dice.random() < hostility:
            return self.hostile()
        if shape.kind == "structure":
            return self._structure(shape, scene, hostility, depth + 1)
        if shape.element:
            number = self.dice.choice((0, 1, 1, 2, 3))
            return [self.of(name, shape.element, scene, hostility, depth) for _ in range(number)]
        if shape.key:
            return self._map(name, shape, scene, hostility, depth)
        return self._text(name, shape, scene) if shape.kind == "string" else self._scalar(shape)

    def hostile(self) -> Any:
        return self.dice.choice(HOSTILE)(self.dice)

    def _scalar(self, shape: Shape) -> Any:
        least, most = shape.minimum or 0, shape.maximum or 1_000
        by_kind: dict[str, Any] = {
            "boolean": self.dice.random() < 0.5,
            "blob": base64.b64encode(self.dice.randbytes(8)).decode(),
            "timestamp": 1_790_000_000,
        }
        number = self.dice.choice((least, most, self.dice.randint(least, most)))
        return by_kind.get(shape.kind, number)

    def _structure(
        self, shape: Shape, scene: Scene, hostility: float, depth: int
    ) -> dict[str, Any]:
        if shape.name in _STRUCTURES and self.dice.random() < _OBEDIENCE:
            return dict(self.dice.choice(_STRUCTURES[shape.name]))
        likely = 0.45 / (1 + depth)
        made = {
            name: self.of(name, to, scene, hostility, depth)
            for name, to in shape.members.items()
            if self.dice.random() < (0.97 if name in shape.required else likely)
        }
        if "AccessToken" in shape.members and self.dice.random() < _OBEDIENCE:
            made.pop("Session", None)
            made["AccessToken"] = self.of(
                "AccessToken", shape.members["AccessToken"], scene, hostility, depth
            )
        return made

    def _map(self, name: str, shape: Shape, scene: Scene, hostility: float, depth: int) -> Any:
        assert shape.key
        assert shape.value
        keys = _KEYS.get(name)
        chosen = (
            [key for key in keys if self.dice.random() < 0.5]
            if keys
            else [str(self._text("", shape.key, scene)) for _ in range(self.dice.randint(0, 2))]
        )
        return {key: self.of(key, shape.value, scene, hostility, depth) for key in chosen}

    def _text(self, name: str, shape: Shape, scene: Scene) -> str:
        dice = self.dice
        if shape.enum:
            return dice.choice(shape.enum)
        wanted = _SAME.get(name, name)
        if wanted in _MAKERS and dice.random() < 0.9:
            return _MAKERS[wanted](dice, scene)
        if dice.random() < 0.9 and (known := scene.recall(wanted, dice)) is not None:
            return known
        if shape.pattern is None:
            return "x" * max(shape.minimum or 0, dice.choice((1, 5)))
        least, most = shape.minimum or 1, shape.maximum or 64
        return sample(patterns.compiled(shape.pattern), dice, least, min(most, least + 12))


_OBEDIENCE = 0.9
_STRUCTURES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "AttributeType": (
        *({"Name": "email", "Value": f"{name}@example.com"} for name in USERNAMES),
        {"Name": "phone_number", "Value": "+12065550100"},
        {"Name": "email_verified", "Value": "true"},
        {"Name": "name", "Value": "Zoë"},
        {"Name": "custom:team", "Value": "7"},
    ),
    "SchemaAttributeType": tuple(
        {"Name": f"mine{number}", "AttributeDataType": kind, "Mutable": number % 2 == 0}
        for number, kind in enumerate(("String", "Number", "DateTime", "Boolean"))
    ),
}


def _attribute(dice: random.Random, _: Scene) -> str:
    return dice.choice(("email", "phone_number", "name", "email_verified", "custom:team", "sub"))


def _value(dice: random.Random, _: Scene) -> str:
    person = dice.choice(USERNAMES)
    return dice.choice((f"{person}@example.com", "+12065550100", "true", "7", person))


def _totp(dice: random.Random, scene: Scene) -> str:
    secret = scene.recall("SecretCode", dice)
    return pyotp.TOTP(secret).now() if secret else "000000"


_MAKERS: Mapping[str, Callable[[random.Random, Scene], str]] = {
    "Username": lambda dice, _: dice.choice(USERNAMES),
    "Password": lambda dice, _: dice.choice(PASSWORDS),
    "ConfirmationCode": lambda _dice, _: CODE,
    "UserCode": _totp,
    "Name": _attribute,
    "AttributeName": _attribute,
    "Value": _value,
    "Filter": lambda dice, _: dice.choice(('username ^= "u"', 'email = "a"', 'sub="1', "x")),
    "GroupName": lambda dice, _: dice.choice(("admins", "staff", "guests")),
    "SRP_A": lambda dice, _: dice.choice(("2", "f" * 768, f"{dice.getrandbits(3000):x}", "0")),
}
# Members that hold what others are known by.
_SAME = {
    "PreviousPassword": "Password",
    "ProposedPassword": "Password",
    "TemporaryPassword": "Password",
    "PASSWORD": "Password",
    "NEW_PASSWORD": "Password",
    "USERNAME": "Username",
    "REFRESH_TOKEN": "RefreshToken",
    "Token": "RefreshToken",
    "DEVICE_KEY": "DeviceKey",
    "SMS_MFA_CODE": "ConfirmationCode",
    "EMAIL_OTP_CODE": "ConfirmationCode",
    "SMS_OTP_CODE": "ConfirmationCode",
    "SOFTWARE_TOKEN_MFA_CODE": "UserCode",
    "Code": "ConfirmationCode",
    "UserAttributeNames": "Name",
    "AttributesToGet": "Name",
    "AliasAttributes": "Name",
}
# What the maps of sign-in are read for.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "AuthParameters": (
        *("USERNAME", "USERNAME", "PASSWORD", "PASSWORD", "SRP_A", "REFRESH_TOKEN"),
        *("SECRET_HASH", "DEVICE_KEY", "PREFERRED_CHALLENGE", "CHALLENGE_NAME"),
    ),
    "ChallengeResponses": (
        *("USERNAME", "USERNAME", "NEW_PASSWORD", "SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA_CODE"),
        *("EMAIL_OTP_CODE", "ANSWER", "SRP_A", "PASSWORD", "CREDENTIAL", "SESSION", "DEVICE_KEY"),
        *("PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP", "SECRET_HASH"),
    ),
}

POOLS: tuple[Mapping[str, Any], ...] = (
    {},
    {"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email", "preferred_username"]},
    {"UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": False}},
    {
        "Policies": {
            "PasswordPolicy": {"MinimumLength": 6, "PasswordHistorySize": 3},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
        },
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
        "Schema": [{"Name": "team", "AttributeDataType": "String", "Mutable": True}],
    },
)
ALL_FLOWS = [
    f"ALLOW_{flow}_AUTH"
    for flow in ("USER_PASSWORD", "ADMIN_USER_PASSWORD", "USER_SRP", "REFRESH_TOKEN", "CUSTOM")
]
CLIENTS: tuple[Mapping[str, Any], ...] = (
    {
        "ExplicitAuthFlows": ALL_FLOWS,
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["openid", "email"],
        "CallbackURLs": [CALLBACK],
        "SupportedIdentityProviders": ["COGNITO"],
    },
    {"ExplicitAuthFlows": ALL_FLOWS, "GenerateSecret": True},
    {
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 5},
        "PreventUserExistenceErrors": "LEGACY",
    },
)
