"""The options of a suite, a module or a test, and the seed that follows from them.

There are three places for them, each overriding the one before: ini options, the fixture
``cognito_settings``, ``@pytest.mark.cognito``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from cognito_emulator import environment, regions, seeds, stock
from cognito_emulator.idp.names import SOCIAL
from cognito_emulator.nearest import nearest
from cognito_emulator.seeds import Document, Source
from cognito_emulator.seeds.parameter_files import FILE
from cognito_emulator.settings import PLAYED_BY, PlayedBy, is_code

if TYPE_CHECKING:
    import pytest

    from cognito_emulator.lambdas import Target

Mfa = Literal["OFF", "OPTIONAL", "ON"]
ClockBackend = Literal["freezegun", "time-machine", "emulator"]

_CHOICES = {"mfa": get_args(Mfa), "clock": get_args(ClockBackend)}
_FACTORS = ("SoftwareTokenMfaConfiguration", "SmsMfaConfiguration", "EmailMfaConfiguration")


class OptionError(ValueError):
    """An option that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is the same for the whole session.

    Attributes:
        region: the AWS region.
        pool_id, client_id: the ids of each test's pool and client, whatever a seed says; ``None``
            to take those of the seed or of the stock pool.
        client_secret: the client's secret, ``None`` for a client without one.
        domain: of each test's pool, whatever a seed says: a prefix, or a domain of its own;
            ``None`` for that of the seed, or else of the stock pool.
        env: an app's own variables; each is one of `cognito_emulator.environment.FACTS`.
        clock: what moves the time, unless a test says otherwise.
        trigger_timeout: how many seconds a trigger's function may take, in each of three attempts;
            0 for no limit.
        owns_keys: whether the session has signing keys of its own, for any pool of a test.
        root: pytest's root folder, where the paths of files begin.

    """

    region: str = "us-east-1"
    pool_id: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    domain: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    clock: ClockBackend = "freezegun"
    trigger_timeout: float = 5.0
    owns_keys: bool = False
    root: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may differ from test to test.

    Attributes:
        seed: a file, whose path begins at the root folder, or its content; its first pool is the
            test's. It may be a template that deploys pools.
        parameters: the parameters of a seed that is a CloudFormation template, by their names; or
            texts, ``NAME=VALUE`` or ``file://FILE``, whose path begins at the root folder.
        mfa: MfaConfiguration; if it is not OFF and no factor is named, users can have authenticator
            apps.
        username_attributes: ``email``, ``phone_number``: people sign in with addresses.
        pool: other members of CreateUserPool and SetUserPoolMfaConfig; ``False`` for no pool: the
            app makes its own.
        client: members of CreateUserPoolClient; with CallbackURLs the client may use the pool's
            domain, unless it says otherwise: by the code flow, with openid, email and profile.
        triggers: functions, or where they are, by the triggers' names in LambdaConfig; paths begin
            at the root folder.
        providers: who plays identity providers, by their names: ``real`` asks the one that the
            details name, ``stand-in`` asks nobody; ``*`` is all other names. By default, and unless
            a seed says otherwise, a stand-in plays Google, Facebook, LoginWithAmazon and
            SignInWithApple.
        clock: what moves the time for ``cognito_clock``; ``None`` for the ini file's choice.
        allow_aws: whether calls to the real service's hosts may leave the process.
        code: the confirmation code in every message; ``None`` for a random one in each.
        strict: whether a test fails if it never meets a forced challenge or a fault.
        origins: who wants each trigger's function, for messages; no option.

    """

    seed: Source | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    mfa: Mfa | None = None
    username_attributes: tuple[str, ...] = ()
    pool: Mapping[str, Any] | Literal[False] = field(default_factory=dict)
    client: Mapping[str, Any] = field(default_factory=dict)
    triggers: Mapping[str, Target] = field(default_factory=dict)
    providers: Mapping[str, PlayedBy] = field(default_factory=dict)
    clock: ClockBackend | None = None
    allow_aws: bool = False
    code: str | None = None
    strict: bool = False
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    def over(self, wanted: Mapping[str, Any], where: str, root: Path = Path()) -> Options:
        """Return these options with others over them.

        Args:
            wanted: by their names.
            where: who wants them, for messages.
            root: pytest's root folder.

        Raises:
            OptionError: there is no such option, or no such value of it.

        """
        if not isinstance(wanted, Mapping):
            raise OptionError(f"{where}: options are a mapping, not {type(wanted).__name__}.")
        if not wanted:
            return self
        if "parameters" in wanted:
            wanted = {**wanted, "parameters": _parameters(wanted["parameters"], where, root)}
        changes: dict[str, Any] = {
            name: self._merged(name, value, where) for name, value in wanted.items()
        }
        origins = {**self.origins, **dict.fromkeys(wanted.get("triggers", ()), where)}
        merged = replace(self, **changes, origins=origins)
        about = next((name for name in _ABOUT_A_POOL if name in wanted), None)
        if merged.pool is False and about is not None:
            raise OptionError(
                f"{where}: {about} is about a pool, and pool is False: there is none. "
                "Say pool=True beside it, or leave it out."
            )
        return merged

    @property
    def shape(self) -> Options:
        """What of these decides what the pool is like: its records, not what surrounds them."""
        return replace(
            self,
            triggers={},
            providers={},
            clock=None,
            allow_aws=False,
            code=None,
            strict=False,
        )

    @property
    def stand_ins(self) -> dict[str, bool]:
        """Whether a stand-in plays identity providers, as the emulator's settings say it."""
        return {name: PLAYED_BY[by] for name, by in self.providers.items()}

    def _merged(self, name: str, value: object, where: str) -> object:
        """Return an option's new value: what mappings say is added, anything else replaced."""
        if name not in NAMES:
            raise OptionError(f"{where}: there is no option {name}; {nearest(name, NAMES)}.")
        if name in _CHOICES and value is not None:
            _check_choice(name, value, _CHOICES[name], where)
        if name in ("allow_aws", "strict") and not isinstance(value, bool):
            raise OptionError(f"{where}: {name} is {value!r}; it must be True or False.")
        if name == "username_attributes":
            return texts(name, value, where)
        if name == "pool" and isinstance(value, bool):
            return (self.pool or {}) if value else False
        if name == "code" and value is not None and not (isinstance(value, str) and is_code(value)):
            raise OptionError(f"{where}: code is {value!r}; it must be a text of digits.")
        if name in ("pool", "client", "triggers", "providers", "parameters"):
            return {**(getattr(self, name) or {}), **_mapping(name, value, where)}
        return value


