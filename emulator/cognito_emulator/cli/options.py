"""The options of the command line, and the environment variables that say the same."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from cognito_emulator import __version__, environment
from cognito_emulator.cli.combinations import Given, check, given
from cognito_emulator.cli.offered import FILES, OPTIONS, PREFIX, Option
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.nearest import nearest

_VARIABLES_TOO = (
    f"Every option is an environment variable too: --account-id is {PREFIX}ACCOUNT_ID. "
    f"Separate several seeds by colons or commas, other repeated values by commas; "
    f"{PREFIX}AWS_ISSUER is 1 or 0. The command line overrides them. "
)
_WHAT_A_COMMAND_FINDS = (
    f"Without a seed there is one pool with one client. In its environment the command finds "
    f"what AWS SDKs need to reach the emulator, {environment.EMULATOR_URL}, and of the first pool "
    f"and its first client {', '.join(environment.NAMES)}. "
)
_TARGETS = (
    "A TARGET is module:function (imported from this folder), file.py:function, "
    "file.mjs:function (also .js and .cjs, run by node), an http URL that takes events by POST, "
    "lambda:http://HOST/NAME for a Lambda invoke endpoint, or none. "
    "PreTokenGeneration:V2_0=... names the version of the events."
)


def read(arguments: Sequence[str] | None, environment: Mapping[str, str]) -> argparse.Namespace:
    """Return what the command line says and, where it is silent, the environment.

    Raises:
        CommandLineError: the command line, or a variable that counts, cannot be read, or options
            do not go together. No message shows what was given as an access key, or what may have
            been meant as one.
        SystemExit: the command line asked only for help or the version.

    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    _check(words)
    options = _parser().parse_args(words)
    said: dict[str, Given] = {}
    for option in OPTIONS[options.command]:
        value = getattr(options, option.attribute)
        if value is not None:
            said[option.name] = given(option, value, is_variable=False)
            continue
        variable = _wish(environment.get(option.variable, ""))
        value = _unsaid(option, variable)
        setattr(options, option.attribute, value)
        if variable:
            said[option.name] = given(option, value, is_variable=True)
    check(options, said)
    return options


# --- what is no option ----------------------------------------------------------------------------

_HELP = ("-h", "--help")
_NUMBER = re.compile(r"-[\d.]+")  # a value, though it begins as an option does
_STANDARD = "-"  # likewise: the standard input or output
# What is empty is a variable of a shell that is not set: it would be this folder, or no store.
_PLACES = ("FILE", "FOLDER", "STORE")


def _check(words: Sequence[str]) -> None:
    """Refuse words that argparse would refuse as well, but by showing their values.

    Raises:
        CommandLineError: there is no such command or option, or one lacks its value.

    """
    if not words:
        raise CommandLineError(f"A command is missing: {_COMMANDS}.")
    command, rest = words[0], words[1:]
    if command in (*_HELP, "--version"):
        return
    if command.startswith("-"):
        raise CommandLineError(f"A command comes first: {_COMMANDS}. Options follow it.")
    if command not in OPTIONS:
        raise CommandLineError(f"There is no command {command}; {nearest(command, OPTIONS)}.")
    if command == "event" and not {*_HELP} & {*rest}:
        rest = _without_front(rest)
    _check_options(command, rest)


def _without_front(words: Sequence[str]) -> Sequence[str]:
    """Return the words behind the front whose event is wanted.

    Raises:
        CommandLineError: there is no such front.

    """
    if not words or words[0].startswith("-"):
        raise CommandLineError(f"event needs a front first: cognito-emulator event {_EITHER} ...")
    if words[0] not in FRONTS:
        raise CommandLineError(f"There is no front {words[0]}; {nearest(words[0], FRONTS)}.")
    return words[1:]


STANDARD_INPUT = _STANDARD
"""The file of ``import`` that is read from the standard input."""

_COMMANDS = "cognito-emulator serve, exec, import, export, pull, tls, idp or event"
FRONTS = ("rest", "http", "alb", "appsync")
_EITHER = "|".join(FRONTS)
"""The services in front of an app whose events ``event`` prints."""


