"""X and AdminX are one domain call with another caller: the same outcome, the same state left.

Each case plays the same story in two emulators that draw the same ids at the same moment; then one
is asked by the user, the other by an administrator. What both answers can hold must be equal, and
so must every record of the store, but for the tables named by the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pytest

from cognito_emulator import errors
from cognito_emulator.api import registry, spec
from cognito_emulator.domain.users.record import GROUPS, Group
from cognito_emulator.domain.work.context import Context
from cognito_emulator.settings import Settings
from tests.contract import CheckedEmulator
from tests.support import PASSWORD, App, Lab, SrpClient, StockKeys, secret_hash
from tests.table import table

PAIRS = {
    "ConfirmSignUp": "AdminConfirmSignUp",
    "DeleteUser": "AdminDeleteUser",
    "DeleteUserAttributes": "AdminDeleteUserAttributes",
    "ForgetDevice": "AdminForgetDevice",
    "ForgotPassword": "AdminResetUserPassword",
    "GetDevice": "AdminGetDevice",
    "GetUser": "AdminGetUser",
    "GetUserAuthFactors": "AdminGetUserAuthFactors",
    "GlobalSignOut": "AdminUserGlobalSignOut",
    "InitiateAuth": "AdminInitiateAuth",
    "ListDevices": "AdminListDevices",
    "RespondToAuthChallenge": "AdminRespondToAuthChallenge",
    "SetUserMFAPreference": "AdminSetUserMFAPreference",
    "SetUserSettings": "AdminSetUserSettings",
    "UpdateDeviceStatus": "AdminUpdateDeviceStatus",
    "UpdateUserAttributes": "AdminUpdateUserAttributes",
}
NEW = "Another-Horse2"
EMAIL, PHONE = "alice@example.com", "+12025550123"
NOWHERE = "us-east-1_00000000-0000-4000-8000-000000000000"
STAMP = "Thu Jan 1 00:00:00 UTC 2026"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
POOL = {
    "AutoVerifiedAttributes": ["email", "phone_number"],
    "SmsConfiguration": SMS,
    "Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": True},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
        {"Name": "family_name", "AttributeDataType": "String", "Mutable": True, "Required": True},
    ],
}
ALIASES = {"AliasAttributes": ["email", "preferred_username"]}
BY_ADDRESS = {"UsernameAttributes": ["email"]}
PHONE_FIRST = {
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Name": "verified_phone_number", "Priority": 1},
            {"Name": "verified_email", "Priority": 2},
        ]
    }
}
TRACKING = {"DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": False}}
PENDING = {
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
}


def attributes(**values: str) -> list[dict[str, str]]:
    return [{"Name": n.replace("__", ":"), "Value": v} for n, v in values.items()]


class World:
    """An emulator with a pool, a client, and alice, whose token is at hand."""

    def __init__(self, keys: StockKeys, pool: Mapping[str, Any]) -> None:
        self.emulator = CheckedEmulator(Settings(seeded_ids="one of two"), keys=keys)
        self.emulator.clock.freeze("2026-01-01T00:00:00")
        self.lab = Lab(self.emulator, pool_request={**POOL, **pool})
        self.name = EMAIL if "UsernameAttributes" in pool else "alice"
        self.token = ""
        self.challenge: Any = None
        self.device = NOWHERE
        self.app: App | None = None

    def ask(self, operation: str, **request: Any) -> Any:
        """Call an operation on alice, in whichever way it wants to be told."""
        ways = {
            "AccessToken": self.token,
            "UserPoolId": self.lab.pool_id,
            "ClientId": self.lab.client_id,
            "Username": self.name,
            "DeviceKey": self.device,
        }
        members = spec.operation(operation).input.members
        told = {name: value for name, value in ways.items() if name in members}
        return self.lab.call(operation, **{**told, **request})

    def code(self) -> str:
        return self.emulator.messages()[-1].code

    def app_code(self) -> str:
        """Return what the app will show when the request is made, a minute from now."""
        assert self.app
        return self.app.shows(60)

    def state(self, without: frozenset[str]) -> dict[str, Any]:
        """Return all records, by the names of their tables."""
        tables = self.emulator.snapshot().records.records
        return {t.name: records for t, records in tables.items() if t.name not in without}


Step = Callable[[World], object]


# --- steps of stories -----------------------------------------------------------------------------


def signed_up(world: World) -> None:
    given = attributes(family_name="Doe", email=EMAIL)
    world.ask("SignUp", Password=PASSWORD, UserAttributes=given)


def made(world: World, **attributes_: str) -> None:
    """Have alice made by an administrator, with a password for good, and sign her in."""
    given = {"family_name": "Doe", "custom__tenant": "t", "email": EMAIL, "email_verified": "true"}
    wanted = attributes(**{**given, **attributes_})
    world.ask("AdminCreateUser", UserAttributes=wanted, MessageAction="SUPPRESS")
    world.ask("AdminSetUserPassword", Password=PASSWORD, Permanent=True)
    world.token = world.lab.tokens(world.name)["AccessToken"]


def with_phone(world: World) -> None:
    made(world, phone_number=PHONE, phone_number_verified="true")


def unverified(world: World) -> None:
    made(world, email_verified="false")


def invited(world: World) -> None:
    world.ask("AdminCreateUser", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")


def beside(username: str = "bob", **given: str) -> Step:
    """Return the step that makes another user and signs him in."""

    def step(world: World) -> None:
        world.lab.user(username, **given)
        world.lab.tokens(username)

    return step


def step(operation: str, **request: Any) -> Step:
    return lambda world: world.ask(operation, **request)


def by_alias(world: World) -> None:
    world.name = EMAIL


def hiding(world: World) -> None:
    world.lab.client_id = world.lab.client(PreventUserExistenceErrors="ENABLED")


def with_secret(world: World) -> None:
    request = {"UserPoolId": world.lab.pool_id, "ClientName": "secret", "ClientSecret": "s" * 24}
    world.lab.client_id = world.lab.client(**request)


def moved(world: World) -> None:
    """Give alice another address than the code went to, which then proves nothing."""
    given = attributes(email="new@example.com", email_verified="false")
    world.ask("AdminUpdateUserAttributes", UserAttributes=given)


def verified(world: World) -> None:
    world.ask("AdminUpdateUserAttributes", UserAttributes=attributes(email_verified="true"))


def later(world: World) -> None:
    world.emulator.clock.shift(days=8)


def waiting(world: World) -> None:
    given = attributes(email="new@example.com")
    world.ask("AdminUpdateUserAttributes", UserAttributes=given)


def in_group(world: World) -> None:
    world.ask("CreateGroup", GroupName="g")
    world.ask("AdminAddUserToGroup", GroupName="g")


def signed_in_twice(world: World) -> None:
    world.lab.tokens(world.name)


def challenged(world: World) -> None:
    world.challenge = world.lab.begin(world.name)


def with_device(world: World) -> None:
    """Have alice sign in from a device, and confirm it."""
    made(world)
    tokens = world.lab.tokens(world.name)
    world.token = tokens["AccessToken"]
    world.device = world.lab.confirm_device(tokens, DeviceName="Phone").device_key


def another_s_device(world: World) -> None:
    """Have the device that is asked for be bob's."""
    world.lab.user("bob")
    world.device = world.lab.confirm_device(world.lab.tokens("bob")).device_key


