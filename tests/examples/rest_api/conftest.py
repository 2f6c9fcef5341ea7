"""The function behind its methods, as the gateway has them."""

from __future__ import annotations

from collections.abc import Iterator

import orders
import pytest

from pytest_cognito_emulator import CognitoRestApi, FrontedFunction


@pytest.fixture
def shop(cognito_rest_api: CognitoRestApi) -> FrontedFunction:
    """Methods with scopes: they take access tokens."""
    scopes = ["orders/read", "orders/write"]
    return cognito_rest_api(orders.handler, scopes=scopes, resource="/orders/{id}")


@pytest.fixture
def office(cognito_rest_api: CognitoRestApi, cognito_env: object) -> Iterator[FrontedFunction]:
    """Methods without scopes: they take ID tokens. The function calls Cognito there."""
    del cognito_env
    orders.cognito.cache_clear()
    yield cognito_rest_api(orders.handler, resource="/users/{name}")
    orders.cognito.cache_clear()
