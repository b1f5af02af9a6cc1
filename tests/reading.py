"""What bridgelint reads in the fixtures, as JSON: run with the interpreter in question."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bridgelint.base.source import SourceFile
from bridgelint.hcl.json.reader import read_json
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.block_scan import scan_blocks
from bridgelint.workspace.lexical_patterns import comments
from outline import body_outline

TORN = (b"a = 'storefront-${'", b'a = "storefront-${\n', b"/* a*b", b'a = "$${" /* ', b'"\\u12z"')
"""Texts that a faulty repetition reads beyond where they break off."""


def read(root: Path) -> list[object]:
    """The trees, blocks, comments and problems of every file in native or JSON syntax."""
    paths = [path for path in sorted(root.rglob("*.tf*")) if path.is_file()]
    texts = [*TORN, *(path.read_bytes() for path in paths)]
    return [_read(SourceFile("main.tf", text)) for text in texts]


def _read(file: SourceFile) -> list[object]:
    body, problems = parse_body(file)
    blocks, scan_problems = scan_blocks(file)
    _, json_problem = read_json(file)
    return [
        body_outline(body),
        [[each.type, *each.labels, each.start, each.end] for each in blocks],
        [list(each) for each in comments(file.data)],
        [_told(each) for each in (*problems, *scan_problems, json_problem)],
    ]


def _told(problem: SyntaxProblem | None) -> list[object] | None:
    if problem is None:
        return None
    return [problem.message, problem.span.start, problem.span.end]


if __name__ == "__main__":
    json.dump(read(Path(sys.argv[1])), sys.stdout)
