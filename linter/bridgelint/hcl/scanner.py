"""Bytes to tokens, by HashiCorp's scanner and the newline rules of its parser.

The tokens have the names of python-hcl2's terminals. Comments and insignificant newlines are
dropped here; strings, heredocs and template files are split into their parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bridgelint.base.source import BOM
from bridgelint.hcl.identifiers import identifier_length
from bridgelint.hcl.tokens import (
    BAD_ENCODING,
    END,
    LINE_BREAK,
    NAME_PATTERN,
    OPEN_COMMENT,
    SPACE,
    UNKNOWN,
    Repair,
    Token,
)

BODY: Final = "body"
"""Arguments and blocks, one per line."""
EXPRESSION: Final = "expression"
"""One expression, which can span several lines."""
TEMPLATE: Final = "template"
"""Text with interpolations and directives."""

_BLOCK: Final = "block"
_OBJECT: Final = "object"
_FOR_OBJECT: Final = "for object"
_BRACKET: Final = "bracket"
_PARENTHESIS: Final = "parenthesis"
_SEQUENCE: Final = "sequence"
_QUOTED: Final = "quoted"
_HEREDOC: Final = "heredoc"

_BRACES: Final = frozenset({_BLOCK, _OBJECT, _FOR_OBJECT, _SEQUENCE})
_SENSITIVE: Final = frozenset({BODY, _BLOCK, _OBJECT})
"""Where a newline is significant."""

_OPERANDS: Final = frozenset(
    {
        "NAME",
        "INT_LITERAL",
        "FLOAT_LITERAL",
        "RPAR",
        "RSQB",
        "RBRACE",
        "DBLQUOTE",
        "HEREDOC_CLOSE",
        "FULL_SPLAT_START",
        "ATTR_SPLAT",
    }
)
"""The tokens after which a `[` is an index and not a tuple."""

_MAIN: Final = re.compile(
    rb"[ \t]*+(?:"
    rb"(?P<NAME>" + NAME_PATTERN + rb")"
    rb"|(?P<SIGN>==|!=|<=|>=|&&|\|\||::|\.\.\.|=>|[.,*%+\-=>!?:()\]\[{}]|/(?![/*])|<(?!<))"
    rb"|(?P<NEWLINE>\r?\n)"
    rb'|(?P<DBLQUOTE>")'
    rb"|(?P<NUMBER>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)"
    rb")"
)
# Compiled for the first of them: compiling these patterns takes longer than reading a small file.
_RARE: Final = (
    rb"[ \t]*+(?:"
    rb"(?P<COMMENT>\#[^\n]*+|//[^\n]*+)"
    rb"|(?P<SLASH>/)"
    rb"|(?P<HEREDOC_OPEN><<-?(?P<MARKER>" + NAME_PATTERN + rb")\r?\n)"
    rb"|(?P<LT><)"
    rb"|(?P<INTERP_END>~\})"
    rb"|(?P<UNKNOWN>[\x00-\x7f])"
    rb")"
)
_SIGNS: Final = {
    b"==": "DOUBLE_EQ",
    b"!=": "NEQ",
    b"<=": "LEQ",
    b">=": "GEQ",
    b"<": "LT",
    b">": "GT",
    b"&&": "DOUBLE_AMP",
    b"||": "DOUBLE_PIPE",
    b"::": "COLONS",
    b"...": "ELLIPSIS",
    b"=>": "FOR_OBJECT_ARROW",
    b".": "DOT",
    b",": "COMMA",
    b"*": "ASTERISK",
    b"/": "SLASH",
    b"%": "PERCENT",
    b"+": "PLUS",
    b"-": "MINUS",
    b"=": "EQ",
    b"!": "NOT",
    b"?": "QMARK",
    b":": "COLON",
    b"(": "LPAR",
    b")": "RPAR",
    b"[": "LSQB",
    b"]": "RSQB",
    b"{": "LBRACE",
    b"}": "RBRACE",
}
_BLANKS: Final = re.compile(rb"[ \t]*+")
_BLANK_LINES: Final = re.compile(rb"[ \t\n]*+(?:(?:\r\n|(?:\#|//)[^\n]*+\n)[ \t\n]*+)*")

# A possessive quantifier repeats one character, never a group: see `workspace/lexical_patterns.py`.
_QUOTED_TEXT: Final = re.compile(
    rb'[^"\\$%\r\n]*+(?:(?:\\[^\r\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))[^"\\$%\r\n]*+)*'
)
# If one character, including CR, is between a `$` or `%` and the end of the line, HashiCorp's
# scanner treats the two as separate tokens. This affects what `~` strips.
# Compiled for the first template.
_LINE_TEXT: Final = (
    rb"[^$%\r\n]*+(?:(?:\$\$\{|%%\{|[$%](?!\{|[^{\x80-\xff][\r\n]))[^$%\r\n]*+)*"
    rb"(?:[$%][^{](?=[\r\n])|(?P<EOL>\r?\n))?"
)
_WELL_FORMED: Final = (
    rb"[\x00-\x7f]*+(?:(?:[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
    rb"|[\xf0-\xf7][\x80-\xbf]{3})[\x00-\x7f]*+)*"
)
"""What HashiCorp's scanner accepts as UTF-8: the byte structure, regardless of the code point."""

