"""Groups and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page, page_from
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.users import directory, groups
from cognito_emulator.views import groups as group_views
from cognito_emulator.views import users as user_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateGroup")
def create_group(ctx: Context, request: shapes.CreateGroupRequest) -> shapes.CreateGroupResponse:
    """Make a group."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return {"Group": group_views.group(groups.create(ctx, pool, request))}


@operation("GetGroup")
def get_group(ctx: Context, request: shapes.GetGroupRequest) -> shapes.GetGroupResponse:
    """Show a group."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return {"Group": group_views.group(groups.get(ctx, pool, request["GroupName"]))}


@operation("UpdateGroup")
def update_group(ctx: Context, request: shapes.UpdateGroupRequest) -> shapes.UpdateGroupResponse:
    """Change what is given; nothing can be cleared, an empty description counts as not given.

    That is recorded [groups-6].
    """
    pool = doors.pool(ctx, request["UserPoolId"])
    group = groups.get(ctx, pool, request["GroupName"])
    return {"Group": group_views.group(groups.update(ctx, pool, group, request))}


@operation("DeleteGroup")
def delete_group(ctx: Context, request: shapes.DeleteGroupRequest) -> None:
    """Remove a group; its members stay, without it (recorded [groups-7])."""
    pool = doors.pool(ctx, request["UserPoolId"])
    groups.delete(ctx, pool, groups.get(ctx, pool, request["GroupName"]))


@operation("ListGroups")
def list_groups(ctx: Context, request: shapes.ListGroupsRequest) -> shapes.ListGroupsResponse:
    """List a pool's groups."""
    pool = doors.pool(ctx, request["UserPoolId"])
    found = groups.in_pool(ctx, pool)
    answer: shapes.ListGroupsResponse = page(
        "ListGroups", request, found, lambda group: group.name, group_views.group
    )
    return answer


@operation("AdminAddUserToGroup")
def admin_add_user_to_group(ctx: Context, request: shapes.AdminAddUserToGroupRequest) -> None:
    """Add a member; the user is looked for before the group (recorded [groups-3]).

    One who is a member already stays one (recorded [groups-5]).
    """
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    group = groups.get(ctx, pool, request["GroupName"])
    if group.name not in user.groups:
        directory.save(ctx, pool, user, groups=(*user.groups, group.name))


@operation("AdminRemoveUserFromGroup")
def admin_remove_user_from_group(
    ctx: Context, request: shapes.AdminRemoveUserFromGroupRequest
) -> None:
    """Remove a member; a group that is unknown, or not the user's, is no error.

    That is recorded [groups-4].
    """
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    remaining = tuple(name for name in user.groups if name != request["GroupName"])
    if remaining != user.groups:
        directory.save(ctx, pool, user, groups=remaining)


@operation("AdminListGroupsForUser")
def admin_list_groups_for_user(
    ctx: Context, request: shapes.AdminListGroupsForUserRequest
) -> shapes.AdminListGroupsForUserResponse:
    """List the groups of a user, in the order of the tokens' ``cognito:groups``.

    That is recorded [users-39].
    """
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    found = groups.of_user(ctx, pool.id, user.groups)
    answer: shapes.AdminListGroupsForUserResponse = page(
        "AdminListGroupsForUser", request, found, lambda group: group.name, group_views.group
    )
    return answer


@operation("ListUsersInGroup")
def list_users_in_group(
    ctx: Context, request: shapes.ListUsersInGroupRequest
) -> shapes.ListUsersInGroupResponse:
    """List the members of a group."""
    pool = doors.pool(ctx, request["UserPoolId"])
    group = groups.get(ctx, pool, request["GroupName"])
    answer: shapes.ListUsersInGroupResponse = page_from(
        "ListUsersInGroup",
        request,
        lambda start, limit: groups.page(ctx, pool, group, start, limit),
        user_views.user,
        request_id=ctx.caller.request_id,
    )
    return answer
