"""``cognito-emulator exec``: what its command finds, and what becomes of both."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, NamedTuple

import pytest

import cognito_emulator
from cognito_emulator import cli, environment, stock
from cognito_emulator.cli import offered
from tests import forked
from tests.cli.test_output import fill

SOURCES = Path(cognito_emulator.__file__).parents[1]
DEMO = Path(__file__).parents[2] / "fixtures" / "demo.yaml"
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
    return forked.run("exec", *arguments, env=surroundings(**more), cwd=cwd, said=said)


def program(text: str) -> tuple[str, ...]:
    """The end of an exec's arguments: a Python program as its command."""
    return ("--", sys.executable, "-c", text)


def found(*arguments: str, **more: str) -> dict[str, str]:
    """The environment that a command finds."""
    telling = program("import json, os; print(json.dumps(dict(os.environ)))")
    variables: dict[str, str] = json.loads(run(*arguments, *telling, cwd=None, **more).stdout)
    return variables


# --- what it finds --------------------------------------------------------------------------------


def test_the_stock_pool_unless_there_is_a_seed() -> None:
    variables = found("--region", "eu-west-1")
    url = variables["COGNITO_EMULATOR_URL"]
    assert url.startswith("http://localhost:")
    told = {k: v for k, v in variables.items() if k.startswith(("AWS_", "COGNITO_"))}
    assert told == {
        **environment.for_sdks(url, "eu-west-1"),
        "COGNITO_EMULATOR_URL": url,
        "COGNITO_USER_POOL_ID": stock.pool_id("eu-west-1"),
        "COGNITO_CLIENT_ID": stock.CLIENT_ID,
        "COGNITO_ISSUER": f"{url}/eu-west-1_TestPool1",
        "COGNITO_JWKS_URL": f"{url}/eu-west-1_TestPool1/.well-known/jwks.json",
        "COGNITO_DOMAIN_URL": f"{url}/_domain/tests",
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
    assert variables["SHOP_URL"] == url
    assert variables["SHOP_DOMAIN"] == f"{url}/_domain/eu-west-1shop"


def test_nothing_that_would_lead_it_elsewhere() -> None:
    """Not even what another exec around this one has told."""
    misleading = dict.fromkeys((*environment.MISLEADING, *environment.NAMES), "elsewhere")
    misleading |= {"COGNITO_EMULATOR_URL": "elsewhere", "COGNITO_EMULATOR_HOST": "elsewhere"}
    misleading |= {"COGNITO_EMULATOR_PORT": "elsewhere", "AWS_REGION": "elsewhere"}
    assert "elsewhere" not in found(**misleading).values()


def test_no_option_is_taken_for_the_url() -> None:
    variables = {option.variable for of_one in offered.OPTIONS.values() for option in of_one}
    ours = {environment.EMULATOR_URL, environment.HTTPS_URL, environment.CA_FILE}
    assert not variables & ours


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
    assert not told


@pytest.mark.slow
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
    talking = "import sys; sys.stderr.write('oh'); sys.stdout.write(input()[::-1]); sys.exit(7)"
    ended = subprocess.run(
        [*EXEC, *program(talking)],
        env=surroundings(),
        input="desserts\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.stdout, ended.returncode) == ("stressed", 7)
    assert ended.stderr.startswith("oh")


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
#: Without an SDK, whose import takes longer than the rest of a test.
SIGN_UP = """
import json, os
from http.client import HTTPConnection

emulator = HTTPConnection(os.environ["COGNITO_EMULATOR_URL"].removeprefix("http://"))
for name in ("ada", "bob", "odd"):
    request = {
        "ClientId": os.environ["COGNITO_CLIENT_ID"],
        "Username": name,
        "Password": "Correct-Horse-1",
        "UserAttributes": [{"Name": "email", "Value": f"{name}@example.com"}],
    }
    sign_up = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp",
    }
    emulator.request("POST", "/", json.dumps(request), sign_up)
    answer = emulator.getresponse()
    refused = json.load(answer).get("__type") == "InvalidLambdaResponseException"
    print("refused" if refused else name)
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
    assert "the function returned nothing." in verbose.stderr


@pytest.mark.parametrize("verbose", [(), ("--verbose",)])
def test_a_log_in_a_file_beside_the_command_s_own_output(
    tmp_path: Path, verbose: tuple[str, ...]
) -> None:
    (tmp_path / "talkative_functions.py").write_text(TALKATIVE)
    (tmp_path / "emulator.log").write_text("of the run before")
    options = ("--trigger", "PreSignUp=talkative_functions:confirm", "--code", "246810", *verbose)
    ended = run(*options, "--log-file", "emulator.log", *program(SIGN_UP), cwd=tmp_path)
    log = (tmp_path / "emulator.log").read_text()
    assert ended.stdout == "ada\nbob\nrefused\n"
    first = f"cognito-emulator {cognito_emulator.__version__} listens on http://localhost:"
    assert re.fullmatch(rf"{re.escape(first)}\d+", log.partition("\n")[0])
    assert "\n    code: 246810\n" in log
    assert "the function returned nothing." in log
    assert "a word of the function" not in log
    assert ("code: 246810" in ended.stderr) is bool(verbose)


def test_a_log_for_programs(tmp_path: Path) -> None:
    options = ("--log-file", str(tmp_path / "log"), "--log-format", "json", "--verbose")
    ended = run(*options, *program(SIGN_UP))
    events = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [event["event"] for event in events][:3] == ["listening", "message", "call"]
    assert [json.loads(line) for line in ended.stderr.splitlines()] == events[1:]


@pytest.mark.parametrize("verbose", [(), ("--verbose",)])
def test_doubts_about_a_seed_stand_wherever_somebody_looks(
    tmp_path: Path, verbose: tuple[str, ...]
) -> None:
    """On stderr, before the command says anything, and in the log."""
    (tmp_path / "seed.json").write_text(
        json.dumps({"PoolName": "a", "Clients": [{"ClientName": "web", "LogoutURLs": ["/"]}]})
    )
    options = ("--seed", "seed.json", "--log-file", "log", *verbose)
    ended = run(*options, *program(VISIT.format("/")), cwd=tmp_path)
    doubt = "The client web has / among its LogoutURLs, which no browser reaches: "
    first, *rest = ended.stderr.splitlines()
    assert doubt in first
    assert first.startswith("cognito-emulator: warning: us-east-1_") is not bool(verbose)
    assert not any(doubt in line for line in rest)
    assert (tmp_path / "log").read_text().count(doubt) == 1


def test_a_log_is_one_exec_s_own(tmp_path: Path) -> None:
    """Another one within would empty it."""
    inside = f'test -z "$COGNITO_EMULATOR_LOG_FILE" && {shlex.join(EXEC)} true'
    ended = run("sh", "-c", inside, COGNITO_EMULATOR_LOG_FILE=str(tmp_path / "log"))
    assert ended.returncode == 0
    assert (tmp_path / "log").read_text().startswith("cognito-emulator ")


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    ended = run("--log-file", str(tmp_path / "no" / "log"), "sh", "-c", "echo it ran")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        f"cognito-emulator: --log-file: {tmp_path}/no/log: No such file or directory.\n"
    )


def test_nobody_has_to_read_what_functions_print(tmp_path: Path) -> None:
    (tmp_path / "talkative_functions.py").write_text(TALKATIVE)
    reading, writing = os.pipe()
    fill(writing)
    trigger = ("--trigger", "PreSignUp=talkative_functions:confirm")
    with TemporaryFile() as nothing, TemporaryFile("w+") as out:
        process = forked.Process(
            *("exec", *trigger, *program(SIGN_UP)),
            env=surroundings(),
            files=(nothing, out, writing),
            cwd=tmp_path,
        )
        assert process.wait() == 0
        out.seek(0)
        assert out.read() == "ada\nbob\nrefused\n"
    os.close(writing)
    os.close(reading)


# --- what calls the real service ------------------------------------------------------------------

NOBODY_CAME = "cognito-emulator: warning: Nothing reached the emulator while the command ran."
VISIT = "import os, urllib.request as r; r.urlopen(os.environ['COGNITO_EMULATOR_URL'] + '{}')"


def test_that_nothing_reached_it_is_told() -> None:
    ended = run("true")
    assert ended.stderr.startswith(NOBODY_CAME)
    assert len(ended.stderr.splitlines()) == 1


def test_a_command_that_failed_before_it_called_anything_has_another_reason() -> None:
    """Its own message stands above; an SDK without an endpoint is not what it failed for."""
    ended = run("sh", "-c", "exit 3")
    assert ended.stderr == (
        "cognito-emulator: warning: "
        "The command ended with status 3 before anything reached the emulator.\n"
    )


@pytest.mark.parametrize(
    "path", ["/_emulator/health", "/us-east-1_TestPool1/.well-known/jwks.json"]
)
def test_whatever_reached_it_will_do(path: str) -> None:
    assert run(*program(VISIT.format(path))).stderr == ""


def test_of_a_command_that_a_signal_ended_nothing_is_told() -> None:
    assert run("sh", "-c", "kill -9 $$").stderr == ""


def test_old_sdks_are_told_before_it_runs(tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "aws-sdk" / "package.json"
    package.parent.mkdir(parents=True)
    package.write_text('{"version": "2.1693.0"}')
    ended = run("sh", "-c", "echo it ran >&2", cwd=tmp_path)
    first, second, third = ended.stderr.splitlines()
    assert first.startswith(f"cognito-emulator: warning: {package.parent} is version 2 of the AWS")
    assert second == "it ran"
    assert third.startswith(NOBODY_CAME)


# --- signals --------------------------------------------------------------------------------------

HEARS = """
import os, signal, sys

def say(text):  # print must not be called while it is at it, by a handler
    os.write(1, f"{text}\\n".encode())

def hear(number, _):
    say(f"heard {signal.Signals(number).name}")
    if number == signal.SIGTERM:
        sys.exit(5)

for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM):
    signal.signal(number, hear)
say("ready")
while True:
    signal.pause()
"""
# Has exec say what it passes on: a command that gets a signal twice may not notice.
TALKING = """
import os, signal, subprocess

send = subprocess.Popen.send_signal

def talk(process, number):
    os.write(1, f"passed on {signal.Signals(number).name}\\n".encode())
    send(process, number)

subprocess.Popen.send_signal = talk
os.setsid()
"""
# Makes the terminal that it reads from its own, as a shell in a window has one.
AT_A_TERMINAL = """
import fcntl, termios

fcntl.ioctl(0, termios.TIOCSCTTY, 0)
"""


class Waiting(NamedTuple):
    """An exec whose command waits, and what both print."""

    process: forked.Process
    out: IO[str]

    def heard(self, name: str, *, passed_on: bool) -> None:
        """Read that the command has heard a signal, and whether it heard it from exec."""
        if passed_on:
            assert self.out.readline() == f"passed on {name}\n"
        assert self.out.readline() == f"heard {name}\n"

    def settle(self) -> None:
        """Wait until exec has seen to what it got so far: Python sees to lower numbers first."""
        self.process.send_signal(signal.SIGUSR1)
        self.heard("SIGUSR1", passed_on=True)

    def rest(self) -> list[str]:
        """The lines until it ends; that the command called nothing is of no interest."""
        lines = self.out.read().splitlines()
        self.process.wait()
        return [line for line in lines if not line.startswith("cognito-emulator: warning: ")]


@contextmanager
def waiting(text: str, terminal: int | None = None) -> Iterator[Waiting]:
    """An exec in a process group of its own, as shells make them, whose command waits."""
    reading, writing = os.pipe()
    with open(reading) as out, TemporaryFile() as nothing:  # noqa: PTH123 - a descriptor
        process = forked.Process(
            *("exec", *program(text)),
            files=(nothing if terminal is None else terminal, writing, writing),
            env=surroundings(),
            before=TALKING if terminal is None else TALKING + AT_A_TERMINAL,
        )
        os.close(writing)
        hanging = Timer(60, os.killpg, (process.pid, signal.SIGKILL))
        hanging.start()
        try:
            assert out.readline() == "ready\n"
            yield Waiting(process, out)
        finally:
            hanging.cancel()
            process.terminate()
            process.wait()


ENDING = ["passed on SIGTERM", "heard SIGTERM"]
SIGNALS = ["SIGINT", "SIGQUIT", "SIGHUP"]


def test_what_is_sent_to_exec_alone_is_passed_on() -> None:
    with waiting(HEARS) as exec_:
        for name in (*SIGNALS, *SIGNALS):
            exec_.process.send_signal(getattr(signal, name))
            exec_.heard(name, passed_on=True)
        exec_.process.terminate()
        assert exec_.rest() == ENDING
    assert exec_.process.returncode == 5


def test_what_is_sent_to_the_group_is_not() -> None:
    """The command is in it."""
    with waiting(HEARS) as exec_:
        for name in (*SIGNALS, *SIGNALS):
            os.killpg(exec_.process.pid, getattr(signal, name))
            exec_.heard(name, passed_on=False)
            exec_.settle()
        exec_.process.terminate()
        assert exec_.rest() == ENDING
    assert exec_.process.returncode == 5


def test_a_terminal_s_key_is_not_passed_on() -> None:
    """But somebody else's signal is, at the same terminal."""
    keyboard, terminal = os.openpty()
    with waiting(HEARS, terminal) as exec_:
        for key, name in ((b"\x03", "SIGINT"), (b"\x1c", "SIGQUIT")):
            os.write(keyboard, key)
            exec_.heard(name, passed_on=False)
            exec_.settle()
            exec_.process.send_signal(getattr(signal, name))
            exec_.heard(name, passed_on=True)
        exec_.process.terminate()
        assert exec_.rest() == ENDING
    os.close(keyboard)
    os.close(terminal)
    assert exec_.process.returncode == 5


def test_a_command_of_a_group_of_its_own_hears_what_we_hear() -> None:
    """As `timeout` is one: a terminal's Ctrl-C does not reach it."""
    with waiting("import os; os.setpgid(0, 0)" + HEARS) as exec_:
        os.killpg(exec_.process.pid, signal.SIGINT)
        exec_.heard("SIGINT", passed_on=True)
        exec_.process.terminate()
        assert exec_.rest() == ENDING


def test_nobody_is_left_behind() -> None:
    """Whoever reads our output to its end does not wait for a process that we forgot."""
    (given, giving), (reading, writing) = os.pipe(), os.pipe()
    with open(giving, "w") as ours, open(reading) as out:  # noqa: PTH123 - descriptors
        process = forked.Process("exec", "cat", files=(given, writing, 2), env=surroundings())
        os.close(given)
        os.close(writing)
        ours.write("here\n")
        ours.flush()
        assert out.readline() == "here\n"
        process.send_signal(signal.SIGKILL)  # the command lives on, until its input ends
        process.wait()
        ours.write("there\n")
        ours.close()
        assert out.read() == "there\n"


def test_a_command_that_ctrl_c_ends() -> None:
    with waiting(r"import os, signal; os.write(1, b'ready\n'); signal.pause()") as exec_:
        os.killpg(exec_.process.pid, signal.SIGINT)
        said = exec_.rest()
    assert said[-1] == "KeyboardInterrupt"  # of the command's Python, nobody else's
    assert "\n".join(said).count("Traceback") == 1
    assert exec_.process.returncode == 128 + signal.SIGINT


def test_a_command_that_a_signal_ends() -> None:
    assert run("sh", "-c", "kill -9 $$").returncode == 137


def test_what_is_ignored_stays_ignored() -> None:
    """As nohup wants it."""
    command = program("import signal; print(signal.getsignal(signal.SIGHUP).name)")
    with TemporaryFile() as nothing, TemporaryFile("w+") as out:
        process = forked.Process(
            *("exec", *command),
            files=(nothing, out, nothing),
            env=surroundings(),
            before="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)",
        )
        assert process.wait() == 0
        out.seek(0)
        assert out.read() == "SIG_IGN\n"


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
        ("A=pool", "A cannot be pool; the nearest is pool_id"),
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
    assert "PoolNam: There is no member PoolNam; the nearest is PoolName" in line


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
