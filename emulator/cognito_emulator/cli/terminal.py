"""What the emulator says on the terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from cognito_emulator.domain.messages import Message


def say(text: str, stream: TextIO) -> None:
    """Print at once, also into a pipe; that nobody reads it any more is no reason to fail."""
    encoding = stream.encoding or "utf-8"
    printable = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(f"{printable}\n")
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def letter(message: Message) -> str:
    """Return a mail or text message as the terminal shows it."""
    kind = "mail" if message.medium == "EMAIL" else "text message"
    about = f"{message.reason}, user {message.username} of {message.user_pool_id}"
    head = f"--- {kind} to {message.destination} ({about})"
    subject = [] if message.subject is None else [f"    {message.subject}"]
    body = [f"    {line}".rstrip() for line in message.body.splitlines()]
    return "\n".join(("", head, *subject, *body, f"    code: {message.code}"))
