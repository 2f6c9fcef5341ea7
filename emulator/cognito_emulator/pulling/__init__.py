"""Pools of the real service as seeds: read by boto3, with calls that change nothing."""

from __future__ import annotations

from cognito_emulator.pulling.anonymous import Anonymous
from cognito_emulator.pulling.aws import Aws, AwsError
from cognito_emulator.pulling.journal import Journal, JournalError
from cognito_emulator.pulling.pool import pull
from cognito_emulator.pulling.users import People, Pull

__all__ = ["Anonymous", "Aws", "AwsError", "Journal", "JournalError", "People", "Pull", "pull"]
