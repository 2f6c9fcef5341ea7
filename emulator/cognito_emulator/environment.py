"""The environment variables by which SDKs and apps find an emulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from cognito_emulator.records import Record

#: Variables that lead an SDK elsewhere, whatever other variables say: unset them.
MISLEADING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
)

#: The variables that tell an app about a pool, and which of FACTS each one holds.
NAMES: Mapping[str, str] = {
    "COGNITO_USER_POOL_ID": "pool_id",
    "COGNITO_CLIENT_ID": "client_id",
    "COGNITO_CLIENT_SECRET": "client_secret",
    "COGNITO_ISSUER": "issuer",
    "COGNITO_JWKS_URL": "jwks_url",
    "COGNITO_DOMAIN_URL": "domain_url",
}

#: Holds the URL of the emulator and its control API. So the command line has no option ``--url``.
EMULATOR_URL = "COGNITO_EMULATOR_URL"

#: Hold the URL of its HTTPS, and the file of the authority that is to be trusted for that. So there
#: are no options ``--https-url`` and ``--ca-file``.
HTTPS_URL, CA_FILE = "COGNITO_EMULATOR_HTTPS_URL", "COGNITO_EMULATOR_CA_FILE"

#: Where SDKs look for the endpoint of Cognito user pools.
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
_FIRST_BOTOCORE = (1, 31)  # the first that reads it: 1.30.1, when tried, did not, 1.31.0 did

#: An AWS access key for places that accept any: its id and its secret.
ANY_ACCESS_KEY = ("emulator", "emulator")

#: The facts that an app's own variables can hold.
FACTS = (*NAMES.values(), "url", "region")


def jwks_url(url: str, pool_id: str) -> str:
    """Return where a pool's public keys are.

    Args:
        url: the emulator's address, without a slash at its end.
        pool_id: the pool's id.

    """
    return f"{url}/{pool_id}/.well-known/jwks.json"


def domain_url(url: str, name: str) -> str:
    """Return where a pool's domain is at the emulator's own address, which every client resolves.

    Args:
        url: the emulator's address, without a slash at its end.
        name: the domain's: a prefix, or a custom domain's host name.

    """
    return f"{url}/_domain/{name}"


class Facts(Protocol):
    """What an app can be told about a pool and its client: an attribute for each of FACTS.

    ``None`` stands for what does not exist.
    """

    @property
    def url(self) -> str:
        """The emulator's address, without a slash at its end."""

    @property
    def region(self) -> str:
        """The AWS region that the pool is in."""

    @property
    def pool_id(self) -> str | None:
        """The pool's id."""

    @property
    def client_id(self) -> str | None:
        """The client's id."""

    @property
    def client_secret(self) -> str | None:
        """The client's secret."""

    @property
    def issuer(self) -> str | None:
        """The ``iss`` of the pool's tokens."""

    @property
    def jwks_url(self) -> str | None:
        """Where the pool's public keys are."""

    @property
    def domain_url(self) -> str | None:
        """Where the pool's pages and OAuth endpoints are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Place(Record):
    """A pool and a client of an emulator, as Facts. ``None`` stands for what does not exist.

    Attributes:
        url: the emulator's address, without a slash at its end.
        region: the AWS region that the pool is in.
        pool_id: the pool's id.
        client_id: the client's id.
        client_secret: the client's secret.
        issuer: the ``iss`` of the pool's tokens.
        domain: the name of the pool's domain.

    """

    url: str
    region: str
    pool_id: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    issuer: str | None = None
    domain: str | None = None

    @property
    def jwks_url(self) -> str | None:
        """Where the pool's public keys are."""
        return None if self.pool_id is None else jwks_url(self.url, self.pool_id)

    @property
    def domain_url(self) -> str | None:
        """Where the pool's pages and OAuth endpoints are."""
        return None if self.domain is None else domain_url(self.url, self.domain)


