"""What clients race for, and what must come of it; each game is played over and over."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.domain_cost import CALLBACK, Domain
from tests.benchmarks.wire import PASSWORD
from tests.store.race.track import CLIENTS, Request, Track, all_good, only

CODE = "424242"  # that of every message
_ALL = range(CLIENTS)
_SERVERS = 25  # of a pool at most
_FREE_SERVERS = 3
_TRIES = 5  # wrong passwords that are looked at
_CODES = 5  # of an attribute that are sent within an hour


class Ground:
    """The pool in which they race.

    Attributes:
        users: how many there are by now.

    """

    def __init__(self, track: Track) -> None:
        self.track = track
        pool = track.call(
            "CreateUserPool",
            PoolName="race",
            AutoVerifiedAttributes=["email"],
            AliasAttributes=["email"],
            Schema=[
                {"Name": f"of{n}", "AttributeDataType": "String", "Mutable": True} for n in _ALL
            ],
        )
        self.pool = pool["UserPool"]["Id"]
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        self.client = self.app(ExplicitAuthFlows=flows)
        self.rotating = self.app(
            ExplicitAuthFlows=flows[:1],
            RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
        )
        self.domain = Domain(track.port)
        self.users = 0
        for number in range(_SERVERS - _FREE_SERVERS):
            track.ask(self.server(f"kept-{number}"))

    def close(self) -> None:
        self.domain.close()

    def app(self, **more: object) -> str:
        made = self.track.call(
            "CreateUserPoolClient", UserPoolId=self.pool, ClientName="race", **more
        )
        client: str = made["UserPoolClient"]["ClientId"]
        return client

    def server(self, name: str) -> Request:
        return self.request("CreateResourceServer", Identifier=name, Name=name)

    def request(self, operation: str, **body: object) -> Request:
        return self.track.request(operation, UserPoolId=self.pool, **body)

    def do(self, operation: str, **body: object) -> Any:
        return self.track.ask(self.request(operation, **body))

    def user(self) -> str:
        """Make a user with an address and a password; return the name."""
        name = self.track.name()
        email = [
            {"Name": "email", "Value": f"{name}@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ]
        silent = {"MessageAction": "SUPPRESS", "UserAttributes": email}
        self.do("AdminCreateUser", Username=name, **silent)
        self.do("AdminSetUserPassword", Username=name, Password=PASSWORD, Permanent=True)
        self.users += 1
        return name

    def signing_in(self, name: str, password: str = PASSWORD, client: str = "") -> Request:
        return self.track.request(
            "InitiateAuth",
            ClientId=client or self.client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )

    def works(self, name: str, passwords: list[str], which: int) -> None:
        """Hold that one of several passwords signs a user in, and the others do not."""
        track = self.track
        assert track.ask(self.signing_in(name, passwords[which]))["AuthenticationResult"]
        other = passwords[(which + 1) % len(passwords)]
        only(0, track.race(*[self.signing_in(name, other)] * CLIENTS), "NotAuthorizedException")

    def attributes(self, name: str) -> dict[str, str]:
        user = self.do("AdminGetUser", Username=name)
        return {each["Name"]: each["Value"] for each in user["UserAttributes"]}


Game = Callable[[Ground], None]


def attributes_of_one_user(ground: Ground) -> None:
    """Each client writes an attribute of its own: none is lost."""
    name, track = ground.user(), ground.track
    for value in ("first", "second"):
        found = track.race(
            *(
                ground.request(
                    "AdminUpdateUserAttributes",
                    Username=name,
                    UserAttributes=[{"Name": f"custom:of{n}", "Value": value}],
                )
                for n in _ALL
            )
        )
        all_good(found)
        has = ground.attributes(name)
        lost = [n for n in _ALL if has.get(f"custom:of{n}") != value]
        assert not lost, f"the updates of {lost} are lost"


def groups_of_one_user(ground: Ground) -> None:
    """Each client adds a user to a group, or removes one from it: all of it holds."""
    name, track = ground.user(), ground.track
    groups = [track.name("group") for _ in _ALL]
    all_good(track.race(*(ground.request("CreateGroup", GroupName=each) for each in groups)))
    all_good(track.race(*(_joining(ground, name, group) for group in groups)))
    assert _groups(ground, name) == set(groups)
    half = [*groups[::2], *(track.name("group") for _ in groups[::2])]
    for each in half[CLIENTS // 2 :]:
        ground.do("CreateGroup", GroupName=each)
    leaving = [
        ground.request("AdminRemoveUserFromGroup", Username=name, GroupName=each)
        for each in groups[::2]
    ]
    joining = [_joining(ground, name, each) for each in half[CLIENTS // 2 :]]
    all_good(track.race(*leaving, *joining))
    assert _groups(ground, name) == {*groups[1::2], *half[CLIENTS // 2 :]}
    for each in {*groups, *half}:
        ground.do("DeleteGroup", GroupName=each)


def members_of_one_group(ground: Ground) -> None:
    """Each client adds a user of its own to the same group: it has all of them."""
    names, group = [ground.user() for _ in _ALL], ground.track.name("group")
    ground.do("CreateGroup", GroupName=group)
    all_good(ground.track.race(*(_joining(ground, name, group) for name in names)))
    found = ground.do("ListUsersInGroup", GroupName=group)
    assert {user["Username"] for user in found["Users"]} == set(names)
    ground.do("DeleteGroup", GroupName=group)


def _joining(ground: Ground, name: str, group: str) -> Request:
    return ground.request("AdminAddUserToGroup", Username=name, GroupName=group)


def _groups(ground: Ground, name: str) -> set[str]:
    found = ground.do("AdminListGroupsForUser", Username=name)
    return {each["GroupName"] for each in found["Groups"]}


def one_name(ground: Ground) -> None:
    """All make the same user, and the same group: there is one."""
    name = ground.track.name()
    user = ground.request("AdminCreateUser", Username=name, MessageAction="SUPPRESS")
    only(1, ground.track.race(*[user] * CLIENTS), "UsernameExistsException")
    ground.users += 1
    group = ground.request("CreateGroup", GroupName=name)
    only(1, ground.track.race(*[group] * CLIENTS), "GroupExistsException")
    ground.do("DeleteGroup", GroupName=name)


def one_address(ground: Ground) -> None:
    """Users of one address are confirmed at the same moment: one has it."""
    track = ground.track
    names, address = [track.name() for _ in _ALL], f"{track.name('address')}@example.com"
    attributes = [{"Name": "email", "Value": address}]
    for name in names:
        track.call(
            "SignUp",
            ClientId=ground.client,
            Username=name,
            Password=PASSWORD,
            UserAttributes=attributes,
        )
    ground.users += CLIENTS
    found = track.race(*(_confirming(ground, name) for name in names))
    (who,) = only(1, found, "AliasExistsException")
    assert ground.track.ask(ground.signing_in(address))["AuthenticationResult"]
    assert ground.attributes(address)["sub"] == ground.attributes(names[who])["sub"]


def _confirming(ground: Ground, name: str) -> Request:
    return ground.track.request(
        "ConfirmSignUp", ClientId=ground.client, Username=name, ConfirmationCode=CODE
    )


def a_confirmation_code(ground: Ground) -> None:
    """A code of a sign-up confirms once."""
    name, track = ground.track.name(), ground.track
    attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
    track.call(
        "SignUp",
        ClientId=ground.client,
        Username=name,
        Password=PASSWORD,
        UserAttributes=attributes,
    )
    ground.users += 1
    only(1, track.race(*[_confirming(ground, name)] * CLIENTS), "NotAuthorizedException")


def a_recovery_code(ground: Ground) -> None:
    """A code of a forgotten password sets one password."""
    name, track = ground.user(), ground.track
    track.call("ForgotPassword", ClientId=ground.client, Username=name)
    passwords = [f"Another-Password-{n}" for n in _ALL]
    found = track.race(
        *(
            track.request(
                "ConfirmForgotPassword",
                ClientId=ground.client,
                Username=name,
                ConfirmationCode=CODE,
                Password=password,
            )
            for password in passwords
        )
    )
    (who,) = only(1, found, "CodeException")
    ground.works(name, passwords, who)


def a_challenge_session(ground: Ground) -> None:
    """A Session of a challenge is answered once."""
    name, track = ground.track.name(), ground.track
    ground.do(
        "AdminCreateUser", Username=name, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    ground.users += 1
    begun = track.ask(ground.signing_in(name))
    passwords = [f"Another-Password-{n}" for n in _ALL]
    found = track.race(
        *(
            track.request(
                "RespondToAuthChallenge",
                ClientId=ground.client,
                ChallengeName=begun["ChallengeName"],
                Session=begun["Session"],
                ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": password},
            )
            for password in passwords
        )
    )
    (who,) = only(1, found, "NotAuthorizedException")
    ground.works(name, passwords, who)


def rotation(ground: Ground) -> None:
    """A refresh token that rotates is good once, and so is the next one."""
    track = ground.track
    begun = track.ask(ground.signing_in(ground.user(), client=ground.rotating))
    token = begun["AuthenticationResult"]["RefreshToken"]
    for _ in range(3):
        request = track.request(
            "GetTokensFromRefreshToken", ClientId=ground.rotating, RefreshToken=token
        )
        found = track.race(*[request] * CLIENTS)
        (who,) = only(1, found, "RefreshTokenReuseException")
        token = found[who].body["AuthenticationResult"]["RefreshToken"]


def an_authorization_code(ground: Ground) -> None:
    """A code of a pool's domain is exchanged once."""
    domain, track = ground.domain, ground.track
    answer, _ = domain.ask(
        "GET", f"/oauth2/authorize?{domain.query}", headers={"Cookie": domain.cookie}
    )
    (code,) = parse_qs(urlsplit(answer.headers["Location"]).query)["code"]
    request = Request.form(
        track.port,
        f"{domain.prefix}/oauth2/token",
        grant_type="authorization_code",
        client_id=domain.people["ClientId"],
        code=code,
        redirect_uri=CALLBACK,
    )
    only(1, track.race(*[request] * CLIENTS), "invalid_grant")


