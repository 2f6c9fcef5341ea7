"""The raw exchanges with a real domain that somebody kept, asked again of the emulator.

They are asked over TLS, under the real host's name. They live outside this repository; where they
are missing, this is skipped. Compared are status, names of headers, redirect and cookies, where the
source has them. `test_domain_http_providers` has the rows about identity providers.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPMessage, HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import pytest

from cognito_emulator import Emulator, Server, Tls
from tests.support import PASSWORD

ROWS = Path(__file__).parents[4] / "shared" / "measured" / "domain_http.jsonl"
HOST = "shop.auth.us-east-1.amazoncognito.com"
APP = "http://localhost:3000/signedIn"
IMPLICIT_APP = "https://app.example.com/"
GOODBYE = "https://app.example.com/goodbye"
#: What is not compared: what depends on the day and the connection, or was there at times only.
ASIDE = {
    *("date", "server", "connection", "transfer-encoding", "content-length"),
    "x-application-context",
}
#: What our pages have beside the service's headers: a policy that keeps foreign scripts out.
OURS = {"content-security-policy"}
ABOUT_PROVIDERS = {"idp-initiated-saml", "to-idp-authorize", "to-idp-token"}
SEED = {
    "PoolName": "shop",
    "Id": "us-east-1_DomainHtp",
    "Domain": {"Domain": "shop"},
    "ResourceServers": [
        {
            "Identifier": "https://api.example.com",
            "Name": "api",
            "Scopes": [{"ScopeName": "all", "ScopeDescription": "all"}],
        }
    ],
    "Clients": [
        {
            "ClientName": "app",
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": [APP, IMPLICIT_APP],
            "LogoutURLs": [GOODBYE],
            "SupportedIdentityProviders": ["COGNITO"],
        },
        {
            "ClientName": "machine",
            "GenerateSecret": True,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["https://api.example.com/all"],
        },
    ],
    "Users": [{"Username": "alice", "Password": PASSWORD}],
}


def all_rows() -> dict[str, Any]:
    """All rows by their labels; none where they are missing."""
    if not ROWS.exists():
        return {}
    found = [json.loads(line) for line in ROWS.read_text("utf-8").splitlines() if line.strip()]
    return {row["label"]: row for row in found if "label" in row}


def rows() -> list[Any]:
    return [row for label, row in all_rows().items() if label not in ABOUT_PROVIDERS]


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: str


class Domain:
    """The domain, and a client that reaches it by the real name."""

    def __init__(self, server: Server, emulator: Emulator) -> None:
        self._server = server
        self._context = ssl.create_default_context(cafile=str(server.ca_file))
        planted = emulator.seeded[0]
        self.pool_id = planted.pool.id
        self.now = emulator.clock.now()
        self.app, *self.others = planted.clients
        self.cookies: dict[str, str] = {}

    def ask(
        self,
        method: str,
        target: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        host: str = HOST,
    ) -> Answer:
        address = urlsplit(str(self._server.https_url))
        plain = socket.create_connection((address.hostname, address.port), timeout=60)
        with closing(HTTPSConnection(host)) as connection:
            connection.sock = self._context.wrap_socket(plain, server_hostname=host)
            sent = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Content-Type": "application/x-www-form-urlencoded",
                **(headers or {}),
            }
            connection.request(method, target, urlencode(form or {}) if form else None, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        for each in answer.headers.get_all("Set-Cookie", []):
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def sign_in(self, query: str, fields: Mapping[str, str]) -> Answer:
        """Send the login form, filled in, with the fields of a row in their order."""
        page = self.ask("GET", f"/login?{query}")
        found = re.search(r'name="_csrf" value="([^"]+)"', page.body)
        assert found, page.body
        real = {"_csrf": found[1], "username": "alice", "password": PASSWORD}
        return self.ask("POST", f"/login?{query}", {**fields, **real})

    def code(self) -> str:
        query = {"client_id": self.app.id, "response_type": "code", "redirect_uri": APP}
        answer = self.sign_in(urlencode(query), {})
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]


@contextmanager
def a_domain(seed: Mapping[str, Any], folder: Path) -> Iterator[Domain]:
    """The domain of a seed's pool, and a folder for the authority that it takes."""
    tls = Tls(port=0, folder=folder / "tls", aws_regions=["us-east-1"])
    with Emulator(seed=seed) as emulator, Server(emulator, port=0, tls=tls) as server:
        yield Domain(server, emulator)


@pytest.fixture
def domain(tmp_path: Path) -> Iterator[Domain]:
    with a_domain(SEED, tmp_path) as made:
        yield made


