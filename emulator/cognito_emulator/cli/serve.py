"""``cognito-emulator serve``."""

from __future__ import annotations

import os
import sys
from contextlib import closing, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from functools import partial
from typing import TYPE_CHECKING

from cognito_emulator.cli import aws_hosts, trust
from cognito_emulator.cli.banner import Place, warnings
from cognito_emulator.cli.directions import directions
from cognito_emulator.cli.env_file import EnvFile
from cognito_emulator.cli.formats import named
from cognito_emulator.cli.log import logging_to, say_of_seeds
from cognito_emulator.cli.output import Output, colourful, unhurried
from cognito_emulator.cli.reload import Reloader
from cognito_emulator.cli.start import abandoned_at, emulator_as, server_at, store_of
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.cli.workers import Workers, check
from cognito_emulator.domain.work.record import WARNINGS
from cognito_emulator.settings import Tls
from cognito_emulator.web.several import leave, prepare

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Container, Iterator, Sequence
    from contextlib import AbstractContextManager

    from cognito_emulator.cli.formats import Format
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.server import Server


def serve(options: Namespace) -> int:
    """Answer HTTP requests until stopped.

    Raises:
        CommandLineError: something is wrong with what was asked for.

    """
    check(options)
    file = EnvFile(options.env_file) if options.env_file else None
    with closing(store_of(options)) as store:
        with abandoned_at(store, BaseException):
            former = {each.number for each in store.all(WARNINGS, "all", "all")}
            emulator = emulator_as(options, options.seed or (), options.public_url, store)
        with abandoned_at(store, CommandLineError):  # the port is taken; not one who stops it
            return _served(emulator, options, file, former)


def _served(
    emulator: Emulator, options: Namespace, file: EnvFile | None, former: Container[int]
) -> int:
    regions = aws_hosts.regions(emulator, options.aws_hosts)
    server = server_at(options.host, options.port, emulator, _tls(options, regions))
    form = named(options.log_format)
    lines = aws_hosts.lines(emulator, regions, server.url) if regions else []
    place = Place(options.host, server.url, server.https_url, lines)
    functions = [*(options.trigger or ()), *(options.function or ())]
    beginning = form.beginning(emulator, place, functions)
    speaking = partial(_speaking, emulator, server, form, quiet=options.quiet, regions=regions)
    try:
        watching = partial(Reloader, emulator) if options.reload else nullcontext
        with file.holding(_told(emulator, server)) if file else nullcontext():
            work = _team(options.workers, server, speaking, watching)
            with speaking() as output, nullcontext() if work else watching():
                output.say(*(beginning[:1] if options.quiet else beginning))
                say_of_seeds(output, form, emulator, former)
                for sentence, pool_id in warnings(emulator, place):
                    emulator.warn(sentence, user_pool_id=pool_id)
                (work or server.run)()
    finally:
        server.stop()
    return 0


def _team(
    number: int,
    server: Server,
    speaking: Callable[[], AbstractContextManager[Output]],
    watching: Callable[[], AbstractContextManager[None]],
) -> Callable[[], None] | None:
    """Have several processes serve in place of this one, which waits for them, if that is wanted.

    Each of them watches files, as each has functions of its own; a seed is planted by the first.

    Returns:
        What waits.

    """
    if number == 1:
        return None
    prepare()

    def work(ready: Callable[[], None]) -> None:
        with speaking(), watching():
            ready()
            try:
                server.run(several=True)
            finally:
                leave()

    team = Workers(number, work)
    server.stop()  # the sockets are theirs

    def wait() -> None:
        try:
            team.wait()
        finally:
            team.stop()

    return wait


@contextmanager
def _speaking(
    emulator: Emulator, server: Server, form: Format, *, quiet: bool, regions: Sequence[str]
) -> Iterator[Output]:
    """Say what happens in this process, and give what says it."""
    output = Output(sys.stdout, form.gap, coloured=colourful(sys.stdout, os.environ))
    errors = Output(sys.stderr)
    try:
        with (
            redirect_stdout(unhurried(output, sys.stdout)),
            redirect_stderr(unhurried(errors, sys.stderr)),
            logging_to(output, form, emulator, server, quiet=quiet),
        ):
            if regions:
                aws_hosts.tell_of_more(emulator, server.url, output.say)
            yield output
    finally:
        output.close()
        errors.close()


def _told(emulator: Emulator, server: Server) -> dict[str, str]:
    """Return what other programs are told of the server."""
    url = emulator.settings.public_url or server.url
    return {**directions(emulator, url, os.environ), **trust.told(server)}


def _tls(options: Namespace, regions: Sequence[str]) -> Tls | None:
    """Return how HTTPS is served, if it is."""
    if not options.tls and not regions:
        return None
    return Tls(port=options.tls_port, folder=options.tls_folder, aws_regions=regions)
