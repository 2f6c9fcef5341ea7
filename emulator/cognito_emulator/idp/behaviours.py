"""How a stand-in can misbehave, for one sign-in: what an application has to withstand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Behaviour = Literal[
    "",
    "token-error",
    "token-server-error",
    "token-garbage",
    "token-timeout",
    "wrong-issuer",
    "wrong-audience",
    "wrong-nonce",
    "expired",
    "unsigned",
    "foreign-key",
    "unknown-key",
    "no-id-token",
    "userinfo-error",
    "userinfo-garbage",
    "userinfo-timeout",
    "userinfo-other-sub",
    "wrong-recipient",
    "wrong-request",
    "altered",
    "replayed",
    "no-email",
]
"""What goes wrong; empty for nothing."""

PAGE = "<!doctype html>\n<title>Service unavailable</title>\n<h1>Please try again later</h1>\n"
"""What answers where JSON is expected."""


class Description(NamedTuple):
    """What people read of a behaviour.

    Attributes:
        part: what it is about: ``token`` endpoint, ``id_token``, ``user_info``, ``assertion`` or
            ``claims``.
        sentence: what happens, for the page.

    """

    part: str
    sentence: str


BEHAVIOURS: Mapping[Behaviour, Description] = {
    "token-error": Description("token", "The token endpoint refuses the code (invalid_grant)"),
    "token-server-error": Description("token", "The token endpoint fails with status 500"),
    "token-garbage": Description("token", "The token endpoint answers with a web page"),
    "token-timeout": Description("token", "The token endpoint does not answer in time"),
    "wrong-issuer": Description("id_token", "The ID token names another issuer"),
    "wrong-audience": Description("id_token", "The ID token is for another client"),
    "wrong-nonce": Description("id_token", "The ID token has another nonce"),
    "expired": Description("id_token", "The ID token has expired"),
    "unsigned": Description("id_token", "The ID token is not signed (alg none)"),
    "foreign-key": Description("id_token", "The ID token is signed by a key that only looks right"),
    "unknown-key": Description("id_token", "The ID token is signed by a key that is not published"),
    "no-id-token": Description("id_token", "There is no ID token"),
    "userinfo-error": Description("user_info", "The profile cannot be read: status 500"),
    "userinfo-garbage": Description("user_info", "The profile is a web page"),
    "userinfo-timeout": Description("user_info", "The profile does not come in time"),
    "userinfo-other-sub": Description("user_info", "The profile is somebody else's"),
    "no-email": Description("claims", "The e-mail address is kept back"),
}
"""Those of an OpenID provider, in the order in which the page offers them."""

OF_SAML: Mapping[Behaviour, Description] = {
    "wrong-issuer": Description("assertion", "The assertion names another issuer"),
    "wrong-audience": Description("assertion", "The assertion is for another service provider"),
    "wrong-recipient": Description("assertion", "The assertion was sent to another address"),
    "wrong-request": Description("assertion", "The assertion answers another request"),
    "expired": Description("assertion", "The assertion has expired"),
    "unsigned": Description("assertion", "The assertion is not signed"),
    "altered": Description("assertion", "The assertion names somebody else than was signed"),
    "foreign-key": Description("assertion", "The assertion is signed by a key that looks right"),
    "unknown-key": Description("assertion", "The assertion is signed by an unknown key"),
    "replayed": Description("assertion", "The assertion has the ID of one that came before"),
    "no-email": BEHAVIOURS["no-email"],
}
"""Those of a SAML provider."""


def without(part: str) -> Mapping[Behaviour, Description]:
    """Return what can go wrong with a provider that lacks a part."""
    return {name: said for name, said in BEHAVIOURS.items() if said.part != part}
