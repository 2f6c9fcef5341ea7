"""What an identity provider makes, read by who receives it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.saml import issuing, metadata
from cognito_emulator.saml.metadata import Metadata
from tests.properties import examples
from tests.saml.keys import certificate
from tests.saml.provider import DRAFT, EXPECTED, answer, verify
from tests.table import table

# What XML can hold; all of it takes up to three bytes in UTF-8, as the service wants it.
TEXTS = st.text(
    st.characters(
        max_codepoint=0xFFFD, exclude_characters="\ufffe\uffff", exclude_categories=["Cs", "Cc"]
    )
    | st.sampled_from("\t\n\r<>&\"']")
)
WHITE = " \t\r\n"  # white space, as XML has it


@pytest.mark.parametrize("slo_url", [None, "https://idp.example.com/slo?a=1&b=2"])
def test_metadata_are_read_again(slo_url: str | None) -> None:
    document = issuing.metadata(
        entity_id='urn:a&b"c',
        sso_url="https://idp.example.com/sso?a=1&b=2",
        slo_url=slo_url,
        certificates=[certificate(), certificate("next")],
    )

    assert metadata.read(document) == Metadata(
        entity_id='urn:a&b"c',
        sso_redirect_url="https://idp.example.com/sso?a=1&b=2",
        slo_redirect_url=slo_url,
        certificates=(certificate(), certificate("next")),
    )


@settings(max_examples=examples(30))
@given(name_id=TEXTS, attributes=st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=3))
def test_any_text_is_read_again_but_for_white_space_around_it(
    name_id: str, attributes: dict[str, list[str]]
) -> None:
    draft = DRAFT._replace(name_id=f"x{name_id}", attributes=attributes)
    found = verify(answer(draft), EXPECTED)

    assert found.name_id.value == f"x{name_id}".strip(WHITE)
    assert found.attributes == {
        name: tuple(value.strip(WHITE) for value in values) for name, values in attributes.items()
    }


@table("character", ["\0", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused(character: str) -> None:
    text = f"a{character}"
    refusal = rf"^XML cannot hold the character U\+{ord(character):04X}\.$"

    for draft in (DRAFT._replace(name_id=text), DRAFT._replace(assertion_id=text)):
        with pytest.raises(ValueError, match=refusal):
            issuing.assertion(draft)
