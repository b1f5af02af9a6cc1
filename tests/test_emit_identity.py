"""As whom, in which account and where `--emit` sends: what the provider configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from emit_support import Endpoint, action, emit, events, journal, receipt, serving, trigger
from support import Result

PROFILES = """\
[profile work]
aws_access_key_id = WORK
aws_secret_access_key = w
[profile deploy]
aws_access_key_id = DEPLOY
aws_secret_access_key = d
"""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def elsewhere() -> Iterator[Endpoint]:
    """The endpoint that a provider configuration names."""
    with serving() as endpoint:
        yield endpoint


def send(
    directory: Path, endpoint: Endpoint, provider: str, *arguments: str, option: bool = True
) -> Result:
    """`--emit` of an action whose provider configuration has these arguments.

    The endpoint is given by the option, or else by the environment.
    """
    block = f'provider "aws" {{\n{provider}\n}}\n'
    (directory / "main.tf").write_text(action("a", "1") + trigger("a") + block)
    (directory / "profiles").write_text(PROFILES)
    environment = {"AWS_CONFIG_FILE": str(directory / "profiles")}
    url = endpoint.url
    if not option:
        environment |= {"AWS_ENDPOINT_URL": url, "AWS_ENDPOINT_URL_STS": url}
        endpoint = Endpoint()
    return emit(directory, endpoint, "-f", "json", *arguments, environment=environment)


def errors(result: Result) -> list[str]:
    return [each["message"] for each in receipt(result)["errors"]]


A = "`action.aws_events_put_events.a`"

ROLE = """
assume_role {
  role_arn     = "arn:aws:iam::123456789012:role/deployer"
  session_name = "release"
  external_id  = "ticket"
  duration     = "1h30m"
}
"""


def test_the_profile(tmp_path: Path, endpoint: Endpoint) -> None:
    assert send(tmp_path, endpoint, 'profile = "work"').status == 0
    assert endpoint.asked == ["WORK"]


def test_the_role(tmp_path: Path, endpoint: Endpoint) -> None:
    result = send(tmp_path, endpoint, f'profile = "deploy"\n{ROLE}')
    assert (result.status, endpoint.asked, len(endpoint.received)) == (0, ["ASIAROLE"], 1)
    (asked,) = endpoint.roles
    assert {key: asked[key] for key in asked if key not in {"Action", "Version"}} == {
        "RoleArn": "arn:aws:iam::123456789012:role/deployer",
        "RoleSessionName": "release",
        "ExternalId": "ticket",
        "DurationSeconds": "5400",
    }
    assert (
        "  identity  arn:aws:iam::123456789012:assumed-role/deployer/bridgelint\n" in result.stderr
    )
    (target,) = events(journal(tmp_path))[0]["targets"]
    assert target["arn"] == "arn:aws:iam::123456789012:assumed-role/deployer/bridgelint"


@pytest.mark.parametrize(
    "provider",
    [
        "assume_role {}",
        'assume_role {\n  role_arn = ""\n}',
        'dynamic "assume_role" {\n  for_each = []\n  content {\n    role_arn = "x"\n  }\n}',
    ],
)
def test_no_role(tmp_path: Path, endpoint: Endpoint, provider: str) -> None:
    assert send(tmp_path, endpoint, provider).status == 0
    assert (endpoint.roles, endpoint.asked) == ([], ["testing"])


def test_a_role_of_a_dynamic_block(tmp_path: Path, endpoint: Endpoint) -> None:
    provider = """
    dynamic "assume_role" {
      for_each = ["arn:aws:iam::123456789012:role/deployer"]
      content {
        role_arn = assume_role.value
      }
    }
    """
    assert send(tmp_path, endpoint, provider).status == 0
    assert [each["RoleSessionName"] for each in endpoint.roles] == ["bridgelint"]


def test_json_syntax(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    (tmp_path / "provider.tf.json").write_text(
        '{"provider": {"aws": {"assume_role": [{"role_arn": "arn:aws:iam::1:role/r"}]}}}'
    )
    assert emit(tmp_path, endpoint).status == 0
    assert [each["RoleArn"] for each in endpoint.roles] == ["arn:aws:iam::1:role/r"]


def test_a_profile_replaces_all_of_it(tmp_path: Path, endpoint: Endpoint) -> None:
    provider = f'profile = "deploy"\naccess_key = "k"\nassume_role_with_web_identity {{}}\n{ROLE}'
    assert send(tmp_path, endpoint, provider, "--profile", "work").status == 0
    assert (endpoint.roles, endpoint.asked) == ([], ["WORK"])


@pytest.mark.parametrize(
    ("provider", "what"),
    [
        (ROLE + ROLE, "has a second `assume_role`, which --emit does not support"),
        (
            'assume_role {\n  role_arn = "r"\n  policy = "{}"\n}',
            "sets `policy` of `assume_role`, which --emit does not support",
        ),
        (
            'assume_role {\n  role_arn = "r"\n  duration = "soon"\n}',
            "has an invalid `duration` of `assume_role`",
        ),
        *(
            (text, f"sets `{name}`, which --emit does not support")
            for name, text in {
                "assume_role_with_web_identity": "assume_role_with_web_identity {}",
                "access_key": 'access_key = "k"',
                "secret_key": 'secret_key = "k"',
                "token": 'token = "k"',
                "shared_config_files": 'shared_config_files = ["f"]',
                "shared_credentials_files": 'shared_credentials_files = ["f"]',
            }.items()
        ),
        ("access_key = var.v", "sets `access_key`, which --emit does not support"),
        ("profile = var.v", "has an unknown value of `profile`: var.v has no value"),
        (
            "assume_role {\n  role_arn = var.v\n}",
            "has an unknown value of `role_arn`: var.v has no value",
        ),
        (
            'dynamic "assume_role" {\n  for_each = var.v\n  content {}\n}',
            "has an unknown number of `assume_role` blocks: var.v has no value",
        ),
    ],
)
def test_credentials_that_are_not_followed(
    tmp_path: Path, endpoint: Endpoint, provider: str, what: str
) -> None:
    (tmp_path / "variables.tf").write_text('variable "v" {}\n')
    result = send(tmp_path, endpoint, provider)
    assert (result.status, endpoint.received) == (3, [])
    assert errors(result) == [f"{A}: the provider configuration {what}"]
    assert send(tmp_path, endpoint, provider, "--profile", "work").status == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("use_fips_endpoint", "true"),
        ("use_dualstack_endpoint", "true"),
        ("http_proxy", '"http://p"'),
        ("https_proxy", '"http://p"'),
        ("no_proxy", '"h"'),
        ("custom_ca_bundle", '"f"'),
        ("insecure", "true"),
        ("insecure", "var.v"),
    ],
)
def test_ways_that_are_not_followed(
    tmp_path: Path, endpoint: Endpoint, name: str, value: str
) -> None:
    (tmp_path / "variables.tf").write_text('variable "v" {}\n')
    result = send(tmp_path, endpoint, f"{name} = {value}", option=False)
    assert (result.status, endpoint.received) == (3, [])
    message = f"{A}: the provider configuration sets `{name}`, which --emit does not support"
    assert errors(result) == [message]
    assert send(tmp_path, endpoint, f"{name} = {value}").status == 0
    assert send(tmp_path, endpoint, f"{name} = null", option=False).status == 0


def test_the_endpoints(tmp_path: Path, endpoint: Endpoint, elsewhere: Endpoint) -> None:
    """They count before the environment, and the option before them."""
    provider = f'endpoints {{\n  events = "{elsewhere.url}"\n  sts = "{elsewhere.url}"\n}}'
    result = send(tmp_path, endpoint, provider, option=False)
    assert (result.status, len(elsewhere.received), len(elsewhere.asked)) == (0, 1, 1)
    assert (endpoint.received, endpoint.asked) == ([], [])
    assert send(tmp_path, endpoint, provider).status == 0
    assert (len(endpoint.received), len(endpoint.asked), len(elsewhere.received)) == (1, 1, 1)


def test_sts_has_an_endpoint_of_its_own(
    tmp_path: Path, endpoint: Endpoint, elsewhere: Endpoint
) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    environment = {"AWS_ENDPOINT_URL_STS": elsewhere.url}
    assert emit(tmp_path, endpoint, environment=environment).status == 0
    assert (len(endpoint.received), endpoint.asked, elsewhere.asked) == (1, [], ["testing"])


@pytest.mark.parametrize("url", ['"localhost:4566"', '"ftp://h"'])
def test_an_endpoint_that_is_no_url(tmp_path: Path, endpoint: Endpoint, url: str) -> None:
    result = send(tmp_path, endpoint, f"endpoints {{\n  events = {url}\n}}", option=False)
    message = "the provider configuration has an endpoint `events` that is not an http(s) URL"
    assert (result.status, errors(result)) == (3, [f"{A}: {message}"])


def test_a_password_in_a_url_is_not_shown(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it does not keep NO_PROXY from being matched."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    shown = endpoint.url.replace("://", "://***@")
    url = endpoint.url.replace("://", "://me:marker-9Qz@")
    for place in ("option", "environment", "provider"):
        settings = f'endpoints {{\n  events = "{url}"\n  sts = "{url}"\n}}'
        provider = settings if place == "provider" else ""
        result = send(tmp_path, Endpoint(url=url), provider, option=place == "option")
        assert result.status == 0
        assert f"  endpoint  {shown}\n" in result.stderr
        assert receipt(result)["targets"][0]["endpoint"] == shown
        written = "".join(
            path.read_text() for path in (tmp_path / ".bridgelint" / "receipts").iterdir()
        )
        assert "marker" not in result.stdout + result.stderr + written


# -- the account


@pytest.mark.parametrize(
    ("provider", "arguments", "message"),
    [
        ('allowed_account_ids = ["1", "123456789012"]', [], ""),
        ("allowed_account_ids = [123456789012]", [], ""),
        ("allowed_account_ids = []", [], ""),
        ('forbidden_account_ids = ["210987654321"]', [], ""),
        ("", ["--expect-account", "123456789012"], ""),
        (
            'allowed_account_ids = ["210987654321"]',
            [],
            "the account 123456789012 is not among `allowed_account_ids`",
        ),
        (
            'allowed_account_ids = ["210987654321"]',
            ["--profile", "work"],
            "the account 123456789012 is not among `allowed_account_ids`",
        ),
        (
            'forbidden_account_ids = ["123456789012"]',
            [],
            "the account 123456789012 is among `forbidden_account_ids`",
        ),
        (
            "",
            ["--expect-account", "210987654321"],
            "the account is 123456789012, but --expect-account is 210987654321",
        ),
        (
            "allowed_account_ids = [var.v]",
            [],
            (
                "the provider configuration has an unknown value of `allowed_account_ids`:"
                " var.v has no value"
            ),
        ),
    ],
)
def test_the_account(
    tmp_path: Path, endpoint: Endpoint, provider: str, arguments: list[str], message: str
) -> None:
    (tmp_path / "variables.tf").write_text('variable "v" {}\n')
    result = send(tmp_path, endpoint, provider, *arguments)
    assert errors(result) == ([f"{A}: {message}"] if message else [])
    assert (result.status, len(endpoint.received)) == ((3, 0) if message else (0, 1))


@pytest.mark.parametrize(
    ("provider", "arguments", "sent"),
    [
        ("", [], False),
        ("skip_requesting_account_id = true", [], True),
        ("skip_requesting_account_id = true", ["--expect-account", "123456789012"], False),
        ('skip_requesting_account_id = true\nallowed_account_ids = ["1"]', [], False),
        ('skip_requesting_account_id = true\nforbidden_account_ids = ["1"]', [], False),
    ],
)
def test_an_identity_that_is_not_told(
    tmp_path: Path, endpoint: Endpoint, provider: str, arguments: list[str], *, sent: bool
) -> None:
    endpoint.silent = True
    result = send(tmp_path, endpoint, provider, *arguments)
    assert (result.status, len(endpoint.received)) == ((0, 1) if sent else (3, 0))
    if sent:
        assert result.stderr.endswith("  identity  unknown\n  account   unknown, eu-west-1\n")
        assert receipt(result)["targets"][0]["account"] == "unknown"
    else:
        assert (
            "cannot determine the AWS identity: An error occurred (AccessDenied)" in result.stderr
        )


def test_a_role_that_cannot_be_assumed(tmp_path: Path, endpoint: Endpoint) -> None:
    endpoint.silent = True
    result = send(tmp_path, endpoint, f"skip_requesting_account_id = false\n{ROLE}")
    assert (result.status, endpoint.received) == (3, [])
    error = "An error occurred (AccessDenied) when calling the AssumeRole"
    assert f"cannot determine the AWS identity: {error}" in result.stderr


def test_the_configuration_of_a_calling_module(
    tmp_path: Path, endpoint: Endpoint, elsewhere: Endpoint
) -> None:
    child = tmp_path / "child"
    child.mkdir()
    (child / "main.tf").write_text(action("a", "1") + trigger("a"))
    (tmp_path / "profiles").write_text(PROFILES)
    urls = f'endpoints {{\n    events = "{elsewhere.url}"\n    sts = "{elsewhere.url}"\n  }}'
    (tmp_path / "main.tf").write_text(f"""
provider "aws" {{
  region = "eu-west-1"
}}
provider "aws" {{
  alias   = "far"
  region  = "us-east-2"
  profile = "work"
  {urls}
}}
module "near" {{
  source = "./child"
}}
module "far" {{
  source    = "./child"
  providers = {{ aws = aws.far }}
}}
""")
    environment = {
        "AWS_CONFIG_FILE": str(tmp_path / "profiles"),
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_ENDPOINT_URL_STS": endpoint.url,
    }
    result = emit(tmp_path, Endpoint(), "-f", "json", environment=environment)
    document = receipt(result)
    assert [(each["address"], each["target"]) for each in document["requests"]] == [
        ("module.near.action.aws_events_put_events.a", 0),
        ("module.far.action.aws_events_put_events.a", 1),
    ]
    assert [each["region"] for each in document["targets"]] == ["eu-west-1", "us-east-2"]
    assert (endpoint.regions, elsewhere.regions) == (["eu-west-1"], ["us-east-2"])
    assert elsewhere.asked == ["WORK"]
