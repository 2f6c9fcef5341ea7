"""Lambda authorizers of API Gateway: functions that say whether a request goes on."""

from __future__ import annotations

from cognito_emulator.fronts.functions.http import HttpLambdaAuthorizer
from cognito_emulator.fronts.functions.rest import RestLambdaAuthorizer

__all__ = ["HttpLambdaAuthorizer", "RestLambdaAuthorizer"]
