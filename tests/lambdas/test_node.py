"""Functions in JavaScript, by a child `node`: as Lambda's runtime for Node.js calls them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import Emulator, errors
from cognito_emulator.lambdas import (
    Function,
    FunctionError,
    Invocation,
    TargetError,
    ask,
    node,
    resolve,
)
from tests.support import PASSWORD, Lab, StockKeys
from tests.threads import begun_since, running_threads, unending
from tests.triggers.support import FUNCTION, Event

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")

EVENT: Event = {"triggerSource": "PreSignUp_SignUp", "response": {}}
SECONDS = 60.0  # which only a hang reaches

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Write a file of functions; in the end its child is gone."""

    def file(text: str, name: str = "functions.mjs") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    yield file
    node.stop_all()


def function(target: object) -> Function:
    found = resolve(str(target))
    assert found is not None
    return found


def answered(target: object, event: Event | None = None, seconds: float = SECONDS) -> Any:
    return ask(function(target), event or EVENT, "a-request", seconds)


STYLES = {
    "async": ("functions.mjs", "export const handler = async (event) => event;"),
    "promise": ("functions.mjs", "export const handler = (event) => Promise.resolve(event);"),
    "callback": (
        "functions.mjs",
        "export const handler = (event, context, callback) => callback(null, event);",
    ),
    "late callback": (
        "functions.mjs",
        "export function handler(event, _, back) { setImmediate(() => back(undefined, event)); }",
    ),
    "succeed": (
        "functions.mjs",
        "export const handler = (event, context) => { setImmediate(context.succeed, event); };",
    ),
    "default": ("functions.mjs", "export default async (event) => event;"),
    "default object": ("functions.mjs", "export default { handler: async (event) => event };"),
    "CommonJS": ("functions.cjs", "exports.handler = async (event) => event;"),
    "CommonJS in .js": ("functions.js", "module.exports = { handler: async (event) => event };"),
    "CommonJS function": ("functions.js", "module.exports = async (event) => event;"),
    "computed": ("functions.cjs", "exports['hand' + 'ler'] = async (event) => event;"),
    "nested": ("functions.mjs", "export const handler = async (event) => event;"),
    "top-level await": (
        "functions.mjs",
        "const same = await Promise.resolve((x) => x); export const handler = async (e) => same(e)",
    ),
    "prints": (
        "functions.mjs",
        "export default async (e) => { console.log('hi'); process.stdout.write('{}'); return e; };",
    ),
}


@needs_node
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_styles_of_functions(write: Write, style: tuple[str, str]) -> None:
    name, text = style
    file = write(text, name)
    event = {**EVENT, "userName": "Zoë \u2028 \U0001f600", "big": "x" * 200_000}
    assert answered(f"{file}:handler", event) == event
    assert answered(file, event) == event


@needs_node
def test_the_kinds_of_modules_side_by_side(write: Write) -> None:
    """A package of type module has ECMAScript modules in .js files."""
    write('{"type": "module"}', "package.json")
    file = write("export const other = async (event) => ({ ...event, by: 'other' });", "a.js")
    assert answered(f"{file}:other")["by"] == "other"


ODD: dict[str, tuple[str, object]] = {
    "half of a character": ("async () => '\\ud800'", "\ud800"),
    "halves as names": ("async () => ({ '\\udc00': 1 })", {"\udc00": 1}),
    "no numbers": ("async () => [NaN, Infinity, 1e400, -0]", [None, None, None, 0]),
    "nested deeply": (
        "async () => { let d = 1; for (let i = 0; i < 1e5; i++) d = [d]; return d; }",
        FunctionError("Unable to stringify response body: Maximum call stack size exceeded"),
    ),
    "half of a character in an error": (
        "async () => { throw new Error('\\ud800'); }",
        FunctionError("\ud800"),
    ),
    "an error of another kind": (
        "async () => { throw Object.assign(new Error(), { message: { a: 1 } }); }",
        FunctionError("[object Object]"),
    ),
}


@needs_node
@pytest.mark.parametrize(("handler", "expected"), ODD.values(), ids=ODD)
def test_what_is_odd_to_read_is_answered_at_once(
    write: Write, handler: str, expected: object
) -> None:
    """And the child lives on."""
    file = write(f"export const odd = {handler}; export default async () => process.pid;")
    before = answered(file)
    if isinstance(expected, FunctionError):
        with pytest.raises(FunctionError) as raised:
            answered(f"{file}:odd")
        assert str(raised.value).startswith(str(expected))
    else:
        assert answered(f"{file}:odd") == expected
    assert answered(file) == before


LOST = {
    "no promise": "export const handler = (event) => event;",
    "nothing": "export const handler = async () => {};",
    "no answer ever": "export const handler = (event, context, callback) => {};",
    "a promise that nothing keeps": "export const handler = () => new Promise(() => {});",
}


