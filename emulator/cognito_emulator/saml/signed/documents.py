"""XML from strangers: parsed so that nothing in it is fetched, expanded or read in two ways."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, TypeAlias

from lxml import etree

from cognito_emulator.printable import line
from cognito_emulator.saml.names import NAMESPACES
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.writing import attribute

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no other name for it

#: How long a document may be, in bytes: what a form's field can hold, and more.
LONGEST: Final = 100_000
_DECLARATION = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*")
_IDS = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")


def parsed(document: bytes) -> Element:
    """Return the element of a document that came from somewhere.

    It is UTF-8, whatever it declares. It has no document type, so no entities; no comments and no
    processing instructions, which split a text for some readers and not for others; and no id
    twice, so that a signature's reference has one meaning.

    Raises:
        SamlError: it is no such document.

    """
    if len(document) > LONGEST:
        raise SamlError(
            Reason.TOO_LONG,
            f"The document has {len(document)} bytes; {LONGEST} are the most.",
        )
    try:
        text = document.decode()
    except UnicodeDecodeError:
        raise _malformed("it is not UTF-8") from None
    if "<!DOCTYPE" in text:  # before any parser has to do with it
        raise _malformed("it has a document type (<!DOCTYPE>)")
    try:
        root = etree.fromstring(document, _parser())
    except etree.XMLSyntaxError as error:
        raise _malformed(f"it is no well-formed XML: {line(str(error.msg), 100)}") from None
    _require_one_reading(root)
    return root


def parsed_within(place: Element, document: bytes) -> Element:
    """Return the one element of a document that stood in another one, and uses its namespaces.

    So it is with encrypted elements: many programs leave out what is declared around them.

    Raises:
        SamlError: it is no such document, or has more than one element.

    """
    declared = "".join(
        f" xmlns{':' * bool(prefix)}{prefix or ''}={attribute(uri)}"
        for prefix, uri in place.nsmap.items()
    )
    inner = _DECLARATION.sub(b"", document)
    root = parsed(f"<place{declared}>".encode() + inner + b"</place>")
    if len(root) != 1:
        raise _malformed(f"it has {len(root)} elements, where one must be")
    return alone(root[0])


def alone(element: Element) -> Element:
    """Return an element as a document of its own, with the namespaces that it stood in."""
    return etree.fromstring(etree.tostring(element, encoding="utf-8", with_tail=False), _parser())


def text(element: Element) -> str:
    """Return all of the text in an element, without white space around it."""
    return "".join(element.itertext()).strip(" \t\r\n")


def name(prefixed: str) -> str:
    """Return a name such as ``saml:Issuer`` as lxml has it."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def tag(element: Element) -> str:
    """Return the name of an element as lxml has it."""
    return str(element.tag)


def children(element: Element, prefixed: str) -> list[Element]:
    """Return the elements of a name that are directly in another one."""
    return element.findall(name(prefixed))


def child(element: Element, prefixed: str) -> Element | None:
    """Return the one element of a name that is directly in another one, if there is one.

    Raises:
        SamlError: there are several.

    """
    found = children(element, prefixed)
    if len(found) > 1:
        raise _malformed(f"it has {prefixed} {len(found)} times, where one may be")
    return found[0] if found else None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )


def _require_one_reading(root: Element) -> None:
    for node in root.iter(etree.Comment, etree.PI):
        shown = etree.tostring(node, encoding="unicode", with_tail=False)
        raise _malformed(f"it has a comment or a processing instruction in it: {line(shown, 60)}")
    ids = Counter(
        value
        for element in root.iter(etree.Element)
        for attribute in _IDS
        if (value := element.get(attribute)) is not None
    )
    for value, times in ids.items():
        if times > 1:
            raise _malformed(f"the id {line(value, 60)} is there {times} times")


def _malformed(what: str) -> SamlError:
    return SamlError(Reason.MALFORMED, f"The document cannot be taken: {what}.")
