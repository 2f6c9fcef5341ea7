"""What `serve` says when it begins: where it is, what is there, and how to reach it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from cognito_emulator import __version__
from cognito_emulator.cli import trust
from cognito_emulator.cli.output import BOLD, Styled
from cognito_emulator.control import trial_sign_in
from cognito_emulator.control.identity_providers import misspelt, registrations, stand_in_pages
from cognito_emulator.control.pools import domain_of, to_tell_of
from cognito_emulator.control.users import login, page
from cognito_emulator.counts import counted
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.environment import domain_url, jwks_url
from cognito_emulator.printable import exact
from cognito_emulator.web.listening import is_open

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.seeds import Planted
    from cognito_emulator.settings import Settings

_MOST_POOLS, _MOST_CLIENTS, _MOST_PROVIDERS, _MOST_USERS, _MOST_NAMES = 5, 5, 5, 10, 5
_MOST_LOOKED_AT = 1_000  # users without passwords are sought among; a store may have a million
_ANY = "x"  # an access key where any will do


class Place(NamedTuple):
    """Where the server is.

    Attributes:
        host: what it was told to listen on.
        url: where it listens.
        https_url: where it listens for HTTPS.
        hosts: the lines that a hosts file needs, for programs with the real service's addresses.

    """

    host: str
    url: str
    https_url: str | None = None
    hosts: Sequence[str] = ()

    @property
    def is_open(self) -> bool:
        """Whether others than this machine reach it."""
        return is_open(self.host)


def banner(
    emulator: Emulator, place: Place, functions: Iterable[tuple[str, str]]
) -> list[str | Styled]:
    """Return its lines.

    Args:
        emulator: the one that is served.
        place: where.
        functions: the names of triggers or the ARNs, and what answers them.

    """
    settings = emulator.settings
    here = settings.public_url or place.url
    elsewhere = "" if settings.public_url in (None, place.url) else f", and is reached at {here}"
    named = [exact(f"{name}: {target}") for name, target in functions]
    return [
        Styled(f"cognito-emulator {__version__} listens on {place.url}{elsewhere}", BOLD),
        *_https(place),
        *_kept(emulator),
        *_pools(emulator, here, place),
        *(["", *named] if named else []),
        *_commands(emulator, here, place),
        "",
        f"Messages with their codes: {here}/_emulator/messages",
        "Calls, mails and text messages appear here. Ctrl-C stops.",
    ]


def _https(place: Place) -> Iterator[str]:
    """Yield where it is reached by HTTPS, and what that takes."""
    if place.https_url is not None:
        yield f"  {trust.hint(place.https_url)}"
    if place.hosts:
        yield "  lines for the hosts file, such as /etc/hosts:"
        yield from place.hosts


def _kept(emulator: Emulator) -> Iterator[str]:
    """Yield where state is kept that outlasts the process, and how much there is."""
    if emulator.store.lasts:
        pools = emulator.store.all(POOLS, "all", "all")
        users = sum(emulator.run_inside(partial(_count, pool.id)) for pool in pools)
        there = f"{counted(len(pools), 'user pool')}, {counted(users, 'user')}"
        yield f"  state is kept in {exact(emulator.store.name)}: {there}"


def _count(pool_id: str, ctx: Context) -> int:
    return ctx.tx.count(USERS, "pool", pool_id)


# --- what is there --------------------------------------------------------------------------------


def _pools(emulator: Emulator, here: str, place: Place) -> Iterator[str | Styled]:
    there = to_tell_of(emulator)
    for planted in there[:_MOST_POOLS]:
        pool = planted.pool
        yield ""
        yield Styled(f"User pool {pool.id} ({exact(pool.name)})", BOLD)
        yield from _titled("issuer", _issuer(emulator.settings, planted, _reached(emulator, place)))
        yield from _titled("clients", _clients(planted.clients))
        yield from _titled("keys", [jwks_url(here, pool.id)])
        yield from _titled("domain", _domain(emulator, planted, _reached(emulator, place)))
        yield from _titled("sign in", _sign_in(trial_sign_in.link(emulator, pool.id, here)))
        yield from _titled("stand-in", _played(emulator, pool.id, here))
        yield from _titled("register", _registered(emulator, pool.id, here))
        users, _, total = page(emulator, pool.id, _MOST_USERS)
        yield from _titled("users", [*_users(users, planted), *_more(total, len(users))])
        yield from _code(users, planted, here)
    if more := len(there) - _MOST_POOLS:
        yield from ["", f"and {more} more user pools"] if more > 0 else []
    if not there:
        yield from ("", "There is no user pool yet; --seed FILE begins with those of a file.")


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield lines beside their title."""
    for line in lines:
        yield f"  {title:<8} {line}"
        title = ""


