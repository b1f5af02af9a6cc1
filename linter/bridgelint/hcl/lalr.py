"""The LALR parser: the tables of python-hcl2's grammar, modified by grammar.lark in this directory,
and the loop that applies them to tokens and builds the tree bottom-up.

Lark compiles the tables. Those for the python-hcl2 version that bridgelint is tested with are
included as data (tables.txt), so a run imports neither hcl2 nor lark; for another version they are
compiled when the first text is parsed, which takes a quarter of a second.

After a change of grammar.lark, `python -m bridgelint.hcl.lalr` regenerates tables.txt.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.machinery import PathFinder
from typing import Any, Final

from bridgelint.base.records import Record
from bridgelint.hcl.lower import Lowering, Run, Symbols
from bridgelint.hcl.tokens import END, Token

_SEPARATORS: Final = frozenset({"COMMA", "NEWLINE"})
STARTS: Final = ("start", "expression", "template")
_LISTS: Final = {"arguments", "binary_term", "body", "for_cond", "for_intro", "template"}
"""The rules whose meaning is the list of their symbols."""

_PRIME: Final = (1 << 127) - 1
_HERE: Final = os.path.dirname(__file__)
SHIPPED: Final = os.path.join(_HERE, "tables.txt")

Row = dict[str, int]


class Rows(dict[int, Row]):
    """The rows of a table by state, each read from its line when the parser first needs it."""

    def __init__(self, lines: Sequence[str], part: int) -> None:
        super().__init__()
        self._lines = lines
        self._part = part

    def __missing__(self, state: int) -> Row:
        row = self[state] = {}
        for group in filter(None, self._lines[state].split("|")[self._part].split(";")):
            number, *names = group.split()
            row.update(dict.fromkeys(names, int(number)))
        return row


class Tables(Record):
    """The tables of the parser's loop."""

    grammar: str
    """A digest of the grammar from which they were compiled."""

    actions: Mapping[int, Row]
    """By state, then token: the next state, or `~number` of the completed rule."""

    goto: Mapping[int, Row]
    """By state, then the name of a rule's result: the next state."""

    rules: list[tuple[str, int, str]]
    """The result of a rule, its number of symbols, and the name of its meaning: "" if it only
    passes on its one symbol, "[]" if it lists its symbols."""

    starts: dict[str, tuple[int, int]]
    """The first and the last state of a parse."""


@cache
def tables() -> Tables:
    """Return the tables for the installed python-hcl2."""
    return tables_for(grammar_text())


def tables_for(grammar: str) -> Tables:
    """Return the tables of a grammar, or the included ones if the grammar is not compatible."""
    shipped = read(_text(SHIPPED))
    if shipped.grammar == _digest(grammar):
        return shipped
    from lark.exceptions import LarkError  # 50 ms that a run mostly saves

    try:
        compiled = read(compile_tables(grammar))
    except LarkError:
        return shipped
    known = {meaning for _, _, meaning in shipped.rules}
    return compiled if known.issuperset(meaning for _, _, meaning in compiled.rules) else shipped


def grammar_text() -> str:
    """Return the grammar to compile: python-hcl2's followed by our changes."""
    spec = PathFinder.find_spec("hcl2")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("python-hcl2 is not installed", name="hcl2")
    theirs = _text(os.path.join(spec.submodule_search_locations[0], "hcl2.lark"))
    # The scanner drops insignificant newlines, so no rule needs to skip them.
    theirs = theirs.replace("new_line_or_comment?", "")
    return theirs + "\n" + _text(os.path.join(_HERE, "grammar.lark"))


def _text(path: str) -> str:
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def compile_tables(grammar: str) -> str:
    """Compile the tables of a grammar with Lark, as text.

    One line for each state: a number and the names that it is for, first of the actions, then of
    `goto`.
    """
    from lark import Lark  # 50 ms that a run with shipped tables saves
    from lark.lexer import Lexer, LexerState  # as above

    class NoLexer(Lexer):
        def __init__(self, _: object) -> None:
            """The scanner provides the tokens."""

        def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Any]:  # noqa: ANN401 # Lark's
            raise NotImplementedError

    lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer, start=list(STARTS))
    table = lark.parser.parser._parse_table  # noqa: SLF001 # Lark has no public way to it
    order = _state_order(table)
    rule_numbers = {rule: number for number, rule in enumerate(lark.rules)}
    rows: list[str] = []
    for state in order:
        actions: dict[int, list[str]] = {}
        goto: dict[int, list[str]] = {}
        for symbol, (action, target) in sorted(table.states[state].items()):
            number = ~rule_numbers[target] if action.name == "Reduce" else order[target]
            (actions if symbol.isupper() else goto).setdefault(number, []).append(symbol)
        rows.append(f"{_line(actions)}|{_line(goto)}")
    states = ((name, table.start_states[name], table.end_states[name]) for name in STARTS)
    starts = (f"{name}/{order[first]}/{order[last]}" for name, first, last in states)
    rules = (f"{each.origin.name}/{len(each.expansion)}/{_meaning(each)}" for each in lark.rules)
    return "\n".join((_digest(grammar), " ".join(starts), " ".join(rules), *rows)) + "\n"


