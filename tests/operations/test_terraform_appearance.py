"""Looks of a client's pages as the AWS provider of Terraform sets them up.

As in `test_terraform`, calls and comparisons are those of the provider's sources (documented):
create, read, update one argument at a time, delete, read again.
"""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import Lab

State = dict[str, Any]


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool with a client and a domain."""
    lab = Lab(emulator)
    request = {"Domain": "shop", "UserPoolId": lab.pool_id, "ManagedLoginVersion": 2}
    lab.call("CreateUserPoolDomain", **request)
    return lab


# --- aws_cognito_user_pool_ui_customization -------------------------------------------------------

CSS = ".label-customizable {\n  font-weight: 400;\n}\n"


def put_customization(lab: Lab, client_id: str, config: State) -> None:
    named = {"UserPoolId": lab.pool_id, "ClientId": client_id}
    lab.call("SetUICustomization", **named, **config)


def read_customization(lab: Lab, client_id: str) -> State | None:
    """Return what is compared; an empty object is gone. Its ids make up the resource's id."""
    named = {"UserPoolId": lab.pool_id, "ClientId": client_id}
    found = lab.call("GetUICustomization", **named)["UICustomization"]
    if not found:
        return None
    assert {name: found[name] for name in named} == named
    return {"CSS": found["CSS"]} if "CSS" in found else {}


@pytest.mark.parametrize("whose", ["ALL", "a client's"])
@pytest.mark.parametrize(
    "change", [{"CSS": CSS + "/* more */"}, {"ImageFile": b"png"}, {"CSS": CSS, "ImageFile": b"2"}]
)
def test_ui_customizations(lab: Lab, whose: str, change: State) -> None:
    client_id = "ALL" if whose == "ALL" else lab.client_id
    put_customization(lab, client_id, {"CSS": CSS})
    assert read_customization(lab, client_id) == {"CSS": CSS}
    put_customization(lab, client_id, change)
    read = {"CSS": change["CSS"]} if "CSS" in change else {}
    assert read_customization(lab, client_id) == read
    put_customization(lab, client_id, {"CSS": CSS})
    assert read_customization(lab, client_id) == {"CSS": CSS}
    put_customization(lab, client_id, {})
    assert read_customization(lab, client_id) is None


def test_a_pool_that_goes_takes_its_customization_from_the_state(lab: Lab) -> None:
    put_customization(lab, "ALL", {"CSS": CSS})
    lab.call("DeleteUserPoolDomain", Domain="shop", UserPoolId=lab.pool_id)
    lab.call("DeleteUserPool", UserPoolId=lab.pool_id)
    request = {"UserPoolId": lab.pool_id, "ClientId": "ALL"}
    lab.refused("GetUICustomization", errors.ResourceNotFoundException, **request)


# --- aws_cognito_managed_login_branding -----------------------------------------------------------

LOGO = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": b"<svg/>"}
DARK_LOGO = {**LOGO, "ColorMode": "DARK"}
SETTINGS = {"components": {"form": {"logo": {"enabled": True}}}, "categories": {}}
#: What comes with every answer, or is a default there.
STYLES: list[State] = [
    {"UseCognitoProvidedValues": True},
    {"UseCognitoProvidedValues": True, "Assets": [LOGO, DARK_LOGO]},
    {"Settings": SETTINGS},
    {"Settings": SETTINGS, "Assets": [LOGO]},
]


def shown(style: State) -> State:
    """What is compared: settings as JSON, assets as a set."""
    assets = [tuple(sorted(asset.items())) for asset in style.get("Assets", ())]
    return {
        "provided": style.get("UseCognitoProvidedValues", False),
        "settings": style.get("Settings"),
        "assets": sorted(assets),
    }


def create_style(lab: Lab, config: State) -> str:
    """Create a style; what its answer says is kept, so that has to be what was configured."""
    named = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    made = lab.call("CreateManagedLoginBranding", **named, **config)["ManagedLoginBranding"]
    assert shown(made) == shown(config)
    merged(lab, made["ManagedLoginBrandingId"])
    return str(made["ManagedLoginBrandingId"])


def merged(lab: Lab, style_id: str) -> None:
    request = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style_id}
    answer = lab.call("DescribeManagedLoginBranding", **request, ReturnMergedResources=True)
    assert answer["ManagedLoginBranding"]["Settings"]


def read_style(lab: Lab, style_id: str) -> State:
    """Return what is compared, and make sure that the client is found, by asking for each."""
    request = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style_id}
    found = lab.call("DescribeManagedLoginBranding", **request)["ManagedLoginBranding"]
    merged(lab, style_id)
    listed = lab.call("ListUserPoolClients", UserPoolId=lab.pool_id)["UserPoolClients"]
    assert [it["ClientId"] for it in listed if style_of(lab, it["ClientId"]) == style_id] == [
        lab.client_id
    ]
    return shown(found)


def style_of(lab: Lab, client_id: str) -> str | None:
    request = {"UserPoolId": lab.pool_id, "ClientId": client_id}
    try:
        answer = lab.call("DescribeManagedLoginBrandingByClient", **request)
    except errors.ResourceNotFoundException:
        return None
    return str(answer["ManagedLoginBranding"]["ManagedLoginBrandingId"])


def update_style(lab: Lab, style_id: str, change: State) -> None:
    request = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style_id}
    answer = lab.call("UpdateManagedLoginBranding", **request, **change)["ManagedLoginBranding"]
    merged(lab, style_id)
    for member, value in change.items():
        assert answer[member] == value


@pytest.mark.parametrize("config", STYLES)
@pytest.mark.parametrize(
    "change", [{"UseCognitoProvidedValues": True}, {"Settings": {"categories": {}}}]
)
def test_managed_login_branding(lab: Lab, config: State, change: State) -> None:
    lab.client()  # another one, without a style
    style_id = create_style(lab, config)
    assert read_style(lab, style_id) == shown(config)
    update_style(lab, style_id, change)
    assets = {"Assets": config["Assets"]} if "Assets" in config else {}
    assert read_style(lab, style_id) == shown({**change, **assets})
    sources = ("UseCognitoProvidedValues", "Settings")
    update_style(lab, style_id, {name: config[name] for name in sources if name in config})
    assert read_style(lab, style_id) == shown(config)
    request = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style_id}
    lab.call("DeleteManagedLoginBranding", **request)
    lab.refused("DescribeManagedLoginBranding", errors.ResourceNotFoundException, **request)
    lab.refused("DeleteManagedLoginBranding", errors.ResourceNotFoundException, **request)


def test_other_assets_are_another_style(lab: Lab) -> None:
    """A change of assets deletes the style and creates another."""
    style_id = create_style(lab, STYLES[3])
    request = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style_id}
    lab.call("DeleteManagedLoginBranding", **request)
    other = {"Settings": SETTINGS, "Assets": [DARK_LOGO]}
    assert read_style(lab, create_style(lab, other)) == shown(other)