def _reached(emulator: Emulator, place: Place) -> list[str]:
    """Return the addresses by which programs reach the server: of several, each has an issuer."""
    if emulator.settings.public_url is not None:
        return [emulator.settings.public_url]
    return [place.url, *([place.https_url] if place.https_url else [])]


def _issuer(settings: Settings, planted: Planted, reached: Iterable[str]) -> list[str]:
    pool = planted.pool
    issuers = list(dict.fromkeys(settings.issuer(pool.id, pool.region, url) for url in reached))
    if settings.aws_issuer or settings.public_url:
        return issuers
    return [*issuers, "(its host is the host of the sign-in request)"]


def _domain(emulator: Emulator, planted: Planted, reached: Iterable[str]) -> list[str]:
    name = domain_of(emulator, planted.pool.id)
    return [] if name is None else [domain_url(url, name) for url in reached]


def _sign_in(link: trial_sign_in.Link | None) -> list[str]:
    if link is None:
        return []
    note = "(to see the page: the app has not begun it, and may refuse it)"
    return [link.url, *([note] if link.to_app else [])]


def _played(emulator: Emulator, pool_id: str, here: str) -> list[str]:
    """Return where the pages of stand-ins are."""
    pages = stand_in_pages(emulator, pool_id, here)
    lines = [f"{exact(name)} {url}" for name, url in pages.items()]
    return [*lines[:_MOST_PROVIDERS], *_more(len(lines), _MOST_PROVIDERS)]


def _registered(emulator: Emulator, pool_id: str, here: str) -> list[str]:
    """Return what real identity providers have to know of a pool."""
    real = [each for each in registrations(emulator, pool_id, here) if not each.stand_in]
    lines = [
        f"{what} {value}"
        for each in real[:_MOST_PROVIDERS]
        for what, value in (
            (f"at {exact(each.name)}", each.redirect_uri or each.entity_id),
            ("  ACS", each.acs_url),
        )
        if value is not None
    ]
    return [*lines, *_more(len(real), _MOST_PROVIDERS)]


def _clients(clients: Sequence[Client]) -> list[str]:
    lines = []
    for client in clients[:_MOST_CLIENTS]:
        lines.append(f"{client.id} ({exact(client.name)})")
        lines += [f"  secret {secret.value}" for secret in client.secrets]
    return [*lines, *_more(len(clients), _MOST_CLIENTS)]


def _users(users: Sequence[User], planted: Planted) -> list[str]:
    shown = [(exact(login(planted.pool, user)), user) for user in users]
    width = min(max((len(name) for name, _ in shown), default=0), 32)
    return [
        f"{name:<{width}}  {'; '.join(_about(user, planted.passwords.get(user.username)))}".rstrip()
        for name, user in shown
    ]


def _code(users: Iterable[User], planted: Planted, here: str) -> Iterator[str]:
    """Yield where the code is of the first user who has an authenticator app."""
    for user in users:
        if user.mfa.token is not None:
            yield f"  the code of {exact(login(planted.pool, user))}'s app, in a browser"
            yield f"    {here}/_emulator/totp?secret={user.mfa.token.secret}"
            return


def _about(user: User, password: str | None) -> Iterator[str]:
    """Yield how a user signs in."""
    if user.password is None:
        yield "federated" if user.status == "EXTERNAL_PROVIDER" else "no password"
    else:
        temporary = " (temporary)" if user.status == "FORCE_CHANGE_PASSWORD" else ""
        yield f"{exact(password or '')}{temporary}"
    if user.status in ("UNCONFIRMED", "RESET_REQUIRED"):
        yield user.status
    if not user.enabled:
        yield "disabled"
    if TOTP in user.mfa.enabled:
        yield "authenticator app"


def _more(there: int, shown: int) -> list[str]:
    return [f"and {there - shown} more"] if there > shown else []


# --- how to reach it ------------------------------------------------------------------------------


