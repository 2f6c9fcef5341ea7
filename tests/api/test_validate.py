"""The request validator: its sentences, its conversions, and that nothing else ever comes out."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.api import spec
from cognito_emulator.api.spec import Shape
from cognito_emulator.api.validate import validate
from cognito_emulator.clock import instant
from cognito_emulator.errors import CognitoError, InvalidParameterException, SerializationException
from tests.properties import examples
from tests.table import table

POOL = "us-east-1_8LxAFhQ8D"
CLIENT = "4k04k2henjhmhu5dacfkphli5"
ROLE_PATTERN = (
    r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:"
    r"[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?"
)
BUCKET_PATTERN = r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:::[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?"
LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:cognito"


def refusal(operation: str, request: object, **options: Any) -> str:
    with pytest.raises(InvalidParameterException) as refused:
        validate(spec.operation(operation), request, **options)
    assert refused.value.message is not None
    return refused.value.message


def log_config(level: str, source: str) -> dict[str, Any]:
    where = {"LogGroupArn": LOG_GROUP}
    return {"LogLevel": level, "EventSource": source, "CloudWatchLogsConfiguration": where}


def shown_log_config(level: str, source: str) -> str:
    return (
        f"LogConfigurationType(logLevel={level}, eventSource={source}, "
        f"cloudWatchLogsConfiguration=CloudWatchLogsConfigurationType(logGroupArn={LOG_GROUP}), "
        "s3Configuration=null, firehoseConfiguration=null)"
    )


SENTENCES = [
    pytest.param(  # recorded [limits-1]
        "CreateGroup",
        {"UserPoolId": POOL, "GroupName": "g", "Precedence": -1},
        "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: "
        "Member must have value greater than or equal to 0",
        id="value below the minimum",
    ),
    pytest.param(  # measured [limits-2]
        "ListUsers",
        {"UserPoolId": POOL, "Limit": 100},
        "1 validation error detected: Value '100' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 60",
        id="value above the maximum",
    ),
    pytest.param(  # recorded [limits-3]
        "UpdateGroup",
        {"UserPoolId": POOL, "GroupName": "g", "RoleArn": ""},
        "2 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member "
        "must have length greater than or equal to 20; Value '' at 'roleArn' failed to satisfy "
        f"constraint: Member must satisfy regular expression pattern: {ROLE_PATTERN}",
        id="two clauses, length before pattern",
    ),
    pytest.param(
        "AdminConfirmSignUp",
        {"UserPoolId": "YOUR_USER_POOL_ID", "Username": "admin@example.com"},
        None,
        id="a pool id of letters and underscores has the right form",
    ),
    pytest.param(  # measured [limits-12]
        "ListGroups",
        {"UserPoolId": " ap-northeast-1_xxx"},
        "1 validation error detected: Value ' ap-northeast-1_xxx' at 'userPoolId' failed to "
        r"satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
        id="blank before a pool id",
    ),
    pytest.param(  # measured [limits-13]
        "InitiateAuth",
        {"AuthFlow": "USER_SRP_AUTH", "ClientId": "ap-northeast-1_x"},
        "1 validation error detected: Value 'ap-northeast-1_x' at 'clientId' failed to satisfy "
        r"constraint: Member must satisfy regular expression pattern: [\w+]+",
        id="a client id is shown although it is sensitive",
    ),
    pytest.param(  # measured [limits-14]
        "SignUp",
        {"ClientId": CLIENT, "Username": "alice", "Password": "x" * 257},
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member "
        "must have length less than or equal to 256",
        id="a long password, not shown",
    ),
    pytest.param(  # measured [limits-15]
        "SignUp",
        {"ClientId": CLIENT, "Username": "a" * 129, "Password": "Secret123!"},
        "1 validation error detected: Value at 'username' failed to satisfy constraint: Member "
        "must have length less than or equal to 128",
        id="a long user name, not shown",
    ),
    pytest.param(
        "SignUp",
        {"ClientId": CLIENT, "Username": "al ice", "Password": "Secret123!"},
        "1 validation error detected: Value at 'username' failed to satisfy constraint: Member "
        r"must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+",
        id="claimed: a blank in a user name",
    ),
    pytest.param(
        "SignUp",
        {"ClientId": CLIENT, "Username": "", "Password": "Secret123!"},
        "2 validation errors detected: Value at 'username' failed to satisfy constraint: Member "
        r"must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+; "
        "Value at 'username' failed to satisfy constraint: Member must have length greater "
        "than or equal to 1",
        id="claimed: an empty user name, pattern before length",
    ),
    *(
        pytest.param(  # measured [limits-16]
            "AdminSetUserPassword",
            {"UserPoolId": POOL, "Username": "alice", "Password": password},
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member "
            r"must satisfy regular expression pattern: ^[\S]+.*[\S]+$",
            id=f"password {password!r}",
        )
        for password in ("", "x", " Secret123!", "Secret123! ")
    ),
    pytest.param(  # recorded [limits-17]
        "AdminSetUserPassword",
        {"UserPoolId": POOL, "Username": "alice", "Password": "short"},
        None,
        id="five characters pass the validator",
    ),
    pytest.param(  # measured [limits-18]
        "ConfirmSignUp",
        {"ClientId": CLIENT, "Username": "alice", "ConfirmationCode": "12 34"},
        "1 validation error detected: Value '12 34' at 'confirmationCode' failed to satisfy "
        r"constraint: Member must satisfy regular expression pattern: [\S]+",
        id="a code is shown",
    ),
    pytest.param(
        "ConfirmSignUp",
        {"ClientId": CLIENT, "Username": "alice"},
        "1 validation error detected: Value null at 'confirmationCode' failed to satisfy "
        "constraint: Member must not be null",
        id="a required member is missing",
    ),
    *(
        pytest.param(  # measured [limits-20]
            operation,
            {"UserPoolId": POOL},
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1",
            id=f"{operation} without a page size",
        )
        for operation in ("ListIdentityProviders", "ListResourceServers", "ListUserPools")
    ),
    pytest.param(
        "GetUser",
        {},
        "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member "
        "must not be null",
        id="claimed: a required sensitive member is missing",
    ),
    pytest.param(
        "GetUser",
        {"AccessToken": None},
        "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member "
        "must not be null",
        id="null is the same as missing",
    ),
    pytest.param(  # measured [limits-19]
        "VerifySoftwareToken",
        {"UserCode": "Aaaa"},
        "2 validation errors detected: Value 'Aaaa' at 'userCode' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [0-9]+; Value 'Aaaa' at 'userCode' failed "
        "to satisfy constraint: Member must have length greater than or equal to 6",
        id="a user code, shown, pattern before length",
    ),
    pytest.param(  # claimed [limits-25]
        "CreateUserPool",
        {"PoolName": "p", "MfaConfiguration": "false"},
        "1 validation error detected: Value 'false' at 'mfaConfiguration' failed to satisfy "
        "constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
        id="order of MFA settings",
    ),
    pytest.param(
        "AdminCreateUser",
        {"UserPoolId": POOL, "Username": "alice", "MessageAction": "X"},
        "1 validation error detected: Value 'X' at 'messageAction' failed to satisfy constraint: "
        "Member must satisfy enum value set: [RESEND, SUPPRESS]",
        id="claimed: order of message actions",
    ),
    pytest.param(  # measured [limits-21]
        "CreateIdentityProvider",
        {
            "UserPoolId": POOL,
            "ProviderName": "idp",
            "ProviderType": "X",
            "ProviderDetails": {"client_id": "x"},
        },
        "1 validation error detected: Value 'X' at 'providerType' failed to satisfy constraint: "
        "Member must satisfy enum value set: "
        "[Facebook, SAML, SignInWithApple, LoginWithAmazon, OIDC, Google]",
        id="order of provider types",
    ),
    pytest.param(  # measured [limits-5]
        "CreateUserPoolClient",
        {"UserPoolId": POOL, "ClientName": "c", "AllowedOAuthFlows": ["token"]},
        "1 validation error detected: Value '[token]' at 'allowedOAuthFlows' failed to satisfy "
        "constraint: Member must satisfy constraint: "
        "[Member must satisfy enum value set: [implicit, client_credentials, code]]",
        id="enum in a list",
    ),
    pytest.param(  # measured [limits-4]
        "CreateUserPoolClient",
        {"UserPoolId": POOL, "ClientName": "c", "CallbackURLs": ["https://a", "a b"]},
        "1 validation error detected: Value '[https://a, a b]' at 'callbackURLs' failed to satisfy "
        "constraint: Member must satisfy constraint: [Member must have length less than or equal "
        "to 1024, Member must have length greater than or equal to 1, Member must satisfy regular "
        r"expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+]",
        id="pattern in a list",
    ),
    pytest.param(  # measured [limits-6]
        "CreateUserPool",
        {"PoolName": "p", "Schema": [{"Name": "phone_number_verified"}]},
        "1 validation error detected: Value 'phone_number_verified' at 'schema.1.member.name' "
        "failed to satisfy constraint: Member must have length less than or equal to 20",
        id="structure in a list",
    ),
    pytest.param(  # measured [limits-7]
        "CreateManagedLoginBranding",
        {"UserPoolId": POOL, "ClientId": CLIENT, "Assets": [None]},
        "1 validation error detected: Value '[null]' at 'assets' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must not be null]",
        id="null in a list",
    ),
    pytest.param(  # measured [limits-8]
        "SetLogDeliveryConfiguration",
        {"UserPoolId": POOL},
        "1 validation error detected: Value null at 'logConfigurations' failed to satisfy "
        "constraint: Member must not be null",
        id="a required list is missing",
    ),
    pytest.param(  # measured [limits-10]
        "SetLogDeliveryConfiguration",
        {"UserPoolId": POOL, "LogConfigurations": [log_config("WARN", "userAuthEvents")]},
        "1 validation error detected: Value 'WARN' at 'logConfigurations.1.member.logLevel' failed "
        "to satisfy constraint: Member must satisfy enum value set: [ERROR, INFO]",
        id="enum of log levels",
    ),
    pytest.param(  # measured [limits-10]
        "SetLogDeliveryConfiguration",
        {"UserPoolId": POOL, "LogConfigurations": [log_config("INFO", "x")]},
        "1 validation error detected: Value 'x' at 'logConfigurations.1.member.eventSource' failed "
        "to satisfy constraint: Member must satisfy enum value set: "
        "[userAuthEvents, userNotification]",
        id="order of event sources",
    ),
    pytest.param(  # measured [limits-9]
        "SetLogDeliveryConfiguration",
        {"UserPoolId": POOL, "LogConfigurations": [log_config("INFO", "userAuthEvents")] * 3},
        "1 validation error detected: Value '["
        + ", ".join([shown_log_config("INFO", "userAuthEvents")] * 3)
        + "]' at 'logConfigurations' failed to satisfy constraint: "
        "Member must have length less than or equal to 2",
        id="a long list of structures",
    ),
    pytest.param(
        "UpdateManagedLoginBranding",
        {
            "UserPoolId": POOL,
            "ManagedLoginBrandingId": "11111111-1111-4111-8111-111111111111",
            "Assets": [{"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "X"}],
        },
        "1 validation error detected: Value 'X' at 'assets.1.member.extension' failed to satisfy "
        "constraint: Member must satisfy enum value set: [ICO, JPEG, PNG, SVG, WEBP]",
        id="an enum inside a structure inside a list",
    ),
    pytest.param(
        "CreateTerms",
        {
            "UserPoolId": POOL,
            "ClientId": CLIENT,
            "TermsName": "terms-of-use",
            "TermsSource": "LINK",
            "Enforcement": "NONE",
            "Links": {"cognito:klingon": "https://a"},
        },
        "1 validation error detected: Value '{cognito:klingon=https://a}' at 'links' failed to "
        "satisfy constraint: Map keys must satisfy constraint: "
        "[Member must satisfy regular expression pattern: "
        "^cognito:(default|dutch|english|french|spanish|german|bahasa-indonesia|italian|japanese"
        "|korean|portuguese-brazil|chinese-(simplified|traditional))$]",
        id="the keys of a map",
    ),
    pytest.param(
        "TagResource",
        {
            "ResourceArn": f"arn:aws:cognito-idp:us-east-1:1:userpool/{POOL}",
            "Tags": {"a": "b" * 257},
        },
        f"1 validation error detected: Value '{{a={'b' * 257}}}' at 'tags' failed to satisfy "
        "constraint: Map value must satisfy constraint: [Member must have length less than or "
        "equal to 256, Member must have length greater than or equal to 0]",
        id="the values of a map",
    ),
]


@table("operation, request_, sentence", SENTENCES)
def test_sentences(operation: str, request_: dict[str, Any], sentence: str | None) -> None:
    """Each constraint is refused with the service's own sentence, word for word."""
    if sentence is None:
        assert validate(spec.operation(operation), request_) == request_
    else:
        assert refusal(operation, request_) == sentence


