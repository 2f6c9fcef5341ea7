"""JSON answers, for all that is not the AWS protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response


def answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """Return ``document`` as a JSON response, its members in their order."""
    return Response(json.dumps(document), status, mimetype="application/json")
