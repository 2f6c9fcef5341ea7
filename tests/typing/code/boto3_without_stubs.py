"""Clients of the API, where no stubs of boto3 are installed: they may be anything."""

# In its strict mode pyright refuses whatever comes of boto3 then, `boto3.client` first of all.
# pyright: standard

from __future__ import annotations

from cognito_emulator import Emulator, transport
from pytest_cognito_emulator import Cognito


def test_client(cognito: Cognito) -> None:
    answer = cognito.boto3.list_users(UserPoolId=cognito.pool_id)
    assert not answer["Users"]


def names() -> list[str]:
    answer = transport.client(Emulator()).list_users(UserPoolId="us-east-1_Shop")
    return [user["Username"] for user in answer["Users"]]
