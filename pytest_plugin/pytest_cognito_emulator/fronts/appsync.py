"""``cognito_appsync``: a resolver, or a handler of channels, behind AppSync."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack, cast

from cognito_emulator.control.minting import Wish
from cognito_emulator.fronts.appsync import identity, selections
from cognito_emulator.fronts.appsync.authorization import DefaultAction, UserPoolConfig
from cognito_emulator.fronts.appsync.channels import EventApi
from cognito_emulator.fronts.appsync.graphql import Field, GraphQLApi
from cognito_emulator.hints import elsewhere
from cognito_emulator.lambdas.in_process import in_process
from pytest_cognito_emulator.api.bad_tokens import BadToken
from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens, Use
from pytest_cognito_emulator.fronts import givens
from pytest_cognito_emulator.fronts.function import FrontedFunction
from pytest_cognito_emulator.fronts.result import FrontResult
from pytest_cognito_emulator.fronts.sending import KNOWN, Habit, Sending
from pytest_cognito_emulator.hints import APPSYNC, RESOLVER
from pytest_cognito_emulator.names import checked_choice, checked_keywords, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.fronts.front import Front
    from cognito_emulator.lambdas import Function
    from pytest_cognito_emulator.api.cognito import Cognito
    from pytest_cognito_emulator.api.user import CognitoUser

_GRAPHQL, _EVENTS = "/graphql", "/event"
#: The address of who asks in this process.
LOCAL = "127.0.0.1"


@dataclass(frozen=True, slots=True, repr=False)
class GraphQLResult(FrontResult):
    """What came of a field that was asked for."""

    @property
    def data(self) -> Any:  # noqa: ANN401 - any JSON
        """``data`` of the answer: the field's value by its name; ``None`` if there is none."""
        return self.json().get("data")

    @property
    def errors(self) -> list[dict[str, Any]]:
        """``errors`` of the answer; empty if there are none."""
        found: list[dict[str, Any]] = self.json().get("errors", [])
        return found


class CognitoAppSync:
    """What ``cognito_appsync`` is: call it with a function to have it behind AppSync.

    What needs no function is here, too.
    """

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, APPSYNC)

    @naming("cognito_appsync")
    def __call__(
        self,
        handler: Callable[..., Any],
        groups: Iterable[str] | str | None = None,
        type: str = "Query",  # noqa: A002 - GraphQL's word
        *,
        default_action: DefaultAction = "ALLOW",
        app_id_client_regex: str | None = None,
    ) -> AppSync:
        """Return a function behind AppSync.

        Args:
            handler: the function: of an event, or of an event and a context. It resolves fields,
                or handles what is published and subscribed to at channels.
            groups: ``cognito_groups`` of the field's directive: users of other groups do not get
                it. By default everybody does.
            type: the type that has the field: ``Query``, ``Mutation``, ``Subscription`` or another.
            default_action: defaultAction of UserPoolConfig: ``DENY`` keeps everybody from fields
                without groups.
            app_id_client_regex: appIdClientRegex: which app clients' tokens are taken.

        Raises:
            ValueError: there is no such action, or the regular expression cannot be read.

        """
        wanted = None if groups is None else tuple(texts("groups", groups))
        config = UserPoolConfig(
            default_action=default_action, app_id_client_regex=app_id_client_regex
        )
        return AppSync(self._cognito, in_process(handler), config, wanted, type)

    @naming()
    def identity(self, user: CognitoUser, *, use: Use = "id") -> dict[str, Any]:
        """Return ``identity`` of an event: who asks.

        >>> handler({"identity": cognito_appsync.identity(cognito_user), ...})

        Args:
            user: who asks.
            use: with which token: ``id`` or ``access``.

        """
        return _identity(user, use)

    def event(
        self,
        field: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        type: str = "Query",  # noqa: A002 - GraphQL's word
        fields: Iterable[str] = (),
        source: Mapping[str, Any] | None = None,
        **how: Unpack[Sending],
    ) -> dict[str, Any]:
        """Return the event that a resolver gets; see `AppSync.event`."""
        nobody = AppSync(self._cognito, in_process(_nobody), UserPoolConfig(), None, type)
        return nobody.event(field, arguments, fields=fields, source=source, **how)


