"""Passkeys: registered by one ceremony of WebAuthn, used for signing in by the other."""
