"""Signed XML: read, verified, made. All of it needs the extra ``saml``, and nothing else does."""
