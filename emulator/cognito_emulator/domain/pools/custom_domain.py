"""What a custom domain has beside its name: CustomDomainConfig."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from cognito_emulator.domain.work.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CustomDomainConfig(Part):
    """The certificate of a custom domain, and which versions of TLS it speaks."""

    certificate_arn: str | None = None
    security_policy: str | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "certificate_arn": "CertificateArn",
        "security_policy": "SecurityPolicy",
    }
