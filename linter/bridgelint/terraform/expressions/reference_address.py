"""The address at the start of a reference, and the errors that it can have by itself."""

from __future__ import annotations

import re
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.references import AttributeStep, IndexStep, Step, Traversal
from bridgelint.terraform.expressions.scope import failure

InstanceKey = int | str | None
"""The instance key in brackets; `None` for a single instance."""

KEY: Final = r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]"
"""A key in an address, in its brackets."""

ResourceMode = Choice["resource", "data", "ephemeral"]

Named = Choice["var", "local", "module", "path", "terraform", "count", "each"]
Kind = Named | ResourceMode | Choice["self", "caller", "word"]

_SINGLE: Final[dict[str, tuple[Named, str]]] = {
    "var": ("var", "the name of a variable"),
    "local": ("local", "the name of a local value"),
    "module": ("module", "the name of a module call"),
    "path": ("path", "`module`, `root` or `cwd`"),
    "terraform": ("terraform", "`workspace`"),
    "count": ("count", "`index`"),
    "each": ("each", "`key` or `value`"),
}
MODES: Final[dict[str, ResourceMode]] = {
    "data": "data",
    "ephemeral": "ephemeral",
    "resource": "resource",
}
DECLARED: Final = frozenset({"var", "local", "module", *MODES})
"""The kinds of references to what the configuration declares."""

_RESERVED: Final = frozenset({"template", "lazy", "arg"})
_TYPE_WORDS: Final = frozenset({"string", "number", "bool", "any"})


class Reference(Record):
    """A reference to something that the configuration declares, or that Terraform provides."""

    kind: Kind
    """`word`: a type by itself (`string`), which only `convert` accepts."""

    type: str
    """The resource's type, or an empty string for other objects."""

    name: str
    """`region` in `var.region`; empty for `self` and `caller`."""

    steps: tuple[Step, ...]
    """The steps after the name whose keys are literals."""

    used: int
    """The number of steps that belong to the address."""

    span: Span
    """The place of the address."""

    @property
    def address(self) -> str:
        """`var.region`, `aws_sns_topic.orders`, `data.aws_region.here`."""
        if self.kind == "resource":
            return f"{self.type}.{self.name}"
        return ".".join(each for each in (self.kind, self.type, self.name) if each)

    @property
    def key(self) -> InstanceKey:
        """The constant index that directly follows the name, or `None`."""
        first = self.steps[0] if self.steps else None
        if not isinstance(first, IndexStep) or isinstance(first.key, bool):
            return None
        return first.key if isinstance(first.key, int | str) else None

    @property
    def attribute(self) -> str | None:
        """The attribute that follows the name or its constant index, or `None`."""
        position = 0 if self.key is None else 1
        step = self.steps[position] if position < len(self.steps) else None
        return step.name if isinstance(step, AttributeStep) else None


def read_reference(traversal: Traversal) -> Reference:
    """Return the address at the start. Raise `EvaluationError` if there is none."""
    word = traversal.root
    if word in _SINGLE:
        name, (kind, wanted) = traversal.attribute(0), _SINGLE[word]
        if name is None:
            text, help_ = f"`{word}` is not a value by itself", f"add a dot and {wanted}"
            raise failure(text, traversal.root_span, help_)
        return Reference(kind, "", name, traversal.steps[1:], 1, _span(traversal, 1))
    if word in {"self", "caller"}:
        itself: Kind = "self" if word == "self" else "caller"
        return Reference(itself, "", "", traversal.steps, 0, traversal.root_span)
    if word in _RESERVED:
        raise failure(
            f"`{word}` is a reserved word",
            traversal.root_span,
            f"use `resource.{word}` for a resource of this type",
        )
    if word == "action":
        raise failure(
            "actions cannot be referenced here",
            _span(traversal, 2),
            "an action has no value; refer to it only in `actions` of an `action_trigger`",
        )
    if word in _TYPE_WORDS and not traversal.steps:
        return Reference("word", "", word, (), 0, traversal.root_span)
    return _read_resource(traversal)


def _read_resource(traversal: Traversal) -> Reference:
    root = traversal.root
    mode = MODES.get(root)
    used = 1 if mode is None else 2
    names = [traversal.attribute(position) for position in range(used)]
    type_, name = (root, names[0]) if mode is None else names
    if type_ is not None and name is not None:
        span = _span(traversal, used)
        return Reference(mode or "resource", type_, name, traversal.steps[used:], used, span)
    if mode is not None:
        text = f"`{root}` must be followed by a type and a name"
        raise failure(text, traversal.span, f"use `{root}.TYPE.NAME`")
    raise failure(
        f"invalid reference `{root}`: a resource type must be followed by a resource name",
        traversal.root_span,
        f'use `"{root}"` for a string, `var.{root}` for a variable, `local.{root}` for a local',
    )


def _span(traversal: Traversal, steps: int) -> Span:
    """Return the span from the root to the end of the first steps."""
    last = traversal.steps[:steps]
    return traversal.root_span.to(last[-1].span) if last else traversal.root_span


def key_text(key: InstanceKey) -> str:
    """Return `[0]`, `["eu"]`, or an empty string."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{escaped.replace("${", "$${").replace("%{", "%%{")}"]'


def without_keys(address: str) -> str:
    """Return an address without the keys of instances."""
    return re.sub(KEY, "", address)
