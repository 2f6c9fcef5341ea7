"""Requests to pools' domains: good ones, with something in them that is not."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from tests.fuzz.connection import Connection, Finding
from tests.fuzz.values import CALLBACK, CODE, HOSTILE, PASSWORDS, USERNAMES

_MOST_CHARS = 500  # redirects have the query again, and Node.js reads 16 KB of headers
_PAGES = (
    *("/login", "/login", "/login", "/oauth2/authorize", "/oauth2/authorize"),
    *("/login", "/verifyPassword", "/signup", "/confirm", "/resendcode", "/confirmUser"),
    *("/forgotPassword", "/confirmforgotPassword", "/resetPassword", "/changePassword"),
    *("/mfa", "/mfaOption", "/mfaSetup", "/selectChallenge", "/passkey", "/passkeys/add"),
    *("/oauth2/idpresponse", "/saml2/idpresponse", "/saml2/logout"),
    *("/oauth2/authorize", "/logout", "/error", "/_assets/default/x", "/_aids/signIn", "/x"),
)
_ENDPOINTS = ("/oauth2/token", "/oauth2/revoke", "/oauth2/userInfo", "/oauth2/register")
_METHODS = ("HEAD", "OPTIONS", "PUT", "TRACE", "DELETE")
_QUERY = (
    *("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt", "lang"),
    *("code_challenge", "code_challenge_method", "max_age", "login_hint", "resource", "error"),
    *("identity_provider", "logout_uri", "user_name", "confirmation_code", "acr_values"),
)
_FORM = (
    *("_csrf", "username", "password", "session", "verification_code", "answer", "where"),
    *("credential", "new_password", "requiredAttributes[email]", "signInAs", "device_name"),
    *("grant_type", "code", "client_secret", "code_verifier", "refresh_token", "token", "scope"),
    *("SAMLResponse", "RelayState", "state"),
)
_TYPES = ("application/json", "multipart/form-data; boundary=x", "text/plain", "")
_AUTHORIZATIONS = ("Basic \xff", "Basic YTpi", "Basic", "Bearer x", "Bearer a.b.c", "Digest a=b")
_ODD = ("&%ff=%fe", "&state=%ff", "&=&&", "&lang=%ed%a0%80", "&a=1&a=2", "&scope")
_PROBE = '"><script>alert(1)</script>'
_PASSWORDS = (PASSWORDS[0], PASSWORDS[0], *PASSWORDS)
_GRANTS = ("authorization_code", "refresh_token", "client_credentials")


class Browser:
    """Somebody at the pages of pools' domains, who keeps cookies and does as the dice say."""

    def __init__(self, connection: Connection, dice: random.Random) -> None:
        self._connection = connection
        self._dice = dice
        self._cookies: dict[str, str] = {}

    def move(self, domain: str, client_id: str) -> bool:
        """Send one request; return whether the app got a code.

        Args:
            domain: the path of the pool's.
            client_id: of an app.

        Raises:
            Finding: the answer fails, leads astray, or has what was sent as markup.

        """
        path = self._dice.choice(_PAGES if self._dice.random() < 0.75 else _ENDPOINTS)
        method = self._dice.choice(("GET", "GET", "POST", "POST", "POST", "POST"))
        if self._dice.random() < 0.1:
            method = self._dice.choice(_METHODS)
        query = f"{self._encoded(self._query(client_id), _QUERY)}{self._sometimes(_ODD, 0.1)}"
        body = self._encoded(self._form(path, client_id), _FORM) if method == "POST" else ""
        target = f"{domain}{path}?{query}"
        status, headers, text = self._connection.exchange(
            method, target, body.encode() or None, self._headers()
        )
        self._learn(headers)
        wrong = _wrong(status, dict(headers).get("Location", ""), text, domain)
        if wrong:
            raise Finding(f"{wrong}: {method} {target} {body}: {status} {headers} {text[:2_000]!r}")
        return dict(headers).get("Location", "").startswith(f"{CALLBACK}?code=")

    def _query(self, client_id: str) -> dict[str, str]:
        return {
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "response_type": self._dice.choice(("code", "code", "token")),
            "scope": "openid",
            "state": "a state",
        }

    def _form(self, path: str, client_id: str) -> dict[str, str]:
        if path in _ENDPOINTS:
            grant = self._dice.choice(_GRANTS)
            known = {name: self._cookies.get(name, "x") for name in ("code", "refresh_token")}
            return {"grant_type": grant, "client_id": client_id, "redirect_uri": CALLBACK, **known}
        return {
            "_csrf": self._cookies.get("XSRF-TOKEN", ""),
            "username": self._dice.choice(USERNAMES),
            "password": self._dice.choice(_PASSWORDS),
            "verification_code": CODE,
        }

    def _encoded(self, good: Mapping[str, str], names: tuple[str, ...]) -> str:
        """Return parameters, some of them hostile, and some left out."""
        mixed = dict(good)
        for _ in range(self._dice.choice((0, 0, 1, 2))):
            mixed[self._dice.choice(names)] = self._hostile()
        if mixed and self._dice.random() < 0.1:
            del mixed[self._dice.choice(sorted(mixed))]
        return urlencode(mixed, quote_via=quote)

    def _hostile(self) -> str:
        if self._dice.random() < 0.3:
            return _PROBE
        return str(self._dice.choice(HOSTILE)(self._dice))[:_MOST_CHARS]

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        form = "application/x-www-form-urlencoded"
        headers = {"Content-Type": self._sometimes(_TYPES, 0.05) or form, "Cookie": cookies}
        if authorization := self._sometimes(_AUTHORIZATIONS, 0.1):
            headers["Authorization"] = authorization
        return headers

    def _sometimes(self, choices: tuple[str, ...], part: float) -> str:
        return self._dice.choice(choices) if self._dice.random() < part else ""

    def _learn(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name == "Set-Cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self._cookies[cookie] = kept
            found = re.search("[?&]code=([^&]+)", value) if name == "Location" else None
            if found:
                self._cookies["code"] = found[1]


def _wrong(status: int, location: str, text: bytes, domain: str) -> str:
    if status >= 500:
        return "a failure"
    if location and not location.startswith((f"{domain}/", CALLBACK)):
        return "led astray"
    return "markup" if _PROBE.encode() in text else ""
