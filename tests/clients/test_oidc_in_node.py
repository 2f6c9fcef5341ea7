"""OpenID Connect in Node: openid-client and oauth4webapi verify each answer of a pool's domain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.clients.node import Library, RefusedError, library
from tests.clients.shop import CALLBACK, GOODBYE, MACHINE, SECRET, SITE, SPA, Shop, shop
from tests.clients.visitor import PATIENCE_SECONDS, Visitor
from tests.support import claims

pytestmark = pytest.mark.slow

SCOPES = "openid email orders/read"


@pytest.fixture(scope="module")
def served() -> Iterator[Shop]:
    with shop() as running:
        yield running


@pytest.fixture(scope="module")
def openid_client() -> Iterator[Library]:
    with library("openid_client.mjs") as running:
        yield running


@pytest.fixture(scope="module")
def oauth4webapi() -> Iterator[Library]:
    with library("oauth4webapi.mjs") as running:
        yield running


@pytest.fixture(params=["openid-client", "oauth4webapi"])
def site(request: pytest.FixtureRequest, served: Shop) -> Library:
    """A server with a secret that has discovered the pool."""
    if request.param == "openid-client":
        running: Library = request.getfixturevalue("openid_client")
        running.call("discover", served.issuer, SITE, SECRET)
    else:
        running = request.getfixturevalue("oauth4webapi")
        running.call("discover", served.issuer, SITE, "ClientSecretBasic", SECRET)
    return running


def signed_in(site: Library, scopes: str = SCOPES) -> Any:
    """The code flow from begin to end; return the tokens, with the ID token's claims."""
    called_back = Visitor().sign_in(site.call("begin", CALLBACK, scopes))
    return site.call("end", called_back)


def test_the_code_flow_with_pkce_state_and_nonce(site: Library) -> None:
    tokens = signed_in(site)

    assert tokens["claims"]["cognito:username"] == "alice"
    assert tokens["claims"]["email"] == "alice@example.com"
    assert tokens["claims"]["nonce"]
    assert set(claims(tokens["access_token"])["scope"].split()) == set(SCOPES.split())


def test_user_info_is_of_the_same_user(site: Library) -> None:
    tokens = signed_in(site)

    found = site.call("userInfo", tokens["access_token"], tokens["claims"]["sub"])

    assert found["email"] == "alice@example.com"
    assert site.refused("userInfo", tokens["access_token"], "somebody-else")[0]


def test_a_refresh_token_brings_new_tokens_until_it_is_revoked(site: Library) -> None:
    tokens = signed_in(site)

    refreshed = site.call("refresh", tokens["refresh_token"])
    site.call("revoke", tokens["refresh_token"])

    assert refreshed["access_token"] != tokens["access_token"]
    assert claims(refreshed["access_token"])["sub"] == tokens["claims"]["sub"]
    with pytest.raises(RefusedError, match="invalid_grant"):
        site.call("refresh", tokens["refresh_token"])


def test_a_code_is_good_once(site: Library) -> None:
    called_back = Visitor().sign_in(site.call("begin", CALLBACK, "openid"))
    site.call("end", called_back)

    with pytest.raises(RefusedError, match="invalid_grant"):
        site.call("end", called_back)


def test_a_machine_has_a_token_of_its_own(served: Shop, openid_client: Library) -> None:
    openid_client.call("discover", served.issuer, MACHINE, SECRET)

    tokens = openid_client.call("machine", "orders/read")

    assert claims(tokens["access_token"])["scope"] == "orders/read"
    assert claims(tokens["access_token"])["client_id"] == MACHINE


@pytest.mark.parametrize("how", ["ClientSecretBasic", "ClientSecretPost"])
def test_both_ways_to_send_a_secret(served: Shop, oauth4webapi: Library, how: str) -> None:
    oauth4webapi.call("discover", served.issuer, MACHINE, how, SECRET)

    tokens = oauth4webapi.call("machine", "orders/read")

    assert claims(tokens["access_token"])["client_id"] == MACHINE
    assert "refresh_token" not in tokens


def test_a_public_client_has_no_secret_to_send(served: Shop, oauth4webapi: Library) -> None:
    oauth4webapi.call("discover", served.issuer, SPA, "None")

    tokens = signed_in(oauth4webapi, "openid")

    assert tokens["claims"]["aud"] == SPA
    assert oauth4webapi.call("refresh", tokens["refresh_token"])["id_token"]


@pytest.mark.parametrize(
    ("wrong", "objection"),
    [
        ({"expectedNonce": "another"}, 'unexpected ID Token "nonce" claim value'),
        ({"expectedState": "another"}, 'unexpected "state" response parameter value'),
        ({"pkceCodeVerifier": "x" * 43}, "invalid_grant"),
    ],
)
def test_what_does_not_fit_is_refused(
    served: Shop, openid_client: Library, wrong: dict[str, str], objection: str
) -> None:
    openid_client.call("discover", served.issuer, SITE, SECRET)
    called_back = Visitor().sign_in(openid_client.call("begin", CALLBACK, "openid"))

    with pytest.raises(RefusedError, match=objection):
        openid_client.call("end", called_back, wrong)


def test_signing_out_by_the_discovered_endpoint(served: Shop, openid_client: Library) -> None:
    """openid-client adds the client's id, as /logout wants it; the rest is the service's own."""
    openid_client.call("discover", served.issuer, SITE, SECRET)
    visitor = Visitor()
    wanted = openid_client.call("begin", CALLBACK, "openid")
    visitor.sign_in(wanted)

    ending = openid_client.call("endSession", {"logout_uri": GOODBYE})
    gone = visitor.session.get(ending, allow_redirects=False, timeout=PATIENCE_SECONDS)

    assert parse_qs(urlsplit(ending).query)["client_id"] == [SITE]
    assert gone.headers["Location"] == GOODBYE
    assert shows_a_form(visitor.get(openid_client.call("begin", CALLBACK, "openid")))


def shows_a_form(page: requests.Response) -> bool:
    """Whether somebody has to sign in."""
    return page.ok and 'name="_csrf"' in page.text