def _check_options(command: str, words: Sequence[str]) -> None:
    known = {f"--{option.name}": option for option in OPTIONS[command]}
    rest = deque(words)
    has_files = False
    while rest:
        word = rest.popleft()
        if word in _HELP or (command == "exec" and _begins_a_command(word)):
            return
        if not _begins_a_command(word) and (command, word) != ("import", STANDARD_INPUT):
            _check_option(command, word, rest, known)
        elif command in FILES and word != "--":
            has_files = True
        else:
            raise CommandLineError(_misplaced(command, word, words))
    if command in FILES and not has_files:
        usage = f"cognito-emulator {command} {FILES[command]}"
        raise CommandLineError(f"{command} needs a file: {usage}")


def _check_option(command: str, word: str, rest: deque[str], known: Mapping[str, Option]) -> None:
    """Check an option, and take its value from the rest of the words."""
    name, equals, value = word.partition("=")
    if name not in known:
        raise CommandLineError(
            f"{command} has no option {name}; {nearest(name, known)}. "
            f"All of them: cognito-emulator {command} --help"
        )
    shown = known[name].shown
    if equals and not shown:
        raise CommandLineError(f"{name} takes no value.")
    if not shown:
        return
    has_value = bool(equals)
    if not equals and rest and _is_value(rest[0]):
        has_value, value = True, rest.popleft()
    if has_value and (value or shown not in _PLACES):
        return
    if has_value or not known[name].may_stand_alone:
        raise CommandLineError(f"{name} needs a value: {name} {shown}")


def _begins_a_command(word: str) -> bool:
    return word == "--" or not word.startswith("-")


def _is_value(word: str) -> bool:
    return not word.startswith("-") or word == _STANDARD or _NUMBER.fullmatch(word) is not None


def _misplaced(command: str, word: str, words: Sequence[str]) -> str:
    """Say of a word that it is no option, without showing what may be a secret."""
    if any(one.startswith("--access-key") for one in words):
        return f"{command} takes only options; there is a word too many."
    if command in FILES:
        return f"{command} takes files and options, and {word} is neither."
    meant = f" Did you mean --seed {word}?" if Path(word).is_file() else ""
    return f"{command} takes only options, and {word} is none.{meant}"


# --- argparse -------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Reads what was checked already; only values can still be wrong."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in a sentence, without the usage."""
        sentence = message.removeprefix("argument ")
        raise CommandLineError(sentence if sentence.endswith(".") else f"{sentence}.")


