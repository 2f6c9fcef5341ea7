"""``cognito-emulator exec``: what its command finds, and what becomes of both."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import cognito_emulator
from cognito_emulator import cli, environment, stock
from cognito_emulator.cli import options

SOURCES = Path(cognito_emulator.__file__).parents[1]
DEMO = Path(__file__).parents[1] / "fixtures" / "demo.yaml"
EXEC = [sys.executable, "-m", "cognito_emulator.cli", "exec"]
SECRET = "shopsecret00000000000000000"
SECRETIVE = f"""
PoolName: shop
Id: eu-west-1_Shop
Clients:
  - {{ ClientName: backend, ClientId: shopbackend, ClientSecret: {SECRET} }}
  - {{ ClientName: web, ClientId: shopweb }}
"""


def surroundings(**more: str) -> dict[str, str]:
    """The environment of an exec, as if nobody had told of an emulator or of AWS before."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "COGNITO_"))}
    return {**plain, "PYTHONPATH": str(SOURCES), **more}


def run(
    *arguments: str, said: str = "", cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """An exec that has ended."""
    return subprocess.run(
        [*EXEC, *arguments],
        cwd=cwd,
        env=surroundings(**more),
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def program(text: str) -> tuple[str, ...]:
    """The end of an exec's arguments: a Python program as its command."""
    return ("--", sys.executable, "-c", text)


def found(*arguments: str, **more: str) -> dict[str, str]:
    """The environment that a command finds."""
    said = subprocess.check_output(
        [*EXEC, *arguments, *program("import json, os; print(json.dumps(dict(os.environ)))")],
        env=surroundings(**more),
    )
    variables: dict[str, str] = json.loads(said)
    return variables


# --- what it finds --------------------------------------------------------------------------------


def test_the_stock_pool_unless_there_is_a_seed() -> None:
    variables = found("--region", "eu-west-1")
    url = variables["COGNITO_EMULATOR_URL"]
    assert url.startswith("http://127.0.0.1:")
    told = {k: v for k, v in variables.items() if k.startswith(("AWS_", "COGNITO_"))}
    assert told == {
        **environment.for_sdks(url, "eu-west-1"),
        "COGNITO_EMULATOR_URL": url,
        "COGNITO_USER_POOL_ID": stock.pool_id("eu-west-1"),
        "COGNITO_CLIENT_ID": stock.CLIENT_ID,
        "COGNITO_ISSUER": f"{url}/eu-west-1_TestPool1",
        "COGNITO_JWKS_URL": f"{url}/eu-west-1_TestPool1/.well-known/jwks.json",
        "COGNITO_DOMAIN_URL": url,
    }


def test_the_first_pool_and_client_of_seeds_in_variables_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SECRETIVE)
    variables = found(
        *("--seed", str(tmp_path / "shop.yaml"), "--seed", str(DEMO), "--aws-issuer"),
        *("--env", "VITE_POOL=pool_id", "--env", "VITE_CLIENT=client_id"),
        *("--env", "SHOP_SECRET=client_secret", "--env", "SHOP_REGION=region"),
        *("--env", "SHOP_ISSUER=issuer", "--env", "SHOP_KEYS=jwks_url"),
        *("--env", "SHOP_DOMAIN=domain_url", "--env", "SHOP_URL=url"),
    )
    url = variables["COGNITO_EMULATOR_URL"]
    assert variables["VITE_POOL"] == variables["COGNITO_USER_POOL_ID"] == "eu-west-1_Shop"
    assert variables["VITE_CLIENT"] == variables["COGNITO_CLIENT_ID"] == "shopbackend"
    assert variables["SHOP_SECRET"] == variables["COGNITO_CLIENT_SECRET"] == SECRET
    assert variables["SHOP_REGION"] == variables["AWS_REGION"] == "eu-west-1"
    issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Shop"
    assert variables["SHOP_ISSUER"] == variables["COGNITO_ISSUER"] == issuer
    assert variables["SHOP_KEYS"] == f"{url}/eu-west-1_Shop/.well-known/jwks.json"
    assert variables["SHOP_DOMAIN"] == variables["SHOP_URL"] == url


def test_nothing_that_would_lead_it_elsewhere() -> None:
    """Not even what another exec around this one has told."""
    misleading = dict.fromkeys((*environment.MISLEADING, *environment.NAMES), "elsewhere")
    misleading |= {"COGNITO_EMULATOR_URL": "elsewhere", "COGNITO_EMULATOR_HOST": "elsewhere"}
    misleading |= {"COGNITO_EMULATOR_PORT": "elsewhere", "AWS_REGION": "elsewhere"}
    assert "elsewhere" not in found(**misleading).values()


def test_no_option_is_taken_for_the_url() -> None:
    variables = {option.variable for of_one in options.OPTIONS.values() for option in of_one}
    assert environment.EMULATOR_URL not in variables


def test_options_by_the_environment() -> None:
    variables = found(COGNITO_EMULATOR_SEED=str(DEMO), COGNITO_EMULATOR_ENV="A=pool_id,B=client_id")
    assert variables["A"] == "us-east-1_DemoPool1"
    assert variables["B"] == "demowebclient0000000000001"


def test_a_pool_without_clients_and_a_seed_without_pools(tmp_path: Path) -> None:
    (tmp_path / "pool.json").write_text('{"PoolName": "a", "Id": "us-east-1_A"}')
    variables = found("--seed", str(tmp_path / "pool.json"))
    assert variables["COGNITO_USER_POOL_ID"] == "us-east-1_A"
    assert "COGNITO_CLIENT_ID" not in variables
    (tmp_path / "none.json").write_text('{"UserPools": []}')
    told = found("--seed", str(tmp_path / "none.json")).keys() & environment.NAMES
    assert told == {"COGNITO_DOMAIN_URL"}


def test_boto3_finds_it_with_nothing_configured(tmp_path: Path) -> None:
    """Whatever else is configured; it has the right credentials, as signatures are verified."""
    (tmp_path / "config").write_text("[default]\nignore_configured_endpoint_urls = true\n")
    ended = run(
        *("--region", "eu-west-1", "--access-key", "AKIATEST:shh"),
        *program("""
import os, boto3, jwt, requests

cognito = boto3.client("cognito-idp")
client_id = os.environ["COGNITO_CLIENT_ID"]
cognito.sign_up(
    ClientId=client_id,
    Username="ada",
    Password="Correct-Horse-1",
    UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
)
mails = requests.get(os.environ["COGNITO_EMULATOR_URL"] + "/_emulator/messages").json()
code = mails["messages"][-1]["code"]
cognito.confirm_sign_up(ClientId=client_id, Username="ada", ConfirmationCode=code)
cognito.admin_get_user(UserPoolId=os.environ["COGNITO_USER_POOL_ID"], Username="ada")
token = cognito.initiate_auth(
    ClientId=client_id,
    AuthFlow="USER_PASSWORD_AUTH",
    AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"},
)["AuthenticationResult"]["IdToken"]
key = jwt.PyJWKClient(os.environ["COGNITO_JWKS_URL"]).get_signing_key_from_jwt(token)
issuer = os.environ["COGNITO_ISSUER"]
print(jwt.decode(token, key, ["RS256"], audience=client_id, issuer=issuer)["email"])
"""),
        AWS_PROFILE="nobodys",
        AWS_CONFIG_FILE=str(tmp_path / "config"),
        HTTP_PROXY="http://127.0.0.1:9",  # where nobody is
    )
    assert (ended.stdout, ended.stderr) == ("ada@example.com\n", "")


# --- what it does ---------------------------------------------------------------------------------


def test_its_input_output_and_exit_status_are_its_own() -> None:
    ended = run(
        *program(
            "import sys; sys.stderr.write('oh'); sys.stdout.write(input()[::-1]); sys.exit(7)"
        ),
        said="desserts\n",
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("stressed", "oh", 7)


def test_open_files_are_its_own() -> None:
    reading, writing = os.pipe()
    subprocess.run(
        [*EXEC, *program(f"import os; os.write({writing}, b'here')")],
        env=surroundings(),
        pass_fds=[writing],
        check=True,
    )
    os.close(writing)
    assert os.read(reading, 100) == b"here"
    os.close(reading)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--", "echo", "a", "--", "--seed", "b"),
        ("echo", "a", "--", "--seed", "b"),
    ],
)
def test_its_options_are_its_own(arguments: tuple[str, ...]) -> None:
    assert run("--code", "123456", *arguments).stdout == "a -- --seed b\n"