def challenged_device(world: World) -> None:
    with_device(world)
    parameters = {"USERNAME": world.name, "PASSWORD": PASSWORD, "DEVICE_KEY": world.device}
    world.challenge = world.lab.begin(AuthParameters=parameters)


def srp_begun(world: World) -> None:
    srp = SrpClient(world.lab.pool_id, PASSWORD)
    parameters = {"USERNAME": world.name, "SRP_A": srp.srp_a}
    world.challenge = world.lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)


def mfa(mode: str = "OPTIONAL") -> Step:
    """Return the step that gives the pool text messages and apps as second factors."""
    return lambda world: world.lab.set_mfa(mode, "SMS_MFA", "SOFTWARE_TOKEN_MFA")


def with_app(world: World) -> None:
    """Register an app for alice, and wait until it shows another code than then."""
    world.app = world.lab.app(world.name)
    world.emulator.clock.shift(30)


def preferring_app(world: World) -> None:
    world.ask("AdminSetUserMFAPreference", SoftwareTokenMfaSettings=PREFERRED)


def choosing(world: World) -> None:
    """Let alice choose how to begin."""
    world.lab.client_id = world.lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])


def riddled(world: World) -> None:
    """Have the pool's triggers ask for a word, until it is right."""
    world.lab.client_id = world.lab.client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])

    def define(event: dict[str, Any]) -> dict[str, Any]:
        right = any(each["challengeResult"] for each in event["request"]["session"])
        wanted = {"issueTokens": True} if right else {"challengeName": "CUSTOM_CHALLENGE"}
        return {**event, "response": wanted}

    def create(event: dict[str, Any]) -> dict[str, Any]:
        return {**event, "response": {"privateChallengeParameters": {"word": "sesame"}}}

    def verify(event: dict[str, Any]) -> dict[str, Any]:
        right = event["request"]["challengeAnswer"] == "sesame"
        return {**event, "response": {"answerCorrect": right}}

    world.emulator.on("DefineAuthChallenge", define)
    world.emulator.on("CreateAuthChallenge", create)
    world.emulator.on("VerifyAuthChallengeResponse", verify)


