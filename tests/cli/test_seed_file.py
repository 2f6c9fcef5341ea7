"""Where ``import``, ``export`` and ``pull`` write their seeds."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.cli import seed_file, seed_text
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.seeds import load, read_yaml
from tests.properties import examples

PUBLIC: dict[str, Any] = {"PoolName": "a"}
PRIVATE: dict[str, Any] = {"PoolName": "a", "Users": [{"Username": "ada"}]}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_that_anybody_could_read_is_its_owner_s_then(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.touch(0o644)
    seed_file.write(PRIVATE, path)
    assert mode(path) == 0o600


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, there = tmp_path / "a.yaml", tmp_path / "there" / "b.yaml"
    link.symlink_to(there)
    seed_file.write(PRIVATE, seed_file.target(link))
    assert link.is_symlink()
    assert (load(there)["PoolName"], mode(there)) == ("a", 0o600)


def test_a_pipe_stays_one(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    seed_file.write(PRIVATE, seed_file.target(pipe))
    reader.join()
    assert read_yaml(read[0]) == PRIVATE
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_hyphen_is_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    seed_file.write(PUBLIC, seed_file.target(Path("-")))
    assert read_yaml(capsys.readouterr().out) == PUBLIC


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandLineError, match="is a folder"):
        seed_file.target(tmp_path)


@pytest.mark.parametrize("mask", [0o022, 0o027])
def test_what_is_not_private_is_as_other_files(tmp_path: Path, mask: int) -> None:
    former = os.umask(mask)
    try:
        seed_file.write(PUBLIC, tmp_path / "a.yaml")
    finally:
        os.umask(former)
    assert mode(tmp_path / "a.yaml") == 0o666 & ~mask


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    seed_file.write(PUBLIC, path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CommandLineError, match=r"a\.yaml: No space left on device\."):
        seed_file.write(PRIVATE, path)
    assert load(path) == PUBLIC
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_in_it_stays_on_its_line(tmp_path: Path) -> None:
    secrets = {"client_secret\nUsers": "x"}
    seed = {**PUBLIC, "IdentityProviders": [{"ProviderDetails": secrets}]}
    seed_file.write(seed, tmp_path / "a.yaml")
    assert load(tmp_path / "a.yaml") == seed


@settings(max_examples=examples(15))
@given(text=st.text(max_size=60) | st.from_regex(r"[\w :#'\"\n\t\u2028-]{90,200}", fullmatch=True))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("any.yaml", "any.json"):
        seed_file.write({"PoolName": text}, folder / name)
        assert load(folder / name)["PoolName"] == text
    within = {"UserPools": [{"Users": [{"Username": text, "UserAttributes": {"a": [text]}}]}]}
    assert read_yaml("".join(seed_text.as_yaml(within))) == within
    assert read_yaml(seed_text._yaml(within, fast=True)) == within


def test_users_beyond_counting_are_written_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another library, a few at a time; with the same in it."""
    monkeypatch.setattr(seed_text, "_MANY", 1)
    monkeypatch.setattr(seed_text, "_AT_ONCE", 2)
    names = ["ada", "012", "no", "1.5", "Zo\u00eb \U0001f40e", "two\nlines\n\n and: # more", " "]
    pool = {"PoolName": "a", "Users": [{"Username": name, "Enabled": True} for name in names]}
    weights = [{"ProviderDetails": {"a": "1", "b": 1.5, "c": 2}}]
    seed = {"UserPools": [{**pool, "IdentityProviders": weights}, PUBLIC], "Clients": []}
    seed_file.write(seed, tmp_path / "a.yaml")
    assert load(tmp_path / "a.yaml") == seed