def _mapping(name: str, value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise OptionError(f"{where}: {name} must be a mapping, not {value!r}.")
    if name == "providers":
        for provider, by in value.items():
            _check_choice(f"{name}: {provider}", by, tuple(PLAYED_BY), where)
    return value


def _parameters(given: object, where: str, root: Path) -> Mapping[str, object]:
    """Return the parameters of a template by their names, however they are written."""
    listed = [given] if isinstance(given, str) else given
    if isinstance(listed, list | tuple) and all(isinstance(each, str) for each in listed):
        try:
            return dict(
                pair for each in listed for pair in seeds.parameters_given(each, root).items()
            )
        except ValueError as error:
            raise OptionError(f"{where}: parameters: {str(error).rstrip('.')}.") from None
    named = _mapping("parameters", given, where)
    for parameter, text in named.items():
        if not isinstance(text, str):
            raise OptionError(f"{where}: parameters: {parameter} is {text!r}; it must be text.")
    return named


def _check_choice(name: str, value: object, known: Collection[str], where: str) -> None:
    if value not in known:
        *others, last = known
        right = f"{', '.join(others)} or {last}"
        raise OptionError(f"{where}: {name} is {value!r}; it must be {right}.")


_INI = "ini options"
#: What a test, a fixture or an ini file can set.
NAMES = tuple(option.name for option in fields(Options) if option.name != "origins")
_ABOUT_A_POOL = ("seed", "parameters", "mfa", "username_attributes", "client", "triggers")


def check_provider_names(
    session: Session, options: Options, wanted: Mapping[str, Any], where: str
) -> None:
    """Refuse the name of an identity provider that nobody will have.

    Those of a seed can have any name, those that everybody knows only their own. What a test makes
    itself is called ``*``, as where there is no pool before: there any name may come.

    Args:
        session: what is settled for all tests.
        options: those that hold.
        wanted: what was wanted last, by names of options.
        where: who wants that, for messages.

    Raises:
        OptionError: a name is none.
        SeedError: the seed cannot be read.

    """
    named = wanted.get("providers", {}).keys() - {"*", *SOCIAL}
    if not named or options.pool is False:
        return
    known = [*_provider_names(session, options), "*"]
    for name in sorted(named.difference(known)):
        raise OptionError(
            f"{where}: providers: the seed has no identity provider {name}; {nearest(name, known)}."
            " '*' is whatever else there is, and what a test makes."
        )


def _provider_names(session: Session, options: Options) -> Iterator[str]:
    """Yield the names of all identity providers that a seed describes, as far as it is one."""
    document = described(session, options)
    for pool in document.get("UserPools", [document]):
        for entry in _mappings(seeds.unwrapped(pool, "UserPool"), "IdentityProviders"):
            yield str(seeds.unwrapped(entry, "IdentityProvider").get("ProviderName"))


def described(session: Session, options: Options) -> Mapping[str, Any]:
    """Return the pool as a seed describes it, with all that comes with it.

    Raises:
        SeedError: the seed cannot be read.

    """
    whole = _document(session, options)
    if "UserPools" in whole:
        first, *rest = _mappings(whole, "UserPools", at_least=1)
        described = _pool(session, options, seeds.unwrapped(first, "UserPool"))
        pool: Mapping[str, Any] = {**whole, "UserPools": [described, *rest]}
    else:
        pool = _pool(session, options, seeds.unwrapped(whole, "UserPool"))
    return whole.having(pool) if isinstance(whole, Document) else pool


def from_ini(config: pytest.Config) -> tuple[Session, Options]:
    """Return what the ini file says.

    Raises:
        OptionError: one of its options cannot be met.

    """
    session, (options, wanted) = _session(config), _options(config)
    check_provider_names(session, options, wanted, _INI)
    return session, options


# --- ini ------------------------------------------------------------------------------------------


def _session(config: pytest.Config) -> Session:
    pool_id = config.getini("cognito_pool_id") or None
    return Session(
        region=_region(config.getini("cognito_region"), pool_id),
        pool_id=pool_id,
        client_id=config.getini("cognito_client_id") or None,
        client_secret=config.getini("cognito_client_secret") or None,
        domain=_host(config.getini("cognito_domain")) or None,
        env=_env(config),
        clock=config.getini("cognito_clock"),
        trigger_timeout=_seconds("cognito_trigger_timeout", config),
        owns_keys=bool(config.getini("cognito_signing_key")),
        root=config.rootpath,
    )


def _region(wanted: str, pool_id: str | None) -> str:
    """Return the region; a pool's id may tell it, too."""
    of_id = regions.of_pool(pool_id, home="") if pool_id else ""
    if wanted and of_id and wanted != of_id:
        raise OptionError(
            f"ini option cognito_region is {wanted!r}, but cognito_pool_id {pool_id} is in {of_id}."
        )
    return wanted or of_id or "us-east-1"


def _host(domain: str) -> str:
    """Return a domain without what may stand before and behind it in a URL."""
    return domain.strip().removeprefix("https://").rstrip("/")


def _env(config: pytest.Config) -> dict[str, str]:
    pairs = _pairs("cognito_env", config.getini("cognito_env"))
    try:
        return dict(environment.choice(f"{name}={fact}") for name, fact in pairs.items())
    except ValueError as error:
        raise OptionError(f"ini option cognito_env: {error}.") from None


def _options(config: pytest.Config) -> tuple[Options, Mapping[str, Any]]:
    """Return the options, and what of them somebody has wanted."""
    wanted = {
        "seed": config.getini("cognito_seed") or None,
        "mfa": config.getini("cognito_mfa") or None,
        "username_attributes": config.getini("cognito_username_attributes"),
        "pool": _pool_members(config),
        "client": _members("cognito_client", config),
        "triggers": _pairs("cognito_triggers", config.getini("cognito_triggers")),
        "providers": _pairs("cognito_providers", config.getini("cognito_providers")),
        "parameters": list(_parameter_lines(config.getini("cognito_parameters"))),
        "allow_aws": config.getini("cognito_allow_aws"),
        "code": config.getini("cognito_code"),
        "strict": config.getini("cognito_strict"),
    }
    chosen = {name: value for name, value in wanted.items() if value or name == "pool"}
    return Options().over(chosen, _INI, config.rootpath), chosen


def _pool_members(config: pytest.Config) -> dict[str, Any] | Literal[False]:
    """Return what the pool's option says: members, or that there is none."""
    lines = [line.lower() for line in config.getini("cognito_pool")]
    return False if lines == ["false"] else _members("cognito_pool", config)


def _members(option: str, config: pytest.Config) -> dict[str, Any]:
    """Return members of the API: values are JSON, or else text."""
    return {name: _json(value) for name, value in _pairs(option, config.getini(option)).items()}


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value


def _pairs(option: str, lines: Iterable[str]) -> dict[str, str]:
    """Return what stands in lines of the form ``NAME = value``."""
    pairs = {}
    for line in lines:
        name, equals, value = (part.strip() for part in line.partition("="))
        if not name or not equals:
            raise OptionError(f"ini option {option}: {line!r} has to be written NAME = value.")
        pairs[name] = value
    return pairs


def _parameter_lines(lines: Iterable[str]) -> Iterator[str]:
    """Give parameters of a template as ``NAME=VALUE`` or ``file://FILE``."""
    for line in map(str.strip, lines):
        if line.startswith(FILE):
            yield line
        else:
            for name, value in _pairs("cognito_parameters", [line]).items():
                yield f"{name}={value}"


def _seconds(option: str, config: pytest.Config) -> float:
    text = config.getini(option)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise OptionError(f"ini option {option} is {text!r}; it must be seconds, 0 or more.")
    return seconds


# --- documents ------------------------------------------------------------------------------------


def _document(session: Session, options: Options) -> Mapping[str, Any]:
    seed = options.seed
    stack = seeds.Stack(region=session.region, parameters=options.parameters)
    if seed is None:
        return stock.pool(session.region)
    if isinstance(seed, Mapping):
        return seeds.document_of(seed, stack) if seeds.is_template(seed) else seed
    if not isinstance(seed, str | os.PathLike):
        raise OptionError(f"seed is {seed!r}; it must be a file, or what would stand in it.")
    return seeds.load(session.root / seed, stack)


def _mappings(
    document: Mapping[str, Any], member: str, *, at_least: int = 0
) -> list[Mapping[str, Any]]:
    """Return a member that has to be a list of objects.

    Raises:
        SeedError: it is none, or too short.

    """
    path = document.path if isinstance(document, Document) else None
    place = f"{path or 'seed'}: {member}"
    listed = document.get(member) or []
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise seeds.SeedError(f"{place}: This must be a list of objects with members.")
    if len(listed) < at_least:
        raise seeds.SeedError(f"{place}: There must be one pool, or more.")
    return listed


def _pool(session: Session, options: Options, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pool with what the options want over it."""
    pool = {
        "PoolName": stock.POOL_NAME,
        "Id": stock.pool_id(session.region),
        "Domain": stock.DOMAIN,
        **given,
    }
    if session.pool_id is not None:
        pool["Id"] = session.pool_id
    if session.domain is not None:
        pool["Domain"] = _domain(session.domain)
    if options.username_attributes:
        pool["UsernameAttributes"] = list(options.username_attributes)
    if options.mfa is not None:
        pool = _with_mfa(pool, options)
    clients = list(_mappings(given, "Clients") or [stock.client()])
    clients[0] = _client(session, options, seeds.unwrapped(clients[0], "UserPoolClient"))
    return {**pool, **(options.pool or {}), "Clients": clients}


def _domain(name: str) -> str | dict[str, Any]:
    """Return a domain as a seed has it: a prefix, or one of its own with some certificate."""
    if "." not in name:
        return name.lower()
    return {"Domain": name.lower(), "CustomDomainConfig": {"CertificateArn": stock.CERTIFICATE}}


def _with_mfa(pool: Mapping[str, Any], options: Options) -> dict[str, Any]:
    if options.mfa == "OFF":
        kept = {name: value for name, value in pool.items() if name not in _FACTORS}
        return {**kept, "MfaConfiguration": "OFF"}
    named = any(name in {**pool, **(options.pool or {})} for name in _FACTORS)
    factors = {} if named else {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    return {**pool, **factors, "MfaConfiguration": options.mfa}


def _client(session: Session, options: Options, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a client, whose secret, should it want one, is the same in each test."""
    oauth = stock.at_the_domain(options.client)
    client = {"ClientId": stock.CLIENT_ID, **oauth, **given, **options.client}
    if session.client_id is not None:
        client["ClientId"] = session.client_id
    secret, wanted = session.client_secret, client.pop("GenerateSecret", None)
    if wanted is not None:
        secret = (secret or stock.CLIENT_SECRET) if wanted else None
    if secret is not None and "ClientSecret" not in client:
        client["ClientSecret"] = secret
    return client


def texts(name: str, value: object, where: str = "") -> tuple[str, ...]:
    """Return texts: several of them, or one with spaces between its parts.

    Raises:
        OptionError: there are others than texts.

    """
    if isinstance(value, str):
        return tuple(value.split())
    listed = tuple(value) if isinstance(value, Iterable) else (value,)
    if all(isinstance(each, str) for each in listed):
        return listed
    raise OptionError(f"{f'{where}: ' if where else ''}{name} must be texts, not {value!r}.")
