"""aws-jwt-verify over TLS, with nothing lent to it: no fetcher, no cache, no other issuer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import requests

from cognito_emulator.control import fronts, load_balancers, minting
from cognito_emulator.control.bad_tokens import Model, bad_token, flaws
from cognito_emulator.control.minting import Wish
from cognito_emulator.fronts.alb import settings as alb
from cognito_emulator.fronts.functions import RestLambdaAuthorizer
from cognito_emulator.fronts.functions.asking import Asking
from cognito_emulator.fronts.functions.identity import Source
from cognito_emulator.fronts.outcome import Admitted, Outcome, Refusal
from cognito_emulator.fronts.request import request
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.lambdas.node import in_node
from cognito_emulator.settings import Settings, Tls
from tests.clients.node import HERE, Library, RefusedError, library
from tests.clients.shop import CALLBACK, POOL, SECRET, SITE, Shop, shop
from tests.clients.visitor import PATIENCE_SECONDS, Visitor
from tests.support import claims

pytestmark = pytest.mark.slow

REAL = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}"


class Api(NamedTuple):
    """An API that verifies tokens by the library, and the pool that they are of."""

    shop: Shop
    verifiers: Library

    def tokens(self) -> Any:
        """What the token endpoint answers when alice has signed in at the pages."""
        visitor = Visitor(self.shop.server.ca_file)
        query = f"client_id={SITE}&response_type=code&scope=openid&redirect_uri={CALLBACK}"
        called_back = visitor.sign_in(f"{self.shop.domain}/oauth2/authorize?{query}")
        return visitor.session.post(
            f"{self.shop.domain}/oauth2/token",
            auth=(SITE, SECRET),
            data={
                "grant_type": "authorization_code",
                "code": called_back.partition("code=")[2],
                "redirect_uri": CALLBACK,
            },
            timeout=PATIENCE_SECONDS,
        ).json()


def served(folder: Path, settings: Settings, *regions: str) -> Iterator[Api]:
    tls = Tls(port=0, folder=folder, aws_regions=regions)
    with shop(tls=tls, settings=settings) as running:
        variables = {
            "NODE_EXTRA_CA_CERTS": str(running.server.ca_file),
            "HTTPS_PORT": str(urlsplit(running.url).port),
        }
        with library("verifiers.mjs", variables) as verifiers:
            yield Api(running, verifiers)


@pytest.fixture(scope="module")
def real_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The emulator under the real service's names, as --aws-hosts and --aws-issuer have it."""
    settings = Settings(aws_issuer=True)
    yield from served(tmp_path_factory.mktemp("tls") / "real", settings, "us-east-1")


@pytest.fixture(scope="module")
def own_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The emulator under its own name, as --tls has it."""
    yield from served(tmp_path_factory.mktemp("tls") / "own", Settings())


@pytest.mark.parametrize("use", ["access", "id"])
def test_the_verifier_of_cognito_needs_no_change(real_hosts: Api, use: str) -> None:
    token = real_hosts.tokens()[f"{use}_token"]

    payload = real_hosts.verifiers.call("verify", POOL, SITE, use, token)

    assert payload == claims(token)
    assert payload["iss"] == REAL


def test_it_refuses_the_other_token_and_another_client_s(real_hosts: Api) -> None:
    token = real_hosts.tokens()["access_token"]

    with pytest.raises(RefusedError, match="Token use not allowed: access"):
        real_hosts.verifiers.call("verify", POOL, SITE, "id", token)
    with pytest.raises(RefusedError, match="Client ID not allowed"):
        real_hosts.verifiers.call("verify", POOL, "another", "access", token)


def test_the_verifier_of_load_balancers_needs_no_change(real_hosts: Api) -> None:
    """It knows where keys are by the load balancer's ARN; the padding has to be as it is."""
    emulator = real_hosts.shop.emulator
    arn = alb.arn(load_balancers.user_pool(emulator, SITE))
    told = load_balancers.headers(emulator, alb.Settings(client_id=SITE), "alice")
    token = told["x-amzn-oidc-data"]

    payload = real_hosts.verifiers.call("verifyOfBalancer", arn, REAL, SITE, token)

    assert payload["email_verified"] == "true"
    assert payload["username"] == "alice"
    with pytest.raises(RefusedError, match="Client ID not allowed"):
        real_hosts.verifiers.call("verifyOfBalancer", arn, REAL, "another", token)
    with pytest.raises(RefusedError, match="ALB ARN not allowed"):
        real_hosts.verifiers.call("verifyOfBalancer", f"{arn}0", REAL, SITE, token)
    with pytest.raises(RefusedError):
        real_hosts.verifiers.call("verifyOfBalancer", arn, REAL, SITE, f"{token[:-4]}AA==")


