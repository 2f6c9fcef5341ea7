"""The records of what pages look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cognito_emulator.records import Record
from cognito_emulator.store import Json, Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Asset(Record):
    """An image of a style.

    Attributes:
        category: where it is shown, as ``FORM_LOGO``.
        color_mode: ``LIGHT``, ``DARK``, or ``DYNAMIC`` for both.
        extension: of which kind it is, as ``PNG``.
        content: the image, ``None`` where it was not given.
        resource_id: which one it is, where there are several of a category.

    """

    category: str
    color_mode: str
    extension: str
    content: bytes | None = None
    resource_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Style(Record):
    """A style of managed login: what the API calls a ManagedLoginBranding.

    Attributes:
        settings: the JSON document as it was given, ``None`` where none was.
        assets: in the order in which they were given.

    """

    id: str
    pool_id: str
    client_id: str
    created_at: float
    modified_at: float
    settings: Json | None = None
    assets: tuple[Asset, ...] = ()

    @property
    def uses_provided_values(self) -> bool:
        """Whether it is the service's own style: UseCognitoProvidedValues."""
        return self.settings is None


STYLES: Table[Style] = Table(
    "managed_login_styles",
    Style,
    key=lambda style: style.id,
    belongs_to=("pool", "client"),
)

#: In place of a client's id: a pool's default.
ALL_CLIENTS = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class UICustomization(Record):
    """How the classic pages look.

    Attributes:
        client_id: whose pages, or `ALL_CLIENTS`.
        css: as it was given, ``None`` without any.
        image: the logo, ``None`` without any.

    """

    pool_id: str
    client_id: str
    created_at: float
    modified_at: float
    css: str | None = None
    image: bytes | None = None


UI_CUSTOMIZATIONS: Table[UICustomization] = Table(
    "ui_customizations",
    UICustomization,
    key=lambda it: (it.pool_id, it.client_id),
    belongs_to=("pool", "client"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Terms(Record):
    """A document that pages link to.

    Attributes:
        name: which one: ``terms-of-use`` or ``privacy-policy``.
        links: addresses by languages, as ``cognito:default`` and ``cognito:german``.

    """

    id: str
    pool_id: str
    client_id: str
    name: str
    created_at: float
    modified_at: float
    source: str = "LINK"
    enforcement: str = "NONE"
    links: Mapping[str, str] = field(default_factory=dict)


TERMS: Table[Terms] = Table(
    "terms",
    Terms,
    key=lambda terms: terms.id,
    belongs_to=("pool", "client"),
)
