"""Configuration files: what they say, what is wrong in them, and which one counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.validators import Draft202012Validator

from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.config.config import Config, ConfigurationError, RuleConfig, find
from bridgelint.config.config_file import load
from bridgelint.config.config_tree import Plain, faults, load_schema
from bridgelint.workspace.exclusions import Exclusion

RULES = ("unused_action", "detail_schema", "reserved_source", "missing_source")

EVERYTHING = """\
config {
  format                   = ["compact", "sarif=out.sarif"]
  call_module_type         = "all"
  varfile                  = ["prod.tfvars", "../shared.tfvars"]
  variables                = ["environment=prod"]
  minimum_failure_severity = "notice"
  terraform_version        = ">= 1.14"
  preset                   = "all"
  exclude                  = ["examples/**"]
  baseline                 = "baseline.json"
  force                    = false
  strict                   = true
}

// Comments stay.
rule "unused_action" {
  enabled  = true
  severity = "warning"
}

rule "detail_schema" {
  ignorable = false
  schema {
    source      = "mycompany.orders"
    detail_type = "Order Created"
    file        = "schemas/order_created.json"
  }
  schema {
    source      = "mycompany.orders"
    detail_type = "Order Cancelled"
    file        = "absolute.json"
  }
}
"""


def written(folder: Path, text: str, name: str = ".bridgelint.hcl") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(folder: Path, text: str, name: str = ".bridgelint.hcl") -> Config:
    return load(written(folder, text, name), lambda _: RULES, name)


def in_repository(tmp_path: Path) -> Path:
    """A directory of a repository: paths may leave the directory, and not the repository."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "module").mkdir()
    return tmp_path / "module"


