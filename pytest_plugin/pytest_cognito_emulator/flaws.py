"""What can be wrong with a token: names to parametrise tests with, where nothing runs yet.

One of them is the other token of a sign-in, so there are names for each of the two uses.
"""

from __future__ import annotations

_OF_EITHER = (
    "expired",
    "not_yet_valid",
    "wrong_issuer",
    "wrong_client",
    "wrong_token_use",
    "another_pools_key",
    "tampered_payload",
    "tampered_signature",
    "alg_none",
    "hs256_public_key",
    "unknown_kid",
)
#: For who wants access tokens: what is found by signature, claims and the pool's keys.
BAD_TOKENS_OFFLINE: tuple[str, ...] = (*_OF_EITHER, "id_token")
#: The same, and what only the service can tell.
BAD_TOKENS: tuple[str, ...] = (*BAD_TOKENS_OFFLINE, "revoked")
#: For who wants ID tokens: what is found by signature, claims and the pool's keys.
BAD_ID_TOKENS_OFFLINE: tuple[str, ...] = (*_OF_EITHER, "access_token")
#: The same, and what only the service can tell.
BAD_ID_TOKENS: tuple[str, ...] = (*BAD_ID_TOKENS_OFFLINE, "revoked")

# --- which of them services in front of an app refuse ---------------------------------------------

_NO_CLIENT = ("wrong_client", "revoked")
_NO_USE = ("wrong_token_use", "id_token", "revoked")
#: Of a REST API, on a method with scopes: it does not know which clients there are.
REST_API_REFUSES: tuple[str, ...] = tuple(it for it in BAD_TOKENS if it not in _NO_CLIENT)
#: Of an HTTP API with a JWT authorizer: it does not look at ``token_use``.
HTTP_API_REFUSES: tuple[str, ...] = tuple(it for it in BAD_TOKENS if it not in _NO_USE)
_OF_ANY_CLIENT_AND_USE = ("wrong_client", "wrong_token_use", "id_token", "revoked")
#: Of a load balancer with the action ``jwt-validation``: it looks at no claim of the pool's own.
ALB_REFUSES: tuple[str, ...] = tuple(it for it in BAD_TOKENS if it not in _OF_ANY_CLIENT_AND_USE)
#: Of AppSync without appIdClientRegex: it takes ID tokens and access tokens of every client.
APPSYNC_REFUSES: tuple[str, ...] = tuple(
    it for it in BAD_TOKENS if it not in _OF_ANY_CLIENT_AND_USE
)