class AppSync:
    """A function behind AppSync."""

    def __init__(
        self,
        cognito: Cognito,
        function: Function,
        config: UserPoolConfig,
        groups: tuple[str, ...] | None,
        parent_type: str,
    ) -> None:
        self._cognito = cognito
        self._function = function
        self._config = config
        self._groups = groups
        self._parent_type = parent_type

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, RESOLVER)

    def query(
        self,
        field: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        fields: Iterable[str] = (),
        source: Mapping[str, Any] | None = None,
        **how: Unpack[Sending],
    ) -> GraphQLResult:
        """Ask for a field, and return what the client gets.

        >>> api.query("getOrder", {"id": 1}, user=cognito_user, fields=["id", "total"]).data

        Args:
            field: the field's name.
            arguments: of the field.
            fields: what of it is asked for, such as ``id`` and ``customer/name``; by default
                everything that the function returns.
            source: the value of the parent, where the field is of another type than those of
                operations.
            **how: who asks, see `Sending`: ``user`` with an ID token, ``token`` verbatim.

        Raises:
            ValueError: a field of ``fields`` has no name.
            TypeError: user and token are both given.

        """
        got = self._behind(self._graphql(field, arguments, fields, source)).post(
            _GRAPHQL, **_bare(how)
        )
        return GraphQLResult(got.status, got.headers, got.body, got.event, got.reason)

    def event(
        self,
        field: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        fields: Iterable[str] = (),
        source: Mapping[str, Any] | None = None,
        **how: Unpack[Sending],
    ) -> dict[str, Any]:
        """Return the event that the function would get of :meth:`query`; it is not called.

        Raises:
            ValueError: AppSync refuses the request; the message says why.

        """
        behind = self._behind(self._graphql(field, arguments, fields, source))
        return behind.event("POST", _GRAPHQL, **_bare(how))

    def publish(self, channel: str, *payloads: Any, **how: Unpack[Sending]) -> FrontResult:  # noqa: ANN401 - any JSON
        """Publish events at a channel of AppSync Events, and return what the client gets.

        >>> api.publish("/default/orders", {"id": 1}, user=cognito_user).json()["failed"]

        Args:
            channel: its path, which begins with the namespace.
            *payloads: what is published, five at most.
            **how: who publishes, see `Sending`.

        Raises:
            ValueError: it is no channel, or these are too many.

        """
        front = EventApi(
            operation="PUBLISH", channel=channel, payloads=payloads, config=self._config
        )
        return self._behind(front).post(_EVENTS, **_bare(how))

    def subscribe(self, channel: str, **how: Unpack[Sending]) -> FrontResult:
        """Subscribe to a channel of AppSync Events, and return the message that comes back.

        Args:
            channel: its path, which begins with the namespace.
            **how: who subscribes, see `Sending`.

        Raises:
            ValueError: it is no channel.

        """
        front = EventApi(operation="SUBSCRIBE", channel=channel, config=self._config)
        return self._behind(front).post(_EVENTS, **_bare(how))

    @naming()
    def identity(self, user: CognitoUser, *, use: Use = "id") -> dict[str, Any]:
        """Return ``identity`` of an event; see `CognitoAppSync.identity`."""
        return _identity(user, use)

    def _graphql(
        self,
        name: str,
        arguments: Mapping[str, Any] | None,
        fields: Iterable[str],
        source: Mapping[str, Any] | None,
    ) -> GraphQLApi:
        field = Field(
            name=name,
            parent_type=self._parent_type,
            arguments=givens.checked_mapping("arguments", arguments, "{'id': 1}") or {},
            selection=selections.read(texts("fields", fields)),
            source=givens.checked_mapping("source", source, "{'id': 1}"),
            groups=self._groups,
        )
        return GraphQLApi(field=field, config=self._config)

    def _behind(self, front: Front) -> FrontedFunction:
        return FrontedFunction(self._cognito, front, self._function, Habit(use="id"))


def _bare(how: Sending) -> Sending:
    """Return what is said of a request, with tokens as AppSync takes them: without ``Bearer``."""
    checked_keywords("request", how, KNOWN, _ARGUMENT)
    plain = {name: _plain(value) for name, value in how.items() if name in _TOKENS}
    return cast("Sending", {**how, **plain})


def _plain(given: object) -> object:
    """Return the text of a token; a text is sent as it is."""
    if isinstance(given, MachineTokens):
        return given.access_token
    return given.token if isinstance(given, CognitoTokens | BadToken) else given


_TOKENS = ("token", "authorization")
_ARGUMENT = "An argument of the field stands in the second one: query('getOrder', {{{name!r}: 1}})."


def _identity(user: CognitoUser, use: Use) -> dict[str, Any]:
    checked_choice("use", use, Use)
    user = givens.checked_user(user)
    server, client_id = user._server, user._client_id(None)  # noqa: SLF001 - as bad tokens do
    tokens = server.mint(client_id, user.username, Wish(), use)
    return identity.of(tokens.id_claims if use == "id" else tokens.access_claims, LOCAL)


def _nobody(event: object) -> None:
    """Stand where no function is called."""
