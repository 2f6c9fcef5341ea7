"""Tokens: what they say, how they are signed, verified, refreshed and revoked."""
