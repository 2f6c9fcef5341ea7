"""What processes agree on that have nothing in common but a store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import jwt
import pytest
import requests

from cognito_emulator import Emulator, Server
from cognito_emulator.store import Store
from cognito_emulator.store.sql import SqlStore
from tests import forked
from tests.support import PASSWORD
from tests.table import table
from tests.web.forms import forms

POOL = "us-east-1_Agreeing1"
CLIENT = "agreeingclient0000000000001"
SECRET = "s" * 52
BACK = "https://app.example.com/oauth2/idpresponse"
SEED: dict[str, Any] = {
    "PoolName": "shop",
    "Id": POOL,
    "Domain": "shop",
    "Clients": [
        {
            "ClientName": "app",
            "ClientId": CLIENT,
            "ClientSecret": SECRET,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": [BACK],
            "SupportedIdentityProviders": ["COGNITO", "Google"],
        }
    ],
    "Users": [{"Username": "alice", "Password": PASSWORD}],
    "IdentityProviders": [
        {
            "ProviderName": "Google",
            "ProviderType": "Google",
            "ProviderDetails": {
                "client_id": "the-pool",
                "client_secret": "google-secret",
                "authorize_scopes": "openid email",
            },
        },
        {
            "ProviderName": "Okta",
            "ProviderType": "SAML",
            "ProviderDetails": {"MetadataURL": "https://okta.example.com/metadata"},
            "StandIn": True,
        },
    ],
}


class Visitor:
    """A browser, and the program behind an app, at one of several servers.

    Args:
        url: where it begins; it may go on at another.

    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()

    def __call__(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask, and follow no redirect."""
        return self._session.request(
            method, f"{self.url}{path}", allow_redirects=False, timeout=60, **more
        )

    def document(self, method: str, path: str, **more: Any) -> Any:
        answer = self(method, path, **more)
        assert answer.ok, answer.text
        return answer.json()

    # -- the pool's domain --

    def leave(self, **more: str) -> requests.Response:
        wanted = {
            "client_id": CLIENT,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid",
            **more,
        }
        return self("GET", "/_domain/shop/oauth2/authorize", params=wanted)

    def page(self) -> requests.Response:
        parts = urlsplit(self.leave().headers["Location"])
        return self("GET", f"{parts.path}?{parts.query}")

    def submit(self, page: requests.Response) -> requests.Response:
        [form] = [it for it in forms(page).values() if "password" in it.values]
        fields = {**form.values, "username": "alice", "password": PASSWORD}
        parts = urlsplit(form.action)
        return self("POST", f"{parts.path}?{parts.query}", data=fields)

    def redeem(self, code: str) -> requests.Response:
        wanted = {"grant_type": "authorization_code", "redirect_uri": BACK, "code": code}
        return self("POST", "/_domain/shop/oauth2/token", data=wanted, auth=(CLIENT, SECRET))

    # -- the stand-in of Google --

    def code_of_stand_in(self) -> str:
        wanted = {
            "client_id": "the-pool",
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid",
        }
        path = f"/_provider/{POOL}/Google/choose"
        return brought(self("POST", path, params=wanted, data={"new": "1"}))["code"]

    def redeem_at_stand_in(self, code: str) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "client_id": "the-pool",
            "client_secret": "google-secret",
            "redirect_uri": BACK,
            "code": code,
        }
        return self("POST", f"/_provider/{POOL}/Google/token", data=form)

    # -- a load balancer --

    def through_balancer(self, path: str, cookies: Mapping[str, str], **query: str) -> Any:
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        request = {"front": "alb", "path": path, "query": query, "headers": headers}
        return self.document("POST", "/_emulator/authorize", json=request)


def brought(answer: requests.Response) -> dict[str, str]:
    """What a browser brings back to the app."""
    assert answer.status_code in (302, 303), answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def cookies_in(document: Any) -> dict[str, str]:
    sent = [value for name, value in document["headers"] if name == "Set-Cookie"]
    return dict(value.partition(";")[0].split("=", 1) for value in sent)


def verified(token: str, jwks: Any) -> Any:
    """What a token says that one of these keys has signed."""
    keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(jwks).keys}
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, ["RS256"], {"verify_aud": False})


# --- what they agree on ---------------------------------------------------------------------------


def keys_of_a_pool(one: Visitor, other: Visitor) -> None:
    tokens = one.redeem(brought(one.submit(one.page()))["code"]).json()
    jwks = other.document("GET", f"/{POOL}/.well-known/jwks.json")
    assert verified(tokens["id_token"], jwks)["cognito:username"] == "alice"


def keys_of_stand_ins(one: Visitor, other: Visitor) -> None:
    tokens = one.redeem_at_stand_in(one.code_of_stand_in()).json()
    found = other.document("GET", f"/_provider/{POOL}/Google/.well-known/openid-configuration")
    jwks = other.document("GET", urlsplit(found["jwks_uri"]).path)
    assert verified(tokens["id_token"], jwks)["aud"] == "the-pool"


def certificates_of_stand_ins(one: Visitor, other: Visitor) -> None:
    def certificates(visitor: Visitor) -> list[str | None]:
        document = ET.fromstring(visitor("GET", f"/_provider/{POOL}/Okta/metadata").content)  # noqa: S314 - ours
        name = "{http://www.w3.org/2000/09/xmldsig#}X509Certificate"
        return [found.text for found in document.iter(name)]

    assert certificates(one) == certificates(other) != []


def codes_of_stand_ins(one: Visitor, other: Visitor) -> None:
    """Which are used once, by whichever."""
    code = one.code_of_stand_in()
    answer = other.redeem_at_stand_in(code)
    assert answer.ok, answer.text
    assert is_used_up(code, one)
    assert is_used_up(code, other)


def codes_that_the_pool_has_redeemed(one: Visitor, other: Visitor) -> None:
    """Which it does without a request, in a transaction of its own."""
    away = urlsplit(one.leave(identity_provider="Google").headers["Location"])
    path = f"{away.path.removesuffix('authorize')}choose?{away.query}"
    back = one("POST", path, data={"new": "1"})
    parts = urlsplit(back.headers["Location"])
    assert "code" in brought(one("GET", f"{parts.path}?{parts.query}"))
    code = brought(back)["code"]
    assert is_used_up(code, one)
    assert is_used_up(code, other)


def is_used_up(code: str, visitor: Visitor) -> bool:
    answer = visitor.redeem_at_stand_in(code).json()
    return answer == {"error": "invalid_grant", "error_description": "The code was already used."}


def tokens_of_stand_ins(one: Visitor, other: Visitor) -> None:
    token = one.redeem_at_stand_in(one.code_of_stand_in()).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert other.document("GET", f"/_provider/{POOL}/Google/userinfo", headers=headers)["sub"]


def forms_of_pages(one: Visitor, other: Visitor) -> None:
    """Also where another tab has been at the other, and brought another cookie."""
    page = one.page()
    one.url = other.url
    one.page()
    assert "code" in brought(one.submit(page))


def codes_of_domains(one: Visitor, other: Visitor) -> None:
    """Which are used once, by whichever."""
    code = brought(one.submit(one.page()))["code"]
    answer = other.redeem(code)
    assert answer.ok, answer.text
    for visitor in (one, other):
        assert visitor.redeem(code).json() == {"error": "invalid_grant"}


def browser_sessions(one: Visitor, other: Visitor) -> None:
    one.submit(one.page())
    one.url = other.url
    assert "code" in brought(one.leave())


def sessions_at_load_balancers(one: Visitor, other: Visitor) -> None:
    """From the one to the domain, back to the other, and on at the one."""
    left = one.through_balancer("/orders", {})
    [location] = [value for name, value in left["headers"] if name == "Location"]
    state = dict(parse_qsl(urlsplit(location).query))["state"]
    code = brought(one.submit(one.page()))["code"]
    back = other.through_balancer("/oauth2/idpresponse", cookies_in(left), code=code, state=state)
    assert (back["status"], back["reason"]) == (302, "the user has signed in")
    assert one.through_balancer("/orders", cookies_in(back))["allowed"]


def keys_of_load_balancers(one: Visitor, other: Visitor) -> None:
    wish = {"front": "alb", "username": "alice"}
    event = one.document("POST", "/_emulator/authorize", json=wish)["event"]
    token = event["headers"]["x-amzn-oidc-data"]
    header = json.loads(jwt.utils.base64url_decode(token.partition(".")[0]))
    assert other("GET", f"/_emulator/alb/keys/{header['kid']}").ok


KINDS: tuple[Callable[[Visitor, Visitor], None], ...] = (
    keys_of_a_pool,
    keys_of_stand_ins,
    certificates_of_stand_ins,
    codes_of_stand_ins,
    codes_that_the_pool_has_redeemed,
    tokens_of_stand_ins,
    forms_of_pages,
    codes_of_domains,
    browser_sessions,
    sessions_at_load_balancers,
    keys_of_load_balancers,
)


class Pair(NamedTuple):
    """Two servers that share a store."""

    one: str
    other: str


@contextmanager
def in_this_process(folder: Path) -> Iterator[Pair]:
    """Two emulators, each with a store of its own over the same file."""
    with ExitStack() as stack:

        def served(seeds: tuple[Any, ...]) -> str:
            store: Store = SqlStore(str(folder / "dev.db"))
            emulator = stack.enter_context(Emulator(seeds=seeds, store=store))
            return stack.enter_context(Server(emulator, port=0)).url

        yield Pair(served((SEED,)), served(()))


@contextmanager
def processes(store: str, seed: Path) -> Iterator[Pair]:
    seed.write_text(json.dumps(SEED), "utf-8")
    words = ("--store", store, "--seed", str(seed))
    with forked.serving(*words) as (one, _), forked.serving(*words) as (other, _):
        yield Pair(f"http://localhost:{one}", f"http://localhost:{other}")


@pytest.fixture
def pair(tmp_path: Path, small_keys: None) -> Iterator[Pair]:  # noqa: ARG001 - for its effect
    with in_this_process(tmp_path) as found:
        yield found


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits long")
@table("kind", KINDS)
def test_they_agree(pair: Pair, kind: Callable[[Visitor, Visitor], None]) -> None:
    kind(Visitor(pair.one), Visitor(pair.other))


def a_file(folder: Path) -> str:
    return f"sqlite:///{folder / 'dev.db'}"


def postgresql(_folder: Path) -> str:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return server().emptied()


@pytest.mark.slow
@pytest.mark.parametrize("store", [a_file, postgresql])
def test_separate_servers_agree(tmp_path: Path, store: Callable[[Path], str]) -> None:
    with processes(store(tmp_path), tmp_path / "seed.json") as found:
        for kind in KINDS:
            kind(Visitor(found.one), Visitor(found.other))
            kind(Visitor(found.other), Visitor(found.one))
