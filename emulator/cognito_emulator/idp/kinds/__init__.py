"""What a stand-in can play."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.idp.kinds.facebook import Facebook
from cognito_emulator.idp.kinds.google import Google
from cognito_emulator.idp.kinds.kind import Kind
from cognito_emulator.idp.kinds.login_with_amazon import LoginWithAmazon
from cognito_emulator.idp.kinds.oidc import OpenId
from cognito_emulator.idp.kinds.saml import Saml
from cognito_emulator.idp.kinds.sign_in_with_apple import SignInWithApple

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (OpenId(), Google(), Facebook(), LoginWithAmazon(), SignInWithApple(), Saml())
}
"""All of them, by the service's names of them."""
