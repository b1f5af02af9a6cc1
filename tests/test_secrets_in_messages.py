"""No message shows a part of a sensitive or ephemeral value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from bridgelint.terraform.module.module import Module
from evaluation import evaluated, module_of, output_of
from support import FIXTURES, ROOT, bridgelint

SECRET = "hunter22"  # noqa: S105 # of the test
DECLARED = f"""
variable "text" {{
  default   = "{SECRET}"
  sensitive = true
}}
variable "texts" {{
  default   = ["{SECRET}", "{SECRET}"]
  sensitive = true
}}
variable "keyed" {{
  type      = map(any)
  default   = {{ {SECRET} = "x", other = "y" }}
  sensitive = true
}}
variable "object" {{
  default   = {{ {SECRET} = "x" }}
  sensitive = true
}}
variable "number" {{
  default   = -7654321
  sensitive = true
}}
variable "numbers" {{
  default   = [7654321]
  sensitive = true
}}
terraform {{
  required_providers {{
    terraform = {{
      source = "terraform.io/builtin/terraform"
    }}
  }}
}}
locals {{
  pairs = {{ {SECRET} = var.text }}
}}
"""
SECRETS = (SECRET, "7654321")
MARKS = pytest.mark.parametrize("mark", ["sensitive", "ephemeral"])


def declared(mark: str) -> str:
    """`DECLARED`, its variables with another mark."""
    return DECLARED.replace("sensitive = true", f"{mark} = true")


def shown(module: Module) -> str:
    """Everything that the problems of a module say."""
    return "\n".join(
        text
        for each in module.problems
        for text in (each.message, each.help, str(each.meant), *(text for text, _ in each.related))
    )


@MARKS
@pytest.mark.parametrize(
    "expression",
    [
        "{ for token in var.texts : token => 1 }",
        "{ for key, token in { a = var.text, b = var.text } : token => key }",
        "{ for key, token in var.keyed : key => token }.hunter2",
        "var.keyed.hunter21",
        'var.keyed["hunter21"]',
        "var.object.hunter21",
        'var.object["hunter21"]',
        "{ a = 1 }[var.text]",
        "tomap({ a = 1 })[var.text]",
        "[1][-1 * var.number]",
        "[1][var.number]",
        "[1][var.text]",
        "var.numbers[3]",
        "var.texts[var.numbers[0]]",
        "var.text + 1",
        "-var.text",
        "!var.text",
        "var.text && true",
        "var.number && true",
        "var.text ? 1 : 2",
        "true ? var.texts : var.object",
        "{ (var.texts) = 1 }",
        "[for each in var.text : each]",
        "[for each in var.texts : each if each]",
        "var.text.a",
        "var.texts.a",
        "var.text[*].a",
        "var.texts[*].a",
        '"${var.texts}!"',
        '"%{ if var.text }a%{ endif }"',
        '"%{ for each in var.text }a%{ endfor }"',
        "max(var.texts...)",
        "lower(var.text...)",
        "tonumber(var.text)",
        "tobool(var.number)",
        "tomap(var.texts)",
        "toset(var.text)",
        "lookup(tomap({ a = 1 }), var.text)",
        "lookup({ a = 1 }, var.text)",
        "element(var.texts, var.text)",
        'format("%d", var.text)',
        'regex("^[0-9]", var.text)',
        "parseint(var.text, 10)",
        "jsondecode(var.text)",
        "file(var.text)",
        "templatefile(var.text, {})",
        "formatdate(var.text, var.text)",
        "cidrhost(var.text, 1)",
        "one(var.texts)",
        "zipmap(var.texts, [1])",
        "index(var.texts, 1)",
        "coalesce([1], var.object)",
        "convert(var.text, number)",
        "convert(var.keyed, map(number))",
        "convert(local.pairs, map(number))",
        "convert(var.object, object({ a = string }))",
        "try(var.text.a, var.texts.b)",
        "provider::terraform::decode_tfvars(var.text)",
    ],
)
def test_problems_of_expressions(expression: str, mark: str) -> None:
    module = module_of(declared(mark))
    evaluated(module, expression)

    assert module.problems != ()
    assert not [each for each in SECRETS if each in shown(module)]


@MARKS
@pytest.mark.parametrize(
    "block",
    [
        'resource "terraform_data" "x" {\n  count = var.number\n}',
        'resource "terraform_data" "x" {\n  count = var.text\n}',
        'resource "terraform_data" "x" {\n  for_each = var.texts\n}',
        'resource "terraform_data" "x" {\n  for_each = toset(var.texts)\n}',
        'resource "terraform_data" "x" {\n  for_each = local.pairs\n}',
        'output "x" {\n  type  = number\n  value = var.text\n}',
        'output "x" {\n  type  = map(number)\n  value = var.keyed\n}',
    ],
)
def test_problems_of_blocks(block: str, mark: str) -> None:
    module = module_of(f"{declared(mark)}{block}\n")
    node = module.cells.resource("resource", "terraform_data", "x")
    if node is not None:
        module.settled(node.whole)
    output_of(module, "x")

    assert not [each for each in SECRETS if each in shown(module)]


@MARKS
def test_problems_of_variables(mark: str) -> None:
    variables = """
