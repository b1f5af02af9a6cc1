"""Arguments as rules see them: their values, and where a value is really set if an expression is a
plain reference to it.

Rules import these names from `bridgelint.actions`.
"""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import Record, field
from bridgelint.base.source import Span
from bridgelint.hcl.references import (
    AttributeStep,
    IndexStep,
    Step,
    Traversal,
    static_step,
    traversal,
)
from bridgelint.hcl.tree import (
    Attribute,
    Block,
    Expression,
    Name,
    Object,
    Template,
    Tuple,
    bare,
    chain_of,
    items_of,
    literal_of,
)
from bridgelint.terraform.expressions.reference_address import MODES, InstanceKey, key_text
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.convert import convert_or_unknown
from bridgelint.terraform.values.types import Type
from bridgelint.terraform.values.values import SENSITIVE, Reason, Value, all_marks, is_wholly_known

__all__ = ["Field", "InstanceKey", "Origin", "key_text"]

_REPR: Final = 60
"""The maximum number of characters of a value in a repr."""


class Field(Record, eq=False):
    """An argument of `config`, `entry` or a trigger: its expression and its value."""

    name: str
    value: Value
    """Converted to the schema's type. If the conversion fails, it is unknown with a reason that has
    `failed`, so that only `invalid_argument_type` reports it."""

    raw: Value
    """Before the conversion."""

    attribute: Attribute
    """The argument as written; `attribute.name_span` is the place of the name."""

    mismatch: str = ""
    """Why `raw` cannot be converted to the schema's type, as a clause; otherwise empty."""

    origins: tuple[Origin, ...] = ()
    """Where the value is really set, if the expression is a plain reference: the chain from the
    nearest declaration to the farthest."""

    encoded: Value | None = None
    """The value that the expression, a sensitive `jsonencode`, encodes: its text is marked as a
    whole, while this shows which parts of it are sensitive."""

    def __repr__(self) -> str:
        """Short, and without a sensitive value: a repr ends up in logs."""
        if self.text is not None or self.is_secret:
            return f"<Field {self.name} = {self.shown[:_REPR]!r}>"
        value = "null" if self.is_null else "…" if self.is_known else "unknown"
        return f"<Field {self.name} = {value}>"

    @property
    def span(self) -> Span:
        return self.attribute.value.span

    @property
    def expression(self) -> Expression:
        return self.attribute.value

    @property
    def written(self) -> Expression:
        """The heredoc that contains the text, even if the argument only refers to it; otherwise the
        value expression."""
        source = self.origins[-1].expression if self.origins else None
        is_heredoc = isinstance(source, Template) and source.form == "heredoc"
        return source if source is not None and is_heredoc else self.expression

    def element_span(self, index: int) -> Span:
        """Return the place of a list element, or of the value if the list is not a literal."""
        expression = self.expression
        if isinstance(expression, Tuple) and len(expression.items) == len(self.value.elements):
            return expression.items[index].span
        return self.span

    @property
    def is_null(self) -> bool:
        """Whether it is known to be null, which is the same as absent."""
        return self.value.is_null

    @property
    def is_known(self) -> bool:
        """Whether it is wholly known (null is known)."""
        return is_wholly_known(self.value)

    @property
    def is_secret(self) -> bool:
        """Whether it or a part of it is sensitive or ephemeral: never show the value."""
        return bool(all_marks(self.value))

    @property
    def text(self) -> str | None:
        """The known string; `None` for null, unknown values and other types."""
        return self.value.content if isinstance(self.value.content, str) else None

    @property
    def shown(self) -> str:
        """The known string for a message, `(sensitive)` for a sensitive one, otherwise empty."""
        if self.is_secret:
            return SENSITIVE
        return self.text or ""

    @property
    def prefix(self) -> str:
        """The known prefix of the string: all of it if it is known."""
        if self.text is not None:
            return self.text
        unknown = self.value.unknown
        if unknown is None:
            return ""
        first = unknown.parts[0] if unknown.parts else ""
        return first if isinstance(first, str) and first else unknown.prefix


class Origin(Record):
    """One step from a reference to the text that sets the value."""

    address: str
    """`var.source`, `local.bus`."""

    span: Span
    """The expression of a local, the default of a variable, its value in a tfvars file or the
    argument of the module call."""

    expression: Expression | None = field(default=None, compare=False)
    """The whole expression at the span; `None` if the reference selects a part of its value."""


def field_of(
    module: Module, attribute: Attribute, type_: Type, raw: Value, reason: Reason
) -> Field:
    """Return an argument whose value is `raw`; unknown with the reason if it is not of the type."""
    value, mismatch = convert_or_unknown(raw, type_, reason)
    return Field(attribute.name, value, raw, attribute, mismatch, origins(module, attribute.value))


_LONGEST: Final = 10


class _Place(Record):
    """An expression, its module, and the steps of its value that remain."""

    module: Module
    expression: Expression
    steps: tuple[Step, ...] = ()


class ReferredResource(Record, eq=False):
    """The resource or data source that an expression refers to."""

    module: Module
    block: Block
    key: InstanceKey
    """The instance key, if it is a literal."""

    attribute: str
    """The attribute that is read; empty for the whole object."""