def begun(flow: str, **parameters: str) -> Step:
    """Return the step that begins a sign-in."""

    def step(world: World) -> None:
        world.challenge = world.lab.begin(
            AuthFlow=flow, AuthParameters={"USERNAME": world.name, **parameters}
        )

    return step


def password_renewed(world: World) -> None:
    """Use the code that was sent, which makes the status the same again."""
    world.ask("ConfirmForgotPassword", ConfirmationCode=world.code(), Password=NEW)


# --- requests -------------------------------------------------------------------------------------


def nothing(_world: World) -> dict[str, Any]:
    return {}


def writing(*overruled: tuple[str, str], **given: str) -> Callable[[World], dict[str, Any]]:
    """Write attributes; those of ``overruled`` are given first, with another value."""
    wanted = [*attributes(**dict(overruled)), *attributes(**given)]
    return lambda _world: {"UserAttributes": wanted}


def removing(*names: str) -> Callable[[World], dict[str, Any]]:
    return lambda _world: {"UserAttributeNames": list(names)}


def sent_code(world: World) -> dict[str, Any]:
    return {"ConfirmationCode": world.code() if world.emulator.messages() else "123456"}


def password_of(**changes: Any) -> Callable[[World], dict[str, Any]]:
    def request(world: World) -> dict[str, Any]:
        parameters = {"USERNAME": world.name, "PASSWORD": PASSWORD, **changes}
        return {"AuthParameters": {n: v for n, v in parameters.items() if v is not None}}

    return request


def with_hash(world: World) -> dict[str, Any]:
    right = secret_hash("s" * 24, world.name, world.lab.client_id)
    return password_of(SECRET_HASH=right)(world)


def srp_of(world: World) -> dict[str, Any]:
    srp_a = SrpClient(world.lab.pool_id, PASSWORD).srp_a
    return {
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": world.name, "SRP_A": srp_a},
    }


