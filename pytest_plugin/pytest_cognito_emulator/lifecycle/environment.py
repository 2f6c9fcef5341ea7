"""The environment of a test, and the real service's addresses."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

import pytest

import pytest_cognito_emulator as types


@contextmanager
def an_environment(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables, and remove those that would lead an SDK elsewhere.

    boto3 keeps the credentials that it found, in its default session: it begins a new one, which
    shares with those of other tests what it reads of the service.
    """
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    for name in environment.misleading(os.environ):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with _new_boto3_session(monkeypatch), _shared_models():
        yield


def warn_of_old_sdks() -> None:
    """Warn of a botocore that looks for no endpoint in the environment."""
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    found = _botocore()
    sentence = None if found is None else environment.about_botocore(found)
    if sentence is not None:
        warnings.warn(
            pytest.PytestWarning(f"cognito_env: {sentence}; or take cognito_intercept."),
            stacklevel=2,
        )


@cache
def _botocore() -> str | None:
    """Return the version of botocore here; to look costs a millisecond, once."""
    try:
        return version("botocore")
    except PackageNotFoundError:
        return None


@contextmanager
def as_the_service(
    cognito: types.Cognito, server: types.CognitoServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Answer the real service's URLs, with its issuer in the tokens."""
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    server.start()
    with server.as_the_service(), server.intercepting():
        for_sdks = environment.for_sdks(None, server.region)
        variables = environment.beside(os.environ, for_sdks)
        if os.environ.get(environment.EMULATOR_URL) == cognito.url:
            # cognito_env was there before: what it said of the issuer is no longer true.
            monkeypatch.delenv(environment.ENDPOINT, raising=False)
            variables = cognito.env
        with an_environment(monkeypatch, variables):
            yield


@contextmanager
def as_in_lambda(region: str) -> Iterator[None]:
    """Set what AWS Lambda sets, while a function's file is loaded: it may make its clients there.

    The environment's own region and access key stay. Nothing is set while a function runs: others
    run beside it, and the environment is the whole process's.

    Args:
        region: the region of the function's pool.

    """
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    variables = environment.beside(os.environ, environment.for_sdks(None, region))
    with pytest.MonkeyPatch.context() as patch, an_environment(patch, variables):
        yield


@contextmanager
def _new_boto3_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    boto3: Any = sys.modules.get("boto3")
    if boto3 is not None:
        # A stand-in for boto3 may have lost the attribute, when it was last set back.
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None, raising=False)
    yield
    boto3 = sys.modules.get("boto3")
    if boto3 is not None:  # loaded by the test, maybe
        boto3.DEFAULT_SESSION = None


@contextmanager
def _shared_models() -> Iterator[None]:
    """Have sessions of boto3 read the service's model once, not in each test."""
    boto3 = sys.modules.get("boto3")
    if not isinstance(getattr(boto3, "session", None), ModuleType):
        yield  # it is not loaded, or a test's stand-in for it is
        return
    from cognito_emulator import transport  # noqa: PLC0415 - imports boto3

    with transport.shared_models():
        yield
