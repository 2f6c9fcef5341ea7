"""How `serve` and `exec` show what happens: as lines for people, or as JSON for programs.

Neither shows a password, a token or a secret. Only the lines for people show the codes of messages,
because people look for them there.
"""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from cognito_emulator import __version__, printable
from cognito_emulator.cli.banner import banner
from cognito_emulator.cli.output import BOLD, CYAN, RED, YELLOW, Styled
from cognito_emulator.clock import instant
from cognito_emulator.control.pools import to_tell_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cognito_emulator.calls import Call
    from cognito_emulator.cli.banner import Place
    from cognito_emulator.cli.whom import About
    from cognito_emulator.domain.messages.record import Message
    from cognito_emulator.domain.work.record import WarningRecord
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.exchange import Exchange

Lines = list[str | Styled]


class Format(ABC):
    """How each event is shown; times are epoch seconds on the emulator's clock."""

    @abstractmethod
    def beginning(
        self, emulator: Emulator, place: Place, functions: Sequence[tuple[str, str]]
    ) -> Lines:
        """Show first where a server is, then what is in it; see `banner`."""

    @abstractmethod
    def call(self, call: Call, about: About) -> Lines:
        """Show a call, and whom it is about."""

    @abstractmethod
    def request(self, exchange: Exchange, at: float) -> Lines:
        """Show a request that is no call of an operation."""

    @abstractmethod
    def message(self, message: Message) -> Lines:
        """Show a mail or text message."""

    @abstractmethod
    def warning(self, record: WarningRecord) -> Lines:
        """Show a warning."""

    @abstractmethod
    def trouble(self, record: logging.LogRecord, at: float) -> Lines:
        """Show a log record of the emulator: that it failed, and how."""

    @abstractmethod
    def gap(self, lines: int) -> str:
        """Return the line that replaces lines that were dropped."""


class Text(Format):
    """For people."""

    def beginning(
        self, emulator: Emulator, place: Place, functions: Sequence[tuple[str, str]]
    ) -> Lines:
        """Show the banner."""
        return banner(emulator, place, functions)

    def call(self, call: Call, about: About) -> Lines:
        """Show a call; refused ones in red."""
        user = None if about.user is None else str(about.user)
        client = None if about.client is None else str(about.client)
        line = f"{_time_of_day(call.at)} {call.told(user, client)}"
        return [line if call.error is None else Styled(line, RED)]

    def request(self, exchange: Exchange, at: float) -> Lines:
        """Show a request; refused ones in red."""
        line = f"{_time_of_day(at)} {exchange}"
        return [Styled(line, RED) if exchange.refused else line]

    def message(self, message: Message) -> Lines:
        """Show all of a message."""
        kind = "mail" if message.medium == "EMAIL" else "text message"
        about = f"{message.reason}, user {message.username} of {message.user_pool_id}"
        head = printable.line(f"--- {kind} to {message.destination} ({about})")
        subject = [] if message.subject is None else [printable.line(message.subject)]
        body = printable.block(message.body.rstrip()).split("\n")
        code = f"code: {printable.exact(message.code)}"
        link = [] if message.link is None else [f"link: {printable.exact(message.link)}"]
        shown = (f"    {line}".rstrip() for line in (*subject, *body))
        secrets = (Styled(f"    {line}", BOLD) for line in (*link, code))
        return ["", Styled(head, CYAN), *shown, *secrets]

    def warning(self, record: WarningRecord) -> Lines:
        """Show a warning."""
        lines: Lines = [Styled(f"{_time_of_day(record.at)} warning: {record}", YELLOW)]
        return [*lines, _traceback(record.error)] if record.error else lines

    def trouble(self, record: logging.LogRecord, at: float) -> Lines:
        """Show what was logged, with its traceback."""
        text = logging.Formatter("%(message)s").format(record)
        return [Styled(f"{_time_of_day(at)} {record.levelname.lower()}: {text}", RED)]

    def gap(self, lines: int) -> str:
        """Return a line that says how many were dropped."""
        return f"... {lines} lines were dropped: nobody read them in time"


