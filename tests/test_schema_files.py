"""Schemas in several files: references lead through the working tree, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridgelint.eventbridge.detail_schema.schema_document import SchemaFault
from bridgelint.eventbridge.detail_schema.schema_violation import Violation
from bridgelint.eventbridge.detail_schema.user_schema import UserSchema, load_schema
from support import bridgelint

DEFINITIONS = {"$defs": {"id": {"type": "string"}, "next": {"$ref": "deeper/next.json"}}}
ACTION = """\
action "aws_events_put_events" "order" {
  config {
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ id = 1 })
    }
  }
}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with a schema of orders and what it refers to."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    put(root / "schemas/common.json", DEFINITIONS)
    put(
        root / "schemas/deeper/next.json",
        {"properties": {"id": {"$ref": "../common.json#/$defs/id"}}},
    )
    put(tmp_path / "outside.json", {"type": "null"})
    return root


def put(path: Path, document: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def order(reference: str, **more: object) -> dict[str, object]:
    return {"properties": {"id": {"$ref": reference}}, **more}


IS_NO_STRING = (Violation(("id",), "is a number, not a string", "type"),)


@pytest.mark.parametrize(
    ("document", "directory"),
    [
        pytest.param(order("common.json#/$defs/id"), "", id="a file next to it"),
        pytest.param({"$ref": "deeper/next.json"}, "", id="a file that refers to another"),
        pytest.param(
            order("common.json#/$defs/id", **{"$id": "https://acme.example/s/order.json"}),
            "",
            id="next to the URI that the schema gives itself",
        ),
        pytest.param(
            order("https://acme.example/common.json#/$defs/id"),
            "schemas",
            id="a path below the host",
        ),
        pytest.param(
            order("https://acme.example/common.json#/$defs/id"), "hosts", id="a path with the host"
        ),
        pytest.param(order("urn:acme:common#/$defs/id"), "named", id="an identifier"),
        pytest.param(
            order("https://acme.example/v2/id"), "named", id="an identifier inside a file"
        ),
    ],
)
def test_references_are_followed(tree: Path, document: object, directory: str) -> None:
    put(tree / "hosts/acme.example/common.json", DEFINITIONS)
    put(tree / "named/some.json", {"$id": "urn:acme:common", **DEFINITIONS})
    put(tree / "named/other.json", {"$id": "https://acme.example/v2/id", "type": "string"})
    path = put(tree / "schemas/order.json", document)
    schema = load_schema(path, str(tree / directory) if directory else "")
    assert isinstance(schema, UserSchema), schema
    assert schema.violations({"id": 1}) == IS_NO_STRING


def test_a_directory_may_contain_what_cannot_be_read(tree: Path) -> None:
    (tree / "named").mkdir()
    (tree / "named/a.json").symlink_to("nothing.json")
    (tree / "named/b.json").write_text('{"$id": "', encoding="utf-8")
    put(tree / "named/c.json", ["$id"])
    put(tree / "named/some.json", {"$id": "urn:acme:common", **DEFINITIONS})
    path = put(tree / "schemas/order.json", order("urn:acme:common#/$defs/id"))
    schema = load_schema(path, str(tree / "named"))
    assert isinstance(schema, UserSchema), schema
    assert schema.violations({"id": 1}) == IS_NO_STRING


@pytest.mark.parametrize(
    ("identifier", "message"),
    [("http://[", "`$id` is not a valid URI"), (5, "5 is not of type 'string'")],
)
def test_an_identifier_must_be_a_uri(tree: Path, identifier: object, message: str) -> None:
    inside = {"properties": {"id": {"$id": identifier, "type": "string"}}}
    found = load_schema(put(tree / "schemas/order.json", inside))
    assert found == SchemaFault(message, 1, 31)


@pytest.mark.parametrize(
    "reference",
    ["../../outside.json", "missing.json", "https://acme.example/missing.json", "link.json"],
)
def test_nothing_is_read_outside_of_the_working_tree(tree: Path, reference: str) -> None:
    (tree / "schemas/link.json").symlink_to(tree.parent / "outside.json")
    path = put(tree / "schemas/order.json", order(reference))
    assert load_schema(path, str(tree / "schemas")) == SchemaFault(
        f"unresolved reference: `{reference}` does not exist in the working tree", 1, 32
    )


def test_a_fault_in_another_file_names_that_file(tree: Path) -> None:
    other = put(tree / "schemas/common.json", {"$defs": {"id": {"type": "strng"}}})
    path = put(tree / "schemas/order.json", order("common.json#/$defs/id"))
    fault = "'strng' is not valid under any of the given schemas"
    assert load_schema(path) == SchemaFault(fault, 1, 27, file=other)
    Path(other).write_text("{", encoding="utf-8")
    assert load_schema(path) == SchemaFault(
        "unexpected end of text: the `{` is not closed", 1, 2, file=other
    )


def test_a_file_that_changes_is_read_again(tree: Path) -> None:
    path = put(tree / "schemas/order.json", order("common.json#/$defs/id"))
    for kind, violations in (("string", IS_NO_STRING), ("number", ()), ("string", IS_NO_STRING)):
        put(tree / "schemas/common.json", {"$defs": {"id": {"type": kind}}})
        schema = load_schema(path)
        assert isinstance(schema, UserSchema)
        assert schema.violations({"id": 1}) == violations


def test_a_run_names_a_broken_schema_once_and_a_pattern_once(tree: Path) -> None:
    (tree / "main.tf").write_text(ACTION, encoding="utf-8")
    block = 'schema {{\nsource = "acme.orders"\ndetail_type = "{}"\nfile = "{}"\n}}\n'
    file = "schemas/order.json"
    blocks = block.format("Order Created", file) + block.format("Order Paid", file)
    (tree / ".bridgelint.hcl").write_text(
        f'rule "detail_schema" {{\n{blocks}directory = "schemas"\n}}\nrule "unused_action" {{\n'
        "enabled = false\n}\n",
        encoding="utf-8",
    )
    put(tree / "schemas/order.json", order("https://acme.example/common.json#/$defs/x"))
    result = bridgelint([], tree)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == (
        "error: rule `detail_schema` in `.bridgelint.hcl`: schemas/order.json:1:32 is not a valid"
        " schema: unresolved reference: `https://acme.example/common.json#/$defs/x` does not exist"
        " in the working tree\n"
    )
    put(tree / "schemas/order.json", order("https://acme.example/common.json#/$defs/id", **PATTERN))
    result = bridgelint(["-f", "compact"], tree)
    assert result.status == 2
    assert result.stdout == (
        "main.tf:6:39: Warning - `id` is a number, not a string (detail_schema)\n"
    )
    assert result.stderr == (
        "`schemas/order.json`: the pattern `(?=a)` matches anything: it cannot be matched in linear"
        " time\n1 warning in 1 module (1 action, 0 triggers checked)\n"
    )


PATTERN = {"patternProperties": {"(?=a)": True}}
