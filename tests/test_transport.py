"""boto3 in the same process: no socket, no environment, the same bytes."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.loaders import JSONFileLoader, Loader

from cognito_emulator import Settings, transport
from cognito_emulator.emulator import Emulator
from tests.support import claims

FLOWS: Any = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture(autouse=True)
def _no_aws_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("a socket was used")

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this-profile")
    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)


def test_a_client_from_nothing(emulator: Emulator) -> None:
    """Sign-up to tokens, with neither credentials nor a region in the environment."""
    cognito = transport.client(emulator)
    pool_id = cognito.create_user_pool(PoolName="x", AutoVerifiedAttributes=["email"])["UserPool"][
        "Id"
    ]
    client_id = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="x", ExplicitAuthFlows=FLOWS
    )["UserPoolClient"]["ClientId"]
    cognito.sign_up(
        ClientId=client_id,
        Username="ada",
        Password="Correct-Horse-1",
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )
    code = emulator.messages(pool_id, "ada")[-1].code
    cognito.confirm_sign_up(ClientId=client_id, Username="ada", ConfirmationCode=code)
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"},
    )
    token = claims(answer["AuthenticationResult"]["AccessToken"])
    assert token["username"] == "ada"
    assert token["event_id"] == answer["ResponseMetadata"]["RequestId"]
    assert token["iss"] == f"http://localhost:9329/{pool_id}"


def test_the_service_s_errors_come_as_boto3_s(emulator: Emulator) -> None:
    cognito = transport.client(emulator)
    with pytest.raises(cognito.exceptions.ResourceNotFoundException) as refused:
        cognito.describe_user_pool(UserPoolId="us-east-1_Nobody000")
    assert refused.value.response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "User pool us-east-1_Nobody000 does not exist.",
    }
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_client_for_another_region(emulator: Emulator) -> None:
    cognito = transport.client(emulator, region="eu-west-1")
    assert cognito.create_user_pool(PoolName="x")["UserPool"]["Id"].startswith("eu-west-1_")


def test_a_client_signs_so_that_it_can_be_verified() -> None:
    emulator = Emulator(Settings(access_keys={"AKIAEXAMPLE": "secret"}))
    assert transport.client(emulator).list_user_pools(MaxResults=1)["UserPools"] == []


def own_session(monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    monkeypatch.delenv("AWS_PROFILE")
    return boto3.Session(
        aws_access_key_id="x", aws_secret_access_key="y", region_name="ap-southeast-2"
    )


def test_a_session_is_attached(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """All its clients are answered, and keep their region."""
    session = transport.attach(own_session(monkeypatch), emulator)
    pool = session.client("cognito-idp").create_user_pool(PoolName="x")["UserPool"]
    assert pool["Id"].startswith("ap-southeast-2_")


def test_a_client_is_attached(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    cognito = transport.attach(own_session(monkeypatch).client("cognito-idp"), emulator)
    cognito.create_user_pool(PoolName="x")
    assert len(cognito.list_user_pools(MaxResults=10)["UserPools"]) == 1
    transport.attach(cognito, Emulator())
    assert cognito.list_user_pools(MaxResults=10)["UserPools"] == []


def test_other_services_are_left_alone(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def network(**_: object) -> None:
        raise ConnectionAbortedError("on its way to the network")

    sts = transport.attach(own_session(monkeypatch), emulator).client("sts")
    sts.meta.events.register_last("before-send", network)
    with pytest.raises(ConnectionAbortedError):
        sts.get_caller_identity()


def test_what_is_no_client_is_refused(emulator: Emulator) -> None:
    with pytest.raises(TypeError, match="int is neither"):
        transport.attach(5, emulator)


def test_signatures_are_dated_by_the_callers_clock() -> None:
    """Moving the emulator's time makes no signature of an SDK too old."""
    emulator = Emulator(Settings(access_keys={"AKIAEXAMPLE": "secret"}))
    emulator.clock.shift(days=1)
    assert transport.client(emulator).list_user_pools(MaxResults=1)["UserPools"] == []


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of service models that botocore reads from now on."""
    files: list[str] = []
    load = JSONFileLoader.load_file

    def load_file(self: JSONFileLoader, file_path: str) -> Any:
        files.append(file_path)
        return load(self, file_path)

    monkeypatch.setattr(JSONFileLoader, "load_file", load_file)
    return files


def loader_of(session: boto3.Session) -> Loader:
    core: botocore.session.Session = session._session
    loader: Loader = core.get_component("data_loader")
    return loader


def own_models(folder: Path) -> Path:
    """A folder of service models, in which Cognito has one operation, of an app's own."""
    model = {
        "version": "2.0",
        "metadata": {
            "apiVersion": "2016-04-18",
            "endpointPrefix": "cognito-idp",
            "jsonVersion": "1.1",
            "protocol": "json",
            "serviceFullName": "The App's Own",
            "serviceId": "Cognito Identity Provider",
            "signatureVersion": "v4",
        },
        "operations": {"SignNobodyIn": {"name": "SignNobodyIn", "http": {"method": "POST"}}},
        "shapes": {},
    }
    place = folder / "cognito-idp" / "2016-04-18"
    place.mkdir(parents=True)
    (place / "service-2.json").write_text(json.dumps(model))
    return folder


