"""docs/why/guesses.md has a row for each module of a pool's domain that guesses."""

from __future__ import annotations

import re

from tests.prose import ROOT
from tests.table import table

CODE = ROOT / "emulator" / "cognito_emulator"
NAMED = set(
    re.findall(
        r"`((?:domain|fronts|web)/[\w/]+)`",
        ROOT.joinpath("docs", "why", "guesses.md").read_text(encoding="utf-8"),
    )
)
#: The code of a pool's domain: folders and modules. What they say of identity providers, which
#: come later, is not on the page.
DOMAIN = (
    "domain/accounts/cooldown.py",
    "domain/clients/appearance/*.py",
    "domain/clients/doubts.py",
    "domain/clients/session_reuse.py",
    "domain/oauth/**/*.py",
    "domain/pools/delivery_network.py",
    "domain/pools/domain*.py",
    "domain/pools/resource_servers.py",
    "domain/pools/session_tracking.py",
    "domain/tokens/scopes.py",
    "fronts/*.py",
    "fronts/alb/*.py",
    "fronts/appsync/*.py",
    "fronts/functions/*.py",
    "fronts/http/*.py",
    "fronts/rest/*.py",
    "web/app.py",
    "web/hosting/*.py",
    "web/oauth/*.py",
    "web/pages/*.py",
    "web/sharing.py",
    "web/well_known.py",
)
GUESSING = {
    path.relative_to(CODE).with_suffix("").as_posix()
    for pattern in DOMAIN
    for path in CODE.glob(pattern)
    if re.search(r"\bguess", path.read_text(encoding="utf-8"))
}


@table("pattern", DOMAIN)
def test_the_code_is_still_there(pattern: str) -> None:
    assert any(CODE.glob(pattern))


def test_each_module_that_guesses_has_a_row() -> None:
    assert sorted(GUESSING - NAMED) == []


def test_each_row_is_of_a_module_that_guesses() -> None:
    assert sorted(NAMED - GUESSING) == []
