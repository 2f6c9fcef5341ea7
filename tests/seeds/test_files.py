"""Files that hold no seed, or a hostile one: told at once, without a traceback or a hang."""

from __future__ import annotations

import codecs
import os
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError, load

JSON = '{"PoolName": "x", "Users": [{"Username": "Müller"}]}'
SEED = "PoolName: x\nUsers: [{Username: Müller}]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(name: str) -> str:
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=name)
    return str(mistake.value)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.yaml", None, "none.yaml: There is no such file."),
        (".", None, ".: This is a folder. A seed is a file, the folder with pools of"),
        ("a\0b.yaml", None, r"a\x00b.yaml: embedded null"),
        ("empty.yaml", b"", "empty.yaml: The file is empty."),
        ("empty.json", b" \n", "empty.json: The file is empty."),
        ("mark.json", codecs.BOM_UTF8, "mark.json: The file is empty."),
        (
            "comment.yaml",
            b"# nothing yet\n",
            "comment.yaml: This must be an object with members, not",
        ),
        ("latin.yaml", b"PoolName: \xe9", "latin.yaml: The file is not UTF-8 text."),
        ("half.yaml", codecs.BOM_UTF16_LE + b"P", "half.yaml: The file is not UTF-16 text."),
        ("binary.yaml", b"\0\1\2", "binary.yaml: The file is no text, but binary."),
        ("naked.json", "{}".encode("utf-16-le"), "naked.json: The file is no text, but binary."),
        ("text.yaml", b"hello", "text.yaml: This must be an object with members, not text."),
        ("/dev/zero", None, "/dev/zero: The file is too large: more than 64 MiB."),
    ],
)
def test_what_cannot_be_read_is_told(name: str, content: bytes | None, sentence: str) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    assert told(name).startswith(sentence)


@pytest.mark.parametrize(
    ("there", "sentence"),
    [
        (("package.json",), ""),
        (("b.yml", "a.yaml"), " In it are ./a.yaml, ./b.yml."),
        (("auth-template.json", "other.yaml"), " In it is ./auth-template.json."),
        (("cdk.out/a.txt", "template.yaml"), " In it is ./cdk.out."),
        ((".serverless/a.txt",), " In it is ./.serverless."),
        ((".amplify/artifacts/cdk.out/a.txt",), " In it is ./.amplify/artifacts/cdk.out."),
        (("d.yaml", "c.yaml", "b.yaml", "a.yaml"), " In it are ./a.yaml, ./b.yaml, ./c.yaml."),
    ],
)
def test_of_a_folder_what_is_in_it_is_told(
    here: Path, there: tuple[str, ...], sentence: str
) -> None:
    for name in there:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("{}")
    assert told(".").endswith(f"and the like print.{sentence}".replace(" ./", " "))


def test_a_file_is_larger_than_any_export(here: Path) -> None:
    """Nothing of it is read; one of a hundred thousand users is no such file."""
    with (here / "a.json").open("wb") as file:
        file.truncate(2**30 + 1)
    assert told("a.json") == "a.json: The file is too large: more than 1024 MiB."
    (here / "a.json").write_text('{"PoolName": "a"}' + " " * (65 * 2**20))
    assert load(here / "a.json") == {"PoolName": "a"}


