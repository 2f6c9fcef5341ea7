"""The certificate authority: how it is kept, and who may read it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography import x509

import cognito_emulator
from cognito_emulator.web.tls.authority import AuthorityError, kept_in, usual_folder

SOURCES = str(Path(cognito_emulator.__file__).parents[1])


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tls"


def test_it_is_made_once(folder: Path) -> None:
    first, second = kept_in(folder), kept_in(folder)
    assert first.certificate == second.certificate == first.file.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["ca-key.pem", "ca.pem"]


def test_two_folders_have_two(tmp_path: Path) -> None:
    assert kept_in(tmp_path / "a").certificate != kept_in(tmp_path / "b").certificate


def test_it_signs_certificates_of_servers_and_no_other_authority(folder: Path) -> None:
    found = x509.load_pem_x509_certificate(kept_in(folder).certificate)
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)


def test_nobody_but_its_owner_can_read_the_key(folder: Path) -> None:
    umask = os.umask(0)
    try:
        authority = kept_in(folder)
    finally:
        os.umask(umask)
    assert (mode(folder), mode(folder / "ca-key.pem")) == (0o700, 0o600)
    assert mode(authority.file) == 0o644
    assert b"PRIVATE" not in authority.file.read_bytes()


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620])
def test_a_key_that_others_may_have_read_is_refused(folder: Path, bits: int) -> None:
    kept_in(folder)
    (folder / "ca-key.pem").chmod(bits)
    with pytest.raises(AuthorityError, match=r"The key of .* is open to other users.* chmod 600"):
        kept_in(folder)
    assert mode(folder / "ca-key.pem") == bits


@pytest.mark.parametrize("bits", [0o755, 0o770, 0o701])
def test_a_folder_that_is_open_to_others_is_refused_and_stays_as_it_is(
    folder: Path, bits: int
) -> None:
    """It may be one that has other things in it, too."""
    folder.mkdir(parents=True)
    folder.chmod(bits)
    with pytest.raises(AuthorityError, match=r"The folder of .* chmod 700 .* --tls-folder"):
        kept_in(folder)
    assert mode(folder) == bits
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "tls"):
        with pytest.raises(
            AuthorityError,
            match=r"cannot be kept in .*file.* Choose another folder with --tls-folder",
        ):
            kept_in(folder)


def swapped(folder: Path) -> bytes:
    """A key with the certificate of another."""
    other = kept_in(folder.parent / "other")
    key = (folder / "ca-key.pem").read_bytes().partition(b"-----BEGIN CERT")[0]
    return key + other.certificate


def leaf(folder: Path) -> bytes:
    """A certificate with its key, but of no authority."""
    return kept_in(folder).issue(["a"], 0, 1e9).private_key_and_cert_chain_pem.bytes()


@pytest.mark.parametrize(
    "content",
    [
        lambda _folder: b"",
        lambda _folder: b"nonsense",
        lambda folder: (folder / "ca.pem").read_bytes(),
        lambda folder: (folder / "ca-key.pem").read_bytes()[:-100],
        swapped,
        leaf,
    ],
    ids=["nothing", "nonsense", "no key", "cut off", "another's", "no authority"],
)
def test_what_is_no_authority_is_refused_and_not_overwritten(folder: Path, content: Any) -> None:
    kept_in(folder)
    wrong = content(folder)
    (folder / "ca-key.pem").write_bytes(wrong)
    with pytest.raises(AuthorityError, match=r"ca-key\.pem has no certificate authority"):
        kept_in(folder)
    assert (folder / "ca-key.pem").read_bytes() == wrong


@pytest.mark.parametrize("left", [None, b"", b"another"])
def test_the_certificate_alone_is_written_again(folder: Path, left: bytes | None) -> None:
    authority = kept_in(folder)
    authority.file.unlink()
    if left is not None:
        authority.file.write_bytes(left)
    assert kept_in(folder).file.read_bytes() == authority.certificate


def test_the_first_of_many_at_once_is_everybodys(folder: Path) -> None:
    begin = Barrier(16)

    def keep() -> bytes:
        begin.wait(60)
        return kept_in(folder).certificate

    with ThreadPoolExecutor(16) as pool:
        found = {future.result() for future in [pool.submit(keep) for _ in range(16)]}
    assert found == {(folder / "ca.pem").read_bytes()}
    assert len(list(folder.iterdir())) == 2


CHILD = """
import sys
from pathlib import Path
from cognito_emulator.web.tls.authority import kept_in
print("ready", flush=True)
sys.stdin.readline()
print(kept_in(Path(sys.argv[1])).certificate.decode())
"""


def test_the_first_of_two_processes_at_once_is_both_s(folder: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder)],
            env={"PYTHONPATH": SOURCES},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    found = {child.communicate(timeout=60)[0].strip() for child in children}
    assert found == {(folder / "ca.pem").read_text().strip()}


def test_a_file_system_without_links_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert kept_in(folder).certificate == kept_in(folder).certificate
    assert len(list(folder.iterdir())) == 2


def test_where_it_is_kept_if_nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    usual = Path("/home/ada/.local/share/cognito-emulator/tls")
    assert usual_folder({}) == usual_folder({"XDG_DATA_HOME": ""}) == usual
    assert usual_folder({"XDG_DATA_HOME": "no/absolute/path"}) == usual
    assert usual_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/cognito-emulator/tls")


def test_who_has_no_home_has_to_name_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_cls: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(homeless))
    with pytest.raises(AuthorityError, match="--tls-folder"):
        usual_folder({})
