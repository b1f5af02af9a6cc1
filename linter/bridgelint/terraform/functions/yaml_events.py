"""PyYAML's parser with the scanner of libyaml, on which Terraform's YAML library is built.

They differ in tabs, which libyaml allows between tokens and inside plain scalars, and in what ends
a plain scalar in flow style.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from yaml.events import Event
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken

_BLANKS: Final = " \t"
_BREAKS: Final = "\r\n\x85\u2028\u2029"
_ENDS: Final = "\0" + _BREAKS
_FLOW_INDICATORS: Final = ",?[]{}"


class _Loader(Reader, Scanner, Parser):
    """Text to events."""

    if TYPE_CHECKING:  # PyYAML's stubs leave these open

        def peek(self, index: int = 0) -> str: ...
        def prefix(self, length: int = 1) -> str: ...
        def scan_line_break(self) -> str: ...
        def get_event(self) -> Event: ...

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Tabs are skipped, except where they would indent a key or stand behind an indicator."""
        while True:
            if self.column == 0 and self.peek() == "\ufeff":
                self.forward()
            while self.peek() == " " or (
                self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)
            ):
                self.forward()
            self._skip_comment()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _skip_comment(self) -> None:
        if self.peek() == "#":
            while self.peek() not in _ENDS:
                self.forward()

    def scan_block_scalar_ignored_line(self, start_mark: object) -> None:
        """Spaces, tabs and a comment behind `|` or `>`."""
        while self.peek() in _BLANKS:
            self.forward()
        self._skip_comment()
        if self.peek() not in _ENDS:
            raise ScannerError(
                "while scanning a block scalar",
                None,
                "expected a comment or a line break",
                self.get_mark(),
            )
        self.scan_line_break()

    def scan_plain(self) -> ScalarToken:
        """A scalar without quotes."""
        start = end = self.get_mark()
        indent = self.indent + 1
        parts: list[str] = []
        between = ""
        while not (self._at_document_marker() or self.peek() == "#"):
            word = self._plain_word()
            if word:
                self.allow_simple_key = False
                parts += [between, word]
                between = ""
                end = self.get_mark()
            if self.peek() not in _BLANKS + _BREAKS:
                break
            between = self._white_space(indent)
            if not self.flow_level and self.column < indent:
                break
        return ScalarToken("".join(parts), plain=True, start_mark=start, end_mark=end)

    def _at_document_marker(self) -> bool:
        return (
            self.column == 0
            and self.prefix(3) in {"---", "..."}
            and self.peek(3) in _BLANKS + _ENDS
        )

    def _plain_word(self) -> str:
        length = 0
        while not self._ends_plain(length):
            length += 1
        word = self.prefix(length)
        self.forward(length)
        return word

    def _ends_plain(self, index: int) -> bool:
        letter = self.peek(index)
        return (
            letter in _BLANKS + _ENDS
            or (letter == ":" and self.peek(index + 1) in _BLANKS + _ENDS)
            or (self.flow_level > 0 and letter in _FLOW_INDICATORS)
        )

    def _white_space(self, indent: int) -> str:
        """What stands between two words of a plain scalar, line breaks folded."""
        blanks: list[str] = []
        breaks: list[str] = []
        while self.peek() in _BLANKS + _BREAKS:
            if self.peek() in _BREAKS:
                breaks.append(self.scan_line_break())
                continue
            if breaks and self.column < indent and self.peek() == "\t":
                raise ScannerError(
                    "while scanning a plain scalar",
                    None,
                    "found a tab character that violates indentation",
                    self.get_mark(),
                )
            blanks.append(self.peek())
            self.forward()
        if not breaks:
            return "".join(blanks)
        self.allow_simple_key = True
        if breaks[0] != "\n":
            return "".join(breaks)
        return "".join(breaks[1:]) or " "


def events(text: str) -> Iterator[Event]:
    """The events of a YAML stream; raises `yaml.YAMLError`."""
    loader = _Loader(text)
    while loader.check_event():
        yield loader.get_event()
