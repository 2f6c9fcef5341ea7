"""The command line: ``cognito-emulator serve``."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from cognito_emulator import __version__
from cognito_emulator.settings import DEFAULT_PORT, Settings

if TYPE_CHECKING:
    from types import FrameType

    from cognito_emulator.domain.messages import Message
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.seeds import Planted

_PREFIX = "COGNITO_EMULATOR_"
_USAGE_ERROR = 2
_DIGITS = re.compile(r"[0-9]{1,1000}")


def main(arguments: list[str] | None = None) -> int:
    """Run the command that ``arguments`` (by default the process's own) ask for.

    Returns:
        The exit status: 0, or 2 where something is wrong with what was asked for.

    """
    try:
        return _serve(_told(arguments, os.environ))
    except _Wrong as wrong:
        sys.stderr.write(f"cognito-emulator: {wrong}\n")
        return _USAGE_ERROR
    except _Stop:
        return 0


class _Wrong(Exception):  # noqa: N818 - named for what it says
    """What the user has to change before it can go on."""


class _Stop(SystemExit):
    """Ctrl-C or SIGTERM; an exception that servers let through."""


# --- options --------------------------------------------------------------------------------------


class _Option(NamedTuple):
    """An option that has an environment variable of its name.

    Attributes:
        shown: the value in the help; empty for an option that has none.
        kind: reads the value.
        separators: what separates several in the environment; empty for an option given once.

    """

    name: str
    shown: str
    help: str
    default: str | None = None
    kind: Callable[[str], Any] = str
    separators: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that says the same."""
        return _PREFIX + self.attribute.upper()

    @property
    def attribute(self) -> str:
        """Its name in what the command line was read into."""
        return self.name.replace("-", "_")


def _port(text: str) -> int:
    if not _DIGITS.fullmatch(text) or int(text) > 65535:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return int(text)


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or len(text.split("/")[2]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no URL: http://host or https://host")
    return text.rstrip("/")


def _region(text: str) -> str:
    if not text.replace("-", "").isalnum() or text != text.lower():
        raise argparse.ArgumentTypeError(f"{text!r} is no region, as us-east-1 is")
    return text


def _account_id(text: str) -> str:
    if not _DIGITS.fullmatch(text) or len(text) != 12:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"{text!r} is no account id: 12 digits")
    return text


def _code(text: str) -> str:
    if not _DIGITS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no code: digits only")
    return text


def _access_key(text: str) -> tuple[str, str | None]:
    key, colon, secret = text.partition(":")
    if not key or (colon and not secret):
        raise argparse.ArgumentTypeError("an access key is written ID:SECRET, or ID to trust it")
    return key, secret or None


def _binding(text: str) -> tuple[str, str]:
    name, _, target = text.partition("=")
    if not name or not target:
        raise argparse.ArgumentTypeError(f"{text!r} has to be written NAME=TARGET")
    return name, target


def _function(text: str) -> tuple[str, str]:
    arn, _, target = text.partition("=")
    if not arn.startswith("arn:") or not target:
        raise argparse.ArgumentTypeError(
            f"{text!r} has to be written ARN=TARGET, as arn:aws:...=..."
        )
    return arn, target


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, 0 or more")
    return seconds


def _switch(text: str) -> bool:
    known = {"": False, "0": False, "false": False, "no": False}
    known |= {"1": True, "true": True, "yes": True}
    if text.lower() not in known:
        raise argparse.ArgumentTypeError(f"{text!r} is neither 1 nor 0")
    return known[text.lower()]


_DEFAULTS = Settings()
_OPTIONS = (
    _Option("host", "HOST", "the address to listen on", "127.0.0.1"),
    _Option("port", "PORT", "the port to listen on; 0 for any free one", str(DEFAULT_PORT), _port),
    _Option("seed", "FILE", "pools to begin with, JSON or YAML; repeatable", separators=",:"),
    _Option("public-url", "URL", "where clients reach it, if not where they say", kind=_url),
    _Option("region", "REGION", "the region of unsigned requests", _DEFAULTS.region, _region),
    _Option("account-id", "ID", "the AWS account in ARNs", _DEFAULTS.account_id, _account_id),
    _Option("code", "CODE", "make every confirmation code this one", kind=_code),
    _Option("seeded-ids", "TEXT", "make all ids follow from a text, the same in each run"),
    _Option(
        "access-key",
        "ID:SECRET",
        "verify AWS signatures, with this key; of an ID alone any is good; repeatable",
        kind=_access_key,
        separators=",",
    ),
    _Option(
        "trigger",
        "NAME=TARGET",
        "have a function answer a Lambda trigger, as PreSignUp=module:function; repeatable",
        kind=_binding,
        separators=",",
    ),
    _Option(
        "function",
        "ARN=TARGET",
        "have a function answer where a LambdaConfig names the ARN; repeatable",
        kind=_function,
        separators=",",
    ),
    _Option("lambda-endpoint", "URL", "where the functions of all other ARNs are", kind=_url),
    _Option(
        "trigger-timeout",
        "SECONDS",
        "how long a function may take, each of three times; 0 for as long as it likes",
        f"{_DEFAULTS.trigger_timeout:g}",
        _seconds,
    ),
    _Option("aws-issuer", "", "give tokens the issuer of the real service", "", _switch),
)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the command line; what it does not say is ``None`` in the outcome."""
    parser = argparse.ArgumentParser(
        prog="cognito-emulator", description="Amazon Cognito user pools on your machine."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser(
        "serve",
        help="answer HTTP requests until stopped",
        description="Answer HTTP requests until stopped.",
        epilog=f"Every option is an environment variable too: --public-url is {_PREFIX}PUBLIC_URL. "
        f"Several seeds are separated by colons or commas, access keys, triggers and functions by "
        f"commas; {_PREFIX}AWS_ISSUER is 1 or 0. What the command line says goes first. "
        f"A TARGET is module:function (found from here), file.py:function, an http URL that takes "
        f"events by POST, lambda:http://HOST/NAME behind a Lambda invoke endpoint, or none. "
        f"PreTokenGeneration:V2_0=... says the version of its events.",
        allow_abbrev=False,
    )
    for option in _OPTIONS:
        _add(serve, option)
    return parser


def _add(parser: argparse.ArgumentParser, option: _Option) -> None:
    if not option.shown:
        parser.add_argument(f"--{option.name}", action="store_true", default=None, help=option.help)
        return
    parser.add_argument(
        f"--{option.name}",
        metavar=option.shown,
        type=option.kind,
        action="append" if option.separators else "store",
        help=option.help + (f" [{option.default}]" if option.default else ""),
    )


def _told(arguments: list[str] | None, environment: Mapping[str, str]) -> argparse.Namespace:
    """Return what the command line says and, where it is silent, the environment.

    Raises:
        _Wrong: a variable that is asked cannot be read.

    """
    told = _parser().parse_args(arguments)
    for option in _OPTIONS:
        if getattr(told, option.attribute) is None:
            value = _unsaid(option, environment.get(option.variable, ""))
            setattr(told, option.attribute, value)
    return told


def _unsaid(option: _Option, variable: str) -> Any:  # noqa: ANN401 - as the options differ
    """Return the value of an option that the command line does not give."""
    if variable.startswith(_LINK):
        variable = ""
    text = variable or option.default
    if text is None:
        return None
    try:
        if option.separators:
            return [option.kind(part) for part in _split(text, option.separators)]
        return option.kind(text)
    except argparse.ArgumentTypeError as error:
        raise _Wrong(f"{option.variable}: {error}") from None


# Where a service is called cognito-emulator, Kubernetes tells all containers where it is:
# COGNITO_EMULATOR_PORT=tcp://10.0.0.7:9329. That is no wish.
_LINK = "tcp://"


def _split(text: str, separators: str) -> list[str]:
    for separator in separators:
        if separator == ":" and os.pathsep != ":":
            separator = os.pathsep  # noqa: PLW2901 - a Windows path has a colon
        text = text.replace(separator, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


# --- serve ----------------------------------------------------------------------------------------


def _serve(told: argparse.Namespace) -> int:
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _stop)
    # Loaded only now, so that --version and mistakes in the options are answered at once.
    from cognito_emulator.emulator import Emulator  # noqa: PLC0415
    from cognito_emulator.seeds import SeedError  # noqa: PLC0415
    from cognito_emulator.web.server import CannotListen, Server  # noqa: PLC0415

    if told.trigger or told.function or told.seed:
        sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as text; modules are found from here
    try:
        emulator = Emulator(_settings(told), seeds=told.seed or ())
        _attach(emulator, told)
        server = Server(emulator, told.host, told.port)
    except (SeedError, CannotListen) as error:
        raise _Wrong(str(error)) from None
    emulator.on_message(lambda message: _say(_letter(message)))
    _say(_welcome(emulator, server.url, [*(told.trigger or ()), *(told.function or ())]))
    try:
        server.run()
    finally:
        server.stop()
    return 0


def _attach(emulator: Emulator, told: argparse.Namespace) -> None:
    """Attach the functions that were named.

    Raises:
        _Wrong: there is no such trigger or function.

    """
    for name, target in told.trigger or ():
        trigger, _, version = name.partition(":")
        try:
            emulator.on(trigger, target, version=version or None)
        except ValueError as error:
            raise _Wrong(f"trigger {name}: {error}") from None
    for arn, target in told.function or ():
        try:
            emulator.bind(arn, target)
        except ValueError as error:
            raise _Wrong(f"function {arn}: {error}") from None


def _settings(told: argparse.Namespace) -> Settings:
    return Settings(
        region=told.region,
        account_id=told.account_id,
        public_url=told.public_url,
        aws_issuer=told.aws_issuer,
        code=told.code,
        seeded_ids=told.seeded_ids,
        access_keys=dict(told.access_key or ()),
        lambda_endpoint=told.lambda_endpoint,
        trigger_timeout=told.trigger_timeout,
    )


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)  # it is on its way
    raise _Stop


def _say(text: str) -> None:
    """Print at once, also into a pipe; that nobody reads it any more is no reason to fail."""
    encoding = sys.stdout.encoding or "utf-8"
    printable = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        sys.stdout.write(f"{printable}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _welcome(emulator: Emulator, url: str, functions: list[tuple[str, str]]) -> str:
    lines = [f"cognito-emulator {__version__} listens on {url}"]
    for planted in emulator.seeded:
        lines += _pool_lines(planted)
    if functions:
        lines += ["", *(f"{name}: {target}" for name, target in functions)]
    return "\n".join((*lines, *_how_to_connect(emulator.settings, url)))


def _how_to_connect(settings: Settings, url: str) -> list[str]:
    here, region = settings.public_url or url, settings.region
    key, secret = next(iter(settings.access_keys.items()), ("x", None))
    secret = secret or "x"
    boto3 = (
        f'boto3.client("cognito-idp", endpoint_url="{here}", region_name="{region}", '
        f'aws_access_key_id="{key}", aws_secret_access_key="{secret}")'
    )
    aws = (
        f"AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret} aws cognito-idp list-user-pools "
        f"--max-results 10 --endpoint-url {here} --region {region}"
    )
    return ["", "boto3:", f"  {boto3}", "AWS CLI:", f"  {aws}", "", _LAST_WORDS]


_LAST_WORDS = "Mails and text messages appear here. Ctrl-C stops."


def _pool_lines(planted: Planted) -> list[str]:
    lines = ["", f"pool {planted.pool.id} ({planted.pool.name})"]
    for client in planted.clients:
        secrets = "".join(f", secret {secret.value}" for secret in client.secrets)
        lines.append(f"  client {client.id} ({client.name}){secrets}")
    return lines


def _letter(message: Message) -> str:
    """Return a message as the terminal shows it."""
    kind = "mail" if message.medium == "EMAIL" else "text message"
    about = f"{message.reason}, user {message.username} of {message.user_pool_id}"
    head = f"--- {kind} to {message.destination} ({about})"
    subject = [] if message.subject is None else [f"    {message.subject}"]
    body = [f"    {line}".rstrip() for line in message.body.splitlines()]
    return "\n".join(("", head, *subject, *body, f"    code: {message.code}"))


if __name__ == "__main__":
    sys.exit(main())
