"""Text for a terminal: colours, widths, wrapping; and the two streams that it is written to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final, TextIO

from bridgelint.base.failure import Failure, ReportedError
from bridgelint.base.finding import Severity
from bridgelint.config.config import Output
from bridgelint.lint.report import FAILURE

_WIDTH: Final = 80

_INDENT: Final = 4
"""The columns of a tab, and of the indentation of continued lines."""

NARROW: Final = 70
"""Below this number of columns, a terminal would break words that stay whole."""

_SEPARATORS: Final = ".:/=,["

# These reverse the text around them, so that a reader sees a different value than the actual one
# (CVE-2021-42574).
_BIDIRECTIONAL: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Style:
    """Kinds of text, each with the parameter of its SGR escape sequence: one of the terminal's own
    sixteen colours, so that its theme applies."""

    PLAIN: Final = ""
    STRONG: Final = "1"
    ERROR: Final = "1;31"
    WARNING: Final = "1;33"
    NOTICE: Final = "1;36"
    FRAME: Final = "1;34"
    """Line numbers, arrows, and places other than the one to change."""
    HELP: Final = "1;32"
    ADDED: Final = "32"
    REMOVED: Final = "31"


SEVERITY_STYLE: Final = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.NOTICE: Style.NOTICE,
}


def paint(text: str, style: str, *, colour: bool) -> str:
    """Return the text in its style, or unchanged without colour."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and style and text else text


# -- what may be shown, and how wide it is


def cells(text: str) -> list[str]:
    """Return the display of each character: tabs as spaces, control characters as symbols."""
    if text.isascii() and text.isprintable():
        return list(text)
    shown: list[str] = []
    column = 0
    for character in text:
        cell = " " * (_INDENT - column % _INDENT) if character == "\t" else _picture(character)
        shown.append(cell)
        column += width(cell)
    return shown


def printable(text: str) -> str:
    """Return the text on one line, without control sequences."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(map(_picture, text))


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or character in _BIDIRECTIONAL or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return character


def width(text: str) -> int:
    """Return the number of columns of the text: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # most text is ASCII

    return sum(
        2 if east_asian_width(character) in {"W", "F"} else 1
        for character in text
        if category(character) not in {"Mn", "Me", "Cf"}
    )


def wrap(text: str, columns: int, *, whole: bool = True) -> Iterator[str]:
    """Wrap the text into lines of at most this width.

    A longer word stays whole for copying. Unless `whole`, it continues on the next line after a
    separator.
    """
    pieces = _pieces(printable(text), None if whole else columns)
    line = next(pieces)[1]
    for glue, piece in pieces:
        if line and width(line) + len(glue) + width(piece) > columns:
            yield line
            line = piece
        else:
            line = f"{line}{glue}{piece}"
    yield line


def hanging(line: str, columns: int) -> Iterator[str]:
    """Wrap an indented line; its other lines are indented further."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    first, *rest = wrap(text, columns - len(indent) - _INDENT, whole=False)
    yield f"{indent}{first}"
    yield from (f"{indent}{'':{_INDENT}}{each}" for each in rest)


def _pieces(text: str, columns: int | None) -> Iterator[tuple[str, str]]:
    """Yield what must not be broken, each after what joins it to the previous one."""
    for number, word in enumerate(text.split(" ")):
        glue, rest = " " if number else "", word
        if columns is None or width(word) <= columns:
            yield glue, word
            continue
        while rest:
            end = min(rest.find(each, 1) + 1 or len(rest) for each in _SEPARATORS)
            yield glue, rest[:end]
            glue, rest = "", rest[end:]


# -- standard output and standard error: readers that disappear


class OutputError(ReportedError):
    """Standard output cannot be written: it is full, closed, or its reader has exited."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"cannot write to standard output: {reason}")


def wants_colour(stream: TextIO | None, choice: bool | None) -> bool:  # noqa: FBT001 # of three values
    """Use `choice` (`--color`, `--no-color`), then `NO_COLOR`, `FORCE_COLOR`, then the terminal."""
    if choice is not None:
        return choice
    if os.environ.get("NO_COLOR"):
        return False
    return os.environ.get("FORCE_COLOR", "0") not in {"", "0"} or shows_progress(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal and open."""
    try:
        return stream is not None and stream.isatty()
    except (AttributeError, ValueError):  # what an embedding program put there, or closed
        return False


def shows_progress(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal on which a line can be overwritten."""
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def columns(stream: TextIO | None) -> int:
    """Return the width: of `COLUMNS`, of the terminal, or 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno() if stream else -1).columns or _WIDTH
    except (OSError, ValueError, AttributeError):
        return _WIDTH


def put(text: str, *, raw: bool = False) -> None:
    """Write UTF-8 to standard output in every locale. Raise `OutputError` if that is not possible.

    `raw`: preserve the bytes of file names that are not UTF-8, as a patch requires.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputError("it is closed")
    try:
        _written(stream, text, raw=raw)
    except (OSError, ValueError) as error:
        raise OutputError(getattr(error, "strerror", None) or "it is closed") from None


def deliver(
    outputs: Iterable[Output],
    choice: bool | None,  # noqa: FBT001 # of three values
    show: Callable[[str, int, bool], str],
) -> Iterator[Failure]:
    """Write a document everywhere it is wanted, and yield the places that cannot be written.

    `show` returns the document in a format, so wide, and in colour or not.
    """
    for each in outputs:
        try:
            if each.file is None:
                put(show(each.format, columns(sys.stdout), wants_colour(sys.stdout, choice)))
            else:
                from bridgelint.workspace.files import replace_file  # with a file

                replace_file(each.file, _encoded(show(each.format, _WIDTH, False)))  # noqa: FBT003 # in a file
        except OutputError as error:
            yield error.failure
        except OSError as error:
            yield Failure(f"cannot write `{each.file}`: {error.strerror}")


def write(stream: TextIO | None, text: str) -> None:
    """Write UTF-8 in every locale; a closed pipe is not an error."""
    if stream is not None:  # closed since the start
        try:
            _written(stream, text, raw=False)
        except (OSError, ValueError) as error:
            if not (isinstance(error, BrokenPipeError) or stream is sys.stderr):
                raise


def _written(stream: TextIO, text: str, *, raw: bool) -> None:
    try:
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(text if raw else _encoded(text).decode())
        else:
            stream.flush()
            buffer.write(_encoded(text, raw=raw))
        stream.flush()
    except (OSError, ValueError):
        # The interpreter flushes again at exit and needs a valid file descriptor.
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise


def _encoded(text: str, *, raw: bool = False) -> bytes:
    """Encode as UTF-8, with U+FFFD for every byte of a file name that is not UTF-8, or with `raw`
    with these bytes."""
    try:
        return text.encode("utf-8", "surrogateescape" if raw else "strict")
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text).encode()


def failed(*failures: Failure, choice: bool | None) -> int:
    """Write one or two lines for each to standard error; the exit status. `choice`: of colour."""
    for each in failures:
        place = f"{printable(each.span.place)}: " if each.span else ""
        head = paint("error", Style.ERROR, colour=wants_colour(sys.stderr, choice))
        text = f"{head}: {place}{printable(each.shown)}\n"
        if each.help:
            text += f"  {printable(each.help)}\n"
        write(sys.stderr, text)
    return FAILURE


def remark(text: str) -> None:
    """Write one line to standard error that does not affect the result."""
    write(sys.stderr, f"{printable(text)}\n")
