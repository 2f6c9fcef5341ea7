"""The settings of an emulator."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cognito_emulator import service_hosts
from cognito_emulator.records import Record

#: The name that every machine has for itself: an address of IPv4, and one of IPv6.
LOCALHOST = "localhost"
DEFAULT_PORT = 9329
DEFAULT_TLS_PORT = 9330
DEFAULT_IDP_PORT = 9331
DEFAULT_IDP_TLS_PORT = 9332
HTTPS_PORT = 443

Reseed = Literal["never", "changed", "always"]
"""Which seeds take the place of what came of them: none, those that have changed, or all."""

PlayedBy = Literal["real", "stand-in"]
#: By whom an identity provider may be played: whether that is a stand-in.
PLAYED_BY: Mapping[PlayedBy, bool] = {"real": False, "stand-in": True}

_CODE = re.compile(r"[0-9]{1,1000}")


def is_code(text: str) -> bool:
    """Whether a text can be the `code` of Settings: digits only."""
    return _CODE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Settings(Record):
    """The settings that change how operations answer; the options of ``cognito-emulator serve``.

    Attributes:
        region: the region of requests without a signature, and of seeded pools whose ids do not
            begin with another region.
        account_id: the AWS account that owns every pool.
        public_url: the base URL in issuers and links; by default the Host of each request.
        aws_issuer: whether tokens carry the real service's issuer, for apps that have it built in.
        code: the confirmation code in every message; by default a random one in each.
        seeded_ids: a text that determines all ids: the same text gives the same ids. By default
            ids are random, except those of users, pools and clients in seeds: they follow from the
            names.
        access_keys: AWS access key ids and their secrets. If there are any, signatures are
            verified; for a key without a secret, any signature is accepted.
        allow_origins: origins, for example ``https://app.example.com``, whose pages may control the
            emulator and call operations that need credentials. Pages of this machine always may.
        allow_hosts: further host names under which the emulator can be controlled.
        lambda_endpoint: a Lambda invoke endpoint. It has the functions of all ARNs in LambdaConfig
            that are not bound to another function. It is read when an emulator is made.
        trigger_timeout: how many seconds a trigger's function may take, in each of three attempts;
            0 for no limit.
        domain_creation_seconds: how long a domain is CREATING or UPDATING before it is ACTIVE, in
            seconds of the emulator's clock.
        default_domain: whether a pool without a domain has a default domain, at the emulator's own
            addresses only.
        page_aids: whether the hosted pages show the users of the pool, to sign in with a click and
            without a password, and the code that was just sent.
        stand_ins: whether a stand-in plays identity providers, by their names; ``*`` is all other
            names. By default, and unless a seed says otherwise, a stand-in plays Google, Facebook,
            LoginWithAmazon and SignInWithApple.
        parameters: the parameters of seeds that are CloudFormation templates, by their names.
        stack_name: the stack's name in such seeds; by default that of the file.
        reseed: which seeds are planted anew that a store has from an earlier run: none of them,
            those that have changed since, or all. What came of calls and of other seeds stays.

    """

    region: str = "us-east-1"
    account_id: str = "123456789012"
    public_url: str | None = None
    aws_issuer: bool = False
    code: str | None = None
    seeded_ids: str | None = None
    access_keys: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    allow_origins: Collection[str] = ()
    allow_hosts: Collection[str] = ()
    lambda_endpoint: str | None = None
    trigger_timeout: float = 5.0
    domain_creation_seconds: float = 0.0
    default_domain: bool = True
    page_aids: bool = False
    stand_ins: Mapping[str, bool] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    stack_name: str | None = None
    reseed: Reseed = "never"

    def issuer(self, pool_id: str, region: str, base_url: str) -> str:
        """Return the ``iss`` of a pool's tokens, for a request that came in at ``base_url``."""
        if self.aws_issuer:
            return f"{service_hosts.api_url(region)}/{pool_id}"
        return f"{self.public_url or base_url}/{pool_id}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Tls(Record):
    """How a `Server` serves HTTPS beside HTTP.

    Attributes:
        port: 0 for any free port. The default is 9330, or 443 with ``aws_regions``, because
            programs call the real service's hosts at port 443.
        folder: the folder of the certificate authority that signs the certificates. The default is
            ``cognito-emulator/tls`` in ``$XDG_DATA_HOME``, or else in ``~/.local/share``.
        aws_regions: the certificates have the real service's host names in these regions. The
            default is none.

    """

    port: int | None = None
    folder: Path | None = None
    aws_regions: Collection[str] = ()

    @property
    def port_to_bind(self) -> int:
        """The port to listen on: ``port``, or its default."""
        if self.port is not None:
            return self.port
        return HTTPS_PORT if self.aws_regions else DEFAULT_TLS_PORT
