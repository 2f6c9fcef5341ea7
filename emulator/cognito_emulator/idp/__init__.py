"""A stand-in: an identity provider to play with, which applications verify as any other.

It speaks OpenID Connect, and what social providers speak. It knows nothing of user pools, of HTTP
servers and of the time: each function takes a `Request`, or what was read from it, and returns an
`Answer`. Codes and tokens are sealed, so that only people have to be kept.
"""
