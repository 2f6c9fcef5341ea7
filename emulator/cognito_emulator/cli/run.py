"""``cognito-emulator exec``: a command, and an emulator for as long as it runs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_emulator import environment, stock
from cognito_emulator.cli import old_sdks, trust
from cognito_emulator.cli.banner import Place
from cognito_emulator.cli.child import Child, found
from cognito_emulator.cli.directions import directions
from cognito_emulator.cli.formats import named
from cognito_emulator.cli.log import logging_to, say_of_seeds
from cognito_emulator.cli.offered import VARIABLES_OF_ONE
from cognito_emulator.cli.output import YELLOW, Output, Styled, colourful, unhurried
from cognito_emulator.cli.start import emulator_as, server_at
from cognito_emulator.cli.status import CommandLineError, of_signal
from cognito_emulator.settings import LOCALHOST, Tls

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.cli.formats import Format
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.server import Server


def run(options: Namespace) -> int:
    """Run a command that finds an emulator by its environment.

    Returns:
        The command's exit status; 128 and the number of the signal, if one ended it.

    Raises:
        CommandLineError: something is wrong with what was asked for; the command has not run.

    """
    command = found(options.words)
    form = named(options.log_format)
    output = Output(sys.stderr, form.gap, coloured=colourful(sys.stderr, os.environ))
    # Standard output is the command's alone: also functions behind triggers print elsewhere.
    elsewhere = unhurried(output, sys.stderr)
    with (
        Child() as child,
        closing(output),
        _log_file(options.log_file, form) as log,
        redirect_stdout(elsewhere),
        redirect_stderr(elsewhere),
    ):
        emulator = emulator_as(options, options.seed or [stock.pool(options.region)], None)
        tls = Tls(port=0, folder=options.tls_folder) if options.tls else None
        server = server_at(LOCALHOST, 0, emulator, tls)
        url = server.https_url or server.url
        # Whatever name the command calls the server by, its tokens have the issuer that it is told.
        emulator.settings = replace(emulator.settings, public_url=url)
        if log:
            log.say(*form.beginning(emulator, Place(LOCALHOST, url), [])[:1])
        listening = [*([output] if options.verbose else []), *([log] if log else [])]
        with (
            _talking(listening, form, emulator, server),
            trust.given(server, os.environ) as trusted,
            server,
        ):
            inherited = _inherited(os.environ)
            told = {**trusted, **_told(emulator, url, inherited, dict(options.env or ()))}
            for each in listening:
                say_of_seeds(each, form, emulator)
            if not options.verbose:
                _warn(output, *map(str, emulator.warnings()))
            _warn(output, *old_sdks.warnings(Path(command[0]), _folder(), inherited))
            output.drain()  # what the command says comes after that
            visits = Visits(emulator, server)
            status = child.run(command, {**inherited, **told})
            if not visits.any and status < of_signal(0):
                _warn(output, _nobody_came(status))
            return status


def _nobody_came(status: int) -> str:
    """Say that nothing reached the emulator; why, depends on how the command ended."""
    if status:  # its own words say what it failed for
        return f"The command ended with status {status} before anything reached the emulator."
    return (
        "Nothing reached the emulator while the command ran. If the command was to call it: some "
        f"SDKs read no endpoint from the environment, and have to be told {environment.ENDPOINT}."
    )


def _folder() -> Path:
    """Return where the command runs; nowhere in particular, if that is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path()


def _warn(output: Output, *sentences: str) -> None:
    for sentence in sentences:
        output.say(Styled(f"cognito-emulator: warning: {sentence}", YELLOW))


class Visits:
    """Whether an emulator was called, or asked anything else by HTTP.

    Attributes:
        any: whether it was.

    """

    def __init__(self, emulator: Emulator, server: Server) -> None:
        self.any = False
        self._leave = (emulator.on_call(self._note), server.on_request(self._note))

    def _note(self, _visit: object) -> None:
        """Note the first; more of them do not matter, and listening to calls costs time."""
        self.any = True
        for take_off in self._leave:
            take_off()


@contextmanager
def _log_file(path: Path | None, form: Format) -> Iterator[Output | None]:
    """Open a log, emptied, until the end.

    Raises:
        CommandLineError: it cannot be written to.

    """
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise CommandLineError(f"--log-file: {path}: {error.strerror}.") from None
    with file, closing(Output(file, form.gap)) as log:
        yield log


@contextmanager
def _talking(
    outputs: Iterable[Output], form: Format, emulator: Emulator, server: Server
) -> Iterator[None]:
    """Have the emulator show what happens in some places, or nowhere at all."""
    ours = logging.getLogger("cognito_emulator")  # noqa: TID251 - of all of them
    ours.addHandler(logging.NullHandler())
    with ExitStack() as stack:
        for output in outputs:
            stack.enter_context(logging_to(output, form, emulator, server, quiet=False))
        yield


# --- what the command is told ---------------------------------------------------------------------


def _inherited(variables: Mapping[str, str]) -> dict[str, str]:
    """Return what the command may keep of our own environment.

    Another ``exec`` around this one, or the settings of a ``serve``, would lead it elsewhere.
    """
    misleading = {*environment.MISLEADING, *environment.NAMES, *VARIABLES_OF_ONE}
    misleading |= {environment.HTTPS_URL, environment.CA_FILE}
    return {name: value for name, value in variables.items() if name not in misleading}


def _told(
    emulator: Emulator, url: str, inherited: Mapping[str, str], chosen: Mapping[str, str]
) -> dict[str, str]:
    """Return what the command is told of the emulator.

    Raises:
        CommandLineError: a variable is to tell what there is not.

    """
    try:
        return directions(emulator, url, inherited, chosen)
    except ValueError as error:
        raise CommandLineError(f"--env {error}.") from None
