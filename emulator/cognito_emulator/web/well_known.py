"""What verifiers of tokens fetch: a pool's keys and its discovery document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cognito_emulator.domain import doors
from cognito_emulator.domain.pools import domains
from cognito_emulator.environment import jwks_url
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web.answers import answer
from cognito_emulator.web.aws_json import asked_url
from cognito_emulator.web.sharing import with_any_origin

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.settings import Settings

Document = dict[str, str | list[str]]

_STATIC: Document = {
    "id_token_signing_alg_values_supported": ["RS256"],
    "response_types_supported": ["code", "token"],
    "subject_types_supported": ["public"],
}
_STATIC_OF_DOMAIN: Document = {
    "scopes_supported": ["openid", "email", "phone", "profile"],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
}


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

        def looked_up(ctx: Context) -> tuple[Pool, PoolDomain | None]:
            pool = doors.pool(ctx, pool_id)
            return pool, domains.shown(ctx, pool)

        pool, domain = emulator.run_inside(looked_up)
        here = asked_url(request.environ, emulator.settings.public_url)
        return answer(discovery(emulator.settings, pool, domain, here))

    @routes.get("/<path:_other>")
    def unknown(pool_id: str, _other: str) -> Response:  # noqa: ARG001 - nobody looks at the pool
        """Refuse as the service does where it knows no such document."""
        # The body is measured [wire-39]; its status is a guess.
        return answer(_UNKNOWN, 400)

    @routes.errorhandler(ResourceNotFoundException)
    def unknown_pool(error: ResourceNotFoundException) -> Response:
        """Refuse in the API's words."""
        # The body is measured [wire-37]; its status, that of the API's errors, is a guess.
        return answer({"message": error.message}, error.status)

    routes.after_request(with_any_origin)
    return routes


_UNKNOWN = {
    "code": "BadRequest",
    "message": "The server did not understand the operation that was requested.",
    "type": "client",
}


def discovery(settings: Settings, pool: Pool, domain: PoolDomain | None, here: str) -> Document:
    """Return the discovery document of a pool, members in the service's order (measured [wire-40]).

    The issuer, and what a browser is sent to, are the public URL's for everybody, so that a server
    in a container and a browser outside can use one document. What programs fetch by themselves
    has the name by which they reached us.

    Args:
        settings: they have the public URL.
        pool: the pool.
        domain: the domain that the document names, if the pool has one.
        here: the base URL at which the document is asked for.

    """
    public = settings.public_url or here
    return dict(
        sorted(
            {
                **_STATIC,
                "issuer": settings.issuer(pool.id, pool.region, public),
                "jwks_uri": jwks_url(here, pool.id),
                **(_endpoints(domain, public, here) if domain is not None else {}),
            }.items()
        )
    )


def _endpoints(domain: PoolDomain, public: str, here: str) -> Document:
    """Return the members about the domain; none where it is at none of the two base URLs.

    That a pool without a domain has none of them is claimed; the service listed some below the
    issuer, where nothing answers (measured [wire-38]). What is left has all that verifying a token
    takes, and ``response_types_supported``, without which there is no valid document (RFC 8414,
    section 2).
    """
    of_browsers = domains.url(domain, public) or domains.url(domain, here)
    of_programs = domains.url(domain, here) or of_browsers
    if of_browsers is None or of_programs is None:
        return {}
    return {
        **_STATIC_OF_DOMAIN,
        "authorization_endpoint": f"{of_browsers}/oauth2/authorize",
        "end_session_endpoint": f"{of_browsers}/logout",
        "revocation_endpoint": f"{of_programs}/oauth2/revoke",
        "token_endpoint": f"{of_programs}/oauth2/token",
        "userinfo_endpoint": f"{of_programs}/oauth2/userInfo",
    }
