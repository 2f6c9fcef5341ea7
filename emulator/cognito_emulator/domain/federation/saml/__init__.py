"""Signing in by SAML providers: what of `cognito_emulator.saml` a pool makes of them."""