def numbers_required(shape: Shape, seen: tuple[Shape, ...] = ()) -> Iterator[tuple[str, Any, int]]:
    """Give each required number below a shape: its path, a value that lacks it, its minimum."""
    for name, to in shape.members.items():
        path = f"{name[0].lower()}{name[1:]}"
        if name in shape.required and to.kind in ("integer", "long"):
            yield path, {}, to.minimum or 0
        inner = to.element if to.kind == "list" and to.element else to
        if inner.kind == "structure" and inner not in seen:
            for rest, lacking, minimum in numbers_required(inner, (*seen, inner)):
                if inner is to:
                    yield f"{path}.{rest}", {name: lacking}, minimum
                else:
                    yield f"{path}.1.member.{rest}", {name: [lacking]}, minimum


REQUIRED_NUMBERS = [
    pytest.param(operation, path, request_, minimum, id=f"{operation}: {path}")
    for operation, described in spec.operations().items()
    for path, request_, minimum in numbers_required(described.input)
]


@table("operation, path, request_, minimum", REQUIRED_NUMBERS)
def test_a_required_number_that_is_missing_is_zero(
    operation: str, path: str, request_: Any, minimum: int
) -> None:
    try:
        validate(spec.operation(operation), request_)
    except InvalidParameterException as refused:
        message = refused.message or ""
    else:
        message = ""
    too_small = (
        f"Value '0' at '{path}' failed to satisfy constraint:"
        f" Member must have value greater than or equal to {minimum}"
    )
    assert (too_small in message) == (minimum > 0)
    assert f"null at '{path}'" not in message


