"""`dataclass`, `field` and `replace` as in the standard library, reduced to what is used here.

The standard library compiles six functions for each class before its first instance is created,
which took 16 to 21 % of a small run. Here nothing is compiled before the first instance of a class
is created, and then only an `__init__` for each number of fields, which classes without default
factories copy; the other methods are shared. Type checkers read
`records.pyi`, which names the standard library's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, Final, NamedTuple, TypeVar, cast

_T = TypeVar("_T")

_FIELDS: Final = "__record_fields__"
_NOTHING: Final = object()
"""Represents an absent default or argument; `None` may be a real one."""


class RecordField(NamedTuple):
    """One field of a class, in the order of the parameters of `__init__`."""

    name: str = ""
    default: object = _NOTHING
    default_factory: object = _NOTHING
    init: bool = True
    repr: bool = True
    compare: bool = True
    kw_only: bool = False


def field(
    *,
    default: object = _NOTHING,
    default_factory: object = _NOTHING,
    init: bool = True,
    repr: bool = True,  # noqa: A002 # the standard library's name
    compare: bool = True,
) -> Any:  # noqa: ANN401 # stands where a default would
    """Return the properties of a field in addition to its name and type."""
    return RecordField("", default, default_factory, init, repr, compare)


def replace(record: _T, /, **changes: object) -> _T:
    """Return a copy of the record with other values for some fields."""
    for each in getattr(record, _FIELDS).values():
        if each.init and each.name not in changes:
            changes[each.name] = getattr(record, each.name)
    make: Callable[..., _T] = type(record)
    return make(**changes)


def dataclass(
    *, frozen: bool = False, slots: bool = False, eq: bool = True, kw_only: bool = False
) -> Callable[[type], type]:
    """Turn a class with annotations into a record."""

    def decorate(cls: type) -> type:
        fields = _fields(cls, kw_only=kw_only)
        own = _own_names(cls)
        made = _with_slots(cls, own) if slots else cls
        _add_methods(made, fields, frozen=frozen, slots=slots, eq=eq)
        return made

    return decorate


def _own_names(cls: type) -> list[str]:
    annotations: Mapping[str, str] = cls.__annotations__
    return [name for name, type_ in annotations.items() if not type_.startswith("ClassVar")]


def _fields(cls: type, *, kw_only: bool) -> dict[str, RecordField]:
    """Return the fields, inherited ones first. Without slots a default stays a class attribute."""
    fields: dict[str, RecordField] = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(base.__dict__.get(_FIELDS, {}))
    for name in _own_names(cls):
        given = cls.__dict__.get(name, _NOTHING)
        if isinstance(given, RecordField):
            fields[name] = given._replace(name=name, kw_only=kw_only)
            delattr(cls, name)
        else:
            fields[name] = RecordField(name, given, kw_only=kw_only)
    return fields


def _with_slots(cls: type, names: list[str]) -> type:
    """Create the class again: slots can only be set when a class is created."""
    namespace = dict(cls.__dict__)
    for name in (*names, "__dict__", "__weakref__"):
        namespace.pop(name, None)
    namespace["__slots__"] = tuple(names)
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    return made


def _add_methods(
    cls: type, fields: Mapping[str, RecordField], *, frozen: bool, slots: bool, eq: bool
) -> None:
    setattr(cls, _FIELDS, fields)
    own = cls.__dict__
    methods: dict[str, object] = {
        "__match_args__": tuple(
            each.name for each in fields.values() if each.init and not each.kw_only
        ),
        "__init__": _first_init(cls, fields, frozen=frozen, slots=slots),
        "__repr__": _repr,
    }
    if eq:
        key = _key(tuple(each.name for each in fields.values() if each.compare))
        methods["__eq__"] = _equality(key)
        # A class that defines `__eq__` itself has `__hash__ = None` unless it is set explicitly.
        if own.get("__hash__") is None:
            methods["__hash__"] = _hashing(key) if frozen else None
    if frozen and slots:
        # Without these, pickle would set the attributes one by one, which is an error.
        methods.update(__getstate__=_get_state, __setstate__=_set_state)
    for name, method in methods.items():
        if name not in own or name == "__hash__":
            setattr(cls, name, method)
    if frozen:
        setattr(cls, "__setattr__", _refuse_setting)  # noqa: B010 # a method, as those above
        setattr(cls, "__delattr__", _refuse_deleting)  # noqa: B010 # as above


def _first_init(
    cls: type, fields: Mapping[str, RecordField], *, frozen: bool, slots: bool
) -> Callable[..., None]:
    """Return an `__init__` that replaces itself with the real one on the first call."""

    def __init__(*arguments: object, **named: object) -> None:  # noqa: N807 # a method of `cls`
        init = _compiled_init(cls, fields, frozen=frozen, slots=slots)
        setattr(cls, "__init__", init)  # noqa: B010 # mypy minds the assignment
        init(*arguments, **named)

    return __init__


def _compiled_init(
    cls: type, fields: Mapping[str, RecordField], *, frozen: bool, slots: bool
) -> Callable[..., None]:
    if frozen and slots and all(_is_simple(each) for each in fields.values()):
        return _copied_init(cls, tuple(fields.values()))
    names: dict[str, object] = {"_nothing": _NOTHING}
    positional: list[str] = []
    keywords: list[str] = []
    body: list[str] = ["pass"]
    for each in fields.values():
        name = each.name
        if not each.init and each.default_factory is _NOTHING and each.default is _NOTHING:
            continue
        value = name
        parameter = name
        if each.default_factory is not _NOTHING:
            names[f"_make_{name}"] = each.default_factory
            value = f"_make_{name}()"
            if each.init:
                parameter = f"{name}=_nothing"
                value = f"{value} if {name} is _nothing else {name}"
        elif each.default is not _NOTHING:
            names[f"_default_{name}"] = each.default
            value = name if each.init else f"_default_{name}"
            parameter = f"{name}=_default_{name}"
        if each.init:
            (keywords if each.kw_only else positional).append(parameter)
        body.append(_assignment(cls, name, value, names, frozen=frozen, slots=slots))
    parameters = ["_record", *positional, *(["*", *keywords] if keywords else [])]
    source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body)
    exec(source, names)  # noqa: S102 # names of fields, which are our own
    init: Any = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return cast("Callable[..., None]", init)


def _is_simple(field: RecordField) -> bool:
    return field.init and field.default_factory is _NOTHING


def _copied_init(cls: type, fields: tuple[RecordField, ...]) -> Callable[..., None]:
    """Return a copy of the `__init__` for this number of fields, with their names: compiling one
    for each class is ten times as slow."""
    fields = tuple(sorted(fields, key=lambda each: each.kw_only))
    names = [each.name for each in fields]
    init: Any = _template(len(fields))(*(getattr(cls, name).__set__ for name in names))
    keywords = [each for each in fields if each.kw_only]
    init.__code__ = init.__code__.replace(
        co_varnames=("_record", *names),
        co_argcount=1 + len(fields) - len(keywords),
        co_kwonlyargcount=len(keywords),
    )
    given = [each for each in fields if each.default is not _NOTHING]
    init.__defaults__ = tuple(each.default for each in given if not each.kw_only)
    init.__kwdefaults__ = {each.name: each.default for each in given if each.kw_only}
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return cast("Callable[..., None]", init)


@cache
def _template(count: int) -> Callable[..., Callable[..., None]]:
    setters = ", ".join(f"s{place}" for place in range(count))
    values = ", ".join(f"v{place}" for place in range(count))
    body = "; ".join(f"s{place}(_record, v{place})" for place in range(count)) or "pass"
    names: dict[str, Any] = {}
    source = f"def make({setters}):\n def __init__(_record, {values}): {body}\n return __init__"
    exec(source, names)  # noqa: S102 # only the number is given
    return cast("Callable[..., Callable[..., None]]", names["make"])


def _assignment(
    cls: type, name: str, value: str, names: dict[str, object], *, frozen: bool, slots: bool
) -> str:
    """Return a statement that sets one field, even in a frozen record."""
    if not frozen:
        return f"_record.{name} = {value}"
    if not slots:
        return f"_record.__dict__[{name!r}] = {value}"
    names[f"_set_{name}"] = getattr(cls, name).__set__
    return f"_set_{name}(_record, {value})"


def _key(names: tuple[str, ...]) -> Callable[[object], object]:
    if len(names) > 1:
        return attrgetter(*names)
    if names:
        # A tuple, as for several fields: identical objects are equal in it, even a NaN.
        get = attrgetter(*names)
        return lambda record: (get(record),)
    return lambda _: ()


def _equality(key: Callable[[object], object]) -> Callable[[object, object], bool]:
    def __eq__(self: object, other: object) -> bool:  # noqa: N807 # a method
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        return key(self) == key(other)

    return __eq__


def _hashing(key: Callable[[object], object]) -> Callable[[object], int]:
    def __hash__(self: object) -> int:  # noqa: N807 # a method
        return hash(key(self))

    return __hash__


@recursive_repr()
def _repr(self: object) -> str:
    fields: Mapping[str, RecordField] = getattr(self, _FIELDS)
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields.values() if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _get_state(self: object) -> dict[str, object]:
    return {name: getattr(self, name) for name in getattr(self, _FIELDS) if hasattr(self, name)}


def _set_state(self: object, state: dict[str, object]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)


def _refuse_setting(self: object, name: str, _: object) -> None:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be set: the record is frozen")


def _refuse_deleting(self: object, name: str) -> None:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted: the record is frozen")
