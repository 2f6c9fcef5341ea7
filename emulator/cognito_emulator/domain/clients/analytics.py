"""Where an app client's analytics go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from cognito_emulator.domain.work.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AnalyticsConfiguration(Part):
    """AnalyticsConfiguration, of Amazon Pinpoint."""

    application_arn: str | None = None
    application_id: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    user_data_shared: bool | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "application_arn": "ApplicationArn",
        "application_id": "ApplicationId",
        "role_arn": "RoleArn",
        "external_id": "ExternalId",
        "user_data_shared": "UserDataShared",
    }
