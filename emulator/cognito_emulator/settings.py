"""What a run of the emulator is told from outside."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

DEFAULT_PORT = 9329

_CODE = re.compile(r"[0-9]{1,1000}")


def is_code(text: str) -> bool:
    """Whether a text can be the `code` of Settings: digits only."""
    return _CODE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options of ``cognito-emulator serve`` that change how operations answer.

    Attributes:
        region: the region of requests that carry no signature, and of seeded pools whose ids begin
            with no other.
        account_id: the AWS account that owns every pool.
        public_url: the base URL in issuers and links; without it, the Host of each request.
        aws_issuer: tokens carry the real service's issuer, for apps that have it baked in.
        code: every confirmation code is this one.
        seeded_ids: a text from which all ids follow; the same text gives the same ids. Without it
            they are random, but for the ``sub`` of users in seeds, which follows from their names.
        access_keys: AWS access key ids and their secrets; given any, signatures are verified. Of a
            key without a secret any signature is good.
        allow_origins: origins whose pages may control the emulator and call operations that need
            credentials, as ``https://app.example.com``; those of this machine may anyway.
        allow_hosts: names of hosts under which the emulator may be controlled, too.
        lambda_endpoint: a Lambda invoke endpoint: it has the functions of all ARNs in LambdaConfig
            that are not bound to others. Read when an emulator is made.
        trigger_timeout: how long a function behind a trigger may take, in seconds, each of three
            times; 0 for as long as it likes.

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

    def issuer(self, pool_id: str, region: str, base_url: str) -> str:
        """Return the ``iss`` of a pool's tokens, for a request that came in at ``base_url``."""
        if self.aws_issuer:
            return f"https://cognito-idp.{region}.amazonaws.com/{pool_id}"
        return f"{self.public_url or base_url}/{pool_id}"
