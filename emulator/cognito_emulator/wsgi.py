"""The emulator as a WSGI application, for servers of others: ``cognito_emulator.wsgi:app``.

Its options are the environment variables of ``cognito-emulator serve``, but for those that say how
to serve. They are read when this module is imported.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cognito_emulator.cli import options
from cognito_emulator.cli.offered import PREFIX
from cognito_emulator.cli.start import abandoned_at, emulator_as, store_of
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.web import several
from cognito_emulator.web.any_server import for_any_server
from cognito_emulator.web.front import front
from cognito_emulator.web.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIApplication

_OF_THE_SERVER = ("TLS", "TLS_PORT", "AWS_HOSTS", "ENV_FILE", "RELOAD", "WORKERS")


def application(environment: Mapping[str, str]) -> WSGIApplication:
    """Return an application, with an emulator of its own.

    Args:
        environment: the variables. ``COGNITO_EMULATOR_HOST`` is the host that the server listens
            on: under other hosts, nobody controls the emulator.

    Raises:
        CommandLineError: a variable is wrong, a seed, or the store; or one says how to serve, which
            is the server's affair.

    """
    if environment.get(f"{PREFIX}RESEED"):
        raise CommandLineError(
            f"{PREFIX}RESEED is for cognito-emulator serve: a WSGI server begins processes whenever"
            " it likes, and each would plant its seeds anew. POST /_emulator/reset does it once."
        )
    for name in _OF_THE_SERVER:
        if environment.get(PREFIX + name):
            raise CommandLineError(
                f"{PREFIX}{name} is for cognito-emulator serve: a WSGI server has options of its "
                "own for that."
            )
    wanted = options.read(["serve"], environment)
    store = store_of(wanted)
    with abandoned_at(store, BaseException):
        emulator = emulator_as(wanted, wanted.seed or (), wanted.public_url, store)
    if emulator.store.lasts:
        several.prepare()
    return for_any_server(front(emulator, Guard(emulator.settings, wanted.host)))


app = application(os.environ)