def origins(module: Module, expression: Expression) -> tuple[Origin, ...]:
    """Return the chain of declarations from which a reference gets its value, nearest first.

    It ends at the first expression that is not a reference. The variables and locals in it are
    already evaluated.
    """
    found: list[Origin] = []
    place: _Place | None = _Place(module, expression)
    while place is not None and len(found) < _LONGEST:
        reference = traversal(bare(place.expression))
        place, origin = _follow(place, reference) if reference else (None, None)
        if origin is None:
            break
        found.append(origin)
    return tuple(found)


def referred_resource(module: Module, expression: Expression) -> ReferredResource | None:
    """Return the resource or data source from which an expression gets its value, through locals,
    variables of called modules and outputs. `None` if it is anything but a plain reference."""
    place = _Place(module, expression)
    for _ in range(_LONGEST):
        reference = _loose(bare(place.expression))
        if reference is None or reference.attribute(0) is None:
            return None
        if reference.root not in {"local", "var", "module"}:
            return _resource(place.module, reference.root, (*reference.steps, *place.steps))
        following, _ = _follow(place, reference)
        if following is None:
            return None
        place = following
    return None


def _loose(expression: Expression) -> Traversal | None:
    """Return the expression as a reference, whatever its instance keys are."""
    root, chain = chain_of(expression)
    if not isinstance(root, Name):
        return None
    steps = tuple(static_step(each) or IndexStep(None, each.span) for each in chain)
    return Traversal(root.name, root.span, steps, expression.span, expression)


def _follow(place: _Place, reference: Traversal) -> tuple[_Place | None, Origin | None]:
    """Return where a reference leads, and the declaration. An output has none."""
    name = reference.attribute(0)
    module, steps = place.module, (*reference.steps[1:], *place.steps)
    if name is None:
        return None, None
    if reference.root == "module":
        return _output(module, name, steps), None
    if reference.root == "var":
        return _variable(module, name, steps)
    attribute = module.directory.local(name) if reference.root == "local" else None
    if attribute is None:
        return None, None
    inner = _inside(module, attribute.value, steps)
    return inner, _origin(f"local.{name}", inner)


def _variable(
    module: Module, name: str, steps: tuple[Step, ...]
) -> tuple[_Place | None, Origin | None]:
    address = f"var.{name}"
    argument = module.argument(name)
    if argument is not None and module.parent is not None:
        inner = _inside(module.parent, argument.value, steps)
        return inner, _origin(address, inner)
    cell = module.cells.variable(name)
    given = module.input(name) if module.parent is None else None
    if cell is None:
        return None, None
    if given is not None:
        if isinstance(given.value, str) or given.origin not in {"automatic file", "named file"}:
            return None, None
        return None, _origin(address, _inside(module, given.value, steps))
    default = cell.block.body.value("default")
    if default is None:
        return None, None
    return None, _origin(address, _inside(module, default, steps))


def _output(module: Module, call: str, steps: tuple[Step, ...]) -> _Place | None:
    key: object = None
    if steps and isinstance(steps[0], IndexStep):
        key, steps = steps[0].key, steps[1:]
    name = steps[0].name if steps and isinstance(steps[0], AttributeStep) else None
    children = module.module_call(call)
    same = [each for each in children if each.called and each.called.key == key]
    child = next(iter(same or children), None)
    block = child.directory.output(name) if child and name else None
    value = block.body.value("value") if block else None
    return _inside(child, value, steps[1:]) if child and value else None


def _resource(module: Module, root: str, steps: tuple[Step, ...]) -> ReferredResource | None:
    used = 2 if root in MODES else 1
    names = [each.name for each in steps[:used] if isinstance(each, AttributeStep)]
    if len(names) < used:
        return None
    type_, name = names if root in MODES else (root, *names)
    block = module.directory.resource(type_, name, kind=MODES.get(root, "resource"))
    if block is None:
        return None
    key: InstanceKey = None
    rest = steps[used:]
    if rest and isinstance(rest[0], IndexStep):
        found = rest[0].key
        key = found if isinstance(found, int | str) and not isinstance(found, bool) else None
        rest = rest[1:]
    attribute = rest[0].name if rest and isinstance(rest[0], AttributeStep) else ""
    return ReferredResource(module, block, key, attribute)


def _origin(address: str, place: _Place) -> Origin:
    expression = place.expression
    return Origin(address, expression.span, None if place.steps else expression)


def _inside(module: Module, expression: Expression, steps: tuple[Step, ...]) -> _Place:
    """Return the part of a literal object or tuple that the steps select, and the other steps."""
    for taken, step in enumerate(steps):
        inner = _part(bare(expression), step)
        if inner is None:
            return _Place(module, expression, steps[taken:])
        expression = inner
    return _Place(module, expression)


def _part(expression: Expression, step: Step) -> Expression | None:
    key = step.name if isinstance(step, AttributeStep) else step.key
    if isinstance(expression, Object):
        matching = [each.value for each in expression.items if literal_of(each.key) == key]
        return matching[-1] if matching else None
    items = items_of(expression)
    return items[key] if isinstance(key, int) and 0 <= key < len(items) else None
