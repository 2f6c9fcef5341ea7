"""CloudFormation templates, also those that SAM, the CDK and the Serverless Framework write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cognito_emulator import ids
from cognito_emulator.domain.pools.settings import ID_TAG
from cognito_emulator.nearest import nearest
from cognito_emulator.seeds.places import Mistakes, Place, mapping
from cognito_emulator.seeds.stack import Stack
from cognito_emulator.seeds.templates import cognito_resources, physical, sam
from cognito_emulator.seeds.templates.assembling import POOLS, Found, typed
from cognito_emulator.seeds.templates.cognito_resources import TYPES, Members
from cognito_emulator.seeds.templates.intrinsics import NO_VALUE, Resolver
from cognito_emulator.seeds.templates.report import Report

_POOL = "AWS::Cognito::UserPool"
_CLIENT = "AWS::Cognito::UserPoolClient"
_OF_CODE = ("Runtime", "Handler", "CodeUri")


class Resource(NamedTuple):
    """A resource that is deployed: its condition is met.

    Attributes:
        place: of the resource.
        properties: as they are written.
        described: all of it.

    """

    place: Place
    logical_id: str
    kind: str
    properties: Mapping[str, Any]
    described: Mapping[str, Any]

    @property
    def inside(self) -> Place:
        """The place of its properties."""
        return self.place.member("Properties")


class Template:
    """A template with what it is deployed with; see `intrinsics.Surroundings`.

    Attributes:
        root: the place of the template.
        stack: what it is deployed with.
        name: the stack's name.
        resources: those that are deployed, by their logical ids.
        report: what becomes of its members.

    """

    def __init__(
        self, root: Place, document: Mapping[str, Any], stack: Stack, path: Path | None
    ) -> None:
        self.root = root
        self.stack = stack
        self.name = stack.name_for(path)
        self.report = Report()
        self._document = document
        self._parameters = self._section("Parameters")
        self.conditions = self._section("Conditions")
        self.mappings = self._section("Mappings")
        self.resolver = Resolver(root, self)
        self.resources: dict[str, Resource] = {}
        mistakes = Mistakes()
        for logical_id, described in self._section("Resources").items():
            with mistakes:
                self._deploy(logical_id, described)
        mistakes.settle()

    def _section(self, name: str) -> dict[str, Any]:
        given = self._document.get(name)
        return {} if given is None else mapping(self.root.member(name), given)

    def _deploy(self, logical_id: str, described: object) -> None:
        place = self.root.member("Resources").member(logical_id)
        members = mapping(place, described)
        kind = members.get("Type")
        if not isinstance(kind, str):
            raise place.wrong("This has no Type.")
        condition = members.get("Condition")
        if condition is not None and not self.resolver.holds(place.member("Condition"), condition):
            self.report.skipped(place, f"its condition {condition} is not met", kind)
            return
        given = members.get("Properties")
        properties = {} if given is None else mapping(place.member("Properties"), given)
        self.resources[logical_id] = Resource(place, logical_id, kind, properties, members)

    # -- what values refer to ----------------------------------------------------------------------

    @property
    def region(self) -> str:
        """``AWS::Region``."""
        return self.stack.region

    def reference(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what ``Ref`` gives for a name."""
        if name.startswith("AWS::"):
            return self._pseudo(place, name)
        if name in self._parameters:
            return self._parameter(place, name)
        resource = self._resource(place, name)
        with self.resolver.within(place, f"the resource {name}"):
            if resource.kind in TYPES:
                return self._own_reference(resource)
            return physical.name(*self._known(resource))

    def attribute(self, place: Place, name: str, attribute: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what ``Fn::GetAtt`` gives."""
        resource = self._resource(place, name)
        with self.resolver.within(place, f"the resource {name}"):
            if resource.kind not in TYPES:
                known = self._known(resource)
                return physical.attribute(*known[:4], attribute, known[4])
            found = self._attributes(resource)
            if attribute not in found:
                near = nearest(attribute, found)
                raise place.wrong(f"{resource.kind} has no attribute {attribute}; {near}.")
            return found[attribute]

    def imported(self, place: Place, name: str) -> str:
        """Return what another stack exports by a name; a parameter says it."""
        if name in self.stack.parameters:
            return self.stack.parameters[name]
        raise place.wrong(
            f"Another stack exports {name}, and nobody says what it is:"
            f" --parameter {name}=VALUE does."
        )

    def kept_elsewhere(self, place: Place, reference: str) -> str:
        """Return what a dynamic reference stands for; a parameter says it, or it stays."""
        if reference in self.stack.parameters:
            return self.stack.parameters[reference]
        self.report.lost(
            place,
            f"what {{{{resolve:{reference}}}}} stands for is not known, it stays as it is;"
            f" --parameter '{reference}=VALUE' says it",
        )
        return f"{{{{resolve:{reference}}}}}"

    def _pseudo(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON, or NO_VALUE
        region, account = self.stack.region, self.stack.account_id
        known = {
            "AWS::Region": region,
            "AWS::AccountId": account,
            "AWS::StackName": self.name,
            "AWS::StackId": f"arn:aws:cloudformation:{region}:{account}:stack/{self.name}/0",
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NotificationARNs": [],
            "AWS::NoValue": NO_VALUE,
        }
        if name not in known:
            raise place.wrong(f"There is no {name}; {nearest(name, known)}.")
        return known[name]

    def _parameter(self, place: Place, name: str) -> Any:  # noqa: ANN401 - text, or a list
        here = self.root.member("Parameters").member(name)
        described = mapping(here, self._parameters[name])
        kind = str(described.get("Type", "String"))
        is_kept = kind.startswith("AWS::SSM::Parameter::Value")
        if name in self.stack.parameters:
            value: object = self.stack.parameters[name]
        elif "Default" in described and not is_kept:
            value = described["Default"]
        else:
            why = "is kept by SSM" if is_kept else "has no default"
            raise place.wrong(f"The parameter {name} {why}: --parameter {name}=VALUE says it.")
        allowed = described.get("AllowedValues")
        if isinstance(allowed, list) and str(value) not in map(str, allowed):
            raise here.wrong(f"The value {value} is none of {', '.join(map(str, allowed))}.")
        if kind.startswith("List<") or "CommaDelimitedList" in kind or "<List<" in kind:
            return [part.strip() for part in str(value).split(",")]
        return value

    def _resource(self, place: Place, name: str) -> Resource:
        if name in self.resources:
            return self.resources[name]
        if name in self._section("Resources"):
            raise place.wrong(f"The resource {name} is not deployed: its condition is not met.")
        known = [*self.resources, *self._parameters]
        raise place.wrong(f"There is no resource or parameter {name}; {nearest(name, known)}.")

    def _known(self, resource: Resource) -> tuple[Stack, str, str, str, Mapping[str, Any]]:
        """Return what `physical` wants to know of a resource."""
        said = {
            name: self._property(resource, name)
            for name in physical.naming(resource.kind)
            if name in resource.properties
        }
        return self.stack, self.name, resource.kind, resource.logical_id, said

    def _property(self, resource: Resource, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return a resolved property, ``None`` without one."""
        given = resource.properties.get(name)
        found = self.resolver.resolve(resource.inside.member(name), given)
        return None if found is NO_VALUE else found

    # -- user pools --------------------------------------------------------------------------------

    def _own_reference(self, resource: Resource) -> str:
        if resource.kind == _POOL:
            return self._pool_id(resource)
        ref = TYPES[resource.kind].ref
        said = self._property(resource, ref) if ref and resource.kind != _CLIENT else None
        return said if isinstance(said, str) else resource.logical_id

    def _pool_id(self, resource: Resource) -> str:
        tags = resource.properties.get("UserPoolTags")
        if isinstance(tags, Mapping) and ID_TAG in tags:
            here = resource.inside.member("UserPoolTags").member(ID_TAG)
            return self.resolver.text(here, tags[ID_TAG])
        return cognito_resources.pool_id(self.stack.region, resource.logical_id)

    def _attributes(self, resource: Resource) -> Mapping[str, str]:
        own = self._own_reference(resource)
        if resource.kind == _POOL:
            host = f"cognito-idp.{self.stack.region}.amazonaws.com/{own}"
            account = f"{self.stack.region}:{self.stack.account_id}"
            return {
                "Arn": f"arn:aws:cognito-idp:{account}:userpool/{own}",
                "ProviderName": host,
                "ProviderURL": f"https://{host}",
                "UserPoolId": own,
            }
        if resource.kind == _CLIENT:
            name = self._property(resource, "ClientName")
            return {
                "ClientId": own,
                "ClientSecret": ids.client_secret_of(own),
                "Name": name if isinstance(name, str) else own,
            }
        if resource.kind == "AWS::Cognito::UserPoolDomain":
            return {"CloudFrontDistribution": f"{own.partition('.')[0]}.cloudfront.net"}
        return {}

    # -- translation -------------------------------------------------------------------------------

    def found(self) -> Iterator[Found]:
        """Give what belongs to user pools.

        Raises:
            SeedError: some of it cannot be resolved.

        """
        mistakes = Mistakes()
        triggers: sam.Triggers = {}
        with mistakes:
            triggers = sam.triggers(self)
        for resource in self.resources.values():
            if resource.kind in TYPES:
                with mistakes:
                    yield self._translated(resource, triggers.get(resource.logical_id, {}))
            elif resource.kind not in physical.FUNCTIONS:  # of which `functions` tells
                is_lost, sentence = cognito_resources.why_not(resource.kind)
                tell = self.report.lost if is_lost else self.report.skipped
                tell(resource.place, sentence, resource.kind)
        mistakes.settle()

    def _translated(self, resource: Resource, triggers: Mapping[str, str]) -> Found:
        kind = TYPES[resource.kind]
        given = self.properties(resource)
        for name in given:
            self.report.taken(resource.inside.member(name))
        members = Members(resource.inside, resource.logical_id, given, {}, self.report)
        pool_id = self._owner(resource, given)
        if kind.part == POOLS:
            members.given["Id"] = pool_id
            if triggers:
                members.given["LambdaConfig"] = {**given.get("LambdaConfig", {}), **triggers}
        self._translate(kind, members)
        return Found(
            kind.part, pool_id, typed(kind.part, cognito_resources.placed(members)), resource.kind
        )

    def _translate(self, kind: cognito_resources.Type, members: Members) -> None:
        folded = len(self.report.rows)
        kind.translate(members)
        moved = {row.place.path for row in self.report.rows[folded:]}
        self.report.rows[:] = [
            row
            for number, row in enumerate(self.report.rows)
            if number >= folded or row.outcome != "taken" or row.place.path not in moved
        ]

    def properties(self, resource: Resource, *wanted: str) -> dict[str, Any]:
        """Return the properties of a resource, resolved: all of them, or those that are wanted.

        Raises:
            SeedError: some cannot be.

        """
        mistakes, found = Mistakes(), {}
        for name, value in resource.properties.items():
            if wanted and name not in wanted:
                continue
            with mistakes:
                it = self.resolver.resolve(resource.inside.member(name), value)
                if it is not NO_VALUE and it is not None:
                    found[name] = it
        mistakes.settle()
        return found

    def globals_of(self, kind: str) -> dict[str, Any]:
        """Return what SAM's section Globals says of all resources of a type, resolved."""
        place = self.root.member("Globals").member("Function")
        given = self._section("Globals").get("Function")
        if given is None or kind != "AWS::Serverless::Function":
            return {}
        wanted = {name: it for name, it in mapping(place, given).items() if name in _OF_CODE}
        found: dict[str, Any] = self.resolver.resolve(place, wanted)
        return found

    def _owner(self, resource: Resource, given: dict[str, Any]) -> str:
        """Return the id of the pool that a resource is, or names."""
        if resource.kind == _POOL:
            return self._pool_id(resource)
        if not isinstance(owner := given.pop("UserPoolId", None), str):
            raise resource.inside.member("UserPoolId").wrong("This is missing, or no text.")
        return owner
