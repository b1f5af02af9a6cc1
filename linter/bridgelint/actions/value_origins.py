"""Where a value is really set, if an expression is a plain reference to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from bridgelint.actions.fields import InstanceKey, Origin
from bridgelint.base.records import dataclass
from bridgelint.hcl.references import (
    AttributeStep,
    IndexStep,
    Step,
    Traversal,
    static_step,
    traversal,
)
from bridgelint.hcl.tree import (
    Block,
    Expression,
    GetAttribute,
    Index,
    Name,
    Object,
    bare,
    items_of,
    literal_of,
)
from bridgelint.terraform.module.module import Module
from bridgelint.workspace.variable_inputs import InputValue

_LONGEST: Final = 10


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression, its module, and the steps of its value that remain."""

    module: Module
    expression: Expression
    steps: tuple[Step, ...] = ()


def origins(module: Module, expression: Expression) -> tuple[Origin, ...]:
    """Return the chain of declarations from which a reference gets its value, nearest first.

    It ends at the first expression that is not a reference. The variables and locals in it are
    already evaluated.
    """
    found: list[Origin] = []
    place: _Place | None = _Place(module, expression)
    while place is not None and len(found) < _LONGEST:
        place, origin = _follow(place)
        if origin is not None:
            found.append(origin)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class ReferredResource:
    """The resource or data source that an expression refers to."""

    module: Module
    block: Block
    key: InstanceKey
    """The instance key, if it is a literal."""

    attribute: str
    """The attribute that is read; empty for the whole object."""


def referred_resource(module: Module, expression: Expression) -> ReferredResource | None:
    """Return the resource or data source from which an expression gets its value, through locals,
    variables of called modules and outputs. `None` if it is anything but a plain reference."""
    place = _Place(module, expression)
    for _ in range(_LONGEST):
        reference = _loose(bare(place.expression))
        name = reference.attribute(0) if reference else None
        if reference is None or name is None:
            return None
        steps = (*reference.steps, *place.steps)
        if reference.root not in _FOLLOWED:
            return _resource(place.module, reference.root, steps)
        following = _FOLLOWED[reference.root](place.module, name, steps[1:])
        if following is None:
            return None
        place = following
    return None


def _loose(expression: Expression) -> Traversal | None:
    """Return the expression as a reference, whatever its instance keys are."""
    steps: list[Step] = []
    place = expression
    while not isinstance(place, Name):
        if isinstance(place, GetAttribute):
            steps.append(AttributeStep(place.name, place.name_span))
        elif isinstance(place, Index):
            steps.append(static_step(place) or IndexStep(None, place.span))
        else:
            return None
        place = place.source
    return Traversal(place.name, place.span, tuple(reversed(steps)), expression.span)


def _output(module: Module, call: str, steps: tuple[Step, ...]) -> _Place | None:
    key: object = None
    if steps and isinstance(steps[0], IndexStep):
        key, steps = steps[0].key, steps[1:]
    name = steps[0].name if steps and isinstance(steps[0], AttributeStep) else None
    children = module.module_call(call)
    same = [each for each in children if each.called and each.called.key == key]
    child = next(iter(same or children), None)
    block = child.directory.output(name) if child and name else None
    value = block.body.attribute("value") if block else None
    if child is None or value is None:
        return None
    inner, rest = _narrowed(value.value, steps[1:])
    return _Place(child, inner, rest)


def _resource(module: Module, root: str, steps: tuple[Step, ...]) -> ReferredResource | None:
    kind = root if root in {"data", "ephemeral", "resource"} else "resource"
    if root == kind:
        first, *rest = steps
        type_ = first.name if isinstance(first, AttributeStep) else ""
    else:
        type_, rest = root, list(steps)
    name = rest.pop(0) if rest else None
    if not isinstance(name, AttributeStep):
        return None
    block = module.directory.resource(type_, name.name, kind=kind)
    if block is None:
        return None
    key: InstanceKey = None
    if rest and isinstance(rest[0], IndexStep):
        found = rest[0].key
        key = found if isinstance(found, int | str) and not isinstance(found, bool) else None
        rest = rest[1:]
    attribute = rest[0].name if rest and isinstance(rest[0], AttributeStep) else ""
    return ReferredResource(module, block, key, attribute)


_FOLLOWED: Final[dict[str, Callable[[Module, str, tuple[Step, ...]], _Place | None]]] = {
    "local": lambda module, name, steps: _local(module, name, steps)[0],
    "var": lambda module, name, steps: _variable(module, name, steps)[0],
    "module": _output,
}
"""What a reference is followed through."""


def _follow(place: _Place) -> tuple[_Place | None, Origin | None]:
    reference = traversal(bare(place.expression))
    name = reference.attribute(0) if reference else None
    if reference is None or name is None:
        return None, None
    steps = (*reference.steps[1:], *place.steps)
    if reference.root == "local":
        return _local(place.module, name, steps)
    if reference.root == "var":
        return _variable(place.module, name, steps)
    return None, None


def _local(
    module: Module, name: str, steps: tuple[Step, ...]
) -> tuple[_Place | None, Origin | None]:
    attribute = module.directory.local(name)
    if attribute is None:
        return None, None
    inner, rest = _narrowed(attribute.value, steps)
    return _Place(module, inner, rest), _origin("local", f"local.{name}", inner, rest)


def _variable(
    module: Module, name: str, steps: tuple[Step, ...]
) -> tuple[_Place | None, Origin | None]:
    address = f"var.{name}"
    argument = module.argument(name)
    if argument is not None and module.parent is not None:
        inner, rest = _narrowed(argument.value, steps)
        return _Place(module.parent, inner, rest), _origin("caller", address, inner, rest)
    cell = module.cells.variable(name)
    if cell is None:
        return None, None
    given = module.input(name) if module.parent is None else None
    if given is not None:
        return None, _input(address, given, steps)
    default = cell.block.body.attribute("default")
    if default is None:
        return None, None
    return None, _origin("variable", address, *_narrowed(default.value, steps))


def _input(address: str, given: InputValue, steps: Sequence[Step]) -> Origin | None:
    """Return the place of the input, or `None` if it is not set in a file."""
    if isinstance(given.value, str) or given.origin not in {"automatic file", "named file"}:
        return None
    return _origin("input", address, *_narrowed(given.value, steps))


def _origin(
    kind: Literal["variable", "local", "input", "caller"],
    address: str,
    expression: Expression,
    rest: tuple[Step, ...],
) -> Origin:
    return Origin(kind, address, expression.span, None if rest else expression)


def _narrowed(expression: Expression, steps: Sequence[Step]) -> tuple[Expression, tuple[Step, ...]]:
    """Return the part of a literal object or tuple that the steps select, and the other steps."""
    taken = 0
    for step in steps:
        inner = _part(bare(expression), step)
        if inner is None:
            break
        expression = inner
        taken += 1
    return expression, tuple(steps[taken:])


def _part(expression: Expression, step: Step) -> Expression | None:
    key = step.name if isinstance(step, AttributeStep) else step.key
    if isinstance(expression, Object):
        matching = [each.value for each in expression.items if literal_of(each.key) == key]
        return matching[-1] if matching else None
    items = items_of(expression)
    return items[key] if isinstance(key, int) and 0 <= key < len(items) else None
