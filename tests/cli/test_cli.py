"""The command line: options, their environment, and what goes wrong."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

import cognito_emulator
from cognito_emulator import cli
from cognito_emulator.cli import options
from tests import forked
from tests.table import table

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def parsed(*arguments: str, **environment: str) -> dict[str, Any]:
    """The options of a serve command."""
    variables = {f"COGNITO_EMULATOR_{name}": value for name, value in environment.items()}
    return vars(options.read(["serve", *arguments], variables))


def test_defaults() -> None:
    assert parsed() == {
        "command": "serve",
        "host": "localhost",
        "port": 9329,
        "tls": False,
        "tls_port": None,
        "tls_folder": None,
        "aws_hosts": None,
        "seed": None,
        "parameter": None,
        "stack_name": None,
        "public_url": None,
        "env_file": None,
        "store": "memory",
        "state": None,
        "workers": 1,
        "reseed": False,
        "quiet": False,
        "log_format": "text",
        "reload": False,
        "region": "us-east-1",
        "account_id": "123456789012",
        "code": None,
        "signing_key": None,
        "seeded_ids": None,
        "access_key": None,
        "allow_origin": None,
        "allow_host": None,
        "trigger": None,
        "function": None,
        "lambda_endpoint": None,
        "trigger_timeout": 5.0,
        "provider": None,
        "domain_creation_seconds": 0.0,
        "no_default_domain": False,
        "page_aids": False,
        "aws_issuer": False,
    }


def test_options() -> None:
    read = parsed(
        *("--host", "0.0.0.0", "--port", "0", "--seed", "a.yaml", "--seed", "b.json"),  # noqa: S104
        *("--public-url", "https://id.test/", "--region", "eu-west-1", "--code", "123456"),
        *("--account-id", "111122223333", "--seeded-ids", "x", "--aws-issuer"),
        *("--access-key", "A:b", "--access-key", "C:d:e"),
        *("--trigger", "PreSignUp=app:f", "--trigger", "PreTokenGeneration:V2_0=http://x/?a=b"),
        *("--function", "arn:aws:lambda:x=none", "--lambda-endpoint", "http://localhost:3001/"),
        *("--trigger-timeout", "0.5", "--quiet", "--log-format", "json"),
        *("--domain-creation-seconds", "60", "--no-default-domain", "--page-aids"),
        *("--provider", "Google=real", "--provider", "*=stand-in"),
    )
    assert read["seed"] == ["a.yaml", "b.json"]
    assert read["public_url"] == "https://id.test"
    assert read["aws_issuer"] is True
    assert read["access_key"] == [("A", "b"), ("C", "d:e")]
    assert read["trigger"] == [
        ("PreSignUp", "app:f"),
        ("PreTokenGeneration:V2_0", "http://x/?a=b"),
    ]
    assert read["function"] == [("arn:aws:lambda:x", "none")]
    assert read["lambda_endpoint"] == "http://localhost:3001"
    assert read["trigger_timeout"] == 0.5
    assert read["domain_creation_seconds"] == 60
    assert read["no_default_domain"] is True
    assert read["page_aids"] is True
    assert read["provider"] == [("Google", False), ("*", True)]
    assert (read["quiet"], read["log_format"]) == (True, "json")


def test_the_environment() -> None:
    read = parsed(
        HOST="::1",
        PORT="1234",
        TLS="1",
        TLS_PORT="1235",
        TLS_FOLDER="keys",
        AWS_HOSTS="eu-west-1,us-east-1",
        SEED="a.yaml:b.json,c.yaml",
        PUBLIC_URL="http://x",
        ENV_FILE="a.env",
        STATE="b.db",
        WORKERS="4",
        RESEED="1",
        RELOAD="1",
        REGION="eu-west-1",
        ACCOUNT_ID="111122223333",
        CODE="000000",
        SEEDED_IDS="x",
        AWS_ISSUER="1",
        SIGNING_KEY="a.pem,us-east-1_Mine=b.pem",
        ACCESS_KEY="A:b,C:d",
        ALLOW_ORIGIN="https://a.example,http://b.example:3000",
        ALLOW_HOST="id.example.com",
        TRIGGER="PreSignUp=app:f,CustomMessage=none",
        FUNCTION="arn:a=app:f",
        LAMBDA_ENDPOINT="http://l",
        TRIGGER_TIMEOUT="0",
        PROVIDER="Google=real,*=stand-in",
        DOMAIN_CREATION_SECONDS="1.5",
        NO_DEFAULT_DOMAIN="1",
        PAGE_AIDS="1",
        QUIET="1",
        LOG_FORMAT="json",
        PARAMETER="Stage=prod,Empty=",
        STACK_NAME="shop",
    )
    assert read == {
        "command": "serve",
        "host": "::1",
        "port": 1234,
        "tls": True,
        "tls_port": 1235,
        "tls_folder": Path("keys"),
        "aws_hosts": ("eu-west-1", "us-east-1"),
        "seed": ["a.yaml", "b.json", "c.yaml"],
        "public_url": "http://x",
        "env_file": Path("a.env"),
        "store": "memory",
        "state": Path("b.db"),
        "workers": 4,
        "reseed": True,
        "reload": True,
        "region": "eu-west-1",
        "account_id": "111122223333",
        "code": "000000",
        "seeded_ids": "x",
        "aws_issuer": True,
        "signing_key": ["a.pem", "us-east-1_Mine=b.pem"],
        "access_key": [("A", "b"), ("C", "d")],
        "allow_origin": ["https://a.example", "http://b.example:3000"],
        "allow_host": ["id.example.com"],
        "trigger": [("PreSignUp", "app:f"), ("CustomMessage", "none")],
        "function": [("arn:a", "app:f")],
        "lambda_endpoint": "http://l",
        "trigger_timeout": 0.0,
        "provider": [("Google", False), ("*", True)],
        "domain_creation_seconds": 1.5,
        "no_default_domain": True,
        "page_aids": True,
        "quiet": True,
        "log_format": "json",
        "parameter": [{"Stage": "prod"}, {"Empty": ""}],
        "stack_name": "shop",
    }


def test_the_command_line_goes_first() -> None:
    read = parsed("--seed", "b.yaml", "--port", "2", SEED="a.yaml", PORT="1")
    assert (read["seed"], read["port"]) == (["b.yaml"], 2)


def test_an_empty_variable_says_nothing() -> None:
    assert parsed(PORT="", SEED="", AWS_ISSUER="") == parsed()


@table(
    "option, value",
    [
        ("port", "http"),
        ("port", "65536"),
        ("port", "-1"),
        ("public-url", "id.test"),
        ("public-url", "http://"),
        ("region", "US"),
        ("region", ""),
        ("account-id", "12"),
        ("code", "abc"),
        ("allow-origin", "null"),
        ("allow-origin", "app.example.com"),
        ("allow-host", "https://id.example.com"),
        ("access-key", ":secret"),
        ("access-key", "AKIA:"),
        ("trigger", "PreSignUp"),
        ("trigger", "=app:f"),
        ("function", "arn:a="),
        ("lambda-endpoint", "localhost"),
        ("trigger-timeout", "-1"),
        ("trigger-timeout", "inf"),
        ("trigger-timeout", "nan"),
        ("trigger-timeout", "soon"),
        ("log-format", "xml"),
    ],
)
def test_wrong_values(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", f"--{option}={value}"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"cognito-emulator: --{option}: ")


@pytest.mark.parametrize(
    "environment",
    [{"PORT": "x"}, {"PORT": "9" * 5000}, {"AWS_ISSUER": "perhaps"}, {"ACCESS_KEY": ":b"}],
)
def test_wrong_variables(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ((name, value),) = environment.items()
    monkeypatch.setenv(f"COGNITO_EMULATOR_{name}", value)
    assert cli.main(["serve"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"cognito-emulator: COGNITO_EMULATOR_{name}: ")


def test_a_wrong_variable_that_is_not_asked_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsed("--port", "2", PORT="x")["port"] == 2
    monkeypatch.setenv("COGNITO_EMULATOR_PORT", "x")
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--help"])
    assert ended.value.code == 0


SECRET = "dont-tell-anybody"


@table(
    "words",
    [
        f"serve --access-key :{SECRET}",
        f"serve --access-key=:{SECRET}",
        f"serve --acess-key=AKIA:{SECRET}",
        f"serve --acess-key AKIA:{SECRET}",
        f"serve --access-key AKIA {SECRET}",
        f"serve --access-key AKIA: {SECRET}",
        f"serve --access-key AKIA:{SECRET} --access-key",
        f"serve --access-key AKIA:{SECRET} {SECRET}",
        f"serve --access-key AKIA:{SECRET} --port x",
        f"serve --access-key AKIA:{SECRET} --host 300.0.0.1",
        f"serve --access-key AKIA:{SECRET} --seed nowhere.yaml",
        f"serve --access-key AKIA:{SECRET} --trigger NoSuch=nowhere:f",
        f"serve --access-key AKIA:{SECRET} --function arn:aws:x=nowhere:f",
        f"serve --access-key AKIA:{SECRET} --help",
        f"exec --access-key AKIA:{SECRET}",
        f"exec --acess-key AKIA:{SECRET} true",
        f"exec --access-key AKIA:{SECRET} no-such-command",
        f"exec --access-key AKIA:{SECRET} --env A=nothing true",
        f"--access-key AKIA:{SECRET} serve",
    ],
)
def test_no_mistake_shows_a_secret(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever it stands, and whatever argparse would repeat."""
    try:
        assert cli.main(words.split()) in (2, 127)
    except SystemExit as ended:
        assert ended.code == 0
    shown = capsys.readouterr()
    assert SECRET not in shown.out + shown.err
    assert shown.out + shown.err


