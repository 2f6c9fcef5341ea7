"""Templates that are deployed together: folders of tools, stacks in stacks, exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError, Stack, load
from cognito_emulator.settings import Settings

PYTHON = "def handler(event, context):\n    event['response']['autoConfirmUser'] = True\n"
PYTHON += "    return event\n"


def pool(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::Cognito::UserPool", "Properties": properties}


def client(owner: Any, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Cognito::UserPoolClient",
        "Properties": {"UserPoolId": owner, **properties},
    }


def export(value: Any, name: Any) -> dict[str, Any]:
    return {"Value": value, "Export": {"Name": name}}


AUTH = {
    "Resources": {"Pool": pool(UserPoolName="shop")},
    "Outputs": {"Id": export({"Ref": "Pool"}, {"Fn::Sub": "${AWS::StackName}:Id"})},
}
HOOK = {
    "Type": "AWS::Lambda::Function",
    "Properties": {"Runtime": "python3.12", "Handler": "app.handler", "Code": {"S3Key": "1f.zip"}},
}


def written(folder: Path, files: Mapping[str, Any]) -> Path:
    """A folder with files, as JSON but for those that are text."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def stack(file: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "aws:cloudformation:stack",
        "properties": {"templateFile": file, **properties},
    }


def manifest(**artifacts: Any) -> dict[str, Any]:
    return {"version": "48.0.0", "artifacts": {"Tree": {"type": "cdk:tree"}, **artifacts}}


def refusal(source: Path, *others: Path, **settings: Any) -> str:
    with pytest.raises(SeedError) as mistake:
        Emulator(Settings(**settings), seeds=[source, *others])
    return str(mistake.value).replace(f"{source.parent}/", "")


def names(emulator: Emulator) -> dict[str, str]:
    return {each.id: each.name for each in emulator.all_pools()}


# --- folders --------------------------------------------------------------------------------------


def assembly(folder: Path) -> Path:
    """A cloud assembly: a pool, an app in another stack with a trigger's function, and a stage."""
    config = {"PreSignUp": {"Fn::ImportValue": "Hooks:Arn"}}
    arn = {"Fn::GetAtt": ["Hook", "Arn"]}
    return written(
        folder / "cdk.out",
        {
            "manifest.json": manifest(
                Auth=stack("Auth.template.json", stackName="auth"),
                Web=stack("Web.template.json", parameters={"Url": "https://web.example"}),
                Hooks=stack("Hooks.template.json"),
                Prod={"type": "cdk:cloud-assembly", "properties": {"directoryName": "prod"}},
            ),
            "Auth.template.json": {**AUTH, "Resources": {"Pool": pool(LambdaConfig=config)}},
            "Web.template.json": {
                "Parameters": {"Url": {"Type": "String"}},
                "Resources": {
                    "Web": client({"Fn::ImportValue": "auth:Id"}, CallbackURLs=[{"Ref": "Url"}])
                },
            },
            "Hooks.template.json": {
                "Resources": {"Hook": HOOK},
                "Outputs": {"Arn": export(arn, "Hooks:Arn")},
            },
            "asset.1f/app.py": PYTHON,
            "prod/manifest.json": manifest(Auth=stack("Auth.template.json", stackName="auth-prod")),
            "prod/Auth.template.json": {"Resources": {"Pool": pool(UserPoolName="live")}},
            "tree.json": {"version": "tree-0.1"},
        },
    )


@pytest.mark.parametrize("file", ["", "manifest.json"])
def test_a_cloud_assembly_is_all_of_its_stacks(tmp_path: Path, file: str) -> None:
    emulator = Emulator(seed=assembly(tmp_path) / file)
    assert names(emulator) == {"us-east-1_Pool": "Pool", "us-east-1_authprodPool": "live"}
    request = {"ClientId": "Web", "Username": "ada", "Password": "Long-Password-1"}
    assert emulator.call("SignUp", request)["UserConfirmed"]  # by a function of another stack
    described = {"UserPoolId": "us-east-1_Pool", "ClientId": "Web"}
    answer = emulator.call("DescribeUserPoolClient", described)["UserPoolClient"]
    assert answer["CallbackURLs"] == ["https://web.example"]


