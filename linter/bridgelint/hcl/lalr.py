"""The loop that applies the grammar's tables to tokens and builds the tree bottom-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

from bridgelint.hcl.grammar_tables import tables
from bridgelint.hcl.lower import Lowering, Run, Symbols
from bridgelint.hcl.tokens import END, Token

_SEPARATORS: Final = frozenset({"COMMA", "NEWLINE"})


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
