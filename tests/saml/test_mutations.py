"""Whatever comes is read as it was signed, or refused; nothing else comes of it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.saml import responses
from cognito_emulator.saml.refusals import SamlError
from cognito_emulator.saml.responses import Assertion
from tests.properties import examples
from tests.saml.provider import EXPECTED, SIGNED_PARTS, answer, verify

BITS = [
    "",
    " ",
    "<",
    ">",
    "&",
    "&amp;",
    "&#65;",
    "&x;",
    '"',
    "/>",
    "<!-- -->",
    "<![CDATA[",
    "]]>",
    "<?x?>",
    "<x/>",
    "<x>",
    "</x>",
    "<saml:Assertion/>",
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>',
    ' ID="_assertion"',
    " xmlns='urn:x'",
    ' xmlns:saml="urn:x"',
    "admin",
    "\0",
    "\U0001f600",
]


@settings(max_examples=examples(50))
@given(st.binary() | st.text().map(str.encode))
def test_anything_is_read_or_refused(document: bytes) -> None:
    with pytest.raises(SamlError):
        responses.verify(document, EXPECTED)


def pieces(document: str) -> st.SearchStrategy[str]:
    """Documents that differ from one in a place: some characters are gone, some are new."""

    def changed(place: int, gone: int, put: str) -> str:
        return document[:place] + put + document[place + gone :]

    return st.builds(
        changed,
        st.integers(0, len(document)),
        st.integers(0, 60),
        st.sampled_from(BITS) | st.text(max_size=5),
    )


def moves(document: str) -> st.SearchStrategy[str]:
    """Documents of which a piece between two tags is put elsewhere, or is there twice."""
    tags = st.sampled_from([place for place, letter in enumerate(document) if letter == "<"])

    def changed(ends: tuple[int, int], target: int, stays: bool) -> str:  # noqa: FBT001
        begin, end = sorted(ends)
        piece = document[begin:end]
        more = document[:target] + piece + document[target:]
        return more if stays else more.replace(piece, "", 1)

    return st.builds(changed, st.tuples(tags, tags), tags, st.booleans())


@cache
def signed_in(part: str) -> tuple[str, Assertion]:
    """A response, and how it is read."""
    document = answer(part=part)
    return document, verify(document)


def require_the_same_or_refusal(part: str, data: st.DataObject) -> None:
    document, right = signed_in(part)
    changed = data.draw(pieces(document) | moves(document))
    try:
        found = verify(changed.encode(errors="surrogatepass"))
    except SamlError:
        return
    assert found == right


@pytest.mark.parametrize("part", SIGNED_PARTS)
@settings(max_examples=examples(50))
@given(data=st.data())
def test_what_was_changed_is_read_as_it_was_signed_or_refused(
    part: str, data: st.DataObject
) -> None:
    require_the_same_or_refusal(part, data)


@pytest.mark.slow
@pytest.mark.parametrize("part", SIGNED_PARTS)
@settings(max_examples=examples(1500))
@given(data=st.data())
def test_whatever_was_changed_is_read_as_it_was_signed_or_refused(
    part: str, data: st.DataObject
) -> None:
    require_the_same_or_refusal(part, data)
