"""Terraform: what ``terraform show -json`` prints of a plan or a state, and a state's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.places import Mistakes, Placed
from cognito_emulator.seeds.templates import physical, terraform_resources
from cognito_emulator.seeds.templates.assembling import POOLS, Found, typed
from cognito_emulator.seeds.templates.terraform_instances import (
    Addresses,
    Configuration,
    Instance,
    Reference,
    instances,
)
from cognito_emulator.seeds.templates.terraform_resources import TYPES, Resource

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.deployment import Deployment, Given
    from cognito_emulator.seeds.templates.report import Report

_POOL = "aws_cognito_user_pool"
_CLIENT = "aws_cognito_user_pool_client"
_MANAGED_CLIENT = "aws_cognito_managed_user_pool_client"
_CLIENTS = (_CLIENT, _MANAGED_CLIENT)
_SERVER = "aws_cognito_resource_server"

# The service of an ARN, and what stands before the name in it.
_ARNS: Mapping[str, tuple[str, str]] = {
    "aws_acm_certificate": ("acm", "certificate/"),
    "aws_acm_certificate_validation": ("acm", "certificate/"),
    "aws_iam_role": ("iam", "role/"),
    "aws_kms_key": ("kms", "key/"),
    "aws_ses_domain_identity": ("ses", "identity/"),
    "aws_ses_email_identity": ("ses", "identity/"),
    "aws_sesv2_email_identity": ("ses", "identity/"),
}
_WITH_ARNS = (*_ARNS, "aws_lambda_function", "aws_lambda_alias")
_NAMES = ("function_name", "name", "email", "email_identity", "domain", "domain_name")


class Plan:
    """A plan or a state.

    Attributes:
        report: what becomes of its members.

    """

    def __init__(self, given: Given, deployment: Deployment, report: Report) -> None:
        self.report = report
        self._stack = deployment.stack
        self._configuration = Configuration(given.document)
        self._all = list(instances(given.place, given.document))
        self._addresses = Addresses(self._all)
        self._pools = [each for each in self._all if each.kind == _POOL]
        name = deployment.stack_name(given)
        self._ids = {
            each.place.path: self._identified(deployment, each, name)
            for each in self._all
            if each.kind in (_POOL, *_CLIENTS)
        }

    def _identified(self, deployment: Deployment, instance: Instance, name: str) -> str:
        known = instance.values.get("id")
        if isinstance(known, str):
            return known
        region = instance.values.get("region") or self._stack.region  # the provider's, since v6
        before = f"{region}_" if instance.kind == _POOL else ""
        found, owner = deployment.identify(before, instance.logical_id, name)
        if owner != name:
            sentence = f"its id is {found}, as {owner} has one of that name"
            self.report.taken(instance.place, sentence)
        return found

    def found(self) -> list[Found]:
        """Return what belongs to user pools.

        Raises:
            SeedError: of some it cannot be said to which.

        """
        mistakes, found = Mistakes(), []
        for instance in self._all:
            if instance.kind in TYPES and _is_known(instance):
                with mistakes:
                    found.append(self._translated(instance))
            else:
                is_lost, sentence = terraform_resources.why_not(instance.kind)
                tell = self.report.lost if is_lost else self.report.skipped
                tell(instance.place, sentence, instance.kind)
        mistakes.settle()
        return found

    def _translated(self, instance: Instance) -> Found:
        kind = TYPES[instance.kind]
        values = self._known(instance)
        resource = Resource(instance.inside, values, {}, {}, self.report)
        pool_id = self._ids[instance.place.path] if kind.part == POOLS else self._owner(instance)
        terraform_resources.members(kind, resource)
        if kind.part == POOLS:
            resource.members["Id"] = pool_id
        if kind.part == "Clients":
            resource.members["ClientId"] = self._ids[instance.place.path]
        placed = Placed(instance.inside, resource.members, resource.origins)
        return Found(kind.part, pool_id, typed(kind.part, placed), instance.kind, self.report)

    # -- ids ---------------------------------------------------------------------------------------

    def _owner(self, instance: Instance) -> str:
        """Return the id of the pool that a resource belongs to.

        Raises:
            SeedError: it is not known before the plan is applied, and there are several.

        """
        known = instance.values.get("user_pool_id")
        if isinstance(known, str):
            return known
        for reference in self._configuration.references(instance, "user_pool_id"):
            if (pool := self._named(reference, instance, _POOL)) is not None:
                return self._ids[pool.place.path]
        here = instance.inside.member("user_pool_id")
        if len(self._pools) == 1:
            self.report.taken(here, "it is the only user pool")
            return self._ids[self._pools[0].place.path]
        raise here.wrong(
            "To which user pool this belongs is not known before the plan is applied: there are"
            f" {len(self._pools)}. The state says it, once it is."
        )

    def _named(self, reference: Reference, by: Instance, kind: str) -> Instance | None:
        """Return the instance that a reference means, if it is of that type."""
        return self._addresses.meant(reference, by) if reference.kind == kind else None

    # -- what is not known before the plan is applied ----------------------------------------------

    def _known(self, instance: Instance) -> dict[str, Any]:
        """Return the values of a resource, with stand-ins for those that are not known yet."""
        found = dict(instance.values)
        for name, unknown in instance.unknown.items():
            if name in ("id", "user_pool_id") or name in TYPES[instance.kind].computed:
                continue
            value = self._completed(instance, (name,), found.get(name), unknown)
            if value is not None:
                found[name] = value
        return found

    def _completed(
        self,
        instance: Instance,
        path: tuple[str | int, ...],
        value: Any,  # noqa: ANN401
        unknown: object,
    ) -> Any:  # noqa: ANN401 - any JSON
        """Return a value with what stands for its parts that are not known yet."""
        match unknown:
            case True:
                return self._stand_in(instance, path)
            case Mapping():
                given = value if isinstance(value, Mapping) else {}
                return {
                    **given,
                    **{
                        name: it
                        for name, inner in unknown.items()
                        if (it := self._completed(instance, (*path, name), given.get(name), inner))
                        is not None
                    },
                }
            case list() if isinstance(value, list):
                found = [
                    self._completed(instance, (*path, number), item, inner)
                    for number, (item, inner) in enumerate(zip(value, unknown, strict=False))
                ]
                return [*found, *value[len(found) :]]
        return value

    def _stand_in(self, instance: Instance, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401
        here = instance.inside
        for step in path:
            here = here.item(step) if isinstance(step, int) else here.member(step)
        references = self._configuration.references(instance, *path)
        for reference in references:
            if (client := self._named(reference, instance, _CLIENT)) is not None:
                return self._ids[client.place.path]
        if path == ("allowed_oauth_scopes",):
            scopes = [
                scope
                for reference in references
                if (server := self._named(reference, instance, _SERVER)) is not None
                for scope in _scopes(server)
            ]
            if scopes:
                self.report.lost(here, "of its scopes only those of resource servers are known")
                return list(dict.fromkeys(scopes))
        for reference in references:
            # Of what is indexed by `each.key`, a plan names no attribute.
            if reference.attribute.endswith("arn") or (
                not reference.attribute and _is_arn(path) and reference.kind in _WITH_ARNS
            ):
                return self._arn(reference, instance)
        if path[0] == "provider_details" and len(path) > 1:
            self.report.lost(here, f"it is not known before the plan is applied: {_UNKNOWN}")
            return _UNKNOWN
        if self._configuration.is_set(instance, *path):
            self.report.lost(here, "it is not known before the plan is applied")
        return None

    def _arn(self, reference: Reference, by: Instance) -> str:
        """Return an ARN that stands for the one that a resource will have."""
        there = self._named(reference, by, reference.kind)
        values = there.values if there else {}
        name = next((str(values[each]) for each in _NAMES if values.get(each)), reference.name)
        if reference.kind.startswith("aws_lambda_"):
            return physical.function_arn(self._stack, name)
        service, before = _ARNS.get(reference.kind, (reference.kind.split("_")[1], ""))
        region = "" if service == "iam" else self._stack.region
        return f"arn:aws:{service}:{region}:{self._stack.account_id}:{before}{name}"


_UNKNOWN = "known-after-apply"


def _is_arn(path: tuple[str | int, ...]) -> bool:
    """Whether an argument is an ARN."""
    return path[0] == "lambda_config" or str(path[-1]).endswith("arn")


def _is_known(instance: Instance) -> bool:
    """Whether it is known what a resource is: another service makes those that it only manages."""
    return instance.kind != _MANAGED_CLIENT or isinstance(instance.values.get("id"), str)


def _scopes(server: Instance) -> Iterator[str]:
    """Give the scopes of a resource server as clients name them."""
    listed = server.values.get("scope")
    for scope in listed if isinstance(listed, list) else []:
        if isinstance(scope, Mapping):
            yield f"{server.values.get('identifier')}/{scope.get('scope_name')}"