def test_numbers_are_required_in_lists_and_structures_too() -> None:
    paths = {str(param.id) for param in REQUIRED_NUMBERS}
    assert "ListUserPools: maxResults" in paths
    assert "CreateUserPool: accountRecoverySetting.recoveryMechanisms.1.member.priority" in paths
    assert "SetUserPoolSessionConfiguration: tokenSession.maxPerUser" in paths


@pytest.mark.parametrize("operation", ["ListGroups", "AdminListGroupsForUser"])
def test_limit_zero_is_refused_by_the_inner_service(operation: str) -> None:
    """Recorded [limits-26]: it is refused as maxResults, although the model allows it."""
    request = {"UserPoolId": POOL, "Username": "alice", "Limit": 0}
    assert refusal(operation, request) == (
        "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"
    )


def test_limit_zero_of_list_users_in_group_relays_the_inner_report() -> None:
    """Recorded [limits-27]: the report comes whole, with a request id of its own."""
    request = {"UserPoolId": POOL, "GroupName": "g", "Limit": 0}
    inner = "e7b1ab67-7a9a-4b19-8f5c-0c7f2d9d5a11"
    assert refusal("ListUsersInGroup", request, inner_request_id=lambda: inner) == (
        "com.amazonaws.services.identitystoreservice.model.ValidationException: 1 validation error "
        "detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value "
        "greater than or equal to 1 (Service: AWSIdentityStoreService; Status Code: 400; Error "
        f"Code: ValidationException; Request ID: {inner}; Proxy: null)"
    )


