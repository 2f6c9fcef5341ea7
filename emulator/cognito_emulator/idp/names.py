"""What a stand-in can play, by the service's names; the kinds themselves take long to load."""

from __future__ import annotations

from typing import Final

OIDC: Final = "OIDC"
"""What is played where nothing says another."""

SOCIAL: Final = ("Google", "Facebook", "LoginWithAmazon", "SignInWithApple")
"""Services that everybody knows: a pool has one of each, by this name."""

NAMES: Final = (OIDC, *SOCIAL, "SAML")
"""All of them, as `kinds.KINDS` has them."""