def test_no_variable_shows_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COGNITO_EMULATOR_ACCESS_KEY", f":{SECRET}")
    assert cli.main(["serve"]) == 2
    monkeypatch.setenv("COGNITO_EMULATOR_ACCESS_KEY", f"AKIA:{SECRET}")
    with pytest.raises(SystemExit):
        cli.main(["serve", "--help"])
    shown = capsys.readouterr()
    assert SECRET not in shown.out + shown.err


@table("command", sorted(cli._COMMANDS))
def test_who_stops_a_command_sees_no_traceback(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(cli._COMMANDS, command, stopped)
    more = {"exec": ["true"], "import": ["-"], "event": ["rest"]}.get(command, [])
    assert cli.main([command, *more]) == 130
    assert capsys.readouterr() == ("", "")


DEMO_IS_NO_OPTION = (
    "serve takes only options, and fixtures/demo.yaml is none. "
    "Did you mean --seed fixtures/demo.yaml?"
)


@table(
    "words, sentence",
    [
        (
            "",
            "A command is missing: cognito-emulator serve, exec, import, export, pull, tls, idp or",
        ),
        ("srve", "There is no command srve; the nearest is serve."),
        (
            "--port 1",
            "A command comes first: cognito-emulator serve, exec, import, export, pull, tls, idp",
        ),
        ("serve --prot 1", "serve has no option --prot; the nearest is --port"),
        ("serve --prot=1", "serve has no option --prot; the nearest is --port"),
        ("serve -p 1", "serve has no option -p; the nearest is --port"),
        ("exec --sed x echo", "exec has no option --sed; the nearest is --seed"),
        ("serve --port", "--port needs a value: --port PORT"),
        ("serve --seed --port 1", "--seed needs a value: --seed FILE"),
        ("serve --state=", "--state needs a value: --state FILE"),
        ("serve --store= --port 1", "--store needs a value: --store STORE"),
        ("import a --output=", "--output needs a value: --output FILE"),
        ("pull --calls-per-second -1", "--calls-per-second: '-1' is no number that is more than 0"),
        ("pull --calls-per-second 0", "--calls-per-second: '0' is no number that is more than 0."),
        ("pull --calls-per-second x", "--calls-per-second: 'x' is no number that is more than 0."),
        ("serve --aws-issuer=1", "--aws-issuer takes no value."),
        ("serve --port -1", "--port: '-1' is no port: 0 to 65535."),
        ("serve here", "serve takes only options, and here is none."),
        ("serve fixtures/demo.yaml", DEMO_IS_NO_OPTION),
        ("serve -- x", "serve takes only options, and -- is none."),
        ("import", "import needs a file: cognito-emulator import FILE"),
        ("import --region eu-west-1", "import needs a file: cognito-emulator import FILE"),
        ("import README.md nothere.yml", "There is no file nothere.yml"),
        ("import a -- b", "import takes files and options, and -- is neither."),
        ("import a --port 1", "import has no option --port; "),
        (
            "import --parameter Stage a",
            "--parameter: 'Stage' has to be written NAME=VALUE, or file://",
        ),
        ("import --stack-name 7 a", "--stack-name: '7' is no name of a stack: "),
        ("import nowhere.yaml", "There is no file nowhere.yaml"),
    ],
)
def test_what_is_no_option(
    words: str,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(PYPROJECT.parent)
    assert cli.main(words.split()) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"cognito-emulator: {sentence}")


def test_what_kubernetes_says_of_a_service_of_our_name_is_no_port() -> None:
    assert parsed(PORT="tcp://10.0.0.7:9329") == parsed()


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"cognito-emulator {cognito_emulator.__version__}\n"
    assert f'version = "{cognito_emulator.__version__}"' in PYPROJECT.read_text(encoding="utf-8")


def test_a_taken_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = forked.run("serve", "--port", str(port))
    assert ended.returncode == 2
    assert f"port {port}: the port is in use" in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dmo.yaml", "There is no file dmo.yaml; the nearest is demo.yaml."),
        ("x/demo.yaml", "There is no file x/demo.yaml: there is no folder x."),
    ],
)
def test_a_seed_that_is_not_there(
    name: str,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "demo.yaml").write_text("PoolName: a")
    (tmp_path / "notes.txt").write_text("no seed")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["serve", "--seed", name]) == 2
    assert capsys.readouterr().err == f"cognito-emulator: --seed: {sentence}\n"


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("no-such-host.invalid", "that name has no address."),
        ("192.0.2.1", "this machine has no such address."),
    ],
)
def test_a_host_that_is_not_here(
    host: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--host", host, "--port", "0"]) == 2
    assert capsys.readouterr().err == (
        f"cognito-emulator: Cannot listen on {host}, port 0: {sentence}\n"
    )


def test_a_wrong_seed(tmp_path: Path) -> None:
    seed = tmp_path / "bad.yaml"
    seed.write_text("PoolName: x\nClients:\n  - ClientNam: a\n")
    ended = forked.run("serve", "--port", "0", "--seed", str(seed))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        f"cognito-emulator: {seed}:3: Clients[0].ClientNam: There is no member ClientNam; "
        "the nearest is ClientName.\n"
    )