def test_violations_of_a_whole_request_come_together() -> None:
    """All broken constraints are reported at once, whatever their depth."""
    request = {
        "PoolName": "",
        "Policies": {"PasswordPolicy": {"MinimumLength": 3}},
        "MfaConfiguration": "X",
        "Schema": [{"Name": "ok"}, {"Name": ""}],
    }
    message = refusal("CreateUserPool", request)
    assert message.startswith("6 validation errors detected: ")
    for path in (
        "poolName",
        "policies.passwordPolicy.minimumLength",
        "mfaConfiguration",
        "schema.2.member.name",
    ):
        assert f" at '{path}' failed to satisfy constraint: " in message


LIST = "Start of list found where not expected"
STRUCTURE = "Start of structure or map found where not expected."


@table(
    "operation, request_, sentence",
    [
        pytest.param(
            "ListUserPools",
            {"MaxResults": "1"},
            "STRING_VALUE can not be converted to an Integer",
            id="string for number",
        ),
        pytest.param(
            "ListUserPools",
            {"MaxResults": True},
            "TRUE_VALUE can not be converted to an Integer",
            id="boolean for number",
        ),
        pytest.param("ListUserPools", {"MaxResults": [1]}, LIST, id="list for number"),
        pytest.param("ListUserPools", {"MaxResults": {}}, STRUCTURE, id="structure for number"),
        pytest.param(
            "ConfirmSignUp",
            {"ConfirmationCode": 1},
            "NUMBER_VALUE can not be converted to a String",
            id="number for string",
        ),
        pytest.param(
            "ConfirmSignUp",
            {"ConfirmationCode": False},
            "FALSE_VALUE can not be converted to a String",
            id="boolean for string",
        ),
        pytest.param(
            "ConfirmSignUp",
            {"ConfirmationCode": {"verificationCode": "1"}},
            STRUCTURE,
            id="structure for string",
        ),
        pytest.param("ConfirmSignUp", {"ConfirmationCode": ["1"]}, LIST, id="list for string"),
        pytest.param(
            "InitiateAuth",
            {"AuthParameters": {"USERNAME": 1}},
            "NUMBER_VALUE can not be converted to a String",
            id="number in a map of strings",
        ),
        pytest.param(
            "InitiateAuth", {"AuthParameters": "x"}, "Expected map or null", id="string for map"
        ),
        pytest.param("InitiateAuth", {"AuthParameters": []}, LIST, id="list for map"),
        pytest.param(
            "CreateUserPool", {"Policies": "x"}, "Expected null", id="string for structure"
        ),
        pytest.param(
            "CreateUserPool",
            {"AliasAttributes": "x"},
            "Unexpected field type",
            id="string for list",
        ),
        pytest.param("CreateUserPool", {"AliasAttributes": {}}, STRUCTURE, id="structure for list"),
        pytest.param(
            "CreateManagedLoginBranding",
            {"Assets": [1, 2]},
            "Unexpected value type in payload",
            id="numbers for structures in a list",
        ),
        pytest.param(
            "CreateUserPoolClient",
            {"GenerateSecret": "x"},
            "STRING_VALUE can not be converted to an Boolean",
            id="string for boolean",
        ),
        pytest.param(
            "CreateUserPoolClient",
            {"GenerateSecret": 1},
            "NUMBER_VALUE can not be converted to a Boolean",
            id="number for boolean",
        ),
        pytest.param(
            "CreateManagedLoginBranding",
            {"UseCognitoProvidedValues": None},
            None,
            id="null for boolean",
        ),
        pytest.param("GetUser", [], LIST, id="the request is a list"),
        pytest.param("GetUser", None, None, id="the request is null"),
        pytest.param("GetUser", "x", None, id="the request is a string"),
    ],
)
def test_wrong_json_types(operation: str, request_: object, sentence: str | None) -> None:
    """A wrong JSON type is reported alone and before any broken constraint.

    The sentences on booleans: measured on a sibling [wire-35, wire-36].
    """
    with pytest.raises(SerializationException) as refused:
        validate(spec.operation(operation), request_)
    assert refused.value.message == sentence


