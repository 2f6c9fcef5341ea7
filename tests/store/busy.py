"""An emulator in which much has happened: every table has records, of every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors.passkeys import virtual_authenticator
from cognito_emulator.domain.federation.place import Place
from cognito_emulator.domain.federation.saml import replays
from cognito_emulator.domain.federation.stand_ins import people
from cognito_emulator.domain.federation.stand_ins.spending import StoredSpending
from cognito_emulator.domain.oauth import federated_requests, single_logout
from cognito_emulator.domain.oauth.record import BROWSER_SESSIONS, AuthorizationRequest
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS, IdentityProvider
from cognito_emulator.domain.sign_in.challenges import FORCEABLE
from cognito_emulator.domain.work.context import Context
from cognito_emulator.domain.work.record import (
    ATTACHED_TARGETS,
    CLOCKS,
    EXCHANGES,
    PLANTED_SEEDS,
    SECRETS,
    SEEDED_IDS,
    AttachedTarget,
    ClockSetting,
    Exchange,
    PlantedPool,
    PlantedSeed,
    Secret,
    SeededIds,
)
from cognito_emulator.emulator import Emulator
from cognito_emulator.idp.people import Person
from cognito_emulator.saml import issuing
from cognito_emulator.saml.responses import Assertion
from cognito_emulator.saml.sessions import NameId, SamlSession
from tests.saml.keys import certificate
from tests.seeds.samples import POOL as SAMPLE_POOL
from tests.seeds.samples import SAMPLES
from tests.support import ALL_FLOWS, PASSWORD, SMS_ROLE, Lab, SrpClient
from tests.web.hosting import signed_in_at_the_pages

POOL_ID = "us-east-1_busy"
POOL: dict[str, Any] = {
    "PoolName": "busy",
    "UserPoolTags": {"_custom_id_": POOL_ID, "team": "a"},
    "AliasAttributes": ["email", "preferred_username"],
    "AutoVerifiedAttributes": ["email"],
    "DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": False},
    "EmailVerificationMessage": "Your code: {####}",
    "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:hello"},
    "Policies": {
        "PasswordPolicy": {"MinimumLength": 9, "PasswordHistorySize": 2},
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"]},
    },
    "Schema": [
        {
            "Name": "team",
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MaxLength": "9"},
        }
    ],
    "SmsConfiguration": SMS_ROLE,
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"},
}
FLOWS = [*ALL_FLOWS, "ALLOW_USER_AUTH", "ALLOW_CUSTOM_AUTH"]


def make(emulator: Emulator) -> Lab:
    """Fill an emulator; return its pool, with one of its clients."""
    emulator.plant({**POOL, "Id": POOL_ID, **samples()})
    lab = Lab(emulator, POOL_ID)
    clients(lab)
    users(lab)
    factors(lab)
    sign_ins(lab)
    sign_ins_under_way(lab)
    emulator.force_challenge("SMS_MFA", pool_id=POOL_ID, username="bob", times=2)
    emulator.force_challenge("EMAIL_OTP", pool_id=POOL_ID)
    emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID, username="alice")
    emulator.warn("Half a character: \ud800.", user_pool_id=POOL_ID)
    wrong_password(lab)
    at_the_pages(lab)
    at_a_stand_in(lab)
    on_the_way_to_a_provider(lab)
    by_saml(lab)
    signing_out(lab)
    lab.call("GetSigningCertificate", UserPoolId=POOL_ID)
    emulator.run(in_a_store_that_lasts)
    emulator.fail("AdminLinkProviderForUser", "InternalErrorException", message="Half: \ud800.")
    emulator.delay("AdminLinkProviderForUser", 0.5, times=2, probability=0.25, seed="x")
    return lab


def in_a_store_that_lasts(ctx: Context) -> None:
    """What an engine keeps only there."""
    ctx.tx.put(SECRETS, Secret(pool_id=POOL_ID, name="tokens", text="PEM"))
    ctx.tx.put(CLOCKS, ClockSetting(offset=-0.5, frozen_at=None))
    ctx.tx.put(SEEDED_IDS, SeededIds(text="x", blocks=3))
    ctx.tx.put(EXCHANGES, Exchange(by="a process", resets=2))
    target = AttachedTarget(trigger="PreSignUp", pool_id=None, version=None, target="none")
    ctx.tx.put(ATTACHED_TARGETS, target)
    planted = PlantedPool(POOL_ID, ("client",), {"alice": PASSWORD})
    ctx.tx.put(PLANTED_SEEDS, PlantedSeed(name="seed.yaml", digest="0", pools=(planted,)))


def at_the_pages(lab: Lab) -> None:
    """Alice has signed in in a browser, and the app has not taken its code yet."""
    signed_in_at_the_pages(lab.emulator, lab.client_id, "alice", scopes=("openid", "email"))


def at_a_stand_in(lab: Lab) -> None:
    """Somebody has an account with the stand-in of a provider, and came by it."""
    ada = Person(subject="ada", claims={"name": "Ada", "groups": ["a"]}, known_to=("an-app",))

    def register(ctx: Context) -> IdentityProvider:
        [provider, *_] = ctx.tx.all(IDENTITY_PROVIDERS, "pool", POOL_ID)
        people.keep(ctx, provider, ada)
        return provider

    provider = lab.emulator.run(register)
    StoredSpending(lab.emulator.run, provider).spend("a code", lab.emulator.clock.now())


def on_the_way_to_a_provider(lab: Lab) -> None:
    """Somebody signs in by a provider, and is not back yet."""
    request = AuthorizationRequest(client_id=lab.client_id, redirect_uri="https://example.com")
    place = Place("https://login.example.com", "https://example.com")

    def leave(ctx: Context) -> None:
        client = doors.client(ctx, lab.client_id)
        [provider, *_] = ctx.tx.all(IDENTITY_PROVIDERS, "pool", POOL_ID)
        pool = doors.pool_of(ctx, client)
        federated_requests.begun(ctx, pool, client, request, provider, place)

    lab.emulator.run(leave)


def signing_out(lab: Lab) -> None:
    """Somebody signs out of the app, and is away at a SAML provider."""
    provider = {
        "ProviderName": "Saml",
        "ProviderType": "SAML",
        "ProviderDetails": {
            "MetadataFile": issuing.metadata(
                entity_id="https://idp.example.com",
                sso_url="https://idp.example.com/sso",
                slo_url="https://idp.example.com/slo",
                certificates=[certificate()],
            ),
            "IDPSignout": "true",
        },
    }
    lab.call("CreateIdentityProvider", UserPoolId=POOL_ID, **provider)

    def leave(ctx: Context) -> None:
        [session] = ctx.tx.all(BROWSER_SESSIONS, "pool", POOL_ID)
        at_provider = SamlSession(NameId("ada", "", None, None), "_session")
        ended = ctx.tx.put(
            BROWSER_SESSIONS, replace(session, provider="Saml", saml_session=at_provider)
        )
        single_logout.begun(ctx, doors.pool(ctx, POOL_ID), ended, "https://example.com", "")

    lab.emulator.run(leave)


def by_saml(lab: Lab) -> None:
    """Somebody has signed in by an assertion of a SAML provider."""
    assertion = Assertion(
        id="_1",
        issuer="https://idp.example.com",
        issue_instant=lab.emulator.clock.now(),
        name_id=NameId("ada", "", None, None),
        session_index=None,
        attributes={},
        expires=lab.emulator.clock.now() + 300,
    )

    def use(ctx: Context) -> None:
        [provider, *_] = ctx.tx.all(IDENTITY_PROVIDERS, "pool", POOL_ID)
        replays.require_first(ctx, provider, assertion)

    lab.emulator.run(use)


def samples() -> Mapping[str, Any]:
    """What seeds can hold, but for what is made below."""
    made_below = {"Clients", "Groups", "Users"}
    said = {name: [one.full] for name, one in SAMPLES.items() if name not in made_below}
    return {"Clients": SAMPLE_POOL["Clients"], **said}


def wrong_password(lab: Lab) -> None:
    lab.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId=lab.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": "Wrong-Password-1"},
    )


def clients(lab: Lab) -> None:
    lab.client(
        ClientName="rotating",
        GenerateSecret=True,
        ReadAttributes=["email", "custom:team"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        TokenValidityUnits={"AccessToken": "minutes"},
        AccessTokenValidity=10,
        PreventUserExistenceErrors="ENABLED",
        CallbackURLs=["https://example.com"],
    )
    lab.client_id = lab.client(ClientName="own", ExplicitAuthFlows=FLOWS)


def users(lab: Lab) -> None:
    """Alice has all that a user can have."""
    lab.emulator.on("PreSignUp", lambda event: event)
    given = {"email": "alice@example.com", "email_verified": "true", "custom:team": "a"}
    lab.user("alice", "First-Horse1", **given)
    named = {"UserPoolId": POOL_ID, "Username": "alice"}
    for password in ("Another-Horse1", PASSWORD):
        lab.call("AdminSetUserPassword", **named, Password=password, Permanent=True)
    groups: dict[str, Any] = {"admins": {"Precedence": 1}, "Readers": {"Description": "read"}}
    for group, more in groups.items():
        lab.call("CreateGroup", UserPoolId=POOL_ID, GroupName=group, **more)
        lab.call("AdminAddUserToGroup", **named, GroupName=group)
    lab.invited("bob")
    lab.call(
        "SignUp",
        ClientId=lab.client_id,
        Username="carol",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "carol@example.com"}],
    )
    lab.call("ForgotPassword", ClientId=lab.client_id, Username="alice")


def factors(lab: Lab) -> None:
    """An app, a device, a passkey, and the registration of another."""
    lab.set_mfa(
        "OPTIONAL",
        "SOFTWARE_TOKEN_MFA",
        "SMS_MFA",
        WebAuthnConfiguration={"RelyingPartyId": "localhost"},
    )
    tokens = lab.tokens()
    lab.confirm_device(tokens, DeviceName="phone")
    token = tokens["AccessToken"]
    registered, _ = [
        lab.call("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
        for _ in range(2)
    ]
    key = virtual_authenticator.make(registered, b"k" * 16, ec.generate_private_key(ec.SECP256R1()))
    credential = key.attestation(registered["challenge"], "http://localhost")
    lab.call("CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)
    lab.app()
    lab.call("AssociateSoftwareToken", AccessToken=token)
    email = [{"Name": "email", "Value": "alice@new.example.com"}]
    lab.call("UpdateUserAttributes", AccessToken=token, UserAttributes=email)


def sign_ins(lab: Lab) -> None:
    """One that was rotated thrice, one that was revoked, one that was signed out of."""
    client_id = lab.client(
        ClientName="rotating too",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )
    lab.user("dora")
    tokens = lab.tokens("dora", ClientId=client_id)
    token, device = tokens["RefreshToken"], lab.confirm_device(tokens).device_key
    for _ in range(3):
        request = {"ClientId": client_id, "RefreshToken": token, "DeviceKey": device}
        renewed = lab.call("GetTokensFromRefreshToken", **request)
        token = renewed["AuthenticationResult"]["RefreshToken"]
    revoked = lab.tokens("dora")["RefreshToken"]
    lab.call("RevokeToken", ClientId=lab.client_id, Token=revoked)
    lab.tokens("dora")
    lab.call("AdminUserGlobalSignOut", UserPoolId=POOL_ID, Username="dora")


def sign_ins_under_way(lab: Lab) -> None:
    """One at each challenge that can be forced, and those that clients begin."""
    for challenge in FORCEABLE:
        name = challenge.lower()
        lab.user(name)
        lab.emulator.force_challenge(challenge, pool_id=POOL_ID, username=name)
        assert lab.begin(name)["ChallengeName"] == challenge
    (device,) = lab.emulator.open_challenges(POOL_ID, "device_srp_auth")
    lab.respond("DEVICE_SRP_AUTH", {"USERNAME": "device_srp_auth", **(device.responses or {})})
    srp = {"USERNAME": "alice", "SRP_A": SrpClient(POOL_ID, PASSWORD).srp_a}
    lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=srp)
    for preferred in ("EMAIL_OTP", "WEB_AUTHN", "NOTHING"):
        wish = {"USERNAME": "alice", "PREFERRED_CHALLENGE": preferred}
        lab.begin(AuthFlow="USER_AUTH", AuthParameters=wish)
    own_challenge(lab)


def own_challenge(lab: Lab) -> None:
    """CUSTOM_AUTH, in its second round."""

    def define(event: Any) -> Any:
        event["response"] = {"challengeName": "CUSTOM_CHALLENGE"}
        return event

    def create(event: Any) -> Any:
        event["response"] = {
            "publicChallengeParameters": {"riddle": "1 + 1"},
            "privateChallengeParameters": {"answer": "2"},
            "challengeMetadata": "RIDDLE",
        }
        return event

    functions: dict[Any, Callable[[Any], Any]] = {
        "DefineAuthChallenge": define,
        "CreateAuthChallenge": create,
        "VerifyAuthChallengeResponse": lambda event: event,
    }
    for trigger, function in functions.items():
        lab.emulator.on(trigger, function, pool_id=POOL_ID)
    begun = lab.begin(AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice"})
    wrong = {"USERNAME": "alice", "ANSWER": "3"}
    assert lab.respond("CUSTOM_CHALLENGE", wrong, Session=begun["Session"])["Session"]
