"""Whatever is posted to a pool for SAML: no failure of ours, and nobody comes in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.saml import issuing
from tests.properties import examples
from tests.saml.provider import signer
from tests.web.saml_hosting import SIGNER, SamlHosting

PATHS = st.sampled_from(["/saml2/idpresponse", "/saml2/logout"])


@cache
def hosting() -> SamlHosting:
    return SamlHosting(
        details={"IDPInit": "true", "IDPSignout": "true"}, providers=("Corp",), users=[]
    )


def base64(document: str) -> str:
    return b64encode(document.encode(errors="replace")).decode()


@cache
def good() -> tuple[str, ...]:
    """Documents that are nearly right: unsigned, of another key, for somebody else, of no use."""
    pool = hosting()
    draft = pool.draft(None)
    return (
        pool.around(issuing.assertion(draft), draft=draft),
        pool.around(issuing.sign(issuing.assertion(draft), signer("mallory")), draft=draft),
        pool.answer(draft._replace(audience="urn:other")),
        issuing.sign(issuing.assertion(draft), SIGNER),
        pool.around(draft=draft, status=issuing.DENIED),
    )


DOCUMENTS = st.builds(
    lambda which, place, put: good()[which][:place] + put + good()[which][place:],
    st.integers(0, 4),
    st.integers(0, 3000),
    st.text(max_size=3) | st.sampled_from(["<!DOCTYPE a>", "<!---->", "<saml:Assertion/>"]),
)
FIELDS = st.dictionaries(
    st.sampled_from(["SAMLResponse", "RelayState", "SAMLRequest", "client_id"]),
    st.text() | st.binary().map(lambda data: b64encode(data).decode()) | DOCUMENTS.map(base64),
)


@settings(max_examples=examples(60))
@given(path=PATHS, fields=FIELDS, known=st.booleans())
def test_nothing_that_is_posted_lets_anybody_in(
    path: str,
    fields: Mapping[str, str],
    known: bool,  # noqa: FBT001
) -> None:
    pool = hosting()
    form = {**fields, **({"RelayState": pool.asked_for()} if known else {})}

    response = pool.browser.post(pool.path(path), data=form)

    assert response.status_code == 302
    assert "code=" not in response.headers["Location"]
    assert pool.call("ListUsers", UserPoolId=pool.pool_id)["Users"] == []