@table(
    "operation, member, sent, read",
    [
        ("CreateUserPoolClient", "GenerateSecret", "yes", True),
        ("CreateUserPoolClient", "GenerateSecret", "False", False),
        ("CreateUserPoolClient", "RefreshTokenValidity", 30.0, 30),
        ("CreateUserPoolClient", "ReadAttributes", None, ...),
        ("CreateUserPoolClient", "EnableTokenRevocation", None, ...),
        ("CreateUserPoolClient", "Unknown", 1, ...),
        ("SetUICustomization", "ImageFile", "aGk=", b"hi"),
        ("SetUICustomization", "ImageFile", b"hi", b"hi"),
    ],
)
def test_conversions(operation: str, member: str, sent: object, read: object) -> None:
    """What the service reads leniently comes out in the model's type; null and unknown are gone."""
    request = {"UserPoolId": POOL, "ClientName": "c", member: sent}
    before = copy.deepcopy(request)
    checked = validate(spec.operation(operation), request)
    assert checked.get(member, ...) == read
    assert request == before


def test_numbers_end_where_java_integers_end() -> None:
    """A number too great for an integer breaks the maximum instead of being a wrong type."""
    assert "Value '2147483647' at 'limit'" in refusal(
        "ListUsers", {"UserPoolId": POOL, "Limit": 10**30}
    )
    group = {"UserPoolId": POOL, "GroupName": "g", "Precedence": 10**30}
    assert validate(spec.operation("CreateGroup"), group)["Precedence"] == 2**31 - 1


