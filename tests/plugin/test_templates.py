"""A template as the seed of tests."""

from __future__ import annotations

import shutil

import pytest

from tests.plugin.conftest import Run
from tests.prose import ROOT

SAM = ROOT / "fixtures" / "templates" / "sam"


def test_a_template_is_a_seed(run: Run, pytester: pytest.Pytester) -> None:
    shutil.copytree(SAM, pytester.path / "sam")
    pytester.makeini(
        "[pytest]\ncognito_seed = sam/template.yaml\ncognito_parameters =\n    Stage = prod\n"
    )
    outcome = run(
        """
        import pytest
        from cognito_emulator.seeds import read_yaml

        def test_its_pool_is_the_test_s(cognito):
            assert cognito.pool_id == "us-east-1_UserPool"
            pool = cognito.emulator.pool(cognito.pool_id)
            assert pool.name == "template-prod"

        @pytest.mark.cognito(parameters={"Stage": "dev"})
        def test_its_functions_answer(cognito):
            request = {
                "ClientId": cognito.client_id,
                "Username": "a@shop.example",
                "Password": "Long-Password-1",
                "UserAttributes": [{"Name": "email", "Value": "a@shop.example"}],
            }
            assert cognito.emulator.call("SignUp", request)["UserConfirmed"]

        POOL = "{Type: AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref N}}"
        TEXT = "Resources: {P: " + POOL + "}"

        @pytest.mark.cognito(seed=read_yaml(TEXT), parameters={"N": "own", "Stage": "x"})
        def test_what_would_stand_in_one(cognito):
            assert False, "N is no parameter of it"
        """
    )
    outcome.assert_outcomes(passed=2, errors=1)
    outcome.stdout.fnmatch_lines(["*There is no resource or parameter N*"])


def test_parameters_are_texts(run: Run) -> None:
    outcome = run(
        """
        import pytest

        @pytest.mark.cognito(parameters={"Days": 7})
        def test_it(cognito):
            pass
        """
    )
    outcome.stdout.fnmatch_lines(["*parameters: Days is 7; it must be text.*"])


PARAMETERS = """
    import pytest
    from cognito_emulator.seeds import read_yaml

    POOL = "{Type: AWS::Cognito::UserPool, Properties: {UserPoolName: {Fn::Sub: '${A}-${B}'}}}"
    SEED = read_yaml("{Parameters: {A: {Type: String}, B: {Type: String}}, Resources: {P: "
                     + POOL + "}}")
"""


def test_files_of_parameters_begin_at_the_root_folder(run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "stacks").mkdir()
    (pytester.path / "stacks" / "ci.json").write_text('{"A": "of-file", "B": "of-file"}')
    (pytester.path / "stacks" / "b.json").write_text('["B=of-marker"]')
    pytester.makeini(
        "[pytest]\ncognito_parameters =\n    file://stacks/ci.json\n    B = of-ini, with = in it\n"
    )
    outcome = run(
        PARAMETERS
        + """
    def name(cognito):
        return cognito.emulator.pool(cognito.pool_id).name

    @pytest.mark.cognito(seed=SEED)
    def test_of_the_ini_file(cognito):
        assert name(cognito) == "of-file-of-ini, with = in it"

    @pytest.mark.cognito(seed=SEED, parameters="file://stacks/b.json")
    def test_of_a_marker(cognito):
        assert name(cognito) == "of-file-of-marker"

    @pytest.mark.cognito(seed=SEED, parameters=["file://stacks/b.json", "A=own"])
    def test_of_several(cognito):
        assert name(cognito) == "own-of-marker"

    @pytest.mark.cognito(seed=SEED, parameters="file://stacks/c.json")
    def test_a_file_that_is_not_there(cognito):
        pass

    @pytest.mark.cognito(seed=SEED, parameters=["A"])
    def test_a_text_without_a_value(cognito):
        pass
"""
    )
    outcome.assert_outcomes(passed=3, errors=2)
    outcome.stdout.fnmatch_lines_random(
        [
            "*parameters: *c.json: There is no such file; *b.json*",
            "*parameters: 'A' has to be written NAME=VALUE, or file://FILE.*",
        ]
    )