TALKATIVE = """
def confirm(event):
    print("a word of the function")
    event["response"]["autoConfirmUser"] = event["userName"] == "ada"
    return event if event["userName"] != "odd" else None
"""
SIGN_UP = """
import os, boto3

client = boto3.client("cognito-idp")
for name in ("ada", "bob", "odd"):
    try:
        client.sign_up(
            ClientId=os.environ["COGNITO_CLIENT_ID"],
            Username=name,
            Password="Correct-Horse-1",
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}],
        )
        print(name)
    except client.exceptions.InvalidLambdaResponseException:
        print("refused")
"""


def test_says_nothing_unless_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "talkative_functions.py").write_text(TALKATIVE)
    options = ("--trigger", "PreSignUp=talkative_functions:confirm", "--code", "246810")
    quiet = run(*options, *program(SIGN_UP), cwd=tmp_path)
    assert quiet.stdout == "ada\nbob\nrefused\n"
    assert quiet.stderr == "a word of the function\n" * 3
    verbose = run(*options, "--verbose", *program(SIGN_UP), cwd=tmp_path)
    assert verbose.stdout == "ada\nbob\nrefused\n"
    assert "--- mail to bob@example.com (" in verbose.stderr
    assert "    code: 246810\n" in verbose.stderr
    assert "Unrecognizable lambda output" in verbose.stderr


