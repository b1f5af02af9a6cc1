"""Messages for syntax errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from bridgelint.base.records import Record
from bridgelint.hcl.lalr import Unexpected
from bridgelint.hcl.lower import Run
from bridgelint.hcl.tokens import (
    BAD_ENCODING,
    END,
    LINE_BREAK,
    OPEN_COMMENT,
    UNKNOWN,
    SourceText,
    Token,
    is_token,
)
from bridgelint.hcl.tree import Attribute, Block, SyntaxProblem

OPENERS: Final = {
    "LBRACE": "{",
    "LSQB": "[",
    "LPAR": "(",
    "DBLQUOTE": '"',
    "HEREDOC_OPEN": "<<",
    "INTERP_START": "${",
    "DIRECTIVE_START": "%{",
}
_CLOSERS: Final = frozenset({"RBRACE", "RSQB", "RPAR", "HEREDOC_CLOSE", "INTERP_END"})


class Spot(Record):
    """The place of a syntax error: what is open there and what has been read."""

    start: str
    """The rule for the whole text."""

    token: Token
    expected: frozenset[str]
    blocks: Sequence[Token]
    """The `{` of the enclosing blocks, innermost last."""

    item: Sequence[object]
    """The symbols of the argument or block that is being read; empty between two of them."""

    opener: Token | None
    """The innermost open bracket inside the item."""

    since: Sequence[object]
    """The symbols after the opener, or all of the item."""

    @property
    def before(self) -> str:
        """The kind of the last token that was read; empty if it is a whole node."""
        last = self.since[-1] if self.since else self.opener
        return last.kind if isinstance(last, Token) else ""

    @property
    def argument(self) -> tuple[Token, Token] | None:
        """The name and the `=` of the argument whose value is being read, or `None`."""
        if len(self.item) < 2:
            return None
        name, equals = self.item[0], self.item[1]
        return (name, equals) if is_token(name) and is_token(equals, "EQ") else None


def spot(error: Unexpected) -> Spot:
    """Find the place of an error among the symbols that the parser has read."""
    values = error.values
    begin = 0
    blocks: list[Token] = []
    for index in range(len(values) - 1):
        brace = values[index]
        if is_token(brace, "LBRACE") and is_token(values[index + 1], "NEWLINE"):
            begin = index + 2
            blocks.append(brace)
    item = list(values[begin:])
    if item and isinstance(item[0], Run):
        del item[0]
    if len(item) == 2 and isinstance(item[0], (Attribute, Block)) and is_token(item[1], "NEWLINE"):
        item = []
    opened: list[tuple[Token, int]] = []
    for index, symbol in enumerate(item):
        if not isinstance(symbol, Token):
            continue
        in_string = bool(opened) and opened[-1][0].kind == "DBLQUOTE"
        if opened and (symbol.kind in _CLOSERS or (in_string and symbol.kind == "DBLQUOTE")):
            opened.pop()
        elif symbol.kind in OPENERS:
            opened.append((symbol, index))
    opener, at = opened[-1] if opened else (None, -1)
    since = item[at + 1 :]
    return Spot(error.start, error.token, error.expected, blocks, item, opener, since)


def explain(text: SourceText, place: Spot) -> SyntaxProblem:
    token = place.token
    if token.kind in (UNKNOWN, BAD_ENCODING):
        return _bad_character(text, token)
    if token.kind == OPEN_COMMENT:
        span = text.span(token.start, token.end)
        return SyntaxProblem("this comment is not closed", span, "add the missing `*/`")
    opener = place.opener
    if token.kind == END and place.blocks and not place.item:
        opener = place.blocks[-1]
    in_interpolation = token.kind == "DBLQUOTE" and is_token(opener, "INTERP_START")
    if opener is not None and (token.kind in (LINE_BREAK, END) or in_interpolation):
        return unclosed(text, opener, token.start)
    message, help_text = _said(text, place)
    if message.startswith("expected "):
        found = _FOUND.get(token.kind) or f"`{text.word(token.start, token.end)}`"
        message = f"{message}, found {found}"
    end = token.end if token.kind == "NEWLINE" else _end_of_text(text, token)
    return SyntaxProblem(message, text.span(token.start, end), help_text)


def unclosed(text: SourceText, opener: Token, end: int) -> SyntaxProblem:
    """Return the problem of something that is not closed before `end`."""
    if opener.kind == "DBLQUOTE":
        line_end = text.data.find(b"\n", opener.start, end)
        stop = end if line_end < 0 else line_end
        shown = len(text.data[opener.start : stop].rstrip())
        return SyntaxProblem(
            "unterminated string",
            text.span(opener.start, opener.start + shown),
            'close it with `"` on the same line; use a heredoc (`<<EOT`) for several lines',
        )
    if opener.kind == "HEREDOC_OPEN":
        return _unclosed_heredoc(text, opener, end)
    sign = OPENERS[opener.kind]
    closing = {"[": "]", "(": ")"}.get(sign, "}")
    span = text.span(opener.start, opener.start + len(sign))
    return SyntaxProblem(f"`{sign}` is not closed", span, f"add the missing `{closing}`")


def heredoc_marker(text: SourceText, opener: Token) -> str:
    """Return `EOT` of `<<EOT` or `<<-EOT`."""
    return text.word(opener.start, opener.end).strip().lstrip("<-")


def _unclosed_heredoc(text: SourceText, opener: Token, end: int) -> SyntaxProblem:
    marker = heredoc_marker(text, opener)
    span = text.span(opener.start, _end_of_text(text, opener))
    last_line = text.data[text.data.rfind(b"\n", opener.start, end) + 1 : end]
    if last_line.decode("utf-8", "replace").strip() == marker:
        return SyntaxProblem(
            f"missing newline after `{marker}`, which closes this heredoc",
            span,
            "end the file with a newline",
        )
    return SyntaxProblem(
        f"this heredoc is not closed with `{marker}`",
        span,
        f"close it with a line that only contains `{marker}`",
    )


def _end_of_text(text: SourceText, token: Token) -> int:
    """Return the end of a token without trailing white space: `<<EOT` includes its newline."""
    return token.start + len(text.data[token.start : token.end].rstrip())


_QUOTES: Final = "use double quotes around a string"
_INSTEAD: Final = {
    "'": _QUOTES,
    "`": _QUOTES,
    "\u2018": _QUOTES,
    "\u2019": _QUOTES,
    "\u201c": _QUOTES,
    "\u201d": _QUOTES,
    ";": "start a new line",
    "&": "use `&&` for a logical and",
    "|": "use `||` for a logical or",
    "~": "use `!` for a logical not",
    "$": "remove `${` and `}` around the expression",
}


def _bad_character(text: SourceText, token: Token) -> SyntaxProblem:
    span = text.span(token.start, token.end)
    if token.kind == BAD_ENCODING:
        return SyntaxProblem(
            f"invalid UTF-8: byte 0x{text.data[token.start]:02x}", span, "save the file as UTF-8"
        )
    character = text.word(token.start, token.end)
    if unicodedata.category(character)[0] in "CZM":
        name = unicodedata.name(character, "a control character").lower()
        return SyntaxProblem(f"U+{ord(character):04X} ({name}) is not valid here", span)
    shown = "a backquote" if character == "`" else f"`{character}`"
    return SyntaxProblem(f"{shown} is not valid here", span, _INSTEAD.get(character, ""))


_BEHIND_FUNCTION_NAME: Final = frozenset({"COLONS", "LPAR"})
_FOUND: Final = {
    END: "the end",
    "NEWLINE": "the end of the line",
    "DBLQUOTE": "a string",
    "HEREDOC_OPEN": "a heredoc",
}


def _said(text: SourceText, place: Spot) -> tuple[str, str]:
    """Return the message and the help. One that starts with "expected" lacks what was found."""
    kind = place.token.kind
    if place.before == "DOT":
        return _behind_dot(text, place.token)
    if place.expected == _BEHIND_FUNCTION_NAME:
        return "expected `(` after the function name", ""
    if place.before == "COLONS":
        return "expected a function name after `::`", ""
    if "NOT" in place.expected:  # which only starts expressions
        help_text = "put an expression that continues on the next line in parentheses"
        return "expected an expression", help_text if kind == "NEWLINE" else ""
    if any(is_token(symbol, "FOR") for symbol in place.since):
        return _in_for(place), ""
    marks = [each.kind for each in place.since if is_token(each, "QMARK", "COLON")]
    if marks.count("QMARK") > marks.count("COLON"):
        return "expected `:` and the value for `false`", ""
    return _in_body(place) if place.opener is None else _inside(place, place.opener)


def _behind_dot(text: SourceText, token: Token) -> tuple[str, str]:
    if token.kind == "FLOAT_LITERAL":
        first, _, second = text.word(token.start, token.end).partition(".")
        return "consecutive legacy indexes", f"use `[{first}][{second}]`"
    if token.kind == "ATTR_SPLAT":
        return "a splat cannot follow a `.*` splat", "use `[*]` for the first one"
    return "expected a name after `.`", ""


def _in_for(place: Spot) -> str:
    if place.before in ("FOR", "COMMA"):
        return "expected a name in this `for`"
    if "IN" in place.expected and "DOT" not in place.expected:
        return "expected `in` in this `for`"
    if is_token(place.opener, "DIRECTIVE_START"):
        return "expected `}` at the end of this `for` directive"
    return "expected `:` after the collection of this `for`"


def _inside(place: Spot, opener: Token) -> tuple[str, str]:
    at = next(index for index, each in enumerate(place.item) if each is opener)
    before = place.item[at - 1] if at else None
    first = place.since[0] if place.since else None
    in_for = isinstance(first, Run) and is_token(first[0], "FOR")
    match opener.kind:
        case "LPAR":
            is_call = is_token(before, "NAME", "IF", "IN")
            return "expected `,` or `)`" if is_call else "expected `)`", ""
        case "LSQB" if in_for:
            return "expected `if` or `]` after the value of this `for`", ""
        case "LSQB" if before is not None and not isinstance(before, (Token, Run)):
            return "expected `]`", ""
        case "LSQB":
            return "expected `,` or `]`", ""
        case "LBRACE" if _is_header(place.item[:at]):
            return _in_one_line_block(place.token)
        case "LBRACE":
            return _in_object(place, in_for=in_for), ""
        case "INTERP_START":
            help_text = "use `$${` for a literal `${`"
            return "expected `}` at the end of this interpolation", help_text
        case "DIRECTIVE_START" if place.before == "DIRECTIVE_START":
            return "expected `if`, `else`, `endif`, `for` or `endfor`", ""
        case "DIRECTIVE_START":
            return "expected `}` at the end of this directive", ""
        case _:
            return "expected the end of the string", ""


def _is_header(item: Sequence[object]) -> bool:
    """Return whether a `{` after these symbols starts a block on one line."""
    return not any(is_token(each, "EQ", "COLON", "LPAR", "LSQB") for each in item)


def _in_one_line_block(token: Token) -> tuple[str, str]:
    help_text = "write each argument and each block on its own line"
    if token.kind == "NEWLINE":
        return "a one-line block must end on the same line", help_text
    return "a one-line block can contain only one argument and no block", help_text


def _in_object(place: Spot, *, in_for: bool) -> str:
    if in_for and len(place.since) > 2:
        return "expected `if` or `}` after the value of this `for`"
    if in_for:
        return "expected `=>` after the key of this `for`"
    if any(is_token(symbol, "EQ", "COLON") for symbol in place.since[-2:]):
        return "expected `,` or a new line before the next element"
    if place.before in ("LBRACE", "COMMA", "NEWLINE"):
        return "expected a key"
    return "expected `=` after this key"


def _in_body(place: Spot) -> tuple[str, str]:
    item, kind = place.item, place.token.kind
    if place.start != "start":
        return f"expected the end of the {place.start}", ""
    if not item and kind == "DBLQUOTE":
        return "an argument name cannot be quoted", "remove the quotes"
    if not item and kind == "RBRACE":
        return "unexpected `}`", "remove it, or add the missing `{`"
    if not item:
        return "expected an argument or a block", ""
    if place.argument or isinstance(item[0], Attribute):
        if kind == "COMMA":
            return "arguments cannot be separated by commas", "start a new line"
        return "expected a new line after the argument", ""
    if isinstance(item[0], Block) or is_token(item[-1], "RBRACE"):
        return "expected a new line after the block", ""
    if len(item) == 1:
        return "expected `=` of an argument or `{` of a block", ""
    if kind == "EQ":
        return "a block cannot have a `=`", "remove it, or write an argument: `NAME = VALUE`"
    help_text = "an argument has a `=` after its name" if kind == "NEWLINE" else ""
    return "expected a label or `{` on the line of the block's name", help_text