def _commands(emulator: Emulator, here: str, place: Place) -> Iterator[str | Styled]:
    planted = next(iter(to_tell_of(emulator)), None)
    first = planted.pool if planted else None
    region = first.region if first else emulator.settings.region
    key, secret = next(iter(emulator.settings.access_keys.items()), (_ANY, None))
    stand_in = _ANY if secret is None else _SECRET  # a secret is never shown
    command = (
        f"list-users --user-pool-id {first.id}" if first else "list-user-pools --max-results 9"
    )
    yield ""
    yield Styled("boto3", BOLD)
    yield f'  boto3.client("cognito-idp", endpoint_url={json.dumps(here)},'
    yield f'      region_name="{region}",'
    yield f'      aws_access_key_id={json.dumps(key)}, aws_secret_access_key="{stand_in}")'
    yield from _amplify(emulator, planted, here, place) if planted else ()
    yield Styled("AWS CLI", BOLD)
    yield f"  export AWS_ACCESS_KEY_ID={shlex.quote(key)} AWS_SECRET_ACCESS_KEY={stand_in}"
    yield f"  aws cognito-idp {command} \\"
    yield f"      --region {region} --endpoint-url {shlex.quote(here)}"
    if secret is not None:
        yield f"{_SECRET} is that of --access-key {exact(key)}."


def _amplify(
    emulator: Emulator, planted: Planted, here: str, place: Place
) -> Iterator[str | Styled]:
    """Yield its configuration, with the first client that has no secret: it cannot use another."""
    client = next((client for client in planted.clients if not client.secrets), None)
    if client is None:
        return
    yield Styled("Amplify", BOLD)
    yield f'  Amplify.configure({{ Auth: {{ Cognito: {{ userPoolId: "{planted.pool.id}",'
    yield f'      userPoolClientId: "{client.id}",'
    name = domain_of(emulator, planted.pool.id)
    has_pages = name is not None and client.oauth.enabled and "code" in client.oauth.flows
    if not has_pages or place.https_url is None:
        yield f"      userPoolEndpoint: {json.dumps(here)} }} }} }});"
        yield from ["  For the pages, Amplify needs HTTPS: start with --tls."] if has_pages else []
        return
    port = urlsplit(place.https_url).port
    yield f"      userPoolEndpoint: {json.dumps(here)},"
    yield f'      loginWith: {{ oauth: {{ domain: "{name}.auth.localhost:{port}",'
    yield f"        scopes: {json.dumps(client.oauth.scopes)},"
    yield f"        redirectSignIn: {json.dumps(_of_app(client.oauth.callback_urls))},"
    yield f"        redirectSignOut: {json.dumps(_of_app(client.oauth.logout_urls))},"
    yield '        responseType: "code" } } } } });'


def _of_app(urls: Iterable[str]) -> list[str]:
    """Return the first URL that is the app's."""
    return [url for url in urls if not url.endswith(trial_sign_in.END)][:1]


_SECRET = "SECRET"  # noqa: S105 - what stands in place of one


# --- what is amiss --------------------------------------------------------------------------------


def warnings(emulator: Emulator, place: Place) -> Iterator[tuple[str, str | None]]:
    """Yield what the user who started the server should know, each with the pool it is about."""
    if place.is_open:
        sentence = (
            f"The server listens on {place.host or 'all addresses'}: everybody who reaches this "
            "machine can read and change all its data. Without --host only this machine reaches it."
        )
        yield sentence, None
    for name, meant in misspelt(emulator).items():
        yield f"--provider {exact(name)}: no pool has it yet; the nearest is {exact(meant)}.", None
    for planted in emulator.seeded:
        if not planted.clients:
            yield ("The pool has no app client: nobody can sign in.", planted.pool.id)
        stuck = [exact(login(planted.pool, user)) for user in _without_password(emulator, planted)]
        if stuck:
            names = ", ".join([*stuck[:_MOST_NAMES], *_more(len(stuck), _MOST_NAMES)])
            sentence = (
                f"Without a password nobody signs in: {names}. "
                "In a seed, Password or TemporaryPassword gives one."
            )
            yield sentence, planted.pool.id


def _without_password(emulator: Emulator, planted: Planted) -> list[User]:
    """Return those of the first users who need a password and have none."""
    if set(planted.pool.first_factors) - {"PASSWORD"}:
        return []
    users = page(emulator, planted.pool.id, _MOST_LOOKED_AT).users
    return [user for user in users if user.password is None and user.status != "EXTERNAL_PROVIDER"]
