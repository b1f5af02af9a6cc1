"""How the time of evaluation grows: chained locals, large `for` expressions, many instances.

    python tests/bench/growth.py

Each row is a size with its processor time and the time for one element; the last column stays
where it is when the time grows linearly.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bridgelint.terraform.values.values import Unknown
from evaluation import evaluated, module_of


def chained_locals(count: int) -> tuple[str, str]:
    """Each local needs the next one."""
    lines = [f"  v{index} = local.v{index + 1} + 1" for index in range(count)]
    return "locals {\n" + "\n".join([*lines, f"  v{count} = 0"]) + "\n}\n", "local.v0"


def for_expression(count: int) -> tuple[str, str]:
    """An object for each element, under a key made from it."""
    items = ", ".join(f'"{index}"' for index in range(count))
    text = f'locals {{\n  items = [{items}]\n}}\nvariable "suffix" {{ default = "x" }}\n'
    entry = '{ id = item, name = upper("n-${item}-${var.suffix}") }'
    return text, f'{{ for item in local.items : "k${{item}}" => {entry} if item != "7" }}'


def instances(count: int) -> tuple[str, str]:
    """A resource with that many instances and a splat over them."""
    text = (
        f'resource "aws_sns_topic" "t" {{\n  count = {count}\n'
        '  name = "t-${count.index}"\n  tags = { index = "${count.index}" }\n}\n'
    )
    return text, "aws_sns_topic.t[*].name"


SHAPES: dict[str, tuple[Callable[[int], tuple[str, str]], tuple[int, ...]]] = {
    "chained locals": (chained_locals, (1_000, 5_000, 20_000)),
    "for expression": (for_expression, (1_000, 10_000, 40_000)),
    "instances": (instances, (100, 1_000, 10_000)),
}


def main() -> None:
    """Prints the table."""
    for name, (shape, sizes) in SHAPES.items():
        for size in sizes:
            text, expression = shape(size)
            module = module_of(text)
            start = time.process_time()
            value = evaluated(module, expression)
            seconds = time.process_time() - start
            assert not isinstance(value.content, Unknown), value.content.reason.text
            each = seconds / size * 1e6
            print(f"{name:16} {size:7,} {seconds:8.2f} s {each:8.1f} µs each")


if __name__ == "__main__":
    main()