def test_its_report_names_the_templates_and_why_an_id_is_another(tmp_path: Path) -> None:
    report = load(assembly(tmp_path)).report
    assert report is not None
    told = [str(row) for row in report.rows]
    assert (
        "taken   Resources.Pool: its id is us-east-1_authprodPool, as the stack auth has one of"
        " that name"
    ) in told
    assert {Path(row.place.source).name for row in report.rows} == {
        "Auth.template.json",
        "Web.template.json",
        "Hooks.template.json",
    }


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"manifest.json": manifest()}, "manifest.json: There is no stack in it."),
        (
            {"manifest.json": manifest(A=stack("../a.json"))},
            "manifest.json:1: artifacts.A.properties.templateFile: ../a.json leads out of the",
        ),
        (
            {"manifest.json": manifest(A=stack("a.json"))},
            "manifest.json:1: artifacts.A.properties.templateFile: There is no a.json in the",
        ),
        (
            {"manifest.json": manifest(A={"type": "aws:cloudformation:stack"})},
            "manifest.json: artifacts.A.properties.templateFile: This is missing, or no text.",
        ),
        (
            {
                "manifest.json": manifest(
                    A={"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}
                )
            },
            "manifest.json:1: artifacts.A.properties: The assembly",
        ),
        (
            {"manifest.json": manifest(A=stack("a.json")), "a.json": {"Resources": {}}},
            "cdk.out: There is no user pool in it.",
        ),
    ],
)
def test_an_assembly_that_is_wrong(tmp_path: Path, files: Mapping[str, Any], message: str) -> None:
    folder = written(tmp_path / "cdk.out", files)
    assert message in refusal(folder)


def test_the_folder_of_the_serverless_framework(tmp_path: Path) -> None:
    named = {"Pool": pool(UserPoolName={"Ref": "AWS::StackName"})}
    state = {"service": {"service": "members", "provider": {"stage": "test"}}}
    folder = written(
        tmp_path / ".serverless",
        {
            "cloudformation-template-create-stack.json": {"Resources": {}},
            "cloudformation-template-update-stack.json": {"Resources": named},
            "serverless-state.json": state,
        },
    )
    assert load(folder)["PoolName"] == "members-test"
    assert load(folder, Stack(name="own"))["PoolName"] == "own"


@pytest.mark.parametrize("given", [".aws-sam", ".aws-sam/build", ".aws-sam/build/template.yaml"])
def test_the_folder_of_sam(tmp_path: Path, given: str) -> None:
    """``sam build`` puts the code of each function into a folder beside the template."""
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {"Runtime": "python3.12", "Handler": "app.handler", "CodeUri": "Hook"},
    }
    config = {"PreSignUp": {"Fn::GetAtt": ["Hook", "Arn"]}}
    template = {"Resources": {"Pool": pool(LambdaConfig=config), "Hook": function}}
    written(
        tmp_path,
        {".aws-sam/build/template.yaml": template, ".aws-sam/build/Hook/app.py": PYTHON},
    )
    document = load(tmp_path / given)
    assert not document.notes
    assert [target.rpartition("/")[2] for target in document["Functions"].values()] == [
        "app.py:handler"
    ]


# --- stacks in stacks -----------------------------------------------------------------------------

CHILD = {
    "Parameters": {"Stage": {"Type": "String"}, "Names": {"Type": "CommaDelimitedList"}},
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": {
        "Pool": pool(UserPoolName={"Fn::Join": ["-", {"Ref": "Names"}]}),
        "Web": client({"Ref": "Pool"}),
        "Jobs": {**client({"Ref": "Pool"}), "Condition": "IsProd"},
    },
    "Outputs": {
        "PoolId": {"Value": {"Ref": "Pool"}},
        "Stack": {"Value": {"Ref": "AWS::StackName"}},
    },
}


def nested(location: str, kind: str = "AWS::CloudFormation::Stack", **stage: Any) -> dict[str, Any]:
    property_ = "Location" if kind.endswith("Application") else "TemplateURL"
    given = {"Names": {"Fn::Join": [",", ["a", "b"]]}, **(stage or {"Stage": {"Ref": "Stage"}})}
    return {"Type": kind, "Properties": {property_: location, "Parameters": given}}


ROOT = {
    "Parameters": {"Stage": {"Type": "String", "Default": "prod"}},
    "Resources": {
        "One": nested("child/auth.json"),
        "Other": nested("child/auth.json", "AWS::Serverless::Application", Stage="dev"),
        "Group": {
            "Type": "AWS::Cognito::UserPoolGroup",
            "Properties": {
                "UserPoolId": {"Fn::GetAtt": ["Other", "Outputs.PoolId"]},
                "GroupName": {"Fn::Sub": "of-${One.Outputs.Stack}"},
            },
        },
        "Far": {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": "https://s3.amazonaws.com/b/far.json"},
        },
    },
}


