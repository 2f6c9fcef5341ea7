"""The control API: what it does."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.app import application
from tests.support import Lab
from tests.table import table
from tests.web.client import WebClient

# --- parameters -----------------------------------------------------------------------------------


def requests() -> list[tuple[str, str]]:
    """All there is, but for the health check, which reads nothing."""
    rules = application().url_map.iter_rules()
    return sorted(
        (method, rule.rule.replace("<name>", "any"))
        for rule in rules
        if rule.rule.startswith("/_emulator/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


WITH_A_BODY = [each for each in requests() if each[0] != "GET"]


def test_there_are_requests() -> None:
    assert len(WITH_A_BODY) > 15
    assert ("DELETE", "/_emulator/clock") in WITH_A_BODY


@table("method, path", requests())
def test_a_query_parameter_that_there_is_not_is_named(web: Any, method: str, path: str) -> None:
    answer = web.open(f"{path}?unheard=1", method=method)
    assert answer.status_code == 400
    assert answer.json["error"].startswith("unheard is no query parameter here; ")


@table("method, path", WITH_A_BODY)
def test_a_member_that_there_is_not_is_named(web: Any, method: str, path: str) -> None:
    answer = web.open(path, method=method, json={"unheard": 1})
    assert answer.status_code == 400
    said = answer.json["error"].removeprefix("seed: unheard: ")
    assert said.startswith(("unheard is no member here; ", "There is no member unheard; "))


@table("method, path", WITH_A_BODY)
def test_a_body_that_is_no_object_is_refused(web: Any, method: str, path: str) -> None:
    answer = web.open(path, method=method, json=["unheard"])
    assert answer.status_code == 400
    assert answer.json["error"].startswith("The body must be a JSON object; ")


@pytest.mark.parametrize("body", [None, {}])
def test_an_object_without_members_is_as_good_as_no_body(web: Any, body: Any) -> None:
    assert web.delete("/_emulator/messages", json=body).status_code == 200
    assert web.post("/_emulator/reset", json=body).status_code == 200


def test_what_is_refused_is_not_done(web: Any, mailed: Lab) -> None:
    """As who means the messages of one pool would lose them all."""
    answer = web.delete("/_emulator/messages", json={"user_pool_id": mailed.pool_id})
    assert answer.json["error"] == (
        "user_pool_id is no member here; DELETE reads the query of the URL alone."
    )
    answer = web.post("/_emulator/reset?user_pool_id=x")
    assert answer.json["error"] == (
        "user_pool_id is no query parameter here; members stand in the body alone."
    )
    assert len(web.get("/_emulator/messages").json["messages"]) == 2


# --- reset ----------------------------------------------------------------------------------------


def test_reset_goes_back_to_the_seeds() -> None:
    seed = {"PoolName": "demo", "Id": "us-east-1_Demo", "Users": [{"Username": "alice"}]}
    emulator = Emulator(seed=seed)
    request = {"UserPoolId": "us-east-1_Demo", "Username": "alice"}
    emulator.call("AdminDeleteUser", request)
    emulator.clock.shift(hours=1)
    assert WebClient(emulator).post("/_emulator/reset").json == {
        "status": "ok",
        "reloaded": [],
    }
    assert emulator.call("AdminGetUser", request)["Username"] == "alice"
    assert abs(emulator.clock.offset) < 1


# --- messages -------------------------------------------------------------------------------------


@pytest.fixture
def mailed(emulator: Emulator) -> Lab:
    """A pool with two people who signed up with their addresses, and a code for each."""
    lab = Lab(
        emulator,
        pool_request={"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]},
    )
    for name in ("alice@example.com", "bob@example.com"):
        lab.call("SignUp", ClientId=lab.client_id, Username=name, Password="Correct-Horse-1")
    return lab


def test_messages_oldest_first(web: Any, mailed: Lab) -> None:
    first, second = web.get("/_emulator/messages").json["messages"]
    assert set(first) == {
        *("id", "user_pool_id", "username", "medium", "destination"),
        *("reason", "code", "link", "subject", "body", "sent_at"),
    }
    assert first["destination"] == "alice@example.com"
    assert first["medium"] == "EMAIL"
    assert first["code"] in first["body"]
    assert first["sent_at"].endswith("Z")
    assert first["user_pool_id"] == mailed.pool_id
    assert second["destination"] == "bob@example.com"


def test_messages_of_a_user_by_what_they_sign_in_with(web: Any, mailed: Lab) -> None:
    query = {"pool_id": mailed.pool_id, "username": "bob@example.com"}
    (found,) = web.get("/_emulator/messages", query_string=query).json["messages"]
    assert found["destination"] == "bob@example.com"
    again = web.get("/_emulator/messages", query_string={"username": found["username"]})
    assert again.json["messages"] == [found]
    nobody = web.get("/_emulator/messages", query_string={"username": "carol@example.com"})
    assert nobody.json == {"messages": []}


def test_messages_of_a_user_who_is_gone(web: Any, mailed: Lab) -> None:
    first = web.get("/_emulator/messages").json["messages"][0]
    mailed.call("AdminDeleteUser", UserPoolId=mailed.pool_id, Username=first["username"])
    found = web.get("/_emulator/messages", query_string={"username": first["username"]})
    assert found.json["messages"] == [first]


def test_messages_are_thrown_away(web: Any, mailed: Lab) -> None:
    query = {"pool_id": mailed.pool_id, "username": "bob@example.com"}
    assert web.delete("/_emulator/messages", query_string=query).json == {"deleted": 1}
    assert len(web.get("/_emulator/messages").json["messages"]) == 1
    assert web.delete("/_emulator/messages").json == {"deleted": 1}


def test_an_unknown_query_parameter_is_named(web: Any) -> None:
    answer = web.get("/_emulator/messages?user=alice")
    assert answer.status_code == 400
    assert answer.json["error"].startswith("user is no query parameter here")


# --- clock ----------------------------------------------------------------------------------------


def test_the_clock_moves_stops_and_goes_back(web: Any, emulator: Emulator) -> None:
    moved = web.put("/_emulator/clock", json={"move_to": "2030-01-01T00:00:00Z", "freeze": True})
    assert moved.json == {
        "now": "2030-01-01T00:00:00.000Z",
        "frozen": True,
        "offset_seconds": pytest.approx(emulator.clock.offset, abs=1),
    }
    shifted = web.put("/_emulator/clock", json={"shift": {"hours": 1, "minutes": -30}})
    assert shifted.json["now"] == "2030-01-01T00:30:00.000Z"
    assert web.put("/_emulator/clock", json={"shift": 60}).json["now"] == "2030-01-01T00:31:00.000Z"
    assert web.put("/_emulator/clock", json={"freeze": False}).json["frozen"] is False
    stopped = web.put("/_emulator/clock", json={"freeze": "2031-01-01T00:00:00Z"})
    assert stopped.json["now"] == "2031-01-01T00:00:00.000Z"
    assert str(web.delete("/_emulator/clock").json["offset_seconds"]) == "0.0"
    assert web.get("/_emulator/clock").json["frozen"] is False


def test_a_snapshot_leaves_the_clock_as_it_is(web: Any) -> None:
    name = web.post("/_emulator/snapshots").json["id"]
    web.put("/_emulator/clock", json={"move_to": "2030-01-01T00:00:00Z", "freeze": True})
    web.put(f"/_emulator/snapshots/{name}")
    assert web.get("/_emulator/clock").json["now"] == "2030-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "shift, move_to or freeze"),
        ([], "JSON object"),
        ({"to": 1}, "to is no member"),
        ({"shift": {"fortnights": 1}}, "fortnights"),
        ({"shift": {"hours": "1"}}, "hours"),
        ({"shift": {"hours": True}}, "hours"),
        ({"shift": "1h"}, "shift"),
        ({"shift": {"weeks": 1e300}}, "shift"),
        ({"shift": {"days": -365000}}, "shift"),
        ({"move_to": "tomorrow"}, "move_to"),
        ({"move_to": None}, "move_to"),
        ({"move_to": "1066-10-14"}, "move_to"),
        ({"move_to": 1e300}, "move_to"),
        ({"freeze": 1}, "freeze"),
        ({"freeze": "noon"}, "freeze"),
        ({"move_to": "2030-01-01", "freeze": "noon"}, "freeze"),
    ],
)
def test_a_wrong_wish_for_the_clock_is_named_and_changes_nothing(
    web: Any, emulator: Emulator, body: Any, named: str
) -> None:
    answer = web.put("/_emulator/clock", json=body)
    assert answer.status_code == 400
    assert named in answer.json["error"]
    assert abs(emulator.clock.offset) < 1


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b"[" * 100_000])
def test_a_body_that_is_no_object(web: Any, body: bytes) -> None:
    answer = web.put("/_emulator/clock", data=body)
    assert answer.status_code == 400
    assert "JSON object" in answer.json["error"]


# --- challenges -----------------------------------------------------------------------------------


def test_a_forced_challenge_is_met_once(web: Any, lab: Lab) -> None:
    lab.user()
    wish = {"challenge": "NEW_PASSWORD_REQUIRED", "user_pool_id": lab.pool_id, "username": "alice"}
    made = web.post("/_emulator/challenges", json=wish)
    assert made.status_code == 201
    assert made.json == {"id": made.json["id"], "times": 1, "met": 0, **wish}
    assert web.get("/_emulator/challenges").json == {"challenges": [made.json]}
    assert lab.begin()["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert "AuthenticationResult" in lab.begin()
    assert web.get("/_emulator/challenges").json == {"challenges": []}


def test_wishes_are_taken_back(web: Any, lab: Lab) -> None:
    lab.user()
    wish = {"challenge": "NEW_PASSWORD_REQUIRED", "user_pool_id": lab.pool_id, "times": 3}
    web.post("/_emulator/challenges", json=wish)
    assert web.delete("/_emulator/challenges").json == {"deleted": 1}
    assert "AuthenticationResult" in lab.begin()


def test_what_waits_for_an_answer_is_shown_with_it(web: Any, lab: Lab) -> None:
    lab.user()
    lab.user("bob")
    wish = {"challenge": "SMS_MFA", "user_pool_id": lab.pool_id}
    web.post("/_emulator/challenges", json={**wish, "times": 2})
    lab.begin("bob")
    session = lab.begin()["Session"]
    path = f"/_emulator/challenges/open?pool_id={lab.pool_id}"
    assert len(web.get(path).json["challenges"]) == 2
    (waiting,) = web.get(f"{path}&username=alice").json["challenges"]
    code = lab.emulator.messages(username="alice")[-1].code
    assert waiting == {
        "challenge": "SMS_MFA",
        "user_pool_id": lab.pool_id,
        "client_id": lab.client_id,
        "username": "alice",
        "session": session,
        "responses": {"USERNAME": "alice", "SMS_MFA_CODE": code},
        "supplied": {"phone_number": "+15555550100"},
        "expires_at": waiting["expires_at"],
    }
    assert waiting["expires_at"].endswith("Z")
    lab.emulator.clock.shift(minutes=3)
    assert web.get(path).json["challenges"] == []


def test_what_was_answered_is_not_shown(web: Any, lab: Lab) -> None:
    lab.user()
    assert lab.by_srp()["AuthenticationResult"]
    path = f"/_emulator/challenges/open?pool_id={lab.pool_id}"
    assert web.get(path).json["challenges"] == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "pool_id is missing"),
        ("?pool_id=us-east-1_Nobody000", "pool_id: User pool us-east-1_Nobody000"),
        ("?pool_id={pool_id}&username=nobody", "username: nobody"),
        ("?pool_id={pool_id}&user=nobody", "user is no query parameter"),
    ],
)
def test_a_question_about_nobody_is_named(web: Any, lab: Lab, query: str, named: str) -> None:
    answer = web.get("/_emulator/challenges/open" + query.format(pool_id=lab.pool_id))
    assert answer.status_code == 400
    assert named in answer.json["error"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"challenge": None}, "challenge"),
        ({"challenge": "NO_SUCH"}, "NO_SUCH is no challenge"),
        ({"challenge": "SELECT_CHALLENGE"}, "SELECT_CHALLENGE cannot be forced"),
        ({"challenge": "PASSWORD_VERIFIER"}, "PASSWORD_VERIFIER cannot be forced"),
        ({"user_pool_id": "us-east-1_Nobody000"}, "us-east-1_Nobody000"),
        ({"user_pool_id": 5}, "user_pool_id"),
        ({"username": "nobody"}, "nobody"),
        ({"username": ""}, "username"),
        ({"times": 0}, "times"),
        ({"times": "2"}, "times"),
        ({"times": True}, "times"),
        ({"user": "alice"}, "user is no member"),
    ],
)
def test_a_wish_that_cannot_be_is_named(
    web: Any, lab: Lab, change: dict[str, Any], named: str
) -> None:
    lab.user()
    wish = {"challenge": "NEW_PASSWORD_REQUIRED", "user_pool_id": lab.pool_id, "username": "alice"}
    answer = web.post("/_emulator/challenges", json={**wish, **change})
    assert answer.status_code == 400
    assert named in answer.json["error"]


# --- faults ---------------------------------------------------------------------------------------


def test_calls_fail_as_wished(web: Any, lab: Lab) -> None:
    wish = {
        "operation": "ListUserPools",
        "error": "TooManyRequestsException",
        "message": "Slowly.",
        "times": 2,
        "probability": 1,
        "seed": 7,
    }
    made = web.post("/_emulator/faults", json=wish)
    assert made.status_code == 201
    assert made.json == {**wish, "delay": None, "struck": 0}
    assert web.get("/_emulator/faults").json == {"faults": [made.json]}
    refused = lab.refused("ListUserPools", errors.TooManyRequestsException, MaxResults=1)
    assert refused == "Slowly."
    assert web.get("/_emulator/faults").json["faults"][0]["times"] == 1
    assert web.delete("/_emulator/faults").json == {"deleted": 1}
    lab.call("ListUserPools", MaxResults=1)


@pytest.mark.parametrize("operation", [{}, {"operation": None}])
def test_every_call_waits(web: Any, lab: Lab, operation: dict[str, None]) -> None:
    made = web.post("/_emulator/faults", json={"delay": 0, "times": None, **operation})
    assert made.json == {
        **dict.fromkeys(("operation", "error", "message", "probability", "seed")),
        "delay": 0,
        "times": 1,
        "struck": 0,
    }
    lab.call("ListUserPools", MaxResults=1)
    assert web.get("/_emulator/faults").json == {"faults": []}


@table(
    "change, named",
    [
        ({"operation": "SignIn"}, "There is no operation SignIn; the nearest"),
        ({"operation": 5}, "operation must be"),
        (
            {"error": "Throttling"},
            "No call of SignUp is refused with Throttling; the nearest is Thrott",
        ),
        ({"error": None}, "Say error or delay"),
        ({"error": 5}, "error must be"),
        ({"delay": 1}, "Say error or delay"),
        ({"delay": "1s", "error": None}, "seconds"),
        ({"delay": -1, "error": None}, "seconds"),
        ({"delay": 1, "error": None, "message": "x"}, "message goes with error"),
        ({"message": 5}, "message"),
        ({"times": 0}, "times"),
        ({"times": "2"}, "times"),
        ({"times": True}, "times"),
        ({"probability": 2}, "probability"),
        ({"probability": 0.5, "seed": []}, "seed"),
        ({"probability": 0.5, "seed": 10**30}, "seed"),
        ({"seed": 5}, "probability"),
        ({"user": "alice"}, "user is no member"),
    ],
)
def test_a_fault_that_cannot_be_is_named(web: Any, change: dict[str, Any], named: str) -> None:
    wish = {"operation": "SignUp", "error": "ThrottlingException"}
    answer = web.post("/_emulator/faults", json={**wish, **change})
    assert answer.status_code == 400
    assert named in answer.json["error"]
    assert web.get("/_emulator/faults").json == {"faults": []}


def test_half_a_character_is_no_json(web: Any) -> None:
    """Python would read it, but could not write it into the answer."""
    answer = web.post("/_emulator/faults", data=rb'{"operation": "\ud800"}')
    assert answer.status_code == 400
    assert "JSON object" in answer.json["error"]