# --- signals --------------------------------------------------------------------------------------

WAITS = """
import signal, sys

def leave(number, _):
    print("heard", signal.Signals(number).name)
    sys.exit(5)

signal.signal(signal.SIGINT, leave)
signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
signal.pause()
"""


@contextmanager
def waiting(text: str) -> Iterator[subprocess.Popen[str]]:
    """An exec in a process group of its own, as a terminal makes them, whose command waits."""
    with subprocess.Popen(
        [*EXEC, *program(text)],
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process


def rest_of(process: subprocess.Popen[str]) -> str:
    """What it prints until it ends."""
    return process.communicate(timeout=60)[0]


def test_ctrl_c_is_the_command_s_affair() -> None:
    with waiting(WAITS) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert rest_of(process) == "heard SIGINT\n"
    assert process.returncode == 5


def test_a_command_that_ctrl_c_ends() -> None:
    with waiting("print('ready', flush=True); import signal; signal.pause()") as process:
        os.killpg(process.pid, signal.SIGINT)
        said = rest_of(process)
    assert said.splitlines()[-1] == "KeyboardInterrupt"  # of the command's Python, nobody else's
    assert said.count("Traceback") == 1
    assert process.returncode == 128 + signal.SIGINT


def test_a_termination_is_passed_on() -> None:
    with waiting(WAITS) as process:
        process.terminate()
        assert rest_of(process) == "heard SIGTERM\n"
    assert process.returncode == 5


def test_a_command_that_a_signal_ends() -> None:
    assert run("sh", "-c", "kill -9 $$").returncode == 137


def test_what_is_ignored_stays_ignored() -> None:
    """As nohup wants it."""
    command = [*EXEC, *program("import signal; print(signal.getsignal(signal.SIGHUP).name)")]
    said = subprocess.check_output(
        ["/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *command], env=surroundings(), text=True
    )
    assert said == "SIG_IGN\n"


# --- what does not run ----------------------------------------------------------------------------


def test_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["exec"], ["exec", "--"], ["exec", "--code", "1", "--"]):
        assert cli.main(arguments) == 2
        assert capsys.readouterr().err == (
            "cognito-emulator: exec needs a COMMAND: "
            "cognito-emulator exec [options] [--] COMMAND ...\n"
        )


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("A=pool", "A cannot be pool, only one of pool_id, client_id, "),
        ("A", "'A' has to be written NAME=WHAT, "),
        ("=pool_id", "'=pool_id' has to be written NAME=WHAT, "),
    ],
)
def test_a_wrong_choice(value: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["exec", "--env", value, "touch", "nothing"]) == 2
    assert f"cognito-emulator: --env: {sentence}" in capsys.readouterr().err


def refused(*arguments: str, status: int = 2) -> str:
    """What an exec says that did not run its command."""
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (status, "")
    (line,) = ended.stderr.splitlines()
    return line


def test_a_secret_that_there_is_not() -> None:
    line = refused("--env", "APP_SECRET=client_secret", "echo", "it ran")
    assert line == "cognito-emulator: --env APP_SECRET cannot be client_secret: there is none."


def test_a_wrong_seed(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"PoolNam": "a"}')
    line = refused("--seed", str(tmp_path / "bad.json"), "echo", "it ran")
    assert "PoolNam: There is no member PoolNam; the nearest are PoolName," in line


def test_a_command_that_is_not_there() -> None:
    assert refused("no-such", "x", status=127) == "cognito-emulator: There is no command no-such."


def test_a_command_that_is_not_executable(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_bytes(b"\x7f no format that anybody knows")
    assert refused(str(script), status=126) == f"cognito-emulator: {script} is not executable."
    script.chmod(0o755)
    assert refused(str(script), status=126).startswith(
        f"cognito-emulator: {script} cannot be run: "
    )
