"""The LALR tables of the grammar: python-hcl2's, as grammar.lark beside this file changes it.

Lark compiles them. Those of the python-hcl2 that bridgelint is tested with ship as data
(tables.json), so a run imports neither hcl2 nor lark; for another python-hcl2 they are compiled
when the first text is parsed, which takes a quarter of a second.

After a change of grammar.lark: `python -m bridgelint.hcl.grammar_tables` writes tables.json anew.
"""

from __future__ import annotations

import json
import re
from _blake2 import blake2b  # hashlib's own: loading hashlib takes longer than reading the tables
from collections.abc import Iterator
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any, Final

from bridgelint.base.records import dataclass

STARTS: Final = ("start", "expression", "template")
_HERE: Final = Path(__file__).parent
SHIPPED: Final = _HERE / "tables.json"


@dataclass(frozen=True, slots=True)
class Tables:
    """What the parser's loop looks up."""

    grammar: str
    """A digest of the grammar they were compiled from."""

    actions: list[dict[str, int]]
    """By state, then token: the next state, or `~number` of the rule that is complete."""

    goto: list[dict[str, int]]
    """By state, then the name of what a rule made: the next state."""

    rules: list[tuple[str, int, str]]
    """What a rule makes, of how many symbols, and the name of its meaning: "" where it only passes
    on its one symbol, "[]" where it lists its symbols."""

    starts: dict[str, tuple[int, int]]
    """The first and the last state of a parse."""


@cache
def tables() -> Tables:
    """The tables for the python-hcl2 that is installed."""
    return tables_for(grammar_text())


def tables_for(grammar: str) -> Tables:
    """The tables of a grammar; those that ship when it has become one that we cannot build on."""
    shipped = Tables(**json.loads(SHIPPED.read_bytes()))
    if shipped.grammar == _digest(grammar):
        return shipped
    from lark.exceptions import LarkError  # noqa: PLC0415 # 50 ms that a run mostly saves

    try:
        compiled = compile_tables(grammar)
    except LarkError:
        return shipped
    known = {meaning for _, _, meaning in shipped.rules}
    return compiled if known.issuperset(meaning for _, _, meaning in compiled.rules) else shipped


def grammar_text() -> str:
    """The grammar that is compiled: python-hcl2's with our changes behind it."""
    spec = PathFinder.find_spec("hcl2")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("python-hcl2 is not installed", name="hcl2")
    path = Path(spec.submodule_search_locations[0]) / "hcl2.lark"
    theirs = path.read_text("utf-8")
    # The scanner drops the newlines that do not count, so no rule has to step over them.
    theirs = re.sub(r"\bnew_line_or_comment\?", "", theirs)
    return theirs + "\n" + (_HERE / "grammar.lark").read_text("utf-8")


def compile_tables(grammar: str) -> Tables:
    """Have Lark work out the tables of a grammar."""
    from lark import Lark  # noqa: PLC0415 # 50 ms that a run with shipped tables saves
    from lark.lexer import Lexer, LexerState, Token  # noqa: PLC0415 # as above

    class NoLexer(Lexer):
        def __init__(self, _: object) -> None:
            """The scanner gives the tokens."""

        def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[Token]:  # noqa: ANN401 # Lark's
            raise NotImplementedError

    lark: Any = Lark(grammar, parser="lalr", lexer=NoLexer, start=list(STARTS))
    table = lark.parser.parser._parse_table  # noqa: SLF001 # Lark has no public way to it
    order = _state_order(table)
    rule_numbers = {rule: number for number, rule in enumerate(lark.rules)}
    actions: list[dict[str, int]] = [{} for _ in order]
    goto: list[dict[str, int]] = [{} for _ in order]
    for state, number in order.items():
        for symbol, (action, target) in sorted(table.states[state].items()):
            if action.name == "Reduce":
                actions[number][symbol] = ~rule_numbers[target]
            elif _is_token(symbol):
                actions[number][symbol] = order[target]
            else:
                goto[number][symbol] = order[target]
    starts = {
        name: (order[table.start_states[name]], order[table.end_states[name]]) for name in STARTS
    }
    rules = [(rule.origin.name, len(rule.expansion), _meaning(rule)) for rule in lark.rules]
    return Tables(_digest(grammar), actions, goto, rules, starts)


def _digest(grammar: str) -> str:
    return blake2b(grammar.encode(), digest_size=20).hexdigest()


def _is_token(symbol: str) -> bool:
    return symbol.isupper()


def _state_order(table: Any) -> dict[int, int]:  # noqa: ANN401 # Lark's ParseTable
    """The states in an order that depends on the grammar alone."""
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
    name: str = rule.origin.name
    if name.startswith("__"):
        return "[]"
    if rule.alias == "binary_operator" or (len(rule.expansion) == 1 and rule.options.expand1):
        return ""
    return rule.alias or name


def _document(table: Tables) -> dict[str, object]:
    names = ("grammar", "actions", "goto", "rules", "starts")
    return {name: getattr(table, name) for name in names}


def _main() -> None:
    SHIPPED.write_text(json.dumps(_document(compile_tables(grammar_text())), separators=(",", ":")))


if __name__ == "__main__":
    _main()
