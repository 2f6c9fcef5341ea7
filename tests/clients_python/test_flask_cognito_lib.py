"""flask-cognito-lib, which knows the real service's addresses only: they are intercepted."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import flask
import pytest
from flask_cognito_lib import CognitoAuth
from flask_cognito_lib.decorators import (
    auth_required,
    cognito_login,
    cognito_login_callback,
    cognito_logout,
    cognito_refresh_callback,
)
from flask_cognito_lib.exceptions import CognitoError

from pytest_cognito_emulator import Cognito, CognitoUser, MakeCognitoUser
from tests.clients_python.browser import Browser
from tests.clients_python.conftest import SignIn
from tests.clients_python.support import CALLBACK, GOODBYE, location

SHOP = "https://localhost:8000"  # its cookies are for https only


@pytest.fixture
def app(cognito_intercept: Cognito) -> flask.Flask:
    app = flask.Flask("shop")
    app.config.update(
        TESTING=True,  # its errors come out
        SECRET_KEY="not-so-secret",
        AWS_REGION=cognito_intercept.region,
        AWS_COGNITO_USER_POOL_ID=cognito_intercept.pool_id,
        AWS_COGNITO_DOMAIN=cognito_intercept.domain_url,
        AWS_COGNITO_USER_POOL_CLIENT_ID=cognito_intercept.client_id,
        AWS_COGNITO_USER_POOL_CLIENT_SECRET=cognito_intercept.client_secret,
        AWS_COGNITO_REDIRECT_URL=CALLBACK,
        AWS_COGNITO_LOGOUT_URL=GOODBYE,
        AWS_COGNITO_REFRESH_FLOW_ENABLED=True,
    )
    CognitoAuth(app)

    @app.get("/login")
    @cognito_login
    def login() -> None: ...

    @app.get("/callback")
    @cognito_login_callback
    def callback() -> Any:
        return flask.redirect("/me")

    @app.get("/refresh")
    @cognito_refresh_callback
    def refresh() -> Any:
        return flask.redirect("/me")

    @app.get("/logout")
    @cognito_logout
    def logout() -> None: ...

    @app.get("/me")
    @auth_required()
    def me() -> Any:
        return flask.jsonify(flask.session["user_info"])

    @app.get("/admin")
    @auth_required(groups=["admins"])
    def admin() -> Any:
        return flask.jsonify(flask.session["claims"]["cognito:groups"])

    return app


@pytest.fixture
def visitor(app: flask.Flask) -> Any:
    return app.test_client()


def get(visitor: Any, path: str) -> Any:
    """Ask the app by https, wherever the path is from."""
    return visitor.get(path.replace("http://localhost:8000", ""), base_url=SHOP)


def test_from_sign_in_to_sign_out(
    visitor: Any, cognito_user: CognitoUser, sign_in: SignIn, browser: Browser
) -> None:
    back = sign_in(cognito_user, get(visitor, "/login"))
    assert get(visitor, back).status_code == HTTPStatus.FOUND
    assert get(visitor, "/me").json["email"] == cognito_user.email

    former = visitor.get_cookie("cognito_access_token").value
    assert get(visitor, "/refresh").status_code == HTTPStatus.FOUND
    assert visitor.get_cookie("cognito_access_token").value != former
    assert get(visitor, "/me").json["sub"] == cognito_user.sub

    answer = get(visitor, "/logout")
    assert browser.walk(location(answer)) == GOODBYE
    assert get(visitor, "/me").status_code == HTTPStatus.FORBIDDEN


def test_revoking_at_sign_out_ends_the_refresh_token(
    visitor: Any, cognito_user: CognitoUser, sign_in: SignIn
) -> None:
    get(visitor, sign_in(cognito_user, get(visitor, "/login")))
    kept = visitor.get_cookie("cognito_refresh_token").value
    get(visitor, "/logout")
    visitor.set_cookie("cognito_refresh_token", kept, secure=True)

    with pytest.raises(CognitoError, match="invalid_grant"):
        get(visitor, "/refresh")


def test_groups(visitor: Any, make_cognito_user: MakeCognitoUser, sign_in: SignIn) -> None:
    admin = make_cognito_user(groups=["admins"])
    get(visitor, sign_in(admin, get(visitor, "/login")))

    assert get(visitor, "/admin").json == ["admins"]


def test_who_is_in_no_group(visitor: Any, cognito_user: CognitoUser, sign_in: SignIn) -> None:
    get(visitor, sign_in(cognito_user, get(visitor, "/login")))

    assert get(visitor, "/me").status_code == HTTPStatus.OK
    assert get(visitor, "/admin").status_code == HTTPStatus.FORBIDDEN
