"""Standard output and standard error: colour, width, and readers that disappear."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TextIO

from bridgelint.base.failure import Failure, ReportedError
from bridgelint.config.output import Output
from bridgelint.lint.report import FAILURE
from bridgelint.report.style import Style, paint
from bridgelint.report.terminal_text import printable

_WIDTH: Final = 80


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
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


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
    """Write to standard output. Raise `OutputError` if that is not possible."""
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputError("it is closed")
    try:
        write(stream, text, strict=True, raw=raw)
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
                from bridgelint.workspace.file_writing import replace_file  # with a file

                replace_file(each.file, encoded(show(each.format, _WIDTH, False)))  # noqa: FBT003 # in a file
        except OutputError as error:
            yield error.failure
        except OSError as error:
            yield Failure(f"cannot write `{each.file}`: {error.strerror}")


def write(stream: TextIO | None, text: str, *, strict: bool = False, raw: bool = False) -> None:
    """Write UTF-8 in every locale; a closed pipe is not an error.

    `strict`: raise `OSError` or `ValueError` if the text cannot be written for any reason.
    `raw`: as for `encoded`.
    """
    if stream is None:  # closed since the start
        return
    try:
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(text if raw else encoded(text).decode())
        else:
            stream.flush()
            buffer.write(encoded(text, raw=raw))
        stream.flush()
    except (OSError, ValueError) as error:
        _discard(stream)
        if strict or not (isinstance(error, BrokenPipeError) or stream is sys.stderr):
            raise


def _discard(stream: TextIO) -> None:
    """The interpreter flushes again at exit and needs a valid file descriptor."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError, AttributeError):
        return


def encoded(text: str, *, raw: bool = False) -> bytes:
    """Encode as UTF-8, with U+FFFD for every byte of a file name that is not UTF-8.

    `raw`: preserve these bytes, as a patch requires.
    """
    try:
        return text.encode("utf-8", "surrogateescape" if raw else "strict")
    except UnicodeEncodeError:
        valid = (each if not 0xD800 <= ord(each) < 0xE000 else "\ufffd" for each in text)
        return "".join(valid).encode()


def failed(*failures: Failure, choice: bool | None) -> int:
    """Write one or two lines for each to standard error; the exit status. `choice`: of colour."""
    for each in failures:
        place = f"{printable(each.span.place)}: " if each.span else ""
        head = paint("error", Style.ERROR, colour=wants_colour(sys.stderr, choice))
        lines = [f"{head}: {place}{printable(each.shown)}"]
        if each.help:
            lines.append(f"  {printable(each.help)}")
        write(sys.stderr, "".join(f"{line}\n" for line in lines))
    return FAILURE


def remark(text: str) -> None:
    """Write one line to standard error that does not affect the result."""
    write(sys.stderr, f"{printable(text)}\n")