@pytest.mark.skipif(not ROWS.exists(), reason="the exchanges are kept elsewhere")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["label"])
def test_the_answer_is_that_of_the_service(domain: Domain, row: Mapping[str, Any]) -> None:
    query = filled(row.get("query", ""), domain)

    answer = asked(domain, row, query)

    if "status" in row:
        assert answer.status == row["status"]
    theirs = [(name.lower(), value) for name, value in row.get("headers", [])]
    compare_names(answer, {name for name, _ in theirs})
    compare_cookies(answer, [value for name, value in theirs if name == "set-cookie"])
    location = dict(theirs).get("location")
    if location is not None:
        here = f"https://{HOST}{row['path']}"
        found = urljoin(here, answer.headers["Location"])
        assert re.fullmatch(pattern(location, query), found)
    compare_bodies(answer, row.get("body"))


@pytest.mark.skipif(not ROWS.exists(), reason="the exchanges are kept elsewhere")
def test_there_are_rows() -> None:
    assert len(rows()) >= 10


def asked(domain: Domain, row: Mapping[str, Any], query: str) -> Answer:
    """Ask what the row has asked, with values of ours."""
    label, fields = row["label"], dict(row.get("form", []))
    if label == "page":  # the path may have been rewritten; it was a page
        return domain.ask("GET", f"/login?client_id={domain.app.id}&{answered_at(APP)}")
    if label.startswith("login-post"):
        return domain.sign_in(query, fields)
    if label == "token-code-public-client":
        fields |= {"code": domain.code(), "client_id": domain.app.id}
    headers = {}
    if label == "token-client-credentials":
        [machine] = domain.others
        pair = f"{machine.id}:{machine.secrets[0].value}"
        headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    target = filled(row["path"], domain) + (f"?{query}" if query else "")
    host = row.get("host", HOST)
    return domain.ask(row["method"], target, fields or None, headers, host)


def answered_at(uri: str) -> str:
    return f"response_type=code&redirect_uri={quote(uri, safe='')}"


def filled(text: str, domain: Domain) -> str:
    """Put values of ours in a row's places."""
    text = text.replace("${client}", domain.app.id).replace("${pool}", domain.pool_id)
    text = text.replace("${uri}", quote(GOODBYE, safe=""))
    return text.replace("redirect_uri=..", f"redirect_uri={quote(APP, safe='')}")


PLACES = {
    r"${dom}": re.escape(HOST),
    r"${uri}": re.escape(GOODBYE),
    r"${uuid}": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"${now}": r"[A-Z][a-z]{2}, \d\d-[A-Z][a-z]{2}-\d{4} [\d:]{8} GMT",
    r"${gzip_b64}": r"H4sI[\w+/=-]+",
    r"${gzip_b64url}": r"H4sI[\w=-]+",
    r"${idp_client}": "the-pool",
    r"${secret}": "a-secret",
    r"${code}": "a-code",
}
DAY = re.compile(r"[A-Z][a-z]{2},\\ \d\d\\-[A-Z][a-z]{2}\\-2\d{3}\\ [\d:]{8}\\ GMT")


def pattern(text: str, query: str = "") -> str:
    """Return what a text of a row matches."""
    found = re.sub(r"\$\{(\w+):\w+\}", r"${\1}", text)  # ${uuid:code} is a ${uuid}
    found = re.escape(found.replace("${same_query}", query))
    for place, matched in PLACES.items():
        found = found.replace(re.escape(place), matched)
    found = DAY.sub(lambda _day: PLACES["${now}"], found)
    return re.sub(r"(?:\\\.){2,}", ".*", found)  # what the source has left out


def compare_names(answer: Answer, theirs: set[str]) -> None:
    ours = {name.lower() for name in answer.headers}
    if "date" in theirs:  # the source has them all
        assert ours - ASIDE - OURS == theirs - ASIDE
    else:
        assert theirs - ASIDE <= ours


def compare_cookies(answer: Answer, theirs: list[str]) -> None:
    if not theirs:
        return
    ours = answer.headers.get_all("Set-Cookie", [])
    left = list(ours)
    for cookie in theirs:
        found = [each for each in left if re.fullmatch(pattern(cookie), each)]
        assert found, f"{cookie} is none of {ours}"
        left.remove(found[0])
    assert not left


def compare_bodies(answer: Answer, theirs: object) -> None:
    if not isinstance(theirs, dict):
        return
    ours = json.loads(answer.body)
    if "error" in theirs or "code" in theirs:
        assert ours == theirs
    assert set(ours) == set(theirs)