class Json(Format):
    """For programs: one JSON object per line."""

    def beginning(
        self,
        emulator: Emulator,
        place: Place,
        functions: Sequence[tuple[str, str]],  # noqa: ARG002 - as inherited
    ) -> Lines:
        """Show where the server and the state are, and the ids of pools and clients."""
        pools = [
            {
                "id": pool.id,
                "name": pool.name,
                "region": pool.region,
                "client_ids": [client.id for client in clients],
            }
            for pool, clients, _ in to_tell_of(emulator)
        ]
        now = emulator.clock.now()
        url = emulator.settings.public_url or place.url
        https = place.https_url
        return _object(
            "listening",
            now,
            version=__version__,
            url=url,
            https_url=https,
            store=emulator.store.name,
            user_pools=pools,
        )

    def call(self, call: Call, about: About) -> Lines:
        """Show who called what, and the result."""
        answer, error, user = call.answer or {}, call.error, about.user
        return _object(
            "call",
            call.at,
            operation=call.operation,
            region=call.region,
            pool_region=call.pool_region,
            user_pool_id=_text(call.request, "UserPoolId"),
            client_id=call.client_id,
            client_name=about.client.name if about.client else None,
            grant_type=_text(call.request, "grant_type"),
            response_type=_text(call.request, "response_type"),
            auth_flow=_text(call.request, "AuthFlow"),
            challenge=_text(call.request, "ChallengeName"),
            username=user.name if user else None,
            login=user.login if user else None,
            no_such_user=(user is not None and user.is_missing) or None,
            status=200 if error is None else error.status,
            error=None if error is None else error.type,
            message=None if error is None else error.in_logs,
            next_challenge=_text(answer, "ChallengeName"),
            signed_in="AuthenticationResult" in answer or "access_token" in answer or None,
            injected=call.injected or None,
            seconds=round(call.seconds, 6),
        )

    def request(self, exchange: Exchange, at: float) -> Lines:
        """Show the request."""
        return _object(
            "request",
            at,
            method=exchange.method,
            path=exchange.path,
            status=exchange.status,
            message=exchange.error,
        )

    def message(self, message: Message) -> Lines:
        """Show that a message was sent, without its text, which has a code."""
        return _object(
            "message",
            message.sent_at,
            medium=message.medium,
            destination=message.destination,
            reason=message.reason,
            user_pool_id=message.user_pool_id,
            username=message.username,
        )

    def warning(self, record: WarningRecord) -> Lines:
        """Show a warning."""
        return _object(
            "warning",
            record.at,
            operation=record.operation or None,
            user_pool_id=record.user_pool_id,
            message=record.sentence,
            traceback=_traceback(record.error) if record.error else None,
        )

    def trouble(self, record: logging.LogRecord, at: float) -> Lines:
        """Show what was logged."""
        error = record.exc_info[1] if record.exc_info else None
        return _object(
            "trouble",
            at,
            level=record.levelname.lower(),
            message=record.getMessage(),
            traceback=_traceback(error) if error else None,
        )

    def gap(self, lines: int) -> str:
        """Return an object that says how many were dropped."""
        return json.dumps({"event": "dropped", "lines": lines})


def named(name: str) -> Format:
    """Return the format of a name in `values.LOG_FORMATS`."""
    return Json() if name == "json" else Text()


def _object(event: str, at: float, **members: object) -> Lines:
    """Return an event as JSON, without the members that are ``None``."""
    time = instant(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    present = {name: value for name, value in members.items() if value is not None}
    # JSON in ASCII has no character that a terminal would obey, except DEL.
    return [json.dumps({"time": time, "event": event, **present}).replace("\x7f", r"\u007f")]


def _text(document: Any, member: str) -> str | None:  # noqa: ANN401 - whatever a client sends
    found = document.get(member)
    return found if isinstance(found, str) else None


def _time_of_day(at: float) -> str:
    """Return the time on the emulator's clock, in this machine's zone."""
    return f"{instant(at).astimezone():%H:%M:%S}"


def _traceback(error: BaseException) -> str:
    return logging.Formatter().formatException((type(error), error, error.__traceback__))
