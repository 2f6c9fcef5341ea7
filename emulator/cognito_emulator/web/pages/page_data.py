"""What pages tell the pages after them: in the cookie ``page-data``, as the service calls it.

Its form is ours: a Session, or the name that was typed, in JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from cognito_emulator import base64url, printable
from cognito_emulator.web.hosting import cookies

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

#: What a page may say has just happened: keys of the section ``notice`` of the texts, and that a
#: sign-in was cancelled, which is a problem.
NOTICES = ("confirmed", "resent", "reset", "signed_up", "too_late")
_MOST_CHARS = 3800  # browsers refuse cookies of 4,096 bytes


class PageData(NamedTuple):
    """What one page tells the next; whoever has the browser may have changed it.

    Attributes:
        session: of the challenge that waits, empty where none does.
        username: as it was typed, empty where it is not known.
        where: to which masked address a code or a link went, empty where that is not known.
        notice: what has just happened, one of `NOTICES`, empty for nothing.
        hint: what the error page tells developers.

    """

    session: str = ""
    username: str = ""
    where: str = ""
    notice: str = ""
    hint: str = ""


def read() -> PageData:
    """Return what this browser was told last."""
    try:
        known = json.loads(base64url.decode(cookies.read(cookies.PAGE_DATA) or ""))
    except (ValueError, RecursionError):  # it is somebody else's
        return PageData()
    if not isinstance(known, dict):
        return PageData()
    found = {name: known.get(name) for name in PageData._fields}
    data = PageData(
        **{name: printable.whole(text) for name, text in found.items() if isinstance(text, str)}
    )
    return data if data.notice in NOTICES else data._replace(notice="")


def tell(response: Response, data: PageData) -> None:
    """Tell the next page; what is too long for a cookie is not told."""
    known = {name: text for name, text in data._asdict().items() if text}
    if not known:
        forget(response)
        return
    text = base64url.encode(json.dumps(known).encode())
    if len(text) <= _MOST_CHARS:
        cookies.put(response, cookies.PAGE_DATA, text)
    else:
        forget(response)


def forget(response: Response) -> None:
    """Have the next page know nothing."""
    if cookies.PAGE_DATA in request.cookies:
        cookies.remove(response, cookies.PAGE_DATA)