def test_nested_stacks(tmp_path: Path) -> None:
    file = written(tmp_path, {"root.json": ROOT, "child/auth.json": CHILD}) / "root.json"
    emulator = Emulator(seed=file)
    assert names(emulator) == {"us-east-1_OnePool": "a-b", "us-east-1_OtherPool": "a-b"}
    clients = {
        pool_id: [
            each["ClientId"]
            for each in emulator.call("ListUserPoolClients", {"UserPoolId": pool_id})[
                "UserPoolClients"
            ]
        ]
        for pool_id in names(emulator)
    }
    assert sorted(clients["us-east-1_OnePool"]) == ["OneJobs", "OneWeb"]
    assert clients["us-east-1_OtherPool"] == ["OtherWeb"]  # its Stage is another one
    group = {"UserPoolId": "us-east-1_OtherPool", "GroupName": "of-root-One"}
    assert emulator.call("GetGroup", group)
    report = load(file).report
    assert report is not None
    told = [str(row) for row in report.rows]
    assert "folded  Resources.One: it is the stack of child/auth.json" in told
    assert (
        "skipped Resources.Far (AWS::CloudFormation::Stack): its template is not here:"
        " https://s3.amazonaws.com/b/far.json"
    ) in told


def test_the_cdk_says_in_metadata_where_a_nested_stack_is(tmp_path: Path) -> None:
    described = {
        **nested("", Stage="dev"),
        "Metadata": {
            "aws:asset:path": "n.nested.template.json",
            "aws:asset:property": "TemplateURL",
        },
    }
    described["Properties"]["TemplateURL"] = {"Fn::Sub": "https://s3.${AWS::Region}.example/h.json"}
    folder = written(
        tmp_path / "cdk.out",
        {
            "manifest.json": manifest(Root=stack("root.json")),
            "root.json": {"Resources": {"Auth": described}},
            "n.nested.template.json": CHILD,
        },
    )
    assert names(Emulator(seed=folder)) == {"us-east-1_AuthPool": "a-b"}


def in_root(**resources: Any) -> dict[str, Any]:
    return {"Resources": {"Pool": pool(), **resources}}


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (in_root(A=nested("no.json", Stage="x")), "TemplateURL: There is no file no.json beside"),
        (
            in_root(A=nested("/dev/zero", Stage="x")),
            "TemplateURL: /dev/zero leads out of the folder",
        ),
        (in_root(A=nested("../../x", Stage="x")), "TemplateURL: ../../x leads out of the folder"),
        (in_root(A=nested("root.json", Stage="x")), "Stacks are nested more than 10 deep here."),
        (in_root(A=nested("text.txt", Stage="x")), "TemplateURL: text.txt is no template."),
        (in_root(A=nested("c.json", Sta="x")), "The parameter Stage has no default: "),
        (
            in_root(A=nested("c.json", Stage="x"), G=client({"Fn::GetAtt": ["A", "Outputs.Pol"]})),
            "The stack root-A has no output Pol; ",
        ),
        (
            in_root(
                A=nested("https://a.example/b", Stage="x"),
                G=client({"Fn::GetAtt": ["A", "Outputs.Id"]}),
            ),
            "The stack A is not here, and nobody says what Id is: --parameter A.Outputs.Id=VALUE",
        ),
        (
            in_root(A=nested("c.json", Stage={"Fn::GetAtt": ["A", "Outputs.Stack"]})),
            "It refers to itself: the stack A.",
        ),
    ],
)
def test_nested_stacks_that_are_wrong(tmp_path: Path, root: dict[str, Any], message: str) -> None:
    folder = written(tmp_path, {"root.json": root, "c.json": CHILD, "text.txt": {"a": "b"}})
    said = refusal(folder / "root.json")
    assert message in said
    assert said.startswith(("root.json:1: Resources.", "c.json:1: "))


def test_an_output_of_a_stack_that_is_elsewhere_by_a_parameter(tmp_path: Path) -> None:
    root = in_root(
        A=nested("https://a.example/b", Stage="x"),
        G=client({"Fn::GetAtt": ["A", "Outputs.Id"]}),
    )
    file = written(tmp_path, {"root.json": root}) / "root.json"
    settings = Settings(parameters={"A.Outputs.Id": "us-east-1_Pool"})
    assert Emulator(settings, seed=file).client("G").id == "G"


# --- seeds given together -------------------------------------------------------------------------

