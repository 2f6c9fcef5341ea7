"""The images of a style: what they may be.

Of an SVG it is known that one attribute was refused; which others are is nowhere written down. So
what could run a script is refused as well: a guess, and so are all texts here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cognito_emulator.domain.clients.appearance.record import Asset
from cognito_emulator.errors import InvalidParameterException

# By category, the only extension that it may have. That ICO is for this one alone is documented;
# that SVG is for the other a guess.
_ONLY = {"FAVICON_ICO": "ICO", "FAVICON_SVG": "SVG"}

_NO_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler"})
_NO_ATTRIBUTES = frozenset({"dominant-baseline"})  # measured [branding-9]
_LINKS = frozenset({"href", "xlink:href", "src"})


def read(given: Iterable[Mapping[str, Any]]) -> tuple[Asset, ...]:
    """Return the assets of a request, in their order.

    Raises:
        InvalidParameterException: an extension does not suit a category, or an SVG is none or has
            in it what it may not have.

    """
    return tuple(map(_asset, given))


def _asset(given: Mapping[str, Any]) -> Asset:
    asset = Asset(
        category=given["Category"],
        color_mode=given["ColorMode"],
        extension=given["Extension"],
        content=given.get("Bytes"),
        resource_id=given.get("ResourceId"),
    )
    only = _ONLY.get(asset.category)
    if (asset.extension != only) if only else asset.extension == "ICO":
        raise InvalidParameterException(
            f"The extension {asset.extension} is not allowed for an asset of the category"
            f" {asset.category}"
        )
    if asset.extension == "SVG" and asset.content is not None:
        _check_svg(asset.content)
    return asset


def _check_svg(content: bytes) -> None:
    """Refuse an SVG that is not well-formed, or has in it what it may not have."""
    from xml.parsers import expat  # noqa: PLC0415 - seldom needed

    parser = expat.ParserCreate()
    parser.StartElementHandler = _check_element
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise InvalidParameterException("The SVG file is not valid XML") from None


def _check_element(name: str, attributes: Mapping[str, str]) -> None:
    if name.rpartition(":")[2].lower() in _NO_ELEMENTS:
        raise InvalidParameterException(f"The SVG file contains an element not allowed: {name}")
    for attribute, value in attributes.items():
        plain = attribute.lower()
        if plain in _NO_ATTRIBUTES or plain.startswith("on") or _leaves(plain, value):
            raise InvalidParameterException(
                f"The SVG file contains an attribute not allowed: {attribute}"
            )


def _leaves(attribute: str, value: str) -> bool:
    """Whether an attribute is a link to something else than a part or a picture of the file."""
    wanted = value.strip().lower()
    return attribute in _LINKS and not wanted.startswith(("#", "data:image/"))


def _refuse_doctype(*_: object) -> None:
    raise InvalidParameterException("The SVG file contains a document type, which is not allowed")
