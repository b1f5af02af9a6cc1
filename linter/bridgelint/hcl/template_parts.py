"""The parts of a template: strip markers, indentation of `<<-`, nested directives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import dataclass
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

Form = Choice["quoted", "heredoc", "flush"]


@dataclass(slots=True)
class TemplatePiece:
    """Literal text of one line, before strip markers and indentation are applied."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marker:
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
            if (
                data[piece.open.end - 1] == ord("~")
                and flat
                and isinstance(flat[-1], TemplatePiece)
            ):
                flat[-1].text = flat[-1].text.rstrip(SPACE)
            strip_next = data[piece.close.start] == ord("~")
            flat.append(piece)
        return flat

    def _nested(self, flat: Sequence[TemplatePiece | Marker]) -> tuple[TemplatePart, ...]:
        """Nest the directives, iteratively."""
        done: list[TemplatePart] = []
        open_directives: list[_Open] = []
        for piece in flat:
            target = open_directives[-1].target if open_directives else done
            if isinstance(piece, TemplatePiece):
                target.append(TemplateText(piece.text, self.source.span(piece.start, piece.end)))
            elif piece.kind == "interpolation" and piece.expression is not None:
                target.append(Interpolation(piece.expression, self._span(piece, piece)))
            elif piece.kind in ("if", "for"):
                parts: list[TemplatePart] = []
                open_directives.append(_Open(piece, parts, parts, []))
            else:
                self._close(piece, open_directives, done)
        for left in open_directives:
            kind = left.marker.kind
            self.problems.append(
                SyntaxProblem(
                    f"`%{{ {kind} }}` is not closed with `%{{ end{kind} }}`",
                    self._span(left.marker, left.marker),
                    f"close it with `%{{ end{kind} }}`",
                )
            )
        return tuple(done)

    def _close(self, piece: Marker, open_directives: list[_Open], done: list[TemplatePart]) -> None:
        top = open_directives[-1] if open_directives else None
        if top and piece.kind == "else" and top.marker.kind == "if" and top.target is top.first:
            top.target = top.second
            return
        if top is None or piece.kind != "end" + top.marker.kind:
            self.problems.append(self._unexpected(piece, top))
            return
        open_directives.pop()
        target = open_directives[-1].target if open_directives else done
        target.append(self._directive(top, piece))

    def _directive(self, top: _Open, close: Marker) -> TemplatePart:
        marker = top.marker
        span = self._span(marker, close)
        assert marker.expression is not None  # noqa: S101 # `if` and `for` always have one
        if marker.kind == "if":
            return IfDirective(marker.expression, tuple(top.first), tuple(top.second), span)
        key = marker.names[0] if len(marker.names) == 2 else None
        return ForDirective(key, marker.names[-1], marker.expression, tuple(top.first), span)

    def _unexpected(self, piece: Marker, top: _Open | None) -> SyntaxProblem:
        message = f"`%{{ {piece.kind} }}` without a directive that it closes"
        if top is not None:
            message = f"`%{{ {piece.kind} }}` inside `%{{ {top.marker.kind} }}`"
        return SyntaxProblem(message, self._span(piece, piece))

    def _span(self, first: Marker, last: Marker) -> Span:
        return self.source.span(first.open.start, last.close.end)


@dataclass(slots=True)
class _Open:
    marker: Marker
    target: list[TemplatePart]
    first: list[TemplatePart]
    second: list[TemplatePart]


def _remove_indentation(flat: Sequence[TemplatePiece | Marker]) -> None:
    """Remove the white space with which every line of a `<<-` heredoc starts.

    Blank lines are ignored; a line that starts with an interpolation or directive has none.
    """
    firsts = list(_line_starts(flat))
    indented = [
        (piece, len(piece.text) - len(piece.text.lstrip(SPACE)))
        for piece in firsts
        if isinstance(piece, TemplatePiece)
        and (piece.text.lstrip(SPACE) or not piece.text.endswith("\n"))
    ]
    widths = [width for _, width in indented]
    if any(isinstance(piece, Marker) for piece in firsts):
        widths.append(0)
    smallest = min(widths, default=0)
    for piece, _ in indented:
        piece.start += len(piece.text[:smallest].encode())
        piece.text = piece.text[smallest:]


def _line_starts(flat: Sequence[TemplatePiece | Marker]) -> Iterator[TemplatePiece | Marker]:
    begins = True
    for piece in flat:
        if begins:
            yield piece
        begins = isinstance(piece, TemplatePiece) and piece.text.endswith("\n")


def _joined(flat: Sequence[TemplatePiece | Marker]) -> list[TemplatePiece | Marker]:
    joined: list[TemplatePiece | Marker] = []
    run: list[TemplatePiece] = []
    for piece in flat:
        if isinstance(piece, TemplatePiece):
            run.append(piece)
            continue
        joined += _one(run)
        run = []
        joined.append(piece)
    return joined + _one(run)


def _one(run: list[TemplatePiece]) -> list[TemplatePiece]:
    if len(run) < 2:
        return run
    return [TemplatePiece("".join(piece.text for piece in run), run[0].start, run[-1].end)]
