"""Whose session at a provider it is, as responses and logout requests say it."""

from __future__ import annotations

from typing import NamedTuple


class NameId(NamedTuple):
    """Whom an assertion is about (SAML Core, section 2.2.3).

    Attributes:
        value: not empty.
        format: a URI; ``unspecified`` where none is given.
        name_qualifier: what the provider adds, if it does; it comes back in logout requests.
        sp_name_qualifier: likewise.

    """

    value: str
    format: str
    name_qualifier: str | None
    sp_name_qualifier: str | None


class SamlSession(NamedTuple):
    """A session at a provider, as a logout request names it (SAML Core, section 3.7.1).

    Attributes:
        name_id: whose it is.
        session_index: which of theirs, if the provider has said.

    """

    name_id: NameId
    session_index: str | None
