"""Stand-ins that play the identity providers of a pool."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.test import TestResponse

from cognito_emulator import Settings
from cognito_emulator.domain.federation.stand_ins import address, people, playing
from cognito_emulator.domain.pools.providers import saml_keys
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS, IdentityProvider
from cognito_emulator.emulator import Emulator
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from cognito_emulator.idp.people import Person
from cognito_emulator.saml import issuing, responses
from tests.idp.playing import query
from tests.saml.keys import certificate
from tests.support import StockKeys
from tests.web.client import WebClient
from tests.web.federated import CORP

POOL = "us-east-1_Played001"
BACK = "http://localhost/_domain/shop/oauth2/idpresponse"
APP = {"client_id": "the-pool", "client_secret": "secret", "authorize_scopes": "openid email"}
APPLE_KEY = ec.generate_private_key(ec.SECP256R1())
APPLE = {
    "client_id": "com.example.app",
    "team_id": "TEAM000001",
    "key_id": "KEY0000001",
    "authorize_scopes": "email",
}
KEYS = StockKeys()


def pem() -> str:
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return APPLE_KEY.private_bytes(serialization.Encoding.PEM, *form).decode()


def provider(name: str, kind: str, details: dict[str, str] | None = None) -> dict[str, Any]:
    return {"ProviderName": name, "ProviderType": kind, "ProviderDetails": details or APP}


def oidc(name: str) -> dict[str, Any]:
    return {**provider(name, "OIDC", {**APP, **CORP}), "StandIn": True}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    seed = {
        "PoolName": "shop",
        "Id": POOL,
        "IdentityProviders": [
            provider("Google", "Google"),
            provider("SignInWithApple", "SignInWithApple", {**APPLE, "private_key": pem()}),
            oidc("Büro/Wien"),
        ],
    }
    with Emulator(seed=seed, keys=KEYS) as made:
        yield made


@pytest.fixture
def browser(emulator: Emulator) -> WebClient:
    return WebClient(emulator)


def of(emulator: Emulator, name: str) -> IdentityProvider:
    found = emulator.store.get(IDENTITY_PROVIDERS, (POOL, name))
    assert found is not None
    return found


def wanted(**parameters: str) -> str:
    usual = {
        "client_id": "the-pool",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid email",
        "state": "a-state",
    }
    return urlencode({**usual, **parameters})


def choose(browser: WebClient, path: str, form: dict[str, str], **wish: str) -> TestResponse:
    return browser.post(f"{path}/choose", query_string=wanted(**wish), data=form)


def fetch(emulator: Emulator, name: str, asked: str, **form: str) -> Fetched | FetchFailure:
    """Have the emulator fetch from a stand-in, as its own sign-ins do."""

    def work(ctx: Any) -> Fetched | FetchFailure:
        found = playing.fetcher(ctx, of(emulator, name), "http://localhost")
        url = playing.endpoints(of(emulator, name), "http://localhost")[asked]
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if not form:
            return found(Fetch(url))
        return found(Fetch(url, "POST", headers, urlencode(form).encode()))

    return emulator.run_inside(work)


def token(emulator: Emulator, name: str, code: str, **form: str) -> Fetched | FetchFailure:
    usual = {
        "grant_type": "authorization_code",
        "client_id": "the-pool",
        "client_secret": "secret",
        "redirect_uri": BACK,
    }
    return fetch(emulator, name, "token", **{**usual, "code": code, **form})


def test_somebody_is_clicked_and_the_emulator_hears_who(
    emulator: Emulator, browser: WebClient
) -> None:
    path = f"/_provider/{POOL}/Google"
    page = browser.get(f"{path}/authorize", query_string=wanted())
    assert "This is not Google" in page.text

    back = choose(browser, path, {"new": "1"})
    answer = token(emulator, "Google", query(back.headers["Location"])["code"])

    assert isinstance(answer, Fetched)
    assert (answer.status, answer.reason) == (200, "OK")
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    keys = fetch(emulator, "Google", "keys")
    assert isinstance(keys, Fetched)
    [key] = jwt.PyJWKSet.from_dict(json.loads(keys.body)).keys
    said = jwt.decode(
        json.loads(answer.body)["id_token"],
        key.key,
        ["RS256"],
        audience="the-pool",
        issuer="https://accounts.google.com",
    )
    assert said["email"].endswith("@example.com")


def test_people_are_records_of_the_pool(emulator: Emulator, browser: WebClient) -> None:
    path = f"/_provider/{POOL}/Google"
    before = emulator.snapshot()
    choose(browser, path, {"add": "1", "claims": '{"sub": "1", "name": "Ada", "groups": ["a"]}'})

    def everybody() -> list[Person]:
        return emulator.run_inside(lambda ctx: people.everybody(ctx, of(emulator, "Google")))

    [ada] = everybody()
    assert (ada.subject, ada.claims) == ("1", {"name": "Ada", "groups": ["a"]})
    assert ada.known_to == ("the-pool",)
    choose(browser, path, {"remove": "1"})
    assert everybody() == []
    choose(browser, path, {"new": "1"})
    emulator.restore(before)
    assert everybody() == []
    choose(browser, path, {"new": "1"})
    emulator.call("DeleteUserPool", {"UserPoolId": POOL})
    emulator.plant(
        {"PoolName": "shop", "Id": POOL, "IdentityProviders": [provider("Google", "Google")]}
    )
    assert everybody() == []


def test_the_client_is_the_one_that_the_details_name(
    emulator: Emulator, browser: WebClient
) -> None:
    path = f"/_provider/{POOL}/Google"
    page = browser.get(f"{path}/authorize", query_string=wanted(client_id="another"))
    assert (page.status_code, "There is no client another" in page.text) == (400, True)

    back = choose(browser, path, {"new": "1"})
    code = query(back.headers["Location"])["code"]
    answer = token(emulator, "Google", code, client_secret="wrong")
    assert isinstance(answer, Fetched)
    assert json.loads(answer.body)["error"] == "invalid_client"


def test_a_name_may_be_anything(emulator: Emulator, browser: WebClient) -> None:
    path = f"/_provider/{POOL}/B%C3%BCro%2FWien"
    assert address.path(of(emulator, "Büro/Wien")) == path
    found = browser.get(f"{path}/.well-known/openid-configuration")

    assert found.json is not None
    assert found.json["issuer"] == "https://corp.example.com"
    assert found.json["token_endpoint"] == f"http://localhost{path}/token"
    assert "Büro/Wien" in browser.get(f"{path}/").text


@pytest.mark.parametrize("framed", [True, False])
def test_apple_s_client_proves_itself_by_the_key_of_the_details(
    emulator: Emulator, browser: WebClient, *, framed: bool
) -> None:
    if not framed:
        bare = "".join(pem().splitlines()[1:-1])
        details = {**APPLE, "private_key": bare}
        emulator.call(
            "UpdateIdentityProvider",
            {
                "UserPoolId": POOL,
                "ProviderName": "SignInWithApple",
                "ProviderDetails": details,
            },
        )
    claims = {
        "iss": APPLE["team_id"],
        "iat": int(emulator.clock.now()),
        "exp": int(emulator.clock.now()) + 300,
        "aud": "https://appleid.apple.com",
        "sub": APPLE["client_id"],
    }
    secret = jwt.encode(claims, APPLE_KEY, "ES256", {"kid": APPLE["key_id"]})
    path = f"/_provider/{POOL}/SignInWithApple"
    wish = {"client_id": APPLE["client_id"], "response_mode": "form_post", "scope": "email"}

    for key, status in ((secret, 200), (f"{secret[:-4]}AAAA", 400)):
        page = choose(browser, path, {"new": "1"}, **wish)
        code = page.text.partition('name="code" value="')[2].partition('"')[0]
        answer = token(
            emulator,
            "SignInWithApple",
            code,
            client_id=APPLE["client_id"],
            client_secret=key,
        )
        assert isinstance(answer, Fetched)
        assert answer.status == status, answer


def test_a_key_that_is_none_proves_nothing(emulator: Emulator) -> None:
    apple = of(emulator, "SignInWithApple")
    broken = playing._public_half({"private_key": "no key"})

    assert broken == ""
    assert playing._public_half(apple.details).startswith("-----BEGIN PUBLIC KEY")


def test_who_does_not_answer_in_time_is_not_waited_for(
    emulator: Emulator, browser: WebClient
) -> None:
    path = f"/_provider/{POOL}/Google"
    back = choose(browser, path, {"new": "1", "behaviour": "token-timeout"})
    answer = token(emulator, "Google", query(back.headers["Location"])["code"])

    assert answer == FetchFailure(
        "timed out", f"http://localhost/_provider/{POOL}/Google/token did not answer in time"
    )


GOOGLE = f"the nearest (is|are) /_provider/{POOL}/Google[,.]"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        (f"/_provider/{POOL}/Gogle/authorize", GOOGLE),
        (f"/_provider/{POOL}/google/", GOOGLE),
        ("/_provider/us-east-1_Nobody001/Google/", GOOGLE),
        ("/_provider/", f"there are /_provider/{POOL}/B%C3%BCro%2FWien, "),
        (f"/_provider/{POOL}/Real/authorize", "Real is a real one, unless --provider Real=stand"),
        (f"/_provider/{POOL}/Real", "Real is a real one"),
    ],
)
def test_what_is_not_played(emulator: Emulator, path: str, hint: str) -> None:
    real = {**oidc("Real"), "UserPoolId": POOL}
    del real["StandIn"]
    emulator.call("CreateIdentityProvider", real)
    answer = WebClient(emulator).get(path)

    assert answer.status_code == 404
    assert answer.json is not None
    sentence = re.escape(f"There is no identity provider that is played at {path}: ")
    assert re.match(sentence + hint, answer.json["error"]), answer.json


def test_where_nobody_is_played() -> None:
    with Emulator(keys=KEYS) as emulator:
        told = WebClient(emulator).get("/_provider/x").json

    sentence = "There is no identity provider that is played at /_provider/x"
    assert told == {"error": f"{sentence}, as no pool has one that is played."}


@pytest.mark.parametrize("known", [True, False])
def test_a_saml_provider_is_verified_by_what_the_pool_is_told_of_it(*, known: bool) -> None:
    real = issuing.metadata(
        entity_id="https://real.example.com/idp",
        sso_url="https://real.example.com/sso",
        certificates=[certificate()],
    )
    details = {"MetadataFile": real} if known else {"MetadataURL": "https://nowhere.example.com/"}
    corp = {
        **provider("Corp", "SAML", {**details, "EncryptedResponses": "true"}),
        "AttributeMapping": {"email": "mail", "custom:team": "unit"},
        "StandIn": True,
    }
    client = {
        "ClientName": "app",
        "ClientId": "app",
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": ["https://app.example.com/callback"],
        "SupportedIdentityProviders": ["Corp"],
    }
    mixed = {**client, "ClientName": "mixed", "ClientId": "mixed"}
    mixed["SupportedIdentityProviders"] = ["COGNITO", "Corp"]
    schema = [{"Name": "team", "AttributeDataType": "String", "Mutable": True}]
    seed = {
        "PoolName": "shop",
        "Id": POOL,
        "Domain": "shop",
        "Schema": schema,
        "IdentityProviders": [corp],
        "Clients": [mixed, client],  # for the first one no provider may begin
    }
    with Emulator(seed=seed, keys=KEYS) as emulator:
        browser = WebClient(emulator)
        path = f"/_provider/{POOL}/Corp"
        start = unescape(browser.get(f"{path}/").text)
        acs = "http://localhost/_domain/shop/saml2/idpresponse"
        service_provider = f"urn:amazon:cognito:sp:{POOL}"
        relay_state = (
            "identity_provider=Corp&client_id=app"
            "&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&response_type=code&scope=openid"
        )
        for value in (acs, service_provider, relay_state):
            assert f'value="{value}"' in start
        query = urlencode({"providerId": service_provider, "shire": acs, "target": relay_state})
        claims = {"sub": "ada", "email": "ada@example.com", "team": "red"}
        form = {"add": "1", "claims": json.dumps(claims)}
        back = browser.post(f"{path}/choose", query_string=query, data=form)
        sent = back.text.partition('name="SAMLResponse" value="')[2].partition('"')[0]

        def judged(ctx: Any) -> responses.Assertion:
            corp = of(emulator, "Corp")
            trusted = playing.saml_metadata(ctx, corp, "http://localhost")
            expected = responses.Expected(
                issuer=trusted.entity_id,
                certificates=trusted.certificates,
                audience=service_provider,
                recipients=(acs,),
                in_response_to=None,
                now=ctx.now,
                decryption_keys=(saml_keys.private(saml_keys.encryption(ctx, corp)),),
            )
            return responses.verify(responses.decode(sent), expected)

        said = emulator.run_inside(judged)

    there = f"http://localhost{path}/metadata"
    assert said.issuer == ("https://real.example.com/idp" if known else there)
    assert (said.attributes["mail"], said.attributes["unit"]) == (("ada@example.com",), ("red",))


@pytest.mark.parametrize(
    ("name", "stand_ins", "status"),
    [
        ("Google", {}, 200),
        ("Google", {"Google": False}, 404),
        ("Real", {}, 404),
        ("Real", {"*": True}, 200),
    ],
)
def test_which_are_played(name: str, stand_ins: dict[str, bool], status: int) -> None:
    real = {member: value for member, value in oidc("Real").items() if member != "StandIn"}
    listed = [provider("Google", "Google"), real]
    seed = {"PoolName": "shop", "Id": POOL, "IdentityProviders": listed}
    with Emulator(Settings(stand_ins=stand_ins), seed=seed, keys=KEYS) as emulator:
        assert WebClient(emulator).get(f"/_provider/{POOL}/{name}/").status_code == status


def test_addresses_begin_with_the_public_url() -> None:
    seed = {"PoolName": "shop", "Id": POOL, "IdentityProviders": [provider("Google", "Google")]}
    settings = Settings(public_url="https://auth.example.com/sso")
    with Emulator(settings, seed=seed, keys=KEYS) as emulator:
        browser = WebClient(emulator)
        found = browser.get(
            f"/_provider/{POOL}/Google/.well-known/openid-configuration",
            base_url="https://auth.example.com",
        )

    assert found.json is not None
    there = f"https://auth.example.com/sso/_provider/{POOL}/Google"
    assert found.json["token_endpoint"] == f"{there}/token"
