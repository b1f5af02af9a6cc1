"""What the author is writing at a place, in text that need not be valid yet."""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.base.records import dataclass

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
_WORD: Final = re.compile(r"[\w.\-\[\]\"]*$")
_NAME: Final = re.compile(r"[\w-]*$")


Where = Literal["code", "string", "comment", "text"]
"""`text`: in a heredoc."""

_WHERE: Final[dict[str | None, Where]] = {
    "comment": "comment",
    "heredoc": "text",
    "string": "string",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A block that is open at the place."""

    type: str
    labels: tuple[str, ...]
    start: int
    """The byte offset after its brace."""

    @property
    def words(self) -> tuple[str, ...]:
        """The type and the labels."""
        return (self.type, *self.labels)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is around a byte offset, found without parsing."""

    where: Where
    blocks: tuple[Opened, ...]
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
            f"dynamic {each.labels[0]}" if each.type == "dynamic" and each.labels else each.type
            for each in self.blocks
        )


def cursor_at(data: bytes, offset: int) -> Cursor:
    """Return what is around a byte offset."""
    brackets: list[tuple[int, Opened | None]] = []
    line_start = 0
    where: Where = "code"
    inner = None
    for token in _TOKEN.finditer(data):
        if token.start() >= offset:
            break
        kind = token.lastgroup if token.lastgroup != "mark" else "heredoc"
        if kind in {"comment", "heredoc", "string"} and offset <= token.end():
            closed = kind == "string" and offset == token.end() and token[0].endswith(b'"')
            if not (closed and len(token[0]) > 1):
                where = _WHERE[kind]
                inner = token.start() + (kind == "string")
                break
        if kind in {"line", "heredoc"}:
            line_start = token.end()
        elif kind == "open":
            header = data[line_start : token.start()]
            brackets.append(
                (token.end(), _opened(header, token.end()) if token[0] == b"{" else None)
            )
        elif kind == "close" and brackets:
            brackets.pop()
    return _cursor(data, offset, where, inner, brackets)


def _cursor(
    data: bytes,
    offset: int,
    where: Where,
    inner: int | None,
    brackets: list[tuple[int, Opened | None]],
) -> Cursor:
    """`inner` is where the string or comment around the place starts."""
    blocks = tuple(opened for _, opened in brackets if opened is not None)
    body = blocks[-1].start if blocks else 0
    first = next((start for start, opened in brackets if opened is None and start > body), offset)
    argument = _ARGUMENT.match(data[max(data.rfind(b"\n", 0, first) + 1, body) : offset])
    innermost = brackets[-1][0] if brackets else 0
    in_list = data[innermost - 1 : innermost] == b"["
    line = data[data.rfind(b"\n", 0, offset) + 1 if inner is None else inner : offset]
    return Cursor(
        where=where,
        blocks=blocks,
        argument=argument[1].decode() if argument else "",
        in_list=in_list,
        line=line.decode("utf-8", "replace"),
        used=_used(data, innermost if in_list else body, in_list=in_list),
    )


def _opened(header: bytes, start: int) -> Opened | None:
    """Return the block whose header this is, or `None` if the brace opens an object."""
    found = _HEADER.match(header)
    if found is None:
        return None
    labels = tuple(
        quoted or bare for quoted, bare in _LABEL.findall(found[2].decode("utf-8", "replace"))
    )
    return Opened(found[1].decode("utf-8", "replace"), labels, start)


def _used(data: bytes, start: int, *, in_list: bool) -> frozenset[str]:
    """Return the words of a list, or the names of the arguments and blocks of a block."""
    depth, end, line_start = 0, len(data), start
    names: set[str] = set()
    for token in _TOKEN.finditer(data, start):
        if token.lastgroup == "open":
            if depth == 0 and not in_list:
                names |= _first_word(data[line_start : token.start()])
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
            if depth < 0:
                end = token.start()
                break
        elif token.lastgroup == "line" and not in_list:
            if depth == 0:
                names |= _first_word(data[line_start : token.start()])
            line_start = token.end()
    if in_list:
        return frozenset(re.findall(r"[\w.\-]+", data[start:end].decode("utf-8", "replace")))
    return frozenset(names)


def _first_word(line: bytes) -> set[str]:
    found = re.match(rb"\s*([A-Za-z_][\w-]*)\s*(?:=|\"|$)", line)
    return {found[1].decode()} if found else set()
