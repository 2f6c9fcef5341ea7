"""``pull`` from a service that is broken, changes, or forbids what is asked."""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.cli import seed_file
from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import CognitoError
from cognito_emulator.pulling import (
    Anonymous,
    AwsError,
    Journal,
    JournalError,
    People,
    Pull,
    pull,
)
from cognito_emulator.pulling.answers import plain
from cognito_emulator.seeds import load
from tests.pulling.rows import named
from tests.seeds.samples import POOL_ID, SAMPLES, seed
from tests.support import PASSWORD, StockKeys
from tests.table import table

# --- a service that is bent -----------------------------------------------------------------------

Bend = Callable[[dict[str, Any]], Mapping[str, Any]]


class Service:
    """What stands for AWS, with some of its answers bent.

    Attributes:
        calls: what was asked.
        bends: what becomes of the answers of an operation, by its name; it may raise.
        knows_pages: whether it looks at the tokens of pages.
        lasts: after how many calls Ctrl-C is pressed.

    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.calls: list[str] = []
        self.bends: dict[str, Bend] = {}
        self.knows_pages = True
        self.lasts = 1_000_000

    def call(self, operation: str, **request: object) -> dict[str, Any]:
        if len(self.calls) == self.lasts:
            raise KeyboardInterrupt
        self.calls.append(operation)
        if not self.knows_pages:
            request = {key: it for key, it in request.items() if key not in TOKENS.values()}
        try:
            answer = self.emulator.call(operation, dict(request))
        except CognitoError as error:
            raise AwsError(error.type, str(error)) from None
        return plain(operation, self.bends.get(operation, dict)(dict(answer)))


@pytest.fixture
def service(stock_keys: StockKeys) -> Service:
    full = {name: sample.full for name, sample in SAMPLES.items() if name != "Users"}
    users: list[dict[str, Any]] = [
        {"Username": name, "Password": PASSWORD, "Groups": ["admins"], "UserAttributes": {}}
        for name in ("ada", "bob", "carol")
    ]
    emulator = Emulator(keys=stock_keys)
    emulator.plant({**seed(**full), "Users": users})
    return Service(emulator)


def pulled(
    service: Service, journal: Journal | None = None, people: People = "real"
) -> tuple[dict[str, Any], list[str]]:
    wanted = Pull(POOL_ID, people, None, Anonymous("1"), lambda _done, _about: None)
    return pull(service, wanted, journal or Journal(None, {}))


def refuse(code: str) -> Bend:
    def bend(_answer: dict[str, Any]) -> Mapping[str, Any]:
        raise AwsError(code, f"An error occurred ({code})")

    return bend


#: What a list of the seed is read by.
LISTS = {
    "GetUserPoolMfaConfig": "",
    "GetUserPoolSessionConfiguration": "",
    "ListUserPoolClients": "Clients",
    "DescribeUserPoolClient": "Clients",
    "GetUserPoolClientSessionConfiguration": "",
    "ListIdentityProviders": "IdentityProviders",
    "DescribeIdentityProvider": "IdentityProviders",
    "ListResourceServers": "ResourceServers",
    "DescribeUserPoolDomain": "Domain",
    "DescribeManagedLoginBrandingByClient": "ManagedLoginBrandings",
    "GetUICustomization": "UICustomizations",
    "ListTerms": "Terms",
    "DescribeTerms": "Terms",
    "ListUsersInGroup": "",
}


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidParameterException"])
@pytest.mark.parametrize("operation", LISTS)
def test_what_may_not_be_read_is_left_out_and_said(
    service: Service, operation: str, code: str
) -> None:
    service.bends[operation] = refuse(code)
    found, notes = pulled(service)
    assert LISTS[operation] not in found
    said = [note for note in notes if note.startswith(f"{operation} was refused ")]
    assert len(said) == 1
    assert len(found["Users"]) == 3
    if code == "AccessDeniedException":
        assert service.calls.count(operation) == 1  # denied once, denied for good


@pytest.mark.parametrize("operation", ["DescribeUserPool", "ListUsers"])
def test_what_has_to_be_read(service: Service, operation: str) -> None:
    service.bends[operation] = refuse("AccessDeniedException")
    with pytest.raises(AwsError, match="AccessDeniedException"):
        pulled(service)


TOKENS = {
    "ListUsers": "PaginationToken",
    **dict.fromkeys(
        [
            "ListGroups",
            "ListUserPoolClients",
            "ListIdentityProviders",
            "ListResourceServers",
            "ListTerms",
            "ListUsersInGroup",
        ],
        "NextToken",
    ),
}


@pytest.mark.parametrize("operation", TOKENS)
def test_a_list_that_begins_again(service: Service, operation: str) -> None:
    service.bends[operation] = lambda answer: {**answer, TOKENS[operation]: "again"}
    service.knows_pages = False
    with pytest.raises(AwsError, match=f"{operation}.*: the list begins again"):
        pulled(service)


@pytest.mark.parametrize("operation", TOKENS)
def test_a_list_without_an_end(service: Service, operation: str) -> None:
    times: Counter[str] = Counter()

    def bend(answer: dict[str, Any]) -> Mapping[str, Any]:
        times[operation] += 1
        return {**answer, TOKENS[operation]: f"{times[operation]}"}

    service.bends[operation] = bend
    service.knows_pages = False
    with pytest.raises(AwsError, match="pages have brought nothing new"):
        pulled(service)


@pytest.mark.parametrize("people", ["real", "anonymous"])
def test_whoever_is_on_two_pages_is_there_once(service: Service, people: People) -> None:
    service.bends["ListUsers"] = lambda answer: {"Users": [*answer["Users"], *answer["Users"]]}
    found, _ = pulled(service, people=people)
    assert len(found["Users"]) == 3


@pytest.mark.parametrize("operation", ["DescribeUserPoolClient", "ListUsersInGroup"])
def test_what_is_deleted_meanwhile_is_left_out(service: Service, operation: str) -> None:
    service.bends[operation] = refuse("ResourceNotFoundException")
    found, notes = pulled(service)
    assert not any("ResourceNotFound" in note for note in notes)
    assert "Clients" not in found or operation == "ListUsersInGroup"


def test_a_pool_that_is_deleted_meanwhile(service: Service) -> None:
    described = service.emulator.call("DescribeUserPool", {"UserPoolId": POOL_ID})
    answers = iter([described])

    def bend(_answer: dict[str, Any]) -> Mapping[str, Any]:
        for answer in answers:
            return answer
        raise AwsError("ResourceNotFoundException", "User pool does not exist.")

    service.bends["DescribeUserPool"] = bend
    with pytest.raises(AwsError, match="User pool does not exist"):
        pulled(service)


def test_a_pool_that_is_changed_meanwhile(service: Service) -> None:
    def bend(answer: dict[str, Any]) -> Mapping[str, Any]:
        service.emulator.clock.shift(60)
        service.emulator.call("UpdateUserPool", {"UserPoolId": POOL_ID})
        return answer

    service.bends["ListGroups"] = bend
    _, notes = pulled(service)
    assert any(note.startswith("The pool was changed while it was read") for note in notes)


ODD = ["\x1b]0;title\x07", "a\u202eb", "x\x00y", " ", "'\"\\: #", "\u2028\x85\ufeff", "😀" * 60]


def test_odd_people_come_back(service: Service, tmp_path: Path) -> None:
    attributes = [{"Name": "custom:team", "Value": "\x1b[31m" + "é:# " * 500}]
    users = [{"Username": name, "Attributes": attributes} for name in ODD]
    service.bends["ListUsers"] = lambda _answer: {"Users": users}
    found, _ = pulled(service)
    for file in (tmp_path / "a.yaml", tmp_path / "a.json"):
        seed_file.write(found, file)
        assert [each["Username"] for each in load(file)["Users"]] == ODD
        assert load(file)["Users"][0]["UserAttributes"] == {"custom:team": attributes[0]["Value"]}


# --- going on -------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", ["real", "anonymous"])
def test_it_may_be_stopped_at_any_call(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: People
) -> None:
    monkeypatch.setattr("cognito_emulator.pulling.users.PAGE", 2)
    expected = pulled(service, people=people)
    number = len(service.calls)
    for last in range(number):
        path = tmp_path / f"{last}"
        service.calls, service.lasts = [], last
        with pytest.raises(KeyboardInterrupt):
            pulled(service, Journal(path, {}), people)
        service.lasts = 1_000_000
        assert pulled(service, Journal(path, {}), people) == expected
        assert len(service.calls) <= number + 4  # what was refused is asked for again


ABOUT = {"--user-pool-id": POOL_ID}


def journal(path: Path, *steps: str) -> Journal:
    found = Journal(path, ABOUT)
    for step in steps:
        found.step(step, step.upper)
    return found


@table(
    "more, about, sentence",
    named(
        {
            "in the middle": (
                b"{\n",
                ABOUT,
                ":3: This is no line of a journal of pull. Delete the",
            ),
            "a number": (b"5\n", ABOUT, ":3: This is no line of a journal of pull."),
            "three things": (b'["a", 1, 2]\n', ABOUT, ":3: This is no line of a journal of pull."),
            "what somebody wrote": (
                b'["b", 1]\n',
                ABOUT,
                ":3: This is no line of a journal of pull.",
            ),
            "no name": (b"[[], 1]\n", ABOUT, ":3: This is no line of a journal of pull."),
            "no text": (b"\xff\xfe\n", ABOUT, ":3: This is no line of a journal of pull."),
            "another pool": (
                b"",
                {"--user-pool-id": "other"},
                "another pull (--user-pool-id). Go on",
            ),
            "other options": (
                b"",
                {**ABOUT, "users": "real"},
                "another pull (users). Go on with that",
            ),
        }
    ),
)
def test_a_journal_that_is_of_no_use(
    tmp_path: Path, more: bytes, about: Mapping[str, str], sentence: str
) -> None:
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    journal(path, "a")
    with path.open("ab") as file:
        file.write(more)
    before = path.read_bytes()
    with pytest.raises(JournalError) as error:
        Journal(path, about)
    assert sentence in str(error.value)
    assert path.read_bytes() == before


@table(
    "first, sentence",
    named(
        {
            "a newer one": (
                '["about", {"journal": "3"}]',
                "is of another release. Go on with that one",
            ),
            "an older one": (
                '["about", {"journal": "1"}]\n["a", 1]',
                "is of another release. Go on with that one",
            ),
            "a former one": (
                '["about", "us-east-1_a real"]',
                "is no journal of this release's pull.",
            ),
            "another file": (
                '["PoolName", "a"]',
                "is no journal of this release's pull. Delete it.",
            ),
        }
    ),
)
def test_a_journal_of_another_release(tmp_path: Path, first: str, sentence: str) -> None:
    path = tmp_path / "journal"
    path.write_text(f"{first}\n")
    with pytest.raises(JournalError) as error:
        Journal(path, ABOUT)
    assert sentence in str(error.value)


def test_a_journal_that_is_cut_short_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    for number, step in enumerate("abc"):
        found = journal(path, step)
        assert found.resumed == number + 1
        del found  # as the end of its process does
        with path.open("a") as file:
            file.write('["d", {"e"')
    assert journal(path).resumed == 3


def test_a_journal_that_was_cut_short_at_once(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.touch(0o644)
    journal(path, "a")
    assert journal(path).resumed == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_is_written_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        journal(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


@table("former, latter", [('"A"', '"a"'), ('["a"', '["b"'), ('"A"', '[["A"]]'), ('"A"', "null")])
def test_a_step_that_somebody_edited_is_not_taken(tmp_path: Path, former: str, latter: str) -> None:
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    journal(path, "a")
    path.write_text(path.read_text().replace(former, latter))
    with pytest.raises(JournalError, match=":2: This is no line of a journal of pull"):
        Journal(path, ABOUT)


def test_one_pull_at_a_time_has_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    first = journal(path, "a")
    with pytest.raises(JournalError, match=f"Another pull is writing {path}. Wait for its end."):
        journal(path, "b")
    assert first.step("a", str) == "A"
    first.end()
    assert journal(path, "b").resumed == 1


def test_a_journal_that_is_deleted_meanwhile_comes_back_to_nobody(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    first = journal(path, "a")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    first.step("secret", str)
    assert not (tmp_path / "elsewhere").exists()
    path.unlink()
    first.step("another", str)
    assert not path.exists()


def test_a_pipe_is_no_journal_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "journal")
    with pytest.raises(JournalError, match="is no file of a disk"):
        journal(tmp_path / "journal")


def test_what_no_seed_has_a_word_for_is_left_out_and_said(service: Service) -> None:
    def newer(member: str) -> Callable[[dict[str, Any]], Mapping[str, Any]]:
        return lambda answer: {member: {**answer[member], "Newer": "x", "Empty": {}}}

    service.bends["DescribeUserPool"] = newer("UserPool")
    service.bends["DescribeUserPoolClient"] = newer("UserPoolClient")
    found, notes = pulled(service)
    assert "Newer" not in json.dumps(found)
    [note] = [each for each in notes if "This release does not know" in each]
    assert note.endswith("leaves out: UserPool.Newer, UserPoolClient.Newer.")


def test_of_what_follows_from_other_things_nothing_is_said(service: Service) -> None:
    _, notes = pulled(service)
    assert not [each for each in notes if "does not know" in each]
