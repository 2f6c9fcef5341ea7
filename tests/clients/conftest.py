"""Client libraries as they are published, and a server in this process for them to talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pycognito import Cognito

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.clients.node import Library, library
from tests.support import Lab


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool that mails codes, and a client without a secret, as browsers have it."""
    return Lab(emulator, pool_request={"AutoVerifiedAttributes": ["email"]})


@pytest.fixture
def url(emulator: Emulator) -> Iterator[str]:
    """Where the emulator is served."""
    with Server(emulator, port=0) as server:
        yield server.url


@pytest.fixture(scope="session")
def amplify_process() -> Iterator[Library]:
    with library("amplify.mjs") as running:
        yield running


@pytest.fixture(scope="session")
def identity_process() -> Iterator[Library]:
    with library("identity.mjs") as running:
        yield running


@pytest.fixture
def amplify(amplify_process: Library, lab: Lab, url: str) -> Library:
    """AWS Amplify, with nobody signed in: what it keeps, it keeps by client."""
    amplify_process.call("configure", lab.pool_id, lab.client_id, url)
    return amplify_process


@pytest.fixture
def identity(identity_process: Library, lab: Lab, url: str) -> Library:
    """amazon-cognito-identity-js; the call `user` chooses whom the others are about."""
    identity_process.call("configure", lab.pool_id, lab.client_id, url)
    return identity_process


@pytest.fixture
def pycognito(lab: Lab, url: str) -> Cognito:
    """pycognito's client for alice, which verifies each token it is given."""
    return Cognito(
        lab.pool_id,
        lab.client_id,
        username="alice",
        access_key="testing",
        secret_key="testing",
        boto3_client_kwargs={"endpoint_url": url},
    )
