"""Another pool is the provider, known by its issuer: of the same server, and of another one.

Over HTTPS nobody is told to trust the emulator's authority but browser and app.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Tls
from cognito_emulator.web.server import Server
from tests.providers.shop import CLIENT, Shop, served
from tests.support import PASSWORD, StockKeys

ADA = {"username": "ada", "password": PASSWORD}


class Company:
    """A pool ``company``, whose user Ada signs in at its pages; its client is the other pool."""

    def __init__(self, emulator: Emulator, url: str, callback: str) -> None:
        client = {
            "ClientName": "the shop",
            "ClientId": CLIENT["client_id"],
            "ClientSecret": CLIENT["client_secret"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "profile"],
            "CallbackURLs": [callback],
            "SupportedIdentityProviders": ["COGNITO"],
        }
        ada = {
            "Username": "ada",
            "Password": PASSWORD,
            "UserAttributes": {
                "email": "ada@example.com",
                "email_verified": "true",
                "name": "Ada Park",
            },
        }
        seed = {"PoolName": "company", "Domain": "company", "Clients": [client], "Users": [ada]}
        self._emulator = emulator
        planted = emulator.plant(seed)[0]
        self.pool_id = planted.pool.id
        self.issuer = f"{url}/{self.pool_id}"

    def call(self, operation: str, **request: Any) -> Any:
        return self._emulator.call(operation, {"UserPoolId": self.pool_id, **request})

    @property
    def sub(self) -> str:
        user = self.call("AdminGetUser", Username="ada")
        return {each["Name"]: str(each["Value"]) for each in user["UserAttributes"]}["sub"]


class Both:
    """The two pools, which do not know each other yet."""

    def __init__(
        self,
        here: tuple[Emulator, str],
        there: tuple[Emulator, str],
        ca_file: Path | None = None,
    ) -> None:
        self.shop = Shop(*here, ca_file)
        self.company = Company(*there, self.shop.callback)


@pytest.fixture(params=["one server", "two servers", "one server over HTTPS"])
def both(request: pytest.FixtureRequest, stock_keys: StockKeys, tmp_path: Path) -> Iterator[Both]:
    if request.param.endswith("HTTPS"):
        tls = Tls(port=0, folder=tmp_path / "tls")
        with Emulator(keys=stock_keys) as emulator, Server(emulator, port=0, tls=tls) as server:
            assert server.https_url
            here = emulator, server.https_url
            yield Both(here, here, server.ca_file)
        return
    with served(stock_keys) as here:
        if request.param == "one server":
            yield Both(here, here)
        else:
            with served(stock_keys) as there:
                yield Both(here, there)


def test_a_user_of_the_other_pool_signs_in(both: Both) -> None:
    details = both.shop.join(both.company.issuer, {"name": "name"})
    assert details["oidc_issuer"] == both.company.issuer
    assert "authorize_url" not in details, "the addresses are those of the discovery document"

    claims = both.shop.claims(both.shop.sign_in(**ADA))

    username = f"Corp_{both.company.sub}"
    assert claims["cognito:username"] == username
    assert claims["cognito:groups"] == [f"{both.shop.pool_id}_Corp"]
    assert claims["iss"] == f"{both.shop.url}/{both.shop.pool_id}"
    assert (claims["email"], claims["name"]) == ("ada@example.com", "Ada Park")
    [identity] = claims["identities"]
    assert (identity["userId"], identity["providerType"]) == (both.company.sub, "OIDC")
    assert both.shop.usernames == [username]


@pytest.mark.parametrize(
    ("mapping", "verified"), [({}, "false"), ({"email_verified": "email_verified"}, "true")]
)
def test_an_address_is_verified_only_where_that_is_mapped(
    both: Both, mapping: dict[str, str], verified: str
) -> None:
    both.shop.join(both.company.issuer, mapping)

    both.shop.sign_in(**ADA)

    assert both.shop.attributes(f"Corp_{both.company.sub}")["email_verified"] == verified


def test_what_changes_there_is_known_here_at_the_next_sign_in(both: Both) -> None:
    both.shop.join(both.company.issuer, {"name": "name"})
    first = both.shop.claims(both.shop.sign_in(**ADA))
    changed = [{"Name": "name", "Value": "Ada Byron"}]
    both.company.call("AdminUpdateUserAttributes", Username="ada", UserAttributes=changed)

    again = both.shop.claims(both.shop.sign_in(**ADA))

    assert (again["name"], again["sub"]) == ("Ada Byron", first["sub"])


def test_userinfo_may_be_posted(both: Both) -> None:
    both.shop.join(both.company.issuer, attributes_request_method="POST")

    assert both.shop.claims(both.shop.sign_in(**ADA))["email"] == "ada@example.com"


def test_a_wrong_secret(both: Both) -> None:
    both.shop.join(both.company.issuer, client_secret="a-wrong-one")

    told = both.shop.sign_in(**ADA)

    assert told == {
        "error_description": "Corp Error - 400 invalid_client",
        "state": "a-state",
        "error": "invalid_request",
    }
    assert both.shop.usernames == []


def test_a_scope_that_is_not_the_clients(both: Both) -> None:
    """The other pool sends the browser back with its error, before anybody signs in."""
    both.shop.join(both.company.issuer, authorize_scopes="openid treasure")

    told = both.shop.sign_in()

    assert told["error"] == "invalid_request"
    assert told["error_description"].startswith("invalid_scope; error=invalid_request")
