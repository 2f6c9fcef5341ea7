"""``cognito-emulator export``: a running emulator's pools as a seed that gives them back."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cognito_emulator import Server, cli, signing_keys
from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import read_yaml
from cognito_emulator.settings import Tls
from cognito_emulator.store import open_store
from tests.seeds.samples import POOL_ID, SAMPLES, seed
from tests.support import PASSWORD, Lab, StockKeys

Captured = pytest.CaptureFixture[str]
OTHER = {"PoolName": "other", "Id": "eu-west-1_other", "Clients": [{"ClientName": "c"}]}


@pytest.fixture
def emulator(stock_keys: StockKeys) -> Emulator:
    """One with everything that a seed can hold, and another pool."""
    emulator = Emulator(keys=stock_keys)
    emulator.plant(seed(**{name: sample.full for name, sample in SAMPLES.items()}), OTHER)
    return emulator


@pytest.fixture
def address(emulator: Emulator) -> Iterator[str]:
    with Server(emulator, port=0) as server:
        yield server.url


def exported(*arguments: object) -> None:
    assert cli.main(["export", *map(str, arguments)]) == 0


def test_all_pools_come_back(address: str, emulator: Emulator, tmp_path: Path) -> None:
    """The round trip of every kind that a seed can hold."""
    file = tmp_path / "out.yaml"
    exported("--endpoint", address, "--output", file)
    again = Emulator(seed=file)
    for pool_id in (POOL_ID, OTHER["Id"]):
        assert pools.exported(again, str(pool_id)) == pools.exported(emulator, str(pool_id))


def test_a_file_with_people_is_its_owner_s_and_says_what_is_in_it(
    address: str, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "out.yaml"
    exported("--endpoint", address, "--output", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = file.read_text().splitlines()[0]
    assert first.startswith("# 2 user pools, 3 app clients, ")
    assert "Secrets are in it: " in first
    assert "PasswordHash" in first
    assert first == f"# {capsys.readouterr().err.splitlines()[-1]}"


def test_one_pool_on_the_standard_output(address: str, capsys: Captured) -> None:
    exported("--endpoint", address, "--user-pool-id", "eu-west-1_other")
    assert read_yaml(capsys.readouterr().out)["PoolName"] == "other"


def test_a_file_without_people_or_secrets_is_anybody_s(address: str, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    exported("--endpoint", address, "--user-pool-id", "eu-west-1_other", "--output", file)
    assert json.loads(file.read_text())["Clients"][0]["ClientName"] == "c"
    assert stat.S_IMODE(file.stat().st_mode) & 0o040


def test_what_stays_behind_is_said(capsys: Captured) -> None:
    lab = Lab(Emulator(), pool_request={"AutoVerifiedAttributes": ["email"]})
    lab.user()
    lab.tokens()
    lab.by_srp()
    mail = [{"Name": "email", "Value": "bob@example.com"}]
    lab.call(
        "SignUp",
        ClientId=lab.client_id,
        Username="bob",
        Password=PASSWORD,
        UserAttributes=mail,
    )
    with Server(lab.emulator, port=0) as server:
        exported("--endpoint", server.url)
    said = capsys.readouterr().err.splitlines()[0]
    assert said == f"{lab.pool_id}: 2 sign-ins, 1 code, 1 open challenge, 1 message stay behind."


def test_a_single_thing_stays_behind(capsys: Captured) -> None:
    lab = Lab(Emulator())
    lab.user()
    lab.tokens()
    with Server(lab.emulator, port=0) as server:
        exported("--endpoint", server.url)
    said = capsys.readouterr().err.splitlines()[0]
    assert said == f"{lab.pool_id}: 1 sign-in stays behind."


def test_what_a_seed_has_no_word_for_is_said_of_users(capsys: Captured) -> None:
    history = {"PasswordPolicy": {"PasswordHistorySize": 2}}
    lab = Lab(Emulator(), pool_request={"UserPoolTier": "ESSENTIALS", "Policies": history})
    lab.user("ada")
    token = {"SoftwareTokenMfaConfiguration": {"Enabled": True}, "MfaConfiguration": "OPTIONAL"}
    lab.call("SetUserPoolMfaConfig", UserPoolId=lab.pool_id, **token)
    lab.call("AssociateSoftwareToken", AccessToken=lab.tokens("ada")["AccessToken"])
    lab.call(
        "AdminSetUserPassword",
        UserPoolId=lab.pool_id,
        Username="ada",
        Password="Another-Password-1",
        Permanent=True,
    )
    with Server(lab.emulator, port=0) as server:
        exported("--endpoint", server.url)
    said = capsys.readouterr().err.splitlines()
    behind = ("with earlier passwords", "with an unverified authenticator app")
    assert said[:2] == [f"{lab.pool_id}: 1 user {what}, which stay behind." for what in behind]


def test_keys_that_are_asked_for_sign_on(
    address: str, emulator: Emulator, tmp_path: Path, capsys: Captured
) -> None:
    exported(
        *("--endpoint", address, "--user-pool-id", "eu-west-1_other"),
        *("--output", tmp_path / "out.yaml", "--with-keys"),
    )
    file = tmp_path / "eu-west-1_other.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    ours, theirs = emulator.keys.of("eu-west-1_other"), signing_keys.read(file)
    assert [each.kid for each in theirs] == [each.kid for each in ours]
    assert f"--signing-key eu-west-1_other={file}" in capsys.readouterr().err


def test_no_keys_are_shown_unasked(address: str, tmp_path: Path) -> None:
    exported("--endpoint", address, "--output", tmp_path / "out.yaml")
    assert [each.name for each in tmp_path.iterdir()] == ["out.yaml"]
    assert "PRIVATE KEY" not in (tmp_path / "out.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--user-pool-id", "eu-west-1_othr"],
            "User pool eu-west-1_othr does not exist; the nearest is eu-west-1_other.\n",
        ),
        (["--user-pool-id", "eu-west-1_other", "--user-pool-id", "x"], "User pool x does not"),
        (
            ["--endpoint", "http://localhost:1"],
            "cognito-emulator serve starts an emulator; --endpo",
        ),
    ],
)
def test_what_cannot_be_exported(
    address: str, capsys: Captured, arguments: list[str], sentence: str
) -> None:
    assert cli.main(["export", "--endpoint", address, *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_the_standard_output_has_a_name(address: str, capsys: Captured) -> None:
    exported("--endpoint", address, "--user-pool-id", "eu-west-1_other")
    expected = capsys.readouterr().out
    exported("--endpoint", address, "--output", "-", "--user-pool-id", "eu-west-1_other")
    assert capsys.readouterr().out == expected


def test_an_emulator_without_pools(capsys: Captured) -> None:
    with Server(Emulator(), port=0) as server:
        assert cli.main(["export", "--endpoint", server.url]) == 2
    assert "There is no user pool at http://localhost:" in capsys.readouterr().err


# --- from a file of state -------------------------------------------------------------------------


def a_file(folder: Path) -> tuple[str, str, str]:
    """The name of a store, and the option that means it."""
    return f"sqlite:///{folder / 'dev.db'}", "--state", str(folder / "dev.db")


def a_database(_folder: Path) -> tuple[str, str, str]:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    url = server().emptied()
    return url, "--store", url


@pytest.mark.parametrize("make", [a_file, pytest.param(a_database, marks=pytest.mark.slow)])
def test_a_store_gives_the_same_seed(
    tmp_path: Path, stock_keys: StockKeys, make: Callable[[Path], tuple[str, str, str]]
) -> None:
    name, *option = make(tmp_path)
    out = tmp_path / "out.yaml"
    everything = seed(**{name: sample.full for name, sample in SAMPLES.items()})
    emulator = Emulator(keys=stock_keys, store=open_store(name))
    emulator.plant(everything, OTHER)
    expected = pools.exported(emulator, POOL_ID)
    exported(*option, "--user-pool-id", POOL_ID, "--output", out)
    assert pools.exported(Emulator(seed=out), POOL_ID) == expected


def test_a_file_of_state_that_is_not_there(tmp_path: Path, capsys: Captured) -> None:
    assert cli.main(["export", "--state", str(tmp_path / "dev.db")]) == 2
    assert "--state: There is no file" in capsys.readouterr().err
    assert not (tmp_path / "dev.db").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--store", "memory"), "--store memory: nothing is in it. Name one that lasts."),
        (("--store", "sqlite:///none.db"), "--store: There is no file none.db"),
        (("--store", "sqlite:/dev.db"), "There is no store sqlite:/dev.db; a file is written"),
        (
            ("--store", "postgresql://ada:secret@localhost:1/dev"),
            "postgresql://ada:***@localhost:1/dev cannot be opened: connection failed",
        ),
    ],
)
def test_a_store_that_cannot_be_read(
    words: tuple[str, ...], sentence: str, capsys: Captured
) -> None:
    assert cli.main(["export", *words]) == 2
    assert sentence in " ".join(capsys.readouterr().err.split())


def test_a_file_that_holds_no_state(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "dev.db"
    file.write_text("PoolName: a")
    assert cli.main(["export", "--state", str(file)]) == 2
    assert str(file) in capsys.readouterr().err
    assert file.read_text() == "PoolName: a"


def test_over_https_our_own_authority_is_trusted(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    file = tmp_path / "out.yaml"
    with Server(emulator, port=0, tls=Tls(port=0)) as server:
        exported("--endpoint", server.https_url, "--output", file, "--with-keys")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
        assert cli.main(["export", "--endpoint", str(server.https_url)]) == 2
    assert pools.exported(Emulator(seed=file), POOL_ID) == pools.exported(emulator, POOL_ID)
    assert (tmp_path / f"{POOL_ID}.pem").is_file()
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(
        f"cognito-emulator: The certificate of {server.https_url} is not trusted: ask by http,"
    )
