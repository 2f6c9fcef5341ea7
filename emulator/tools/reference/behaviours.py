"""What can go wrong at a provider that a stand-in plays."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.idp.behaviours import BEHAVIOURS, OF_SAML, Behaviour, Description
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.names import NAMES
from tools.reference.markdown import code, sentence, table
from tools.reference.regions import region


@region("behaviours")
def behaviours() -> str:
    """Return a row for each behaviour of providers that speak OAuth 2.0: who has it."""
    return _table(BEHAVIOURS, [name for name in NAMES if name != "SAML"])


@region("behaviours-of-saml")
def behaviours_of_saml() -> str:
    """Return a row for each behaviour of SAML providers."""
    head = ("`behaviour`", "What happens at the provider")
    rows = ((code(name), sentence(said.sentence)) for name, said in OF_SAML.items())
    return table(head, rows)


def _table(known: Mapping[Behaviour, Description], types: list[str]) -> str:
    head = ("`behaviour`", "What happens at the provider", "Types")
    rows = []
    for name, said in known.items():
        having = [each for each in types if name in KINDS[each].behaviours]
        rows.append(
            (code(name), sentence(said.sentence), "all" if having == types else code(*having))
        )
    return table(head, rows)
