"""Readers of ``x-amzn-oidc-data`` as published: PyJWT by the vendor's guide, and a middleware."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import jwt
import pytest
import requests

from pytest_cognito_emulator import Cognito, CognitoAlb, CognitoUser
from tests.clients_python.support import APP

MIDDLEWARE = "django-aws-alb-idp-auth==0.1.3"
CALLBACK = "https://app.example.com/oauth2/idpresponse"


@pytest.fixture(scope="session")
def cognito_settings() -> Mapping[str, object]:
    return {"client": {**APP, "GenerateSecret": True, "CallbackURLs": [CALLBACK]}}


@pytest.mark.usefixtures("cognito_intercept")
def test_the_vendor_s_guide(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    """Its steps, with requests and PyJWT: the header, the key, the payload."""
    encoded = cognito_alb.headers(cognito_user)["x-amzn-oidc-data"]

    header = json.loads(base64.b64decode(encoded.split(".")[0]).decode())
    assert header["signer"] == cognito_alb.arn
    region = header["signer"].split(":")[3]
    url = f"https://public-keys.auth.elb.{region}.amazonaws.com/{header['kid']}"
    public_key = requests.get(url, timeout=10).text

    payload = jwt.decode(encoded, public_key, algorithms=["ES256"])
    assert payload["sub"] == cognito_user.sub


@pytest.fixture(scope="module")
def middleware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the middleware is installed, by itself: it wants an older Django than ours."""
    folder = tmp_path_factory.mktemp("middleware")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
    done = subprocess.run(
        [*command, str(folder), MIDDLEWARE], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"{MIDDLEWARE} cannot be installed: {done.stderr[-200:]}")
    return folder


def test_a_middleware_of_django(
    cognito_intercept: Cognito,
    cognito_alb: CognitoAlb,
    cognito_user: CognitoUser,
    middleware: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It fetches the key, verifies, and tells Django who is there."""
    monkeypatch.syspath_prepend(str(middleware))
    monkeypatch.setenv("AWS_REGION", cognito_intercept.region)
    from django.conf import settings  # noqa: PLC0415 - its middleware is there only now

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="none", MIDDLEWARE=[])
    from django.core.handlers.wsgi import WSGIRequest  # noqa: PLC0415
    from django.http import JsonResponse  # noqa: PLC0415
    from django_aws_alb_idp_auth.middleware import (  # type: ignore[import-not-found]  # noqa: PLC0415
        alb_idp_auth_middleware,
    )

    def view(request: WSGIRequest) -> JsonResponse:
        claims = request.META["django_aws_alb_idp_auth.middleware.user_claims"]
        return JsonResponse({"user": request.META["REMOTE_USER"], "sub": claims["sub"]})

    behind = alb_idp_auth_middleware(view)

    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        response = behind(WSGIRequest(environ))
        start_response(f"{response.status_code} OK", list(response.items()))  # type: ignore[operator]
        return [response.content]

    alb = cognito_alb(app, scope="openid email")
    alb.get(cognito_user.authorize(alb.get("/")))

    assert alb.get("/").json() == {"user": cognito_user.email, "sub": cognito_user.sub}
    assert os.environ["AWS_REGION"] == cognito_intercept.region
