"""Texts of others: nothing in them that a terminal would obey is ever shown."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import errors, printable
from cognito_emulator.calls import Call
from cognito_emulator.cli.banner import Place, banner
from cognito_emulator.cli.formats import Format, Json, Text
from cognito_emulator.cli.log import logging_to
from cognito_emulator.cli.output import Output
from cognito_emulator.cli.whom import About, AppClient, Whom, about
from cognito_emulator.domain.messages.record import Message
from cognito_emulator.domain.work.record import WarningRecord
from cognito_emulator.emulator import Emulator
from cognito_emulator.logs import logger
from cognito_emulator.web.exchange import Exchange
from cognito_emulator.web.server import Server
from cognito_emulator.wire import handle
from pytest_cognito_emulator import report
from tests.table import table

if TYPE_CHECKING:
    from pytest_cognito_emulator import Cognito

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = f"sly \x1b]0;owned\x07 \x9b31m \x7f \r \u2028 \u2029 \x85 {BIDI} \ud800 \x00"


def obeyed(text: str) -> set[str]:
    """The characters of a text that a terminal, or a reader's eye, would obey."""
    return {
        one for one in text if one in BIDI or unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")
    }


# --- the mechanism --------------------------------------------------------------------------------


@given(st.text(st.characters()))
def test_one_line_has_nothing_that_is_obeyed(text: str) -> None:
    assert not obeyed(printable.exact(text))
    assert not obeyed(printable.line(text))


@given(st.text(st.characters()))
def test_a_block_has_nothing_that_is_obeyed_but_newlines(text: str) -> None:
    shown = printable.block(text)
    assert obeyed(shown) <= {"\n"}
    assert shown.count("\n") == text.count("\n")


@given(st.text(st.characters(), max_size=20))
def test_a_whole_text_fits_into_utf_8_and_differs_in_halves_only(text: str) -> None:
    pairs = zip(text, printable.whole(text), strict=True)
    changed = {(one, other) for one, other in pairs if one != other}
    printable.whole(text).encode()
    assert all(unicodedata.category(one) == "Cs" and other == "?" for one, other in changed)


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs"))))
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert printable.exact(text) == printable.block(text) == text


@pytest.mark.parametrize("text", ["👩\u200d💻", "क्\u200cष", "a\u00a0b", "日本\u3000語"])
def test_joiners_and_wide_spaces_are_no_controls(text: str) -> None:
    assert printable.exact(text) == text


@table(
    "text, shown",
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\u202eab", r"\u202eab"),
        ("\U000e0041", r"\U000e0041"),  # a tag: text that nobody sees
        ("\ud800", r"\ud800"),
    ],
)
def test_what_must_not_be_shown_is_spelled_out(text: str, shown: str) -> None:
    assert printable.exact(text) == shown


@given(st.text(), st.integers(10, 100))
def test_a_line_is_not_too_long(text: str, longest: int) -> None:
    assert len(printable.line(text, longest)) <= longest


# --- the places: what is shown, by each text in it ------------------------------------------------

CALL = Call(
    operation="SignUp",
    request={"Username": "ada", "AuthFlow": "x", "ChallengeName": "y"},
    answer=None,
    error=errors.UserLambdaValidationException("PreSignUp failed"),
    at=0,
    seconds=0,
    door="http",
    region="us-east-1",
    pool_region="eu-west-1",
    injected=False,
)
MESSAGE = Message(
    id="1",
    user_pool_id="us-east-1_A",
    username="ada",
    medium="EMAIL",
    destination="ada@example.com",
    reason="SignUp",
    code="123456",
    subject="Hello",
    body="Your code is 123456.",
    sent_at=0,
)
EXCHANGE = Exchange(method="GET", path="/x", status=404, error="There is nothing.")
WARNING = WarningRecord(sentence="No effect.", at=0, operation="SignUp", user_pool_id="a")


def with_text(event: Any, name: str) -> Any:
    """The same, with something hostile in one of its texts."""
    return replace(event, **{name: HOSTILE})


