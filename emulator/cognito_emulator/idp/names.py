"""What a stand-in can play, by the service's names; the kinds themselves take long to load."""

from __future__ import annotations

from typing import Final

OIDC: Final = "OIDC"
"""What is played where nothing says another."""

NAMES: Final = (OIDC, "Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "SAML")
"""All of them, as `kinds.KINDS` has them."""
