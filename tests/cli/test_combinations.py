"""Which options go together, of every command."""

from __future__ import annotations

import pytest

from cognito_emulator.cli import combinations, options
from cognito_emulator.cli.offered import OPTIONS
from cognito_emulator.cli.status import CommandLineError
from tests.table import table

DATABASE = "postgresql://ada:secret@db/dev"


def refusal(line: str, **variables: str) -> str:
    """Why a command line is refused; empty where it is not."""
    environment = {f"COGNITO_EMULATOR_{name}": value for name, value in variables.items()}
    try:
        options.read(line.split(), environment)
    except CommandLineError as error:
        return str(error)
    return ""


@table(
    "line, variables, sentence",
    [
        ("serve --store memory --state a.db", {}, "--state a.db and --store memory"),
        (
            f"serve --store {DATABASE} --state a.db",
            {},
            "--state a.db and --store postgresql://ada:***@db/dev",
        ),
        (
            "serve --state b.db --store sqlite:///a.db",
            {},
            "--state b.db and --store sqlite:///a.db",
        ),
        (
            "serve",
            {"STORE": DATABASE, "STATE": "a.db"},
            "COGNITO_EMULATOR_STATE=a.db and COGNITO_EMULATOR_STORE=postgresql://ada:***@db/dev",
        ),
        (
            "serve --state a.db",
            {"STORE": DATABASE},
            "--state a.db and COGNITO_EMULATOR_STORE=postgresql://ada:***@db/dev",
        ),
        (
            "serve --store memory",
            {"STATE": "a.db"},
            "COGNITO_EMULATOR_STATE=a.db and --store memory",
        ),
        (
            f"export --state a.db --store {DATABASE}",
            {},
            "--state a.db and --store postgresql://ada:***@db/dev",
        ),
        (
            "export --store memory",
            {"EXPORT_STATE": "a.db"},
            "COGNITO_EMULATOR_EXPORT_STATE=a.db and --store memory",
        ),
        ("pull --anonymize --real-people", {}, "--anonymize and --real-people"),
        (
            "pull --real-people",
            {"PULL_ANONYMIZE": "yes"},
            "COGNITO_EMULATOR_PULL_ANONYMIZE=1 and --real-people",
        ),
    ],
)
def test_a_contradiction_is_refused_wherever_it_comes_from(
    line: str, variables: dict[str, str], sentence: str
) -> None:
    assert refusal(line, **variables) == f"{sentence}: name one of them."


@table(
    "line, sentence",
    [
        ("serve --tls-port 1", "--tls-port has no effect without --tls or --aws-hosts."),
        ("serve --tls-folder a", "--tls-folder has no effect without --tls or --aws-hosts."),
        ("serve --reseed --seed a", "--reseed has no effect without --state or --store."),
        (
            "serve --reseed --seed a --store memory",
            "--reseed has no effect without --state or --store.",
        ),
        ("serve --reseed --state a.db", "--reseed has no effect without --seed."),
        ("exec --tls-folder a true", "--tls-folder has no effect without --tls."),
        (
            "exec --log-format json true",
            "--log-format has no effect without --verbose or --log-file.",
        ),
        ("idp --tls-port 1", "--tls-port has no effect without --tls."),
        ("idp --tls-folder a", "--tls-folder has no effect without --tls."),
        ("tls --tls-port 1 --path", "--tls-port has no effect beside --path."),
        ("event rest --signing-key a", "--signing-key has no effect without --seed."),
        (
            "event rest --seed a --endpoint http://a",
            "--endpoint has no effect beside --seed.",
        ),
        (
            "event appsync --scopes a",
            "--scopes has no effect on event appsync, only on rest, http, alb.",
        ),
        (
            "event appsync --path /",
            "--path has no effect on event appsync, only on rest, http, alb.",
        ),
        (
            "event appsync --method PUT",
            "--method has no effect on event appsync, only on rest, http, alb.",
        ),
        (
            "event appsync --body x",
            "--body has no effect on event appsync, only on rest, http, alb.",
        ),
        ("event http --resource /a", "--resource has no effect on event http, only on rest."),
        ("event rest --route a", "--route has no effect on event rest, only on http."),
        ("event alb --payload 2.0", "--payload has no effect on event alb, only on http."),
        ("event rest --field a", "--field has no effect on event rest, only on appsync."),
        ("event rest --type a", "--type has no effect on event rest, only on appsync."),
        ("event alb --arguments {}", "--arguments has no effect on event alb, only on appsync."),
        ("event http --fields a", "--fields has no effect on event http, only on appsync."),
        (
            "export --endpoint http://a --state a.db",
            "--endpoint has no effect beside --state.",
        ),
        (
            f"export --endpoint http://a --store {DATABASE}",
            "--endpoint has no effect beside --store.",
        ),
        ("pull --invent a", "--invent has no effect without --anonymize."),
        ("pull --invent a --real-people", "--invent has no effect without --anonymize."),
        (
            "pull --password a",
            "--password has no effect without --anonymize or --real-people.",
        ),
    ],
)
def test_an_option_without_effect_is_refused(line: str, sentence: str) -> None:
    assert refusal(line) == sentence


