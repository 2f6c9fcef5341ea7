"""What the objects that fixtures give offer, from their classes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from pytest_cognito_emulator.api.bad_tokens import BadToken, BadTokens
from pytest_cognito_emulator.api.challenges import ChallengeRequired
from pytest_cognito_emulator.api.clients import CognitoClient
from pytest_cognito_emulator.api.clock import CognitoClock
from pytest_cognito_emulator.api.cognito import Cognito
from pytest_cognito_emulator.api.evidence import Evidence
from pytest_cognito_emulator.api.factory import MakeCognitoUser
from pytest_cognito_emulator.api.facts import Facts
from pytest_cognito_emulator.api.providers import CognitoPerson, CognitoProvider, Providers
from pytest_cognito_emulator.api.redirects import Redirect
from pytest_cognito_emulator.api.resource_servers import ResourceServer
from pytest_cognito_emulator.api.snapshot import CognitoSnapshot
from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens
from pytest_cognito_emulator.api.user import CognitoUser
from pytest_cognito_emulator.api.users import Groups, Users
from pytest_cognito_emulator.fronts.function import FrontedFunction
from pytest_cognito_emulator.fronts.http_api import CognitoHttpApi
from pytest_cognito_emulator.fronts.rest_api import CognitoRestApi
from pytest_cognito_emulator.fronts.result import FrontResult
from pytest_cognito_emulator.fronts.sending import Sending
from tools.reference.docstrings import Docstring, docstring
from tools.reference.markdown import code, sentence, table
from tools.reference.regions import region

#: Classes by the names of their regions.
_CLASSES: Mapping[str, type] = {
    "cognito-facts": Facts,
    "cognito-evidence": Evidence,
    "cognito-control": Cognito,
    "cognito-user": CognitoUser,
    "cognito-users": Users,
    "cognito-groups": Groups,
    "cognito-tokens": CognitoTokens,
    "redirect": Redirect,
    "machine-tokens": MachineTokens,
    "resource-server": ResourceServer,
    "cognito-snapshot": CognitoSnapshot,
    "cognito-provider-members": CognitoProvider,
    "cognito-person": CognitoPerson,
    "cognito-client": CognitoClient,
    "cognito-clock": CognitoClock,
    "challenge-required": ChallengeRequired,
    "bad-token": BadToken,
    "fronted-function": FrontedFunction,
    "sending": Sending,
    "front-result": FrontResult,
}
#: Objects that are called themselves.
_CALLED: Mapping[str, tuple[str, type]] = {
    "make-cognito-user": ("make_cognito_user", MakeCognitoUser),
    "bad-tokens": ("cognito.bad_tokens", BadTokens),
    "cognito-rest-api": ("cognito_rest_api", CognitoRestApi),
    "cognito-http-api": ("cognito_http_api", CognitoHttpApi),
    "cognito-provider": ("cognito.provider", Providers),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A public member of a class.

    Attributes:
        signature: of a method, which stands behind its name; empty for all else.

    """

    name: str
    doc: Docstring
    signature: inspect.Signature | None = None

    @property
    def shown(self) -> str:
        """How it is used."""
        return f".{self.name}" if self.signature is None else f".{self.name}{_call(self.signature)}"


def _members_of(owner: type) -> str:
    """Return a row for each member, and a table for the arguments of each that has some."""
    found = list(_found(owner))
    rows = ((code(it.shown), sentence(it.doc.what), _raises(it.doc)) for it in found)
    return table(("Member", "What it is", "Raises"), rows) + "".join(
        f"\nArguments of {code('.' + it.name + '()')}:\n\n{arguments(it.signature, it.doc)}"
        for it in found
        if it.signature and it.doc.arguments
    )


def _call_of(name: str, owner: type) -> str:
    """Return what an object is called with."""
    call = vars(owner)["__call__"]
    signature, doc = inspect.signature(call), docstring(call)
    head = f"`{name}{_call(_unbound(signature))}`: {sentence(doc.what)}"
    raises = f"\nRaises: {_raises(doc)}\n" if doc.errors else ""
    return f"{head}\n\n{arguments(signature, doc)}{raises}"


def _found(owner: type) -> Iterator[Member]:
    of_class = docstring(owner)
    own = {
        name: value
        for name, value in vars(owner).items()
        if not name.startswith("_") and (callable(value) or isinstance(value, property))
    }
    inherited = {name for base in _bases(owner) for name in docstring(base).attributes}
    for name, text in of_class.attributes.items():
        if name not in own and name not in inherited:
            yield Member(name, Docstring(text, {}, {}, {}))
    for name, value in own.items():
        yield Member(name, docstring(value), _signature(value))


def _bases(owner: type) -> list[type]:
    """Return the classes of the plugin that a class inherits from."""
    return [base for base in owner.__mro__[1:] if base.__module__.startswith("pytest_cognito")]


def _signature(value: object) -> inspect.Signature | None:
    return _unbound(inspect.signature(value)) if callable(value) else None


def _unbound(signature: inspect.Signature) -> inspect.Signature:
    """Return a method's signature without ``self``."""
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _call(signature: inspect.Signature) -> str:
    """Return a signature without its types."""
    untyped = [
        each.replace(
            annotation=inspect.Parameter.empty,
            default=each.default if _is_value(each.default) else ...,
        )
        for each in signature.parameters.values()
    ]
    shown = signature.replace(parameters=untyped, return_annotation=inspect.Signature.empty)
    return str(shown).replace("Ellipsis", "...")


def _is_value(default: object) -> bool:
    """Whether a default is a value, or nothing at all; others only tell that nothing was said."""
    return default is inspect.Parameter.empty or isinstance(
        default, str | int | float | tuple | None
    )


_STARS: Mapping[object, str] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}


def arguments(signature: inspect.Signature, doc: Docstring) -> str:
    """Return a row for each argument that is described.

    Raises:
        ValueError: a description is of no argument.

    """
    if unknown := doc.arguments.keys() - signature.parameters.keys():
        raise ValueError(f"no arguments: {sorted(unknown)}")
    return table(
        ("Argument", "Type", "Default", "What it is"),
        (
            (
                code(_STARS.get(parameter.kind, "") + name),
                _type(parameter),
                _default(parameter),
                sentence(doc.arguments[name]),
            )
            for name, parameter in signature.parameters.items()
            if name in doc.arguments
        ),
    )


def _type(parameter: inspect.Parameter) -> str:
    return code(str(parameter.annotation))


def _default(parameter: inspect.Parameter) -> str:
    if parameter.kind in _STARS:
        return ""
    if parameter.default is inspect.Parameter.empty:
        return "needed"
    return code(repr(parameter.default)) if _is_value(parameter.default) else ""


def _raises(doc: Docstring) -> str:
    return " ".join(f"{code(name)}: {text}" for name, text in doc.errors.items())


for _name, _class in _CLASSES.items():
    region(_name)(partial(_members_of, _class))
for _name, (_shown, _class) in _CALLED.items():
    region(_name)(partial(_call_of, _shown, _class))