WEB = {"Resources": {"Web": client({"Fn::ImportValue": "auth:Id"})}}


@pytest.mark.parametrize("order", [("auth", "web"), ("web", "auth")])
def test_a_template_imports_what_another_one_exports(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    written(tmp_path, {"auth.json": AUTH, "web.json": WEB})
    emulator = Emulator(seeds=[tmp_path / f"{name}.json" for name in order])
    assert names(emulator) == {"us-east-1_Pool": "shop"}
    assert emulator.client("Web").id == "Web"
    emulator.reset()
    assert emulator.client("Web").id == "Web"


def test_whoever_changes_one_of_them_changes_the_pool_at_a_reset(tmp_path: Path) -> None:
    written(tmp_path, {"auth.json": AUTH, "web.json": WEB})
    emulator = Emulator(seeds=[tmp_path / "auth.json", tmp_path / "web.json"])
    changed = {"Resources": {"Mobile": client({"Fn::ImportValue": "auth:Id"})}}
    written(tmp_path, {"web.json": changed})
    emulator.reset()
    assert emulator.client("Mobile").id == "Mobile"


def test_an_import_that_nobody_exports(tmp_path: Path) -> None:
    written(tmp_path, {"auth.json": AUTH, "web.json": WEB, "ap.json": WEB})
    assert refusal(tmp_path / "web.json") == (
        "web.json:1: Resources.Web.Properties.UserPoolId.Fn::ImportValue: Another stack exports"
        " auth:Id, and nobody says what it is: give its template, too, or --parameter"
        " auth:Id=VALUE."
    )
    other = {**AUTH, "Outputs": {"Id": export({"Ref": "Pool"}, "auth:Ids")}}
    written(tmp_path, {"auth.json": other})
    said = refusal(tmp_path / "web.json", tmp_path / "auth.json")
    assert said.endswith("The nearest that is exported here: auth:Ids.")


def test_a_circle_of_imports(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        outputs = {"Id": export({"Fn::ImportValue": other}, name)}
        template = {
            "Resources": {"Pool": pool(UserPoolName={"Fn::ImportValue": other})},
            "Outputs": outputs,
        }
        written(tmp_path, {f"{name}.json": template})
    said = refusal(tmp_path / "a.json", tmp_path / "b.json")
    assert "It refers to itself: the output Id." in said


def test_pools_of_the_same_logical_id_have_ids_of_their_own(tmp_path: Path) -> None:
    for folder in ("shop", "admin"):
        own = {"Pool": pool(UserPoolName=folder), "Web": client({"Ref": "Pool"})}
        written(tmp_path, {f"{folder}/template.json": {"Resources": own}})
    emulator = Emulator(seeds=[tmp_path / f"{each}/template.json" for each in ("shop", "admin")])
    assert names(emulator) == {"us-east-1_Pool": "shop", "us-east-1_admintemplatePool": "admin"}
    assert emulator.client("admintemplateWeb").id == "admintemplateWeb"
    assert emulator.client("Web").id == "Web"


def test_a_wish_for_an_id_that_another_template_has_too_names_both(tmp_path: Path) -> None:
    tagged = {"Resources": {"Pool": pool(UserPoolTags={"_custom_id_": "us-east-1_Mine"})}}
    written(tmp_path, {"a.json": tagged, "b.json": tagged})
    said = refusal(tmp_path / "a.json", tmp_path / "b.json")
    assert "a.json" in said
    assert "b.json" in said
    assert "us-east-1_Mine" in said


def test_a_parameter_that_nobody_asks_for_is_told(tmp_path: Path) -> None:
    template = {
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Resources": {"Pool": pool(UserPoolName={"Ref": "Stage"})},
    }
    file = written(tmp_path, {"a.json": template}) / "a.json"
    notes = load(file, Stack(parameters={"Stge": "prod", "exported:elsewhere": "x"})).notes
    assert notes == (f"{file}: there is no parameter Stge; the nearest is Stage.",)


def test_ids_that_no_stack_tells_apart_are_numbered(tmp_path: Path) -> None:
    """Names of stacks are told apart by their hyphens, which no id has."""
    template = {"Resources": {"Pool": pool()}}
    files = {"x.json": template, "a-b.json": template, "ab.json": template}
    paths = [written(tmp_path, files) / name for name in files]
    pools = Emulator(Settings(), seeds=paths).all_pools()
    assert [each.id for each in pools] == ["us-east-1_Pool", "us-east-1_abPool", "us-east-1_Pool2"]
