"""Text can be read on every page, whatever scheme the browser has and the style asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from tests.operations.test_branding import contrast, luminance
from tests.table import table
from tests.web.hosting import DOMAIN, Hosting
from tests.web.pages.test_look import styled

# On what each colour of text stands; `page` is what is around the form.
GROUNDS = {
    "heading": ("form", "field"),
    "text": ("form", "page"),
    "label": ("form",),
    "link": ("form", "page"),
    "link-hover": ("form", "page"),
    "on-primary": ("primary",),
    "on-primary-hover": ("primary-hover",),
    "on-secondary": ("secondary",),
    "on-secondary-hover": ("secondary-hover",),
    "on-idp": ("idp",),
    "on-idp-hover": ("idp-hover",),
    "on-error": ("error",),
    "on-good": ("good",),
    "on-aids": ("aids",),
}
EDGES = {
    "field-edge": ("form",),
    "focus": ("form",),
    "idp-edge": ("form",),
    "error-edge": ("error",),
    "good-edge": ("good",),
    "aids-edge": ("aids",),
}
_IF_DARK = "@media (prefers-color-scheme: dark)"


def lent() -> Hosting:
    hosting = Hosting()
    hosting.call("DeleteUserPoolDomain", UserPoolId=hosting.pool_id, Domain=DOMAIN)
    return hosting


def of_scheme(scheme: str) -> Hosting:
    return styled({"categories": {"global": {"colorSchemeMode": scheme}}})


FACES: Mapping[str, Callable[[], Hosting]] = {
    "classic": Hosting,
    "the default style": lambda: Hosting(version=2),
    "lent": lent,
    "LIGHT": lambda: of_scheme("LIGHT"),
    "DARK": lambda: of_scheme("DARK"),
    "DYNAMIC": lambda: of_scheme("DYNAMIC"),
    "without settings": lambda: styled({}),
}


def style_of(hosting: Hosting) -> str:
    """Return the style of the page to sign in, at the pool's own domain or the one it is lent."""
    lent_name = hosting.pool_id.replace("_", "").lower()
    pages = [
        hosting.browser.get(f"/_domain/{domain}/login", query_string=hosting.wanted())
        for domain in (DOMAIN, lent_name)
    ]
    (page,) = (each for each in pages if each.status_code == 200)
    return page.text.split("<style>")[1].split("</style>")[0]


def variables(css: str, *, dark: bool) -> dict[str, str]:
    """Return the colours as a browser of that scheme reads them: of several the last."""
    found: dict[str, str] = {}
    opened: list[str] = []
    for rule, name, color in re.findall(r"([^{};]*)\{|--([\w-]+): #(\w{6});|\}", css):
        if name:
            if dark or _IF_DARK not in opened:
                found[name] = color
        elif rule:
            opened.append(rule.strip())
        else:
            opened.pop()
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light browser", "dark browser"])
@pytest.mark.parametrize("face", FACES)
def test_text_and_edges_stand_out(face: str, *, dark: bool) -> None:
    """Text by 4.5 to 1, edges of what is operated or told by 3 to 1 (WCAG 2, AA)."""
    css = style_of(FACES[face]())

    colors = variables(css, dark=dark)

    weak = {
        (name, ground): round(contrast(colors[name], colors[ground]), 2)
        for grounds, least in ((GROUNDS, 4.5), (EDGES, 3.0))
        for name, its in grounds.items()
        for ground in its
        if contrast(colors[name], colors[ground]) < least
    }
    assert weak == {}


@table(
    "face, dark_browser, is_dark",
    [
        ("the default style", True, False),
        ("LIGHT", True, False),
        ("DARK", False, True),
        ("DYNAMIC", False, False),
        ("DYNAMIC", True, True),
        ("classic", True, True),
    ],
)
def test_all_colours_are_of_one_scheme(face: str, *, dark_browser: bool, is_dark: bool) -> None:
    colors = variables(style_of(FACES[face]()), dark=dark_browser)

    for ground in ("form", "error", "good", "aids"):
        assert (luminance(colors[ground]) < 0.2) == is_dark, ground


def test_the_table_has_every_colour_of_text() -> None:
    used = set(re.findall(r"[ ;{]color: var\(--([\w-]+)\)", style_of(Hosting())))

    assert used == set(GROUNDS)
