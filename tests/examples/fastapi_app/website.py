"""A website with a login page; its pool is in production, and written down here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any
from urllib.parse import urlencode

import boto3
import jwt
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from fastapi import Cookie, FastAPI, Form
from fastapi.responses import HTMLResponse, RedirectResponse

REGION = "eu-central-1"
POOL_ID = "eu-central-1_Qw3rTzUi0"
CLIENT_ID = "5exampleclient0000000000ab"
CLIENT_SECRET = "hardcodedsecret000000000000000000000000000000000000"
ISSUER = f"https://cognito-idp.{REGION}.amazonaws.com/{POOL_ID}"
DOMAIN = f"https://website.auth.{REGION}.amazoncognito.com"
CALLBACK = "https://website.example.com/callback"

app = FastAPI()
cognito = boto3.client(
    "cognito-idp",
    region_name=REGION,
    # The SDK asks again by itself when the service is busy.
    config=Config(retries={"mode": "standard", "max_attempts": 3}),
)
keys = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json", cache_keys=False)


@dataclass
class Session:
    """Somebody who is signed in, or about to be."""

    username: str
    id_token: str = ""
    refresh_token: str = ""
    challenge: str = ""


sessions: dict[str, Session] = {}

LOGIN = """
<h1>Sign in</h1><p role="alert">{alert}</p>
<form method="post" action="/login">
  <input name="username" aria-label="Username">
  <input name="password" type="password" aria-label="Password">
  <button>Sign in</button>
</form>
"""
CODE = """
<h1>Enter the code</h1><p role="alert">{alert}</p>
<form method="post" action="/code">
  <input name="code" inputmode="numeric" aria-label="Code"><button>Continue</button>
</form>
"""


@app.get("/", response_class=HTMLResponse)
def home(session_id: Annotated[str, Cookie()] = "") -> Any:
    """Greet who is signed in."""
    session = sessions.get(session_id)
    claims = current(session) if session else None
    if claims is None:
        return RedirectResponse("/login")
    return f"<h1>Hello {escape(claims['name'])}</h1>"


@app.get("/login", response_class=HTMLResponse)
def login_page() -> str:
    """Show the form."""
    return LOGIN.format(alert="")


@app.post("/login", response_class=HTMLResponse)
def login(username: Annotated[str, Form()], password: Annotated[str, Form()]) -> Any:
    """Sign in with a password."""
    try:
        answer = cognito.initiate_auth(
            ClientId=CLIENT_ID,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={
                "USERNAME": username,
                "PASSWORD": password,
                "SECRET_HASH": secret_hash(username),
            },
        )
    except ClientError as error:
        return HTMLResponse(LOGIN.format(alert=escape(error.response["Error"]["Message"])), 401)
    return proceed(Session(username), answer)


@app.get("/pages")
def pages() -> RedirectResponse:
    """Sign in at the pool's pages, not at ours."""
    state = secrets.token_urlsafe()
    request = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": CALLBACK,
        "scope": "openid profile",
        "state": state,
    }
    away = RedirectResponse(f"{DOMAIN}/oauth2/authorize?{urlencode(request)}", 303)
    away.set_cookie("state", state, httponly=True)
    return away


@app.get("/callback", response_class=HTMLResponse)
def callback(
    code: str = "",
    state: str = "",
    error: str = "",
    known: Annotated[str, Cookie(alias="state")] = "",
) -> Any:
    """Take who comes back from the pool's pages."""
    if error or not state or not hmac.compare_digest(state, known):
        return HTMLResponse(LOGIN.format(alert=escape(error or "Please sign in anew.")), 401)
    answer = requests.post(
        f"{DOMAIN}/oauth2/token",
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=10,
    )
    if not answer.ok:
        return HTMLResponse(LOGIN.format(alert=escape(answer.json()["error"])), 401)
    tokens = answer.json()
    username = verified(tokens["id_token"])["cognito:username"]
    return remembered(Session(username, tokens["id_token"], tokens["refresh_token"]))


@app.post("/code", response_class=HTMLResponse)
def code(code: Annotated[str, Form()], session_id: Annotated[str, Cookie()] = "") -> Any:
    """Sign in with the code of a text message, after the password."""
    session = sessions.get(session_id)
    if session is None:
        return RedirectResponse("/login", 303)
    try:
        answer = cognito.respond_to_auth_challenge(
            ClientId=CLIENT_ID,
            ChallengeName="SMS_MFA",
            Session=session.challenge,
            ChallengeResponses={
                "USERNAME": session.username,
                "SMS_MFA_CODE": code,
                "SECRET_HASH": secret_hash(session.username),
            },
        )
    except ClientError as error:
        return HTMLResponse(CODE.format(alert=escape(error.response["Error"]["Message"])), 401)
    return proceed(session, answer)


def proceed(session: Session, answer: Any) -> Any:
    """Go on with what Cognito answers: the code page, or the home page."""
    if answer.get("ChallengeName") == "SMS_MFA":
        session.challenge = answer["Session"]
        return remembered(session, HTMLResponse(CODE.format(alert="")))
    session.id_token = answer["AuthenticationResult"]["IdToken"]
    session.refresh_token = answer["AuthenticationResult"]["RefreshToken"]
    return remembered(session)


def remembered(session: Session, page: Any = None) -> Any:
    """Show a page, the home page if there is none, to somebody whom we know again by a cookie."""
    page = page or RedirectResponse("/", 303)
    session_id = secrets.token_urlsafe()
    sessions[session_id] = session
    page.set_cookie("session_id", session_id, httponly=True)
    return page


def current(session: Session) -> dict[str, Any] | None:
    """Return who somebody is, refreshing what has expired; nobody if that is over, too."""
    try:
        return verified(session.id_token)
    except jwt.ExpiredSignatureError:
        pass
    except jwt.PyJWTError:
        return None
    try:
        answer = cognito.initiate_auth(
            ClientId=CLIENT_ID,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={
                "REFRESH_TOKEN": session.refresh_token,
                "SECRET_HASH": secret_hash(session.username),
            },
        )
    except cognito.exceptions.NotAuthorizedException:
        return None
    session.id_token = answer["AuthenticationResult"]["IdToken"]
    return verified(session.id_token)


def verified(id_token: str) -> dict[str, Any]:
    """Return what an ID token says."""
    key = keys.get_signing_key_from_jwt(id_token)
    claims: dict[str, Any] = jwt.decode(
        id_token, key, algorithms=["RS256"], issuer=ISSUER, audience=CLIENT_ID
    )
    if claims["token_use"] != "id":
        raise jwt.InvalidTokenError("Not an ID token")
    return claims


def secret_hash(username: str) -> str:
    """Return the proof that this app knows its secret."""
    digest = hmac.digest(CLIENT_SECRET.encode(), (username + CLIENT_ID).encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()
