"""The code flow from authorize to tokens, without a browser."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from tests.web.hosting import CHALLENGE, VERIFIER, Hosting, back


@pytest.fixture
def hosting() -> Hosting:
    return Hosting()


def test_a_user_signs_in_and_the_app_gets_tokens(hosting: Hosting) -> None:
    first = hosting.authorize(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert first.headers["Location"].startswith("/_domain/shop/login?client_id=")
    answer = hosting.sign_in(code_challenge=CHALLENGE, code_challenge_method="S256")
    came = back(answer)
    assert came["state"] == "a-state"

    tokens: Any = hosting.token(code=came["code"], code_verifier=VERIFIER).json

    assert tokens["token_type"] == "Bearer"
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert claims["cognito:username"] == "alice"
    assert claims["aud"] == hosting.client.id


def test_a_code_is_good_once(hosting: Hosting) -> None:
    code = hosting.code()
    assert hosting.token(code=code).status_code == 200

    again = hosting.token(code=code)

    assert (again.status_code, again.json) == (400, {"error": "invalid_grant"})


def test_a_browser_session_answers_at_once(hosting: Hosting) -> None:
    hosting.sign_in()

    assert "code" in back(hosting.authorize())


def test_a_wrong_password_shows_the_form_again(hosting: Hosting) -> None:
    page = hosting.sign_in("alice", "Wrong-Password-1")

    assert page.status_code == 200
    assert "Incorrect username or password." in page.text
