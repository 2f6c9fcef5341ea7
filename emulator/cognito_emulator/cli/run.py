"""``cognito-emulator exec``: a command, and an emulator for as long as it runs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import environment, stock
from cognito_emulator.cli.child import found, status_of
from cognito_emulator.cli.formats import Text
from cognito_emulator.cli.log import logging_to
from cognito_emulator.cli.options import VARIABLES_OF_SERVE
from cognito_emulator.cli.output import Output, colourful
from cognito_emulator.cli.start import emulator_as, server_at
from cognito_emulator.cli.status import CommandLineError
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
    with redirect_stdout(sys.stderr), closing(output):
        emulator = emulator_as(options, options.seed or [stock.pool(options.region)], None)
        server = server_at("127.0.0.1", 0, emulator)
        # Whatever name the command calls the server by, its tokens have the issuer that it is told.
        emulator.settings = replace(emulator.settings, public_url=server.url)
        with _talking(output, emulator, server, aloud=options.verbose), server:
            inherited = _inherited(os.environ)
            direct = environment.past_proxies(server.url, inherited)
            variables = _variables(emulator, server.url, dict(options.env or ()))
            return status_of(command, {**inherited, **direct, **variables})


@contextmanager
def _talking(output: Output, emulator: Emulator, server: Server, *, aloud: bool) -> Iterator[None]:
    """Have the emulator show what happens, or nothing at all."""
    if aloud:
        with logging_to(output, Text(), emulator, server, quiet=False):
            yield
    else:
        logging.getLogger("cognito_emulator").addHandler(logging.NullHandler())
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
