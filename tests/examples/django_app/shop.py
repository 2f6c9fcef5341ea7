"""A shop in one file of Django: an API for customers, and a login that keeps a session."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import boto3
import jwt
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path

View = Callable[[HttpRequest], JsonResponse]

settings.configure(
    SECRET_KEY="not-so-secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    SESSION_SERIALIZER="django.contrib.sessions.serializers.JSONSerializer",
    SESSION_COOKIE_AGE=8 * 3600,
    COGNITO={},  # pool_id, client_id, issuer, url: set where it is deployed
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


urlpatterns = [path("basket", basket), path("login", login), path("me", me)]
application = WSGIHandler()
