"""pycognito's remembered device, from its first sign-in to the one that it proves itself in.

It speaks through boto3, but for what it does with a token: that goes to the service's own address,
with a header Authorization that is no signature. Here both reach the emulator.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP

from cognito_emulator import transport, wire
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab, claims

EMAIL = "alice@example.com"


@pytest.fixture(autouse=True)
def _at_the_service_s_address(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def post(url: str, *, headers: dict[str, str], data: str, timeout: int) -> requests.Response:
        assert url == "https://cognito-idp.us-east-1.amazonaws.com/"
        assert timeout
        answered = wire.handle(emulator, "POST", headers, data.encode())
        response = requests.Response()
        response.status_code, response._content = answered.status, answered.body
        return response

    monkeypatch.setattr(requests, "post", post)


@pytest.fixture(params=[{}, {"UsernameAttributes": ["email"]}], ids=["by name", "by address"])
def lab(request: pytest.FixtureRequest, emulator: Emulator) -> Lab:
    """A pool in which users say whether a device is remembered."""
    configuration = {
        "ChallengeRequiredOnNewDevice": True,
        "DeviceOnlyRememberedOnUserPrompt": True,
    }
    return Lab(emulator, pool_request={"DeviceConfiguration": configuration, **request.param})


class Phone:
    """What an app on pycognito does, and what it keeps between sign-ins."""

    def __init__(self, lab: Lab) -> None:
        by_address = lab.call("DescribeUserPool", UserPoolId=lab.pool_id)["UserPool"]
        self.username = EMAIL if "UsernameAttributes" in by_address else "alice"
        lab.user(self.username)
        self.lab = lab
        self.kept: dict[str, str] = {}
        self.requests: list[dict[str, Any]] = []

    def client(self) -> AWSSRP:
        """Return pycognito's half of a sign-in."""
        cognito = transport.client(self.lab.emulator)
        cognito.meta.events.register("provide-client-params.*.RespondToAuthChallenge", self._note)
        user = (self.username, PASSWORD, self.lab.pool_id, self.lab.client_id)
        return AWSSRP(*user, client=cognito, **self.kept)

    def sign_in(self) -> Any:
        """Sign in; return the whole answer."""
        self.requests.clear()
        return self.client().authenticate_user()

    def confirm(self, tokens: Any) -> Any:
        """Confirm the device that was offered; return the answer."""
        client = self.client()
        response, password = client.confirm_device(tokens, device_name="Phone")
        assert response.status_code == 200
        self.kept = {
            "device_key": client.device_key,
            "device_group_key": client.device_group_key,
            "device_password": password,
        }
        return response.json()

    def _note(self, params: dict[str, Any], **_: object) -> None:
        self.requests.append(params)


def test_a_remembered_device(lab: Lab) -> None:
    phone = Phone(lab)
    first = phone.sign_in()
    assert phone.confirm(first) == {"UserConfirmationNecessary": True}
    access, key = first["AuthenticationResult"]["AccessToken"], phone.kept["device_key"]

    unremembered = phone.sign_in()  # is known, and that is all
    assert "NewDeviceMetadata" not in unremembered["AuthenticationResult"]

    phone.client().update_device_status(is_remembered=True, access_token=access, device_key=key)
    for _ in range(2):
        tokens = phone.sign_in()["AuthenticationResult"]
        names = [each["ChallengeName"] for each in phone.requests]
        assert names == ["PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"]
        assert not any("Session" in each for each in phone.requests)
        assert claims(tokens["AccessToken"])["device_key"] == key

    phone.client().update_device_status(is_remembered=False, access_token=access, device_key=key)
    assert phone.sign_in()["AuthenticationResult"]
    assert len(phone.requests) == 1

    phone.client().forget_device(access, key)
    with pytest.raises(ClientError, match="Device does not exist"):
        phone.sign_in()