@table("value", [(1,), b"a", Decimal(1), {1: "a"}, float("nan"), float("inf"), instant(0)])
@table("within", [lambda it: it, lambda it: {"a": [it, {}]}])
def test_a_document_is_json(value: Any, within: Callable[[Any], Any]) -> None:
    """Only callers in the same process can send something else."""
    operation = spec.operation("CompleteWebAuthnRegistration")
    with pytest.raises(SerializationException):
        validate(operation, {"AccessToken": "a", "Credential": within(value)})


def test_a_document_that_holds_itself() -> None:
    operation = spec.operation("CompleteWebAuthnRegistration")
    credential: dict[str, Any] = {}
    credential["response"] = [credential]
    checked = validate(operation, {"AccessToken": "a", "Credential": credential})
    assert checked["Credential"] is credential


def test_documents_pass_as_they_are() -> None:
    """Where the model allows any JSON, nulls and all types stay."""
    document = {"a": [None, 1, {"b": None}]}
    request = {"AccessToken": "a", "Credential": document}
    checked = validate(spec.operation("CompleteWebAuthnRegistration"), request)
    assert checked["Credential"] == document


@pytest.mark.parametrize("password", ["x" * 100_000 + " ", "x " * 50_000])
def test_long_passwords_are_refused_quickly(password: str) -> None:
    """The password's pattern, taken literally, would need hours for these."""
    request = {"ClientId": CLIENT, "Username": "alice", "Password": password}
    assert refusal("SignUp", request).startswith("2 validation errors detected: ")


@pytest.mark.parametrize(
    ("operation", "path", "text"),
    [
        (
            "CreateUserPool",
            ("VerificationMessageTemplate", "EmailMessageByLink"),
            "{####}" * 1_000 + "\x01",
        ),
        ("CreateUserPool", ("EmailConfiguration", "ReplyToEmailAddress"), "@" * 32_000 + " "),
        ("CreateUserPool", ("EmailVerificationMessage",), "{####}" * 30_000 + "\x01"),
        ("CreateUserPool", ("SmsVerificationMessage",), "{####}" * 30_000 + "\n"),
    ],
)
def test_long_texts_are_refused_quickly(operation: str, path: tuple[str, ...], text: str) -> None:
    """The model's patterns, taken literally, would freeze the process: up to 17 s for 6 KB."""
    members: Any = text
    for name in reversed(path):
        members = {name: members}
    assert "regular expression pattern" in refusal(operation, {"PoolName": "p", **members})