LINES = {
    **{
        f"a call's {member}": replace(CALL, request={**CALL.request, member: HOSTILE})
        for member in CALL.request
    },
    "a call's operation": replace(CALL, operation=HOSTILE),
    "a call's error": replace(CALL, error=errors.UserLambdaValidationException(HOSTILE)),
    **{
        f"a message's {name}": with_text(MESSAGE, name)
        for name in ("user_pool_id", "username", "destination", "reason", "code", "subject", "body")
    },
    **{f"a request's {name}": with_text(EXCHANGE, name) for name in ("method", "path", "error")},
    **{
        f"a warning's {name}": with_text(WARNING, name)
        for name in ("sentence", "operation", "user_pool_id")
    },
    "a warning's error": replace(WARNING, error=ValueError(HOSTILE)),
}


def written(lines: Any) -> str:
    """What becomes of lines on the terminal."""
    stream = StringIO()
    output = Output(stream)
    output.say(*lines)
    output.close()
    return stream.getvalue()


def shown(form: Format, event: Any) -> str:
    """What the terminal shows of something."""
    match event:
        case Call():
            return written(form.call(event, about(Emulator().store, event)))
        case Message():
            return written(form.message(event))
        case Exchange():
            return written(form.request(event, 0))
        case _:
            return written(form.warning(event))


def test_the_name_and_the_address_of_a_user() -> None:
    """Both are of others: a claim of any token, an attribute."""
    for user in (Whom(HOSTILE), Whom("ada", login=HOSTILE), Whom(HOSTILE, is_missing=True)):
        text = written(Text().call(CALL, About(user)))
        assert obeyed(text) == {"\n"}
        assert "sly" in text


def test_the_id_and_the_name_of_a_client() -> None:
    call = replace(CALL, operation="oauth2/token")
    for client in (AppClient(HOSTILE, None), AppClient("id", HOSTILE)):
        text = written(Text().call(call, About(client=client)))
        assert obeyed(text) == {"\n"}
        assert "sly" in text


@table("event", LINES.values())
def test_lines_for_people(event: Any) -> None:
    text = shown(Text(), event)
    assert obeyed(text) == {"\n"}
    assert "sly" in text


@table("event", LINES.values())
def test_lines_for_programs(event: Any) -> None:
    text = shown(Json(), event)
    assert obeyed(text) == {"\n"}
    assert json.loads(text)


