"""OpenID Connect, as the service speaks it to a provider: the code flow, and what it verifies."""
