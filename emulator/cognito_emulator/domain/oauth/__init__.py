"""OAuth 2.0 and OpenID Connect: authorization requests, codes, grants, browser sessions."""
