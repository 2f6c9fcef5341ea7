"""Somebody signs in by a provider, of either protocol, at a pool that lets functions be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any, get_args

import jwt
from werkzeug.test import TestResponse

from cognito_emulator import TriggerName
from tests.idp.playing import ADA
from tests.web.federated import FederatedHosting
from tests.web.hosting import Hosting, back
from tests.web.saml_hosting import SamlHosting

SUBJECT, ADDRESS = "ada-1", "ada@example.com"
NEWCOMER = f"Corp_{SUBJECT}"
Event = dict[str, Any]
#: What providers speak.
PROTOCOLS = ("OIDC", "SAML")


class Trial:
    """A pool with a provider that knows Ada, and a browser.

    Attributes:
        events: what functions behind triggers were told, in order.
        refusing: by the names of triggers, what their functions do in place of an answer.

    """

    def __init__(self, protocol: str, *, triggers: bool = False, **pool: Any) -> None:
        """Make it.

        Args:
            protocol: one of `PROTOCOLS`.
            triggers: whether the pool has all of them.
            pool: more of the pool, as a seed has it.

        """
        self.protocol = protocol
        self.hosting: Hosting
        self._address = ADDRESS
        if protocol == "OIDC":
            self._oidc = self.hosting = FederatedHosting(**pool)
        else:
            self._saml = self.hosting = SamlHosting(**pool)
        self.events: list[Event] = []
        self.refusing: dict[str, Callable[[Event], Any]] = {}
        for trigger in [name for name in get_args(TriggerName) if triggers and ":" not in name]:
            self.hosting.emulator.on(trigger, partial(self._asked, trigger))

    def _asked(self, trigger: str, event: Event) -> Any:
        self.events.append(deepcopy(event))
        return self.refusing.get(trigger, _agreed)(event)

    @property
    def sources(self) -> list[str]:
        """What functions were asked for."""
        return [event["triggerSource"] for event in self.events]

    def says(self, address: str) -> None:
        """Have the provider tell another address from now on."""
        self._address = address

    def away(self, **parameters: str) -> Callable[[], TestResponse]:
        """Send the browser to the provider; return how it comes back."""
        if self.protocol == "OIDC":
            ada = replace(ADA, claims={**ADA.claims, "email": self._address})
            self._oidc.provider.people.keep(ada)
            brought = self._oidc.allowed(self._oidc.leave(**parameters), ada)
            return lambda: self._oidc.bring(brought)
        request, relay_state = self._saml.leave(**parameters)
        attributes = {
            "mail": [self._address],
            "email_verified": ["true"],
            "groups": ["admins", "staff"],
        }
        said = self._saml.draft(request.id, name_id=SUBJECT, attributes=attributes)
        return lambda: self._saml.bring(self._saml.answer(said), relay_state)

    def come(self, **parameters: str) -> Mapping[str, str]:
        """Sign in by the provider; return what the app learns."""
        self.events.clear()
        return back(self.away(**parameters)())

    def tokens(self, **parameters: str) -> Mapping[str, Any]:
        """Sign in by the provider; return what the token endpoint answers."""
        response = self.hosting.token(code=self.come(**parameters)["code"])
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.get_json()
        return answer

    def claims(self, **parameters: str) -> Mapping[str, Any]:
        """Sign in by the provider; return what the ID token says."""
        return said(self.tokens(**parameters)["id_token"])

    def named(self, username: str = NEWCOMER) -> Mapping[str, str]:
        """What names a user in a request."""
        return {"UserPoolId": self.hosting.pool_id, "Username": username}

    def link(self, username: str = "alice", whom: Mapping[str, str] | None = None) -> None:
        """Make somebody at the provider a user here: Ada by her subject, or as `source` names."""
        self.hosting.call(
            "AdminLinkProviderForUser",
            UserPoolId=self.hosting.pool_id,
            DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": username},
            SourceUser=whom or source(SUBJECT),
        )

    def users(self) -> set[str]:
        listed = self.hosting.call("ListUsers", UserPoolId=self.hosting.pool_id)["Users"]
        return {user["Username"] for user in listed}


def source(value: str, attribute: str = "Cognito_Subject") -> Mapping[str, str]:
    """Somebody at the provider, as a link names one."""
    return {
        "ProviderName": "Corp",
        "ProviderAttributeName": attribute,
        "ProviderAttributeValue": value,
    }


def _agreed(event: Event) -> Event:
    return event


def said(token: str) -> Mapping[str, Any]:
    """What a token says."""
    told: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return told
