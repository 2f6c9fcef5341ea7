"""An HTTP API of API Gateway, a route with a JWT authorizer or a Lambda authorizer."""

from __future__ import annotations

from cognito_emulator.fronts.http.api import HttpApi

__all__ = ["HttpApi"]
