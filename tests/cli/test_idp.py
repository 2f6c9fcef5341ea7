"""``cognito-emulator idp``: its options, what it says at first, and what it serves."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

import cognito_emulator
from cognito_emulator import cli
from cognito_emulator.cli import idp, options
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.names import NAMES
from cognito_emulator.idp.provider import Provider
from tests import forked

SOURCES = Path(cognito_emulator.__file__).parents[1]
PEOPLE = """\
Corp:
  - {sub: ada, email: ada@example.com, email_verified: true, name: Ada Park}
  - email: bob@example.com
    level: 7
"""


def providers(*words: str, **variables: str) -> Mapping[str, Provider]:
    named = {f"COGNITO_EMULATOR_IDP_{name}": value for name, value in variables.items()}
    return idp.providers_as(options.read(["idp", *words], named))


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["idp", "--port", "0", *words]) == 2
    return capsys.readouterr().err.removeprefix("cognito-emulator: ").rstrip()


def test_all_types_are_played_unless_some_are_named() -> None:
    assert [*providers()] == [*KINDS] == [*NAMES]


def test_a_name_may_say_the_type() -> None:
    found = providers("--provider", "oidc", "--provider", "Corp: 1:OIDC", "--provider", "Other")

    kinds = {name: provider.kind.name for name, provider in found.items()}
    assert kinds == {"oidc": "OIDC", "Corp: 1": "OIDC", "Other": "OIDC"}


def test_the_environment_says_the_same() -> None:
    found = providers(PROVIDER="a,b:oidc", CLIENT="app:secret,spa")

    assert [*found] == ["a", "b"]
    clients = found["a"].clients
    assert clients is not None
    assert {name: client.secret for name, client in clients.items()} == {
        "app": "secret",
        "spa": None,
    }


def test_people_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(PEOPLE)
    corp = providers("--provider", "Corp", "--people", str(file))["Corp"]
    ada, bob = corp.people.all()

    assert (ada.subject, ada.claims["email_verified"]) == ("ada", True)
    assert bob.claims == {"email": "bob@example.com", "level": 7}
    assert bob.subject == corp.kind.invent("Corp bob@example.com").subject


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Corpo:\n  - {sub: a}\n",
            ":1: Corpo: There is no such provider; the nearest is Corp.",
        ),
        ("Corp:\n  sub: a\n", ":1: Corp: This must be a list, not an object."),
        ("Corp:\n  - a\n", ":2: Corp[0]: This must be an object with members, not text."),
        (
            "Corp:\n  - {sub: 7}\n",
            ":2: Corp[0]: sub is a text of 1 to 255 characters, not 7.",
        ),
        (
            "Corp:\n  - {sub: a}\n  - {sub: a}\n",
            ":3: Corp[1]: There is somebody with the subject a already.",
        ),
        ("- a\n", ": This must be an object with members, not a list."),
        ("", ": The file is empty."),
    ],
)
def test_people_who_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(text)

    said = refusal(capsys, "--provider", "Corp", "--people", str(file))
    assert said == f"--people: {file}{sentence}"


def test_all_that_is_wrong_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.yaml"
    file.write_text("Corp:\n  - {sub: 7}\n  - {sub: []}\nOther: 7\n")

    assert refusal(capsys, "--provider", "Corp", "--people", str(file)).count("\n") == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--provider a:oidd", "--provider: there is no type oidd; the nearest is OIDC."),
        ("--provider a/b", "--provider: 'a/b' has to be written NAME[:TYPE]; a name has no slash."),
        ("--provider :oidc", "--provider: ':oidc' has to be written NAME[:TYPE]; a name has no "),
        ("--provider a --provider a", "--provider: There are two by the name a."),
        (
            "--client :secret",
            "--client: a client is written ID:SECRET, or ID where it has no secret.",
        ),
        ("--people /nowhere", "--people: /nowhere: There is no such file"),
        ("--people /", "--people: /: This is a folder."),
        ("--tls --tls-folder /dev/null", "The certificate authority cannot be kept in /dev/null"),
        ("--tls-port x", "--tls-port: 'x' is no port: 0 to 65535."),
        ("--host nowhere.invalid", "Cannot listen on nowhere.invalid, port 0: that name has no "),
    ],
)
def test_what_is_refused(capsys: pytest.CaptureFixture[str], words: str, sentence: str) -> None:
    assert refusal(capsys, *words.split()).startswith(sentence)


def banner(*arguments: Any) -> str:
    lines = idp.banner(*arguments)
    return "\n".join(line if isinstance(line, str) else line.text for line in lines)


def test_by_https_applications_are_told_those_addresses() -> None:
    found = providers("--provider", "Corp", "--provider", "Works:SAML")
    text = banner(found, "http://localhost:9331", "https://localhost:9332", [])

    assert text.startswith(f"cognito-emulator {cognito_emulator.__version__} plays identity ")
    assert text.splitlines()[0].endswith(" at http://localhost:9331")
    assert (
        "HTTPS: https://localhost:9332 (how to trust it: cognito-emulator tls --tls-port 9332"
        in text
    )
    assert "issuer    https://localhost:9332/Corp\n" in text
    assert "metadata  https://localhost:9332/Works/metadata\n" in text


def test_the_banner_names_what_applications_need() -> None:
    found = providers("--provider", "My Corp:oidc", "--client", "app:secret", "--client", "spa")
    text = banner(found, "http://localhost:9331", None, ["A remark."])

    assert "My Corp (OpenID provider)\n" in text
    assert "discovery http://localhost:9331/My%20Corp/.well-known/openid-configuration\n" in text
    assert "issuer    http://localhost:9331/My%20Corp\n" in text
    assert "clients   app (with its secret), spa\n" in text
    assert "people    none yet\n" in text
    assert "A remark." in text
    assert "any id" not in text


@pytest.mark.parametrize("host", ["::", "192.0.2.7", "box.example", ""])
def test_who_reaches_it_is_said(host: str) -> None:
    [sentence] = idp.remarks_on(host, [])

    assert sentence.startswith(f"The server listens on {host or 'all addresses'}: everybody who ")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_of_this_machine_alone_nothing_is_said(host: str) -> None:
    assert [*idp.remarks_on(host, [])] == []
    assert [*idp.remarks_on(host, ["A remark."])] == ["A remark."]


def test_serves_until_it_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(PEOPLE)
    options = ("--port", "0", "--provider", "Corp", "--people", str(file))
    secure = ("--tls", "--tls-port", "0", "--tls-folder", str(tmp_path / "tls"))
    with forked.talking("idp", *options, *secure) as (out, process):
        said = ""
        while "page" not in said:
            line = out.readline()
            assert line, said
            said += line
        discovery = re.findall(r"discovery (\S+)", said)[0]
        issuer = re.findall(r"issuer +(\S+)", said)[0]

        trusted = str(tmp_path / "tls" / "ca.pem")
        by_http = re.findall(r"at (http://\S+)", said)[0]

        assert issuer.startswith("https://")
        assert requests.get(discovery, timeout=30, verify=trusted).json()["issuer"] == issuer
        path = urlsplit(discovery).path
        assert requests.get(by_http + path, timeout=30).json()["issuer"] == f"{by_http}/Corp"
        assert "Ada Park, bob@example.com" in said
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
