"""The declarations of a module directory, and references that are invalid for all values.

They are shared by every use of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from bridgelint.base.source import Span
from bridgelint.base.words import listed, nearest
from bridgelint.hcl.references import AttributeStep, Traversal, references
from bridgelint.hcl.tree import Block, Expression, literal_of, members_of
from bridgelint.terraform.expressions.reference_address import MODES, Reference, read_reference
from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.module.provider_schemas import TERRAFORM_DATA
from bridgelint.terraform.values.errors import EvaluationError, Meant, Problem, meant_by
from bridgelint.terraform.versions import BEFORE_1_16
from bridgelint.workspace.directory import ModuleDirectory

References = tuple[tuple[str, Reference | Problem], ...]
"""The root of each reference, and to what it refers or why it is invalid."""


class Declarations:
    def __init__(self, directory: ModuleDirectory) -> None:
        self.directory = directory
        self._references: dict[int, tuple[Expression, References]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def names(self, type_: str, *labels: str) -> tuple[str, ...]:
        """Return the next label of every block of the type with these labels, each once."""
        known = self._names.get((type_, *labels))
        if known is None:
            count = len(labels)
            found = (
                each.labels[count]
                for each in self.directory.indexed(type_)
                if len(each.labels) > count and each.labels[:count] == labels
            )
            known = self._names[type_, *labels] = tuple(dict.fromkeys(found))
        return known

    @cached_property
    def local_names(self) -> frozenset[str]:
        """The names of all declared local values, even invalid ones."""
        return frozenset(self.directory.local_names)

    @cached_property
    def required_providers(self) -> dict[str, str]:
        """The source address of each local name in `required_providers`, explicit or implied."""
        required = self.directory.settings.required_providers
        return {
            name: literal_of(members_of(attribute.value).get("source")) or f"hashicorp/{name}"
            for name, attribute in required.items()
        }

    def references(self, expression: Expression) -> References:
        """Return the references in an expression; computed once per expression."""
        found = self._references.get(id(expression))
        if found is None:
            read = tuple((each.root, _read(each)) for each in references(expression))
            # The expression is kept, so that no other object gets its identity.
            found = self._references[id(expression)] = (expression, read)
        return found[1]


def _read(traversal: Traversal) -> Reference | Problem:
    try:
        return read_reference(traversal)
    except EvaluationError as error:
        return error.problem


_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "path": ("cwd", "module", "root"),
    "terraform": ("applying", "workspace"),
    "count": ("index",),
    "each": ("key", "value"),
}
_NAMED: Final = {
    "var": ("variable", "input variable"),
    "local": ("", "local value"),
    "module": ("module", "module call"),
}
"""The block type and the words for what a reference of each kind refers to."""

_ROOTS: Final = ("var", "local", "module", "data", "path", "each", "count", "terraform")


def check_reference(
    declarations: Declarations, reference: Reference, bindings: Bindings
) -> Problem | None:
    """Return the problem of a reference in an expression with these names, or `None`."""
    if reference.kind in _NAMED:
        return _check_named(declarations, reference)
    if reference.kind in MODES:
        return _check_resource(declarations, reference)
    return _check_provided(reference, bindings)


def _check_provided(reference: Reference, bindings: Bindings) -> Problem | None:
    kind, name, span = reference.kind, reference.name, reference.span
    attributes = _ATTRIBUTES.get(kind)
    if attributes is not None and name not in attributes:
        meant = meant_by(name, attributes, f"{kind}.")
        allowed = listed([f"`{kind}.{each}`" for each in attributes])
        otherwise = f"only {allowed} can be used"
        return _misspelled(f"invalid reference `{kind}.{name}`", span, meant, otherwise)
    if kind == "count" and bindings.count_index is None:
        return Problem("reference to `count.index` in a block without `count`", span)
    if kind == "each" and bindings.each_key is None:
        return Problem(f"reference to `each.{name}` in a block without `for_each`", span)
    used = {"self": bindings.self, "caller": bindings.caller}
    if kind in used and used[kind] is None:
        return Problem(f"`{kind}` cannot be used here", span)
    return None


def _misspelled(message: str, span: Span, meant: Meant | None, otherwise: str = "") -> Problem:
    """Return the problem of a name that is not declared; `otherwise` helps if none is close."""
    return Problem(message, span, meant.help if meant else otherwise, meant=meant)


def _check_named(declarations: Declarations, reference: Reference) -> Problem | None:
    kind, name = reference.kind, reference.name
    block, what = _NAMED[kind]
    directory = declarations.directory
    declared = directory.declares(block, name) if block else name in declarations.local_names
    if declared or not directory.is_whole:
        return None
    names = declarations.names(block) if block else declarations.local_names
    otherwise = f'declare it with `variable "{name}" {{}}`' if kind == "var" else ""
    meant = meant_by(name, names, f"{kind}.")
    return _misspelled(f"undeclared {what} `{name}`", reference.span, meant, otherwise)


def _check_resource(declarations: Declarations, reference: Reference) -> Problem | None:
    kind, type_, name = reference.kind, reference.type, reference.name
    directory = declarations.directory
    if not directory.declares(kind, type_, name) and directory.is_whole:
        meant = _meant_resource(declarations, reference)
        text = f"undeclared resource `{reference.address}`"
        return _misspelled(text, reference.span, meant)
    block = directory.resource(type_, name, kind=kind)
    if block is None or not block.body.complete:
        return None
    return _check_key(block, reference) or _check_attribute(reference)


def _meant_resource(declarations: Declarations, reference: Reference) -> Meant | None:
    type_, name = reference.type, reference.name
    prefix = "" if reference.kind == "resource" else f"{reference.kind}."
    written = reference.address
    same_type = nearest(name, declarations.names(reference.kind, type_))
    if same_type:
        return Meant(written, f"{prefix}{type_}.{same_type}")
    declares = declarations.directory.declares
    if reference.kind == "resource" and declares("data", type_, name):
        return Meant(written, f"data.{type_}.{name}")
    types = declarations.names(reference.kind)
    same_name = [each for each in types if declares(reference.kind, each, name)]
    near = nearest(type_, same_name)
    if near:
        return Meant(written, f"{prefix}{near}.{name}")
    root = nearest(type_, _ROOTS) if reference.kind == "resource" else ""
    return Meant(written, f"{root}.{name}") if root else None


def _check_key(block: Block, reference: Reference) -> Problem | None:
    """Check an expanded block without an instance key, and a key on a single block."""
    if not reference.steps:
        return None
    expanded = block.body.attribute("count") or block.body.attribute("for_each")
    is_attribute = isinstance(reference.steps[0], AttributeStep)
    if expanded is not None and is_attribute:
        key = "count.index" if expanded.name == "count" else "each.key"
        return Problem(
            f"missing instance key: `{reference.address}` uses `{expanded.name}`",
            reference.span,
            f"refer to one instance, for example `{reference.address}[{key}]`",
            (("the instances are set here", expanded.name_span),),
        )
    if expanded is None and not is_attribute:
        return Problem(
            f"unexpected instance key: `{reference.address}` uses neither `count` nor `for_each`",
            reference.span,
            "remove the instance key",
        )
    return None


def _check_attribute(reference: Reference) -> Problem | None:
    """Check an attribute of the only resource whose schema is built into Terraform."""
    attribute = reference.attribute
    if attribute is None or reference.kind != "resource" or reference.type != "terraform_data":
        return None
    message = f"`{reference.address}` does not have an attribute named `{attribute}`"
    step = next(each for each in reference.steps if isinstance(each, AttributeStep))
    if attribute == "store":
        return Problem(message, step.span, refused_by=BEFORE_1_16)
    after = reference.steps[reference.steps.index(step) + 1 :]
    if attribute == "id" and after:
        what = "attributes" if isinstance(after[0], AttributeStep) else "elements"
        return Problem(f"a string does not have any {what}", after[0].span)
    if attribute in TERRAFORM_DATA:
        return None
    return _misspelled(message, step.span, meant_by(attribute, TERRAFORM_DATA))
