"""Records: classes made of fields, like the standard library's data classes.

The standard library compiles six functions for each class and creates a class with slots twice,
which took a fifth of a small run. Here nothing is compiled: the methods are shared, and `__init__`
is a copy of the one for this number of fields, made when the first instance is created. Type
checkers read `records.pyi`.
"""

# The templates of `__init__` take values of any type:
# pyright: reportUnknownLambdaType=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, Final, TypeVar, cast

_T = TypeVar("_T")

_DECLARED: Final = "__record__"
_NOTHING: Final = object()
"""Represents an absent default or argument; `None` may be a real one."""


class RecordField:
    """One field of a class, in the order of the parameters of `__init__`."""

    __slots__ = ("compare", "default", "default_factory", "init", "kw_only", "name", "repr")

    def __init__(
        self,
        default: object = _NOTHING,
        default_factory: Callable[[], object] | None = None,
        *,
        init: bool = True,
        repr: bool = True,  # noqa: A002 # the standard library's name
        compare: bool = True,
    ) -> None:
        self.name = ""
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare
        self.kw_only = False


def field(**properties: Any) -> Any:  # noqa: ANN401 # stands where a default would
    """Return the properties of a field in addition to its name and type."""
    return RecordField(**properties)


def replace(record: _T, /, **changes: object) -> _T:
    """Return a copy of the record with other values for some fields."""
    for each in _fields(type(record)):
        if each.init and each.name not in changes:
            changes[each.name] = getattr(record, each.name)
    make: Callable[..., _T] = type(record)
    return make(**changes)


