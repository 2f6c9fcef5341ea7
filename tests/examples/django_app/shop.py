"""A shop in one file of Django: an API for customers, and a login that keeps a session."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import boto3
import jwt
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.urls import path

CALLBACK = "http://localhost/signed-in"

settings.configure(
    SECRET_KEY="not-so-secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    SESSION_SERIALIZER="django.contrib.sessions.serializers.JSONSerializer",
    SESSION_COOKIE_AGE=8 * 3600,
    COGNITO={},  # pool_id, client_id, issuer, url, domain_url: set where it is deployed
)


@cache
def cognito() -> Any:
    """Return the shop's client of the service."""
    once = Config(retries={"total_max_attempts": 1})  # `patiently` has its own idea of patience
    return boto3.client("cognito-idp", endpoint_url=settings.COGNITO["url"], config=once)


def customer(request: HttpRequest) -> dict[str, Any]:
    """Return what the access token of a request says.

    Raises:
        PyJWTError: it has none, or one that is not good.

    """
    issuer = settings.COGNITO["issuer"]
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    key = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json").get_signing_key_from_jwt(token)
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer)
    if (claims["token_use"], claims.get("client_id")) != ("access", settings.COGNITO["client_id"]):
        raise jwt.InvalidTokenError("Not an access token for this shop")
    return claims


def basket(request: HttpRequest) -> JsonResponse:
    """Show the basket of who has a good token that was not revoked since: money is at stake."""
    try:
        claims = customer(request)
        token = request.headers["Authorization"].removeprefix("Bearer ")
        person = patiently(lambda: cognito().get_user(AccessToken=token))
    except (jwt.PyJWTError, ClientError) as error:
        return JsonResponse({"error": str(error)}, status=401)
    attributes = {each["Name"]: each["Value"] for each in person["UserAttributes"]}
    return JsonResponse({"customer": claims["sub"], "mail": attributes["email"]})


def login(request: HttpRequest) -> JsonResponse:
    """Sign in, and remember who it is in a session."""
    form = json.loads(request.body)
    try:
        answer = patiently(
            lambda: cognito().admin_initiate_auth(
                UserPoolId=settings.COGNITO["pool_id"],
                ClientId=settings.COGNITO["client_id"],
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": form["username"], "PASSWORD": form["password"]},
            )
        )
    except ClientError as error:
        return JsonResponse({"error": error.response["Error"]["Message"]}, status=401)
    if "ChallengeName" in answer:
        return JsonResponse({"challenge": answer["ChallengeName"]}, status=202)
    request.session["username"] = form["username"]
    return JsonResponse({"access_token": answer["AuthenticationResult"]["AccessToken"]})


def sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Send a browser to the pool's pages, with a proof key (PKCE) in place of a secret."""
    state, verifier = secrets.token_urlsafe(), secrets.token_urlsafe(48)
    request.session["state"], request.session["verifier"] = state, verifier
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    wanted = {
        "response_type": "code",
        "client_id": settings.COGNITO["client_id"],
        "redirect_uri": CALLBACK,
        "scope": "openid email",
        "state": state,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return HttpResponseRedirect(
        f"{settings.COGNITO['domain_url']}/oauth2/authorize?{urlencode(wanted)}"
    )


def signed_in(request: HttpRequest) -> JsonResponse:
    """Take a browser that comes back from there."""
    state, verifier = request.session.pop("state", ""), request.session.pop("verifier", "")
    if not state or request.GET.get("state") != state or "code" not in request.GET:
        return JsonResponse({"error": request.GET.get("error", "sign in anew")}, status=401)
    tokens = requests.post(
        f"{settings.COGNITO['domain_url']}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "client_id": settings.COGNITO["client_id"],
            "redirect_uri": CALLBACK,
            "code": request.GET["code"],
            "code_verifier": verifier,
        },
        timeout=10,
    ).json()
    person = requests.get(
        f"{settings.COGNITO['domain_url']}/oauth2/userInfo",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=10,
    ).json()
    request.session["username"] = person["username"]
    return JsonResponse({"email": person["email"]})


def me(request: HttpRequest) -> JsonResponse:
    """Tell who has a session."""
    return JsonResponse({"username": request.session.get("username")})


def patiently(call: Callable[[], Any]) -> Any:
    """Call the service, and once more if it stumbles."""
    try:
        return call()
    except ClientError as error:
        if (
            error.response["ResponseMetadata"]["HTTPStatusCode"] < 500
            and "TooManyRequests" not in (error.response["Error"]["Code"])
        ):
            raise
    return call()


urlpatterns = [
    path("basket", basket),
    path("login", login),
    path("sign-in", sign_in),
    path("signed-in", signed_in),
    path("me", me),
]
application = WSGIHandler()
