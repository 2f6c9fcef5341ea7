"""A SAML 2.0 identity provider: requests by the HTTP-Redirect binding, answers by POST."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from cognito_emulator.idp import claims
from cognito_emulator.idp.authorization import Delivery, UntrustedClient
from cognito_emulator.idp.behaviours import OF_SAML
from cognito_emulator.idp.editing import ClaimsError
from cognito_emulator.idp.exchange import Answer, Pairs, Request, single, text
from cognito_emulator.idp.id_tokens import ELSEWHERE, OTHER_CLIENT
from cognito_emulator.idp.kinds.kind import Endpoint, Kind
from cognito_emulator.ids import Ids
from cognito_emulator.nearest import nearest
from cognito_emulator.saml import issuing, redirect_binding, requests
from cognito_emulator.saml.issuing import Draft, Signer
from cognito_emulator.saml.refusals import SamlError

if TYPE_CHECKING:
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.people import Person
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.profiles import Profile
    from cognito_emulator.saml.refusals import Status

_MARGIN = 300  # seconds, on either side of now
_LONG_AGO = 7200
_REPLAYED = "_an-assertion-that-comes-again"
_OTHER_REQUEST = "_the-request-of-another-sign-in"
# What providers call the claims of OpenID Connect; service providers map either.
_URIS: Mapping[str, str] = {
    f"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{name}": claim
    for name, claim in (
        ("emailaddress", "email"),
        ("givenname", "given_name"),
        ("surname", "family_name"),
        ("name", "name"),
    )
}
_ids = Ids()


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlWish:
    """What a service provider wishes of somebody.

    Attributes:
        client_id: the service provider's entity id.
        redirect_uri: its assertion consumer service, where the answer goes.
        request_id: of its request; ``None`` if the provider begins by itself.
        relay_state: what the answer repeats.
        base_url: of the provider, as the browser reaches it.
        parameters: all that was sent.
        login_hint: nobody is expected.

    """

    client_id: str
    redirect_uri: str
    request_id: str | None
    relay_state: str | None
    base_url: str
    parameters: Pairs = ()
    login_hint: str = ""


class Saml(Kind):
    """A SAML provider, as the service signs users in by it."""

    name = "SAML"
    title = "SAML provider"
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/sso", ("GET",)),
        "metadata": Endpoint("/metadata", ("GET",)),
        "logout": Endpoint("/slo", ("GET",)),
    }
    behaviours = OF_SAML

    def own_issuer(self, base_url: str) -> str:
        """Return the entity id of a provider that has no other: where its metadata are."""
        return f"{base_url}{self.endpoints['metadata'].path}"

    def subject(self, person: Profile, _seed: str) -> str:
        """Return a NameID."""
        return person.username

    def read(self, provider: Provider, request: Request) -> SamlWish:
        """Return what a service provider wishes.

        It comes by the HTTP-Redirect binding. Without a request the provider begins by itself,
        by the parameters that Shibboleth has for that: ``providerId`` is the service provider,
        ``shire`` its assertion consumer service, ``target`` the RelayState.

        Raises:
            UntrustedClient: the request cannot be read, or is not to be answered.

        """
        values = single(request.query)
        if "SAMLRequest" in values or "providerId" not in values:
            wish = _asked(request)
        else:
            wish = SamlWish(
                client_id=values["providerId"],
                redirect_uri=values.get("shire", ""),
                request_id=None,
                relay_state=values.get("target"),
                base_url=request.base_url,
                parameters=request.query,
            )
        _check(provider, wish)
        return wish

    def allow(
        self,
        provider: Provider,
        wish: Any,  # noqa: ANN401 - a SamlWish, which this kind alone reads
        person: Person,
        now: float,
        behaviour: Behaviour = "",
    ) -> Delivery:
        """Return what a service provider is told: a response with an assertion.

        Raises:
            ClaimsError: a claim has a character that XML cannot hold.
            MissingExtraError: the extra ``saml`` is not installed.

        """
        draft = _draft(provider, wish, person, now, behaviour)
        try:
            document = issuing.assertion(draft)
        except ValueError as error:
            raise ClaimsError(str(error)) from None
        assertion = _signed(provider, document, now, behaviour)
        if behaviour == "altered":
            assertion = assertion.replace(f">{draft.name_id}<", f">{draft.name_id}-other<")
        client = (provider.clients or {}).get(wish.client_id)
        if client is not None and client.encryption_certificate is not None:
            certificate = client.encryption_certificate
            assertion = issuing.encrypt(assertion, certificate, _ids.token_bytes)
        return _delivery(provider, wish, now, behaviour, assertion)

    def refuse(self, provider: Provider, wish: Any, now: float) -> Delivery:  # noqa: ANN401 - as above
        """Return what a service provider is told if somebody refuses: a status, no assertion.

        Raises:
            MissingExtraError: the extra ``saml`` is not installed.

        """
        return _delivery(provider, wish, now, "", status=issuing.DENIED)


def metadata(provider: Provider, request: Request) -> Answer:
    """Return a provider's metadata, with addresses as who asks reaches them.

    It takes logout requests where it knows to whom the answers go.
    """
    endpoints = provider.kind.endpoints
    clients = (provider.clients or {}).values()
    signs_out = any(client.logout_url is not None for client in clients)
    document = issuing.metadata(
        entity_id=provider.issuer_at(request.base_url),
        sso_url=request.base_url + endpoints["authorization"].path,
        slo_url=request.base_url + endpoints["logout"].path if signs_out else None,
        certificates=[provider.keys.signer(request.now).certificate],
    )
    return text(document, 200, "application/samlmetadata+xml")


def signed_out(provider: Provider, request: Request) -> Delivery:
    """Return what a service provider is told that wants somebody signed out: that it is done.

    Nobody stays signed in here, so there is nothing else to do.

    Raises:
        UntrustedClient: the request cannot be read, or nobody knows where the answer goes.
        MissingExtraError: the extra ``saml`` is not installed.

    """
    try:
        message = redirect_binding.read(urlencode(request.query))
        asked = requests.read_logout_request(message.document)
    except SamlError as error:
        raise UntrustedClient(error.sentence) from None
    client = (provider.clients or {}).get(asked.issuer)
    if client is None or client.logout_url is None:
        sentence = f"Nobody knows where {asked.issuer} takes answers to logout requests."
        raise UntrustedClient(sentence)
    response = issuing.logout_response(
        response_id=f"_{_ids.uuid()}",
        issuer=provider.issuer_at(request.base_url),
        issue_instant=request.now,
        destination=client.logout_url,
        in_response_to=asked.id,
    )
    signed = issuing.sign(response, provider.keys.signer(request.now))
    return _posted(client.logout_url, signed, message.relay_state)


# --- the request ----------------------------------------------------------------------------------


def _asked(request: Request) -> SamlWish:
    try:
        message = redirect_binding.read(urlencode(request.query))
        asked = requests.read_authn_request(message.document)
    except SamlError as error:
        raise UntrustedClient(error.sentence) from None
    return SamlWish(
        client_id=asked.issuer,
        redirect_uri=asked.acs_url or "",
        request_id=asked.id,
        relay_state=message.relay_state,
        base_url=request.base_url,
        parameters=request.query,
    )


def _check(provider: Provider, wish: SamlWish) -> None:
    """Refuse to send anything where it may not go."""
    if provider.clients is not None and wish.client_id not in provider.clients:
        near = nearest(wish.client_id, provider.clients)
        raise UntrustedClient(f"There is no service provider {wish.client_id}; {near}.")
    if not wish.redirect_uri:
        raise UntrustedClient("The request has no AssertionConsumerServiceURL.")
    try:
        parts = urlsplit(wish.redirect_uri)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        sentence = f"The assertion consumer service {wish.redirect_uri} is no http or https URL."
        raise UntrustedClient(sentence)


# --- the answer -----------------------------------------------------------------------------------


def _draft(
    provider: Provider, wish: SamlWish, person: Person, now: float, behaviour: Behaviour
) -> Draft:
    """Return what an assertion says, right or as wrong as it was wished."""
    right = Draft(
        assertion_id=f"_{_ids.uuid()}",
        issuer=provider.issuer_at(wish.base_url),
        issue_instant=now,
        name_id=person.subject,
        audience=wish.client_id,
        recipient=wish.redirect_uri,
        in_response_to=wish.request_id,
        not_before=now - _MARGIN,
        not_on_or_after=now + _MARGIN,
        attributes=_attributes(provider, person, behaviour),
        session_index=f"_{_ids.uuid()}",
    )
    wrong: dict[str, dict[str, Any]] = {
        "wrong-issuer": {"issuer": ELSEWHERE},
        "wrong-audience": {"audience": OTHER_CLIENT},
        "wrong-recipient": {"recipient": f"{ELSEWHERE}/acs"},
        "wrong-request": {"in_response_to": _OTHER_REQUEST},
        "replayed": {"assertion_id": _REPLAYED},
        "expired": {
            "issue_instant": now - _LONG_AGO,
            "not_before": now - _LONG_AGO - _MARGIN,
            "not_on_or_after": now - _LONG_AGO + _MARGIN,
        },
    }
    return right._replace(**wrong.get(behaviour, {}))


def _attributes(
    provider: Provider, person: Person, behaviour: Behaviour
) -> dict[str, tuple[str, ...]]:
    """Return somebody's claims by all names that service providers may map them from."""
    known = provider.told(person.claims)
    told = claims.without_email(known) if behaviour == "no-email" else dict(known)
    for uri, claim in _URIS.items():
        if claim in told:
            told.setdefault(uri, told[claim])
    return {name: _values(value) for name, value in told.items() if value is not None}


