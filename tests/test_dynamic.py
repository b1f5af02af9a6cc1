"""`dynamic` blocks."""

from __future__ import annotations

import pytest

from bridgelint.terraform.module.expansion import ExpandedBlock
from bridgelint.terraform.module.module import Module
from evaluation import module_of, plain, problems_of


def shown(module: Module, block: ExpandedBlock) -> dict[str, object]:
    """An expanded block with its arguments evaluated."""
    return {
        "type": block.type,
        "labels": [plain(each) for each in block.labels],
        "unknown": block.reason.text if block.reason else None,
        "arguments": {
            each.name: plain(module.evaluate(each.value, block.bindings))
            for each in block.block.body.attributes
        },
        "blocks": [shown(module, each) for each in module.expand(block.block.body, block.bindings)],
    }


def expanded(body: str) -> tuple[list[dict[str, object]], list[str]]:
    module = module_of(
        f"outer {{\n{body}\n}}\n"
        'variable "none" {}\n'
        'variable "hidden" {\n  default   = ["h"]\n  sensitive = true\n}\n'
    )
    blocks = module.expand(module.directory.blocks("outer")[0].body)
    return [shown(module, each) for each in blocks], problems_of(module)


def entry(**arguments: object) -> dict[str, object]:
    return {
        "type": "entry",
        "labels": [],
        "unknown": None,
        "arguments": arguments,
        "blocks": [],
    }


EXPANDED = {
    "entry { source = 1 }\n"
    'dynamic "entry" {\n  for_each = ["a", "b"]\n'
    "  content { source = [entry.key, entry.value] }\n}\n"
    "entry { source = 2 }": [
        entry(source=1),
        entry(source=[0, "a"]),
        entry(source=[1, "b"]),
        entry(source=2),
    ],
    'dynamic "entry" {\n  for_each = { b = 1, a = 2 }\n  iterator = each_one\n'
    "  content { source = [each_one.key, each_one.value] }\n}": [
        entry(source=["a", 2]),
        entry(source=["b", 1]),
    ],
    'dynamic "entry" {\n  for_each = toset(["y", "x"])\n'
    "  content { source = [entry.key, entry.value] }\n}": [
        entry(source=["x", "x"]),
        entry(source=["y", "y"]),
    ],
    'dynamic "entry" {\n  for_each = []\n  content { source = entry.value }\n}': [],
    'dynamic "entry" {\n  for_each = [1]\n  labels = ["a", entry.value]\n  content {}\n}': [
        {**entry(), "labels": ["a", 1]}
    ],
    'dynamic "entry" {\n  for_each = var.none\n  content { source = "s-${entry.value.x}" }\n}': [
        {**entry(source="<var.none has no value>"), "unknown": "var.none has no value"}
    ],
    'dynamic "entry" {\n  for_each = [["a"], []]\n  content {\n'
    '    dynamic "inner" {\n      for_each = entry.value\n'
    "      content { both = [entry.key, inner.value] }\n    }\n  }\n}": [
        {**entry(), "blocks": [{**entry(both=[0, "a"]), "type": "inner"}]},
        entry(),
    ],
    'dynamic "entry" {\n  for_each = [1]\n}': [],
    'dynamic "entry" {\n  content {}\n}': [],
}


@pytest.mark.parametrize("body", EXPANDED)
def test_expansion(body: str) -> None:
    assert expanded(body) == (EXPANDED[body], [])


REFUSED = {
    "null": "main.tf:3:14: `for_each` must be a collection, not null",
    "5": "main.tf:3:14: `for_each` must be a collection, not a number",
    '"text"': "main.tf:3:14: `for_each` must be a collection, not a string",
    "local.x": "main.tf:3:14: undeclared local value `x`",
}


@pytest.mark.parametrize("value", REFUSED)
def test_what_has_no_elements(value: str) -> None:
    _, problems = expanded(f'dynamic "entry" {{\n  for_each = {value}\n  content {{}}\n}}')
    assert problems == [REFUSED[value]]


def test_marks_of_the_collection_are_on_its_elements() -> None:
    module = module_of(
        'outer {\n  dynamic "entry" {\n    for_each = var.hidden\n'
        "    content { source = entry.value }\n  }\n}\n"
        'variable "hidden" {\n  default   = ["h"]\n  sensitive = true\n}\n'
    )
    (block,) = module.expand(module.directory.blocks("outer")[0].body)
    value = module.evaluate(block.block.body.attributes[0].value, block.bindings)
    assert (value.content, value.is_sensitive) == ("h", True)
