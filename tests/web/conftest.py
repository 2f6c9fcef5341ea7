"""The Flask application and its test client."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.app import create_app


@pytest.fixture
def web(emulator: Emulator) -> FlaskClient:
    """A client of the emulator's web application, at http://localhost."""
    return create_app(emulator).test_client()