def test_a_file_without_permission_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs the tests may be root, who may read everything."""
    file = here / "secret.yaml"
    file.write_text(SEED)
    file.chmod(0)
    if os.access(file, os.R_OK):

        def refuse(*_arguments: Any, **_options: Any) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    assert told("secret.yaml") == "secret.yaml: Permission denied."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize(("name", "text"), [("a.yaml", SEED), ("a.json", JSON)])
def test_what_editors_and_powershell_write_can_be_read(name: str, text: str, encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    Path(name).write_bytes(mark + text.encode(encoding))
    emulator = Emulator(seed=name)
    request = {"UserPoolId": emulator.seeded[0].pool.id, "Username": "Müller"}
    assert emulator.call("AdminGetUser", request)


def test_a_pipe_can_be_read() -> None:
    reader, writer = os.pipe()
    os.write(writer, SEED.encode())
    os.close(writer)
    try:
        assert Emulator(seed=f"/dev/fd/{reader}").seeded
    finally:
        os.close(reader)


LAUGHS = "PoolName: x\nl0: &l0 [ha, ha]\n" + "".join(
    f"l{number}: &l{number} [{', '.join([f'*l{number - 1}'] * 10)}]\n" for number in range(1, 30)
)
WIDE = (
    "PoolName: x\nUsers:\n- Username: a\n  UserAttributes: &a\n"
    + "".join(f"    custom:a{number}: b\n" for number in range(2000))
    + "".join(f"- Username: a{number}\n  UserAttributes: *a\n" for number in range(2000))
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LAUGHS, "a.yaml: Its aliases make it too large: "),
        (WIDE, "a.yaml: Its aliases make it too large: "),
        ("PoolName: x\nUsers: &a [*a]", "a.yaml: It contains itself, by an alias."),
        ("UserPool: &a {UserPool: *a}", "a.yaml: It contains itself, by an alias."),
        ("&a {<<: *a}", "a.yaml"),
        ("[" * 100_000, "a.yaml"),
        ("{a: " * 100_000, "a.yaml"),
        ("- " * 100_000, "a.yaml"),
        (
            "PoolName: x\nDeletionProtection: " + "9" * 5000,
            "a.yaml:2: 99999999999999999999 is no whol",
        ),
        ("PoolName: " + "9" * 50, "a.yaml:1: PoolName: This must be text, not the number 9"),
        (
            "PoolName: x\nPolicies: {PasswordPolicy: {MinimumLength: 99999999999}}",
            "a.yaml",
        ),
        ("PoolName: !!int abc", "a.yaml:1: abc is no whole number"),
        ("PoolName: !!float abc", "a.yaml:1: abc is no number"),
        ("PoolName: !!float .inf", "a.yaml:1: .inf is no number"),
        ("PoolName: !!timestamp abc", "a.yaml:1: could not determine a constructor for the tag"),
        ("PoolName: !!bool maybe", "a.yaml"),
        ("PoolName: !!binary abc", "a.yaml:1: could not determine a constructor for the tag"),
        ("PoolName: !!set {a}", "a.yaml:1: could not determine a constructor for the tag"),
        ("PoolName: !!omap [a: b]", "a.yaml:1: could not determine a constructor for the tag"),
        ("PoolName: !!python/object/apply:os.getcwd []", "a.yaml:1: could not determine"),
        ("? {a: b}\n: c", "a.yaml:1: found unhashable key"),
        ("1: a", "a.yaml: The name 1 must be text."),
        ("PoolName: *nobody", "a.yaml:1: found undefined alias"),
        ("%YAML 3.0\n---\nPoolName: x", "a.yaml"),
        ("PoolName: \x07", "a.yaml"),
        ('PoolName: "\\ud800"', "a.yaml"),
        ("<<: 5\nPoolName: x", "a.yaml:1: expected a mapping"),
        (
            "Id: us-east-1_a\nPoolName: x\nUsers:\n- Username: a\n  Username: b",
            "a.yaml:5: Username",
        ),
    ],
    ids=lambda text: text[:40] if isinstance(text, str) else None,
)
def test_hostile_yaml_is_told(text: str, sentence: str) -> None:
    Path("a.yaml").write_text(text)
    assert told("a.yaml").startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"PoolName": "a",\n"PoolName": "b"}', "a.json:2: PoolName is there twice, column 1."),
        (
            '{"PoolName": "x",\n\t"Users": [{"Username": "a",\n\t"Username": "b"}]}',
            "a.json:3: User",
        ),
        ("[" * 100_000, "a.json: It is nested too deeply."),
        (
            '{"PoolName": ' + "9" * 5000 + "}",
            "a.json: The number 99999999999999999999... is too long.",
        ),
        ('{"PoolName": NaN}', "a.json: NaN is no number in JSON."),
        ('{"PoolName": -Infinity}', "a.json: -Infinity is no number in JSON."),
        ('{"PoolName": 1e999}', "a.json:1: PoolName: This must be text, not the number inf."),
        ('{"PoolName": "\\ud800"}', "a.json: '\\ud800' has half of a character"),
        ('{"PoolName": "x",}', "a.json:1: "),
        ("PoolName: x", "a.json:1: Expecting value, column 1."),
        ("// comment\n{}", "a.json:1: Expecting value, column 1."),
    ],
    ids=lambda text: text[:40] if isinstance(text, str) else None,
)
def test_hostile_json_is_told(text: str, sentence: str) -> None:
    Path("a.json").write_text(text)
    assert told("a.json").startswith(sentence)


def test_a_whole_pair_of_surrogates_is_a_character() -> None:
    Path("a.json").write_text('{"PoolName": "x", "UserPoolTags": {"a": "\\ud83d\\ude00"}}')
    assert Emulator(seed="a.json").seeded[0].pool.tags == {"a": "\U0001f600"}


def test_text_stays_text() -> None:
    Path("a.yaml").write_text(
        "PoolName: x\nUsers:\n"
        + "".join(
            f"- Username: {name}\n"
            for name in (
                "2024-01-01",
                "yes",
                "0123",
                "1e3",
                "1_000",
                "0x1F",
                "12:30",
                "NULL",
                "3.5",
            )
        )
    )
    emulator = Emulator(seed="a.yaml")
    listed = emulator.call("ListUsers", {"UserPoolId": emulator.seeded[0].pool.id})["Users"]
    assert [user["Username"] for user in listed] == [
        *("2024-01-01", "yes", "0123", "1e3", "1_000", "0x1F", "12:30", "NULL", "3.5"),
    ]


def test_aliases_that_save_typing_are_welcome() -> None:
    Path("a.yaml").write_text(
        "PoolName: x\nUsers:\n- Username: a\n  UserAttributes: &a {locale: no}\n"
        "- {Username: b, UserAttributes: *a}\n- {Username: c, UserAttributes: {<<: *a, name: C}}\n"
    )
    emulator = Emulator(seed="a.yaml")
    listed = emulator.call("ListUsers", {"UserPoolId": emulator.seeded[0].pool.id})["Users"]
    assert [{"Name": "locale", "Value": "no"} in user["Attributes"] for user in listed] == [
        True
    ] * 3


def test_an_object_that_contains_itself_is_told() -> None:
    endless: dict[str, Any] = {}
    endless["UserPool"] = endless
    with pytest.raises(SeedError, match="contains itself"):
        Emulator(seed=endless)