@needs_node
@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_what_lambda_answers_with_null(write: Write, text: str) -> None:
    file = write(text + "export const well = async (event) => event;")
    assert answered(file) is None
    assert answered(f"{file}:well") == EVENT


THROWN = {
    "throw new Error('it rains')": "it rains",
    "throw 'it rains'": "it rains",
    "throw {code: 1}": "[object Object]",
    "throw undefined": "Unknown Error",
    "await Promise.reject(new TypeError('it rains'))": "it rains",
    "null.x": "Cannot read properties of null (reading 'x')",
    "process.exit(3)": "Runtime exited with error: exit status 3",
    "process.kill(process.pid, 'SIGKILL'); await new Promise((go) => setTimeout(go, 60000))": (
        "Runtime exited with error: signal: 9"
    ),
    "const a = {}; a.a = a; return a": "Unable to stringify response body: Converting circular",
}


@needs_node
@pytest.mark.parametrize("what", THROWN)
def test_what_goes_wrong_in_a_function(write: Write, what: str) -> None:
    file = write(
        f"export const handler = async () => {{ {what} }};"
        "export const well = async (event) => event;"
    )
    with pytest.raises(FunctionError) as error:
        answered(file)
    assert str(error.value).startswith(THROWN[what])
    assert answered(f"{file}:well") == EVENT


@needs_node
@pytest.mark.parametrize(
    ("what", "detail"),
    [
        ("null.x", "TypeError: Cannot read properties of null (reading 'x') (functions.mjs:2)"),
        ("new URL('x')", "TypeError: Invalid URL (functions.mjs:2)"),
        ("await Promise.reject(new RangeError('far'))", "RangeError: far (functions.mjs:2)"),
        ("throw 'it rains'", "it rains"),
    ],
)
def test_who_wrote_a_function_is_told_more(write: Write, what: str, detail: str) -> None:
    with pytest.raises(FunctionError) as error:
        answered(write(f"\nexport const handler = async () => {{ {what} }};"))
    assert error.value.detail == detail


@needs_node
@pytest.mark.parametrize(
    "text",
    [
        "(event, context, callback) => callback(new Error('it rains'))",
        "(event, context, callback) => { throw new Error('it rains'); }",
        "(event, context) => { context.fail('it rains'); }",
    ],
)
def test_what_goes_wrong_without_a_promise(write: Write, text: str) -> None:
    file = write(f"export const handler = {text};")
    with pytest.raises(FunctionError, match=r"^it rains$"):
        answered(file)


@needs_node
def test_a_function_that_hangs_is_ended_and_begun_anew(write: Write) -> None:
    """The second of its tries finds a new process."""
    hangs = write("", "hangs")
    file = write(f"""
        import {{ existsSync }} from "node:fs";
        export const handler = async (event) => {{
          if (existsSync("{hangs}"))
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
          return event;
        }};
    """)
    handler = function(f"{file}:handler")
    before = running_threads()

    def tried(invocation: Invocation) -> Any:
        """Have hardly any time while it hangs, and all of it afterwards."""
        if not hangs.exists():
            return handler(invocation)
        try:
            return handler(invocation._replace(seconds=0.05))
        finally:
            hangs.unlink()

    tried.keeps_time = handler.keeps_time  # type: ignore[attr-defined]
    assert ask(tried, EVENT, "a-request", SECONDS) == EVENT
    assert not hangs.exists()
    assert not begun_since(before, "cognito-trigger")