def refreshing(world: World) -> dict[str, Any]:
    token = world.lab.tokens(world.name)["RefreshToken"]
    return {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": token}}


def renewing(session: str | None = None, **changes: str) -> Callable[[World], dict[str, Any]]:
    """Answer NEW_PASSWORD_REQUIRED; a blank response is left out."""

    def request(world: World) -> dict[str, Any]:
        given = {"USERNAME": world.name, "NEW_PASSWORD": NEW, "userAttributes.family_name": "Doe"}
        responses = {**given, **{n.replace("__", "."): v for n, v in changes.items()}}
        return {
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": session or world.challenge["Session"],
            "ChallengeResponses": {n: v for n, v in responses.items() if v},
        }

    return request


def proving(password: str) -> Callable[[World], dict[str, Any]]:
    def request(world: World) -> dict[str, Any]:
        srp = SrpClient(world.lab.pool_id, password)
        responses = srp.respond(world.challenge["ChallengeParameters"], STAMP)
        return {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}

    return request


def as_status(status: str) -> Callable[[World], dict[str, Any]]:
    return lambda _world: {"DeviceRememberedStatus": status}


def from_device(world: World) -> dict[str, Any]:
    return password_of(DEVICE_KEY=world.device)(world)


def beginning_device(world: World) -> dict[str, Any]:
    responses = {"USERNAME": world.name, "DEVICE_KEY": world.device, "SRP_A": "abc"}
    return {
        "ChallengeName": "DEVICE_SRP_AUTH",
        "Session": world.challenge["Session"],
        "ChallengeResponses": responses,
    }


def to_its_user(member: Any) -> Any:
    """Return devices without what only developers see."""
    if isinstance(member, list):
        return [to_its_user(device) for device in member]
    if member is None:
        return None
    attributes = [a for a in member["DeviceAttributes"] if not a["Name"].startswith("dev:")]
    return {**member, "DeviceAttributes": attributes}


def beginning(flow: str, **parameters: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {
        "AuthFlow": flow,
        "AuthParameters": {"USERNAME": world.name, **parameters},
    }


def responding(name: str, **responses: str) -> Callable[[World], dict[str, Any]]:
    """Answer a challenge; ``CODE`` stands for the code that was sent, ``APP`` for the app's."""

    def request(world: World) -> dict[str, Any]:
        known: dict[str, Callable[[], str]] = {"CODE": world.code, "APP": world.app_code}
        told = {n: known[v]() if v in known else v for n, v in responses.items()}
        return {
            "ChallengeName": name,
            "Session": world.challenge["Session"],
            "ChallengeResponses": {"USERNAME": world.name, **told},
        }

    return request


def asking(**members: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: members


# --- cases ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Case:
    """A story, and a request that it ends with.

    Attributes:
        before: what has happened.
        request: the members that both halves take.
        refused: the error that both meet, ``None`` where they succeed.
        after: what levels differences that are meant to be.
        apart: tables in which the halves may differ.
        says: members that differ between the halves, by the half.
        alike: what is the same of a member of both answers.

    """

    before: tuple[Step, ...] = (made,)
    request: Callable[[World], Mapping[str, Any]] = nothing
    refused: type[errors.CognitoError] | None = None
    after: tuple[Step, ...] = ()
    apart: frozenset[str] = frozenset()
    pool: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    alike: Callable[[Any], Any] = lambda member: member


INVALID, REFUSED = errors.InvalidParameterException, errors.NotAuthorizedException
TAKEN = errors.AliasExistsException

# A code is used up, and tries are counted, where a code is asked for.
CONFIRMING = Case(
    before=(signed_up,), request=sent_code, after=(verified,), apart=frozenset({"codes", "tallies"})
)
UPDATING = Case(request=writing(custom__team="x", nickname="al"))
# Only the user's tries are counted.
FORGETTING = Case(after=(password_renewed,), apart=frozenset({"tallies"}))
SIGNING_IN = Case(
    request=password_of(),
    says={
        "InitiateAuth": {"AuthFlow": "USER_PASSWORD_AUTH"},
        "AdminInitiateAuth": {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"},
    },
)
INVITED = replace(SIGNING_IN, before=(invited,))
BY_SRP = replace(SIGNING_IN, says={}, request=srp_of)
RENEWING = Case(before=(invited, challenged), request=renewing())
PROVING = Case(before=(made, srp_begun), request=proving(PASSWORD))
ON_DEVICE = Case(before=(with_device,), pool=TRACKING)
NO_DEVICE = replace(ON_DEVICE, before=(made,), refused=errors.ResourceNotFoundException)
ANOTHER_S_DEVICE = replace(NO_DEVICE, before=(made, another_s_device))
NOT_TRACKED = Case(refused=INVALID)
CODES = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}
CHOOSING = Case(before=(made, choosing), request=beginning("USER_AUTH"), pool=CODES)
CHOSEN = Case(
    before=(made, choosing, begun("USER_AUTH")),
    request=responding("SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD=PASSWORD),
    pool=CODES,
)
MAILED = Case(
    before=(made, choosing, begun("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")),
    request=responding("EMAIL_OTP", EMAIL_OTP_CODE="CODE"),
    pool=CODES,
)
CUSTOM = Case(before=(made, riddled), request=beginning("CUSTOM_AUTH"))
RIDDLED = Case(
    before=(made, riddled, begun("CUSTOM_AUTH")),
    request=responding("CUSTOM_CHALLENGE", ANSWER="sesame"),
)

PREFERRED = {"Enabled": True, "PreferredMfa": True}
TEXTS = asking(SMSMfaSettings=PREFERRED)
WANTING = Case(before=(with_phone, mfa()), request=TEXTS)
OPTION = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}
OLDER = Case(before=(with_phone,), request=asking(MFAOptions=[OPTION]))
SHOWING_CODE = Case(
    before=(made, mfa(), with_app, preferring_app, challenged),
    request=responding("SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE="APP"),
)
SELECTING = Case(
    before=(with_phone, mfa(), with_app, mfa("ON"), challenged),
    request=responding("SELECT_MFA_TYPE", ANSWER="SMS_MFA"),
)

CASES: dict[str, dict[str, Case]] = {
    "ConfirmSignUp": {
        "unconfirmed": CONFIRMING,
        "proves nothing": replace(CONFIRMING, before=(signed_up, moved), after=()),
        "named by an address": replace(CONFIRMING, pool=BY_ADDRESS),
        "confirmed": replace(
            CONFIRMING, before=(signed_up, step("AdminConfirmSignUp")), refused=REFUSED
        ),
        "invited": replace(CONFIRMING, before=(invited,), refused=REFUSED, after=()),
    },
    "DeleteUser": {
        "plain": Case(),
        "of a group, signed in twice": Case(before=(made, in_group, signed_in_twice, beside())),
        "with a code on its way": Case(before=(made, waiting), pool=PENDING),
        "with aliases": Case(pool=ALIASES),
        "named by an address": Case(pool=BY_ADDRESS),
    },
    "DeleteUserAttributes": {
        "several": Case(before=(with_phone,), request=removing("custom:team", "phone_number")),
        "an address": Case(request=removing("email")),
        "an alias": Case(request=removing("email"), pool=ALIASES),
        "one that waits": Case(before=(made, waiting), request=removing("email"), pool=PENDING),
        "nothing": Case(request=removing("nickname")),
        "required": Case(request=removing("family_name"), refused=INVALID),
        "immutable": Case(request=removing("nickname", "custom:tenant"), refused=INVALID),
        "unknown": Case(request=removing("custom:x"), refused=INVALID),
        "sub": Case(request=removing("sub"), refused=INVALID),
    },
    "ForgetDevice": {
        "its own": ON_DEVICE,
        "unknown": NO_DEVICE,
        "another's": ANOTHER_S_DEVICE,
        "not tracked": NOT_TRACKED,
    },
    "ForgotPassword": {
        "by mail": FORGETTING,
        "by phone": replace(FORGETTING, before=(with_phone,), pool=PHONE_FIRST),
        "reset already": replace(FORGETTING, before=(made, step("AdminResetUserPassword"))),
        "named by an alias": replace(FORGETTING, before=(made, by_alias), pool=ALIASES),
        "no verified address": replace(FORGETTING, before=(unverified,), refused=INVALID, after=()),
        "another way than the second factor's": replace(
            FORGETTING,
            before=(with_phone, step("AdminSetUserMFAPreference", SMSMfaSettings=PREFERRED)),
            pool=PHONE_FIRST | {"MfaConfiguration": "OPTIONAL"},
        ),
        "invited": replace(FORGETTING, before=(invited,), refused=REFUSED, after=()),
    },
    "GetDevice": {
        "its own": replace(ON_DEVICE, alike=to_its_user),
        "unknown": NO_DEVICE,
        "another's": ANOTHER_S_DEVICE,
        "not tracked": NOT_TRACKED,
    },
    "GetUser": {
        "plain": Case(),
        "with a phone": Case(before=(with_phone,)),
        "with an address that waits": Case(before=(made, waiting), pool=PENDING),
        "named by an address": Case(pool=BY_ADDRESS),
        "with a second factor": Case(before=(made, mfa(), with_app, preferring_app)),
        "with a second factor in the older way": Case(
            before=(with_phone, step("AdminSetUserSettings", MFAOptions=[OPTION]))
        ),
    },
    "GetUserAuthFactors": {
        "a password": Case(),
        "codes": Case(pool=CODES),
        "an app": Case(before=(made, mfa(), with_app, preferring_app)),
    },
    "GlobalSignOut": {
        "one sign-in": Case(),
        "several": Case(before=(made, signed_in_twice, beside())),
    },
    "InitiateAuth": {
        "password": SIGNING_IN,
        "alias": replace(SIGNING_IN, before=(made, by_alias), pool=ALIASES),
        "address": replace(SIGNING_IN, pool=BY_ADDRESS),
        "wrong password": replace(SIGNING_IN, request=password_of(PASSWORD=NEW), refused=REFUSED),
        "no password": replace(SIGNING_IN, request=password_of(PASSWORD=None), refused=INVALID),
        "nobody": replace(SIGNING_IN, before=(), refused=errors.UserNotFoundException),
        "nobody, hidden": replace(SIGNING_IN, before=(hiding,), refused=REFUSED),
        "disabled": replace(SIGNING_IN, before=(made, step("AdminDisableUser")), refused=REFUSED),
        "unconfirmed": replace(
            SIGNING_IN, before=(signed_up,), refused=errors.UserNotConfirmedException
        ),
        "reset": replace(
            SIGNING_IN,
            before=(made, step("AdminResetUserPassword")),
            refused=errors.PasswordResetRequiredException,
        ),
        "an app is asked for": replace(SIGNING_IN, before=(made, mfa(), with_app, preferring_app)),
        "a text message is sent": replace(SIGNING_IN, before=(with_phone, mfa("ON"))),
        "one of two is chosen": replace(
            SIGNING_IN, before=(with_phone, mfa(), with_app, mfa("ON"))
        ),
        "an app has to be set up": replace(SIGNING_IN, before=(made, mfa("ON"))),
        "invited": INVITED,
        "invited too long ago": replace(INVITED, before=(invited, later), refused=REFUSED),
        "secret": replace(SIGNING_IN, before=(made, with_secret), request=with_hash),
        "no secret hash": replace(SIGNING_IN, before=(made, with_secret), refused=REFUSED),
        "SRP": BY_SRP,
        "SRP of nobody, hidden": replace(BY_SRP, before=(hiding,)),
        "SRP, unconfirmed": replace(
            BY_SRP, before=(signed_up,), refused=errors.UserNotConfirmedException
        ),
        "refresh": replace(BY_SRP, request=refreshing),
        "choice": CHOOSING,
        "choice, preferred": replace(
            CHOOSING, request=beginning("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")
        ),
        "choice, at once": replace(
            CHOOSING,
            request=beginning("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD),
        ),
        "choice of nobody": replace(CHOOSING, before=(choosing,)),
        "choice, not allowed": replace(CHOOSING, before=(made,), refused=INVALID),
        "custom": CUSTOM,
        "custom, SRP first": replace(
            CUSTOM, request=beginning("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A", SRP_A="2")
        ),
        "custom, of nobody": replace(
            CUSTOM, before=(riddled,), refused=errors.UserNotFoundException
        ),
        "custom, not allowed": replace(CUSTOM, before=(made, choosing), refused=INVALID),
        "a device": replace(SIGNING_IN, before=(with_device,), request=from_device, pool=TRACKING),
        "an unknown device": replace(
            SIGNING_IN,
            request=from_device,
            pool=TRACKING,
            refused=errors.ResourceNotFoundException,
        ),
        "a new device": replace(SIGNING_IN, pool=TRACKING),
    },
    "ListDevices": {
        "one": replace(ON_DEVICE, alike=to_its_user),
        "none": Case(pool=TRACKING),
        "not tracked": NOT_TRACKED,
    },
    "RespondToAuthChallenge": {
        "an app's code": SHOWING_CODE,
        "a wrong code": replace(
            SHOWING_CODE,
            request=responding("SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE="x"),
            refused=errors.CodeMismatchException,
        ),
        "a choice": SELECTING,
        "no choice": replace(
            SELECTING, request=responding("SELECT_MFA_TYPE", ANSWER="x"), refused=INVALID
        ),
        "nothing set up": Case(
            before=(made, mfa("ON"), challenged),
            request=responding("MFA_SETUP"),
            refused=errors.SoftwareTokenMFANotFoundException,
        ),
        "new password": RENEWING,
        "attributes, immutable ones too": replace(
            RENEWING, request=renewing(userAttributes__email=EMAIL)
        ),
        "weak password": replace(
            RENEWING,
            request=renewing(NEW_PASSWORD="short"),
            refused=errors.InvalidPasswordException,
        ),
        "no password": replace(RENEWING, request=renewing(NEW_PASSWORD=""), refused=INVALID),
        "attribute missing": replace(
            RENEWING, request=renewing(userAttributes__family_name=""), refused=INVALID
        ),
        "another's session": replace(RENEWING, request=renewing("x" * 100), refused=REFUSED),
        "another's name": replace(RENEWING, request=renewing(USERNAME="bob"), refused=REFUSED),
        "too late": replace(RENEWING, before=(invited, challenged, later), refused=REFUSED),
        "disabled since": replace(
            RENEWING, before=(invited, challenged, step("AdminDisableUser")), refused=REFUSED
        ),
        "SRP": PROVING,
        "wrong SRP": replace(PROVING, request=proving(NEW), refused=REFUSED),
        "SRP of nobody, hidden": replace(PROVING, before=(hiding, srp_begun), refused=REFUSED),
        "SRP, then a new password": replace(PROVING, before=(invited, srp_begun)),
        "choice": CHOSEN,
        "choice, wrong password": replace(
            CHOSEN,
            request=responding("SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD=NEW),
            refused=REFUSED,
        ),
        "choice of a code": replace(
            CHOSEN, request=responding("SELECT_CHALLENGE", ANSWER="EMAIL_OTP")
        ),
        "choice that is none": replace(
            CHOSEN, request=responding("SELECT_CHALLENGE", ANSWER="WEB_AUTHN"), refused=INVALID
        ),
        "code": MAILED,
        "wrong code": replace(
            MAILED,
            request=responding("EMAIL_OTP", EMAIL_OTP_CODE="no"),
            refused=errors.CodeMismatchException,
        ),
        "riddle": RIDDLED,
        "wrong answer": replace(RIDDLED, request=responding("CUSTOM_CHALLENGE", ANSWER="no")),
        "a device": Case(before=(challenged_device,), request=beginning_device, pool=TRACKING),
    },
    "UpdateDeviceStatus": {
        "remembered": replace(ON_DEVICE, request=as_status("remembered")),
        "not remembered": replace(ON_DEVICE, request=as_status("not_remembered")),
        "neither": ON_DEVICE,
        "unknown": NO_DEVICE,
        "another's": ANOTHER_S_DEVICE,
        "not tracked": NOT_TRACKED,
    },
    "SetUserMFAPreference": {
        "text messages": WANTING,
        "an app": replace(
            WANTING,
            before=(made, mfa(), with_app),
            request=asking(SoftwareTokenMfaSettings={"Enabled": True}),
        ),
        "nothing": replace(WANTING, request=nothing),
        "off again": replace(
            WANTING,
            before=(made, mfa(), with_app, preferring_app),
            request=asking(SoftwareTokenMfaSettings={"Enabled": False}),
        ),
        "no phone": replace(WANTING, before=(made, mfa()), refused=INVALID),
        "two preferred": replace(
            WANTING,
            before=(with_phone, mfa(), with_app),
            request=asking(SMSMfaSettings=PREFERRED, SoftwareTokenMfaSettings=PREFERRED),
            refused=INVALID,
        ),
        "passkeys": replace(
            WANTING, request=asking(WebAuthnMfaSettings={"Enabled": True}), refused=INVALID
        ),
    },
    "SetUserSettings": {
        "on": OLDER,
        "off": replace(OLDER, request=asking(MFAOptions=[])),
        "no phone": replace(OLDER, before=(made,), refused=INVALID),
        "mail": replace(
            OLDER,
            request=asking(MFAOptions=[{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]),
            refused=INVALID,
        ),
    },
    "UpdateUserAttributes": {
        "several": UPDATING,
        "a value twice": replace(
            UPDATING, request=writing(("birthdate", "too-long-a-date"), birthdate="2000-01-01")
        ),
        "the same values": replace(UPDATING, request=writing(email=EMAIL, family_name="Doe")),
        "blank": replace(UPDATING, request=writing(email="", custom__team="")),
        "a new address": replace(UPDATING, request=writing(email="new@example.com")),
        "both addresses": replace(
            UPDATING, request=writing(email="new@example.com", phone_number=PHONE)
        ),
        "an address to wait": replace(
            UPDATING, request=writing(email="new@example.com", nickname="al"), pool=PENDING
        ),
        "another address to wait": replace(
            UPDATING, before=(made, waiting), request=writing(email="3@example.com"), pool=PENDING
        ),
        "back to the old address": replace(
            UPDATING, before=(made, waiting), request=writing(email=EMAIL), pool=PENDING
        ),
        "an alias": replace(UPDATING, request=writing(preferred_username="ally"), pool=ALIASES),
        "an alias that is given up": replace(
            UPDATING, request=writing(email="new@example.com"), pool=ALIASES
        ),
        "another's name as alias": replace(
            UPDATING,
            before=(made, beside()),
            request=writing(nickname="al", preferred_username="bob"),
            pool=ALIASES,
            refused=TAKEN,
        ),
        "an alias like an address": replace(
            UPDATING,
            request=writing(preferred_username="a@b.example"),
            pool=ALIASES,
            refused=INVALID,
        ),
        "another's address, unverified": replace(
            UPDATING,
            before=(made, beside(email="bob@example.com", email_verified="true")),
            request=writing(email="bob@example.com"),
            pool=ALIASES,
        ),
        "another's address as name": replace(
            UPDATING,
            before=(made, beside("bob@example.com")),
            request=writing(email="bob@example.com"),
            pool=BY_ADDRESS,
            refused=TAKEN,
        ),
        "unknown": replace(UPDATING, request=writing(custom__x="1", name="A"), refused=INVALID),
        "immutable": replace(UPDATING, request=writing(custom__tenant="u"), refused=INVALID),
        "required, blank": replace(UPDATING, request=writing(family_name=""), refused=INVALID),
        "too long": replace(UPDATING, request=writing(birthdate="2000-01-010"), refused=INVALID),
        "no address": replace(UPDATING, request=writing(email="x"), refused=INVALID),
        "sub": replace(UPDATING, request=writing(sub="x"), refused=INVALID),
    },
}


# --- the comparison -------------------------------------------------------------------------------


class Result(NamedTuple):
    """What came of one half."""

    refused: type[errors.CognitoError] | None
    message: str | None
    answer: Mapping[str, Any]
    state: Mapping[str, Any]


def played(keys: StockKeys, operation: str, case: Case) -> Result:
    world = World(keys, case.pool)
    for each in case.before:
        each(world)
    request = {**case.request(world), **case.says.get(operation, {})}
    world.emulator.clock.shift(60)  # so that it shows whose date advances
    refused, message, answer = None, None, {}
    try:
        answer = world.ask(operation, **request)
    except errors.CognitoError as refusal:
        refused, message = type(refusal), refusal.message
    for each in case.after:
        each(world)
    return Result(refused, message, answer, world.state(case.apart))


def shared(own: str, admin: str) -> set[str]:
    """Return the members that both answers can have."""
    outputs = (spec.operation(name).output for name in (own, admin))
    first, second = (set() if output is None else set(output.members) for output in outputs)
    return first & second


def compare(keys: StockKeys, own: str, case: Case) -> None:
    admin = PAIRS[own]
    one, other = played(keys, own, case), played(keys, admin, case)
    assert (one.refused, one.message) == (other.refused, other.message)
    assert one.refused is case.refused
    for member in shared(own, admin):
        halves = (case.alike(half.answer.get(member)) for half in (one, other))
        assert next(halves) == next(halves), member
    assert one.state == other.state


@table(
    "own, case",
    [
        pytest.param(own, case, id=f"{own}: {name}")
        for own, cases in CASES.items()
        for name, case in cases.items()
    ],
)
def test_both_do_the_same(stock_keys: StockKeys, own: str, case: Case) -> None:
    compare(stock_keys, own, case)


@pytest.mark.parametrize("own", CASES)
def test_a_half_that_drifts_is_noticed(
    stock_keys: StockKeys, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    admin = PAIRS[own]
    right = registry.registered()[admin]

    def drifting(ctx: Context, request: Any) -> Any:
        """Leave one record more than the other half."""
        group = Group(pool_id=request["UserPoolId"], name="drift", created_at=0, modified_at=0)
        ctx.tx.put(GROUPS, group)
        return right(ctx, request)

    monkeypatch.setitem(registry._handlers, admin, drifting)
    with pytest.raises(AssertionError, match="drift"):
        compare(stock_keys, own, next(iter(CASES[own].values())))


def test_all_pairs_that_are_emulated_are_here() -> None:
    emulated = registry.registered()
    twins = {name.removeprefix("Admin"): name for name in emulated if name.startswith("Admin")}
    assert {own: admin for own, admin in twins.items() if own in emulated}.items() <= PAIRS.items()
    assert set(CASES) == set(PAIRS)
