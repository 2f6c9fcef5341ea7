"""Templates as real projects have them: the pools are those that the service would describe.

Those of the CDK and of the Serverless Framework are what these have written.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cognito_emulator.seeds import Stack, load, parameters_of, read_yaml
from tests.seeds.templates.deployed import TEMPLATES, Deployed

SAM = TEMPLATES / "sam" / "template.yaml"
CLOUDFORMATION = TEMPLATES / "cloudformation" / "auth.yaml"
CDK = TEMPLATES / "cdk" / "ShopAuth.template.json"
SERVERLESS = TEMPLATES / "serverless/.serverless/cloudformation-template-update-stack.json"
PLAN = TEMPLATES / "terraform" / "plan.json"
STATE = TEMPLATES / "terraform" / "state.json"
GEN_1 = TEMPLATES / "amplify-gen1" / "auth" / "build"
GEN_2 = TEMPLATES / "amplify-gen2" / "cdk.out"
ALL = (SAM, CLOUDFORMATION, CDK, SERVERLESS, PLAN, STATE)


def test_sam() -> None:
    it = Deployed(SAM)
    assert (it.pool_id, it.pool["Name"]) == ("us-east-1_UserPool", "template-dev")
    assert it.pool["UsernameAttributes"] == ["email"]
    assert it.pool["MfaConfiguration"] == "OPTIONAL"
    assert it.answer("GetUserPoolMfaConfig")["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    policy = it.pool["Policies"]["PasswordPolicy"]
    assert (policy["MinimumLength"], policy["RequireNumbers"]) == (10, True)
    assert it.custom()["team"]["StringAttributeConstraints"] == {
        "MinLength": "1",
        "MaxLength": "20",
    }
    assert it.pool["Domain"] == "shop-dev-123456789012"
    client = it.client("WebClient")
    assert client["CallbackURLs"] == [
        "https://dev.shop.example/callback",
        "http://localhost:3000/callback",
    ]
    owner = it.answer("AdminGetUser", Username="owner@shop.example")
    assert owner["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    groups = it.answer("AdminListGroupsForUser", Username="owner@shop.example")["Groups"]
    assert [(each["GroupName"], each["Precedence"]) for each in groups] == [("admins", 1)]


def test_sam_in_production() -> None:
    it = Deployed(SAM, parameters={"Stage": "prod"}, stack_name="shop", region="eu-west-1")
    assert (it.pool_id, it.pool["Name"]) == ("eu-west-1_UserPool", "shop-prod")
    assert it.pool["MfaConfiguration"] == "ON"
    assert it.pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 14


@pytest.mark.parametrize(("address", "confirmed"), [("a@shop.example", True), ("a@x.y", False)])
def test_the_function_beside_a_template_answers(address: str, *, confirmed: bool) -> None:
    it = Deployed(SAM)
    request = {
        "ClientId": "WebClient",
        "Username": address,
        "Password": "Long-Password-1",
        "UserAttributes": [{"Name": "email", "Value": address}],
    }
    assert it.emulator.call("SignUp", request)["UserConfirmed"] is confirmed


def test_cloudformation() -> None:
    it = Deployed(CLOUDFORMATION, account_id="111122223333")
    pool = it.pool
    assert (pool["Name"], pool["UserPoolTier"]) == ("Pool", "PLUS")
    assert pool["UserPoolTags"] == {"Environment": "staging", "CostCenter": "42"}
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["UserPoolAddOns"]["AdvancedSecurityMode"] == "AUDIT"
    assert pool["EmailConfiguration"]["SourceArn"] == (
        "arn:aws:ses:us-east-1:111122223333:identity/mail.example"
    )
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"] == {
        "LambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:staging-claims",
        "LambdaVersion": "V2_0",
    }
    assert it.answer("GetUserPoolMfaConfig")["WebAuthnConfiguration"] == {
        "RelyingPartyId": "login.example",
        "UserVerification": "preferred",
    }
    client = it.client("Web")
    assert client["RefreshTokenValidity"] == 1
    assert client["DefaultRedirectURI"] == client["CallbackURLs"][0] == "https://a.example/cb"
    assert client["AllowedOAuthScopes"] == ["openid", "orders/read"]
    assert client["SupportedIdentityProviders"] == ["COGNITO", "Corporate"]
    assert len(client["ClientSecret"]) > 40
    domain = it.answer("DescribeUserPoolDomain", Domain="login-staging")["DomainDescription"]
    assert domain["ManagedLoginVersion"] == 1
    css = it.answer("GetUICustomization")["UICustomization"]["CSS"]
    assert "#123456" in css


def test_a_custom_domain_by_a_parameter() -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/c"
    it = Deployed(CLOUDFORMATION, parameters={"CertificateArn": certificate})
    domain = it.answer("DescribeUserPoolDomain", Domain="login.example")["DomainDescription"]
    assert domain["CustomDomainConfig"]["CertificateArn"] == certificate


def test_a_function_in_a_template_answers() -> None:
    it = Deployed(CLOUDFORMATION)
    it.emulator.plant_user(it.pool_id, {"Username": "ada", "Password": "Long-Password-1"})
    assert it.emulator.mint("Web", "ada").access["plan"] == "gold"


def test_cdk() -> None:
    it = Deployed(CDK)
    assert it.pool["AliasAttributes"] == ["email"]
    assert it.pool["VerificationMessageTemplate"]["DefaultEmailOption"] == "CONFIRM_WITH_CODE"
    attributes = {each["Name"]: each for each in it.pool["SchemaAttributes"]}
    assert attributes["email"]["Required"] is True
    assert attributes["given_name"]["AttributeDataType"] == "String"
    assert it.custom()["seats"]["NumberAttributeConstraints"] == {"MinValue": "1"}
    assert it.custom()["since"]["AttributeDataType"] == "DateTime"
    factors = it.answer("GetUserPoolMfaConfig")
    assert factors["SmsMfaConfiguration"]["SmsConfiguration"]["SnsCallerArn"].endswith(
        "role/ShopAuth-UserssmsRole3629E766"
    )
    client = it.client("UsersWebA39D1A70")
    assert client["AllowedOAuthScopes"] == ["openid", "api/read"]
    assert client["TokenValidityUnits"]["AccessToken"] == "minutes"
    google = it.answer("DescribeIdentityProvider", ProviderName="Google")["IdentityProvider"]
    assert google["AttributeMapping"]["email"] == "email"


def test_an_asset_of_the_cdk_answers() -> None:
    it = Deployed(CDK)
    client = it.client("UsersWebA39D1A70")
    assert client["ClientName"] == "UsersWebA39D1A70"
    functions = load(CDK)["Functions"]
    assert [target.rpartition("/")[2] for target in functions.values()] == ["index.js:handler"]


@pytest.mark.parametrize(("name", "confirmed"), [("staff-1", True), ("guest", False)])
def test_the_serverless_framework(name: str, *, confirmed: bool) -> None:
    it = Deployed(SERVERLESS)
    assert it.pool["Name"] == "members-dev"
    request = {
        "ClientId": "MembersClient",
        "Username": name,
        "Password": "Long-Password-1",
        "UserAttributes": [{"Name": "email", "Value": "a@b.example"}],
    }
    assert it.emulator.call("SignUp", request)["UserConfirmed"] is confirmed


def test_amplify_of_the_first_generation() -> None:
    """Everything stands in parameters, in a file beside the template."""
    given = {**parameters_of(GEN_1 / "parameters.json"), "env": "dev"}
    it = Deployed(GEN_1 / "auth-template.json", parameters=given)
    assert it.pool["Name"] == "shop_pool-dev"
    assert it.pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert it.pool["LambdaConfig"] == {"PostConfirmation": given["hook"]}
    factors = it.answer("GetUserPoolMfaConfig")
    assert factors["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    sender = factors["SmsMfaConfiguration"]["SmsConfiguration"]["SnsCallerArn"]
    assert sender == "arn:aws:iam::123456789012:role/shop-sms-dev"
    web = it.client("ClientWeb")
    assert (web["RefreshTokenValidity"], web["ReadAttributes"]) == (90, ["email", "nickname"])
    assert "ClientSecret" not in web
    assert it.client("Client")["ClientSecret"]
    report = load(GEN_1 / "auth-template.json", Stack(parameters=given)).report
    assert report is not None
    assert (
        "lost    Resources.ClientSecret (Custom::LambdaCallout): a custom resource: what its"
        " function does to the user pool is not here"
    ) in [str(row) for row in report.rows]


@pytest.mark.parametrize(("address", "confirmed"), [("a@shop.example", True), ("a@x.y", False)])
def test_amplify_of_the_second_generation(address: str, *, confirmed: bool) -> None:
    """A pool and its trigger's function are in two nested stacks of a cloud assembly."""
    it = Deployed(GEN_2)
    assert it.pool_id == "us-east-1_auth179371D7amplifyAuthUserPool4BA7F805"
    assert it.pool["UserPoolTags"]["created-by"] == "amplify"
    client_id = "auth179371D7amplifyAuthUserPoolAppClient2626C6F8"
    request = {
        "ClientId": client_id,
        "Username": address,
        "Password": "Long-Password-1",
        "UserAttributes": [{"Name": "email", "Value": address}],
    }
    assert it.emulator.call("SignUp", request)["UserConfirmed"] is confirmed
    assert it.answer("GetGroup", GroupName="STAFF")["Group"]["Precedence"] == 0


