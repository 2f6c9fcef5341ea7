"""Reading a pool: what answers show of it can stand in a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from cognito_emulator.pulling.aws import AwsError
from cognito_emulator.seeds import vocabulary
from cognito_emulator.seeds.kinds import PARTS, POOL
from cognito_emulator.seeds.values import in_base64

if TYPE_CHECKING:
    from cognito_emulator.pulling.anonymous import Anonymous
    from cognito_emulator.pulling.journal import Journal
    from cognito_emulator.seeds.kind import Kind

People = Literal["none", "anonymous", "real"]
"""Whom to take of a pool."""

_PAGE = 60  # the most that the service lists at once (documented)
# Nothing there, or no such thing in the pool's tier, or in this release of boto3.
_NOT_THERE = (
    "ResourceNotFoundException",
    "FeatureUnavailableInTierException",
    "UnknownOperationException",
)
_CANNOT_BE_READ = (
    "Passwords, secrets of authenticator apps, devices, passkeys and second factors of users cannot"
    " be read: they stay at AWS."
)


class Service(Protocol):
    """What answers calls; see `aws.Aws`."""

    def call(self, operation: str, **request: object) -> dict[str, Any]:
        """Return an answer."""


class Pull(NamedTuple):
    """What is wanted of a pool.

    Attributes:
        people: whom.
        password: that users get who have one, as the real ones cannot be read.
        anonymous: makes somebody else of each user, where they are to be anonymous.
        progress: is told how many users were read, and of about how many.

    """

    pool_id: str
    people: People
    password: str | None
    anonymous: Anonymous
    progress: Callable[[int, int], None]


def pull(aws: Service, wanted: Pull, journal: Journal) -> tuple[dict[str, Any], list[str]]:
    """Return the seed of a pool, and what whoever has it has to know.

    Raises:
        AwsError: the service refuses.

    """
    reader = _Reader(aws, wanted, journal)
    seed = reader.pool()
    notes = [] if wanted.people == "none" else [_CANNOT_BE_READ]
    return seed, [*reader.notes, *notes]


class _Reader:
    def __init__(self, aws: Service, wanted: Pull, journal: Journal) -> None:
        self._aws = aws
        self._wanted = wanted
        self._journal = journal
        self.notes: list[str] = []

    def pool(self) -> dict[str, Any]:
        """Return the whole pool."""
        shown = self._step("DescribeUserPool")["UserPool"]
        sessions = self._if_any("GetUserPoolSessionConfiguration")
        seed = _writable(POOL, {**shown, **self._step("GetUserPoolMfaConfig"), **sessions})
        seed = {"Name": shown["Name"], "Id": self._wanted.pool_id, **seed}
        clients = list(self._clients())
        lists = {
            "Domain": list(self._domains(shown)),
            "IdentityProviders": list(
                self._described("ListIdentityProviders", "Providers", "IdentityProvider")
            ),
            "ResourceServers": list(self._listed("ListResourceServers", "ResourceServers")),
            "Groups": list(self._listed("ListGroups", "Groups", "Limit")),
            "Clients": clients,
            "ManagedLoginBrandings": list(self._styles(clients)),
            "UICustomizations": list(self._looks(clients)),
            "Terms": list(self._terms()),
        }
        if self._wanted.people != "none":
            lists["Users"] = self._users(lists["Groups"], int(shown.get(_ABOUT, 0)))
        for name, listed in lists.items():
            if listed:
                seed[name] = [_writable(PARTS[name].kind, each) for each in listed]
        return seed

    # -- calls -------------------------------------------------------------------------------------

    def _step(self, operation: str, **request: object) -> Any:  # noqa: ANN401 - an answer
        """Return an answer, from the journal if it is there."""
        about = ",".join(f"{name}={value}" for name, value in request.items())
        return self._journal.step(
            f"{operation}({about})", lambda: _plain(self._call(operation, **request))
        )

    def _call(self, operation: str, **request: object) -> dict[str, Any]:
        return self._aws.call(operation, UserPoolId=self._wanted.pool_id, **request)

    def _listed(
        self, operation: str, member: str, size: str = "MaxResults", **request: object
    ) -> Iterator[dict[str, Any]]:
        """Give the items of all pages."""
        token: dict[str, object] = {}
        while True:
            limit = 50 if operation == "ListResourceServers" else _PAGE  # its own (documented)
            answer = self._step(operation, **request, **{size: limit}, **token)
            yield from answer.get(member, [])
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}

    def _described(self, listing: str, member: str, shown: str) -> Iterator[dict[str, Any]]:
        for each in self._listed(listing, member):
            name = each["ProviderName"]
            yield self._step("DescribeIdentityProvider", ProviderName=name)[shown]

    def _clients(self) -> Iterator[dict[str, Any]]:
        for each in self._listed("ListUserPoolClients", "UserPoolClients"):
            client_id = each["ClientId"]
            answer = self._step("DescribeUserPoolClient", ClientId=client_id)
            session = self._if_any("GetUserPoolClientSessionConfiguration", ClientId=client_id)
            yield {**answer["UserPoolClient"], **session}

    def _domains(self, pool: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for member in ("Domain", "CustomDomain"):
            if domain := pool.get(member):
                found = self._journal.step(f"domain {domain}", partial(self._domain, domain))
                yield found["DomainDescription"]

    def _domain(self, domain: str) -> Any:  # noqa: ANN401 - an answer
        return _plain(self._aws.call("DescribeUserPoolDomain", Domain=domain))

    def _styles(self, clients: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for client in clients:
            client_id = client["ClientId"]
            style = self._if_any("DescribeManagedLoginBrandingByClient", ClientId=client_id)
            if found := style.get("ManagedLoginBranding"):
                if "Settings" in found:
                    found.pop("UseCognitoProvidedValues", None)
                yield {**found, "ClientId": client_id}

    def _terms(self) -> Iterator[dict[str, Any]]:
        for each in self._if_any("ListTerms", MaxResults=_PAGE).get("Terms", []):
            yield self._step("DescribeTerms", TermsId=each["TermsId"])["Terms"]

    def _looks(self, clients: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for client_id in ("ALL", *(each["ClientId"] for each in clients)):
            look = self._if_any("GetUICustomization", ClientId=client_id)
            shown = look.get("UICustomization", {})
            # A client without a look of its own is shown that of all (documented).
            if shown.get("CSS") and shown.get("ClientId", client_id) == client_id:
                yield {**shown, "ClientId": client_id}
                if url := shown.get("ImageUrl"):
                    self.notes.append(f"The logo of {client_id} is no part of the seed: {url}")

    def _if_any(self, operation: str, **request: object) -> dict[str, Any]:
        """Return an answer; an empty one where there is nothing, or the tier has no such thing."""

        def asked() -> Any:  # noqa: ANN401 - an answer
            try:
                return _plain(self._call(operation, **request))
            except AwsError as refusal:
                if refusal.code in _NOT_THERE:
                    return {}
                raise

        about = ",".join(f"{name}={value}" for name, value in request.items())
        found: dict[str, Any] = self._journal.step(f"{operation}({about})", asked)
        return found

    # -- users -------------------------------------------------------------------------------------

    def _users(self, groups: list[dict[str, Any]], about: int) -> list[dict[str, Any]]:
        """Return all users, each with the groups."""
        pages: list[dict[str, Any]] = []
        token: str | None = None
        number = 0
        while True:
            page = self._journal.step(f"users {len(pages)}", partial(self._page, token, number))
            pages.append(page)
            number += len(page["users"])
            self._wanted.progress(number, max(about, number))
            token = page["next"]
            if token is None:
                break
        users = [user for page in pages for user in page["users"]]
        return self._in_groups(users, groups)

    def _page(self, token: str | None, first: int) -> dict[str, Any]:
        """Return a page of users as they will stand in the seed, and where the next one begins."""
        more = {} if token is None else {"PaginationToken": token}
        answer = self._call("ListUsers", Limit=_PAGE, **more)
        users = [
            self._described_user(first + place, user)
            for place, user in enumerate(answer.get("Users", []))
        ]
        return {"users": users, "next": answer.get("PaginationToken")}

    def _described_user(self, number: int, user: Mapping[str, Any]) -> dict[str, Any]:
        given = {each["Name"]: each.get("Value", "") for each in user.get("Attributes", [])}
        status = user.get("UserStatus", "CONFIRMED")
        described: dict[str, Any] = {
            "Username": user["Username"],
            "UserStatus": status,
            "Enabled": user.get("Enabled", True),
            "UserAttributes": given,
            "Unchecked": True,  # it is there, whatever the pool would take today
            "Key": self._key(number, given.get("sub", user["Username"])),
        }
        if self._wanted.password is not None and status != "EXTERNAL_PROVIDER":
            temporary = status == "FORCE_CHANGE_PASSWORD"
            described["TemporaryPassword" if temporary else "Password"] = self._wanted.password
        if self._wanted.people == "anonymous":
            return self._wanted.anonymous.user(number, described)
        return described

    def _key(self, number: int, sub: str) -> str:
        """Return what a user is found by among the members of groups.

        Of a real one the ``sub`` stays in the journal; of an invented one a digest that does not
        lead back to it without the seed.
        """
        if self._wanted.people == "real":
            return sub
        return self._wanted.anonymous.digest(sub) or str(number)

    def _in_groups(
        self, users: list[dict[str, Any]], groups: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        joined: dict[str, list[str]] = {}
        for group in groups:
            name = group["GroupName"]
            for key in self._journal.step(f"members of {name}", partial(self._members, name)):
                joined.setdefault(key, []).append(name)
        found = []
        for user in users:
            rest = {name: value for name, value in user.items() if name != "Key"}
            names = joined.get(user["Key"], [])
            found.append({**rest, "Groups": names} if names else rest)
        return found

    def _members(self, group: str) -> list[str]:
        keys: list[str] = []
        token: dict[str, object] = {}
        while True:
            answer = self._call("ListUsersInGroup", GroupName=group, Limit=_PAGE, **token)
            for user in answer.get("Users", []):
                given = {each["Name"]: each.get("Value") for each in user.get("Attributes", [])}
                keys.append(self._key(0, str(given.get("sub", user["Username"]))))
            if not answer.get("NextToken"):
                return keys
            token = {"NextToken": answer["NextToken"]}


_ABOUT = "EstimatedNumberOfUsers"


def _writable(kind: Kind, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return those members of an answer that a seed can have, by the names that they have there."""
    valid = vocabulary.words(kind).valid
    return {
        name: value
        for name, value in shown.items()
        if name in valid and value not in (None, "", [], {})
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - as boto3 has it
    """Return an answer as JSON has it: dates, which no seed has, as text; bytes in base64."""
    match value:
        case Mapping():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case None | str() | bool() | int() | float():
            return value
        case bytes():
            return in_base64(value)
        case _:
            return str(value)