def attempts_before_a_lock(ground: Ground) -> None:
    """Of wrong passwords the first five are looked at, while no time passes."""
    name, track = ground.user(), ground.track
    track.ask(_clock(track, freeze=True))
    wrong = ground.signing_in(name, "Wrong-Password-1")
    found = track.race(*[wrong] * CLIENTS)
    track.ask(_clock(track, freeze=False))
    looked_at = [each for each in found if "Incorrect username or password." in each.why]
    locked = [each for each in found if "Password attempts exceeded" in each.why]
    assert (len(looked_at), len(locked)) == (_TRIES, CLIENTS - _TRIES), found


def _clock(track: Track, *, freeze: bool) -> Request:
    said = json.dumps({"freeze": freeze}).encode()
    return Request.other(track.port, "PUT", "/_emulator/clock", said)


def codes_an_hour(ground: Ground) -> None:
    """An attribute gets five codes within an hour."""
    tokens = ground.track.ask(ground.signing_in(ground.user()))["AuthenticationResult"]
    request = ground.track.request(
        "GetUserAttributeVerificationCode",
        AccessToken=tokens["AccessToken"],
        AttributeName="email",
    )
    only(_CODES, ground.track.race(*[request] * CLIENTS), "LimitExceededException")


def room_for_servers(ground: Ground) -> None:
    """A pool has room for so many resource servers."""
    names = [ground.track.name("server") for _ in _ALL]
    found = ground.track.race(*(ground.server(name) for name in names))
    for index in only(_FREE_SERVERS, found, "LimitExceededException"):
        ground.do("DeleteResourceServer", Identifier=names[index])


