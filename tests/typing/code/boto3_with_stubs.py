"""Clients of the API, where `boto3-stubs` or `mypy-boto3-cognito-idp` are installed."""

from __future__ import annotations

from typing import assert_type

from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

from cognito_emulator import Emulator, transport
from pytest_cognito_emulator import Cognito


def test_client(cognito: Cognito) -> None:
    assert_type(cognito.boto3, CognitoIdentityProviderClient)
    answer = cognito.boto3.list_users(UserPoolId=cognito.pool_id)
    assert_type(answer["Users"], list[UserTypeTypeDef])


def client() -> CognitoIdentityProviderClient:
    return transport.client(Emulator())
