"""Which alternatives of a pattern Event Ruler adds to its state machine.

It skips an alternative that it considers a duplicate: every field shares a value with an
alternative that was added before. Events that only the skipped one accepts do not match.
"""

from __future__ import annotations

from bridgelint.base.records import dataclass, field
from bridgelint.eventbridge.pattern.branches import Branch
from bridgelint.eventbridge.pattern.value_matchers import Matcher

_Numbers = dict[Matcher, set[int]]


@dataclass(slots=True, eq=False)
class _State:
    following: dict[tuple[str, Matcher], _State] = field(
        default_factory=dict[tuple[str, Matcher], "_State"]
    )
    last: _Numbers = field(default_factory=dict[Matcher, set[int]])
    """By the value that leads here: the alternatives whose last field this is."""

    middle: _Numbers = field(default_factory=dict[Matcher, set[int]])


def added(branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
    """Return the alternatives that take effect."""
    if len(branches) < 2:
        return branches
    start = _State()
    found: list[Branch] = []
    for number, branch in enumerate(branches):
        levels: list[list[_State]] = [[] for _ in branch.fields]
        if _known(start, branch, 0, levels):
            continue
        found.append(branch)
        for place, (_, values) in enumerate(branch.fields):
            is_last = place == len(branch.fields) - 1
            for state in levels[place]:
                numbers = state.last if is_last else state.middle
                for matcher in values.matchers:
                    numbers.setdefault(matcher, set()).add(number)
    return tuple(found)


def _known(state: _State, branch: Branch, place: int, levels: list[list[_State]]) -> set[int]:
    """Return the earlier alternatives that share a value of each field from `place`."""
    name, values = branch.fields[place]
    states: list[_State] = []
    reached: _State | None = None
    for matcher in values.matchers:
        reached = state.following.setdefault((name, matcher), reached or _State())
        if reached not in states:
            states.append(reached)
    levels[place] += [each for each in states if each not in levels[place]]
    if place == len(branch.fields) - 1:
        return {
            number
            for each in states[-1:]
            for matcher in values.matchers
            for number in each.last.get(matcher, ())
        }
    candidates: set[int] = set()
    here: set[int] | None = None
    for each in states:
        candidates = _known(each, branch, place + 1, levels)
        if candidates:
            here = {number for m in values.matchers for number in each.middle.get(m, ())}
    return candidates & here if here is not None else set()
