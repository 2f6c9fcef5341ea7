"""Who listens to an emulator and its server, and says what they hear."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cognito_emulator.cli.whom import about

if TYPE_CHECKING:
    from cognito_emulator.cli.formats import Format
    from cognito_emulator.cli.output import Output
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.exchange import Exchange
    from cognito_emulator.web.server import Server

_CONTROL = "/_emulator/"
_HEALTH = f"{_CONTROL}health"
_ICON, _PICTURES = "/favicon.ico", "/_assets/"
_READING = ("GET", "HEAD", "OPTIONS")


@contextmanager
def logging_to(
    output: Output, form: Format, emulator: Emulator, server: Server, *, quiet: bool
) -> Iterator[None]:
    """Say what happens, until the end.

    Args:
        output: where.
        form: how.
        emulator: its calls, messages and warnings, and what it logs of itself.
        server: the requests that are no calls.
        quiet: whether only warnings and trouble are said.

    """
    leave = [emulator.on_warning(lambda record: output.say(*form.warning(record)))]
    if not quiet:
        leave += [
            emulator.on_call(
                lambda call: output.say(*form.call(call, about(emulator.store.known, call)))
            ),
            emulator.on_message(lambda message: output.say(*form.message(message))),
            server.on_request(lambda exchange: _say(output, form, emulator, exchange)),
        ]
    with _handling(_Trouble(output, form, emulator)):
        try:
            yield
        finally:
            for take_off in leave:
                take_off()


def say_of_seeds(
    output: Output, form: Format, emulator: Emulator, former: Container[int] = ()
) -> None:
    """Say the warnings that came up before anybody listened: those of its seeds.

    Args:
        output: where.
        form: how.
        emulator: whose.
        former: the numbers of those that a store had kept already: they have been said.

    """
    for record in emulator.warnings():
        if record.number not in former:
            output.say(*form.warning(record))


@contextmanager
def unsaid() -> Iterator[None]:
    """Keep our records to ourselves for the time; warnings among them are said later."""
    with _handling(logging.NullHandler()):
        yield


def _say(output: Output, form: Format, emulator: Emulator, exchange: Exchange) -> None:
    if _is_worth_a_line(exchange):
        output.say(*form.request(exchange, emulator.clock.now()))


def _is_worth_a_line(exchange: Exchange) -> bool:
    """Whether somebody wants to see it.

    Nobody does how a test waits for a mail, or for us to be there, or what a browser gets beside
    a page.
    """
    if exchange.path == _HEALTH or exchange.path.endswith(_ICON):
        return False
    if _PICTURES in exchange.path and not exchange.refused:
        return False
    return (
        exchange.refused
        or exchange.method not in _READING
        or not exchange.path.startswith(_CONTROL)
    )


class _Trouble(logging.Handler):
    """Says what the emulator logs of itself."""

    def __init__(self, output: Output, form: Format, emulator: Emulator) -> None:
        super().__init__(logging.WARNING)
        self._output, self._form, self._emulator = output, form, emulator

    def emit(self, record: logging.LogRecord) -> None:
        """Say it."""
        self._output.say(*self._form.trouble(record, self._emulator.clock.now()))


@contextmanager
def _handling(handler: logging.Handler) -> Iterator[None]:
    """Have our records come here, and nowhere else: users' functions may have set up logging."""
    logger = logging.getLogger("cognito_emulator")  # noqa: TID251 - of all of them
    before = logger.propagate
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
