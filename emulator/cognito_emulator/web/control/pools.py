"""``/_emulator/pools``, ``/_emulator/triggers``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import request

from cognito_emulator import environment
from cognito_emulator.control import pools, triggers
from cognito_emulator.control.identity_providers import registrations
from cognito_emulator.seeds import SeedError, read_yaml
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.aws_json import base_url
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.pools import Pool
    from cognito_emulator.emulator import Emulator

_YAML = "application/yaml"  # RFC 9512


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/pools")
    def pools() -> Response:
        """Show the pools of all regions, and their clients."""
        parameters.nothing()
        return answer({"pools": [_view(emulator, pool) for pool in emulator.all_pools()]})

    @routes.post("/pools")
    def plant() -> Response:
        """Make what a seed describes."""
        return answer({"pools": [_view(emulator, pool) for pool in _plant(emulator)]}, 201)

    @routes.get("/triggers")
    def attached() -> Response:
        """Show which functions are attached to triggers."""
        parameters.nothing()
        return answer({"triggers": [_answering(each) for each in triggers.attached(emulator)]})

    @routes.post("/triggers")
    def attach() -> Response:
        """Attach a function to a trigger."""
        return answer(_attach(emulator), 201)

    @routes.delete("/triggers")
    def detach() -> Response:
        """Detach a function from a trigger."""
        wish = parameters.query("trigger", parameters.POOL)
        trigger: Any = parameters.required(wish, "trigger")  # which the emulator judges
        try:
            triggers.detach_for_all(emulator, trigger, wish[parameters.POOL])
        except ValueError as error:
            raise parameters.BadRequest(f"trigger: {error}") from None
        return answer({"trigger": wish["trigger"], parameters.POOL: wish[parameters.POOL]})


def _view(emulator: Emulator, pool: Pool) -> dict[str, Any]:
    clients = [emulator.client(client_id) for client_id in emulator.clients_of(pool.id)]
    asked = base_url(request.environ)
    here = emulator.settings.public_url or asked
    domain = pools.domain_of(emulator, pool.id)
    return {
        "user_pool_id": pool.id,
        "name": pool.name,
        "region": pool.region,
        "issuer": emulator.settings.issuer(pool.id, pool.region, here),
        "jwks_url": environment.jwks_url(asked, pool.id),  # as the discovery document says
        "domain_url": None if domain is None else environment.domain_url(here, domain),
        "created_at": iso(pool.created_at),
        "clients": [
            {
                "client_id": client.id,
                "name": client.name,
                "client_secret": client.secrets[0].value if client.secrets else None,
            }
            for client in clients
        ],
        "identity_providers": [
            {name: value for name, value in each._asdict().items() if value is not None}
            for each in registrations(emulator, pool.id, here)
        ],
    }


def _plant(emulator: Emulator) -> list[Pool]:
    try:
        return [planted.pool for planted in emulator.plant(_seed(), functions=False)]
    except SeedError as error:
        raise parameters.BadRequest(str(error)) from None


def _seed() -> Mapping[str, Any]:
    """Return the seed in the body: JSON, unless the request says that it is YAML."""
    if request.mimetype != _YAML:
        return parameters.json_object(
            f"what would stand in a seed. With Content-Type: {_YAML} it is YAML"
        )
    try:
        return read_yaml(request.get_data().decode())
    except UnicodeDecodeError:
        raise parameters.BadRequest("The body is no UTF-8 text.") from None


def _answering(found: triggers.Answering) -> dict[str, Any]:
    return {"trigger": found.trigger, "target": found.target, parameters.POOL: found.pool_id}


def _attach(emulator: Emulator) -> dict[str, Any]:
    wish = parameters.body("trigger", "target", parameters.POOL)
    trigger: Any = parameters.text(wish, "trigger")  # which the emulator judges
    pool_id = parameters.text_if_any(wish, parameters.POOL)
    target = parameters.text(wish, "target")
    if pool_id is not None:
        emulator.pool(pool_id)
    try:
        triggers.attach_for_all(emulator, trigger, target, pool_id)
    except triggers.TargetError as error:
        raise parameters.BadRequest(f"target: {error}") from None
    except ValueError as error:
        raise parameters.BadRequest(str(error)) from None
    return {"trigger": trigger, "target": target, parameters.POOL: pool_id}