_SEQUENCE_OPEN: Final = rb"[$%]\{~?"
_KEYWORDS: Final = {b"if": "IF", b"in": "IN"}
_DIRECTIVES: Final = {
    b"else": "ELSE",
    b"endfor": "ENDFOR",
    b"endif": "ENDIF",
    b"for": "FOR",
    b"if": "IF",
}


def scan(
    data: bytes, start: int, end: int, mode: str, repairs: Sequence[Repair] = ()
) -> Iterator[Token]:
    """Return the tokens of a byte range, ending with `$END`; `repairs` are in text order."""
    scanner = Scanner(data, start, end, mode)
    return scanner.repaired(repairs) if repairs else scanner.tokens()


class Scanner:
    """Scans the text; `frames` contains what is open at the current position."""

    def __init__(self, data: bytes, start: int, end: int, mode: str) -> None:
        self.data = data
        has_mark = start == 0 and data.startswith(BOM)
        self.position: int = len(BOM) if has_mark else start
        self.end = end
        self.frames = [mode]
        self.markers: list[bytes] = []
        self.value = False
        """Whether it is after the `=` of an argument, where a `{` starts an object, not a block."""
        self.last_comment = end
        """Whether no later comment that starts with `/*` is closed."""
        self.last = ""
        self.before_last = ""
        self.line_start = True
        """Whether it is at the start of a heredoc line, where the closing marker may be."""

    def tokens(self) -> Iterator[Token]:
        while self.position < self.end:
            token = self._next(self.frames[-1])
            if token is not None:
                self._passed(token)
                yield token
        if self.stands_in_body and self.last not in ("", "NEWLINE"):
            yield Token("NEWLINE", self.end, self.end)
        yield Token(END, self.end, self.end)

    def repaired(self, repairs: Sequence[Repair]) -> Iterator[Token]:
        """Yield the tokens with the repairs applied."""
        for repair in repairs:
            yield from self._until(repair.at)
            for token in repair.tokens:
                if token.kind == "RBRACE":
                    self._close_brace()
                self._passed(token)
                yield token
            self.value = False
            self.position = max(self.position, repair.resume)
        yield from self.tokens()

    def _until(self, at: int) -> Iterator[Token]:
        """Yield the tokens that start before a position."""
        while self.position < self.end:
            before = {**vars(self), "frames": [*self.frames], "markers": [*self.markers]}
            token = self._next(self.frames[-1])
            if token is None:
                continue
            if token.start >= at:
                vars(self).update(before)
                return
            self._passed(token)
            yield token

    @property
    def stands_in_body(self) -> bool:
        """Return whether an argument or a block can start in the innermost open construct."""
        return self.frames[-1] in (BODY, _BLOCK)

    def _passed(self, token: Token) -> None:
        self.before_last = self.last
        self.last = token.kind

    def _next(self, frame: str) -> Token | None:
        if frame == _QUOTED:
            return self._quoted()
        if frame in (_HEREDOC, TEMPLATE):
            return self._line(frame)
        return self._main(frame)

    def _main(self, frame: str) -> Token | None:
        match = _MAIN.match(self.data, self.position, self.end)
        match = match or re.compile(_RARE).match(self.data, self.position, self.end)
        if match is None:
            self.position = self.end  # after white space at the end
            return None
        kind = match.lastgroup or ""
        start, stop = match.span(kind)
        self.position = stop
        if kind == "NAME":
            return self._name(start, stop)
        if kind == "SIGN":
            return self._sign(frame, start, stop)
        if kind in ("NEWLINE", "COMMENT"):
            return self._newline(frame, start, stop) if kind == "NEWLINE" else None
        if kind == "SLASH":
            return self._block_comment(start)
        if kind == "HEREDOC_OPEN":
            return self._open_heredoc(start, stop, match["MARKER"])
        if kind == "DBLQUOTE":
            self.frames.append(_QUOTED)
        elif kind == "INTERP_END":
            self._close_brace()
        elif kind == "NUMBER":
            kind = "FLOAT_LITERAL" if b"." in match[kind] else "INT_LITERAL"
        return Token(kind, start, stop)

    def _name(self, start: int, stop: int) -> Token:
        text = self.data[start:stop]
        if not text.isascii():
            return self._unicode_name(text, start)
        if self.last == "DIRECTIVE_START":
            return Token(_DIRECTIVES.get(text, "NAME"), start, stop)
        if text == b"for" and self._begins_for():
            if self.frames[-1] == _OBJECT:
                self.frames[-1] = _FOR_OBJECT
            return Token("FOR", start, stop)
        return Token(_KEYWORDS.get(text, "NAME"), start, stop)

    def _unicode_name(self, text: bytes, start: int) -> Token:
        length = identifier_length(text)
        kind = "NAME"
        if length == 0:
            first = text.decode("utf-8", "surrogateescape")[0]
            kind = BAD_ENCODING if "\udc80" <= first <= "\udcff" else UNKNOWN
            length = len(first.encode("utf-8", "surrogateescape"))
        self.position = start + length
        return Token(kind, start, self.position)

    def _begins_for(self) -> bool:
        if self.last == "LBRACE":
            return self.frames[-1] == _OBJECT
        return self.last == "LSQB" and self.before_last not in _OPERANDS

    def _sign(self, frame: str, start: int, stop: int) -> Token:
        kind = _SIGNS[self.data[start:stop]]
        if kind == "EQ":
            self.value = self.value or frame in (BODY, _BLOCK)
        elif kind == "LBRACE":
            opens_block = frame in (BODY, _BLOCK) and not self.value
            self.frames.append(_BLOCK if opens_block else _OBJECT)
        elif kind == "RBRACE":
            return Token(self._close_brace(), start, stop)
        elif kind == "LPAR":
            self.frames.append(_PARENTHESIS)
        elif (kind == "RPAR" and frame == _PARENTHESIS) or (kind == "RSQB" and frame == _BRACKET):
            self.frames.pop()
        elif kind == "LSQB":
            return self._open_bracket(frame, start, stop)
        elif kind == "ASTERISK" and self.last == "DOT":
            kind = "ATTR_SPLAT"
        return Token(kind, start, stop)

    def _open_bracket(self, frame: str, start: int, stop: int) -> Token:
        star = self._skip(stop, frame)
        if self.data.startswith(b"*", star, self.end):
            closing = self._skip(star + 1, frame)
            if self.data.startswith(b"]", closing, self.end):
                self.position = closing + 1
                return Token("FULL_SPLAT_START", start, self.position)
        self.frames.append(_BRACKET)
        return Token("LSQB", start, stop)

    def _close_brace(self) -> str:
        """Close the innermost brace, even if brackets inside it are open."""
        depth = len(self.frames) - 1
        while depth > 0 and self.frames[depth] not in _BRACES:
            depth -= 1
        if depth == 0:
            return "RBRACE"
        frame = self.frames[depth]
        del self.frames[depth:]
        if frame == _BLOCK:
            self.value = False
        return "INTERP_END" if frame == _SEQUENCE else "RBRACE"

    def _newline(self, frame: str, start: int, stop: int) -> Token | None:
        if frame in (BODY, _BLOCK):
            self.value = False
            return None if self.last in ("", "NEWLINE") else Token("NEWLINE", start, stop)
        if frame == _OBJECT and self.last not in ("NEWLINE", "COMMA", "LBRACE"):
            return Token("NEWLINE", start, stop)
        return None

    def _block_comment(self, start: int) -> Token | None:
        end = self._comment_end(start)
        if end:
            self.position = end
            return None
        if self.data.startswith(b"/*", start, self.end):
            self.position = start + 2
            return Token(OPEN_COMMENT, start, start + 2)
        return Token("SLASH", start, start + 1)

    def _comment_end(self, start: int) -> int:
        """Return the end of the comment that starts with `/*` here; 0 if there is none."""
        if start >= self.last_comment or not self.data.startswith(b"/*", start, self.end):
            return 0
        close = self.data.find(b"*/", start + 2, self.end)
        if close >= 0:
            return close + 2
        self.last_comment = start  # no comment that starts later is closed either
        return 0

    def _skip(self, position: int, frame: str) -> int:
        """Return the position after white space, comments, and insignificant newlines."""
        blanks = _BLANKS if frame in _SENSITIVE else _BLANK_LINES
        while True:
            match = blanks.match(self.data, position, self.end)
            position = match.end() if match else position
            end = self._comment_end(position)
            if not end:
                return position
            position = end

    def _open_heredoc(self, start: int, stop: int, marker: bytes) -> Token:
        if not marker.isascii() and identifier_length(marker) < len(marker):
            self.position = start + 1
            return Token("LT", start, self.position)
        self.markers.append(marker)
        self.frames.append(_HEREDOC)
        self.line_start = True
        return Token("HEREDOC_OPEN", start, stop)

    def _quoted(self) -> Token:
        start = self.position
        match = _QUOTED_TEXT.match(self.data, start, self.end)
        stop = self._well_formed(start, match.end()) if match else start
        if stop > start:
            self.position = stop
            return Token("STRING_CHARS", start, stop)
        if self.data.startswith(b'"', start):
            self.position += 1
            self.frames.pop()
            return Token("DBLQUOTE", start, self.position)
        return self._sequence() or self._broken_text()

    def _well_formed(self, start: int, stop: int) -> int:
        """Return the end of a byte range, or of the valid UTF-8 at its start."""
        text = self.data[start:stop]
        if not text.isascii():
            try:
                text.decode()
            except UnicodeDecodeError:
                match = re.compile(_WELL_FORMED).match(self.data, start, stop)
                return match.end() if match else start
        return stop

    def _line(self, frame: str) -> Token | None:
        start = self.position
        match = re.compile(_LINE_TEXT).match(self.data, start, self.end)
        stop = self._well_formed(start, match.end()) if match else start
        complete = match is not None and match["EOL"] is not None and stop == match.end()
        if frame == TEMPLATE and not complete and self._stands_before_lone_cr(stop):
            stop = self.end  # HashiCorp's scanner treats text after a lone CR as plain text
        if match is None or stop == start:
            self.line_start = False
            return self._sequence() or self._broken_text()
        self.position = stop
        if frame == _HEREDOC and complete and self.line_start:
            text = self.data[start:stop]
            if text.decode("utf-8", "replace").strip(SPACE).encode() == self.markers[-1]:
                self.position = match.start("EOL")
                self.markers.pop()
                self.frames.pop()
                return Token("HEREDOC_CLOSE", start, self.position)
        self.line_start = complete
        return Token("STRING_CHARS", start, stop)

    def _stands_before_lone_cr(self, at: int) -> bool:
        return self.data.startswith(b"\r", at, self.end) and self.data[at + 1 : at + 2] != b"\n"

    def _sequence(self) -> Token | None:
        match = re.compile(_SEQUENCE_OPEN).match(self.data, self.position, self.end)
        if match is None:
            return None
        self.position = match.end()
        self.frames.append(_SEQUENCE)
        self.line_start = False
        kind = "INTERP_START" if match[0].startswith(b"$") else "DIRECTIVE_START"
        return Token(kind, match.start(), match.end())

    def _broken_text(self) -> Token:
        start = self.position
        self.position = start + 1
        if self.data[start : start + 1] not in (b"\r", b"\n"):
            return Token(BAD_ENCODING if self.data[start] >= 0x80 else UNKNOWN, start, start + 1)
        if self.frames[-1] == _QUOTED:
            self.position = start
            self._leave_line()
        return Token(LINE_BREAK, start, start)

    def _leave_line(self) -> None:
        """End an unterminated string, and the string that contains it, at the end of the line."""
        depth = len(self.frames) - 1
        while depth > 0 and self.frames[depth - 1] in (_SEQUENCE, _QUOTED):
            depth -= 1
        del self.frames[depth:]
