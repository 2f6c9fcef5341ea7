"""The emulator and its server, made as the options say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cognito_emulator.cli.status import Wrong
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from cognito_emulator.web.server import CannotListen, Server

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.seeds import Source


def emulator_as(told: Namespace, seeds: Iterable[Source], public_url: str | None) -> Emulator:
    """Make an emulator, with the functions that were named attached to it.

    Raises:
        Wrong: a seed is wrong, or there is no such trigger or function.

    """
    if told.trigger or told.function or told.seed:
        sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as text; modules are found from here
    try:
        emulator = Emulator(_settings(told, public_url), seeds=seeds)
    except SeedError as error:
        raise Wrong(str(error)) from None
    attach(emulator, told)
    return emulator


def server_at(host: str, port: int, emulator: Emulator) -> Server:
    """Bind a server.

    Raises:
        Wrong: the address cannot be bound.

    """
    try:
        return Server(emulator, host, port)
    except CannotListen as error:
        raise Wrong(str(error)) from None


def attach(emulator: Emulator, told: Namespace) -> None:
    """Attach the functions that were named.

    Raises:
        Wrong: there is no such trigger or function.

    """
    for name, target in told.trigger or ():
        try:
            emulator.on(name, target)
        except ValueError as error:
            raise Wrong(f"trigger {name}: {error}") from None
    for arn, target in told.function or ():
        try:
            emulator.bind(arn, target)
        except ValueError as error:
            raise Wrong(f"function {arn}: {error}") from None


def _settings(told: Namespace, public_url: str | None) -> Settings:
    return Settings(
        region=told.region,
        account_id=told.account_id,
        public_url=public_url,
        aws_issuer=told.aws_issuer,
        code=told.code,
        seeded_ids=told.seeded_ids,
        access_keys=dict(told.access_key or ()),
        allow_origins=tuple(told.allow_origin or ()),
        allow_hosts=tuple(told.allow_host or ()),
        lambda_endpoint=told.lambda_endpoint,
        trigger_timeout=told.trigger_timeout,
    )
