"""``cognito-emulator exec``: a command, and an emulator for as long as it runs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_emulator import environment, stock
from cognito_emulator.cli import old_sdks
from cognito_emulator.cli.child import Child, found
from cognito_emulator.cli.formats import Text
from cognito_emulator.cli.log import logging_to
from cognito_emulator.cli.options import VARIABLES_OF_SERVE
from cognito_emulator.cli.output import YELLOW, Output, Styled, colourful, unhurried
from cognito_emulator.cli.start import emulator_as, server_at
from cognito_emulator.cli.status import CommandLineError, of_signal
from cognito_emulator.environment import Place

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.settings import Settings
    from cognito_emulator.web.server import Server


def run(options: Namespace) -> int:
    """Run a command that finds an emulator by its environment.

    Returns:
        The command's exit status; 128 and the number of the signal, if one ended it.

    Raises:
        CommandLineError: something is wrong with what was asked for; the command has not run.

    """
    command = found(options.words)
    output = Output(sys.stderr, coloured=colourful(sys.stderr, os.environ))
    # Standard output is the command's alone: also functions behind triggers print elsewhere.
    elsewhere = unhurried(output, sys.stderr)
    with (
        Child() as child,
        closing(output),
        redirect_stdout(elsewhere),
        redirect_stderr(elsewhere),
    ):
        emulator = emulator_as(options, options.seed or [stock.pool(options.region)], None)
        server = server_at("127.0.0.1", 0, emulator)
        # Whatever name the command calls the server by, its tokens have the issuer that it is told.
        emulator.settings = replace(emulator.settings, public_url=server.url)
        with _talking(output, emulator, server, aloud=options.verbose), server:
            inherited = _inherited(os.environ)
            direct = environment.past_proxies(server.url, inherited)
            variables = _variables(emulator, server.url, dict(options.env or ()))
            for sentence in old_sdks.warnings(Path(command[0]), _folder(), inherited):
                _warn(output, sentence)
            output.drain()  # what the command says comes after that
            visits = Visits(emulator, server)
            status = child.run(command, {**inherited, **direct, **variables})
            if not visits.any and status < of_signal(0):
                _warn(output, _NOBODY_CAME)
            return status


_NOBODY_CAME = (
    "Nothing reached the emulator while the command ran. If the command was to call it: some SDKs "
    f"read no endpoint from the environment, and have to be told {environment.ENDPOINT}."
)


def _folder() -> Path:
    """Return where the command runs; nowhere in particular, if that is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path()


def _warn(output: Output, sentence: str) -> None:
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
def _talking(output: Output, emulator: Emulator, server: Server, *, aloud: bool) -> Iterator[None]:
    """Have the emulator show what happens, or nothing at all."""
    if aloud:
        with logging_to(output, Text(), emulator, server, quiet=False):
            yield
    else:
        ours = logging.getLogger("cognito_emulator")  # noqa: TID251 - of all of them
        ours.addHandler(logging.NullHandler())
        yield


# --- what the command is told ---------------------------------------------------------------------


def _inherited(variables: Mapping[str, str]) -> dict[str, str]:
    """Return what the command may keep of our own environment.

    Another ``exec`` around this one, or the settings of a ``serve``, would lead it elsewhere.
    """
    misleading = {*environment.MISLEADING, *environment.NAMES, *VARIABLES_OF_SERVE}
    return {name: value for name, value in variables.items() if name not in misleading}


def _variables(emulator: Emulator, url: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what the command is told of the emulator.

    Raises:
        CommandLineError: a variable is to tell what there is not.

    """
    place = _place(emulator, url)
    try:
        for_apps = environment.for_apps(place, chosen)
    except ValueError as error:
        raise CommandLineError(f"--env {error}.") from None
    return environment.for_sdks(url, place.region, _access_key(emulator.settings)) | for_apps


def _place(emulator: Emulator, url: str) -> Place:
    """Return the first pool and its first client, as far as they are there."""
    if not emulator.seeded:
        return Place(url=url, region=emulator.settings.region)
    pool, clients, _ = emulator.seeded[0]
    client = clients[0] if clients else None
    return Place(
        url=url,
        region=pool.region,
        pool_id=pool.id,
        client_id=client.id if client else None,
        client_secret=client.secrets[0].value if client and client.secrets else None,
        issuer=emulator.settings.issuer(pool.id, pool.region, url),
    )


def _access_key(settings: Settings) -> tuple[str, str]:
    """Return the first access key that is known, or any: its id and its secret."""
    any_id, any_secret = environment.ANY_ACCESS_KEY
    key, secret = next(iter(settings.access_keys.items()), (any_id, None))
    return key, secret or any_secret
