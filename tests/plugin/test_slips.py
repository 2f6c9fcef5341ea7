"""Slips in what a test gives by name: each is refused, and the sentence says what is meant."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import ChallengeRequired, Cognito, CognitoUser
from tests.plugin.conftest import Run, unsaid
from tests.table import table

Act = Callable[[Cognito, CognitoUser], object]

#: Keywords that become data unless they are parameters: what is nearly one is refused.
NEAR_MISSES: Mapping[str, tuple[Act, type[Exception], str]] = {
    "tokens, expiry": (
        lambda _c, user: user.tokens(expire_in=5),
        TypeError,
        r"tokens\(\) has no parameter expire_in; the nearest is expires_in. If it is a claim: ",
    ),
    "tokens, scope": (
        lambda _c, user: user.tokens(scope=["orders/read"]),
        TypeError,
        "no parameter scope; the nearest is scopes. If it is a claim: claims={'scope': ",
    ),
    "tokens, camel case": (
        lambda _c, user: user.tokens(expiresIn=5),
        TypeError,
        "no parameter expiresIn; the nearest is expires_in",
    ),
    "tokens, claim": (
        lambda _c, user: user.tokens(claim={"a": 1}),
        TypeError,
        "no parameter claim; the nearest is claims",
    ),
    "claims that are wanted": (
        lambda cognito, user: cognito.assert_claims(user.tokens(), claim={"a": 1}),
        TypeError,
        r"assert_claims\(\) has no parameter claim; the nearest is claims",
    ),
    "user": (
        lambda cognito, _u: cognito.users.make(user_name="ada"),  # type: ignore[call-arg]
        TypeError,
        r"make_cognito_user\(\) has no parameter user_name; the nearest is username",
    ),
    "attribute": (
        lambda cognito, _u: cognito.users.make(phone_number="+1"),  # type: ignore[call-arg]
        TypeError,
        """If it is an attribute: attributes={"phone_number": ...}""",
    ),
    "member of a call": (
        lambda cognito, _u: cognito.call("AdminGetUser", UserName="ada"),
        ValueError,
        "AdminGetUser has no member UserName; the nearest is Username",
    ),
    "request of a call": (
        lambda cognito, _u: cognito.call("AdminGetUser", request={}),
        ValueError,
        "AdminGetUser has no member request; ",
    ),
    "member of a client": (
        lambda cognito, _u: cognito.client(generate_secret=True),
        ValueError,
        "no member generate_secret; the nearest is GenerateSecret",
    ),
    "pool": (
        lambda cognito, _u: cognito.pool(mfaa="ON"),  # type: ignore[call-arg]
        TypeError,
        r"pool\(\) has no parameter mfaa; the nearest is mfa",
    ),
    "member of a pool": (
        lambda cognito, _u: cognito.pool(pool={"Policy": {}}),
        ValueError,
        "Policy: There is no member Policy; the nearest is Policies",
    ),
    "expire": (
        lambda cognito, user: cognito.clock.expire(user.tokens(), token="id"),  # type: ignore[call-arg]
        TypeError,
        r"expire\(\) has no parameter token; the nearest is tokens\.",
    ),
    "unit of time": (
        lambda cognito, _u: cognito.clock.shift(hour=1),
        ValueError,
        "hour is no unit of time; the nearest is hours",
    ),
    "sign-in": (
        lambda _c, user: user.sign_in(solved=True),  # type: ignore[call-arg]
        TypeError,
        r"sign_in\(\) has no parameter solved; the nearest is solve",
    ),
    "bad tokens": (
        lambda cognito, _u: cognito.bad_tokens(scope=["a"]),  # type: ignore[call-arg]
        TypeError,
        r"bad_tokens\(\) has no parameter scope; the nearest is scopes",
    ),
    "what was called": (
        lambda cognito, _u: cognito.assert_called("SignUp", time=1),
        ValueError,
        "SignUp has no member time; the nearest is times",
    ),
    "message": (
        lambda cognito, _u: cognito.assert_message(contains="x"),  # type: ignore[call-arg]
        TypeError,
        r"assert_message\(\) has no parameter contains; the nearest is containing",
    ),
    "fault": (
        lambda cognito, _u: cognito.fail("SignUp", "InternalErrorException", time=2),  # type: ignore[call-arg]
        TypeError,
        r"fail\(\) has no parameter time; the nearest is times",
    ),
    "delay": (
        lambda cognito, _u: cognito.delay("SignUp", 1, probabilty=1),  # type: ignore[call-arg]
        TypeError,
        r"delay\(\) has no parameter probabilty; the nearest is probability",
    ),
    "forced challenge": (
        lambda cognito, _u: cognito.force_challenge("SMS_MFA", username="ada"),  # type: ignore[call-arg]
        TypeError,
        r"force_challenge\(\) has no parameter username; the nearest is user",
    ),
    "trigger": (
        lambda cognito, _u: cognito.on("PreSignUp", print, versions="V1_0"),  # type: ignore[call-overload]
        TypeError,
        r"on\(\) has no parameter versions; the nearest is version",
    ),
    "group": (
        lambda cognito, _u: cognito.groups.make("admins", precedent=1),  # type: ignore[call-arg]
        TypeError,
        r"groups.make\(\) has no parameter precedent; the nearest is precedence",
    ),
}

#: Names of things that there are: the nearest ones are said first, and three at most.
NAMES: Mapping[str, tuple[Act, type[Exception], str]] = {
    "operation": (
        lambda cognito, _u: cognito.call("AdminGetUsr"),  # type: ignore[arg-type]
        errors.UnknownOperationException,
        r"There is no operation AdminGetUsr; the nearest is AdminGetUser\.$",
    ),
    "operation of a fault": (
        lambda cognito, _u: cognito.delay("AdminGetUsr", 1),  # type: ignore[arg-type]
        ValueError,
        r"There is no operation AdminGetUsr; the nearest is AdminGetUser\.$",
    ),
    "error": (
        lambda cognito, _u: cognito.fail("SignUp", "UserExistsException"),  # type: ignore[arg-type]
        ValueError,
        r"is refused with UserExistsException; the nearest is UsernameExistsException\.$",
    ),
    "challenge": (
        lambda cognito, _u: cognito.force_challenge("SOFTWARE_MFA"),  # type: ignore[arg-type]
        ValueError,
        r"no challenge; .* forced, the nearest is SOFTWARE_TOKEN_MFA\.$",
    ),
    "challenge that cannot be": (
        lambda cognito, _u: cognito.force_challenge("PASSWORD_VERIFIER"),  # type: ignore[arg-type]
        ValueError,
        r"PASSWORD_VERIFIER cannot be forced; of those that can be forced, the nearest is ",
    ),
    "reason": (
        lambda cognito, _u: cognito.assert_message(reason="Signup"),  # type: ignore[arg-type]
        ValueError,
        r"reason is 'Signup'; the nearest is SignUp\.$",
    ),
    "medium": (
        lambda cognito, _u: cognito.assert_message(medium="email"),  # type: ignore[arg-type]
        ValueError,
        "medium is 'email'; it must be EMAIL or SMS",
    ),
    "factor": (
        lambda cognito, _u: cognito.users.make(mfa="TOTP"),  # type: ignore[arg-type]
        ValueError,
        "mfa is 'TOTP'; it must be SMS_MFA or EMAIL_OTP or SOFTWARE_TOKEN_MFA",
    ),
    "use": (
        lambda cognito, _u: cognito.bad_tokens(use="acess"),  # type: ignore[arg-type]
        ValueError,
        "use is 'acess'; it must be access or id",
    ),
    "attribute": (
        lambda cognito, _u: cognito.users.make(attributes={"emial": "a@b.example"}),
        errors.InvalidParameterException,
        "has no attribute emial: email may be meant; if not, add {Name: emial, ",
    ),
    "group where there is none": (
        lambda cognito, _u: cognito.groups["admins"],
        KeyError,
        "there is no group admins; there are no groups yet",
    ),
    "user": (
        lambda cognito, _u: (
            [cognito.users.make(username=n) for n in ("bob", "ada", "eve")]
            and cognito.users["adah"]
        ),
        KeyError,
        "there is no user adah; there is ada, .*, .*, 1 more",
    ),
}

#: Something else than is taken: the sentence says what is.
MISTAKEN: Mapping[str, tuple[Act, type[Exception], str]] = {
    "revoke a text": (
        lambda cognito, user: cognito.revoke(user.tokens().refresh_token),  # type: ignore[arg-type]
        TypeError,
        r"^revoke\(\) takes tokens as user.sign_in\(\) and user.tokens\(\) return them; not str.$",
    ),
    "revoke a user": (
        lambda cognito, user: cognito.revoke(user),  # type: ignore[arg-type]
        TypeError,
        r"^revoke\(\) takes tokens .*; not CognitoUser.$",
    ),
    "sign out a user": (
        lambda cognito, user: cognito.sign_out(user),  # type: ignore[arg-type]
        TypeError,
        r"^sign_out\(\) takes tokens .*; not CognitoUser.$",
    ),
    "expire a user": (
        lambda cognito, user: cognito.clock.expire(user),  # type: ignore[arg-type]
        TypeError,
        r"^expire\(\) takes tokens .* return them, or a JSON Web Token; not CognitoUser.$",
    ),
    "claims of a token": (
        lambda cognito, user: cognito.is_over(user.tokens().access_token),  # type: ignore[arg-type]
        TypeError,
        r"^is_over\(\) takes the claims of a token, as tokens.access_claims are; not str.$",
    ),
    "code of a user": (
        lambda cognito, user: cognito.totp(user),  # type: ignore[arg-type]
        TypeError,
        r"^totp\(\) takes the SecretCode .*; not CognitoUser. A user has codes: user.totp\(\).$",
    ),
    "sign in through a pool": (
        lambda cognito, user: user.sign_in(client=cognito),  # type: ignore[arg-type]
        TypeError,
        r"^client takes an app client, as cognito.client\(\) returns it, or its id; not Cognito.$",
    ),
    "mint through a pool": (
        lambda cognito, user: user.tokens(client=cognito),  # type: ignore[arg-type]
        TypeError,
        r"^client takes an app client, .*; not Cognito.$",
    ),
    "move to a word": (
        lambda cognito, _u: cognito.clock.move_to("tomorrow"),
        ValueError,
        (
            "^'tomorrow' is no time: take a datetime, epoch seconds, or an ISO 8601 text such as "
            "2030-01-31T12:00:00Z.$"
        ),
    ),
    "move to a period": (
        lambda cognito, _u: cognito.clock.move_to(timedelta(hours=1)),  # type: ignore[arg-type]
        ValueError,
        r"is no time: .*; shift\(\) moves by a period.$",
    ),
    "freeze at a word": (
        lambda cognito, _u: cognito.clock.freeze("noon"),
        ValueError,
        "^'noon' is no time: take a datetime, ",
    ),
    "shift by a word": (
        lambda cognito, _u: cognito.clock.shift("1h"),  # type: ignore[arg-type]
        ValueError,
        "^'1h' is no period: take seconds, a timedelta, or units such as hours=1.$",
    ),
    "shift by a text of hours": (
        lambda cognito, _u: cognito.clock.shift(hours="1"),  # type: ignore[arg-type]
        ValueError,
        "^hours is '1'; it must be a number.$",
    ),
}

#: What a property shows cannot be changed there: the sentence says where it can.
SHOWN: Mapping[str, Callable[[CognitoUser], Mapping[str, object]]] = {
    "attributes": lambda user: user.attributes,
    "access_claims": lambda user: user.tokens().access_claims,
    "id_claims": lambda user: user.sign_in().id_claims,
}
CHANGES: Mapping[str, Callable[[Any], object]] = {
    "item": lambda shown: shown.__setitem__("name", "x"),
    "del": lambda shown: shown.__delitem__("sub"),
    "or": lambda shown: shown.__ior__({"name": "x"}),
    "clear": lambda shown: shown.clear(),
    "pop": lambda shown: shown.pop("sub"),
    "popitem": lambda shown: shown.popitem(),
    "setdefault": lambda shown: shown.setdefault("name", "x"),
    "update": lambda shown: shown.update(name="x"),
}


@table("shown", SHOWN)
@table("change", CHANGES)
def test_what_is_only_shown_is_not_changed_in_vain(
    cognito_user: CognitoUser, shown: str, change: str
) -> None:
    found = SHOWN[shown](cognito_user)
    before = dict(found)

    with pytest.raises(TypeError, match=r"cannot be changed here; .*\w+\("):
        CHANGES[change](found)
    assert found == before


COPIES: Mapping[str, Callable[[Any], dict[str, object]]] = {
    "dict": dict,
    "method": lambda shown: shown.copy(),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "stars": lambda shown: {**shown},
    "or": lambda shown: shown | {},
    "json": lambda shown: json.loads(json.dumps(shown)),
    "pickle": lambda shown: pickle.loads(pickle.dumps(shown)),  # noqa: S301 - our own
}


@table("shown", SHOWN)
@table("copied", COPIES)
def test_a_copy_of_what_is_shown_can_be_changed(
    cognito_user: CognitoUser, shown: str, copied: str
) -> None:
    found = SHOWN[shown](cognito_user)
    own = COPIES[copied](found)
    assert own == found
    own["name"] = "another"
    assert own["name"] == "another" != found.get("name")


@pytest.mark.parametrize("slip", MISTAKEN)
def test_something_else_than_is_taken_leads_to_what_is(
    cognito: Cognito, cognito_user: CognitoUser, slip: str
) -> None:
    act, kind, sentence = MISTAKEN[slip]

    with pytest.raises(kind, match=sentence):
        act(cognito, cognito_user)


@table("slip", NEAR_MISSES)
def test_a_near_miss_of_a_parameter_is_no_data(
    cognito: Cognito, cognito_user: CognitoUser, slip: str
) -> None:
    act, kind, sentence = NEAR_MISSES[slip]

    with pytest.raises(kind, match=sentence):
        act(cognito, cognito_user)


@pytest.mark.parametrize("slip", NAMES)
def test_a_name_that_there_is_not_leads_to_the_nearest(
    cognito: Cognito, cognito_user: CognitoUser, slip: str
) -> None:
    act, kind, sentence = NAMES[slip]

    with pytest.raises(kind, match=sentence):
        act(cognito, cognito_user)


@pytest.mark.parametrize("name", ["exp", "aud", "client_id", "nonce", "group", "jti", "acr"])
def test_a_claim_that_is_like_no_parameter_is_one(cognito_user: CognitoUser, name: str) -> None:
    assert cognito_user.tokens(**{name: 7}).access_claims[name] == 7  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["scope", "expire_in", "claim", "uses"])
def test_a_claim_that_is_like_a_parameter_goes_into_claims(
    cognito_user: CognitoUser, name: str
) -> None:
    assert cognito_user.tokens(claims={name: "x"}).id_claims[name] == "x"


def test_a_response_that_there_is_not(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.force_challenge("NEW_PASSWORD_REQUIRED")
    with pytest.raises(ChallengeRequired) as challenge:
        cognito_user.sign_in()

    for name, meant in (
        ("new_password", "NEW_PASSWORD"),
        ("NEWPASSWORD", "NEW_PASSWORD"),
        ("Session", "session"),
    ):
        with pytest.raises(ValueError, match=f"no response {name}; the nearest is {meant}"):
            challenge.value.respond(**{name: "Correct-Horse-2"})
    session = challenge.value.session
    right = {"NEW_PASSWORD": "Correct-Horse-2", "anything": "else"}
    assert challenge.value.respond(session=session, **right).access_token


def test_members_that_there_are_not_can_be_sent_all_the_same(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    """An app may do so; the service does not mind."""
    request = {"UserPoolId": cognito.pool_id, "Username": cognito_user.username, "UserName": "x"}

    assert cognito.call("AdminGetUser", request)["Username"] == cognito_user.username


#: Markers, and what is said of them.
SLIPS_IN_MARKERS = [
    ("cognito(mffa='ON')", "cognito: there is no option mffa; the nearest is mfa*"),
    (
        "cognito_challenge('SMS_MFA', time=2)",
        "cognito_challenge: has no parameter time; *times*",
    ),
    (
        "cognito_challenge('SMS_MAF')",
        "cognito_challenge: SMS_MAF is no challenge; *the nearest is SMS_MFA*",
    ),
    (
        "cognito_fault('SignUp', delay=1, tims=2)",
        "cognito_fault: has no parameter tims; *times*",
    ),
]


def test_a_slip_in_a_marker(run: Run) -> None:
    result = run(
        "import pytest\n"
        + "".join(
            f"@pytest.mark.{marker}\ndef test_{row}(cognito): pass\n"
            for row, (marker, _) in enumerate(SLIPS_IN_MARKERS)
        )
    )

    result.assert_outcomes(errors=len(SLIPS_IN_MARKERS))
    expected = {
        f"test_{row}": f"*@pytest.mark.{said}" for row, (_, said) in enumerate(SLIPS_IN_MARKERS)
    }
    assert unsaid(result, expected) == {}


def test_counts_are_plain_english(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.clock.freeze()
    cognito.clock.expire(cognito_user.tokens())
    faults = [
        cognito.fail("SignUp", "InternalErrorException"),
        cognito.fail("SignUp", "InternalErrorException", times=2),
        cognito.delay("SignUp", 1),
        cognito.delay("SignUp", 0.5),
    ]

    assert list(map(str, faults)) == [
        "SignUp: InternalErrorException, once",
        "SignUp: InternalErrorException, 2 times",
        "SignUp: a delay of 1 second, once",
        "SignUp: a delay of 0.5 seconds, once",
    ]
    with pytest.raises(AssertionError, match="the token expired 1 second ago"):
        cognito.assert_claims(cognito_user.authorization)