def _values(value: object) -> tuple[str, ...]:
    """Return a claim as the values of an attribute."""
    if isinstance(value, list | tuple):
        return tuple(each for item in value for each in _values(item))
    if isinstance(value, str):
        return (value,)
    return (json.dumps(value, ensure_ascii=False),)


def _signed(provider: Provider, document: str, now: float, behaviour: Behaviour) -> str:
    """Return a document with a signature, or with what is wrong with it."""
    if behaviour == "unsigned":
        return document
    own = provider.keys.signer(now)
    if behaviour == "foreign-key":
        foreign = provider.keys.foreign_signer(now)
        return issuing.sign(document, Signer(foreign.key, own.certificate))
    if behaviour == "unknown-key":
        return issuing.sign(document, provider.keys.foreign_signer(now))
    return issuing.sign(document, own)


def _delivery(
    provider: Provider,
    wish: SamlWish,
    now: float,
    behaviour: Behaviour,
    *assertions: str,
    status: Status = issuing.SUCCESS,
) -> Delivery:
    response = issuing.response(
        *assertions,
        response_id=f"_{_ids.uuid()}",
        issuer=provider.issuer_at(wish.base_url),
        issue_instant=now,
        destination=wish.redirect_uri,
        in_response_to=wish.request_id,
        status=status,
    )
    if behaviour == "":  # a signature of the response would vouch for what is wrong within
        response = issuing.sign(response, provider.keys.signer(now))
    return _posted(wish.redirect_uri, response, wish.relay_state)


def _posted(url: str, document: str, relay_state: str | None) -> Delivery:
    """Return what takes a message to its destination by POST (SAML Bindings, section 3.5)."""
    encoded = b64encode(document.encode()).decode()
    others = {} if relay_state is None else {"RelayState": relay_state}
    return Delivery(url, "form_post", {"SAMLResponse": encoded, **others})