def test_an_authorizer_in_node(real_hosts: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file as one would deploy it decides in front of a REST API."""
    port = urlsplit(real_hosts.shop.url).port
    for name, value in {
        "NODE_EXTRA_CA_CERTS": str(real_hosts.shop.server.ca_file),
        "NODE_OPTIONS": f"--import={HERE / 'to_this_machine.mjs'}",
        "HTTPS_PORT": str(port),
        "USER_POOL_ID": POOL,
        "CLIENT_ID": SITE,
    }.items():
        monkeypatch.setenv(name, value)
    emulator = real_hosts.shop.emulator
    function = in_node(HERE / "authorizer.mjs", "handler")
    asked = Asking(function, (Source.of("Authorization"),))
    api = RestApi(authorizer=RestLambdaAuthorizer(asked))

    def decided(*scopes: str, flaw: str | None = None) -> Outcome:
        model = Model(client_id=SITE, username="alice", scopes=scopes)
        minted = emulator.mint(SITE, "alice", Wish(scopes=scopes))
        good = minting.signed(emulator, minted).access
        token = good if flaw is None else bad_token(emulator, flaw, model)
        sent = request("GET", "/orders", headers={"Authorization": f"Bearer {token}"})
        return api.decide(sent, fronts.user_pool(emulator, POOL))

    admitted = decided("orders/read")
    assert isinstance(admitted, Admitted)
    assert admitted.event["requestContext"]["authorizer"]["user"] == "alice"
    denied = decided("openid")
    assert isinstance(denied, Refusal)
    assert denied.answer.status == 403
    for flaw in set(flaws("access")) - {"another_pools_key"}:  # all pools of tests have one key
        outcome = decided("orders/read", flaw=flaw)
        assert isinstance(outcome, Admitted) == (flaw == "revoked"), flaw


def test_any_issuer_by_its_keys_over_tls(own_hosts: Api) -> None:
    token = own_hosts.tokens()["id_token"]
    issuer = own_hosts.shop.issuer
    keys = f"{issuer}/.well-known/jwks.json"

    payload = own_hosts.verifiers.call("verifyOf", issuer, keys, SITE, token)

    assert payload["iss"] == issuer
    assert payload["cognito:username"] == "alice"


def test_who_does_not_trust_the_authority_is_refused(own_hosts: Api) -> None:
    """The tests above would hold nothing if certificates were not checked."""
    with pytest.raises(requests.exceptions.SSLError):
        Visitor().get(f"{own_hosts.shop.issuer}/.well-known/jwks.json")
    variables = {"HTTPS_PORT": str(urlsplit(own_hosts.shop.url).port)}
    issuer = own_hosts.shop.issuer
    keys = f"{issuer}/.well-known/jwks.json"
    token = own_hosts.tokens()["id_token"]
    with library("verifiers.mjs", variables) as distrustful, pytest.raises(RefusedError) as refused:
        distrustful.call("verifyOf", issuer, keys, SITE, token)
    assert "certificate" in str(refused.value)