def test_every_key(tmp_path: Path) -> None:
    tmp_path = in_repository(tmp_path)
    assert loaded(tmp_path, EVERYTHING) == Config(
        directory=str(tmp_path),
        path=".bridgelint.hcl",
        formats=("compact", f"sarif={tmp_path / 'out.sarif'}"),
        call_module_type="all",
        varfiles=(str(tmp_path / "prod.tfvars"), str(tmp_path.parent / "shared.tfvars")),
        variables=("environment=prod",),
        terraform_version=">= 1.14",
        minimum_failure_severity=Severity.NOTICE,
        preset="all",
        exclude=(Exclusion(str(tmp_path), ("examples/**",)),),
        baseline=str(tmp_path / "baseline.json"),
        force=False,
        strict=True,
        rules={
            "unused_action": RuleConfig(enabled=True, severity=Severity.WARNING),
            "detail_schema": RuleConfig(
                ignorable=False,
                options={
                    "schema": [
                        {
                            "source": "mycompany.orders",
                            "detail_type": "Order Created",
                            "file": str(tmp_path / "schemas/order_created.json"),
                        },
                        {
                            "source": "mycompany.orders",
                            "detail_type": "Order Cancelled",
                            "file": str(tmp_path / "absolute.json"),
                        },
                    ]
                },
            ),
        },
    )


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "") == Config(directory=str(tmp_path), path=".bridgelint.hcl")


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        pytest.param(
            'config {\n  formt = "compact"\n}\n',
            ["2:3 unknown key `formt` in `config` | did you mean `format`?"],
            id="key",
        ),
        pytest.param(
            "config {\n  colour = true\n}\n",
            [
                (
                    "2:3 unknown key `colour` in `config` | known keys: `extends`, `format`,"
                    " `call_module_type`, `varfile`, `variables`, `terraform_version`,"
                    " `minimum_failure_severity`, `preset`, `exclude`,"
                    " `inventory`, `baseline`, `force`, `strict`"
                )
            ],
            id="key with nothing near",
        ),
        pytest.param(
            'rules "unused_action" {\n}\n',
            ["1:1 unknown key `rules` | did you mean `rule`?"],
            id="a block near a known one, with a label",
        ),
        pytest.param(
            'plugin "aws" {\n  enabled = true\n}\nplugin "google" {\n}\n',
            ["2:3 unknown key `enabled` in `aws` | a `plugin` block has no arguments"],
            id="blocks of tflint with labels",
        ),
        pytest.param(
            'config "x" {\n}\n',
            ["1:1 wrong number of block labels | use `config`, without a label"],
            id="labels",
        ),
        pytest.param(
            "confg {\n}\n", ["1:1 unknown key `confg` | did you mean `config`?"], id="block"
        ),
        pytest.param(
            "plugin {\n}\n",
            ['1:1 wrong number of block labels | use `plugin "NAME"`'],
            id="plugin without a name",
        ),
        pytest.param(
            'rule "unused_actions" {\n  enabled = true\n}\n',
            ["1:6 no such rule: `unused_actions` | did you mean `unused_action`?"],
            id="rule",
        ),
        pytest.param(
            'rule "terraform_naming_convention" {\n  enabled = true\n}\n',
            [
                (
                    "1:6 no such rule: `terraform_naming_convention`"
                    " | `bridgelint --list-rules` shows all"
                )
            ],
            id="rule of tflint",
        ),
        pytest.param(
            'rule "unused_action" {\n  sevrity = "error"\n}\n',
            ["2:3 unknown key `sevrity` in `unused_action` | did you mean `severity`?"],
            id="key of a rule",
        ),
        pytest.param(
            'rule "unused_action" {\n  severity = "eror"\n}\n',
            [
                (
                    "2:14 `unused_action.severity` must be one of `error`, `warning`, "
                    "`notice`, not `eror`"
                    " | did you mean `error`?"
                )
            ],
            id="severity",
        ),
        pytest.param(
            'rule "unused_action" {\n  enabled = "yes"\n  schema {\n  }\n}\n',
            [
                "2:13 `unused_action.enabled` must be true or false, not `yes` | ",
                (
                    "3:3 unknown key `schema` in `unused_action`"
                    " | known keys: `enabled`, `severity`, `ignorable`"
                ),
            ],
            id="type",
        ),
        pytest.param(
            'config {\n  format = 1\n  varfile = "a.tfvars"\n}\n',
            [
                "2:12 `format` must be a string or a list, not `1` | ",
                "3:13 `varfile` must be a list, not `a.tfvars` | ",
            ],
            id="two mistakes",
        ),
        pytest.param(
            'config {\n  format = ["compact", "sarf=x"]\n}\n',
            ["2:24 unknown format `sarf` | did you mean `sarif`?"],
            id="format",
        ),
        pytest.param(
            'config {\n  variables = ["environment"]\n}\n',
            ["2:16 `environment` must have the form `NAME=VALUE` | "],
            id="variable",
        ),
        pytest.param(
            'rule "detail_schema" {\n  schema {\n    source = "a"\n    detailtype = "C"\n  }\n}\n',
            [
                (
                    "2:3 missing `detail_type` in `detail_schema.schema` | the `detail_type` of "
                    "the events"
                ),
                (
                    "2:3 missing `file` in `detail_schema.schema` | a JSON Schema of "
                    "`detail`, or an"
                    " export (OpenAPI 3 or JSONSchemaDraft4) of an EventBridge schema registry"
                ),
                (
                    "4:5 unknown key `detailtype` in `detail_schema.schema`"
                    " | did you mean `detail_type`?"
                ),
            ],
            id="nested block",
        ),
        pytest.param(
            'config {\n  format = var.format\n  exclude = ["${path.module}/a"]\n}\n',
            [
                (
                    "2:12 the value is not a literal"
                    " | a configuration file cannot contain references, functions or templates"
                ),
                (
                    "3:14 the value is not a literal"
                    " | a configuration file cannot contain references, functions or templates"
                ),
            ],
            id="reference",
        ),
        pytest.param(
            'rule "unused_action" {\n}\nrule "unused_action" {\n}\nconfig {\n}\nconfig {\n}\n',
            [
                "3:1 duplicate block for `unused_action` | merge both blocks",
                "7:1 duplicate block for `config` | merge both blocks",
            ],
            id="twice",
        ),
    ],
)
def test_each_mistake_is_named_with_its_place(
    tmp_path: Path, text: str, mistakes: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, text)
    assert [
        f"{each.span.line}:{each.span.column} {each.message} | {each.help}"
        for each in caught.value.failures
        if each.span
    ] == mistakes


JSON = """\
{
  "$schema": "https://bridgelint.github.io/bridgelint/config.schema.json",
  "//": "what the file in HCL says",
  "config": {
    "format": ["compact", "sarif=out.sarif"],
    "call_module_type": "all",
    "varfile": ["prod.tfvars", "../shared.tfvars"],
    "variables": ["environment=prod"],
    "minimum_failure_severity": "notice",
    "terraform_version": ">= 1.14",
    "preset": "all",
    "exclude": ["examples/**"],
    "baseline": "baseline.json",
    "force": false,
    "strict": true
  },
  "rule": {
    "unused_action": {"enabled": true, "severity": "warning"},
    "detail_schema": {
      "ignorable": false,
      "schema": [
        {
          "source": "mycompany.orders",
          "detail_type": "Order Created",
          "file": "schemas/order_created.json"
        },
        {
          "source": "mycompany.orders",
          "detail_type": "Order Cancelled",
          "file": "absolute.json"
        }
      ]
    }
  }
}
"""


def test_json_says_the_same(tmp_path: Path) -> None:
    tmp_path = in_repository(tmp_path)
    from_json = loaded(tmp_path, JSON, ".bridgelint.json")
    assert replace(from_json, path=".bridgelint.hcl") == loaded(tmp_path, EVERYTHING)


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ('{"config": {"formt": "json"}}', ["1:13 unknown key `formt` in `config`"]),
        ('{"rule": {"x": {}, "x": {}}}', ["1:11 no such rule: `x`", "1:20 duplicate `x`"]),
        (
            '{"rule": {"detail_schema": {"schema": {"file": 1}}}}',
            ["1:39 `detail_schema.schema` must be a list, not a block"],
        ),
        ("[]", ["1:1 expected an object"]),
        ("", ["1:1 expected a JSON object"]),
    ],
)
def test_mistakes_in_json(tmp_path: Path, text: str, mistakes: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, text, ".bridgelint.json")
    assert [
        f"{each.span.line}:{each.span.column} {each.message}"
        for each in caught.value.failures
        if each.span
    ] == mistakes


