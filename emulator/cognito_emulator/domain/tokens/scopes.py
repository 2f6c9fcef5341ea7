"""Scopes: what the holder of an access token may do."""

from __future__ import annotations

#: To call the operations of the API that take an access token: what signing in by the API grants.
API_SCOPE = "aws.cognito.signin.user.admin"
