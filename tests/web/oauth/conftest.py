"""A pool with a domain, an app, a machine, and their requests to the endpoints."""

from __future__ import annotations

import pytest

from cognito_emulator.emulator import Emulator
from tests.support import StockKeys
from tests.web.hosting import Hosting
from tests.web.oauth.support import Machine


@pytest.fixture
def hosting(stock_keys: StockKeys) -> Hosting:
    return Hosting(
        Emulator(keys=stock_keys),
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        AllowedOAuthScopes=["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
    )


@pytest.fixture
def machine(hosting: Hosting) -> Machine:
    return Machine(hosting)