def test_sessions_share_what_they_read(emulator: Emulator, read: list[str]) -> None:
    transport.client(emulator)
    read.clear()

    transport.client(emulator).list_user_pools(MaxResults=1)

    assert read == []


def test_sessions_look_in_as_many_folders_as_the_first_one(emulator: Emulator) -> None:
    """boto3 adds its own folder to the search paths of the loader that it is given."""
    first, *others = (loader_of(transport.session(emulator)).search_paths for _ in range(20))

    assert len(first) == len(set(first))
    assert all(paths == first for paths in others)
    assert first == loader_of(transport.session(emulator)).search_paths


def test_a_folder_of_models_is_the_session_s_that_was_given_it(
    emulator: Emulator, tmp_path: Path
) -> None:
    session = transport.session(emulator)
    loader_of(session).search_paths.insert(0, str(own_models(tmp_path)))

    assert hasattr(session.client("cognito-idp"), "sign_nobody_in")
    assert not hasattr(transport.client(emulator), "sign_nobody_in")


def test_models_of_the_environment_are_found_while_they_are_there(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("AWS_DATA_PATH", str(own_models(tmp_path)))
        assert hasattr(transport.client(emulator), "sign_nobody_in")
    assert not hasattr(transport.client(emulator), "sign_nobody_in")


def test_a_botocore_session_for_several_of_boto3_s(
    monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    monkeypatch.delenv("AWS_PROFILE")
    with transport.shared_models():
        core = botocore.session.get_session()
        for _ in range(2):
            session = boto3.Session(botocore_session=core, region_name="us-east-1")
            read.clear()
            session.client("cognito-idp", aws_access_key_id="x", aws_secret_access_key="y")

    assert read == []


def test_models_are_shared_for_a_time(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_PROFILE")
    kind = type(loader_of(transport.session(emulator)))
    with transport.shared_models():
        with transport.shared_models():
            pass
        assert type(loader_of(boto3.Session())) is kind
    assert type(loader_of(boto3.Session())) is Loader


def test_a_loader_of_an_app_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(botocore.session.Session):
        """A session that registers a loader while it is made."""

        def _register_data_loader(self) -> None:
            self.register_component("data_loader", own)

    monkeypatch.delenv("AWS_PROFILE")
    own = Loader()
    with transport.shared_models():
        core = botocore.session.Session()
        core.register_component("data_loader", own)
        for one in (core, Own()):
            assert loader_of(boto3.Session(botocore_session=one)) is own
