"""Files in JSON syntax. There is no cheaper way to index one than to parse it."""

from __future__ import annotations

from bridgelint.base.source import SourceFile
from bridgelint.hcl.json.block_shapes import VARIABLES_FILE
from bridgelint.hcl.json.to_blocks import parse_json_body
from bridgelint.hcl.tree import Attribute, SyntaxProblem
from bridgelint.workspace.block_scan import IndexedBlock

Problems = tuple[SyntaxProblem, ...]


def index_json(file: SourceFile) -> tuple[tuple[IndexedBlock, ...], Problems]:
    """The top-level blocks of a `.tf.json` file."""
    body, problems = parse_json_body(file)
    strays = tuple(
        SyntaxProblem(
            f"an argument is not expected here: `{attribute.name}`",
            attribute.name_span,
            "only blocks stand at the top level of a file",
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
    """The values of a `.tfvars.json` file; none where it is not valid."""
    body, problems = parse_json_body(file, VARIABLES_FILE)
    return (() if problems else body.attributes), problems
