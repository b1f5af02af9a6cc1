"""The parts of a template: strip markers, indentation of `<<-`, nested directives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.literals import plain_text, quoted_text
from bridgelint.hcl.tokens import SPACE, SourceText, Token
from bridgelint.hcl.tree import (
    Expression,
    ForDirective,
    IfDirective,
    Interpolation,
    SyntaxProblem,
    TemplatePart,
    TemplateText,
)

_ESCAPES: Final = (
    'the escapes are \\n \\r \\t \\" \\\\ \\uNNNN \\UNNNNNNNN; use `\\\\` for a backslash'
)

_STRIP: Final = ord("~")

Form = Choice["quoted", "heredoc", "flush"]


class TemplatePiece(Record, frozen=False):
    """Literal text of one line, before strip markers and indentation are applied."""

    text: str
    start: int
    end: int


class Marker(Record):
    """`${…}` or `%{…}`: the opening and the closing token and everything in between."""

    kind: Choice["interpolation", "if", "else", "endif", "for", "endfor"]
    open: Token
    close: Token
    expression: Expression | None = None
    names: tuple[str, ...] = ()


class Assembler:
    """Creates template parts from tokens; `problems` collects their errors."""

    def __init__(self, source: SourceText, problems: list[SyntaxProblem]) -> None:
        self.source = source
        self.problems = problems

    def parts(self, pieces: Sequence[Token | Marker], form: Form) -> tuple[TemplatePart, ...]:
        if len(pieces) == 1 and isinstance(pieces[0], Token):
            token = pieces[0]
            if form != "flush":
                text = self._decoded(token, form)
                return (TemplateText(text, self.source.span(token.start, token.end)),)
        flat = self._stripped(pieces, form)
        if form == "flush":
            _remove_indentation(flat)
        return self._nested(_joined(flat))

    def _decoded(self, token: Token, form: Form) -> str:
        raw = self.source.data[token.start : token.end]
        if form != "quoted":
            return plain_text(raw)
        text, bad = quoted_text(raw)
        for start, stop in bad:
            span = self.source.span(token.start + start, token.start + stop)
            self.problems.append(SyntaxProblem(f"invalid escape `{span.text}`", span, _ESCAPES))
        return text

    def _stripped(
        self, pieces: Sequence[Token | Marker], form: Form
    ) -> list[TemplatePiece | Marker]:
        data = self.source.data
        flat: list[TemplatePiece | Marker] = []
        strip_next = False
        for piece in pieces:
            if isinstance(piece, Token):
                text = self._decoded(piece, form)
                text = text.lstrip(SPACE) if strip_next else text
                flat.append(TemplatePiece(text, piece.start, piece.end))
                strip_next = False
                continue
            before = flat[-1] if flat else None
            if data[piece.open.end - 1] == _STRIP and isinstance(before, TemplatePiece):
                before.text = before.text.rstrip(SPACE)
            strip_next = data[piece.close.start] == _STRIP
            flat.append(piece)
        return flat

    def _nested(self, flat: Iterable[TemplatePiece | Marker]) -> tuple[TemplatePart, ...]:
        levels = [_Level(None, [])]
        for piece in flat:
            top = levels[-1]
            kind = top.marker.kind if top.marker else ""
            if isinstance(piece, TemplatePiece):
                top.parts.append(TemplateText(piece.text, self.source.span(piece.start, piece.end)))
            elif piece.kind == "interpolation" and piece.expression is not None:
                top.parts.append(Interpolation(piece.expression, self._span(piece, piece)))
            elif piece.kind in ("if", "for"):
                levels.append(_Level(piece, []))
            elif piece.kind == "else" and kind == "if" and top.then is None:
                top.then, top.parts = top.parts, []
            elif piece.kind == f"end{kind}":
                levels.pop()
                levels[-1].parts.append(self._directive(top, piece))
            else:
                where = f"inside `%{{ {kind} }}`" if kind else "without a directive that it closes"
                self._report(f"`%{{ {piece.kind} }}` {where}", piece)
        for marker in (level.marker for level in levels if level.marker):
            end = f"`%{{ end{marker.kind} }}`"
            self._report(
                f"`%{{ {marker.kind} }}` is not closed with {end}", marker, f"close it with {end}"
            )
        return tuple(levels[0].parts)

    def _directive(self, level: _Level, close: Marker) -> TemplatePart:
        marker, parts = level.marker, tuple(level.parts)
        assert marker is not None  # noqa: S101 # only a directive is closed
        assert marker.expression is not None  # noqa: S101 # `if` and `for` always have one
        span = self._span(marker, close)
        if marker.kind == "for":
            key = marker.names[0] if len(marker.names) == 2 else None
            return ForDirective(key, marker.names[-1], marker.expression, parts, span)
        then, otherwise = (parts, ()) if level.then is None else (tuple(level.then), parts)
        return IfDirective(marker.expression, then, otherwise, span)

    def _report(self, message: str, marker: Marker, help_text: str = "") -> None:
        self.problems.append(SyntaxProblem(message, self._span(marker, marker), help_text))

    def _span(self, first: Marker, last: Marker) -> Span:
        return self.source.span(first.open.start, last.close.end)


class _Level(Record, frozen=False):
    """The template, or a directive in it that is open."""

    marker: Marker | None
    parts: list[TemplatePart]
    then: list[TemplatePart] | None = None
    """The parts before `%{ else }`."""


def _remove_indentation(flat: Sequence[TemplatePiece | Marker]) -> None:
    """Remove the white space with which every line of a `<<-` heredoc starts.

    Blank lines are ignored; a line that starts with an interpolation or directive has none.
    """
    firsts = [piece for at, piece in enumerate(flat) if at == 0 or _ends_line(flat[at - 1])]
    if any(isinstance(piece, Marker) for piece in firsts):
        return
    indented = [
        piece
        for piece in firsts
        if isinstance(piece, TemplatePiece) and (piece.text.lstrip(SPACE) or not _ends_line(piece))
    ]
    widths = (len(piece.text) - len(piece.text.lstrip(SPACE)) for piece in indented)
    smallest = min(widths, default=0)
    for piece in indented:
        piece.start += len(piece.text[:smallest].encode())
        piece.text = piece.text[smallest:]


def _ends_line(piece: TemplatePiece | Marker) -> bool:
    return isinstance(piece, TemplatePiece) and piece.text.endswith("\n")


def _joined(flat: Iterable[TemplatePiece | Marker]) -> Iterator[TemplatePiece | Marker]:
    """Join the lines of each text between two markers."""
    run: list[TemplatePiece] = []
    for piece in (*flat, None):
        if isinstance(piece, TemplatePiece):
            run.append(piece)
            continue
        if run:
            yield TemplatePiece("".join(each.text for each in run), run[0].start, run[-1].end)
            run = []
        if piece is not None:
            yield piece
