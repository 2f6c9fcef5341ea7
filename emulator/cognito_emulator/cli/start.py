"""The emulator and its server, made as the options say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_emulator import signing_keys
from cognito_emulator.cli import values
from cognito_emulator.cli.log import unsaid
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Reseed, Settings, Tls
from cognito_emulator.store import StoreError, open_store
from cognito_emulator.store.named import MEMORY
from cognito_emulator.store.urls import SQLITE
from cognito_emulator.web.listening import CannotListen
from cognito_emulator.web.server import Server
from cognito_emulator.web.tls import AuthorityError

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.seeds import Source
    from cognito_emulator.store import Store


def emulator_as(
    options: Namespace,
    seeds: Sequence[Source],
    public_url: str | None,
    store: Store | None = None,
) -> Emulator:
    """Make an emulator, with the functions that were named attached to it.

    Args:
        options: what was asked for.
        seeds: what it begins with.
        public_url: the base URL in issuers and links, if there is but one.
        store: where its state is kept, by default in memory.

    Raises:
        CommandLineError: a seed or a signing key is wrong, or there is no such trigger or function.

    """
    for file in options.seed or ():
        require_file(file, "--seed: ")
    if options.trigger or options.function or options.seed:
        sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as text; modules are found from here
    try:
        keys = signing_keys.ring(options.signing_key) if options.signing_key else None
    except signing_keys.KeyFileError as error:
        raise CommandLineError(str(error)) from None
    with unsaid():
        settings = _settings(options, public_url)
        emulator = _seeded(settings, seeds, store) if seeds else Emulator(settings, store=store)
        if keys is not None:  # its alone: those that it makes itself go with their pools
            emulator.keys = keys
            _warn_of_others(emulator, emulator.keep_keys())
    attach(emulator, options)
    return emulator


def _seeded(settings: Settings, seeds: Sequence[Source], store: Store | None) -> Emulator:
    from cognito_emulator.seeds import SeedError  # noqa: PLC0415 - late, as all of seeds

    try:
        return Emulator(settings, seeds=seeds, store=store)
    except SeedError as error:
        raise CommandLineError(str(error)) from None


def _warn_of_others(emulator: Emulator, pool_ids: Sequence[str]) -> None:
    """Say that pools sign with other keys than before."""
    for pool_id in pool_ids:
        emulator.warn(
            f"--signing-key takes the place of the keys that {emulator.store.name} had for this"
            " pool: tokens that those signed are no longer good.",
            user_pool_id=pool_id,
        )


def store_named(options: Namespace) -> str | None:
    """Return the name of the store that --state or --store means; ``None`` if neither is there."""
    return options.store or None if options.state is None else f"{SQLITE}{options.state}"


def _reseed(options: Namespace) -> Reseed:
    """Return which seeds are planted anew; `exec` has no store that has them already."""
    if getattr(options, "reseed", False):
        return "always"
    return "changed" if getattr(options, "reload", False) else "never"


def store_of(options: Namespace) -> Store:
    """Open the store that was asked for.

    Raises:
        CommandLineError: it cannot be opened, or another option does not go with one that lasts.

    """
    name = store_named(options) or MEMORY
    try:
        return open_store(name)
    except StoreError as error:
        raise CommandLineError(str(error)) from None


@contextmanager
def abandoned_at(store: Store, *failures: type[BaseException]) -> Iterator[None]:
    """Leave nothing of a store that was made for a start which fails, and in which nothing is."""
    try:
        yield
    except failures:
        store.abandon()
        raise


def require_file(name: str, before: str = "", endings: tuple[str, ...] | None = None) -> None:
    """Refuse a file that is not there, with the nearest names beside where it would be.

    Args:
        name: of the file.
        before: what the sentence begins with.
        endings: of files that may be meant; by default, of seeds.

    Raises:
        CommandLineError: it is not there.

    """
    path = Path(name)
    if path.exists():
        return
    from cognito_emulator.seeds.files import beside  # noqa: PLC0415 - late, as all of seeds

    near = beside(path) if endings is None else beside(path, endings)
    raise CommandLineError(f"{before}There is no file {name}{near}.")


def server_at(host: str, port: int, emulator: Emulator, tls: Tls | None = None) -> Server:
    """Bind a server.

    Raises:
        CommandLineError: the address cannot be bound, or the certificate authority cannot be used.

    """
    try:
        return Server(emulator, host, port, tls=tls)
    except (CannotListen, AuthorityError) as error:
        raise CommandLineError(str(error)) from None


def attach(emulator: Emulator, options: Namespace) -> None:
    """Attach the functions that were named.

    Raises:
        CommandLineError: there is no such trigger or function.

    """
    for name, target in options.trigger or ():
        try:
            emulator.on(name, target)
        except ValueError as error:
            raise CommandLineError(f"trigger {name}: {error}") from None
    for arn, target in options.function or ():
        try:
            emulator.bind(arn, target)
        except ValueError as error:
            raise CommandLineError(f"function {arn}: {error}") from None


def _settings(options: Namespace, public_url: str | None) -> Settings:
    return Settings(
        region=options.region,
        account_id=options.account_id,
        public_url=public_url,
        aws_issuer=options.aws_issuer,
        code=options.code,
        seeded_ids=options.seeded_ids,
        access_keys=dict(options.access_key or ()),
        allow_origins=tuple(options.allow_origin or ()),
        allow_hosts=tuple(options.allow_host or ()),
        lambda_endpoint=options.lambda_endpoint,
        trigger_timeout=options.trigger_timeout,
        domain_creation_seconds=options.domain_creation_seconds,
        default_domain=not options.no_default_domain,
        page_aids=options.page_aids,
        stand_ins=dict(options.provider or ()),
        parameters=values.parameters(options.parameter),
        stack_name=options.stack_name,
        reseed=_reseed(options),
    )
