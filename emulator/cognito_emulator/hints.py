"""What to say to who looks for something by another name than it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_emulator.nearest import nearest
from cognito_emulator.printable import exact


def elsewhere(owner: object, name: str, hints: Mapping[str, str]) -> Any:  # noqa: ANN401 - of any type
    """Refuse an attribute that there is not: an object's ``__getattr__``.

    Args:
        owner: the object.
        name: the attribute's.
        hints: what to take in place of names that many try first.

    Raises:
        AttributeError: always. Where a property of the owner raised it, that one.

    """
    kind = type(owner)
    if hasattr(kind, name):  # a property of that name failed, and says why
        return object.__getattribute__(owner, name)
    sentence = f"{kind.__name__} has no {exact(name)}"
    if name in hints:
        sentence += f": {hints[name]}"
    elif not name.startswith("_"):  # others ask for what is private, to find out what this is
        public = [known for known in dir(owner) if not known.startswith("_")]
        sentence += f"; {nearest(name, public)}"
    raise AttributeError(f"{sentence}.", name=name, obj=owner)


def for_each(hints: Mapping[str, str]) -> dict[str, str]:
    """Return hints by single names, from such as have several in a text with spaces."""
    return {name: hint for names, hint in hints.items() for name in names.split()}


#: What to take in place of names that many try on an `Emulator`.
EMULATOR = for_each(
    {
        "url endpoint endpoint_url port host issuer": (
            "it has no address by itself; Server(emulator, port=0) gives it one"
        ),
        "start serve listen": "Server(emulator).start() has it answer HTTP",
        "stop close shutdown": "nothing of it runs; with Emulator() as emulator: forgets its state",
        "boto3 client_of boto3_client": (
            "cognito_emulator.transport makes a boto3 client of it, without sockets"
        ),
        "region code": "it is settings.region, settings.code, ...",
        "pools": "call('ListUserPools', {'MaxResults': 60}), or seeded for those of its seeds",
        "users": "it is users_of(pool_id)",
        "groups": "it is groups_of(pool_id)",
        "clients": "it is clients_of(pool_id)",
        "add_user create_user make_user": (
            "plant_user(pool_id, {...}) makes one quietly, call('AdminCreateUser', {...}) as the "
            "service does"
        ),
        "create_pool add_pool": "plant({...}) makes one, and so does call('CreateUserPool', {...})",
        "tokens sign_in": "mint(client_id, username) gives tokens without a sign-in",
        "trigger add_trigger hook": "it is on('PreSignUp', function)",
        "shift tick freeze move_to": "time is moved by its clock: clock.shift(hours=1)",
        "jwks": "it is keys.of(pool_id).jwks",
        "emails mails outbox": "it is messages()",
    }
)


#: What to take in place of names that many try on a `Server`.
SERVER = for_each(
    {
        "host port address endpoint endpoint_url base_url": "it is url",
        "issuer": "it is url and the pool's id: f'{server.url}/{pool_id}'",
        "jwks_url jwks_uri": "it is url and more: f'{server.url}/{pool_id}/.well-known/jwks.json'",
        "close shutdown terminate": "it is stop()",
        "serve serve_forever listen": "it is run(), or start() in a thread",
        "emulator call messages clock reset": "keep the emulator that it was made with",
    }
)


#: What to take in place of names that many try on a `Message`.
MESSAGE = for_each(
    {
        "to recipient address email phone phone_number": "it is destination",
        "text content message html": "it is body",
        "title": "it is subject",
        "url href verification_link confirmation_link": "it is link",
        "type kind channel delivery_medium": "it is medium, or reason for what it is for",
        "trigger trigger_source purpose": "it is reason",
        "confirmation_code verification_code otp password temporary_password": "it is code",
        "user user_name": "it is username",
        "pool_id pool": "it is user_pool_id",
        "at time timestamp sent date": "it is sent_at",
    }
)


#: What to take in place of names that many try on a `Call`.
CALL = for_each(
    {
        "name action method target": "it is operation",
        "params parameters body args kwargs payload": "it is request",
        "response result output": "it is answer",
        "exception refusal": "it is error",
        "user user_name": "it is username",
        "time timestamp date": "it is at",
        "duration elapsed": "it is seconds",
    }
)
