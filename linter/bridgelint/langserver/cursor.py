"""What the author is writing at a place, in text that need not be valid yet."""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.base.records import Record

_TOKEN: Final = re.compile(
    rb"""
    (?P<comment>\#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<heredoc><<-?(?P<mark>[A-Za-z_][\w-]*)[^\n]*\n.*?(?:^[ \t]*(?P=mark)[ \t]*$|\Z))
  | (?P<string>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*(?:"|$))
  | (?P<open>[\[{(])
  | (?P<close>[\]})])
  | (?P<line>\n)
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_HEADER: Final = re.compile(rb'^\s*([A-Za-z_][\w-]*)((?:\s+(?:"[^"\n]*"|[\w-]+))*)\s*$')
_LABEL: Final = re.compile(r'"([^"\n]*)"|([\w-]+)')
_ARGUMENT: Final = re.compile(rb"^\s*([A-Za-z_][\w-]*)\s*=(?!=)")
_FIRST_WORD: Final = re.compile(rb"\s*([A-Za-z_][\w-]*)\s*(?:=|\"|$)")
_WORD: Final = re.compile(r"[\w.\-\[\]\"]*$")
_NAME: Final = re.compile(r"[\w-]*$")

Where = Literal["code", "string", "comment", "text"]
"""`text`: in a heredoc."""

_WHERE: Final[dict[str | None, Where]] = {
    "comment": "comment",
    "heredoc": "text",
    "string": "string",
}


class Cursor(Record):
    """What is around a byte offset, found without parsing."""

    where: Where
    blocks: tuple[tuple[str, ...], ...]
    """The type and the labels of each open block, outermost first."""

    argument: str
    """The name of the argument whose value is being written; empty where a name is."""

    in_list: bool
    """Whether the innermost bracket in the value is `[`."""

    line: str
    """The line up to the place, or of a string or comment what it contains up to the place."""

    used: frozenset[str]
    """The words that the innermost block, or the list, already contains."""

    @property
    def word(self) -> str:
        """The reference or name that ends at the place."""
        return self._end(_WORD)

    @property
    def name(self) -> str:
        """The last part of `word`."""
        return self._end(_NAME)

    def _end(self, pattern: re.Pattern[str]) -> str:
        found = pattern.search(self.line)
        return found[0] if found else ""

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the blocks, outermost first; `dynamic` with its label as `dynamic NAME`."""
        return tuple(
            " ".join(each[:2]) if each[0] == "dynamic" else each[0] for each in self.blocks
        )


def cursor_at(data: bytes, offset: int) -> Cursor:
    """Return what is around a byte offset."""
    where: Where = "code"
    line = data.rfind(b"\n", 0, offset) + 1
    open_brackets = [_Bracket(0, 0)]
    for token in _TOKEN.finditer(data):
        if token.start() >= offset:
            break
        kind = token.lastgroup if token.lastgroup != "mark" else "heredoc"
        if kind in _WHERE and offset <= token.end():
            closed = kind == "string" and len(token[0]) > 1 and token[0].endswith(b'"')
            if not closed or offset < token.end():
                where, line = _WHERE[kind], token.start() + (kind == "string")
                break
        _read(token, open_brackets)
    innermost = open_brackets[-1]
    depth = max(number for number, each in enumerate(open_brackets) if each.block or not number)
    body, *values = open_brackets[depth:]
    first = data.rfind(b"\n", 0, values[0].start if values else offset) + 1
    argument = _ARGUMENT.match(data[max(first, body.start) : offset])
    in_list = data[innermost.start - 1 : innermost.start] == b"["
    return Cursor(
        where=where,
        blocks=tuple(each.block for each in open_brackets if each.block),
        argument=argument[1].decode() if argument else "",
        in_list=in_list,
        line=data[line:offset].decode("utf-8", "replace"),
        used=_used(data, (innermost if in_list else body).start, in_list=in_list),
    )


class _Bracket(Record, frozen=False):
    """An open bracket, or the file."""

    start: int
    """The byte offset after it."""

    line: int
    """The start of the line in it that is being read, after the lines that inner ones contain."""

    block: tuple[str, ...] = ()
    """The type and the labels, if it opens a block."""


def _read(token: re.Match[bytes], open_brackets: list[_Bracket]) -> None:
    kind = token.lastgroup
    if kind == "line":
        open_brackets[-1].line = token.end()
    elif kind == "open":
        header = token.string[open_brackets[-1].line : token.start()] if token[0] == b"{" else b""
        open_brackets.append(_Bracket(token.end(), token.end(), _block(header)))
    elif kind == "close" and len(open_brackets) > 1:
        open_brackets.pop()


def _block(header: bytes) -> tuple[str, ...]:
    """Return the type and the labels of a block; empty if the brace opens an object."""
    found = _HEADER.match(header)
    if found is None:
        return ()
    type_, labels = (each.decode("utf-8", "replace") for each in found.groups())
    return (type_, *(quoted or bare for quoted, bare in _LABEL.findall(labels)))


def _used(data: bytes, start: int, *, in_list: bool) -> frozenset[str]:
    """Return the words of a list, or the names of the arguments and blocks of a block."""
    open_brackets, end = [_Bracket(start, start)], len(data)
    lines: list[bytes] = []
    for token in _TOKEN.finditer(data, start):
        if len(open_brackets) == 1 and token.lastgroup == "close":
            end = token.start()
            break
        if len(open_brackets) == 1 and token.lastgroup in {"open", "line"}:
            lines.append(data[open_brackets[0].line : token.start()])
        _read(token, open_brackets)
    if in_list:
        return frozenset(re.findall(r"[\w.\-]+", data[start:end].decode("utf-8", "replace")))
    return frozenset(name[1].decode() for name in map(_FIRST_WORD.match, lines) if name)
