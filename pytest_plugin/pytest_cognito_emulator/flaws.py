"""What can be wrong with a token: names to parametrise tests with, where nothing runs yet."""

from __future__ import annotations

#: What whoever verifies a token finds by its signature, its claims and the pool's keys.
BAD_TOKENS_OFFLINE: tuple[str, ...] = (
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
#: The same, and what only the service can tell.
BAD_TOKENS: tuple[str, ...] = (*BAD_TOKENS_OFFLINE, "revoked")