def test_a_plan_of_terraform() -> None:
    it = Deployed(PLAN)
    pool = it.pool
    assert (it.pool_id, pool["Name"]) == ("us-east-1_auththis0", "shop-dev")
    assert pool["UserPoolTags"] == {"Team": "platform", "Stage": "dev"}
    assert pool["Policies"]["SignInPolicy"] == {
        "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]
    }
    assert pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 3
    assert pool["AccountRecoverySetting"] == {
        "RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]
    }
    assert pool["EmailConfiguration"] == {
        "ReplyToEmailAddress": "help@shop.example",
        "EmailSendingAccount": "COGNITO_DEFAULT",
    }
    invitation = pool["AdminCreateUserConfig"]["InviteMessageTemplate"]
    assert invitation["SMSMessage"] == "{username}: {####}"
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"] == {
        "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:shop-claims",
        "LambdaVersion": "V2_0",
    }
    assert it.answer("GetUserPoolMfaConfig")["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    web, jobs = it.client("auththisweb"), it.client("auththisjobs")
    assert web["TokenValidityUnits"] == {
        "AccessToken": "minutes",
        "IdToken": "hours",
        "RefreshToken": "days",
    }
    assert jobs["AllowedOAuthScopes"] == ["orders/read"]
    owner = it.emulator.user(it.pool_id, "owner@shop.example")
    assert (owner.status, owner.groups) == ("CONFIRMED", ("admins",))
    assert owner.attributes["custom:tenant"] == "shop"


def test_a_state_of_terraform_has_its_ids() -> None:
    it = Deployed(STATE)
    pool = it.pool
    assert (it.pool_id, pool["DeletionProtection"]) == ("eu-central-1_Kp7Qm2XyZ", "ACTIVE")
    assert pool["EmailVerificationMessage"] == "Your code: {####}"
    assert "LambdaConfig" not in pool or pool["LambdaConfig"] == {}
    client = it.client("4pqr5stu6vwx7yza8bcd9efg0h")
    assert client["ClientSecret"].startswith("1a2b3c4d")
    assert client["RefreshTokenValidity"] == 30
    user = it.emulator.user(it.pool_id, "one")
    assert (user.sub, user.enabled) == ("3f0c2f0e-6d0f-7f0b-9c39-2f6a6c7b1d01", False)


def test_the_file_of_a_state_is_the_same_pool(tmp_path: Path) -> None:
    """Version 4 of the state has what ``terraform show -json`` prints, in another order."""
    shown = json.loads(STATE.read_text())["values"]["root_module"]["resources"]
    file = tmp_path / "terraform.tfstate"
    resources = [
        {
            "mode": "managed",
            "type": each["type"],
            "name": each["name"],
            "instances": [{"attributes": each["values"]}],
        }
        for each in shown
    ]
    state = {"version": 4, "terraform_version": "1.9.8", "lineage": "x", "resources": resources}
    file.write_text(json.dumps(state))
    assert load(file) == load(STATE)
    report = load(file).report
    assert report is not None
    assert str(report.rows[-1]).startswith("skipped aws_cognito_identity_pool.ids (")


@pytest.mark.parametrize("template", ALL, ids=lambda each: each.name)
def test_a_report_has_every_resource(template: Path) -> None:
    """Each resource is told of: what of it is taken, or that none of it is, and why."""
    report = load(template, Stack()).report
    assert report is not None
    told = " ".join(str(row) for row in report.rows)
    if "terraform" in template.parts:
        document = json.loads(template.read_text())
        values = document.get("planned_values") or document["values"]
        modules = [values["root_module"], *values["root_module"].get("child_modules", [])]
        names = [
            each["address"]
            for module in modules
            for each in module["resources"]
            if each["mode"] == "managed"
        ]
    else:
        names = [f"Resources.{name}" for name in read_yaml(template.read_text())["Resources"]]
    assert [name for name in names if name not in told] == []


@pytest.mark.parametrize("template", ALL, ids=lambda each: each.name)
def test_a_report_has_every_member_of_what_is_taken(template: Path) -> None:
    report = load(template, Stack()).report
    assert report is not None
    outcomes = [row.outcome for row in report.rows]
    assert set(outcomes) <= {"taken", "folded", "skipped", "lost"}
    assert all(row.sentence for row in report.rows if row.outcome != "taken")
    assert len({(str(row.place), row.sentence) for row in report.rows}) == len(outcomes)
