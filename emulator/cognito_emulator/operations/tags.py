"""Tags of pools, by the pool's ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools import settings as pool_settings

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("TagResource")
def tag_resource(ctx: Context, request: shapes.TagResourceRequest) -> shapes.TagResourceResponse:
    """Add tags to a pool."""
    pool_settings.tag(ctx, doors.pool_by_arn(ctx, request["ResourceArn"]), request["Tags"])
    return {}


@operation("UntagResource")
def untag_resource(
    ctx: Context, request: shapes.UntagResourceRequest
) -> shapes.UntagResourceResponse:
    """Remove tags from a pool."""
    pool_settings.untag(ctx, doors.pool_by_arn(ctx, request["ResourceArn"]), request["TagKeys"])
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(
    ctx: Context, request: shapes.ListTagsForResourceRequest
) -> shapes.ListTagsForResourceResponse:
    """Show a pool's tags."""
    return {"Tags": dict(doors.pool_by_arn(ctx, request["ResourceArn"]).tags)}
