"""Groups as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.clock import instant

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.users.record import Group


def group(record: Group) -> shapes.GroupType:
    """Return a GroupType; what was never given is absent (recorded [shapes-3])."""
    document: shapes.GroupType = {
        "GroupName": record.name,
        "UserPoolId": record.pool_id,
        "CreationDate": instant(record.created_at),
        "LastModifiedDate": instant(record.modified_at),
    }
    if record.description is not None:
        document["Description"] = record.description
    if record.precedence is not None:
        document["Precedence"] = record.precedence
    if record.role_arn is not None:
        document["RoleArn"] = record.role_arn
    return document
