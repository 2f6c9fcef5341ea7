"""Managed login's settings as variables of the style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cognito_emulator.domain.clients.appearance import doubts

_MOST_PIXELS = 100
_IF_DARK = "@media (prefers-color-scheme: dark)"
_SCHEMES = {"LIGHT": "light", "DARK": "dark"}

# By variable: where its colour stands in the settings, ``*`` for ``lightMode`` or ``darkMode``.
_COLORS: Mapping[str, str] = {
    "page": "components.pageBackground.*.color",
    "form": "components.form.*.backgroundColor",
    "edge": "components.form.*.borderColor",
    "heading": "components.pageText.*.headingColor",
    "text": "components.pageText.*.bodyColor",
    "label": "componentClasses.inputLabel.*.textColor",
    "field": "componentClasses.input.*.defaults.backgroundColor",
    "field-edge": "componentClasses.input.*.defaults.borderColor",
    "link": "componentClasses.link.*.defaults.textColor",
    "link-hover": "componentClasses.link.*.hover.textColor",
    "focus": "componentClasses.focusState.*.borderColor",
    "primary": "components.primaryButton.*.defaults.backgroundColor",
    "on-primary": "components.primaryButton.*.defaults.textColor",
    "primary-hover": "components.primaryButton.*.hover.backgroundColor",
    "on-primary-hover": "components.primaryButton.*.hover.textColor",
    "secondary": "components.secondaryButton.*.defaults.backgroundColor",
    "secondary-edge": "components.secondaryButton.*.defaults.borderColor",
    "on-secondary": "components.secondaryButton.*.defaults.textColor",
    "secondary-hover": "components.secondaryButton.*.hover.backgroundColor",
    "on-secondary-hover": "components.secondaryButton.*.hover.textColor",
    "idp": "components.idpButton.standard.*.defaults.backgroundColor",
    "idp-edge": "components.idpButton.standard.*.defaults.borderColor",
    "on-idp": "components.idpButton.standard.*.defaults.textColor",
    "idp-hover": "components.idpButton.standard.*.hover.backgroundColor",
    "on-idp-hover": "components.idpButton.standard.*.hover.textColor",
    "error": "components.alert.*.error.backgroundColor",
    "error-edge": "components.alert.*.error.borderColor",
}
_LENGTHS: Mapping[str, str] = {
    "form-radius": "components.form.borderRadius",
    "button-radius": "componentClasses.buttons.borderRadius",
    "field-radius": "componentClasses.input.borderRadius",
}


def scheme_of(settings: Mapping[str, Any]) -> str:
    """Return the colour scheme of settings: ``LIGHT``, ``DARK``, or ``DYNAMIC`` for both."""
    wanted = at(settings, "categories.global.colorSchemeMode")
    return str(wanted) if wanted in ("LIGHT", "DARK") else "DYNAMIC"


def css_of(settings: Mapping[str, Any], scheme: str, backgrounds: Mapping[str, str]) -> str:
    """Return what follows on the style sheet, whose own colours are the light ones.

    Args:
        settings: as a style has them; what is no colour or length is left out, and as ours is.
        scheme: see `scheme_of`.
        backgrounds: addresses of the page's picture, by ``LIGHT`` and ``DARK``.

    """
    if scheme != "DYNAMIC":
        only = f":root {{ color-scheme: {_SCHEMES[scheme]}; }}\n"
        ours = _dark() if scheme == "DARK" else ""
        return only + ours + _block(settings, scheme, backgrounds)
    light, dark = (_block(settings, mode, backgrounds) for mode in _SCHEMES)
    return f"{light}{_IF_DARK} {{\n{_dark()}{dark}}}\n"


@cache
def _dark() -> str:
    return Path(__file__).with_name("dark.css").read_text("utf-8")


def at(settings: Mapping[str, Any], path: str) -> object:
    """Return what stands at a place in settings, ``None`` for nothing."""
    found: object = settings
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def _block(settings: Mapping[str, Any], mode: str, backgrounds: Mapping[str, str]) -> str:
    variables = " ".join(f"--{name}: {value};" for name, value in _variables(settings, mode))
    picture = backgrounds.get(mode)
    image = f'\nbody {{ background-image: url("{picture}"); }}' if picture else ""
    return f":root {{ {variables} }}{image}\n"


def _variables(settings: Mapping[str, Any], mode: str) -> Iterator[tuple[str, str]]:
    for name, path in _COLORS.items():
        color = at(settings, path.replace("*", f"{mode.lower()}Mode"))
        if doubts.is_color(color):
            yield name, f"#{color}"
    for name, path in _LENGTHS.items():
        length = at(settings, path)
        if isinstance(length, bool) or not isinstance(length, int | float):
            continue
        if 0 <= length <= _MOST_PIXELS:
            yield name, f"{length}px"
