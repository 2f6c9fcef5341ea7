"""The values of options, read from text; what is wrong with one, argparse tells with its option."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Mapping
from math import inf

from cognito_emulator import environment
from cognito_emulator.idp.names import NAMES, OIDC
from cognito_emulator.nearest import nearest
from cognito_emulator.settings import PLAYED_BY, is_code
from cognito_emulator.web import guard

LOG_FORMATS = ("text", "json")
PAYLOADS = ("1.0", "2.0")

_DIGITS = re.compile(r"[0-9]{1,1000}")


def port(text: str) -> int:
    """Read a port."""
    if not _DIGITS.fullmatch(text) or int(text) > 65535:  # noqa: PLR2004
        raise ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return int(text)


def payload(text: str) -> str:
    """Read a payload format version of HTTP APIs."""
    if text not in PAYLOADS:
        raise ArgumentTypeError(f"{text!r} is no payload format version: {' or '.join(PAYLOADS)}")
    return text


def url(text: str) -> str:
    """Read a URL; the outcome has no slash at its end."""
    if not text.startswith(("http://", "https://")) or len(text.split("/")[2]) == 0:
        raise ArgumentTypeError(f"{text!r} is no URL: http://host or https://host")
    return text.rstrip("/")


def region(text: str) -> str:
    """Read an AWS region."""
    if not text.replace("-", "").isalnum() or text != text.lower():
        raise ArgumentTypeError(f"{text!r} is no region, as us-east-1 is")
    return text


def account_id(text: str) -> str:
    """Read the id of an AWS account."""
    if not _DIGITS.fullmatch(text) or len(text) != 12:  # noqa: PLR2004
        raise ArgumentTypeError(f"{text!r} is no account id: 12 digits")
    return text


def code(text: str) -> str:
    """Read a confirmation code."""
    if not is_code(text):
        raise ArgumentTypeError(f"{text!r} is no code: digits only")
    return text


def access_key(text: str) -> tuple[str, str | None]:
    """Read an access key: its id, and its secret if it has one."""
    key, colon, secret = text.partition(":")
    if not key or (colon and not secret):
        raise ArgumentTypeError("an access key is written ID:SECRET, or ID to trust it")
    return key, secret or None


def origin(text: str) -> str:
    """Read the origin of a page."""
    return _allowed(text, guard.allowed_origin)


def host(text: str) -> str:
    """Read the name of a host."""
    return _allowed(text, guard.allowed_host)


def _allowed(text: str, read: Callable[[str], object]) -> str:
    try:
        read(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
    return text


def binding(text: str) -> tuple[str, str]:
    """Read NAME=TARGET: the name of a trigger, and the function that is to answer it."""
    name, _, target = text.partition("=")
    if not name or not target:
        raise ArgumentTypeError(f"{text!r} has to be written NAME=TARGET")
    return name, target


def function(text: str) -> tuple[str, str]:
    """Read ARN=TARGET: an ARN in LambdaConfig, and the function that is to answer for it."""
    arn, _, target = text.partition("=")
    if not arn.startswith("arn:") or not target:
        raise ArgumentTypeError(f"{text!r} has to be written ARN=TARGET, as arn:aws:...=...")
    return arn, target


def parameter(text: str) -> Mapping[str, str]:
    """Read NAME=VALUE, a parameter of a template whose value may be empty, or file://FILE."""
    from cognito_emulator.seeds import parameters_given  # noqa: PLC0415 - late, as all of seeds

    try:
        return parameters_given(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error).rstrip(".")) from None


def parameters(given: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Return all parameters that were given; of a name the last one counts."""
    return {name: value for each in given or () for name, value in each.items()}


def stack_name(text: str) -> str:
    """Read the name of a stack."""
    if not _STACK_NAME.fullmatch(text):
        raise ArgumentTypeError(
            f"{text!r} is no name of a stack: a letter, then letters, digits and hyphens"
        )
    return text


_STACK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")


def seconds(text: str) -> float:
    """Read a number of seconds."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < inf:
        raise ArgumentTypeError(f"{text!r} is no number of seconds, 0 or more")
    return number


def rate(text: str) -> float:
    """Read how often a second something may happen."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < inf:
        raise ArgumentTypeError(f"{text!r} is no number that is more than 0")
    return number


def workers(text: str) -> int:
    """Read how many processes there shall be."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:5]) <= _MOST_WORKERS:
        raise ArgumentTypeError(f"it must be a number from 1 to {_MOST_WORKERS}")
    return int(text)


_MOST_WORKERS = 64


def choice(text: str) -> tuple[str, str]:
    """Read NAME=WHAT: a variable, and what it is to tell."""
    name, _, fact = text.partition("=")
    if name and fact and fact not in environment.FACTS:
        raise ArgumentTypeError(f"{name} cannot be {fact}; {nearest(fact, environment.FACTS)}")
    try:
        return environment.choice(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def aws_hosts(text: str) -> tuple[str, ...] | None:
    """Read regions with commas between them, or a variable that turns something on.

    Returns:
        The regions, or none where they follow from the pools; None if there is nothing to do.

    """
    try:
        return () if switch(text) else None
    except ArgumentTypeError:
        return tuple(region(part.strip()) for part in text.split(","))


def log_format(text: str) -> str:
    """Read the name of a format."""
    if text not in LOG_FORMATS:
        raise ArgumentTypeError(f"{text!r} is no format: {' or '.join(LOG_FORMATS)}")
    return text


def provider(text: str) -> tuple[str, str]:
    """Read NAME[:TYPE]: a provider to play; without a type, it is what the name says, or OIDC."""
    name, colon, kind = text.rpartition(":")
    name, kind = (name, kind) if colon else (kind, kind)
    known = {each.lower(): each for each in NAMES}
    if colon and kind.lower() not in known:
        raise ArgumentTypeError(f"there is no type {kind}; {nearest(kind, NAMES)}")
    if not name or "/" in name or name != name.strip() or not name.isprintable():
        raise ArgumentTypeError(f"{text!r} has to be written NAME[:TYPE]; a name has no slash")
    return name, known.get(kind.lower(), OIDC)


def played(text: str) -> tuple[str, bool]:
    """Read NAME=WHAT: identity providers, and whether a stand-in plays them."""
    name, equals, what = text.partition("=")
    if not name or not equals:
        raise ArgumentTypeError(f"{text!r} has to be written NAME={'|'.join(PLAYED_BY)}")
    if what not in PLAYED_BY:
        raise ArgumentTypeError(f"{name} cannot be {what!r}; {nearest(what, PLAYED_BY)}")
    return name, PLAYED_BY[what]  # type: ignore[index]


def client(text: str) -> tuple[str, str | None]:
    """Read ID[:SECRET]: an application that a provider lets in."""
    name, _, secret = text.partition(":")
    if not name:
        raise ArgumentTypeError("a client is written ID:SECRET, or ID where it has no secret")
    return name, secret or None


def switch(text: str) -> bool:
    """Read a variable that turns something on."""
    known = {"": False, "0": False, "false": False, "no": False}
    known |= {"1": True, "true": True, "yes": True}
    if text.lower() not in known:
        raise ArgumentTypeError(f"{text!r} is neither 1 nor 0")
    return known[text.lower()]