def test_a_syntax_error_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(tmp_path, "config {\n  format = \n}\n")
    assert [each.span.line for each in caught.value.failures if each.span] == [2]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "nowhere.hcl", lambda _: RULES, "nowhere.hcl")
    assert [each.message for each in caught.value.failures] == [
        "cannot read configuration file `nowhere.hcl`: No such file or directory"
    ]


def test_a_file_extends_another(tmp_path: Path) -> None:
    tmp_path = in_repository(tmp_path)
    written(
        tmp_path,
        "config {\n"
        '  format  = "compact"\n'
        "  strict  = true\n"
        '  varfile = ["shared.tfvars"]\n'
        '  exclude = ["a/**"]\n'
        "}\n"
        'rule "unused_action" {\n  enabled = false\n  severity = "error"\n}\n'
        'rule "missing_source" {\n  severity = "notice"\n}\n',
    )
    text = (
        "config {\n"
        '  extends = "../.bridgelint.hcl"\n'
        "  strict  = false\n"
        '  varfile = ["own.tfvars"]\n'
        '  exclude = ["b/**"]\n'
        "}\n"
        'rule "unused_action" {\n  enabled = true\n}\n'
    )
    inner = tmp_path / "inner"
    config = load(written(inner, text), lambda _: RULES, "inner/.bridgelint.hcl")
    assert config == Config(
        directory=str(inner),
        path="inner/.bridgelint.hcl",
        formats=("compact",),
        varfiles=(str(tmp_path / "shared.tfvars"), str(inner / "own.tfvars")),
        exclude=(Exclusion(str(tmp_path), ("a/**",)), Exclusion(str(inner), ("b/**",))),
        strict=False,
        rules={
            "unused_action": RuleConfig(enabled=True, severity=Severity.ERROR),
            "missing_source": RuleConfig(severity=Severity.NOTICE),
        },
    )


def test_files_that_extend_each_other(tmp_path: Path) -> None:
    tmp_path = in_repository(tmp_path)
    written(tmp_path, 'config {\n  extends = "inner/.bridgelint.hcl"\n}\n')
    path = written(tmp_path / "inner", 'config {\n  extends = "../.bridgelint.hcl"\n}\n')
    with pytest.raises(ConfigurationError) as caught:
        load(path, lambda _: RULES, "inner/.bridgelint.hcl")
    failure = caught.value.failures[0]
    assert failure.message == "circular `extends`: `inner/.bridgelint.hcl` extends this file"
    assert failure.span is not None
    assert failure.span.file.path == ".bridgelint.hcl"


def test_the_nearest_file_up_to_the_root_of_the_repository_counts(tmp_path: Path) -> None:
    outer, root, module = tmp_path, tmp_path / "repository", tmp_path / "repository/a/b"
    module.mkdir(parents=True)
    (root / ".git").mkdir()
    above = written(outer, "")
    assert find(str(module)) is None
    assert find(str(outer)) == str(above)
    at_root = written(root, "{}", ".bridgelint.json")
    assert find(str(module)) == str(at_root)
    both = written(root, "")
    assert find(str(module)) == str(both)
    near = written(root / "a", "")
    assert find(str(module)) == str(near)


def test_the_schema_is_a_schema_and_every_key_says_what_it_is() -> None:
    schema = load_schema()
    Draft202012Validator.check_schema(schema)
    settings = schema["properties"]["config"]["properties"]
    assert [key for key, value in settings.items() if "description" not in value] == []


SCHEMA = load_schema()
KEYS = sorted(
    {
        "other",
        *SCHEMA["properties"],
        *SCHEMA["properties"]["config"]["properties"],
        *SCHEMA["properties"]["rule"]["properties"]["detail_schema"]["properties"],
        *("detail_schema", "source", "detail_type", "file"),
    }
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from(("a=b", "a", "all", "error", "\n="))
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
)
TREES = st.fixed_dictionaries(
    {},
    optional={
        "config": PLAIN | st.dictionaries(st.sampled_from(KEYS), PLAIN),
        "rule": PLAIN
        | st.fixed_dictionaries(
            {"detail_schema": st.fixed_dictionaries({"schema": st.lists(PLAIN, max_size=2)})}
        ),
        "other": SCALARS,
    },
)


@given(TREES | PLAIN)
def test_the_schema_for_editors_rejects_the_same(tree: Plain) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(tree)  # pyright: ignore[reportUnknownMemberType]

    assert {(each.path, each.keyword) for each in faults(tree, SCHEMA)} == {
        (tuple(each.absolute_path), each.validator) for each in errors
    }