def _line(groups: Mapping[int, Sequence[str]]) -> str:
    return ";".join(f"{number} {' '.join(names)}" for number, names in groups.items())


def _digest(grammar: str) -> str:
    # A remainder tells versions apart as well as a hash, whose module would have to be loaded.
    return f"{int.from_bytes(grammar.encode(), 'big') % _PRIME:x}"


def _state_order(table: Any) -> dict[int, int]:  # noqa: ANN401 # Lark's ParseTable
    """Return the states in an order that depends only on the grammar."""
    order: dict[int, int] = {}
    waiting = [table.start_states[name] for name in reversed(STARTS)]
    while waiting:
        state = waiting.pop()
        if state in order:
            continue
        order[state] = len(order)
        row = sorted(table.states[state].items(), reverse=True)
        waiting += [target for _, (action, target) in row if action.name == "Shift"]
    return order


def _meaning(rule: Any) -> str:  # noqa: ANN401 # Lark's Rule, which is not imported here
    name: str = rule.alias or rule.origin.name
    if name == "binary_operator" or (
        len(rule.expansion) == 1 and rule.options.expand1 and not rule.alias
    ):
        return ""
    return "[]" if name.startswith("__") or name in _LISTS else name


def read(text: str) -> Tables:
    """Return the tables from the text that `compile_tables` returns."""
    grammar, starts, rules, *rows = text.splitlines()
    every_start, every_rule = (
        [each.split("/") for each in line.split()] for line in (starts, rules)
    )
    return Tables(
        grammar,
        Rows(rows, 0),
        Rows(rows, 1),
        [(name, int(size), meaning) for name, size, meaning in every_rule],
        {name: (int(first), int(last)) for name, first, last in every_start},
    )


class Unexpected(Exception):  # noqa: N818 # a token where the grammar has no place for it
    """No rule of the grammar allows this token."""

    def __init__(
        self, start: str, token: Token, states: Sequence[int], values: Sequence[object]
    ) -> None:
        super().__init__(token.kind)
        self.start = start
        self.token = token
        self.expected: frozenset[str] = frozenset(tables().actions[states[-1]])
        self.values = values


def run(start: str, tokens: Iterable[Token], lowering: Lowering) -> object:
    """Return what the grammar builds from the tokens: a `Run`, or an expression for that start.

    Raise `Unexpected` at the first token that is not allowed.
    """
    table = tables()
    actions, goto, rules = table.actions, table.goto, table.rules
    meanings = _meanings()
    first, last = table.starts[start]
    states = [first]
    values: list[object] = []
    for token in tokens:
        kind = token.kind
        while True:
            action = actions[states[-1]].get(kind)
            if action is None:
                raise Unexpected(start, token, states, values)
            if action >= 0:
                states.append(action)
                values.append(token)
                break
            name, size, _ = rules[~action]
            meaning = meanings[~action]
            if meaning is None:
                states.pop()
            else:
                matched = values[-size:] if size else []
                if size:
                    del states[-size:]
                    del values[-size:]
                values.append(meaning(lowering, matched))
            states.append(goto[states[-1]][name])
            if kind == END and states[-1] == last:
                return values[-1]
    raise AssertionError("the scanner ends with $END")


Meaning = Callable[[Lowering, Symbols], object]


@cache
def _meanings() -> tuple[Meaning | None, ...]:
    """Return the result of each rule for its symbols; `None` if it passes on its only symbol."""
    return tuple(
        None if not name else _listed if name == "[]" else getattr(Lowering, name)
        for _, _, name in tables().rules
    )


def _listed(_: Lowering, symbols: Symbols) -> Run:
    # The separators are not used, and a long list has many.
    kept = [each for each in symbols if not (type(each) is Token and each.kind in _SEPARATORS)]
    if kept and isinstance(kept[0], Run):
        kept[0] += kept[1:]
        return kept[0]
    return Run(kept)


if __name__ == "__main__":
    with open(SHIPPED, "w", encoding="utf-8") as stream:
        stream.write(compile_tables(grammar_text()))
