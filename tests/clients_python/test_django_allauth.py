"""django-allauth's Cognito provider, which is told the domain, in a site of Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from pytest_cognito_emulator import Cognito, CognitoUser, MakeCognitoUser
from tests.clients_python.conftest import SignIn
from tests.clients_python.django_shop import records
from tests.clients_python.federated import Colleague
from tests.clients_python.support import APP, Provider

LOGIN = "/accounts/amazon-cognito/login/"
SITE = "http://localhost:8000"


@pytest.fixture(scope="module")
def _tables() -> None:
    """A database in memory, for as long as the process lives."""
    call_command("migrate", verbosity=0)


@pytest.fixture
def visitor(cognito: Cognito, _tables: None) -> Iterator[Client]:
    client = cognito.client(
        **{**APP, "CallbackURLs": [f"{SITE}{LOGIN}callback/"], "GenerateSecret": True}
    )
    provider = {
        "DOMAIN": cognito.domain_url,
        "APP": {"client_id": client.id, "secret": client.secret},
        "OAUTH_PKCE_ENABLED": True,
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS={"amazon_cognito": provider}):
        yield Client(headers={"host": "localhost:8000"})
    records("auth.User").all().delete()


def log_in(visitor: Client, user: CognitoUser, sign_in: SignIn) -> Any:
    answer = visitor.get(sign_in(user, visitor.post(LOGIN)))
    assert (answer.status_code, answer.headers.get("Location")) == (HTTPStatus.FOUND, "/me")
    return visitor.get("/me").json()


def test_the_first_sign_in_makes_an_account(
    visitor: Client, cognito_user: CognitoUser, sign_in: SignIn, provider: Provider
) -> None:
    assert log_in(visitor, cognito_user, sign_in) == {"email": cognito_user.email}

    account = records("socialaccount.SocialAccount").get(uid=cognito_user.sub)
    assert account.extra_data["username"] == cognito_user.username
    assert records("account.EmailAddress").get(user=account.user).verified
    token = records("socialaccount.SocialToken").get(account=account)
    assert provider.claims(token.token)["username"] == cognito_user.username
    assert token.token_secret  # where allauth keeps the refresh token


def test_the_second_one_finds_it(
    visitor: Client, cognito_user: CognitoUser, sign_in: SignIn
) -> None:
    log_in(visitor, cognito_user, sign_in)
    visitor.logout()

    log_in(visitor, cognito_user, sign_in)

    assert records("auth.User").count() == 1


def test_an_address_that_is_not_verified(
    visitor: Client, make_cognito_user: MakeCognitoUser, sign_in: SignIn
) -> None:
    user = make_cognito_user(attributes={"email_verified": "false"})

    log_in(visitor, user, sign_in)

    assert not records("account.EmailAddress").get(email=user.email).verified


def test_a_refusal(visitor: Client, cognito_user: CognitoUser) -> None:
    """A scope that the client may not ask for comes back as an error, which allauth shows."""
    back = cognito_user.authorize(visitor.post(f"{LOGIN}?scope=treasure"))

    assert back.error == "invalid_request"
    assert visitor.get(back).status_code == HTTPStatus.UNAUTHORIZED
    assert visitor.get("/me").json() == {"email": None}


def test_anothers_way_back_signs_nobody_in(
    visitor: Client, cognito_user: CognitoUser, sign_in: SignIn
) -> None:
    back = sign_in(cognito_user, visitor.post(LOGIN))
    stranger = Client(headers={"host": "localhost:8000"})

    stranger.get(back)

    assert stranger.get("/me").json() == {"email": None}


def come(visitor: Client, colleague: Colleague) -> Any:
    answer = visitor.get(colleague.sign_in(visitor.post(LOGIN)))
    assert (answer.status_code, answer.headers.get("Location")) == (HTTPStatus.FOUND, "/me")
    return visitor.get("/me").json()


def test_somebody_comes_by_a_provider(
    visitor: Client, colleague: Colleague, provider: Provider
) -> None:
    assert come(visitor, colleague) == {"email": colleague.email}

    [account] = records("socialaccount.SocialAccount").all()
    assert account.extra_data["username"] == f"Corp_{colleague.subject}"
    assert json.loads(account.extra_data["identities"])[0]["providerName"] == "Corp"
    assert records("account.EmailAddress").get(user=account.user).verified
    token = records("socialaccount.SocialToken").get(account=account)
    assert provider.claims(token.token)["sub"] == account.uid

    visitor.logout()
    come(visitor, colleague)
    assert records("auth.User").count() == 1


def test_a_site_names_the_provider(visitor: Client, colleague: Colleague) -> None:
    """As ``AUTH_PARAMS`` has it: nobody sees the login page."""
    known = settings.SOCIALACCOUNT_PROVIDERS["amazon_cognito"]
    named = {**known, "AUTH_PARAMS": {"identity_provider": "Corp"}}
    with override_settings(SOCIALACCOUNT_PROVIDERS={"amazon_cognito": named}):
        assert come(visitor, colleague) == {"email": colleague.email}


def test_somebody_refuses_at_a_provider(visitor: Client, colleague: Colleague) -> None:
    back = colleague.refuse(visitor.post(LOGIN))

    assert visitor.get(back).status_code == HTTPStatus.UNAUTHORIZED
    assert visitor.get("/me").json() == {"email": None}
