"""Where a value was really written, when an expression is a plain reference to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bridgelint.actions.fields import Origin
from bridgelint.base.records import dataclass
from bridgelint.hcl.references import AttributeStep, Step, traversal
from bridgelint.hcl.tree import Expression, Interpolation, Object, Parentheses, Template, Tuple
from bridgelint.terraform.module.module import Module
from bridgelint.workspace.variable_inputs import InputValue

_LONGEST: Final = 10


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression, the module it stands in, and what is left to take of its value."""

    module: Module
    expression: Expression
    steps: tuple[Step, ...] = ()


def origins(module: Module, expression: Expression) -> tuple[Origin, ...]:
    """The chain of declarations behind a reference, from the nearest to the farthest.

    It ends where something else than a reference stands. The variables and locals on the way have
    been evaluated already.
    """
    found: list[Origin] = []
    place: _Place | None = _Place(module, expression)
    while place is not None and len(found) < _LONGEST:
        place, origin = _follow(place)
        if origin is not None:
            found.append(origin)
    return tuple(found)


def _follow(place: _Place) -> tuple[_Place | None, Origin | None]:
    reference = traversal(_bare(place.expression))
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
    return _Place(module, inner, rest), Origin("local", f"local.{name}", inner.span)


def _variable(
    module: Module, name: str, steps: tuple[Step, ...]
) -> tuple[_Place | None, Origin | None]:
    address = f"var.{name}"
    argument = module.argument(name)
    if argument is not None and module.parent is not None:
        inner, rest = _narrowed(argument.value, steps)
        return _Place(module.parent, inner, rest), Origin("caller", address, inner.span)
    cell = module.cells.variable(name)
    if cell is None:
        return None, None
    given = module.input(name) if module.parent is None else None
    if given is not None:
        return None, _input(address, given, steps)
    default = cell.block.body.attribute("default")
    if default is None:
        return None, None
    return None, Origin("variable", address, _narrowed(default.value, steps)[0].span)


def _input(address: str, given: InputValue, steps: Sequence[Step]) -> Origin | None:
    """Nothing for a value that stands in no file."""
    if isinstance(given.value, str) or given.origin not in {"automatic file", "named file"}:
        return None
    return Origin("input", address, _narrowed(given.value, steps)[0].span)


def _narrowed(expression: Expression, steps: Sequence[Step]) -> tuple[Expression, tuple[Step, ...]]:
    """The part of a literal object or tuple that the first steps take, and the other steps."""
    taken = 0
    for step in steps:
        inner = _part(_bare(expression), step)
        if inner is None:
            break
        expression = inner
        taken += 1
    return expression, tuple(steps[taken:])


def _part(expression: Expression, step: Step) -> Expression | None:
    key = step.name if isinstance(step, AttributeStep) else step.key
    if isinstance(expression, Object):
        matching = [each.value for each in expression.items if _key(each.key) == key]
        return matching[-1] if matching else None
    items = expression.items if isinstance(expression, Tuple) else ()
    return items[key] if isinstance(key, int) and 0 <= key < len(items) else None


def _key(expression: Expression) -> str | None:
    return expression.literal if isinstance(expression, Template) else None


def _bare(expression: Expression) -> Expression:
    """Without parentheses, and without a template that is one interpolation and nothing else."""
    while True:
        if isinstance(expression, Parentheses):
            expression = expression.inner
        elif (
            isinstance(expression, Template)
            and len(expression.parts) == 1
            and isinstance(expression.parts[0], Interpolation)
        ):
            expression = expression.parts[0].expression
        else:
            return expression