def a_second_secret(ground: Ground) -> None:
    """A client has two secrets at most."""
    client = ground.app(GenerateSecret=True)
    request = ground.request("AddUserPoolClientSecret", ClientId=client)
    only(1, ground.track.race(*[request] * CLIENTS), "LimitExceededException")
    ground.do("DeleteUserPoolClient", ClientId=client)


def times_of_a_fault(ground: Ground) -> None:
    """A fault strikes as often as it was wished for."""
    track = ground.track
    fault = {"operation": "AdminGetUser", "error": "TooManyRequestsException", "times": 3}
    path = "/_emulator/faults"
    made = track.one(Request.other(track.port, "POST", path, json.dumps(fault).encode()))
    assert made.status == 201, made
    name = ground.user()
    request = ground.request("AdminGetUser", Username=name)
    found = track.race(*[request] * CLIENTS)
    only(CLIENTS - 3, found, "TooManyRequestsException")


def how_many_users(ground: Ground) -> None:
    """The pool counts its users."""
    pool = ground.do("DescribeUserPool")
    counted = pool["UserPool"]["EstimatedNumberOfUsers"]
    assert counted == ground.users, f"{counted} users of {ground.users}"


GAMES: tuple[Game, ...] = (
    attributes_of_one_user,
    groups_of_one_user,
    members_of_one_group,
    one_name,
    one_address,
    a_confirmation_code,
    a_recovery_code,
    a_challenge_session,
    rotation,
    an_authorization_code,
    attempts_before_a_lock,
    codes_an_hour,
    room_for_servers,
    a_second_secret,
    times_of_a_fault,
    how_many_users,
)
