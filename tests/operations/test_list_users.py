"""ListUsers: filters, pages, chosen attributes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.users import search
from cognito_emulator.domain.users.directory import save as save_user
from cognito_emulator.domain.users.record import User
from tests.properties import examples
from tests.support import Lab
from tests.table import table


def listed(lab: Lab, **request: Any) -> list[str]:
    """Return the usernames of all pages."""
    names: list[str] = []
    while True:
        answer = lab.call("ListUsers", UserPoolId=lab.pool_id, **request)
        names += [user["Username"] for user in answer["Users"]]
        if "PaginationToken" not in answer:
            return names
        request["PaginationToken"] = answer["PaginationToken"]


@pytest.fixture
def crowd(lab: Lab) -> Lab:
    lab.user("alice", email="Alice@example.com", given_name="Alice", family_name='O"Hara')
    lab.user("Bob", email="bob@example.com", given_name="Bob")
    lab.call("AdminCreateUser", UserPoolId=lab.pool_id, Username="carol")
    lab.call("AdminDisableUser", UserPoolId=lab.pool_id, Username="carol")
    return lab


@table(
    "condition, names",
    [
        ("", ["alice", "Bob", "carol"]),
        ("  ", ["alice", "Bob", "carol"]),
        ('username = "alice"', ["alice"]),
        ('username = "Alice"', []),
        ('username ^= "a"', ["alice"]),
        ('username ^= "b"', []),
        ('email = "alice@example.com"', ["alice"]),
        ('email="bob@EXAMPLE.com"', ["Bob"]),
        ('"email"^="bob"', ["Bob"]),
        ('  email  ^=  ""  ', ["alice", "Bob"]),
        (r'family_name = "O\"Hara"', ["alice"]),
        ('given_name ^= "al"', ["alice"]),
        ('phone_number ^= "+1"', []),
        ('status = "Disabled"', ["carol"]),
        ('status = "Enabled"', ["alice", "Bob"]),
        ('status = "enabled"', []),
        ('cognito:user_status = "CONFIRMED"', ["alice", "Bob"]),
        ('cognito:user_status ^= "force"', ["carol"]),
        ('sub = "00000000-0000-0000-0000-000000000000"', []),
    ],
)
def test_filters(crowd: Lab, condition: str, names: list[str]) -> None:
    assert listed(crowd, Filter=condition) == names
    assert listed(crowd, Filter=condition, Limit=1) == names


def test_by_sub(crowd: Lab) -> None:
    sub = crowd.user("dave")
    assert listed(crowd, Filter=f'sub = "{sub}"') == ["dave"]
    assert listed(crowd, Filter=f'sub ^= "{sub[:-4]}"') == ["dave"]


@table(
    "condition, sentence",
    [
        ("email", "Error while parsing filter."),
        ("email = alice", "Error while parsing filter."),
        ('email = "a" and username = "b"', "Error while parsing filter."),
        ('email = "a"b"', "Error while parsing filter."),
        ('email != "a"', "Error while parsing filter."),
        ("email = 'a'", "Error while parsing filter."),
        ('= "a"', "Error while parsing filter."),
        ('custom:team = "a"', "Input fails to satisfy the constraints."),
        ('nickname = "a"', "Input fails to satisfy the constraints."),
    ],
)
def test_refused_filters(lab: Lab, condition: str, sentence: str) -> None:
    error = errors.InvalidParameterException
    said = lab.refused("ListUsers", error, UserPoolId=lab.pool_id, Filter=condition)
    assert said == sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(300))
@given(st.one_of(st.text(max_size=60), st.from_regex(r'"?email"? \^?= ".{0,40}"?', fullmatch=True)))
def test_any_text_finds_users_or_is_refused(crowd: Lab, text: str) -> None:
    try:
        found, refusal = listed(crowd, Filter=text), None
    except errors.InvalidParameterException as refused:
        found, refusal = [], refused.message
    assert set(found) <= {"alice", "Bob", "carol"}
    assert refusal is None or refusal.startswith(
        (
            "Error while parsing filter.",
            "Input fails to satisfy the constraints.",
            "1 validation error",
        )
    )


class TestPages:
    @pytest.fixture
    def lab(self, lab: Lab) -> Lab:
        for number in range(130):
            lab.call("AdminCreateUser", UserPoolId=lab.pool_id, Username=f"u{number:03}")
        return lab

    @pytest.mark.parametrize("limit", [{}, {"Limit": 60}, {"Limit": 1}, {"Limit": 43}])
    def test_all_once(self, lab: Lab, limit: dict[str, int]) -> None:
        assert listed(lab, **limit) == [f"u{number:03}" for number in range(130)]

    def test_what_is_seen_may_be_deleted(self, lab: Lab) -> None:
        """Cleaning up page by page misses nobody and repeats nobody."""
        seen: list[str] = []
        request: dict[str, str] = {}
        while True:
            answer = lab.call("ListUsers", UserPoolId=lab.pool_id, Limit=50, **request)
            for user in answer["Users"]:
                seen.append(user["Username"])
                lab.call("AdminDeleteUser", UserPoolId=lab.pool_id, Username=user["Username"])
            if "PaginationToken" not in answer:
                break
            request["PaginationToken"] = answer["PaginationToken"]
        assert seen == [f"u{number:03}" for number in range(130)]
        assert listed(lab) == []

    def test_no_token_on_the_last_page(self, lab: Lab) -> None:
        request = {"UserPoolId": lab.pool_id, "Filter": 'username ^= "u12"', "Limit": 10}
        answer = lab.call("ListUsers", **request)
        assert len(answer["Users"]) == 10
        assert "PaginationToken" not in answer

    def test_token_of_another_filter(self, lab: Lab) -> None:
        token = lab.call("ListUsers", UserPoolId=lab.pool_id)["PaginationToken"]
        request = {"UserPoolId": lab.pool_id, "PaginationToken": token, "Filter": 'sub ^= "a"'}
        caller = lab.emulator.caller()
        with pytest.raises(errors.InvalidParameterException) as refused:
            lab.emulator.call("ListUsers", request, caller)
        assert refused.value.message == (
            f"Paging marker {token} is invalid for request {caller.request_id}"
        )

    def test_token_of_no_list(self, lab: Lab) -> None:
        error = errors.InvalidParameterException
        said = lab.refused("ListUsers", error, UserPoolId=lab.pool_id, PaginationToken="x")
        assert said == "Paging marker is invalid."


def test_limit_is_sixty_at_most(lab: Lab) -> None:
    error = errors.InvalidParameterException
    assert lab.refused("ListUsers", error, UserPoolId=lab.pool_id, Limit=100) == (
        "1 validation error detected: Value '100' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 60"
    )


def test_attributes_to_get(crowd: Lab) -> None:
    request = {"UserPoolId": crowd.pool_id, "Filter": 'given_name ^= ""'}
    answer = crowd.call("ListUsers", AttributesToGet=["email", "sub"], **request)
    assert [[a["Name"] for a in user["Attributes"]] for user in answer["Users"]] == [
        ["email", "sub"],
        ["email", "sub"],
    ]
    none = crowd.call("ListUsers", AttributesToGet=[], **request)
    assert [user["Attributes"] for user in none["Users"]] == [[], []]
    said = crowd.refused(
        "ListUsers",
        errors.InvalidParameterException,
        AttributesToGet=["family_name"],
        **request,
    )
    assert said == "One or more requested attributes do not exist."


def test_a_page_of_very_many_reads_only_that_page(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last page costs like the first, and so do the three indexed conditions."""
    _populate(lab, 3_000)
    middle = _token_after(lab, 2_900)
    looked_at: list[User] = []
    admits = search.Filter.admits

    def watched(condition: search.Filter, user: User) -> bool:
        looked_at.append(user)
        return admits(condition, user)

    monkeypatch.setattr(search.Filter, "admits", watched)
    for request in (
        {},
        {"PaginationToken": middle},
        {"Filter": 'username = "u002999"'},
        {"Filter": 'email = "U002999@example.com"'},
        {"Filter": f'sub = "{2_999:032x}"'},
    ):
        answer = lab.call("ListUsers", UserPoolId=lab.pool_id, **request)
        assert answer["Users"]
    assert len(looked_at) < 10


def _populate(lab: Lab, count: int) -> None:
    def work(ctx: Any) -> None:
        pool = doors.pool(ctx, lab.pool_id)
        for number in range(count):
            user = User(
                pool_id=pool.id,
                username=f"u{number:06}",
                sub=f"{number:032x}",
                status="CONFIRMED",
                created_at=0.0,
                modified_at=0.0,
                attributes={"email": f"u{number:06}@example.com"},
            )
            save_user(ctx, pool, user)

    lab.emulator.run(work)


def _token_after(lab: Lab, position: int) -> str:
    """Return a token of the plain list, deep in it."""
    from cognito_emulator.api import paging  # noqa: PLC0415 - its insides, for this test alone

    scope = paging._scope("ListUsers", {"UserPoolId": lab.pool_id}, set())
    return paging._token(scope, str(position))
