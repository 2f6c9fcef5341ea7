"""A REST API of API Gateway, a method with a Cognito authorizer or a Lambda authorizer."""

from __future__ import annotations

from cognito_emulator.fronts.rest.api import RestApi

__all__ = ["RestApi"]
