"""Services that everybody knows, as providers: how each differs from OpenID Connect."""