variable "port" {
  type      = number
  default   = "hunter22"
  sensitive = true
}
variable "ports" {
  type      = map(number)
  default   = { hunter22 = "x" }
  sensitive = true
}
variable "stage" {
  default   = "hunter22"
  sensitive = true
  validation {
    condition     = var.stage == "dev"
    error_message = "The stage is ${var.stage}."
  }
}
"""
    module = module_of(variables.replace("sensitive = true", f"{mark} = true"))
    for name in ("port", "ports", "stage"):
        module.variable(name)

    assert len(module.problems) == 3
    assert SECRET not in shown(module)


RECORDED = [
    each["expr"]
    for each in map(
        json.loads,
        (FIXTURES / "golden" / "expressions.jsonl").read_text("utf-8").splitlines(),
    )
    if each["result"] == "error" and "\n" not in each["expr"]
]
LITERAL = re.compile(r'(?<![\w"\\=])"([A-Za-z0-9_ .:/-]{4,})"(?!\s*=[^=])')


def test_problems_of_every_recorded_failure() -> None:
    leaked: list[tuple[str, str]] = []
    for expression in RECORDED:
        secrets = LITERAL.findall(expression)
        text = LITERAL.sub(r'sensitive("\1")', expression)
        if not secrets or text.startswith("terraform["):
            continue
        module = module_of("")
        try:
            evaluated(module, text)
        except AssertionError:
            continue  # it no longer parses
        message = shown(module)
        plain = LITERAL.sub("", expression)
        leaked += [(text, message) for each in secrets if each in message and each not in plain]

    assert leaked == []


FIELD = re.compile(
    r"^(\s*(?:source|detail_type|detail|event_bus_name|time|region|resources)\s*= )(?!sensitive)"
    r"([^\n#]*[^\s#])(.*)$",
    re.MULTILINE,
)
RULES = sorted(
    case
    for rule in (FIXTURES / "rules").iterdir()
    if rule.is_dir()
    for case in rule.iterdir()
    if case.name.startswith("fires")
    and (case / "main.tf").exists()
    and rule.name != "provider_version"  # its `source` is that of a provider
)
QUOTED = re.compile(r'"([^"$\\\n]{5,})"')
WRAPPERS = {
    "sensitive": "sensitive({0})",
    "ephemeral": '(var.unseen == "" ? {0} : {0})',
}
UNSEEN = """
variable "unseen" {
  default   = ""
  ephemeral = true
}
"""


def hidden(text: str, mark: str, suffix: str) -> tuple[str, set[str]]:
    """The configuration with every argument of an entry on one line marked and its strings longer
    by `suffix`, and the texts in those arguments that occur nowhere else."""
    secrets: set[str] = set()

    def wrapped(found: re.Match[str]) -> str:
        value = found[2]
        is_module = value.startswith('"./')
        if (
            is_module
            or value[-1] in "([{,|-"
            or "<<" in value
            or value.count("(") != value.count(")")
        ):
            return found[0]
        if suffix:
            value = QUOTED.sub(rf'"\1{suffix}"', value)
            secrets.add(suffix)
        secrets.update(QUOTED.findall(value))
        return f"{found[1]}{WRAPPERS[mark].format(value)}{found[3]}"

    changed = FIELD.sub(wrapped, text)
    rest = FIELD.sub("", text)
    return changed + UNSEEN, {each for each in secrets if each not in rest}


def said(document: object) -> Iterator[str]:
    """Every text of a JSON report except the names of files."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for key, each in cast("dict[str, object]", document).items():
            if key not in {"filename", "link"}:
                yield from said(each)
    elif isinstance(document, list):
        for each in cast("list[object]", document):
            yield from said(each)


def written(case: Path, directory: Path, mark: str, suffix: str) -> set[str]:
    """Write the case with `hidden` arguments; return their texts."""
    changed, secrets = hidden((case / "main.tf").read_text("utf-8"), mark, suffix)
    for file in case.iterdir():
        if file.is_file() and file.name not in {"main.tf", "report.txt", "args.txt"}:
            (directory / file.name).write_bytes(file.read_bytes())
    # What another file of the case or the help of a rule says as well is no secret.
    files = [*directory.iterdir(), *(ROOT / "rules").rglob(f"{case.parent.name}.py")]
    files += (ROOT / "rules").rglob("_*.py")
    said_anyway = "".join(each.read_text("utf-8") for each in files)
    (directory / "main.tf").write_text(changed, encoding="utf-8")
    return {each for each in secrets if each not in said_anyway}


CASES = pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case.parent.name}/{case.name}")


@MARKS
@pytest.mark.parametrize("suffix", ["", f"-{SECRET}"])
@CASES
def test_findings_of_every_rule(case: Path, suffix: str, mark: str, tmp_path: Path) -> None:
    secrets = written(case, tmp_path, mark, suffix)
    report = bridgelint(["-f", "json", "--preset", "all"], tmp_path)
    text = "\n".join(said(json.loads(report.stdout)))

    assert [each for each in sorted(secrets) if each in text] == []


@MARKS
@CASES
def test_dry_run_and_graph_of_every_rule(case: Path, mark: str, tmp_path: Path) -> None:
    written(case, tmp_path, mark, f"-{SECRET}")
    modes = (["--dry-run"], *(["--dry-run", "-f", each] for each in ("json", "markdown")))
    runs = {" ".join(each): bridgelint(each, tmp_path) for each in (*modes, ["--graph"])}

    assert [name for name, run in runs.items() if SECRET in run.stdout + run.stderr] == []