class RecordType(type):
    """The class of records' classes: turns the annotations in a class body into fields."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        frozen: bool = True,
        eq: bool = True,
        slots: bool = True,
        kw_only: bool = False,
    ) -> RecordType:
        annotations: Mapping[str, str] = namespace.get("__annotations__", {})
        names = [name for name, type_ in annotations.items() if not type_.startswith("ClassVar")]
        given = {name: namespace[name] for name in names if name in namespace}
        namespace[_DECLARED] = names, given, kw_only
        if slots:
            # A class attribute cannot stand where a slot does.
            for each in given:
                del namespace[each]
            namespace["__slots__"] = tuple(names)
        if not frozen:
            namespace.update(__setattr__=object.__setattr__, __delattr__=object.__delattr__)
        if not eq:
            namespace.update(__eq__=object.__eq__, __hash__=object.__hash__)
        elif not frozen:
            namespace["__hash__"] = None
        namespace.setdefault("__init__", _first_init)
        return super().__new__(cls, name, bases, namespace)


@cache
def _fields(cls: type) -> tuple[RecordField, ...]:
    """Return the fields, inherited ones first."""
    fields: dict[str, RecordField] = {}
    for each in reversed(cls.__mro__):
        names, given, kw_only = each.__dict__.get(_DECLARED, ((), {}, False))
        for name in names:
            default = given.get(name, _NOTHING)
            made = default if isinstance(default, RecordField) else RecordField(default)
            made.name = name
            made.kw_only = kw_only
            fields[name] = made
    return tuple(fields.values())


def _first_init(self: object, /, *arguments: object, **named: object) -> None:
    """Replace itself with the `__init__` of the class, and call that."""
    cls = next(each for each in type(self).__mro__ if each.__dict__.get("__init__") is _first_init)
    fields = _fields(cls)
    given = [each for each in fields if each.init or each.default is not _NOTHING]
    copied = "__slots__" in cls.__dict__ and len(given) < len(_TEMPLATES)
    simple = all(each.init for each in given) and not any(each.default_factory for each in fields)
    init = _copied_init(cls, given) if copied and simple else _general_init(cls, fields)
    setattr(cls, "__init__", init)  # noqa: B010 # mypy minds the assignment
    init(self, *arguments, **named)


_TEMPLATES: Final[tuple[Callable[..., Any], ...]] = (
    lambda: lambda _: None,
    lambda a: lambda _, s: a(_, s),  # noqa: PLW0108 # its code is copied
    lambda a, b: lambda _, s, t: a(_, s) or b(_, t),
    lambda a, b, c: lambda _, s, t, u: a(_, s) or b(_, t) or c(_, u),
    lambda a, b, c, d: lambda _, s, t, u, v: a(_, s) or b(_, t) or c(_, u) or d(_, v),
    lambda a, b, c, d, e: (
        lambda _, s, t, u, v, w: a(_, s) or b(_, t) or c(_, u) or d(_, v) or e(_, w)
    ),
    lambda a, b, c, d, e, f: (
        lambda _, s, t, u, v, w, x: a(_, s) or b(_, t) or c(_, u) or d(_, v) or e(_, w) or f(_, x)
    ),
    lambda a, b, c, d, e, f, g: (
        lambda _, s, t, u, v, w, x, y: (
            a(_, s) or b(_, t) or c(_, u) or d(_, v) or e(_, w) or f(_, x) or g(_, y)
        )
    ),
    lambda a, b, c, d, e, f, g, h: (
        lambda _, s, t, u, v, w, x, y, z: (
            a(_, s) or b(_, t) or c(_, u) or d(_, v) or e(_, w) or f(_, x) or g(_, y) or h(_, z)
        )
    ),
)
"""For each number of fields, a function that makes `__init__` from their setters, which return
`None`."""


def _copied_init(cls: type, fields: list[RecordField]) -> Callable[..., None]:
    """Return a copy of the `__init__` for this number of fields, with their names."""
    fields = sorted(fields, key=lambda each: each.kw_only)
    names = [each.name for each in fields]
    make: Callable[..., Any] = _TEMPLATES[len(fields)]
    init = make(*(getattr(cls, name).__set__ for name in names))
    keywords = [each for each in fields if each.kw_only]
    init.__code__ = init.__code__.replace(
        co_varnames=("_record", *names),
        co_argcount=1 + len(fields) - len(keywords),
        co_kwonlyargcount=len(keywords),
    )
    given = [each for each in fields if each.default is not _NOTHING]
    init.__defaults__ = tuple(each.default for each in given if not each.kw_only)
    init.__kwdefaults__ = {each.name: each.default for each in given if each.kw_only}
    return cast("Callable[..., None]", init)


def _general_init(cls: type, fields: tuple[RecordField, ...]) -> Callable[..., None]:
    """Return an `__init__` for any fields, which is slower."""
    positional = [each.name for each in fields if each.init and not each.kw_only]
    set_field = object.__setattr__

    def __init__(_record: object, /, *arguments: object, **given: object) -> None:  # noqa: N807 # as above
        if len(arguments) > len(positional) or not given.keys().isdisjoint(
            positional[: len(arguments)]
        ):
            raise TypeError(f"wrong arguments for {cls.__name__}")
        given.update(zip(positional, arguments, strict=False))
        for each in fields:
            name = each.name
            if each.init and name in given:
                set_field(_record, name, given.pop(name))
            elif each.default_factory is not None:
                set_field(_record, name, each.default_factory())
            elif each.default is not _NOTHING:
                set_field(_record, name, each.default)
            elif each.init:
                raise TypeError(f"{cls.__name__} needs `{name}`")
        if given:
            raise TypeError(f"{cls.__name__} has no {', '.join(given)}")

    return __init__


@cache
def _key(cls: type) -> Callable[[object], object]:
    """Return what gets from a record of the class what is compared."""
    names = [each.name for each in _fields(cls) if each.compare]
    if len(names) > 1:
        return attrgetter(*names)
    if names:
        # A tuple, as for several fields: identical objects are equal in it, even a NaN.
        get = attrgetter(*names)
        return lambda record: (get(record),)
    return lambda _: ()


class Record(metaclass=RecordType):
    """A class whose instances are made of fields, like the standard library's data classes.

    By default the fields are slots, cannot be set again, and are what instances are compared by;
    `frozen=False`, `eq=False` and `slots=False` after the base class change that for one class; its
    subclasses have the defaults again.
    """

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        key = _key(self.__class__)
        return key(self) == key(other)

    def __hash__(self) -> int:
        return hash(_key(self.__class__)(self))

    @recursive_repr()
    def __repr__(self) -> str:
        fields = _fields(type(self))
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields if each.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    # Without these two, pickle would set the attributes one by one, which is an error.
    def __getstate__(self) -> dict[str, object]:
        names = [each.name for each in _fields(type(self))]
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, _: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set: the record is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(
            f"{type(self).__name__}.{name} cannot be deleted: the record is frozen"
        )
