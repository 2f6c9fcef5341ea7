"""Replay recordings of the real service against emulators started here.

    python -m tests.conformance.run_replay ../shared/conformance

Three runs at once, each against an emulator of its own on a free port:

open
    An emulator as it starts by default, which checks no AWS credentials. The observations
    listed in `credentials-not-checked.txt` may differ.
known
    An emulator that knows the replay's access key but not its secret: unknown keys and malformed
    signatures are refused. Nothing may differ.
strict
    An emulator with key and secret, which verifies every signature. Nothing may differ. The replay
    writes a made-up signature, so a relay in between signs what claims to be signed.

Exit status: 0 when all agree or the recordings are not there, 1 otherwise.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.conformance.serving import HOST, serving

EMULATOR = Path(sys.executable).with_name("cognito-emulator")
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "a-secret-only-this-run-knows")
SOURCE = (
    "https://github.com/radkawar/stackd/tree/9dc356f5e5cc49d2d334178a09c1398dd1c62617"
    "/testdata/aws/cognito"
)
CLOSING = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped\n?\Z")


@dataclass(frozen=True, slots=True)
class Run:
    """One way to start the emulator, and what is expected of it."""

    name: str
    options: tuple[str, ...] = ()
    excused: str | None = None
    signs: bool = False


RUNS = (
    Run("open", excused="credentials-not-checked.txt"),
    Run("known", options=("--access-key", CREDENTIALS.access_key)),
    Run(
        "strict",
        options=("--access-key", f"{CREDENTIALS.access_key}:{CREDENTIALS.secret_key}"),
        signs=True,
    ),
)


def main(recordings: Path) -> int:
    """Do all runs at once and print what each found."""
    if not (recordings / "replay.py").exists():
        print(
            f"replay: skipped, there are no recordings in {recordings}; they are made of {SOURCE}"
        )
        return 0
    with ThreadPoolExecutor(len(RUNS)) as pool:
        outcomes = list(pool.map(lambda run: replay(run, recordings), RUNS))
    for run, (_, output) in zip(RUNS, outcomes, strict=True):
        for line in output.splitlines():
            print(f"{run.name}: {line}")
    return int(any(status for status, _ in outcomes))


def replay(run: Run, recordings: Path) -> tuple[int, str]:
    """The exit status and the findings of one run."""
    with ExitStack() as stack:
        try:
            port = stack.enter_context(serving(EMULATOR, *run.options))
        except RuntimeError as problem:
            return 2, str(problem)
        if run.signs:
            port = stack.enter_context(relay(port))
        allow: list[str | Path] = ["--allow", recordings / run.excused] if run.excused else []
        done = subprocess.run(
            [
                *(sys.executable, recordings / "replay.py", "--endpoint", f"http://{HOST}:{port}"),
                *allow,
                *sorted(recordings.glob("*.jsonl")),
            ],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    # "passed" stays pytest's word: whoever reads a CI log counts tests by it.
    return done.returncode, CLOSING.sub(r"\1 agree, \2 differ, \3 excused", done.stdout)


class Relay(ThreadingHTTPServer):
    """Passes requests on to the emulator, signed anew where they claim the known key."""

    daemon_threads = True

    def __init__(self, upstream: int) -> None:
        """Listen on a free port."""
        super().__init__((HOST, 0), RelayHandler)
        self.upstream = upstream


class RelayHandler(BaseHTTPRequestHandler):
    """One connection of the replay."""

    protocol_version = "HTTP/1.1"
    server: Relay

    def do_POST(self) -> None:
        """Sign where needed, forward, answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
        if f"Credential={CREDENTIALS.access_key}/" in headers.get("Authorization", ""):
            headers = signed(headers, body, self.server.upstream)
        upstream = HTTPConnection(HOST, self.server.upstream, timeout=60)
        upstream.request("POST", "/", body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "content-length", "transfer-encoding"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the replay reports."""


def signed(headers: dict[str, str], body: bytes, port: int) -> dict[str, str]:
    """The headers with a true signature in place of the made-up one."""
    kept = {k: v for k, v in headers.items() if k in {"Content-Type", "X-Amz-Target"}}
    request = AWSRequest("POST", f"http://{HOST}:{port}/", kept, body)
    SigV4Auth(CREDENTIALS, "cognito-idp", "us-east-1").add_auth(request)
    return dict(request.headers.items())


@contextmanager
def relay(upstream: int) -> Iterator[int]:
    """A running relay; its port."""
    with Relay(upstream) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
