"""What the flows of a pool's domain cost: a code and its tokens, and a machine's token.

A code is good once, so the requests cannot be made in advance: a client of Python's own sends them,
which is in the figures. It runs in a process of its own, as the load does.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # when started by its path

from tests.benchmarks.wire import HOST, PASSWORD, TIMEOUT_SECONDS, RefusedError, call, make_scene

CALLBACK = "http://localhost:3000/callback"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class CostsOfADomain:
    """Milliseconds of each flow, one after the other over one connection.

    Attributes:
        code: authorize in a browser that is signed in, and the code's exchange: two signatures.
        machine: the grant ``client_credentials``: one signature.

    """

    code: float
    machine: float


def costs_of_a_domain(port: int, seconds: float) -> CostsOfADomain:
    """Measure a server of ours.

    Raises:
        RuntimeError: it failed; with its last words.

    """
    done = subprocess.run(
        [sys.executable, __file__, str(port), str(seconds)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return CostsOfADomain(**json.loads(done.stdout))


class Domain:
    """A pool's domain with a client for people, and one for machines."""

    def __init__(self, port: int) -> None:
        """Make the pool and sign a browser in."""
        scene = make_scene(port)
        self.prefix = f"/_domain/{scene.pool_id.replace('_', '').lower()}"
        call(
            port,
            "CreateResourceServer",
            {
                "UserPoolId": scene.pool_id,
                "Identifier": "orders",
                "Name": "orders",
                "Scopes": [{"ScopeName": "read", "ScopeDescription": "read"}],
            },
        )
        oauth = {"UserPoolId": scene.pool_id, "AllowedOAuthFlowsUserPoolClient": True}
        people = {"AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"]}
        machines = {
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["orders/read"],
        }
        self.people = _client(
            port, {**oauth, **people, "ClientName": "people", "CallbackURLs": [CALLBACK]}
        )
        self.machine = _client(
            port, {**oauth, **machines, "ClientName": "machine", "GenerateSecret": True}
        )
        self._connection = HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
        self.query = urlencode(
            {
                "client_id": self.people["ClientId"],
                "response_type": "code",
                "redirect_uri": CALLBACK,
                "scope": "openid email",
            }
        )
        self.cookie = self._signed_in()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def code_flow(self) -> None:
        """Authorize, and exchange the code."""
        answer, _ = self.ask(
            "GET", f"/oauth2/authorize?{self.query}", headers={"Cookie": self.cookie}
        )
        (code,) = parse_qs(urlsplit(answer.headers["Location"]).query)["code"]
        self.token(
            {
                "grant_type": "authorization_code",
                "client_id": self.people["ClientId"],
                "code": code,
                "redirect_uri": CALLBACK,
            }
        )

    def machine_flow(self) -> None:
        """Take a machine's token."""
        pair = f"{self.machine['ClientId']}:{self.machine['ClientSecret']}"
        basic = b64encode(pair.encode()).decode()
        self.token({"grant_type": "client_credentials"}, {"Authorization": f"Basic {basic}"})

    def token(self, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> None:
        """Ask the token endpoint."""
        answer, content = self.ask("POST", "/oauth2/token", form, headers)
        if answer.status != 200:
            raise RefusedError(f"{form['grant_type']}: {answer.status} {content[:200]}")

    def ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[HTTPResponse, str]:
        """Send a request to the domain; no redirect is followed."""
        body = None if form is None else urlencode(form)
        fields = {**({} if form is None else {"Content-Type": _FORM}), **(headers or {})}
        self._connection.request(method, f"{self.prefix}{path}", body, fields)
        answer = self._connection.getresponse()
        return answer, answer.read().decode()

    def _signed_in(self) -> str:
        """Sign a browser in by the login page's forms; return the cookies that it has then."""
        cookies: dict[str, str] = {}
        answer, page = self.ask("GET", f"/login?{self.query}")
        while answer.status == 200:
            _keep(cookies, answer)
            fields = dict(re.findall(r'<input[^>]*name="(_csrf|csrf)"[^>]*value="([^"]*)"', page))
            (action,) = re.findall(r'<form[^>]*action="([^"]*)"', page)[:1]
            wants_password = 'type="password"' in page
            form = {**fields, "username": "alice"}
            if wants_password:
                form["password"] = PASSWORD
            path = action.replace("&amp;", "&").removeprefix(self.prefix)
            answer, page = self.ask("POST", path, form, {"Cookie": _header(cookies)})
        _keep(cookies, answer)
        if "cognito" not in cookies:
            raise RefusedError(f"sign-in at the pages: {answer.status} {page[:200]}")
        return _header(cookies)


def _keep(cookies: dict[str, str], answer: HTTPResponse) -> None:
    for line in answer.headers.get_all("Set-Cookie") or ():
        name, _, value = line.partition(";")[0].partition("=")
        cookies[name] = value


def _header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _client(port: int, request: Mapping[str, Any]) -> dict[str, str]:
    made: dict[str, str] = call(port, "CreateUserPoolClient", request)["UserPoolClient"]
    return made


def _median_ms(flow: Callable[[], None], seconds: float) -> float:
    times = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        flow()
        times.append(time.perf_counter() - began)
    return median(times) * 1000


def main() -> None:
    """Measure, and print what was found."""
    domain, seconds = Domain(int(sys.argv[1])), float(sys.argv[2])
    for flow in (domain.code_flow, domain.machine_flow):  # so that both are warm
        _median_ms(flow, 0.2)
    print(
        json.dumps(
            {
                "code": _median_ms(domain.code_flow, seconds),
                "machine": _median_ms(domain.machine_flow, seconds),
            }
        )
    )


if __name__ == "__main__":
    main()
