"""Records behave like the standard library's dataclasses, which type checkers take them for."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, ClassVar

import pytest

from bridgelint.base.records import Record, field, replace


class Point(Record):
    shared: ClassVar[int] = 1
    x: float
    y: float = 2.0
    notes: list[str] = field(default_factory=list[str], compare=False, repr=False)

    def __len__(self) -> int:
        return 3


class Named(Point):
    self: str = "me"


class Options(Record, kw_only=True):
    first: str
    second: int = 2


class Identity(Record, eq=False):
    name: str


class Counter(Record, frozen=False):
    count: int = 0


class Open(Record, slots=False):
    name: str
    only: int = field(init=False, default=5)


class Nothing(Record):
    pass


def standard() -> tuple[Any, ...]:
    """The same classes, made by the standard library."""

    @dataclasses.dataclass(frozen=True, slots=True)
    class Point:
        shared: ClassVar[int] = 1
        x: float
        y: float = 2.0
        notes: list[str] = dataclasses.field(default_factory=list[str], compare=False, repr=False)

        def __len__(self) -> int:
            return 3

    @dataclasses.dataclass(frozen=True, slots=True)
    class Named(Point):
        self: str = "me"

    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Options:
        first: str
        second: int = 2

    @dataclasses.dataclass(frozen=True, slots=True, eq=False)
    class Identity:
        name: str

    @dataclasses.dataclass(slots=True)
    class Counter:
        count: int = 0

    @dataclasses.dataclass(frozen=True)
    class Open:
        name: str
        only: int = dataclasses.field(init=False, default=5)

    @dataclasses.dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    return Point, Named, Options, Identity, Counter, Open, Nothing


OURS: tuple[Any, ...] = (Point, Named, Options, Identity, Counter, Open, Nothing)
THEIRS = standard()


@pytest.mark.parametrize("number", range(len(OURS)))
def test_a_record_is_made_shown_and_compared_alike(number: int) -> None:
    arguments: dict[str, Any] = {"first": "a"} if number == 2 else {}
    positional = () if arguments or number in {4, 6} else (1.5,)
    shown: list[object] = []
    for cls in (OURS[number], THEIRS[number]):
        one, other = cls(*positional, **arguments), cls(*positional, **arguments)
        hashed = getattr(cls, "__hash__", None)
        shown.append(
            (
                repr(one).removeprefix("standard.<locals>."),
                one == other,
                one == object(),
                hashed is not None and hash(one) == hash(other),
                hasattr(one, "__dict__"),
            )
        )
    assert shown[0] == shown[1]


@pytest.mark.parametrize("kinds", [OURS, THEIRS])
def test_arguments(kinds: tuple[Any, ...]) -> None:
    point, named, options, *_ = kinds
    assert point(1, 3).y == 3
    assert point(1).notes == []
    assert point(1).notes is not point(1).notes
    assert named(1, self="you").self == "you"
    assert len(named(1)) == 3
    with pytest.raises(TypeError):
        point()
    with pytest.raises(TypeError):
        point(1, z=2)
    with pytest.raises(TypeError):
        options("a")


@pytest.mark.parametrize("kinds", [OURS, THEIRS])
def test_frozen(kinds: tuple[Any, ...]) -> None:
    for record in (kinds[0](1), kinds[1](1), kinds[2](first="a"), kinds[5]("a")):
        # The standard library's own refusal fails where there are slots.
        with pytest.raises((AttributeError, TypeError)):
            record.x = 2
        with pytest.raises((AttributeError, TypeError)):
            del record.name
    counter = kinds[4]()
    counter.count = 7
    assert counter == kinds[4](7)


def test_what_is_the_same_counts_as_equal() -> None:
    # The standard library's do so before Python 3.13 only.
    assert OURS[0](math.nan, 1) == OURS[0](math.nan, 1)


@pytest.mark.parametrize("kinds", [OURS, THEIRS])
def test_what_is_not_the_same_counts_as_different(kinds: tuple[Any, ...]) -> None:
    assert kinds[0](float("nan")) != kinds[0](float("nan"))
    assert kinds[0](1) != kinds[1](1)


def test_replace() -> None:
    class Pair(Record):
        left: str
        right: int = 1
        size: int = field(init=False, compare=False, repr=False)

    changed = replace(Pair("a"), right=2)
    assert changed == Pair("a", 2)
    assert not hasattr(changed, "size")
    wrong: Any = {"middle": 3}
    with pytest.raises(TypeError):
        replace(changed, **wrong)