def _parser() -> argparse.ArgumentParser:
    """Return what reads the command line; what it does not say is ``None`` in the outcome."""
    parser = _Parser(
        prog="cognito-emulator", description="Amazon Cognito user pools on your machine."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser(
        "serve",
        help="answer HTTP requests until stopped",
        description="Answer HTTP requests until stopped.",
        epilog=_VARIABLES_TOO + _TARGETS,
        allow_abbrev=False,
    )
    execute = commands.add_parser(
        "exec",
        help="run a command that finds an emulator of its own",
        usage="%(prog)s [options] [--] COMMAND ...",
        description="Run a command with an emulator of its own, which ends with it.",
        epilog=_WHAT_A_COMMAND_FINDS + _VARIABLES_TOO + _TARGETS,
        allow_abbrev=False,
    )
    tls = commands.add_parser(
        "tls",
        help="say how programs trust the certificates of --tls",
        description="Say how programs trust the certificates of --tls. It changes nothing but the "
        "folder of the certificate authority, which is made if there is none.",
        allow_abbrev=False,
    )
    idp = commands.add_parser(
        "idp",
        help="play identity providers, for any application",
        description="Play identity providers, for any application, until stopped.",
        epilog=f"Every option is an environment variable too: --port is {PREFIX}IDP_PORT.",
        allow_abbrev=False,
    )
    event = commands.add_parser(
        "event",
        help="print the event that a Lambda function behind a service gets",
        usage=f"%(prog)s {_EITHER} --user NAME [options]",
        description="Print the event that a Lambda function behind a REST API, an HTTP API, a load "
        "balancer or AppSync gets of a user's request, as JSON. Which keys verify its token is "
        "said on stderr.",
        epilog=f"Every option is an environment variable too: --user is {PREFIX}EVENT_USER.",
        allow_abbrev=False,
    )
    event.add_argument(
        "front", choices=FRONTS, help="a REST API, an HTTP API, a load balancer, or AppSync"
    )
    importing = commands.add_parser(
        "import",
        help="make a seed of templates, and say what comes of them",
        description="Make a seed of templates: CloudFormation, AWS SAM, what cdk synth or "
        "serverless package write, what terraform show -json prints. What becomes of each member "
        "is said on stderr.",
        epilog=_VARIABLES_TOO,
        allow_abbrev=False,
    )
    importing.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="a template, a folder of several, or - for the standard input; those of several files "
        "are deployed together",
    )
    exporting = commands.add_parser(
        "export",
        help="write the pools of a running emulator as a seed",
        description="Write the pools of a running emulator, or of the file of serve --state, as a "
        "seed that gives them back: "
        "clients, groups, users with what their passwords are kept as, and all else that a seed "
        "can hold. What stays behind is said on stderr.",
        epilog=f"Every option is an environment variable too: --endpoint is "
        f"{PREFIX}EXPORT_ENDPOINT.",
        allow_abbrev=False,
    )
    pulling = commands.add_parser(
        "pull",
        help="write a pool of the real service as a seed",
        description="Write a pool of the real service as a seed, by calls of boto3 that only read. "
        "It takes no users, unless it is told to.",
        epilog=f"Every option is an environment variable too: --password is {PREFIX}PULL_PASSWORD.",
        allow_abbrev=False,
    )
    parsers = {
        "serve": serve,
        "exec": execute,
        "tls": tls,
        "idp": idp,
        "event": event,
        "import": importing,
        "export": exporting,
        "pull": pulling,
    }
    for command, parser_of_one in parsers.items():
        for option in OPTIONS[command]:
            _add(parser_of_one, option)
    execute.add_argument("words", nargs=argparse.REMAINDER, action=_Words, help=argparse.SUPPRESS)
    return parser


class _Words(argparse.Action):
    """Takes a command as it stands; a ``--`` before it says only where it begins."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,  # noqa: ANN401 - as inherited
        option_string: str | None = None,  # noqa: ARG002 - as inherited
    ) -> None:
        """Note the command, unless there is none."""
        words = values[1:] if values[:1] == ["--"] else values
        if not words:
            parser.error("exec needs a COMMAND: cognito-emulator exec [options] [--] COMMAND ...")
        setattr(namespace, self.dest, words)


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    if not option.shown:
        parser.add_argument(f"--{option.name}", action="store_true", default=None, help=option.help)
        return
    parser.add_argument(
        f"--{option.name}",
        metavar=option.shown.strip("[]") if option.may_stand_alone else option.shown,
        nargs="?" if option.may_stand_alone else None,
        const=option.kind("1") if option.may_stand_alone else None,
        type=option.kind,
        action="append" if option.separators else "store",
        help=option.help + (f" [{option.default}]" if option.default else ""),
    )


def _unsaid(option: Option, variable: str) -> Any:  # noqa: ANN401 - as the options differ
    """Return the value of an option that the command line does not give."""
    text = variable or option.default
    if text is None:
        return None
    try:
        if option.separators:
            return [option.kind(part) for part in _split(text, option.separators)]
        return option.kind(text)
    except argparse.ArgumentTypeError as error:
        raise CommandLineError(f"{option.variable}: {error}.") from None


# Where a service is called cognito-emulator, Kubernetes tells all containers where it is:
# COGNITO_EMULATOR_PORT=tcp://10.0.0.7:9329. That is no wish.
_LINK = "tcp://"


def _wish(variable: str) -> str:
    """Return what a variable says; nothing where nobody set it for the emulator."""
    return "" if variable.startswith(_LINK) else variable


def _split(text: str, separators: str) -> list[str]:
    for separator in separators:
        if separator == ":" and os.pathsep != ":":
            separator = os.pathsep  # noqa: PLW2901 - a Windows path has a colon
        text = text.replace(separator, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]