@pytest.mark.parametrize(
    ("text", "argument", "error"),
    [
        (HOSTILE, None, None),
        ("%s", HOSTILE, None),
        ("A bug in the emulator: %s", "this", ValueError(HOSTILE)),
    ],
    ids=["message", "argument", "traceback"],
)
def test_what_is_logged(
    text: str, argument: str | None, error: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where Python, or pytest, shows it."""
    arguments = () if argument is None else (argument,)
    logger("cognito_emulator.tests").error(text, *arguments, exc_info=error)
    (record,) = caplog.records
    for form in (Text(), Json()):
        assert obeyed(written(form.trouble(record, 0))) == {"\n"}
    for said in (caplog.text, logging.Formatter().format(record)):
        assert "sly" in said
        assert obeyed(said) <= {"\n"}


SEED = {
    "PoolName": "lab",
    "Id": "us-east-1_Lab",
    "Clients": [{"ClientName": "app", "ClientId": "labclient"}],
    "Users": [{"Username": "ada", "Password": "Correct-Horse1"}],
}


def test_the_banner(emulator: Emulator) -> None:
    """Also with what the service would not let in."""
    emulator.seeded = emulator.plant(SEED)
    (planted,) = emulator.seeded
    (client,) = planted.clients
    emulator.seeded = [
        planted._replace(
            pool=replace(planted.pool, name=HOSTILE),
            clients=(replace(client, name=HOSTILE),),
            passwords={"ada": HOSTILE},
        )
    ]
    place = Place("127.0.0.1", "http://127.0.0.1:1")
    for line in banner(emulator, place, [("PreSignUp", HOSTILE)]):
        assert not obeyed(line if isinstance(line, str) else line.text)


def test_a_server_that_is_sent_it(emulator: Emulator) -> None:
    """Whatever of it the service refuses, the terminal tells of it."""

    @emulator.on("PreSignUp")
    def refuse(_event: Any) -> Any:
        raise ValueError(HOSTILE)

    stream = StringIO()
    output = Output(stream)
    emulator.plant(SEED)
    with (
        Server(emulator, port=0) as server,
        logging_to(output, Text(), emulator, server, quiet=False),
    ):
        for operation, request in (
            (HOSTILE, {}),
            ("SignUp", {"ClientId": HOSTILE, "Username": "ada", "Password": "x"}),
            ("SignUp", {"ClientId": "labclient", "Username": HOSTILE, "Password": HOSTILE}),
            ("SignUp", {"ClientId": "labclient", "Username": "eve", "Password": "Correct-Horse1"}),
        ):
            body = json.dumps(request).encode()
            target = f"AWSCognitoIdentityProviderService.{operation}"
            handle(emulator, "POST", {"X-Amz-Target": target, "X-Other": HOSTILE}, body)
    output.close()
    assert obeyed(stream.getvalue()) == {"\n"}
    assert stream.getvalue().count("sly") > 3


# --- reports --------------------------------------------------------------------------------------


@table("event", LINES.values())
def test_a_failed_test_s_report(event: Any) -> None:
    match event:
        case Call():
            text = report.call_lines([event])
        case Message():
            text = report.message_lines([event])
        case WarningRecord():
            text = report.warning_lines([event])
        case _:
            return
    assert not obeyed(text)


def test_assertions(cognito: Cognito) -> None:
    with pytest.raises(errors.CognitoError):
        cognito.call("SignUp", ClientId=HOSTILE, Username=HOSTILE, Password=HOSTILE)
    for check in (
        lambda: cognito.assert_message(to=HOSTILE),
        lambda: cognito.assert_called("SignUp", Username=HOSTILE, times=7),
        lambda: cognito.assert_signed_in(HOSTILE),
    ):
        with pytest.raises(AssertionError) as failure:
            check()
        assert obeyed(str(failure.value)) <= {"\n"}
    assert obeyed(report.summary(cognito)) == {"\n"}


_SLY = HOSTILE.replace("\ud800", "")
SLIPS: dict[str, tuple[type[Exception], Callable[[Emulator], object]]] = {
    "a value": (
        errors.InvalidParameterException,
        lambda emulator: emulator.call("DescribeUserPool", {"UserPoolId": f"a{_SLY}"}),
    ),
    "an operation": (errors.UnknownOperationException, lambda emulator: emulator.call(_SLY, {})),
    "a pool": (errors.ResourceNotFoundException, lambda emulator: emulator.pool(_SLY)),
    "a trigger": (ValueError, lambda emulator: emulator.on(_any(_SLY), None)),
    "a version": (
        ValueError,
        lambda emulator: emulator.on("PreTokenGeneration", None, version=_SLY),
    ),
    "two versions": (
        ValueError,
        lambda emulator: emulator.on("PreTokenGeneration:V2_0", None, version=_SLY),
    ),
    "a failing operation": (
        ValueError,
        lambda emulator: emulator.fail(_any(_SLY), "InternalFailure"),
    ),
    "an error": (ValueError, lambda emulator: emulator.fail("SignUp", _any(_SLY))),
    "a challenge": (
        ValueError,
        lambda emulator: emulator.force_challenge(_any(_SLY), pool_id="us-east-1_A"),
    ),
    "an attribute": (AttributeError, lambda emulator: getattr(emulator, _SLY)),
}


def _any(text: Any) -> Any:
    """A name that types refuse, too."""
    return text


@pytest.mark.parametrize(("kind", "slip"), SLIPS.values(), ids=SLIPS)
def test_an_error_that_quotes_it(
    emulator: Emulator, kind: type[Exception], slip: Callable[[Emulator], object]
) -> None:
    """What a test does not expect, its report shows."""
    with pytest.raises(kind) as raised:
        slip(emulator)
    assert obeyed(str(raised.value)) == set()
    assert r"\x1b" in str(raised.value)
