"""The LALR tables of the grammar: python-hcl2's, modified by grammar.lark in this directory.

Lark compiles them. The tables for the python-hcl2 version that bridgelint is tested with are
included as data (tables.txt), so a run imports neither hcl2 nor lark; for another version they are
compiled when the first text is parsed, which takes a quarter of a second.

After a change of grammar.lark, `python -m bridgelint.hcl.grammar_tables` regenerates tables.txt.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.machinery import PathFinder
from typing import Any, Final

from bridgelint.base.records import dataclass

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


@dataclass(frozen=True, slots=True)
class Tables:
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
        compiled = compile_tables(grammar)
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


def compile_tables(grammar: str) -> Tables:
    """Compile the tables of a grammar with Lark."""
    from lark import Lark  # 50 ms that a run with shipped tables saves
    from lark.lexer import Lexer, LexerState, Token  # as above

    class NoLexer(Lexer):
        def __init__(self, _: object) -> None:
            """The scanner provides the tokens."""

        def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:  # noqa: ANN401 # Lark's
            raise NotImplementedError

    lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer, start=list(STARTS))
    table = lark.parser.parser._parse_table  # noqa: SLF001 # Lark has no public way to it
    order = _state_order(table)
    rule_numbers = {rule: number for number, rule in enumerate(lark.rules)}
    actions: dict[int, Row] = {number: {} for number in order.values()}
    goto: dict[int, Row] = {number: {} for number in order.values()}
    for state, number in order.items():
        for symbol, (action, target) in sorted(table.states[state].items()):
            if action.name == "Reduce":
                actions[number][symbol] = ~rule_numbers[target]
            elif symbol.isupper():
                actions[number][symbol] = order[target]
            else:
                goto[number][symbol] = order[target]
    starts = {
        name: (order[table.start_states[name]], order[table.end_states[name]]) for name in STARTS
    }
    rules = [(rule.origin.name, len(rule.expansion), _meaning(rule)) for rule in lark.rules]
    return Tables(_digest(grammar), actions, goto, rules, starts)


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
    """Return the tables from the text that `written` returns."""
    grammar, starts, rules, *rows = text.splitlines()
    words = starts.split()
    return Tables(
        grammar,
        Rows(rows, 0),
        Rows(rows, 1),
        [
            (name, int(size), meaning)
            for name, size, meaning in (rule.split("/") for rule in rules.split())
        ],
        {
            name: (int(first), int(last))
            for name, first, last in zip(*[iter(words)] * 3, strict=True)
        },
    )


def written(tables: Tables) -> str:
    """Return the tables as text, one line for each state: a number and the names that it is for,
    first of the actions, then of `goto`."""
    starts = (f"{name} {first} {last}" for name, (first, last) in tables.starts.items())
    rules = (f"{name}/{size}/{meaning}" for name, size, meaning in tables.rules)
    rows = (
        f"{_line(tables.actions[state])}|{_line(tables.goto[state])}"
        for state in sorted(tables.actions)
    )
    return "\n".join((tables.grammar, " ".join(starts), " ".join(rules), *rows)) + "\n"


def _line(row: Row) -> str:
    groups: dict[int, list[str]] = {}
    for name, number in row.items():
        groups.setdefault(number, []).append(name)
    return ";".join(f"{number} {' '.join(names)}" for number, names in groups.items())


def _main() -> None:
    with open(SHIPPED, "w", encoding="utf-8") as stream:
        stream.write(written(compile_tables(grammar_text())))


if __name__ == "__main__":
    _main()
