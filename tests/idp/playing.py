"""A stand-in in the test's process, and an application at its door."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from cognito_emulator.idp import authorization, routes
from cognito_emulator.idp.authorization import AuthorizationRequest, Delivery
from cognito_emulator.idp.behaviours import Behaviour
from cognito_emulator.idp.exchange import Answer, Answered, NoAnswer, Request, request_to
from cognito_emulator.idp.keys import Keys
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory, Person
from cognito_emulator.idp.provider import Client, Provider

NOW = 1_900_000_000.0
BACK = "https://app.example.com/callback"
CLIENT = "an-app"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
#: Making keys takes tenths of a second.
KEYS = Keys()

ADA = Person(
    subject="ada-1",
    claims={
        "name": "Ada Park",
        "given_name": "Ada",
        "family_name": "Park",
        "email": "ada@example.com",
        "email_verified": True,
        "phone_number": "+12025550100",
        "groups": ["admins", "staff"],
    },
)


@dataclass
class Playing:
    """A stand-in with Ada, and what an application does with it."""

    kind: str = "OIDC"
    clients: Mapping[str, Client] | None = None
    people: PeopleInMemory = field(default_factory=lambda: PeopleInMemory([ADA]))
    now: float = NOW
    base_url: str = "http://idp.localhost/corp"

    def __post_init__(self) -> None:
        self.provider = Provider(
            name="corp",
            kind=KINDS[self.kind],
            people=self.people,
            keys=KEYS,
            clients=self.clients,
        )

    # --- as a browser does ---

    def wanted(self, **parameters: str | None) -> dict[str, str]:
        """A request of the application; ``None`` leaves a parameter out."""
        usual = {
            "client_id": CLIENT,
            "redirect_uri": BACK,
            "scope": "openid email",
            "response_type": "code",
            "state": "a-state",
        }
        return {n: v for n, v in {**usual, **parameters}.items() if v is not None}

    def wish(self, **parameters: str | None) -> AuthorizationRequest:
        return self.wish_at(f"{self.base_url}/authorize?{urlencode(self.wanted(**parameters))}")

    def wish_at(self, url: str) -> AuthorizationRequest:
        request = request_to(self.base_url, "GET", url, self.now)
        return authorization.read(self.provider, request)

    def allow(
        self,
        person: Person = ADA,
        behaviour: Behaviour = "",
        /,
        **parameters: str | None,
    ) -> Delivery:
        wish = self.wish(**parameters)
        known = self.people.find(person.subject) or person
        return authorization.allowed(self.provider, wish, known, self.now, behaviour)

    def code(self, behaviour: Behaviour = "", /, **parameters: str | None) -> str:
        return self.allow(ADA, behaviour, **parameters).parameters["code"]

    # --- as the application's server does ---

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, **headers: str
    ) -> Answered:
        """Ask an endpoint; in headers' names a line stands for a dash."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        body = b""
        if form is not None:
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
            body = urlencode(form).encode()
        url = self.base_url + path
        return self.asked(request_to(self.base_url, method, url, self.now, headers=sent, body=body))

    def asked(self, request: Request) -> Answered:
        return routes.answer(self.provider, request)

    def token(self, _headers: Mapping[str, str] | None = None, /, **form: str | None) -> Answer:
        """Ask the token endpoint; ``None`` leaves a field out."""
        usual = {"grant_type": "authorization_code", "client_id": CLIENT, "redirect_uri": BACK}
        sent = {n: v for n, v in {**usual, **form}.items() if v is not None}
        answer = self.ask("POST", "/token", sent, **(_headers or {}))
        assert isinstance(answer, Answer)
        return answer

    def tokens(self, behaviour: Behaviour = "", /, **parameters: str | None) -> dict[str, Any]:
        return read(self.token(code=self.code(behaviour, **parameters)))

    def transport(self) -> httpx2.MockTransport:
        """What has httpx2, and libraries that use it, ask this stand-in."""

        def handle(request: httpx2.Request) -> httpx2.Response:
            asked = request_to(
                self.base_url,
                request.method,
                str(request.url),
                self.now,
                headers=request.headers,
                body=request.read(),
            )
            answer = self.asked(asked)
            if isinstance(answer, NoAnswer):
                raise httpx2.ReadTimeout("The stand-in keeps its client waiting.", request=request)
            return httpx2.Response(answer.status, headers=answer.headers, content=answer.body)

        return httpx2.MockTransport(handle)

    def later(self, seconds: float) -> None:
        self.now += seconds


def read(answer: Answered, status: int = 200) -> dict[str, Any]:
    """The document of an answer."""
    assert isinstance(answer, Answer)
    assert answer.status == status, answer
    found: dict[str, Any] = json.loads(answer.body)
    return found


def header(answer: Answered, name: str) -> str:
    assert isinstance(answer, Answer)
    [found] = [value for each, value in answer.headers if each == name]
    return found


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def known_to(person: Person, *clients: str) -> Person:
    return replace(person, known_to=clients)
