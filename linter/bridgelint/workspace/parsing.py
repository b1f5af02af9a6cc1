"""Blocks and arguments parsed one at a time, each once, with what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bridgelint.syntax.source import SourceFile, Span
from bridgelint.syntax.tree import Attribute, Block, SyntaxProblem
from bridgelint.workspace.arguments import IndexedArgument
from bridgelint.workspace.scan import IndexedBlock


class PieceParser:
    """Parses what an index points to and remembers it, the problems too."""

    def __init__(self, problems: Sequence[SyntaxProblem] = ()) -> None:
        self._problems = dict.fromkeys(problems)
        self._blocks: dict[tuple[SourceFile, int], Block | None] = {}
        self._arguments: dict[tuple[SourceFile, int], Attribute | None] = {}

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """What was found so far, by file and place."""
        return tuple(sorted(self._problems, key=_place))

    def note(self, problems: Iterable[SyntaxProblem]) -> None:
        """Remember problems that were found elsewhere."""
        self._problems.update(dict.fromkeys(problems))

    def block(self, indexed: IndexedBlock) -> Block | None:
        """The block; nothing where it is not valid. A broken one has its problem in the index."""
        if indexed.parsed is not None or indexed.broken:
            return indexed.parsed
        key = (indexed.file, indexed.start)
        if key not in self._blocks:
            self._blocks[key] = self._parse_block(indexed)
        return self._blocks[key]

    def blocks(self, indexed: Iterable[IndexedBlock]) -> tuple[Block, ...]:
        """Those that are valid."""
        parsed = (self.block(each) for each in indexed)
        return tuple(block for block in parsed if block is not None)

    def argument(self, indexed: IndexedArgument) -> Attribute | None:
        """The argument; nothing where its value is not valid."""
        key = (indexed.file, indexed.start)
        if key not in self._arguments:
            self._arguments[key] = self._parse_argument(indexed)
        return self._arguments[key]

    def _parse_block(self, indexed: IndexedBlock) -> Block | None:
        from bridgelint.syntax.parse import parse_body  # noqa: PLC0415 # only where events are

        body, problems = parse_body(indexed.file, indexed.start, indexed.end)
        self.note(problems)
        return None if problems or not body.blocks else body.blocks[0]

    def _parse_argument(self, indexed: IndexedArgument) -> Attribute | None:
        from bridgelint.syntax.parse import parse_expression  # noqa: PLC0415 # only where events are

        file = indexed.file
        # A heredoc is over only where the line of its marker is.
        newline = file.data.find(b"\n", indexed.value_end)
        only_blank = not file.data[indexed.value_end : max(newline, 0)].strip()
        end = newline + 1 if newline >= 0 and only_blank else indexed.value_end
        value, problems = parse_expression(file, indexed.value_start, end)
        self.note(problems)
        if problems or value is None:
            return None
        name_span = Span(file, indexed.start, indexed.name_end)
        span = Span(file, indexed.start, indexed.value_end)
        return Attribute(indexed.name, name_span, value, span)


def _place(problem: SyntaxProblem) -> tuple[str, int, int, str]:
    span = problem.span
    return span.file.path, span.start, span.end, problem.message
