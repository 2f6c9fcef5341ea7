"""``cognito-emulator pull``, with the emulator in AWS's place."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator import Server, cli
from cognito_emulator.cli.pull import _Bar
from cognito_emulator.control import pools
from cognito_emulator.domain.pools.schema import STANDARD
from cognito_emulator.emulator import Emulator
from cognito_emulator.pulling import Anonymous, Aws, AwsError, Journal, Pull, pull
from cognito_emulator.pulling.aws import Limits
from cognito_emulator.seeds import load
from tests.properties import examples
from tests.seeds.samples import POOL_ID, SAMPLES, seed
from tests.support import PASSWORD, StockKeys
from tests.table import table

NEW = "New-Password-1"
ATTRIBUTES = [
    *(each.name for each in STANDARD if each.name not in ("sub", "identities")),
    "custom:team",
    "dev:custom:note",
]
PEOPLE = [
    {
        "Username": f"{name}.real",
        "Password": PASSWORD,
        "UserAttributes": {
            "email": f"{name}@private.example",
            "email_verified": number % 2 == 0,
            "name": f"{name.title()} Real",
            "phone_number": "+491701234567",
            "custom:team": "Blue-42",
        },
        "Groups": ["admins"] if number % 3 == 0 else [],
        "Enabled": number != 5,
    }
    for number, name in enumerate(["ada", "bob", "carol", "dan", "eve", "frank"])
] + [
    {
        "Username": "gina.real",
        "TemporaryPassword": PASSWORD,
        "UserAttributes": {"email": "gina@private.example"},
    }
]
SECRETS = ("real", "private.example", "491701234567", "Blue-42", "Real")


@pytest.fixture
def there(stock_keys: StockKeys) -> Emulator:
    """What stands for AWS: a pool with everything, and people."""
    emulator = Emulator(keys=stock_keys)
    full = {name: sample.full for name, sample in SAMPLES.items() if name != "Users"}
    described = seed(**full)
    emulator.plant({**described, "Users": PEOPLE})
    return emulator


@pytest.fixture
def address(there: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with Server(there, port=0) as server:
        yield server.url


def pulled(address: str, *arguments: object) -> int:
    fast = ("--calls-per-second", "100000")
    pool = ("--user-pool-id", POOL_ID, "--endpoint-url", address)
    return cli.main(["pull", *map(str, (*pool, *fast, *arguments))])


def without(seed: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in seed.items() if name not in names}


def test_without_a_word_about_people_there_are_none(
    address: str, there: Emulator, tmp_path: Path
) -> None:
    file = tmp_path / "pool.yaml"
    assert pulled(address, "--output", file) == 0
    assert "Users" not in load(file)
    again = pools.exported(Emulator(seed=file), POOL_ID)
    before = pools.exported(there, POOL_ID)
    for each in (again, before):  # which ListGroups and ListUserPoolClients show in an order
        each["Groups"].sort(key=lambda group: group["GroupName"])
        each["Clients"].sort(key=lambda client: client["ClientId"])
    for each in before["Clients"]:
        each.pop("SecondClientSecret", None)  # which no answer shows
    for each in before["UICustomizations"]:
        del each["ImageFile"]  # answers show its address only
    own = ("Users", "IdentityProviders")  # whose stand-ins have people, that no answer shows
    assert without(again, *own) == without(before, *own)
    shown = [each["ProviderName"] for each in again["IdentityProviders"]]
    assert shown == [each["ProviderName"] for each in before["IdentityProviders"]]


def test_real_people(address: str, there: Emulator, tmp_path: Path) -> None:
    file = tmp_path / "pool.yaml"
    assert pulled(address, "--real-people", "--password", NEW, "--output", file) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = Emulator(seed=file)
    for real in there.users_of(POOL_ID):
        user = again.user(POOL_ID, real.username)
        assert (user.status, user.enabled, user.groups) == (real.status, real.enabled, real.groups)
        assert (user.sub, user.attributes) == (real.sub, real.attributes)


def test_anonymous_people_have_the_shape_of_real_ones(
    address: str, there: Emulator, tmp_path: Path
) -> None:
    file = tmp_path / "pool.yaml"
    assert pulled(address, "--anonymize", "--password", NEW, "--output", file) == 0
    text = file.read_text()
    assert [
        secret for secret in (*SECRETS, *(u.sub for u in there.users_of(POOL_ID))) if secret in text
    ] == []
    again = Emulator(seed=file)
    for real, user in zip(there.users_of(POOL_ID), again.users_of(POOL_ID), strict=True):
        assert (user.status, user.enabled, user.groups) == (real.status, real.enabled, real.groups)
        assert len(user.username) == len(real.username)
        assert user.attributes.keys() == real.attributes.keys()
        for name, value in real.attributes.items():
            assert len(user.attributes[name]) == len(value), name
        assert user.attributes.get("email_verified") == real.attributes.get("email_verified")


def test_somebody_invented_signs_in_with_the_password(address: str, tmp_path: Path) -> None:
    file = tmp_path / "pool.yaml"
    assert pulled(address, "--anonymize", "--password", NEW, "--output", file) == 0
    again = Emulator(seed=file)
    user = next(each for each in again.users_of(POOL_ID) if each.status == "CONFIRMED")
    client = again.call(
        "CreateUserPoolClient",
        {
            "UserPoolId": POOL_ID,
            "ClientName": "x",
            "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        },
    )["UserPoolClient"]["ClientId"]
    answer = again.call(
        "AdminInitiateAuth",
        {
            "UserPoolId": POOL_ID,
            "ClientId": client,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": user.username, "PASSWORD": NEW},
        },
    )
    assert "AuthenticationResult" in answer


def test_the_same_people_are_invented_each_time(address: str, tmp_path: Path) -> None:
    one, other, third = (tmp_path / f"{name}.yaml" for name in "abc")
    for file, text in ((one, "1"), (other, "1"), (third, "2")):
        arguments = ("--anonymize", "--password", NEW, "--invent", text, "--output", file)
        assert pulled(address, *arguments) == 0
    assert one.read_text() == other.read_text() != third.read_text()


def test_nothing_but_reading_is_asked(address: str, there: Emulator, tmp_path: Path) -> None:
    called: list[str] = []
    there.on_call(lambda call: called.append(call.operation))
    pulled(address, "--real-people", "--output", tmp_path / "pool.yaml")
    assert called
    assert [each for each in called if not each.startswith(("Describe", "List", "Get"))] == []


# --- throttling, and going on ---------------------------------------------------------------------


def wanted(people: Any = "real") -> Pull:
    return Pull(POOL_ID, people, None, Anonymous("1"), lambda _done, _about: None)


def aws_at(address: str, waits: list[float]) -> Aws:
    return Aws("us-east-1", endpoint_url=address, per_second=4.0, sleep=waits.append)


def test_a_throttled_call_is_made_again_later(address: str, there: Emulator) -> None:
    there.fail("ListUsers", "TooManyRequestsException", times=4)
    waits: list[float] = []
    found, _ = pull(aws_at(address, waits), wanted(), Journal(None, {}))
    assert len(found["Users"]) == len(PEOPLE)
    assert [each for each in waits if each != 0.25] == [0.5, 1.0, 2.0, 4.0]


def test_a_service_that_stays_throttled_is_given_up(address: str, there: Emulator) -> None:
    there.fail("DescribeUserPool", "TooManyRequestsException", times=50)
    waits: list[float] = []
    with pytest.raises(AwsError) as refusal:
        pull(aws_at(address, waits), wanted(), Journal(None, {}))
    assert refusal.value.code == "TooManyRequestsException"
    assert max(waits) == 30.0


def test_a_refusal_is_not_repeated(address: str, there: Emulator) -> None:
    there.fail("ListGroups", "NotAuthorizedException", times=1)
    waits: list[float] = []
    with pytest.raises(AwsError, match="ListGroups"):
        pull(aws_at(address, waits), wanted(), Journal(None, {}))
    assert set(waits) == {0.25}


def test_a_pull_that_was_cut_short_goes_on(
    address: str,
    there: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("cognito_emulator.pulling.users.PAGE", 2)
    file, journal = tmp_path / "pool.yaml", tmp_path / ".pool.yaml.part"
    arguments = ("--anonymize", "--password", NEW, "--output", file)
    there.fail("ListUsersInGroup", "NotAuthorizedException", times=1)
    assert pulled(address, *arguments) == 2
    assert f"The same command goes on where it was, by {journal}." in capsys.readouterr().err
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert not any(secret in journal.read_text() for secret in SECRETS)
    called: list[str] = []
    there.on_call(lambda call: called.append(call.operation))
    assert pulled(address, *arguments) == 0
    assert "ListUsers" not in called
    assert not journal.exists()
    assert len(load(file)["Users"]) == len(PEOPLE)


def test_a_seed_that_cannot_be_written_is_not_read_again(
    address: str,
    there: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    arguments = ("--real-people", "--password", NEW, "--output", tmp_path / "pool.yaml")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        assert pulled(address, *arguments) == 2
    assert "No space left on device. The same command goes on where it was" in (
        capsys.readouterr().err
    )
    journal = tmp_path / ".pool.yaml.part"
    assert NEW not in journal.read_text()
    called: list[str] = []
    there.on_call(lambda call: called.append(call.operation))
    assert pulled(address, *arguments) == 0
    assert "ListUsers" not in called


def test_a_bar_is_shown_to_who_looks_at_it(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("cognito_emulator.pulling.users.PAGE", 2)
    arguments = ("--real-people", "--output", tmp_path / "pool.yaml")
    assert pulled(address, *arguments) == 0
    assert "\r" not in capsys.readouterr().err
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr.isatty", lambda: True, raising=False)
        assert pulled(address, *arguments) == 0
    bar, *rest = capsys.readouterr().err.split("\n")
    shown = bar.split("\r")[1:]
    assert [each[33:] for each in shown] == [f"{n} of 7 users" for n in (2, 4, 6, 7)]
    assert {len(each) for each in shown} == {len("[]") + 30 + len(" 2 of 7 users")}
    assert any(line.startswith("1 user pool, ") for line in rest)


@pytest.mark.parametrize(
    ("columns", "shown"),
    [(80, "[####......] 2 of 5 users"), (26, "[####......] 2 of 5 users"),
     (25, "[###......] 2 of 5 users"), (21, "[##...] 2 of 5 users"), (20, "2 of 5 users"),
     (0, "[####......] 2 of 5 users")],
)  # fmt: skip
def test_a_bar_is_no_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int,
    shown: str,
) -> None:
    """The last column stays free: in some terminals a line that fills it goes on below."""
    monkeypatch.setattr("cognito_emulator.cli.pull._WIDTH", 10)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.fileno", lambda: 2, raising=False)
    monkeypatch.setattr("os.get_terminal_size", lambda _fd: os.terminal_size((columns, 24)))
    _Bar().show(2, 5)
    assert capsys.readouterr().err == f"\r{shown}"


def test_who_stops_it_is_told_how_to_go_on(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cognito_emulator.cli.pull._Bar.show", interrupted)
    arguments = ("--real-people", "--output", tmp_path / "pool.yaml")
    assert pulled(address, *arguments) == 130
    assert capsys.readouterr().err == (
        "cognito-emulator: Stopped. The same command goes on where it was, by"
        f" {tmp_path / '.pool.yaml.part'}.\n"
    )
    assert pulled(address, "--real-people") == 130
    assert capsys.readouterr().err == "cognito-emulator: Stopped.\n"


def test_a_journal_of_another_pull_is_refused(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Journal(tmp_path / ".pool.yaml.part", {"--user-pool-id": "us-east-1_other"})
    assert pulled(address, "--output", tmp_path / "pool.yaml") == 2
    assert "is of another pull (--user-pool-id, " in capsys.readouterr().err


def test_a_journal_that_ends_in_the_middle_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    first = Journal(path, {"pool": "x"})
    first.step("a", lambda: {"b": 1})
    del first  # as the end of its process does
    with path.open("a") as file:
        file.write('["c", {"d"')
    again = Journal(path, {"pool": "x"})
    assert again.resumed == 1
    assert again.step("a", lambda: None) == {"b": 1}
    assert again.step("c", lambda: 2) == 2


def test_only_reading_operations_are_called(address: str) -> None:
    with pytest.raises(ValueError, match="DeleteUserPool changes something"):
        aws_at(address, []).call("DeleteUserPool", UserPoolId=POOL_ID)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "pull needs a pool: --user-pool-id ID."),
        (("--anonymize",), "--anonymize needs a --password"),
        (("--profile", "nobdy"), "profile (nobdy) could not be found; the nearest is nobody."),
        (
            ("--output", "/nowhere/a.yaml"),
            "--output: /nowhere/a.yaml: There is no folder /nowhere.",
        ),
        (("--region", "us-east-1"), "Unable to locate credentials: --profile NAME takes those"),
    ],
)
def test_what_is_wrong_with_the_command(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").write_text("[profile nobody]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    pool = ("--user-pool-id", POOL_ID) if arguments else ()
    assert cli.main(["pull", *pool, *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_pool_that_is_not_there_says_where_it_was_looked_for(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("pull", "--user-pool-id", "eu-west-1_Nowhere01", "--endpoint-url", address)
    assert cli.main([*asked]) == 2
    assert capsys.readouterr().err.endswith(
        "User pool eu-west-1_Nowhere01 does not exist. It was asked for in eu-west-1.\n"
    )


# --- invented people ------------------------------------------------------------------------------

GOOGLE = json.dumps([{"providerName": "Google", "userId": "104857600000000000000"}])
#: Letters of which no invented name, address or number has eight in a row.
UNHEARD = st.text("kqvwyzKQVWYZ", min_size=8, max_size=40)
SAID = st.one_of(UNHEARD, UNHEARD.map("{}@private.example".format), UNHEARD.map("+{} Ñ٣ü".format))


@settings(max_examples=examples(30))
@given(username=SAID, attributes=st.dictionaries(st.sampled_from(ATTRIBUTES), SAID))
def test_nothing_of_anybody_is_left(username: str, attributes: dict[str, str]) -> None:
    described = {"Username": username, "UserAttributes": attributes}
    left = json.dumps(Anonymous("1").user(3, described), ensure_ascii=False)
    for value in (username, *attributes.values()):
        token = value.partition("@")[0].strip("+").partition(" ")[0]
        assert token not in left
    assert not set("Ñ٣ü") & set(left)


@table(
    "name, value, stays",
    [
        ("locale", "pt-BR", True),
        ("locale", "ada@private.example", False),
        ("zoneinfo", "Europe/Berlin", True),
        ("zoneinfo", "Ada Lovelace", False),
        ("updated_at", "1700000001", False),
        ("email_verified", "true", True),
        ("email_verified", "Ada", False),
    ],
)
def test_what_stays_as_it_is(name: str, value: str, *, stays: bool) -> None:
    user = Anonymous("1").user(1, {"Username": "u", "UserAttributes": {name: value}})
    assert (user["UserAttributes"][name] == value) == stays


def test_usernames_are_addresses_where_people_sign_in_with_them() -> None:
    given = {"sub": "s", "email": "a@private.example", "phone_number": "+491701234567"}
    for address in ("email", "phone_number"):
        described = {"Username": "s", "UserAttributes": given}
        user = Anonymous("1").user(1, described, [address])
        assert user["Username"] == user["UserAttributes"][address]


@table(
    "username, attributes",
    [
        (
            "3f0c2f0e-6d0f-7f0b-9c39-2f6a6c7b1d01",
            {"sub": "3f0c2f0e-6d0f-7f0b-9c39-2f6a6c7b1d01", "email": "long.name@private.example"},
        ),
        ("Google_104857600000000000000", {"identities": GOOGLE, "email": "g@private.example"}),
        ("google_104857600000000000000", {"identities": GOOGLE}),
        ("Google_1", {"identities": GOOGLE}),
        ("ada_lovelace", {"identities": GOOGLE, "name": "Ada Lovelace"}),  # linked to Google
        ("ada_lovelace", {"identities": "?"}),
        ("someone@private.example", {}),
        ("x", {"given_name": "Li", "address": "1 Road, Town", "website": "https://me.example/1"}),
        ("handle", {"birthdate": "1980-01-31", "custom:vip": "true", "custom:n": "007"}),
    ],
)
def test_an_invented_user(username: str, attributes: dict[str, str]) -> None:
    described = {"Username": username, "UserAttributes": attributes}
    user = Anonymous("1").user(7, described)
    invented = user["UserAttributes"]
    assert invented.keys() == attributes.keys() - {"sub", "identities"}
    assert user["Username"] != username
    for name, value in invented.items():
        if name == "custom:vip":
            assert value == "true"
        else:
            assert value != attributes[name]
            assert len(value) == len(attributes[name]) or name == "email"
    provider, _, subject = user["Username"].partition("_")
    assert (provider.lower() == "google" and subject.isdigit()) == username.lower().startswith(
        "goo"
    )
    assert "ada" not in user["Username"]
    if "email" in attributes and username == attributes.get("sub"):
        assert user["Username"] == invented["email"]
    assert Anonymous("1").user(7, described) == user
    assert Anonymous("1").user(8, described)["Username"] != user["Username"]


def test_goes_on_after_an_answer_that_was_too_large(
    there: Emulator, address: str, tmp_path: Path
) -> None:
    for person in PEOPLE:
        long = [{"Name": "name", "Value": "x" * 2_000}]
        who = {"UserPoolId": POOL_ID, "Username": person["Username"]}
        there.call("AdminUpdateUserAttributes", {**who, "UserAttributes": long})
    wanted = Pull(POOL_ID, "real", None, Anonymous("1"), lambda _done, _about: None)

    def pulled_within(limits: Limits, journal: Path | None) -> Any:
        service = Aws("us-east-1", endpoint_url=address, sleep=lambda _seconds: None, limits=limits)
        return pull(service, wanted, Journal(journal, {}))

    path = tmp_path / "journal"
    with pytest.raises(AwsError, match=r"^ListUsers: the answer of .* more than 14,000 bytes"):
        pulled_within(Limits(most_bytes=14_000), path)
    kept = path.read_text(encoding="utf-8")

    assert pulled_within(Limits(), path) == pulled_within(Limits(), None)
    assert path.read_text(encoding="utf-8").startswith(kept)
    assert "DescribeUserPool" in kept