def for_sdks(
    url: str | None, region: str, access_key: tuple[str, str] = ANY_ACCESS_KEY
) -> dict[str, str]:
    """Return the variables that AWS SDKs and the AWS CLI read.

    Args:
        url: the endpoint of Cognito user pools; with ``None`` SDKs use the real service's.
        region: the AWS region.
        access_key: an AWS access key's id and its secret.

    """
    key, secret = access_key
    variables = {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",  # no SDK looks for a machine's own credentials
    }
    if url is not None:
        variables[ENDPOINT] = url
        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false"  # whatever ~/.aws/config says
    return variables


def beside(present: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """Return variables for SDKs, with the environment's region and access key where it has them.

    The app's other resources need these: its own pools, tables of moto, and tables of DynamoDB
    Local, which keeps separate tables for each region and access key (documented).

    Args:
        present: the environment that the variables go into.
        variables: what :func:`for_sdks` returned.

    """
    region = present.get("AWS_REGION") or present.get("AWS_DEFAULT_REGION")
    # Some SDKs read one of the two, some the other. Where only one is set, both get its value.
    own = {name: present.get(name) or region for name in _REGION}
    if _has_access_key(present):
        own |= {name: present[name] for name in _ACCESS_KEY}
    return {**variables, **{name: value for name, value in own.items() if value}}


def misleading(present: Mapping[str, str]) -> tuple[str, ...]:
    """Return which of MISLEADING to unset in an environment for which :func:`beside` was called.

    A session token stays if the access key stays that it belongs to.
    """
    kept = ("AWS_SESSION_TOKEN",) if _has_access_key(present) else ()
    return tuple(name for name in MISLEADING if name not in kept)


def _has_access_key(present: Mapping[str, str]) -> bool:
    return all(present.get(name) for name in _ACCESS_KEY)


_REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
_ACCESS_KEY = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def about_botocore(version: str) -> str | None:
    """Return a warning about a version of botocore that does not read ENDPOINT, else ``None``."""
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if len(numbers) < len(_FIRST_BOTOCORE) or numbers >= _FIRST_BOTOCORE:
        return None
    return (
        f"botocore {version} reads no endpoint from the environment (1.31 and later do), so boto3 "
        "calls the real service, unless each client is made with "
        f'endpoint_url=os.environ["{ENDPOINT}"]'
    )


def past_proxies(url: str, variables: Mapping[str, str]) -> dict[str, str]:
    """Return variables that make requests to a URL go there directly, not through a proxy.

    Args:
        url: the emulator's address.
        variables: the environment. Its own exceptions from the proxy are kept.

    """
    # Without a proxy no variable is needed, and NO_PROXY would do harm: if it is set, Python
    # overlooks the proxy that is set in the system's preferences.
    if not any(variables.get(name) for name in _PROXIES):
        return {}
    direct = variables.get("no_proxy") or variables.get("NO_PROXY") or ""
    if direct == "*":
        return {}
    host = urlsplit(url).hostname or ""
    return dict.fromkeys(("NO_PROXY", "no_proxy"), f"{direct},{host}" if direct else host)


_PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


def for_apps(place: Facts, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables that an app reads: EMULATOR_URL, those of NAMES with a value, its own.

    Args:
        place: the pool and the client to tell about.
        chosen: the app's own variables, and which of FACTS each one holds.

    Raises:
        ValueError: a chosen variable asks for something that is no fact, or that does not exist;
            the message names both.

    """
    variables = {EMULATOR_URL: place.url}
    for name, fact in NAMES.items():
        value: str | None = getattr(place, fact)
        if value is not None:
            variables[name] = value
    for name, fact in (chosen or {}).items():
        _check(name, fact)
        value = getattr(place, fact)
        if value is None:
            raise ValueError(f"{name} cannot be {fact}: there is none")
        variables[name] = value
    return variables


def choice(text: str) -> tuple[str, str]:
    """Read NAME=WHAT: an app's own variable, and which of FACTS it holds.

    Raises:
        ValueError: the text has another form, or there is no such fact; the message names it.

    """
    name, _, fact = text.partition("=")
    if not name or not fact:
        raise ValueError(f"{text!r} has to be written NAME=WHAT, such as APP_POOL={FACTS[0]}")
    _check(name, fact)
    return name, fact


def _check(name: str, fact: str) -> None:
    if fact not in FACTS:
        raise ValueError(f"{name} cannot be {fact}, only one of {', '.join(FACTS)}")
