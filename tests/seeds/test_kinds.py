"""Every kind of record that seeds can hold is planted, planted anew and exported.

Whoever adds a kind adds a module of its sample to `tests/seeds/kinds`; all tests below go over the
kinds that there are.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from typing import Any, get_args

import pyotp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.control import people, pools
from cognito_emulator.domain.users.record import Status
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.seeds.kinds import PARTS
from tests.properties import examples
from tests.seeds.sample import SECRET
from tests.seeds.samples import POOL, POOL_ID, SAMPLES, TOTP, seed
from tests.support import ALL_FLOWS, PASSWORD, Lab, StockKeys
from tests.table import table


def planted(keys: StockKeys, *seeds: Mapping[str, Any], anew: bool = False) -> Emulator:
    """Return an emulator of seeds; of a moment, as some answers say when something was made."""
    emulator = Emulator(keys=keys)
    emulator.clock.freeze(1_750_000_000)
    for each in seeds:
        emulator.plant(each, anew=anew)
    return emulator


def exported(emulator: Emulator, pool_id: str = POOL_ID) -> Any:
    """A pool's seed, by way of a file."""
    return json.loads(json.dumps(pools.exported(emulator, pool_id)))


def unsalted(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records without the hashes of passwords, of which none is like another."""
    return [{name: it[name] for name in it if name != "PasswordHash"} for it in records]


def shown(emulator: Emulator, operation: str, **request: Any) -> Any:
    """An answer without its dates."""
    answer = emulator.call(operation, {"UserPoolId": POOL_ID, **request})
    text = json.dumps(answer, default=lambda _moment: "a date")
    return json.loads(text)


def everything(emulator: Emulator) -> list[Any]:
    users = shown(emulator, "ListUsers")["Users"]
    clients = shown(emulator, "ListUserPoolClients", MaxResults=60)["UserPoolClients"]
    return [
        *(
            shown(emulator, operation)
            for operation in ("DescribeUserPool", "GetUserPoolMfaConfig", "ListGroups")
        ),
        *(shown(emulator, "DescribeUserPoolClient", ClientId=it["ClientId"]) for it in clients),
        *(shown(emulator, "AdminGetUser", Username=user["Username"]) for user in users),
        *(shown(emulator, "AdminListGroupsForUser", Username=it["Username"]) for it in users),
    ]


def test_each_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(PARTS)


#: Words of seeds that no sample says, and why.
WITHOUT_SAMPLE = {
    "PasswordHash": "exports say it in place of Password",
    "Unchecked": "exports say it of users whom AdminCreateUser would not make",
}


@table("name", PARTS)
def test_a_sample_has_every_word_of_its_kind(name: str) -> None:
    assert PARTS[name].kind.own.keys() - WITHOUT_SAMPLE.keys() <= SAMPLES[name].full.keys()


@pytest.mark.parametrize("name", PARTS)
def test_it_is_exported_and_planted_alike(stock_keys: StockKeys, name: str) -> None:
    sample = SAMPLES[name]
    before = planted(stock_keys, seed(**{name: sample.full}))
    after = planted(stock_keys, exported(before))
    assert exported(after) == exported(before)
    assert everything(after) == everything(before)
    for operation, request in sample.shown:
        assert shown(after, operation, **request) == shown(before, operation, **request)


@pytest.mark.parametrize("name", PARTS)
def test_an_export_has_the_seed_s_own_words(stock_keys: StockKeys, name: str) -> None:
    """What a seed says in full, its export says too, but for passwords."""
    sample = SAMPLES[name]
    *_, one = exported(planted(stock_keys, seed(**{name: sample.full})))[name]
    assert set(sample.full) - set(one) <= {"Password"}


@pytest.mark.parametrize("name", PARTS)
def test_it_takes_the_place_of_the_former_one(stock_keys: StockKeys, name: str) -> None:
    """Whatever that was, and had gathered: afterwards all is as if it had never been."""
    sample = SAMPLES[name]
    for former, new in ((sample.full, sample.other), (sample.other, sample.full)):
        anew = planted(stock_keys, seed(**{name: former}), seed(**{name: new}), anew=True)
        fresh = planted(stock_keys, seed(**{name: new}))
        assert unsalted(exported(anew)[name]) == unsalted(exported(fresh)[name])
        assert everything(anew) == everything(fresh)


@pytest.mark.parametrize("name", PARTS)
def test_what_the_seed_does_not_name_stays(stock_keys: StockKeys, name: str) -> None:
    """Re-planting is no reset."""
    sample = SAMPLES[name]
    emulator = planted(stock_keys, seed(**{name: sample.full}))
    before = exported(emulator)[name]
    emulator.plant({it: POOL[it] for it in POOL if it not in PARTS}, anew=True)
    assert exported(emulator)[name] == before


def test_a_kind_stands_before_those_that_refer_to_it() -> None:
    order = list(PARTS)
    for name, part in PARTS.items():
        assert set(part.before) == set(SAMPLES[name].named_by)
        assert all(order.index(name) < order.index(later) for later in part.before)


@pytest.mark.parametrize("name", PARTS)
def test_what_names_it_finds_it(stock_keys: StockKeys, name: str) -> None:
    sample = SAMPLES[name]
    emulator = planted(stock_keys, seed(**sample.named_by, **{name: sample.full}))
    assert emulator.warnings() == []


@pytest.mark.parametrize("name", PARTS)
def test_what_names_it_is_exported_after_its_end(stock_keys: StockKeys, name: str) -> None:
    """Whatever the API leaves behind, a seed can say."""
    sample = SAMPLES[name]
    before = planted(stock_keys, seed(**sample.named_by, **{name: sample.full}))
    operation, request = sample.deleted
    before.call(operation, {"UserPoolId": POOL_ID, **request})
    after = planted(stock_keys, exported(before))
    assert exported(after) == exported(before)
    assert everything(after) == everything(before)


def test_a_custom_attribute_that_is_called_like_a_standard_one(stock_keys: StockKeys) -> None:
    """No Schema can name it: the standard one stays as it is, and users keep their values."""
    before = planted(stock_keys, seed(Users=SAMPLES["Users"].full))
    extra = {"Name": "nickname", "AttributeDataType": "String", "Mutable": True}
    before.call("AddCustomAttributes", {"UserPoolId": POOL_ID, "CustomAttributes": [extra]})
    change = [{"Name": "custom:nickname", "Value": "a"}]
    whose = {"UserPoolId": POOL_ID, "Username": "ada"}
    before.call("AdminUpdateUserAttributes", {**whose, "UserAttributes": change})
    after = planted(stock_keys, exported(before))
    assert "custom:nickname" not in after.pool(POOL_ID).schema
    nickname = after.pool(POOL_ID).schema["nickname"]
    assert nickname == before.pool(POOL_ID).schema["nickname"]
    assert shown(after, "AdminGetUser", Username="ada") == shown(
        before, "AdminGetUser", Username="ada"
    )


# --- users ----------------------------------------------------------------------------------------


def test_a_user_signs_in_after_the_way_through_a_file(stock_keys: StockKeys) -> None:
    """By password and by SRP, with the authenticator app of before."""
    user = {
        "Username": "ada",
        "Password": PASSWORD,
        "UserAttributes": {"email": "ada@example.com"},
        "SoftwareTokenSecret": SECRET,
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
    }
    client = {"ClientId": "web", "ClientName": "web", "ExplicitAuthFlows": ALL_FLOWS}
    before = planted(stock_keys, {**seed(Users=user), "Clients": [client]})
    lab = Lab.__new__(Lab)
    lab.emulator = planted(stock_keys, exported(before))
    lab.pool_id, lab.client_id = POOL_ID, "web"
    for begun in (lab.begin("ada"), lab.by_srp("ada")):
        assert begun["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    lab.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId="web",
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Wrong-Password-1"},
    )
    code = pyotp.TOTP(SECRET).at(int(lab.emulator.clock.now()))
    done = lab.respond(
        "SOFTWARE_TOKEN_MFA",
        {"USERNAME": "ada", "SOFTWARE_TOKEN_MFA_CODE": code},
        Session=lab.begin("ada")["Session"],
    )
    assert done["AuthenticationResult"]


def test_somebody_federated_is_exported_and_planted_alike(stock_keys: StockKeys) -> None:
    emulator = planted(stock_keys, POOL)
    person = people.Person(
        username="Corp_7", name="Ada", subject="7", status="EXTERNAL_PROVIDER", provider="Corp"
    )
    people.make(emulator, POOL_ID, person)

    told = exported(emulator)
    again = planted(stock_keys, told)

    [ada] = told["Users"]
    attributes = {each["Name"]: each["Value"] for each in ada["UserAttributes"]}
    assert '"providerName":"Corp"' in attributes["identities"]
    assert exported(again) == told


def test_an_app_in_a_pool_that_has_turned_mfa_off_is_exported_as_it_is(
    stock_keys: StockKeys,
) -> None:
    """No request would make such a user."""
    emulator = planted(stock_keys, POOL)
    person = people.Person(username="ada", name="Ada", subject="7", mfa=("SOFTWARE_TOKEN_MFA",))
    people.make(emulator, POOL_ID, person)
    emulator.call("SetUserPoolMfaConfig", {"UserPoolId": POOL_ID, "MfaConfiguration": "OFF"})

    told = exported(emulator)

    assert told["Users"][0]["Unchecked"] is True
    assert exported(planted(stock_keys, told)) == told


def test_a_temporary_password_stays_one(stock_keys: StockKeys) -> None:
    carol = {
        "Username": "carol",
        "TemporaryPassword": PASSWORD,
        "UserAttributes": {"email": "c@example.com"},
    }
    after = planted(stock_keys, exported(planted(stock_keys, seed(Users=carol))))
    assert shown(after, "AdminGetUser", Username="carol")["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    user = after.user(POOL_ID, "carol")
    assert user.password is not None
    assert user.password.temporary


@table(
    "user, sentence",
    [
        ({"PasswordHash": {"Salt": "0" * 32, "Hash": "0" * 63}}, "Hash: This must be 64 hexadeci"),
        ({"PasswordHash": {"Hash": "0" * 64}}, "Salt: This must be 32 hexadecimal digits."),
        ({"PasswordHash": {"Salt": "x" * 32, "Hash": "0" * 64}}, "Salt: This must be 32 hexadec"),
        (
            {"PasswordHash": {"Sold": ""}},
            "Sold: There is no member Sold; the nearest is Salt.",
        ),
        (
            {"PasswordHash": {"Salt": "0" * 32, "Hash": "0" * 64}, "Password": PASSWORD},
            "A user has a password or a PasswordHash, not both.",
        ),
    ],
)
def test_a_hash_that_is_none_is_told(user: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SeedError, match=re.escape(sentence)):
        Emulator(seed={"PoolName": "x", "Users": [{"Username": "ada", **user}]})


# --- users whatever led to them -------------------------------------------------------------------

STATUSES = get_args(Status)
ATTRIBUTES = st.sampled_from(
    [
        ("email", "b@example.com"),
        ("email", "B@example.com"),
        ("email_verified", "true"),
        ("email_verified", "false"),
        ("phone_number", "+15555550101"),
        ("phone_number_verified", "true"),
        ("preferred_username", "ada.b"),
        ("name", "Ada"),
        ("custom:team", "red"),
        ("dev:custom:note", "m"),
        ("birthdate", ""),
    ]
).map(lambda pair: [{"Name": pair[0], "Value": pair[1]}])
FACTORS = st.fixed_dictionaries(
    {},
    optional={
        "SMSMfaSettings": st.just({"Enabled": True}),
        "SoftwareTokenMfaSettings": st.just({"Enabled": True, "PreferredMfa": True}),
    },
)
SMS_OPTION = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
CHANGES = st.one_of(
    st.tuples(
        st.just("AdminUpdateUserAttributes"), ATTRIBUTES.map(lambda it: {"UserAttributes": it})
    ),
    st.tuples(
        st.just("AdminDeleteUserAttributes"),
        st.sampled_from(["phone_number", "name", "email"]).map(
            lambda name: {"UserAttributeNames": [name]}
        ),
    ),
    st.tuples(st.just("AdminSetUserMFAPreference"), FACTORS),
    st.tuples(
        st.just("AdminSetUserSettings"),
        st.sampled_from([{"MFAOptions": SMS_OPTION}, {"MFAOptions": []}]),
    ),
    st.tuples(
        st.just("AdminAddUserToGroup"),
        st.sampled_from(["admins", "readers"]).map(lambda name: {"GroupName": name}),
    ),
    st.tuples(
        st.sampled_from(["AdminDisableUser", "AdminEnableUser", "AdminResetUserPassword"]),
        st.just({}),
    ),
    st.tuples(
        st.just("AdminSetUserPassword"),
        st.booleans().map(lambda lasting: {"Password": PASSWORD + "2", "Permanent": lasting}),
    ),
    st.tuples(
        st.just("SetUserPoolMfaConfig"),
        st.sampled_from([{"MfaConfiguration": "OFF"}, {"MfaConfiguration": "ON", **TOTP}]),
    ),
    st.tuples(st.just("restatus"), st.sampled_from(STATUSES)),
)
NAMES = st.sampled_from([{"AliasAttributes": ["email"]}, {"UsernameAttributes": ["email"]}, {}])


@settings(max_examples=examples(100))
@given(names=NAMES, token=st.booleans(), changes=st.lists(CHANGES, max_size=5))
def test_whatever_led_to_a_user_is_exported(
    stock_keys: StockKeys,
    names: dict[str, Any],
    token: bool,  # noqa: FBT001
    changes: list[tuple[str, Any]],
) -> None:
    user = {
        "Username": "ada@example.com" if "UsernameAttributes" in names else "ada",
        "Password": PASSWORD,
        "UserAttributes": {"email": "ada@example.com"},
        **({"SoftwareTokenSecret": SECRET} if token else {}),
    }
    pool = {name: it for name, it in seed(Users=user).items() if name != "AliasAttributes"}
    before = planted(stock_keys, {**pool, **names})
    (ada,) = before.users_of(POOL_ID)
    for name, request in changes:
        whose = {"UserPoolId": POOL_ID}
        if name == "restatus":
            people.change(before, POOL_ID, ada.username, status=request)
            continue
        if name != "SetUserPoolMfaConfig":
            whose["Username"] = ada.username
        with contextlib.suppress(errors.CognitoError):
            before.call(name, {**whose, **request})
    after = planted(stock_keys, exported(before))
    assert everything(after) == everything(before)
    assert exported(after) == exported(before)