@table(
    "line, variables",
    [
        ("serve --tls --tls-port 1 --tls-folder a", {}),
        ("serve --tls-folder a", {"TLS": "1"}),
        ("serve --tls-port 1", {"AWS_HOSTS": "us-east-1"}),
        ("serve --reseed --seed a", {"STATE": "a.db"}),
        (f"serve --reseed --store {DATABASE}", {"SEED": "a"}),
        ("exec --log-format json --verbose true", {}),
        ("exec --log-format json true", {"LOG_FILE": "a"}),
        ("event rest --path / --scopes a --resource /", {}),
        ("event appsync --field a --type a --arguments {} --fields a", {}),
        ("event http --signing-key a", {"EVENT_SEED": "a"}),
        ("pull --invent a --password a", {"PULL_ANONYMIZE": "1"}),
        ("pull --real-people --password a", {}),
        ("pull --anonymize", {"PULL_REAL_PEOPLE": "0"}),
        ("tls --tls-port 1", {}),
    ],
)
def test_what_goes_together_is_taken(line: str, variables: dict[str, str]) -> None:
    assert refusal(line, **variables) == ""


@table(
    "line, variables",
    [
        ("serve", {"TLS_PORT": "1", "TLS_FOLDER": "a", "RESEED": "1"}),
        ("exec true", {"TLS_FOLDER": "a", "LOG_FORMAT": "json"}),
        ("idp", {"IDP_TLS_PORT": "1", "TLS_FOLDER": "a"}),
        ("event appsync", {"EVENT_PATH": "/", "EVENT_ROUTE": "a", "EVENT_SIGNING_KEY": "a"}),
        ("event rest --seed a", {"EVENT_ENDPOINT": "http://a"}),
        ("export --state a.db", {"EXPORT_ENDPOINT": "http://a"}),
        ("pull", {"PULL_PASSWORD": "a", "PULL_INVENT": "a"}),
    ],
)
def test_a_variable_without_effect_may_stand_there(line: str, variables: dict[str, str]) -> None:
    assert refusal(line, **variables) == ""


# What has an effect whatever else is there; of `event`, on every front.
ALONE = {
    "serve": """host port tls aws-hosts public-url env-file workers quiet reload seed parameter
        stack-name region account-id code signing-key seeded-ids access-key allow-origin allow-host
        trigger function lambda-endpoint trigger-timeout provider domain-creation-seconds
        no-default-domain page-aids aws-issuer log-format""",
    "exec": """seed parameter stack-name region account-id code signing-key seeded-ids access-key
        allow-origin allow-host trigger function lambda-endpoint trigger-timeout provider
        domain-creation-seconds no-default-domain page-aids tls aws-issuer env verbose log-file""",
    "tls": "tls-folder path",
    "idp": "host port provider people client allow-host tls",
    "event": "user pool client seed",
    "import": "parameter stack-name region account-id output",
    "export": "user-pool-id with-keys output",
    "pull": "user-pool-id region profile endpoint-url calls-per-second output",
}


@pytest.mark.parametrize("command", OPTIONS)
def test_of_every_option_it_is_known_what_it_goes_with(command: str) -> None:
    """A new option either has an effect whatever else is there, or stands in a rule."""
    ruled = {name for _, *names in combinations.CONTRADICTIONS for name in names if _ == command}
    ruled |= {
        rule.option for rule in (*combinations.NEEDS, *combinations.IDLE) if rule.command == command
    }
    if command == "event":
        ruled |= combinations.OF_FRONTS.keys()
    alone = set(ALONE[command].split())
    assert not ruled & alone
    assert ruled | alone == {option.name for option in OPTIONS[command]}
