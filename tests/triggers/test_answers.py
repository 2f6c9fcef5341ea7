"""What of a function's answer has no effect, and what the function's author is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cognito_emulator import TriggerName, domain, errors
from cognito_emulator.domain.work import answers
from cognito_emulator.domain.work.answers import FORMS, Form, Kind
from cognito_emulator.lambdas import TRIGGERS
from tests.support import PASSWORD, Lab
from tests.support import claims as claims_of
from tests.table import table
from tests.triggers.support import Event, Spy

RIDDLE = "CUSTOM_CHALLENGE"
SENDERS = {"CustomEmailSender", "CustomSMSSender"}  # whose answers nobody waits for
REQUEST = {"userAttributes": {"sub": "1"}, "session": [], "scopes": ["openid"]}


class Place(NamedTuple):
    """A member of a form, and where it stands."""

    form: Form
    path: tuple[str, ...]
    kind: Kind

    @property
    def name(self) -> str:
        return self.path[-1]

    def __str__(self) -> str:
        return ".".join(("response", *self.path))

    def holding(self, value: object) -> dict[str, Any]:
        """A response in which it has this value."""
        for name in reversed(self.path):
            value = {name: value}
        assert isinstance(value, dict)
        return value

    def beside(self, name: str) -> dict[str, Any]:
        """A response in which another name stands in its place."""
        return Place(self.form, (*self.path[:-1], name), self.kind).holding(good(self.kind))


def places(form: Form) -> Iterator[Place]:
    def within(members: Mapping[str, Kind], path: tuple[str, ...]) -> Iterator[Place]:
        for name, kind in members.items():
            yield Place(form, (*path, name), kind)
            yield from within(kind.members, (*path, name))

    return within(form.members, ())


def good(kind: Kind) -> object:
    if kind.members:
        return {name: good(each) for name, each in kind.members.items()}
    if kind.values:
        return kind.values[0]
    goods: tuple[object, ...] = (True, "text", ["text"], {"name": "text"})
    return next(value for value in goods if kind.fits(value))


PLACES = [place for form in FORMS for place in places(form)]
IDS = [f"{place.form.title}: {place}" for place in PLACES]
BY_TITLE = {form.title: form for form in FORMS}


def findings(form: Form, response: Mapping[str, Any], **more: object) -> list[str]:
    """What is said of an answer."""
    event = {"version": "1", "request": deepcopy(REQUEST), "response": form.initial}
    answer = {"version": "1", "request": deepcopy(REQUEST), "response": response, **more}
    return list(answers.without_effect(form, event, answer))


def test_every_trigger_that_is_waited_for_has_its_form() -> None:
    assert {form.trigger for form in FORMS} == set(TRIGGERS) - SENDERS
    for version in "123":
        assert version in answers.form("PreTokenGeneration", version).versions


@table("place", PLACES)
def test_every_member_is_read(place: Place) -> None:
    """Else it would have no effect, and nobody would be told."""
    folder = Path(domain.__file__).parent
    sources = [file for file in folder.rglob("*.py") if file.name != "answers.py"]
    text = "\n".join(file.read_text("utf-8") for file in sources)
    assert f'"{place.name}"' in text


@pytest.mark.parametrize("form", FORMS, ids=BY_TITLE)
def test_nothing_is_said_of_an_answer_as_it_should_be(form: Form) -> None:
    whole = {name: good(kind) for name, kind in form.members.items()}
    assert answers.parsed(form, whole) == whole
    assert findings(form, whole) == []
    assert findings(form, form.initial) == []
    assert findings(form, {}) == []
    assert findings(form, {**whole, "another": None}, another=None) == []
    assert findings(form, whole, request=None) == []


@table("place", PLACES)
def test_a_value_of_another_kind_is_refused_by_its_place(place: Place) -> None:
    with pytest.raises(answers.AnswerError) as flaw:
        answers.parsed(place.form, place.holding(12))
    assert str(flaw.value) == f"{place} is 12; it must be {place.kind.words}"


@table("place", PLACES)
def test_null_is_what_a_member_is_when_nothing_is_wished(place: Place) -> None:
    answer: Any = answers.parsed(place.form, place.holding(None))
    for name in place.path:
        answer = answer[name]
    assert not answer


@table("place", PLACES)
@pytest.mark.parametrize(
    "slip",
    [str.lower, str.upper, lambda name: name[:-1], lambda name: f"{name}s"],
    ids=["lower case", "upper case", "without its end", "plural"],
)
def test_a_slip_of_the_pen(place: Place, slip: Callable[[str], str]) -> None:
    wrong = slip(place.name)
    (sentence,) = findings(place.form, place.beside(wrong))
    there = str(place).removesuffix(place.name) + wrong
    assert sentence == f"{there} has no effect: there is {place}"


@table("place", PLACES)
def test_a_member_beside_response(place: Place) -> None:
    (sentence,) = findings(place.form, {}, **{place.name: good(place.kind)})
    assert sentence.startswith(f"{place.name} stands beside response, where it has no effect: ")
    assert f"it belongs into {str(place).rpartition('.')[0]}." in sentence.replace(
        " or ", " it belongs into "
    )


DEEP = [place for place in PLACES if len(place.path) > 1]


@table("place", DEEP)
def test_a_member_at_the_wrong_level_of_response(place: Place) -> None:
    (sentence,) = findings(place.form, {place.name: good(place.kind)})
    assert sentence.startswith(f"response.{place.name} has no effect: it belongs into response.")
    assert str(place) in sentence


def test_a_member_too_deep() -> None:
    form = answers.form("PreTokenGeneration", "2")
    wrong = {"claimsAndScopeOverrideDetails": {"idTokenGeneration": {"scopesToAdd": ["a"]}}}
    details = "response.claimsAndScopeOverrideDetails"
    assert findings(form, wrong) == [
        (
            f"{details}.idTokenGeneration.scopesToAdd has no effect: it belongs into"
            f" {details}.accessTokenGeneration.scopesToAdd"
        )
    ]


ALONE = [
    place
    for place in PLACES
    if sum(other.name == place.name for other in PLACES) == 1 and len(place.path) == 1
]


@table("place", ALONE)
@table("form", FORMS)
def test_a_member_of_another_trigger(place: Place, form: Form) -> None:
    if form.trigger == place.form.trigger:
        return
    (sentence,) = findings(form, place.holding(good(place.kind)))
    of_another = f"it is a member of the answer of {place.form.title}, and this is {form.title}"
    assert of_another in sentence or "there is response." in sentence  # a name may be like its own
    assert sentence.startswith(f"{place} has no effect: ")


def test_a_member_of_nobody() -> None:
    assert findings(answers.form("PreSignUp", "1"), {"xyz": 1}) == [
        (
            "response.xyz has no effect: there is response.autoConfirmUser,"
            " response.autoVerifyEmail or response.autoVerifyPhone"
        )
    ]
    assert findings(answers.form("PostConfirmation", "1"), {"xyz": 1}) == [
        "response.xyz has no effect: the response of PostConfirmation has no members"
    ]


@pytest.mark.parametrize(
    ("version", "response", "sentence"),
    [
        (
            "1",
            {"claimsAndScopeOverrideDetails": {"idTokenGeneration": {}}},
            (
                "response.claimsAndScopeOverrideDetails has no effect: it answers events of version"
                " 2 and 3, and this function gets those of version 1. Attach it as"
                " PreTokenGeneration:V2_0 (in a"
                " LambdaConfig: PreTokenGenerationConfig with LambdaVersion V2_0), or answer by"
                " response.claimsOverrideDetails"
            ),
        ),
        (
            "2",
            {"claimsOverrideDetails": {"claimsToSuppress": ["email"]}},
            (
                "response.claimsOverrideDetails has no effect: it answers events of version 1, and"
                " this function gets those of version 2. Attach it as PreTokenGeneration:V1_0"
                " (in a LambdaConfig: PreTokenGenerationConfig with"
                " LambdaVersion V1_0), or answer by response.claimsAndScopeOverrideDetails"
            ),
        ),
        (
            "1",
            {"claimsOverrideDetails": {"scopesToAdd": ["a"]}},
            (
                "response.claimsOverrideDetails.scopesToAdd has no effect:"
                " response.claimsAndScopeOverrideDetails.accessTokenGeneration.scopesToAdd answers"
                " events of version 2 and 3, and this function gets those of version 1. Attach it"
                " as PreTokenGeneration:V2_0 (in a LambdaConfig: PreTokenGenerationConfig with"
                " LambdaVersion V2_0), or answer by response.claimsOverrideDetails"
            ),
        ),
    ],
)
def test_an_answer_of_another_version(
    version: str, response: dict[str, Any], sentence: str
) -> None:
    assert findings(answers.form("PreTokenGeneration", version), response) == [sentence]


@table(
    "request_, changed",
    [
        ({**REQUEST, "userAttributes": {"sub": "2"}}, "request.userAttributes.sub"),
        ({**REQUEST, "userAttributes": {"sub": "1", "name": "A"}}, "request.userAttributes.name"),
        ({**REQUEST, "scopes": []}, "request.scopes"),
        ({**REQUEST, "autoConfirmUser": True}, "request.autoConfirmUser"),
        ({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}, "request.a, request.b, request.c and 2 more"),
        ("text", "request"),
    ],
)
def test_what_was_changed_of_the_request(request_: object, changed: str) -> None:
    assert findings(answers.form("PreSignUp", "1"), {}, request=request_) == [
        f"{changed} changed, which has no effect: a function answers by its response alone"
    ]


@pytest.mark.parametrize("request_", [REQUEST, {}, {"session": []}, None])
def test_the_request_may_be_left_out(request_: object) -> None:
    assert findings(answers.form("PreSignUp", "1"), {}, request=request_) == []


def test_a_value_without_effect() -> None:
    form = answers.form("UserMigration", "1")
    assert findings(form, {"finalUserStatus": "confirmed", "messageAction": "RESEND"}) == [
        (
            "response.finalUserStatus is 'confirmed', which has no effect: it can be CONFIRMED or"
            " RESET_REQUIRED"
        ),
        "response.messageAction is 'RESEND', which has no effect: it can be SUPPRESS",
    ]


# --- through the API ------------------------------------------------------------------------------


def warned(lab: Lab) -> list[str]:
    """What was warned of, in sentences without the source and the pool."""
    return [warning.sentence for warning in lab.emulator.warnings()]


def test_an_operation_warns_of_an_answer_without_effect(lab: Lab) -> None:
    Spy(lab, "PreSignUp", autoConfirm=True)
    lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert [str(warning) for warning in lab.emulator.warnings()] == [
        (
            f"SignUp in {lab.pool_id}: PreSignUp_SignUp: response.autoConfirm has no effect:"
            " there is response.autoConfirmUser."
        )
    ]


def test_so_many_findings_as_can_be_read_are_told(lab: Lab) -> None:
    """A log, and what is kept of warnings, belong to others too."""
    spy = Spy(lab, "PreSignUp")
    spy.response = {f"nothing{number}": number for number in range(3000)}
    lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert len(warned(lab)) == 11
    assert warned(lab)[-1] == "PreSignUp_SignUp: 2990 more things in the answer have no effect."


def test_an_answer_that_is_refused_is_told_by_trigger_and_member(lab: Lab) -> None:
    Spy(lab, "PreSignUp", autoConfirmUser="yes")
    with pytest.raises(errors.InvalidLambdaResponseException, match="Unrecognizable lambda output"):
        lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert warned(lab) == [
        (
            "PreSignUp_SignUp: Unrecognizable lambda output: response.autoConfirmUser is 'yes'; it"
            " must be true or false."
        )
    ]


@pytest.mark.parametrize("spelling", ["PreTokenGeneration:V2_0", "PreTokenGeneration:V3_0"])
def test_a_version_in_the_name_of_a_trigger(lab: Lab, spelling: TriggerName) -> None:
    lab.user()

    @lab.emulator.on(spelling)
    def claims(event: Event) -> Event:
        added = {"idTokenGeneration": {"claimsToAddOrOverride": {"event": event["version"]}}}
        event["response"]["claimsAndScopeOverrideDetails"] = added
        return event

    assert claims_of(lab.tokens()["IdToken"])["event"] == spelling[-3]
    assert warned(lab) == []
    lab.emulator.off(spelling)
    assert "event" not in claims_of(lab.tokens()["IdToken"])


def test_a_function_of_another_version_is_told(lab: Lab) -> None:
    lab.user()
    Spy(lab, "PreTokenGeneration", claimsAndScopeOverrideDetails={"idTokenGeneration": {}})
    lab.tokens()
    (sentence,) = warned(lab)
    assert sentence.startswith("TokenGeneration_Authentication: response.claimsAndScopeOverrideDet")
    assert "Attach it as PreTokenGeneration:V2_0" in sentence


V1 = "response.claimsOverrideDetails"
V2 = "response.claimsAndScopeOverrideDetails"


@pytest.mark.parametrize(
    ("version", "details", "findings"),
    [
        ("V1_0", {"claimsToAddOrOverride": {"sub": "me", "email": None, "plan": "a"}}, None),
        (
            "V1_0",
            {"claimsToAddOrOverride": {"sub": "me", "plan": "a"}},
            [f"{V1}.claimsToAddOrOverride.sub has no effect: no function changes this claim"],
        ),
        (
            "V1_0",
            {"claimsToAddOrOverride": {"cognito:groups": "a"}},
            [
                (
                    f"{V1}.claimsToAddOrOverride.cognito:groups has no effect: groups and roles are"
                    " changed by groupOverrideDetails"
                )
            ],
        ),
        (
            "V1_0",
            {"claimsToSuppress": ["email", "iss", "cognito:roles", "cognito:groups"]},
            [
                f"{V1}.claimsToSuppress: iss has no effect: no function takes this claim away",
                (
                    f"{V1}.claimsToSuppress: cognito:roles has no effect: who suppresses"
                    " cognito:groups suppresses it, too"
                ),
            ],
        ),
        (
            "V2_0",
            {"accessTokenGeneration": {"claimsToAddOrOverride": {"scope": "a", "aud": "b"}}},
            [
                (
                    f"{V2}.accessTokenGeneration.claimsToAddOrOverride.scope has no effect: scopes"
                    " are changed by scopesToAdd and scopesToSuppress"
                ),
                (
                    f"{V2}.accessTokenGeneration.claimsToAddOrOverride.aud has no effect: the only"
                    " aud that can be added is the app client's id, CLIENT"
                ),
            ],
        ),
        (
            "V2_0",
            {"idTokenGeneration": {"claimsToAddOrOverride": {"aud": "b", "scope": "a"}}},
            [
                (
                    f"{V2}.idTokenGeneration.claimsToAddOrOverride.aud has no effect: no function"
                    " changes this claim"
                )
            ],
        ),
    ],
)
def test_claims_that_no_function_changes(
    lab: Lab, version: str, details: dict[str, Any], findings: list[str] | None
) -> None:
    lab.user()
    member = "claimsOverrideDetails" if version == "V1_0" else "claimsAndScopeOverrideDetails"
    Spy(lab, "PreTokenGeneration", version=version, **{member: details})
    if findings is None:  # null in a map of texts
        with pytest.raises(errors.InvalidLambdaResponseException):
            lab.tokens()
        return
    lab.tokens()
    told = [f"TokenGeneration_Authentication: {each}." for each in findings]
    assert warned(lab) == [each.replace("CLIENT", lab.client_id) for each in told]


def test_what_an_administrator_s_new_user_has_no_use_of(lab: Lab) -> None:
    Spy(lab, "PreSignUp", autoConfirmUser=True)
    lab.invited()
    (sentence,) = warned(lab)
    assert sentence.startswith("PreSignUp_AdminCreateUser: response.autoConfirmUser has no effect")


def test_a_migration_without_attributes(lab: Lab) -> None:
    Spy(lab, "UserMigration", userAttribute={"email": "a@example.com"}, finalUserStatus="CONFIRMED")
    with pytest.raises(errors.UserNotFoundException):
        lab.begin("ada")
    assert warned(lab) == [
        (
            "UserMigration_Authentication: response.userAttribute has no effect: there is"
            " response.userAttributes."
        ),
        (
            "UserMigration_Authentication: response.finalUserStatus has no effect: without"
            " response.userAttributes there is nobody to come over."
        ),
    ]


@pytest.mark.parametrize(
    ("wanted", "overruled", "by"),
    [
        (["issueTokens", "challengeName"], ["challengeName"], "issueTokens"),
        (["failAuthentication", "challengeName"], ["challengeName"], "failAuthentication"),
        (
            ["failAuthentication", "issueTokens", "challengeName"],
            ["issueTokens", "challengeName"],
            "failAuthentication",
        ),
        (["challengeName"], [], ""),
    ],
)
def test_what_overrules_a_challenge(
    lab: Lab, wanted: list[str], overruled: list[str], by: str
) -> None:
    lab.user()
    client = lab.client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    response: dict[str, Any] = dict.fromkeys(wanted, True)
    Spy(lab, "DefineAuthChallenge", **{**response, "challengeName": RIDDLE})
    Spy(lab, "CreateAuthChallenge", privateChallengeParameters={"answer": "42"})
    Spy(lab, "VerifyAuthChallengeResponse")
    parameters = {"USERNAME": "alice"}
    request = {"ClientId": client, "AuthFlow": "CUSTOM_AUTH", "AuthParameters": parameters}
    if by == "failAuthentication":
        lab.refused("InitiateAuth", errors.NotAuthorizedException, **request)
    else:
        done = lab.call("InitiateAuth", **request)
        assert ("AuthenticationResult" in done) is (by == "issueTokens")
    source = "DefineAuthChallenge_Authentication"
    assert [(each.sentence, each.user_pool_id) for each in lab.emulator.warnings()] == [
        (f"{source}: response.{name} has no effect beside response.{by}.", lab.pool_id)
        for name in overruled
    ]
