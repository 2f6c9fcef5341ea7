"""The options that each command has, and their environment variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cognito_emulator import environment
from cognito_emulator.cli import values
from cognito_emulator.idp.names import NAMES
from cognito_emulator.settings import (
    DEFAULT_IDP_PORT,
    DEFAULT_IDP_TLS_PORT,
    DEFAULT_PORT,
    DEFAULT_TLS_PORT,
    HTTPS_PORT,
    LOCALHOST,
    PLAYED_BY,
    Settings,
)
from cognito_emulator.store.named import MEMORY
from cognito_emulator.store.urls import POSTGRESQL, SQLITE

PREFIX = "COGNITO_EMULATOR_"
"""What all variables begin with."""


class Option(NamedTuple):
    """An option that has an environment variable of its name.

    Attributes:
        shown: the value in the help; empty for an option that has none, in brackets where it may
            be left out.
        kind: reads the value.
        separators: what separates several in the environment; empty for an option given once.
        of: what its variable has before its name; another command has an option of that name.

    """

    name: str
    shown: str
    help: str
    default: str | None = None
    kind: Callable[[str], Any] = str
    separators: str = ""
    of: str = ""

    @property
    def may_stand_alone(self) -> bool:
        """Whether it has a value, and can be given without one."""
        return self.shown.startswith("[") and self.shown.index("]") == len(self.shown) - 1

    @property
    def variable(self) -> str:
        """The environment variable that says the same."""
        return PREFIX + self.of + self.attribute.upper()

    @property
    def attribute(self) -> str:
        """Its name in what the command line was read into."""
        return self.name.replace("-", "_")


_DEFAULTS = Settings()

_TLS = Option(
    "tls", "", "serve HTTPS too; cognito-emulator tls says how to trust it", "", values.switch
)
_TLS_FOLDER = Option(
    "tls-folder",
    "FOLDER",
    "the folder of the certificate authority of --tls; the default is cognito-emulator/tls in "
    "$XDG_DATA_HOME, or else in ~/.local/share",
    kind=Path,
)
_OF_SERVE = (
    Option("host", "HOST", "the address to listen on; localhost is 127.0.0.1 and ::1", LOCALHOST),
    Option(
        "port", "PORT", "the port to listen on; 0 for any free one", str(DEFAULT_PORT), values.port
    ),
    Option(
        "tls-port",
        "PORT",
        f"the port of --tls; 0 for any free one; the default is {DEFAULT_TLS_PORT}, or "
        f"{HTTPS_PORT} with --aws-hosts",
        kind=values.port,
    ),
    Option(
        "aws-hosts",
        "[REGIONS]",
        "serve HTTPS under the real service's host names, and print the lines for a hosts file; "
        "REGIONS are separated by commas, and the default is the regions of the pools",
        kind=values.aws_hosts,
    ),
    Option(
        "public-url",
        "URL",
        "the base URL in issuers and links; the default is the base URL of each request",
        kind=values.url,
    ),
    Option(
        "env-file",
        "FILE",
        "write the environment variables of exec to a file when the server listens, and delete "
        "the file in the end",
        kind=Path,
    ),
    Option(
        "store",
        "STORE",
        f"where all state is kept: {MEMORY}; {SQLITE}FILE, which is there at the next start; or"
        f" {POSTGRESQL}USER:PASSWORD@HOST/DATABASE, which several may share",
        MEMORY,
    ),
    Option("state", "FILE", f"keep all state in a file: short for --store {SQLITE}FILE", kind=Path),
    Option(
        "workers",
        "NUMBER",
        "answer in several processes, which share the state of --store or --state",
        "1",
        values.workers,
    ),
    Option(
        "reseed",
        "",
        "plant seeds anew that --state or --store has, in place of what came of them; all else"
        " stays",
        "",
        values.switch,
    ),
    Option("quiet", "", "show only the address, warnings and errors", "", values.switch),
    Option(
        "reload",
        "",
        "go back to the seeds when the file of a seed or of a function changes; with --state or"
        " --store, plant the changed seed anew, as --reseed does",
        "",
        values.switch,
    ),
)
_REGION = Option(
    "region", "REGION", "the region of unsigned requests", _DEFAULTS.region, values.region
)
_ACCOUNT = Option(
    "account-id", "ID", "the AWS account in ARNs", _DEFAULTS.account_id, values.account_id
)
_OF_TEMPLATES = (
    Option(
        "parameter",
        "NAME=VALUE",
        "a parameter of seeds that are CloudFormation templates, or file://FILE; repeatable",
        kind=values.parameter,
        separators=",",
    ),
    Option(
        "stack-name",
        "NAME",
        "the stack's name in such seeds, of the first; the default is the file's name",
        kind=values.stack_name,
    ),
)
_OF_ALL = (
    Option(
        "seed",
        "FILE",
        "pools to begin with, JSON or YAML, or a template that deploys them; repeatable",
        separators=",:",
    ),
    *_OF_TEMPLATES,
    _REGION,
    _ACCOUNT,
    Option("code", "CODE", "use this confirmation code in every message", kind=values.code),
    Option(
        "signing-key",
        "[POOL_ID=]FILE",
        "sign tokens with the RSA keys of a PEM file, for one pool or for all; repeatable",
        separators=",:",
    ),
    Option("seeded-ids", "TEXT", "derive all ids from a text: the same text, the same ids"),
    Option(
        "access-key",
        "ID:SECRET",
        "verify AWS signatures with this key; an ID alone accepts any signature; repeatable",
        kind=values.access_key,
        separators=",",
    ),
    Option(
        "allow-origin",
        "ORIGIN",
        "let pages of an origin, such as https://app.example.com, manage pools; repeatable",
        kind=values.origin,
        separators=",",
    ),
    Option(
        "allow-host",
        "NAME",
        "answer at /_emulator under another host name, too; repeatable",
        kind=values.host,
        separators=",",
    ),
    Option(
        "trigger",
        "NAME=TARGET",
        "let a function answer a Lambda trigger, such as PreSignUp=module:function; repeatable",
        kind=values.binding,
        separators=",",
    ),
    Option(
        "function",
        "ARN=TARGET",
        "let a function answer for an ARN in a LambdaConfig; repeatable",
        kind=values.function,
        separators=",",
    ),
    Option("lambda-endpoint", "URL", "a Lambda endpoint for all other ARNs", kind=values.url),
    Option(
        "trigger-timeout",
        "SECONDS",
        "how long a function may take, in each of three attempts; 0 for no limit",
        f"{_DEFAULTS.trigger_timeout:g}",
        values.seconds,
    ),
    Option(
        "provider",
        f"NAME={'|'.join(PLAYED_BY)}",
        "use the real identity provider of a name, or a stand-in; '*' is all other names; "
        "repeatable",
        kind=values.played,
        separators=",",
    ),
    Option(
        "domain-creation-seconds",
        "SECONDS",
        "how long a new domain of a pool is CREATING, and a changed domain UPDATING",
        f"{_DEFAULTS.domain_creation_seconds:g}",
        values.seconds,
    ),
    Option(
        "no-default-domain",
        "",
        "make no default domains for pools without a domain",
        "",
        values.switch,
    ),
    Option(
        "page-aids",
        "",
        "show users and codes below the forms of hosted pages: anybody can sign in as anybody",
        "",
        values.switch,
    ),
    _TLS,
    _TLS_FOLDER,
    Option("aws-issuer", "", "put the issuer of the real service into tokens", "", values.switch),
    Option(
        "log-format",
        "FORMAT",
        f"how to show what happens: {' or '.join(values.LOG_FORMATS)}",
        values.LOG_FORMATS[0],
        values.log_format,
    ),
)
_LOG_FILE = Option(
    "log-file", "FILE", "write calls, mails, text messages and warnings to a file", kind=Path
)
_OF_EXEC = (
    Option(
        "env",
        "NAME=WHAT",
        f"set one more variable, to one of {', '.join(environment.FACTS)}; repeatable",
        kind=values.choice,
        separators=",",
    ),
    Option(
        "verbose", "", "show calls, mails, text messages and warnings on stderr", "", values.switch
    ),
    _LOG_FILE,
)
_OF_IDP = (
    Option(
        "host",
        "HOST",
        "the address to listen on; localhost is 127.0.0.1 and ::1",
        LOCALHOST,
        of="IDP_",
    ),
    Option(
        "port",
        "PORT",
        "the port to listen on; 0 for any free one",
        str(DEFAULT_IDP_PORT),
        values.port,
        of="IDP_",
    ),
    Option(
        "provider",
        "NAME[:TYPE]",
        f"a provider to play, of type {', '.join(NAMES)}; without it, all of them; repeatable",
        kind=values.provider,
        separators=",",
        of="IDP_",
    ),
    Option("people", "FILE", "who has an account, JSON or YAML", kind=Path, of="IDP_"),
    Option(
        "client",
        "ID[:SECRET]",
        "an application that is let in; without it, any is; repeatable",
        kind=values.client,
        separators=",",
        of="IDP_",
    ),
    Option(
        "allow-host",
        "NAME",
        "show pages under another host name, too; repeatable",
        kind=values.host,
        separators=",",
        of="IDP_",
    ),
    _TLS._replace(of="IDP_"),
    Option(
        "tls-port",
        "PORT",
        "the port of --tls; 0 for any free one",
        str(DEFAULT_IDP_TLS_PORT),
        values.port,
        of="IDP_",
    ),
    _TLS_FOLDER,
)
_RUNNING = Option(
    "endpoint", "URL", "a running emulator", f"http://localhost:{DEFAULT_PORT}", values.url
)
_OF_EVENT = (
    Option("user", "NAME", "who sends the request: a username, an alias or a sub"),
    Option("path", "PATH", "the path of the request; it may have a query", "/"),
    Option("method", "METHOD", "the method of the request", "GET"),
    Option(
        "scopes",
        "SCOPES",
        "the scopes that the method or the route wants, with spaces; of alb those that users sign "
        "in with, openid by default",
    ),
    Option("body", "TEXT", "the body of the request"),
    Option("resource", "PATH", "of rest: the path of the resource", "/{proxy+}"),
    Option("route", "KEY", "of http: the route key, such as 'GET /orders/{id}'", "$default"),
    Option("payload", "VERSION", "of http: the payload format version", "2.0", kind=values.payload),
    Option("field", "NAME", "of appsync: the field that is asked for"),
    Option("type", "NAME", "of appsync: the type that has the field", "Query"),
    Option("arguments", "JSON", "of appsync: the arguments of the field, an object"),
    Option("fields", "NAMES", "of appsync: what of the field is asked for, with spaces"),
    Option("pool", "ID", "the pool of the authorizer; the default is the first"),
    Option("client", "ID", "the app client of the token; the default is the pool's first"),
    _RUNNING,
    Option("seed", "FILE", "pools, JSON or YAML, in place of a running emulator", kind=Path),
    Option(
        "signing-key",
        "FILE",
        "with --seed: sign the token with the RSA keys of a PEM file",
        kind=Path,
    ),
)
_OUTPUT = Option(
    "output",
    "FILE",
    "where the seed is written, JSON or YAML; the default is the standard output, which is - too",
    kind=Path,
)
_OF_EXPORT = (
    _RUNNING._replace(of="EXPORT_"),
    Option(
        "state",
        "FILE",
        "the file of serve --state, in place of a running emulator",
        kind=Path,
        of="EXPORT_",
    ),
    Option(
        "store",
        "STORE",
        "what serve --store keeps state in, in place of a running emulator",
        of="EXPORT_",
    ),
    Option(
        "user-pool-id",
        "ID",
        "the pool; without it, all of them; repeatable",
        separators=",",
        of="EXPORT_",
    ),
    Option(
        "with-keys",
        "",
        "write the signing keys of the pools beside the seed, each to POOL_ID.pem",
        "",
        values.switch,
        of="EXPORT_",
    ),
    _OUTPUT,
)
_OF_PULL = (
    Option("user-pool-id", "ID", "the pool"),
    Option("anonymize", "", "take invented people in place of the pool's users", "", values.switch),
    Option("real-people", "", "take the pool's users as they are", "", values.switch),
    Option("password", "TEXT", "the password of all users: the real ones cannot be read"),
    Option("invent", "TEXT", "what people are invented from: the same text, the same people", "1"),
    Option("region", "REGION", "the region; by default that of the pool's id", kind=values.region),
    Option("profile", "NAME", "the profile of the AWS configuration"),
    Option("endpoint-url", "URL", "where the service is, if not at AWS", kind=values.url),
    Option("calls-per-second", "NUMBER", "how many calls a second, at most", "10", values.rate),
)
OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "serve": (*_OF_SERVE, *_OF_ALL),
    "exec": (*_OF_ALL, *_OF_EXEC),
    "tls": (
        _TLS_FOLDER,
        Option(
            "tls-port",
            "PORT",
            "the port of the server, for the commands that are printed",
            str(DEFAULT_TLS_PORT),
            values.port,
        ),
        Option("path", "", "print only the path of the authority's certificate", "", values.switch),
    ),
    "idp": _OF_IDP,
    "event": tuple(option._replace(of="EVENT_") for option in _OF_EVENT),
    "import": (*_OF_TEMPLATES, _REGION, _ACCOUNT, _OUTPUT),
    "export": _OF_EXPORT,
    "pull": (*(option._replace(of="PULL_") for option in _OF_PULL), _OUTPUT),
}
"""The options of each command."""

FILES: Mapping[str, str] = {"import": "FILE [FILE ...]"}
"""What commands take beside options, each one or more."""

VARIABLES_OF_ONE = tuple(option.variable for option in (*_OF_SERVE, _LOG_FILE))
"""The variables that are meant for one emulator, as an address or a file can only be one's own."""
