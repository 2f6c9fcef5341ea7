"""What looks like a seed and is none: what it is instead, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from cognito_emulator.api import spec
from cognito_emulator.seeds.kinds import PARTS, POOL
from cognito_emulator.seeds.places import Place

_SHOWN_WHOLE = "The output of `aws cognito-idp describe-user-pool` can be a seed."
_NOT_YET = f"It is not read yet. {_SHOWN_WHOLE}"


class _Known(NamedTuple):
    """A kind of document that is no seed.

    Attributes:
        name: what it is.
        fits: whether a document is one.
        advice: what to do.

    """

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    advice: str = _NOT_YET


def refuse(place: Place, document: Mapping[str, Any]) -> None:
    """Refuse a document that is known to be no seed.

    Raises:
        SeedError: it is one of those; the message says which, and what to do.

    """
    for known in _DOCUMENTS:
        if known.fits(document):
            raise place.wrong(f"This is {known.name}. {known.advice}")


def refuse_answer(place: Place, document: Mapping[str, Any]) -> None:
    """Refuse an answer of the API that describes no pool by itself.

    Raises:
        SeedError: it is one; the message says of which operation, and where it belongs.

    """
    operation = _operation_of(document)
    if operation is not None:
        command = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
        advice = _ADVICE.get(operation, _SHOWN_WHOLE)
        raise place.wrong(f"This is what {command} prints, and describes no pool. {advice}")


def refuse_text(place: Place, text: str) -> None:
    """Refuse a text that is known to be no seed, where it could not be parsed.

    Raises:
        SeedError: it is one of those; the message says which, and what to do.

    """
    for name, beginning, advice in _TEXTS:
        if beginning.search(text):
            raise place.wrong(f"This is {name}. {advice}") from None


def refuse_bytes(place: Place, raw: bytes) -> None:
    """Refuse a file that is no text, where its first bytes tell what it is.

    Raises:
        SeedError: they do.

    """
    for beginning, name, advice in _BEGINNINGS:
        if raw.startswith(beginning):
            raise place.wrong(f"This is {name}. {advice}")


# --- documents ------------------------------------------------------------------------------------


def _has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda document: all(name in document for name in names)


def _inside(document: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """Return a member that is an object, or an empty one."""
    found = document.get(member)
    return found if isinstance(found, Mapping) else {}


def _is_list_of_names(document: Mapping[str, Any]) -> bool:
    """Whether these are the pools of list-user-pools, of which nothing but names is shown."""
    shown = _members("ListUserPools", "UserPools")
    pools = document.get("UserPools")
    return (
        isinstance(pools, list)
        and bool(pools)
        and all(isinstance(pool, Mapping) and "CreationDate" in pool for pool in pools)
        and all(pool.keys() <= shown for pool in pools)
    )


_DOCUMENTS = (
    _Known(
        "the configuration of the Serverless Framework",
        _has("service", "provider"),
        "`serverless package` makes a template of it that can be a seed:"
        " .serverless/cloudformation-template-update-stack.json.",
    ),
    _Known(
        "a cloud assembly of the AWS CDK",
        _has("version", "artifacts"),
        "The folder that `cdk synth` writes, cdk.out, can be a seed.",
    ),
    _Known(
        "the configuration of an AWS CDK app",
        _has("app", "context"),
        "`cdk synth` writes a template that can be a seed: cdk.out/*.template.json.",
    ),
    _Known("a Pulumi project", _has("name", "runtime")),
    _Known("a stack of Pulumi, as SST has it, too", _has("version", "deployment")),
    _Known(
        "an encrypted state of OpenTofu",
        _has("encrypted_data"),
        "What `tofu show -json` prints can be a seed.",
    ),
    _Known(
        "Terraform's own language",
        lambda it: "aws_cognito_user_pool" in _inside(it, "resource"),
        "What `terraform show -json` prints of a plan or a state can be a seed.",
    ),
    _Known(
        "an Amplify configuration (amplify_outputs.json)",
        lambda document: "user_pool_id" in _inside(document, "auth"),
        f"It names a pool, and says little of it. {_SHOWN_WHOLE}",
    ),
    _Known(
        "an Amplify configuration",
        lambda document: (
            any(
                name in document
                for name in ("aws_user_pools_id", "CognitoUserPool", "aws_project_region")
            )
            or "plugins" in _inside(document, "auth")
        ),
        f"It names a pool, and says little of it. {_SHOWN_WHOLE}",
    ),
    _Known("the state of moto", _has("cognito-idp")),
    _Known(
        "the configuration of cognito-local",
        lambda document: (
            bool(
                {"LambdaClient", "TriggerFunctions", "TokenConfig", "UserPoolDefaults", "KMSConfig"}
                & document.keys()
            )
            and "Options" not in document
        ),
        "Its pools are in the folder db beside it, which can be a seed.",
    ),
    _Known(
        "what list-user-pools prints, which only names pools",
        _is_list_of_names,
        _SHOWN_WHOLE,
    ),
    _Known("a set of public keys (JWKS)", _has("keys"), "A seed describes pools."),
    _Known("a realm of Keycloak", _has("realm"), "A seed is in the words of Amazon Cognito."),
    _Known("a Compose file", _has("services"), "A seed describes pools."),
    _Known(
        "an OpenAPI description",
        lambda it: "openapi" in it or "swagger" in it,
        "A seed describes pools.",
    ),
    _Known("the package.json of a project", _has("name", "version"), "A seed describes pools."),
)

_ADVICE = {
    operation: advice
    for kind in (*(part.kind for part in PARTS.values()), POOL)
    for operation, advice in kind.advice.items()
}
# Of several operations that answer alike, the one that people print.
_PREFERRED, _SHOWING = tuple(_ADVICE), ("Describe", "Get", "List")


def _operation_of(document: Mapping[str, Any]) -> str | None:
    """Return the operation that answers so, if a document is nothing but an answer."""
    members = document.keys() - {"ResponseMetadata"}
    if not members or members & {"PoolName", "Name", "UserPool", "UserPools"}:
        return None
    return next((name for name in _candidates() if members <= _members(name)), None)


def _candidates() -> Iterator[str]:
    yield from _PREFERRED
    yield from sorted(spec.operations(), key=lambda name: not name.startswith(_SHOWING))


def _members(operation: str, listed: str | None = None) -> frozenset[str]:
    """Return the members of an answer, or of what it lists."""
    shape = spec.operation(operation).output
    if shape and listed:
        shape = shape.members[listed].element
    return frozenset(shape.members) if shape else frozenset()


# --- texts and bytes ------------------------------------------------------------------------------

_HCL = re.compile(r'^(resource|data|variable|module|provider) "', re.MULTILINE)
_SCRIPT = re.compile(
    r"^(import |export default |export const |const \w+ = |module\.exports)", re.MULTILINE
)
_IMPORTED = re.compile(r"\A(name|cognito:username|cognito:mfa_enabled),")
_TEXTS = (
    (
        "Terraform's own language",
        _HCL,
        "What `terraform show -json` prints of a plan or a state can be a seed.",
    ),
    ("JavaScript or TypeScript", _SCRIPT, "A seed is JSON or YAML."),
    (
        "the CSV of a user import job",
        _IMPORTED,
        "It is not read yet. Users stand in the list Users of a seed.",
    ),
)
_BEGINNINGS = (
    (
        b"PK\x03\x04",
        "a zip archive",
        "If it is a Terraform plan, what `terraform show -json` prints of it can be a seed.",
    ),
    (b"SQLite format 3\0", "a database of SQLite", "A seed is JSON or YAML."),
    (b"\x1f\x8b", "a compressed file", "A seed is JSON or YAML: decompress it first."),
)
