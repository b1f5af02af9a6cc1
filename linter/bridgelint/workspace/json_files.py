"""Files in JSON syntax, which can only be indexed by parsing them."""

from __future__ import annotations

from bridgelint.base.source import SourceFile
from bridgelint.hcl.json.block_shapes import VARIABLES_FILE
from bridgelint.hcl.json.to_tree import parse_json_body
from bridgelint.hcl.tree import Attribute, SyntaxProblem
from bridgelint.workspace.block_scan import IndexedBlock

Problems = tuple[SyntaxProblem, ...]


def index_json(file: SourceFile) -> tuple[tuple[IndexedBlock, ...], Problems]:
    """Return the top-level blocks of a `.tf.json` file."""
    body, problems = parse_json_body(file)
    strays = tuple(
        SyntaxProblem(
            f"unexpected argument `{attribute.name}`",
            attribute.name_span,
            "the top level of a file can only contain blocks",
        )
        for attribute in body.attributes
    )
    blocks = tuple(
        IndexedBlock(
            file,
            block.type,
            tuple(label.text for label in block.labels),
            block.span.start,
            block.span.end,
            parsed=block,
        )
        for block in body.blocks
    )
    return blocks, problems + strays


def values_of_json(file: SourceFile) -> tuple[tuple[Attribute, ...], Problems]:
    """Return the values of a `.tfvars.json` file; empty if it is invalid."""
    body, problems = parse_json_body(file, VARIABLES_FILE)
    return (() if problems else body.attributes), problems
