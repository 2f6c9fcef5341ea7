"""CloudFormation templates, also those that SAM, the CDK and the Serverless Framework write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import ids
from cognito_emulator.domain.clients.settings import id_in_name
from cognito_emulator.domain.pools.settings import ID_TAG
from cognito_emulator.nearest import nearest
from cognito_emulator.seeds.places import Mistakes, Place, SeedError, mapping
from cognito_emulator.seeds.templates import (
    macros,
    nested,
    parameters,
    physical,
    rules,
    sam,
)
from cognito_emulator.seeds.templates.cognito_resources import TYPES, is_custom
from cognito_emulator.seeds.templates.intrinsics import NO_VALUE, Resolver

if TYPE_CHECKING:
    from cognito_emulator.seeds.stack import Stack
    from cognito_emulator.seeds.templates.deployment import Deployment, Given
    from cognito_emulator.seeds.templates.nested import Nesting
    from cognito_emulator.seeds.templates.report import Report

POOL = "AWS::Cognito::UserPool"
"""The type of resource that is a user pool."""

_CLIENT = "AWS::Cognito::UserPoolClient"
_OWN_ID = {
    "AWS::Cognito::ManagedLoginBranding": "ManagedLoginBrandingId",
    "AWS::Cognito::Terms": "TermsId",
}
_ATTACHED = ("AWS::Cognito::UserPoolUICustomizationAttachment",)
_READ = (*TYPES, *physical.FUNCTIONS, *nested.TYPES)  # of others nobody asks the properties


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
        path: of its file, if it stands in one.
        deployment: those that are deployed together with it.
        stack: what they are deployed with.
        name: the stack's name.
        parameters: the section Parameters.
        resources: those that are deployed, by their logical ids.
        report: what becomes of its members.

    """

    def __init__(
        self, given: Given, deployment: Deployment, report: Report, by: Nesting | None = None
    ) -> None:
        self.root, self.path, self.deployment = given.place, given.path, deployment
        self.stack, self.report = deployment.stack, report
        self.name = by.stack_name if by else deployment.stack_name(given)
        self._tool, self._nesting = given.parameters, by
        self._document = given.document
        self._known: dict[tuple[str, str], Any] = {}
        self._ids: dict[str, str] = {}
        self._children: dict[str, Template | None] = {}
        self._exports: dict[str, str] | None = None
        self.resolver = Resolver(self)
        self.parameters = self._section("Parameters")
        self.mappings = self._section("Mappings")
        self.conditions: dict[str, tuple[Place, Any]] = {}  # what a loop goes round may ask for one
        self.resources: dict[str, Resource] = {}
        self._listed: dict[str, tuple[Place, Any]] = {}
        self.conditions = self._expanded("Conditions")
        mistakes = Mistakes()
        with mistakes:
            self._tell_of_macros()
            rules.enforce(self.root.member("Rules"), self._section("Rules"), self.resolver)
        with mistakes:
            parameters.check(self.root.member("Parameters"), self.parameters, self)
        self._listed = self._expanded("Resources")
        for logical_id, (place, described) in self._listed.items():
            with mistakes:
                self._deploy(place, logical_id, described)
        mistakes.settle()

    def _section(self, name: str) -> dict[str, Any]:
        given = self._document.get(name)
        return {} if given is None else mapping(self.root.member(name), given)

    def _expanded(self, name: str) -> dict[str, tuple[Place, Any]]:
        """Return what stands in a section, each with its place, also what loops make of it."""
        found: dict[str, tuple[Place, Any]] = {}
        for called, place, value in self.resolver.members(
            self.root.member(name), self._section(name)
        ):
            if called in found:
                raise place.wrong(f"{called} is there twice.")
            found[called] = (place, value)
        return found

    def _tell_of_macros(self) -> None:
        here = self.root.member("Transform")
        given = self._document.get("Transform")
        for macro in given if isinstance(given, list) else [given]:
            name = macro.get("Name") if isinstance(macro, Mapping) else macro
            if name == macros.INCLUDE:
                raise here.wrong(f"{name} is read where it stands in a section, not for all of it.")
            if isinstance(name, str) and name not in macros.KNOWN:
                self.report.lost(here, macros.why_not(name))

    def _deploy(self, place: Place, logical_id: str, described: object) -> None:
        members = mapping(place, described)
        kind = members.get("Type")
        if not isinstance(kind, str):
            raise place.wrong("This has no Type.")
        condition = members.get("Condition")
        if condition is not None and not self.resolver.holds(place.member("Condition"), condition):
            self.report.skipped(place, f"its condition {condition} is not met", kind)
            return
        given = members.get("Properties")
        inside = place.member("Properties")
        properties = {} if given is None else mapping(inside, given)
        if kind in _READ and any(name.startswith("Fn::") for name in properties):
            made = self.resolver.members(inside, properties)
            properties = {name: value for name, _, value in made}
        resource = Resource(place, logical_id, kind, properties, members)
        self.resources[logical_id] = resource
        if kind in (POOL, _CLIENT):
            self._ids[logical_id] = self._identified(resource)

    def _identified(self, resource: Resource) -> str:
        """Return the id of a pool or a client, which the template does not say."""
        path = self._nesting.path if self._nesting else ""
        before = f"{self.region}_" if resource.kind == POOL else ""
        found, owner = self.deployment.identify(before, f"{path}{resource.logical_id}", self.name)
        if owner != self.name:
            sentence = f"its id is {found}, as the stack {owner} has one of that name"
            self.report.taken(resource.place, sentence)
        return found

    # -- what values refer to ----------------------------------------------------------------------

    @property
    def region(self) -> str:
        """``AWS::Region``."""
        return self.stack.region

    @property
    def under_way(self) -> list[str]:
        """What is being resolved, in all templates."""
        return self.deployment.under_way

    def reference(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what ``Ref`` gives for a name."""
        return self._once(name, "", lambda: self._reference(place, name))

    def attribute(self, place: Place, name: str, attribute: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what ``Fn::GetAtt`` gives."""
        return self._once(name, attribute, lambda: self._attribute(place, name, attribute))

    def _once(self, name: str, attribute: str, find: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Return what was found before; what is referred to twice would double at each step."""
        if (name, attribute) not in self._known:
            self._known[name, attribute] = find()
        return self._known[name, attribute]

    def _reference(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        if name.startswith("AWS::"):
            return self._pseudo(place, name)
        if name in self.parameters:
            with self.resolver.within(place, f"the parameter {name}"):
                return self._parameter(place, name)
        resource = self._resource(place, name)
        with self.resolver.within(place, f"the resource {name}"):
            if resource.kind in TYPES:
                return self._own_reference(resource)
            if resource.kind in nested.TYPES:
                return self._stack_id(f"{self.name}-{name}")
            return physical.name(*self._named(resource))

    def _attribute(self, place: Place, name: str, attribute: str) -> Any:  # noqa: ANN401 - any JSON
        if f"{name}.{attribute}" in self.made_by_sam:  # it is written as one where texts have it
            return self.reference(place, f"{name}.{attribute}")
        resource = self._resource(place, name)
        if resource.kind in nested.TYPES and attribute.startswith(nested.OUTPUTS):
            return self._output_of(place, resource, attribute.removeprefix(nested.OUTPUTS))
        with self.resolver.within(place, f"the resource {name}"):
            if is_custom(resource.kind):
                return self._known_to_function(place, f"{name}.{attribute}")
            if resource.kind not in TYPES:
                known = self._named(resource)
                return physical.attribute(*known[:4], attribute, known[4])
            found = self._attributes(resource)
            if attribute not in found:
                near = nearest(attribute, found)
                raise place.wrong(f"{resource.kind} has no attribute {attribute}; {near}.")
            return found[attribute]

    def _known_to_function(self, place: Place, name: str) -> str:
        """Return an attribute of a custom resource: a parameter says it, or its name stands in."""
        self.deployment.asked.add(name)
        if name not in self.stack.parameters:
            self.report.lost(
                place,
                f"what {name} is, the function of a custom resource knows, and its name stands in"
                f" for it; --parameter {name}=VALUE says it",
            )
        return self.stack.parameters.get(name, name)

    def imported(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what another stack exports by a name; a parameter says it, or its template."""
        return self.deployment.imported(place, name)

    def kept_elsewhere(self, place: Place, reference: str) -> str:
        """Return what a dynamic reference stands for; a parameter says it, or it stays."""
        if (said := self.deployment.kept_elsewhere(reference)) is not None:
            return said
        self.report.lost(
            place,
            f"what {{{{resolve:{reference}}}}} stands for is not known, it stays as it is;"
            f" --parameter '{reference}=VALUE' says it",
        )
        return f"{{{{resolve:{reference}}}}}"

    def transformed(self, place: Place, macro: object) -> Any:  # noqa: ANN401 - any JSON
        """Return what a macro makes: a file that it includes, or `NO_VALUE`."""
        return macros.transformed(self, place, macro)

    def spend(self, place: Place, values: int) -> None:
        """Count values that are written once, and there many times; too many are an error."""
        self.deployment.spend(place, values)

    def _pseudo(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON, or NO_VALUE
        known = {
            "AWS::Region": self.stack.region,
            "AWS::AccountId": self.stack.account_id,
            "AWS::StackName": self.name,
            "AWS::StackId": self._stack_id(self.name),
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NotificationARNs": [],
            "AWS::NoValue": NO_VALUE,
        }
        if name not in known:
            raise place.wrong(f"There is no {name}; {nearest(name, known)}.")
        return known[name]

    def _stack_id(self, name: str) -> str:
        """Return a stack's id, whose last part is a UUID: templates take what is unlike of it."""
        last = ids.sub_of("stack", name)
        return f"arn:aws:cloudformation:{self.region}:{self.stack.account_id}:stack/{name}/{last}"

    def _resource(self, place: Place, name: str) -> Resource:
        if name in self.resources:
            return self.resources[name]
        if name in self.made_by_sam:
            return self.made_by_sam[name]
        if name in self._listed:
            raise place.wrong(f"The resource {name} is not deployed: its condition is not met.")
        known = [*self.resources, *self.made_by_sam, *self.parameters]
        raise place.wrong(f"There is no resource or parameter {name}; {nearest(name, known)}.")

    @cached_property
    def made_by_sam(self) -> Mapping[str, Resource]:
        """The resources that SAM makes of its own, by the names that refer to them."""
        return sam.made(self)

    def _named(self, resource: Resource) -> tuple[Stack, str, str, str, Mapping[str, Any]]:
        """Return what `physical` wants to know of a resource."""
        said = {
            name: self.resolved_property(resource, name)
            for name in physical.naming(resource.kind)
            if name in resource.properties
        }
        return self.stack, self.name, resource.kind, resource.logical_id, said

    def resolved_property(self, resource: Resource, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return a resolved property, ``None`` without one."""
        given = resource.properties.get(name)
        found = self.resolver.resolve(resource.inside.member(name), given)
        return None if found is NO_VALUE else found

    # -- parameters --------------------------------------------------------------------------------

    def _parameter(self, place: Place, name: str) -> Any:  # noqa: ANN401 - text, or a list
        here = self.root.member("Parameters").member(name)
        return parameters.value_of(place, here, name, mapping(here, self.parameters[name]), self)

    def given(self, name: str) -> object | None:
        """Return what a parameter was given: by the stack above, by somebody, or by its tool."""
        if self._nesting is not None:
            return self._nesting.given(name)
        return self.stack.parameters.get(name, self._tool.get(name))

    def is_told(self, name: str) -> bool:
        """Whether it is known what a parameter is, whatever becomes of resources."""
        if self._nesting is not None and name in self._nesting.values:
            return self._nesting.is_plain(name)
        return "Default" in self.parameters[name] or self.given(name) is not None

    def kept(self, reference: str) -> str | None:
        """Return what somebody said of a dynamic reference."""
        return self.deployment.kept_elsewhere(reference)

    def advice(self, name: str) -> str:
        """Say how somebody gives a parameter a value."""
        if self._nesting is not None:
            return f"{self._nesting.place} has to say it among its Parameters"
        return f"--parameter {name}=VALUE says it"

    def not_held(self, place: Place, sentence: str) -> None:
        """Say of which constraint parameters are not held against it, and why."""
        self.report.skipped(place, sentence)

    # -- stacks in it, and others ------------------------------------------------------------------

    def with_nested(self) -> Iterator[Template]:
        """Give the template and those that are nested in it, all the way down."""
        yield self
        for resource in self.resources.values():
            if (child := self.nested(resource)) is not None:
                yield from child.with_nested()

    def nested(self, resource: Resource) -> Template | None:
        """Return the template of a nested stack; ``None`` where that is not here, or is none."""
        if resource.kind not in nested.TYPES:
            return None
        if resource.logical_id not in self._children:
            with self.resolver.within(resource.place, f"the stack {resource.logical_id}"):
                self._children[resource.logical_id] = nested.opened(self, resource, self._nesting)
        return self._children[resource.logical_id]

    def _output_of(self, place: Place, resource: Resource, name: str) -> Any:  # noqa: ANN401
        """Return an output of a nested stack."""
        said = f"{resource.logical_id}.{nested.OUTPUTS}{name}"
        self.deployment.asked.add(said)
        child = self.nested(resource)
        if child is not None:
            return child.output(place, name)
        if said in self.stack.parameters:
            return self.stack.parameters[said]
        raise place.wrong(
            f"The stack {resource.logical_id} is not here, and nobody says what {name} is:"
            f" --parameter {said}=VALUE does."
        )

    @cached_property
    def _outputs(self) -> dict[str, tuple[Place, Any]]:
        return self._expanded("Outputs")

    def output(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what the template puts out by a name.

        Raises:
            SeedError: nothing, or it cannot be resolved.

        """
        if name not in self._outputs:
            near = nearest(name, self._outputs)
            raise place.wrong(f"The stack {self.name} has no output {name}; {near}.")
        here, described = self._outputs[name]
        with self.resolver.within(here, f"the output {name}"):
            return self._once(
                f"Outputs.{name}",
                "Value",
                lambda: self.resolver.resolve(
                    here.member("Value"), mapping(here, described).get("Value")
                ),
            )

    def exports(self) -> Mapping[str, str]:
        """Return what it exports: the names of outputs, by the names that others import.

        What cannot be resolved is left out: who imports it is told that nobody exports it.
        """
        if self._exports is None:
            self._exports = {}
            for name, (here, described) in self._outputs.items():
                with suppress(SeedError):
                    if (exported := self._export(here, described)) is not None:
                        self._exports[exported] = name
        return self._exports

    def _export(self, place: Place, described: object) -> str | None:
        output = mapping(place, described)
        export = output.get("Export")
        condition = output.get("Condition")
        if not isinstance(export, Mapping) or (
            condition is not None and not self.resolver.holds(place, condition)
        ):
            return None
        return self.resolver.text(place.member("Export").member("Name"), export.get("Name"))

    # -- user pools --------------------------------------------------------------------------------

    def _own_reference(self, resource: Resource) -> str:
        if resource.kind == POOL:
            return self._pool_id(resource)
        ref = TYPES[resource.kind].ref
        if resource.kind == _CLIENT:
            return self.own_id(resource)
        if resource.kind in _ATTACHED:  # its Ref names what it is attached to (documented)
            to = [
                str(self.resolved_property(resource, each)) for each in ("UserPoolId", "ClientId")
            ]
            return "-".join((resource.kind.rpartition("::")[2], *to))
        said = self.resolved_property(resource, ref) if ref else None
        return said if isinstance(said, str) else resource.logical_id

    def own_id(self, resource: Resource) -> str:
        """Return the id of a pool or a client, that it wishes itself; of others the logical id."""
        if resource.kind == POOL:
            return self._pool_id(resource)
        named = self.resolved_property(resource, "ClientName") if resource.kind == _CLIENT else None
        wished = id_in_name(named) if isinstance(named, str) else None
        return wished or self._ids.get(resource.logical_id, resource.logical_id)

    def _pool_id(self, resource: Resource) -> str:
        tags = resource.properties.get("UserPoolTags")
        if isinstance(tags, Mapping) and ID_TAG in tags:
            here = resource.inside.member("UserPoolTags").member(ID_TAG)
            return self.resolver.text(here, tags[ID_TAG])
        return self._ids[resource.logical_id]

    def _attributes(self, resource: Resource) -> Mapping[str, str]:
        own = self._own_reference(resource)
        if resource.kind == POOL:
            host = f"cognito-idp.{self.stack.region}.amazonaws.com/{own}"
            account = f"{self.stack.region}:{self.stack.account_id}"
            return {
                "Arn": f"arn:aws:cognito-idp:{account}:userpool/{own}",
                "ProviderName": host,
                "ProviderURL": f"https://{host}",
                "UserPoolId": own,
            }
        if resource.kind == _CLIENT:
            name = self.resolved_property(resource, "ClientName")
            return {
                "ClientId": own,
                "ClientSecret": ids.client_secret_of(own),
                "Name": name if isinstance(name, str) else own,
            }
        if resource.kind == "AWS::Cognito::UserPoolDomain":
            return {"CloudFrontDistribution": f"{own.partition('.')[0]}.cloudfront.net"}
        name = _OWN_ID.get(resource.kind)
        return {} if name is None else {name: own}

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

    def globals_of(self, kind: str) -> tuple[Place, Mapping[str, Any]]:
        """Return the properties that SAM's section Globals gives to a type, and their place."""
        place = self.root.member("Globals").member("Function")
        given = self._section("Globals").get("Function")
        is_meant = given is not None and kind == "AWS::Serverless::Function"
        return place, mapping(place, given) if is_meant else {}
