"""Reading a pool: what answers show of it can stand in a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.pulling.aws import AwsError
from cognito_emulator.pulling.reader import Reader, Service, needed
from cognito_emulator.pulling.users import PAGE, Pull, Users
from cognito_emulator.seeds import vocabulary
from cognito_emulator.seeds.kinds import PARTS, POOL

if TYPE_CHECKING:
    from cognito_emulator.pulling.journal import Journal
    from cognito_emulator.seeds.kind import Kind

_SIZE = ("MaxResults", PAGE)
_SERVERS = ("MaxResults", 50)  # the most that it takes (documented)
_ABOUT = "EstimatedNumberOfUsers"


def pull(aws: Service, wanted: Pull, journal: Journal) -> tuple[dict[str, Any], list[str]]:
    """Return the seed of a pool, and what whoever has it has to know.

    Raises:
        AwsError: the service refuses, or the pool was deleted meanwhile.
        OSError: the journal cannot be written.

    """
    pool = _Pool(Reader(aws, wanted.pool_id, journal), wanted)
    return pool.seed(), pool.notes


class _Pool:
    def __init__(self, reader: Reader, wanted: Pull) -> None:
        self._reader = reader
        self._wanted = wanted
        self._logos: list[str] = []
        self._changes: list[str] = []
        self._people: list[str] = []
        self._unknown: dict[str, None] = {}  # in their order

    @property
    def notes(self) -> list[str]:
        return [
            *self._logos,
            *self._reader.left_out,
            *self._unread(),
            *self._changes,
            *self._people,
        ]

    def _unread(self) -> Iterator[str]:
        """Say what answers show that this release has no word for: boto3 may be newer."""
        if self._unknown:
            yield f"This release does not know, and leaves out: {', '.join(self._unknown)}."

    def seed(self) -> dict[str, Any]:
        """Return the whole pool."""
        reader = self._reader
        shown = _described(reader.required("DescribeUserPool"))
        mfa = reader.if_any("GetUserPoolMfaConfig")
        sessions = reader.if_any("GetUserPoolSessionConfiguration")
        name = needed("DescribeUserPool", shown, "Name")
        seed = {
            "Name": name,
            "Id": self._wanted.pool_id,
            **self._writable(POOL, {**shown, **mfa, **sessions}),
        }
        clients = list(self._clients())
        lists: dict[str, list[dict[str, Any]]] = {
            "Domain": list(self._domains(shown)),
            "IdentityProviders": list(self._providers()),
            "ResourceServers": reader.listed(
                "ListResourceServers", "ResourceServers", size=_SERVERS
            ),
            "Groups": reader.listed("ListGroups", "Groups", size=("Limit", PAGE)),
            "Clients": clients,
            "ManagedLoginBrandings": list(self._styles(clients)),
            "UICustomizations": list(self._looks(clients)),
            "Terms": list(self._terms()),
        }
        if self._wanted.people != "none":
            users = Users(reader, self._wanted, shown.get("UsernameAttributes", []))
            lists["Users"] = users.read(lists["Groups"], int(shown.get(_ABOUT, 0)))
            self._people = users.notes
        self._look_again(shown)
        for part, listed in lists.items():
            if listed:
                seed[part] = [self._writable(PARTS[part].kind, each) for each in listed]
        return seed

    def _writable(self, kind: Kind, shown: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of an answer that a seed can have, by the names that they have there.

        What a seed cannot say, as it follows from other things, is left out without a word.
        """
        words = vocabulary.words(kind)
        said = {name: value for name, value in shown.items() if value not in (None, "", [], {})}
        unknown = said.keys() - words.valid - words.read_only
        self._unknown |= {f"{kind.wrapper}.{name}": None for name in said if name in unknown}
        return {name: value for name, value in said.items() if name in words.valid}

    def _look_again(self, before: Mapping[str, Any]) -> None:
        """Note that a pool has changed while it was read, which may have taken hours.

        Raises:
            AwsError: it was deleted.

        """
        after = _described(self._reader.call("DescribeUserPool"))
        if after.get("LastModifiedDate") != before.get("LastModifiedDate"):
            self._changes.append(
                "The pool was changed while it was read: pull it again to have it as it is."
            )

    # -- lists -------------------------------------------------------------------------------------

    def _providers(self) -> Iterator[dict[str, Any]]:
        for each in self._reader.listed("ListIdentityProviders", "Providers", size=_SIZE):
            name = needed("ListIdentityProviders", each, "ProviderName")
            found = self._reader.if_any("DescribeIdentityProvider", ProviderName=name)
            if shown := found.get("IdentityProvider"):
                yield shown

    def _clients(self) -> Iterator[dict[str, Any]]:
        for each in self._reader.listed("ListUserPoolClients", "UserPoolClients", size=_SIZE):
            client_id = needed("ListUserPoolClients", each, "ClientId")
            found = self._reader.if_any("DescribeUserPoolClient", ClientId=client_id)
            if shown := found.get("UserPoolClient"):
                configured = "GetUserPoolClientSessionConfiguration"
                yield {**shown, **self._reader.if_any(configured, ClientId=client_id)}

    def _domains(self, pool: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for member in ("Domain", "CustomDomain"):
            if (domain := pool.get(member)) and (described := self._reader.domain(domain)):
                yield described

    def _styles(self, clients: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for client in clients:
            client_id = client["ClientId"]
            style = self._reader.if_any("DescribeManagedLoginBrandingByClient", ClientId=client_id)
            if found := style.get("ManagedLoginBranding"):
                if "Settings" in found:
                    found = {n: it for n, it in found.items() if n != "UseCognitoProvidedValues"}
                yield {**found, "ClientId": client_id}

    def _terms(self) -> Iterator[dict[str, Any]]:
        for each in self._reader.listed("ListTerms", "Terms", size=_SIZE):
            terms_id = needed("ListTerms", each, "TermsId")
            if shown := self._reader.if_any("DescribeTerms", TermsId=terms_id).get("Terms"):
                yield shown

    def _looks(self, clients: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for client_id in ("ALL", *(each["ClientId"] for each in clients)):
            look = self._reader.if_any("GetUICustomization", ClientId=client_id)
            shown = look.get("UICustomization", {})
            # A client without a look of its own is shown that of all (documented).
            if shown.get("CSS") and shown.get("ClientId", client_id) == client_id:
                yield {**shown, "ClientId": client_id}
                if url := shown.get("ImageUrl"):
                    self._logos.append(f"The logo of {client_id} is no part of the seed: {url}")


def _described(answer: Mapping[str, Any]) -> dict[str, Any]:
    shown = needed("DescribeUserPool", answer, "UserPool")
    if not isinstance(shown, dict):
        raise AwsError("", "DescribeUserPool: the answer describes no pool")
    return shown
