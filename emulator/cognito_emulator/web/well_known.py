"""What verifiers of tokens fetch: a pool's keys and its discovery document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator.environment import jwks_url
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web.answers import answer
from cognito_emulator.web.aws_json import base_url
from cognito_emulator.web.sharing import with_any_origin

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.emulator import Emulator


def blueprint(emulator: Emulator) -> Blueprint:
    """Return the routes under ``/<pool id>/.well-known/``."""
    routes = Blueprint("well_known", __name__, url_prefix="/<pool_id>/.well-known")

    @routes.get("/jwks.json")
    def jwks(pool_id: str) -> Response:
        """Show the public keys."""
        return answer(emulator.keys.of(emulator.pool(pool_id).id).jwks)

    @routes.get("/openid-configuration")
    def openid_configuration(pool_id: str) -> Response:
        """Show the discovery document."""
        region = emulator.pool(pool_id).region
        here = emulator.settings.public_url or base_url(request.environ)
        issuer = emulator.settings.issuer(pool_id, region, here)
        return answer(discovery(issuer, jwks_url(here, pool_id)))

    @routes.errorhandler(ResourceNotFoundException)
    def unknown_pool(error: ResourceNotFoundException) -> Response:
        """Refuse in the API's words."""
        # The body is measured [wire-37]; its status, that of the API's errors, is a guess.
        return answer({"message": error.message}, error.status)

    routes.after_request(with_any_origin)
    return routes


def discovery(issuer: str, keys: str) -> dict[str, str | list[str]]:
    """Return the discovery document of a pool, members in the service's order.

    It names no endpoint of OAuth, as none is emulated, nor what only those would need. That a pool
    without a domain has none of them is claimed; the service listed some below the issuer, where
    nothing answers (measured [wire-38]). What is left has all that verifying a token takes, and
    ``response_types_supported``, without which there is no valid document (RFC 8414, section 2).

    Args:
        issuer: the ``iss`` of the pool's tokens.
        keys: where the pool's keys are; below the issuer, unless that is the real service's.

    """
    return {
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": keys,
        "response_types_supported": ["code", "token"],
        "subject_types_supported": ["public"],
    }
