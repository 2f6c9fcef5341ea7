"""JSON answers, for all that is not the AWS protocol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response


def answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """Return ``document`` as a JSON response, its members in their order."""
    return Response(orjson.dumps(document), status, mimetype="application/json")