@needs_node
def test_a_process_has_the_environment_of_the_first_one(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("""
        export const place = async () => process.env.PLACE;
        export const end = async () => process.exit(3);
    """)
    monkeypatch.setenv("PLACE", "first")
    place = function(f"{file}:place")
    monkeypatch.setenv("PLACE", "second")
    with pytest.raises(FunctionError, match="exit status 3"):
        answered(f"{file}:end")
    assert place(Invocation(EVENT, "a-request", SECONDS)) == "first"


@needs_node
def test_calls_at_once_do_not_wait_for_each_other(write: Write) -> None:
    """As a function may call the emulator back, which asks another one of its file."""
    file = write("""
        let opened;
        const door = new Promise((resolve) => { opened = resolve; });
        const alive = setInterval(() => {}, 1000);
        export const first = async (event) => { await door; return event; };
        export const second = async (event) => { opened(); clearInterval(alive); return event; };
    """)
    first = threading.Thread(target=lambda: answers.append(answered(f"{file}:first")))
    answers: list[Any] = []
    first.start()
    assert answered(f"{file}:second") == EVENT
    first.join(SECONDS)
    assert answers == [EVENT]


@needs_node
def test_what_a_function_prints_goes_to_standard_error(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    before = running_threads()
    file = write("""
        console.log("loaded");
        export const handler = async (event) => {
          console.log("a word, Zo\u00eb");
          console.error("another");
          process.stdout.write("x".repeat(1_000_000));
          return event;
        };
    """)
    assert answered(file) == EVENT
    printers = begun_since(before, "cognito-node-prints")
    node.stop_all()
    assert unending(printers) == []
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("loaded\na word, Zo\u00eb\nanother\nxxx")


@needs_node
def test_a_function_prints_though_nobody_reads(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("""
        export const handler = async (event) => {
          process.stdout.write("x".repeat(1_000_000));
          return event;
        };
    """)
    monkeypatch.setattr("sys.stderr", None)
    assert answered(file) == EVENT


@needs_node
def test_lambda_s_context(write: Write) -> None:
    file = write("""
        export const handler = async (event, context) => {
          const left = context.getRemainingTimeInMillis();
          return { ...JSON.parse(JSON.stringify(context)), left };
        };
    """)
    context = answered(file)
    assert 0 < context.pop("left") <= SECONDS * 1000
    assert context == {
        "functionName": "handler",
        "functionVersion": "$LATEST",
        "invokedFunctionArn": f"{FUNCTION}handler",
        "memoryLimitInMB": "128",
        "awsRequestId": "a-request",
        "logGroupName": "/aws/lambda/handler",
        "logStreamName": "[$LATEST]a-request",
        "callbackWaitsForEmptyEventLoop": True,
    }


@needs_node
@pytest.mark.parametrize(
    ("text", "name", "flaw"),
    [
        (
            "export const handle = () => 1;",
            "handler",
            "exports no function handler; the nearest is",
        ),
        ("export const x = 1;", "handler", "exports no function handler; it exports no function."),
        ("throw new Error('no');", "handler", "cannot be loaded: Error: no."),
        ("\nlet a = ;", "handler", "cannot be loaded: SyntaxError: Unexpected token ';' (line 2)."),
        ("import 'nowhere';", "handler", "cannot be loaded: Error: Cannot find package 'nowhere'"),
        (
            "process.exit(4);",
            "handler",
            "cannot be loaded: Runtime exited with error: exit status 4",
        ),
    ],
)
def test_files_without_such_a_function(write: Write, text: str, name: str, flaw: str) -> None:
    file = write(text)
    with pytest.raises(TargetError) as error:
        resolve(f"{file}:{name}")
    assert f"{file} {flaw}" in str(error.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"There is no file .*nowhere\.mjs\."):
        resolve("nowhere.mjs:handler", tmp_path)


def test_no_node(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TargetError, match=r"needs Node\.js, and there is no node on the PATH"):
        resolve(str(write("export const handler = 1;")))


def test_a_node_that_cannot_be_started(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "node"
    program.write_text("#!/nowhere/interpreter\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(TargetError, match=r"node cannot be started: "):
        resolve(str(write("export const handler = 1;")))


@needs_node
def test_a_file_that_never_is_loaded_is_given_up(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "_LOADING", 0.01)
    file = write("setInterval(() => {}, 1000); await new Promise(() => {});")

    with pytest.raises(TargetError, match="it takes more than 0 seconds to load"):
        resolve(str(file))


@pytest.mark.parametrize("name", ["claims.ts", "claims.mts:own", "a/claims.cts"])
def test_typescript_is_compiled_first(name: str) -> None:
    path, _, function = name.partition(":")
    with pytest.raises(TargetError) as error:
        resolve(name)
    assert str(error.value).startswith(f"{path} is TypeScript, which has to be compiled first: npx")
    assert str(error.value).endswith(
        f"then name {path.rpartition('.')[0]}.mjs:{function or 'handler'}."
    )


@needs_node
def test_a_file_is_found_from_the_folder_of_its_seed(write: Write, stock_keys: StockKeys) -> None:
    write("export const up = async (e) => { e.response.autoConfirmUser = true; return e; };")
    arn = f"{FUNCTION}up"
    seed = write(
        f'{{"Functions": {{"{arn}": "functions.mjs:up"}}, "UserPools": [{{"Id": "us-east-1_A",'
        f' "PoolName": "a", "LambdaConfig": {{"PreSignUp": "{arn}"}},'
        ' "Clients": [{"ClientId": "client1", "ClientName": "a"}]}]}',
        "seed.json",
    )
    emulator = Emulator(seed=seed, keys=stock_keys)
    request = {"ClientId": "client1", "Username": "ada", "Password": PASSWORD}
    assert emulator.call("SignUp", request)["UserConfirmed"] is True


@needs_node
def test_errors_reach_the_client_as_those_of_lambda(lab: Lab, write: Write) -> None:
    file = write("export const handler = async () => { throw new Error('only example.com'); };")
    lab.emulator.on("PreSignUp", f"{file}:handler")
    with pytest.raises(errors.UserLambdaValidationException) as refusal:
        lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert refusal.value.message == "PreSignUp failed with error only example.com."
