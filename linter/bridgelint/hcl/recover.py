"""Recovery from syntax errors: what is skipped, and what replaces it.

An invalid argument keeps its name, and `Unreadable` represents its value. If a bracket is not
closed, indentation determines where it should have been: a line that starts like an argument or a
block, and is not indented deeper than the line with the bracket, starts a new one.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Sequence
from itertools import islice
from typing import Final, cast

from bridgelint.base.records import Record, replace
from bridgelint.hcl.lalr import Unexpected, run
from bridgelint.hcl.lower import Lowering, Run
from bridgelint.hcl.scanner import BODY, Scanner, scan
from bridgelint.hcl.syntax_problems import Spot, explain, heredoc_marker, spot, unclosed
from bridgelint.hcl.tokens import END, LINE_BREAK, NAME_PATTERN, Repair, SourceText, Token, is_token
from bridgelint.hcl.tree import Attribute, Block, Body, SyntaxProblem

_NAMES: Final = ("NAME", "IF", "IN")
_ITEM_LINE: Final = (
    rb"^([ \t]*)(?:" + NAME_PATTERN + rb"(?:[ \t]*=(?![=>])"
    rb'|(?:[ \t]+(?:"[^"\n]*"|' + NAME_PATTERN + rb"))*[ \t]*\{)|(\}))"
)
"""A line that starts an argument or a block, or closes a block."""

_HEADER_LINE: Final = rb"^[ \t]*(?P<header>" + NAME_PATTERN + rb')(?:[ \t]+"[^"\n]*")+[ \t]*\{'

_QUOTED_MARKER: Final = re.compile(
    rb"[ \t]*(?P<begin><<-?)(?P<quote>[\"'])(?P<marker>" + NAME_PATTERN + rb")(?P=quote)"
)
"""A heredoc in shell syntax."""

_REREAD: Final = 4 << 20
"""The maximum number of bytes that are read again before parsing stops: each error costs a pass."""

Mended = tuple[SyntaxProblem | None, Repair]
"""The problem, unless it only repeats a known one, and the repair."""


def read_broken(text: SourceText, start: int, end: int) -> tuple[Body, tuple[SyntaxProblem, ...]]:
    """Parse the body in a range of an invalid text: the readable part, and the errors.

    The text is parsed again after each error, with the repairs of this and all earlier ones. Of
    several problems at one place, the first one counts.
    """
    mender = _Mender(text, start, end)
    problems: list[SyntaxProblem] = []
    repairs: list[Repair] = []
    attempts = max(2, min(20, _REREAD // max(end - start, 1)))
    while True:
        found: list[SyntaxProblem] = []
        lowering = Lowering(text, found, repairs)
        try:
            items = cast("Run", run("start", scan(text.data, start, end, BODY, repairs), lowering))
        except Unexpected as error:
            problem, repair = mender.mend(error, repairs)
            problems += [problem] if problem else []
            _insert(repairs, repair)
            attempts -= 1
            if attempts:
                continue
            first = error.values[0] if error.values else None
            items = first if isinstance(first, Run) else Run()
            lowering.losses.append(end)
        body = lowering.make_body(items, start, end)
        by_place = {each.span.start: each for each in reversed((*problems, *found))}
        return body, tuple(by_place[start] for start in sorted(by_place))


def _insert(repairs: list[Repair], repair: Repair) -> None:
    """Add a repair, and keep of those in the text that it skips only newlines at its start."""
    before = [each for each in repairs if each.at == each.resume == repair.at < repair.resume]
    repair = replace(repair, tokens=sum((each.tokens for each in before), ()) + repair.tokens)
    repairs[:] = [each for each in repairs if not repair.at <= each.at < repair.resume]
    insort(repairs, repair, key=lambda each: each.at)


def _quoted_marker(text: SourceText, match: re.Match[bytes]) -> SyntaxProblem:
    begin, marker = match["begin"].decode(), match["marker"].decode("utf-8", "replace")
    return SyntaxProblem(
        "the marker of a heredoc cannot be quoted",
        text.span(match.start("begin"), match.end()),
        f"use `{begin}{marker}`; escape `${{` and `%{{` as `$${{` and `%%{{`",
    )


class _Mender:
    def __init__(self, text: SourceText, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def mend(self, error: Unexpected, repairs: Sequence[Repair]) -> Mended:
        """Return what is wrong, and the repair with which parsing continues."""
        place = spot(error)
        if any(repair.at == place.token.start and repair.tokens for repair in repairs):
            return None, self._cut_again(place)
        if place.token.kind == END:
            culprit = self._culprit(repairs)
            if culprit is not None:
                return self._mend_culprit(*culprit, repairs)
            if not place.item:
                return self._close_blocks(place, repairs)
        problem = explain(self.text, place)
        if not place.item:
            return problem, self._skip(place.token)
        first = place.item[0]
        argument = place.argument
        if isinstance(first, Block) or (is_token(place.item[-1], "RBRACE") and not argument):
            return problem, self._break_line(place.token)
        if isinstance(first, Attribute) or (argument and _is_complete(place)):
            at = place.token.start
            resume = self._next_item(_start(place), at)
            return problem, Repair(at, (_newline(at),), resume, loses=True)
        if argument:
            return self._cut_value(problem, place, *argument)
        if any(is_token(symbol, "LBRACE") for symbol in place.item):
            return problem, self._cut_block(place)
        return problem, self._cut_header(place)

    # -- errors between items, and after one

    def _skip(self, token: Token) -> Repair:
        if token.kind == "RBRACE":
            return Repair(token.start, (), token.end, loses=False)
        return Repair(token.start, (), self._next_item(token.start, token.start), loses=True)

    def _break_line(self, token: Token) -> Repair:
        """Handle text after a block on its line."""
        at = token.start
        if token.kind in _NAMES:
            return Repair(at, (_newline(at),), at, loses=False)
        return Repair(at, (_newline(at),), self._next_item(at, at), loses=True)

    def _cut_again(self, place: Spot) -> Repair:
        """The newline inserted here does not help: also skip the text before it."""
        at = _start(place) if place.item else place.token.start
        resume = max(self._next_item(at, place.token.start), place.token.end)
        if place.argument:
            return self._unreadable(*place.argument, resume)
        return Repair(at, (), resume, loses=True)

    # -- errors inside an item

    def _cut_value(self, problem: SyntaxProblem, place: Spot, name: Token, equals: Token) -> Mended:
        opener = place.opener if place.token.kind == END else None
        if is_token(opener, "HEREDOC_OPEN"):
            marker = heredoc_marker(self.text, opener).encode()
            resume = self._behind_heredoc(opener.end, marker)
            return problem, self._unreadable(name, equals, resume)
        quoted = _QUOTED_MARKER.match(self.text.data, equals.end, self.end)
        if quoted and place.token.start < quoted.end():
            resume = self._behind_heredoc(quoted.end(), quoted["marker"])
            return _quoted_marker(self.text, quoted), self._unreadable(name, equals, resume)
        resume = self._next_item(name.start, (opener or place.token).start)
        if place.token.kind == "NEWLINE":
            resume = self._behind_continuation(resume, self._width(name.start))
        elif (
            place.opener is not None
            and place.token.kind != END
            and resume == self._line_start(place.token.start)
        ):
            problem = unclosed(self.text, place.opener, resume)
        return problem, self._unreadable(name, equals, resume)

    def _unreadable(self, name: Token, equals: Token, resume: int) -> Repair:
        stop = max(equals.end, equals.end + len(self.text.data[equals.end : resume].rstrip()))
        begin = min(stop, stop - len(self.text.data[equals.end : stop].lstrip(b" \t")))
        value = Token("UNREADABLE", begin, stop)
        return Repair(name.start, (name, equals, value, _newline(resume)), resume, loses=False)

    def _cut_block(self, place: Spot) -> Repair:
        """Handle an error in a block on one line."""
        brace = next(each for each in place.item if is_token(each, "LBRACE"))
        if place.token.kind == "NEWLINE" and place.opener is brace:
            return Repair(brace.end, (_newline(brace.end),), brace.end, loses=False)
        resume = self._next_item(_start(place), place.token.start)
        stop = brace.end + len(self.text.data[brace.end : resume].rstrip())
        closing = Token("RBRACE", max(brace.end, stop - 1), stop)
        return Repair(brace.end, (closing, _newline(resume)), resume, loses=True)

    def _cut_header(self, place: Spot) -> Repair:
        """Handle a block without `{`, or an argument without `=`."""
        token = place.token
        brace = re.compile(rb"\s*\{").match(self.text.data, token.end, self.end)
        if brace and token.kind == "NEWLINE" and len(place.item) > 1:
            return Repair(token.start, (), brace.end() - 1, loses=False)
        at = _start(place)
        resume = self._next_item(at, token.start)
        if token.kind == LINE_BREAK and self.text.data[at : token.start].rstrip().endswith(b"{"):
            resume = self._behind_block(self._next_line(token.start))
        return Repair(at, (), resume, loses=True)

    # -- unclosed brackets

    def _close_blocks(self, place: Spot, repairs: Sequence[Repair]) -> Mended:
        closing = (Token("RBRACE", self.end, self.end), _newline(self.end)) * len(place.blocks)
        swallowed = any(repair.resume >= self.end for repair in repairs)
        problem = None if swallowed else explain(self.text, place)
        return problem, Repair(self.end, closing, self.end, loses=True)

    def _mend_culprit(self, brace: _Brace, at: int, repairs: Sequence[Repair]) -> Mended:
        echo = any(repair.resume == at for repair in repairs)
        problem = None if echo else unclosed(self.text, brace.token, at)
        if brace.is_block:
            closing = (Token("RBRACE", at, at), _newline(at))
            return problem, Repair(at, closing, at, loses=True)
        name, equals = islice(Scanner(self.text.data, brace.item, self.end, BODY).tokens(), 2)
        if equals.kind == "EQ":
            return problem, self._unreadable(name, equals, at)
        return problem, Repair(brace.item, (), at, loses=True)

    def _culprit(self, repairs: Sequence[Repair]) -> tuple[_Brace, int] | None:
        """Return the first `{` that, by the indentation of what follows, is not closed, and the
        line that shows it."""
        scanner = Scanner(self.text.data, self.start, self.end, BODY)
        braces: list[_Brace] = []
        item = self.start
        for token in scanner.repaired(repairs):
            opens_line = token.kind in (*_NAMES, "RBRACE") and self._opens_line(token)
            width = self._width(token.start)
            top = braces[-1] if braces else None
            if opens_line and top is not None:
                if top.is_closed_by(token, width):
                    return top, self._line_start(token.start)
                if top.first_width is None:
                    top.first_width = width
            if token.kind == "RBRACE" and braces:
                braces.pop()
            if opens_line and scanner.stands_in_body:
                item = token.start
            if token.kind == "LBRACE":
                braces.append(_Brace(token, scanner.stands_in_body, item, width))
        return None

    # -- places

    def _next_item(self, start: int, near: int) -> int:
        """Return where parsing continues after the item at `start` that is wrong at `near`."""
        natural = self._natural_end(start)
        width = self._width(start)
        search = max(self._line_start(near), self._next_line(start))
        for match in re.compile(_ITEM_LINE, re.MULTILINE).finditer(
            self.text.data, search, min(natural, self.end)
        ):
            if len(match[1]) < width or (len(match[1]) == width and match[2] is None):
                return match.start()
        return natural

    def _behind_continuation(self, at: int, width: int) -> int:
        """Return the end of the lines that are indented deeper than the argument they continue."""
        item = re.compile(_ITEM_LINE)
        while at < self.end:
            line = self.text.data[at : self._next_line(at)]
            deeper = len(line) - len(line.lstrip(b" \t")) > width
            if not deeper or not line.strip() or item.match(line):
                break
            at += len(line)
        return at

    def _natural_end(self, start: int) -> int:
        """Return the position after the newline that ends the item once its brackets are closed."""
        scanner = Scanner(self.text.data, start, self.end, BODY)
        depth = 1
        for token in scanner.tokens():
            if token.kind == "NEWLINE" and len(scanner.frames) == 1:
                return token.end
            if token.kind == "RBRACE" and depth == 1 and self._opens_line(token):
                return self._line_start(token.start)
            depth = len(scanner.frames)
        return self.end

    def _behind_block(self, start: int) -> int:
        """Return the position after the line of the `}` that closes the block body at `start`."""
        depth = 1
        for token in Scanner(self.text.data, start, self.end, BODY).tokens():
            depth += (token.kind == "LBRACE") - (token.kind == "RBRACE")
            if depth == 0:
                return self._next_line(token.start)
        return self.end

    def _behind_heredoc(self, start: int, marker: bytes) -> int:
        """Return the position after the first line with the marker, or before a block header."""
        pattern = re.compile(
            rb"^[ \t]*" + re.escape(marker) + rb"\b[^\n]*\n|" + _HEADER_LINE, re.MULTILINE
        )
        match = pattern.search(self.text.data, start, self.end)
        if match is None:
            return self.end
        return match.start() if match["header"] else match.end()

    def _line_start(self, at: int) -> int:
        return max(self.start, self.text.data.rfind(b"\n", self.start, at) + 1)

    def _next_line(self, at: int) -> int:
        found = self.text.data.find(b"\n", at, self.end)
        return self.end if found < 0 else found + 1

    def _opens_line(self, token: Token) -> bool:
        return not self.text.data[self._line_start(token.start) : token.start].strip(b" \t")

    def _width(self, at: int) -> int:
        """Return how far the line of a position is indented."""
        line = self.text.data[self._line_start(at) : at]
        return len(line) - len(line.lstrip(b" \t"))


class _Brace(Record, frozen=False):
    token: Token
    is_block: bool
    item: int
    """The start of the enclosing argument or block."""

    width: int
    """The indentation of its line."""

    first_width: int | None = None
    """The indentation of the first line after it."""

    def is_closed_by(self, token: Token, width: int) -> bool:
        """Return whether a token that starts a line with this indentation ends the brace."""
        if token.kind == "RBRACE":
            return width < self.width
        return self.first_width is not None and width <= self.width < self.first_width


def _is_complete(place: Spot) -> bool:
    """Return whether the part of the value that was read could be complete."""
    marks = {each.kind for each in place.item if is_token(each, "QMARK", "COLON")}
    return place.opener is None and "NEWLINE" in place.expected and marks != {"QMARK"}


def _start(place: Spot) -> int:
    first = place.item[0]
    if isinstance(first, Attribute | Block):
        return first.span.start
    return first.start if isinstance(first, Token) else place.token.start


def _newline(at: int) -> Token:
    return Token("NEWLINE", at, at)
