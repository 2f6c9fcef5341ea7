"""The raw exchanges about identity providers that somebody kept, asked again of the emulator.

One comes from a provider that begins, two go to a provider. As those of `test_domain_http`, they
live outside this repository; where they are missing, this is skipped.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from cognito_emulator.saml import issuing
from cognito_emulator.saml.issuing import Draft
from tests.web.oauth.test_domain_http import (
    ABOUT_PROVIDERS,
    HOST,
    ROWS,
    SEED,
    Domain,
    a_domain,
    all_rows,
    filled,
    pattern,
)
from tests.web.saml_hosting import ENTITY, METADATA, SIGNER

HERE = f"https://{HOST}"
ACS = f"{HERE}/saml2/idpresponse"
APP = "https://www.example.com"

pytestmark = pytest.mark.skipif(not ROWS.exists(), reason="the exchanges are kept elsewhere")


class Provider(BaseHTTPRequestHandler):
    """A provider's token endpoint, which notes what it is asked and gives nothing."""

    asked: ClassVar[list[tuple[dict[str, str], str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked.append((headers, body))
        self.send_response(400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_provider() -> Iterator[str]:
    """Serve it; its address."""
    Provider.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def domain(tmp_path: Path) -> Iterator[Domain]:
    with a_provider() as url, a_domain(seed(url), tmp_path) as made:
        yield made


def seed(address: str) -> dict[str, Any]:
    """The pool, with a SAML provider that may begin, and an OIDC provider at an address."""
    apps = [
        {
            "ClientName": provider,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "phone"],
            "CallbackURLs": [APP],
            "SupportedIdentityProviders": [provider],
        }
        for provider in ("MySAMLIdP", "Corp")
    ]
    saml = {
        "ProviderName": "MySAMLIdP",
        "ProviderType": "SAML",
        "ProviderDetails": {"MetadataFile": METADATA, "IDPInit": "true"},
    }
    oidc = {
        "ProviderName": "Corp",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "the-pool",
            "client_secret": "a-secret",
            "authorize_scopes": "openid",
            "attributes_request_method": "GET",
            "oidc_issuer": address,
            "authorize_url": f"{address}/authorize",
            "token_url": f"{address}/token",
            "attributes_url": f"{address}/userinfo",
            "jwks_uri": f"{address}/jwks",
        },
    }
    return {**SEED, "Clients": apps, "IdentityProviders": [saml, oidc]}


def left(domain: Domain) -> list[tuple[str, str]]:
    """Leave for the OIDC provider; the query that it gets."""
    query = {
        "client_id": domain.others[0].id,
        "identity_provider": "Corp",
        "redirect_uri": APP,
        "response_type": "code",
        "scope": "openid",
    }
    answer = domain.ask("GET", f"/oauth2/authorize?{urlencode(query)}")
    assert answer.status == 302, answer.body
    return parse_qsl(urlsplit(answer.headers["Location"]).query)


def test_there_are_such_rows() -> None:
    assert all_rows().keys() >= ABOUT_PROVIDERS


def test_what_the_provider_is_asked(domain: Domain) -> None:
    """The source has the alphabet's order; their own is measured [federation-3]."""
    theirs = dict(all_rows()["to-idp-authorize"]["query"])

    ours = dict(left(domain))

    assert ours.keys() == theirs.keys()
    for name, expected in theirs.items():
        assert re.fullmatch(pattern(expected), ours[name])


def test_what_its_token_endpoint_is_asked(domain: Domain) -> None:
    row = all_rows()["to-idp-token"]
    brought = {"code": "a-code", "state": dict(left(domain))["state"]}

    answer = domain.ask("GET", f"/oauth2/idpresponse?{urlencode(brought)}")

    [(headers, body)] = Provider.asked
    theirs = dict(row["request_headers"])
    assert headers.keys() - {"host", "connection", "content-length"} == theirs.keys()
    for name, expected in theirs.items():
        assert re.fullmatch(pattern(expected), headers[name])
    where = row["body"].replace("${dom}", quote(HOST, safe=""))
    assert re.fullmatch(pattern(where), body)
    assert answer.headers["x-amz-cognito-request-id"] == headers["x-amz-cognito-request-id"]


def test_a_saml_provider_that_begins(domain: Domain) -> None:
    """The source has not all headers: those of the pages are missing, and cookies."""
    row = all_rows()["idp-initiated-saml"]
    form = {name: filled(value, domain) for name, value in row["form"]}
    form["SAMLResponse"] = b64encode(unsolicited(domain).encode()).decode()

    answer = domain.ask(row["method"], row["path"], form)

    assert answer.status == row["status"], answer.body
    theirs = dict(row["headers"])
    assert {name.lower() for name in answer.headers} >= theirs.keys()
    assert answer.headers["content-length"] == theirs["content-length"]
    assert re.fullmatch(pattern(theirs["location"]), answer.headers["Location"])


def unsolicited(domain: Domain) -> str:
    """A response that nobody has asked the provider for."""
    now = domain.now
    draft = Draft(
        assertion_id="_1",
        issuer=ENTITY,
        issue_instant=now,
        name_id="alice",
        audience=f"urn:amazon:cognito:sp:{domain.pool_id}",
        recipient=ACS,
        in_response_to=None,
        not_before=now - 300,
        not_on_or_after=now + 300,
        attributes={},
        session_index="_s",
    )
    return issuing.response(
        issuing.sign(issuing.assertion(draft), SIGNER),
        response_id="_r",
        issuer=ENTITY,
        issue_instant=now,
        destination=ACS,
        in_response_to=None,
        status=issuing.SUCCESS,
    )