OPERATIONS = st.sampled_from(sorted(spec.operations()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@st.composite
def almost_requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Requests whose members bear the model's names, and whose values may be anything."""
    operation = draw(OPERATIONS)

    def value(shape: spec.Shape) -> Any:
        if draw(st.integers(0, 5)) == 0:
            return draw(JSON)
        if shape.kind == "structure":
            return {name: value(to) for name, to in shape.members.items() if draw(st.booleans())}
        if shape.kind == "list" and shape.element:
            return [value(shape.element) for _ in range(draw(st.integers(0, 2)))]
        if shape.kind == "map" and shape.value:
            return {draw(st.text()): value(shape.value)}
        return draw(st.text() | st.integers() | st.floats() | st.booleans())

    shape = spec.operation(operation).input
    return operation, {name: value(to) for name, to in shape.members.items()}


@given(OPERATIONS, JSON)
def test_any_json_gives_a_dictionary_or_an_error(operation: str, request_: object) -> None:
    """No request makes the validator fail in another way than the service's."""
    with contextlib.suppress(CognitoError):
        assert isinstance(validate(spec.operation(operation), request_), dict)


@settings(max_examples=examples(300))
@given(almost_requests())
def test_almost_right_requests_give_a_dictionary_or_an_error(
    drawn: tuple[str, dict[str, Any]],
) -> None:
    """The same for requests that get past the first member."""
    operation, request = drawn
    before = copy.deepcopy(request)
    with contextlib.suppress(CognitoError):
        assert isinstance(validate(spec.operation(operation), request), dict)
    assert repr(request) == repr(before)


SERVICE = get_session().get_service_model("cognito-idp")
EXAMPLES = {
    r"[\w-]+_[0-9a-zA-Z]+": POOL,
    r"[\w-]+_[0-9a-f-]+": "us-east-1_0f",
    ROLE_PATTERN: "arn:aws:iam::123456789012:role/r",
    f"({ROLE_PATTERN})?": "arn:aws:iam::123456789012:role/r",
    r"^(tkn|sso)[a-z0-9]{25}$": "tkn" + "a" * 25,
    r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$": (
        "e7b1ab67-7a9a-4b19-8f5c-0c7f2d9d5a11"
    ),
    "Level[1-4]": "Level1",
    "import-[0-9a-zA-Z-]+": "import-1",
    r"^(terms-of-use|privacy-policy)$": "privacy-policy",
    r"^[0-9a-f]{8}\b-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-\b[0-9a-f]{12}$": (
        "e7b1ab67-7a9a-4b19-8f5c-0c7f2d9d5a11"
    ),
    r"^https://[!$-;=@-\[\]_a-z~]+$": "https://example.com/*",
    r"^https://[^\s]+$": "https://example.com",
    BUCKET_PATTERN: "arn:aws:s3:::b",
}


SCALARS = {"boolean": True, "blob": b"hi", "timestamp": instant(1_790_000_000)}


def example(shape: spec.Shape) -> Any:
    """Return a value that satisfies `shape`, every member given."""
    if shape.kind in SCALARS:
        return SCALARS[shape.kind]
    if shape.kind in ("integer", "long"):
        return max(shape.minimum or 0, 1)
    if shape.kind == "structure":
        return {name: example(to) for name, to in shape.members.items()}
    if shape.element is not None:
        return [example(shape.element)]
    if shape.key is not None and shape.value is not None:
        return {example(shape.key): example(shape.value)}
    return text_example(shape)


def text_example(shape: spec.Shape) -> str:
    if shape.enum:
        return shape.enum[0]
    pattern = shape.pattern or ""
    if pattern in EXAMPLES:
        return EXAMPLES[pattern]
    if "cognito:" in pattern:
        return "cognito:default"
    if "##" in pattern:
        return "{####}" if "####" in pattern else "{##a##}"
    if "@[" in pattern:
        return "a@b"
    return "1" * max(shape.minimum or 3, 3)


@table("name", sorted(spec.operations()))
def test_what_botocore_accepts_passes(name: str) -> None:
    """A full request that satisfies the model passes the SDK's validator and ours, unchanged."""
    operation = spec.operation(name)
    request = example(operation.input)
    model = SERVICE.operation_model(name)
    assert model.input_shape is not None
    assert not ParamValidator().validate(request, model.input_shape).has_errors()
    assert validate(operation, request) == request
