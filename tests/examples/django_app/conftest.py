"""Django's settings name the pool: here, the emulator's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shop  # noqa: F401 - configures Django
from django.test import Client, override_settings

from pytest_cognito_emulator import Cognito


@pytest.fixture
def browser(cognito: Cognito, cognito_env: object) -> Iterator[Client]:  # noqa: ARG001 - AWS's keys
    pool = {
        "pool_id": cognito.pool_id,
        "client_id": cognito.client_id,
        "issuer": cognito.issuer,
        "url": cognito.url,
        "domain_url": cognito.domain_url,
    }
    with override_settings(COGNITO=pool):
        yield Client()


@pytest.fixture(scope="session")
def regular(session_cognito: Cognito) -> object:
    """A customer whom all tests know."""
    return session_cognito.users.make(username="regular")
