"""References that mean nothing, whatever the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.hcl.references import AttributeStep
from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.expressions.reference_address import Reference
from bridgelint.terraform.module.module_declarations import Declarations
from bridgelint.terraform.module.resources import TERRAFORM_DATA_ATTRIBUTES
from bridgelint.terraform.values.describe import closest, nearest
from bridgelint.terraform.values.errors import Problem

_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "path": ("cwd", "module", "root"),
    "terraform": ("applying", "workspace"),
    "count": ("index",),
    "each": ("key", "value"),
}
_ROOTS: Final = ("var", "local", "module", "data", "path", "each", "count", "terraform")


def check_reference(
    declarations: Declarations, reference: Reference, bindings: Bindings
) -> Problem | None:
    """What is wrong with a reference in an expression with these names, if anything is."""
    kind = reference.kind
    if kind in _ATTRIBUTES:
        return _check_provided(reference, bindings)
    if kind == "var":
        return _check_variable(declarations, reference)
    if kind == "local":
        return _check_local(declarations, reference)
    if kind == "module":
        return _check_module(declarations, reference)
    if kind in {"resource", "data", "ephemeral"}:
        return _check_resource(declarations, reference)
    return _check_object(reference, bindings)


def _check_provided(reference: Reference, bindings: Bindings) -> Problem | None:
    kind, name = reference.kind, reference.name
    if name not in _ATTRIBUTES[kind]:
        hint = nearest(name, _ATTRIBUTES[kind], f"{kind}.")
        allowed = " and ".join(f"`{kind}.{each}`" for each in _ATTRIBUTES[kind])
        help_ = hint or f"there is only {allowed}"
        return Problem(f"there is no `{kind}.{name}`", reference.span, help_)
    if kind == "count" and bindings.count_index is None:
        return Problem("`count.index` stands in a block without `count`", reference.span)
    if kind == "each" and bindings.each_key is None:
        return Problem(f"`each.{name}` stands in a block without `for_each`", reference.span)
    return None


def _check_object(reference: Reference, bindings: Bindings) -> Problem | None:
    if reference.kind == "self" and bindings.self is None:
        return Problem("`self` cannot be used here", reference.span)
    if reference.kind == "caller" and bindings.caller is None:
        return Problem("`caller` cannot be used here", reference.span)
    return None


def _may_declare(declarations: Declarations, kind: str, *labels: str) -> bool:
    """It is declared, or may be in what could not be read: that is reported at its own place."""
    directory = declarations.directory
    return directory.declares(kind, *labels) or not directory.is_whole


def _check_variable(declarations: Declarations, reference: Reference) -> Problem | None:
    name = reference.name
    if _may_declare(declarations, "variable", name):
        return None
    help_ = nearest(name, declarations.names("variable"), "var.")
    return Problem(
        f"no variable `{name}` is declared in this module",
        reference.span,
        help_ or f'declare it: `variable "{name}" {{}}`',
    )


def _check_local(declarations: Declarations, reference: Reference) -> Problem | None:
    name = reference.name
    if name in declarations.local_names or not declarations.directory.is_whole:
        return None
    return Problem(
        f"no local value `{name}` is declared in this module",
        reference.span,
        nearest(name, declarations.local_names, "local."),
    )


def _check_module(declarations: Declarations, reference: Reference) -> Problem | None:
    name = reference.name
    if _may_declare(declarations, "module", name):
        return None
    return Problem(
        f"no module call `{name}` is declared in this module",
        reference.span,
        nearest(name, declarations.names("module"), "module."),
    )


def _check_resource(declarations: Declarations, reference: Reference) -> Problem | None:
    kind, type_, name = reference.kind, reference.type, reference.name
    directory = declarations.directory
    if not _may_declare(declarations, kind, type_, name):
        return Problem(
            f"`{reference.address}` is not declared in this module",
            reference.span,
            _resource_help(declarations, reference),
        )
    block = directory.resource(type_, name, kind=kind)
    if block is None or not block.body.complete:
        return None
    return _check_key(block, reference) or _check_attribute(reference)


def _resource_help(declarations: Declarations, reference: Reference) -> str:
    type_, name = reference.type, reference.name
    prefix = "" if reference.kind == "resource" else f"{reference.kind}."
    same_type = closest(name, declarations.names(reference.kind, type_))
    if same_type:
        return f"did you mean `{prefix}{type_}.{same_type}`?"
    declares = declarations.directory.declares
    if reference.kind == "resource" and declares("data", type_, name):
        return f"did you mean the data source `data.{type_}.{name}`?"
    types = declarations.names(reference.kind)
    same_name = [each for each in types if declares(reference.kind, each, name)]
    near = closest(type_, same_name)
    if near:
        return f"did you mean `{prefix}{near}.{name}`?"
    root = closest(type_, _ROOTS) if reference.kind == "resource" else ""
    return f"did you mean `{root}.{name}`?" if root else ""


def _check_key(block: Block, reference: Reference) -> Problem | None:
    """An attribute of an expanded block without an index, or an index of a single one."""
    if not reference.steps:
        return None
    expanded = block.body.attribute("count") or block.body.attribute("for_each")
    is_attribute = isinstance(reference.steps[0], AttributeStep)
    if expanded is not None and is_attribute:
        key = "count.index" if expanded.name == "count" else "each.key"
        return Problem(
            f"`{reference.address}` has several instances, because it has `{expanded.name}`",
            reference.span,
            f"name one of them, for example `{reference.address}[{key}]`",
            (("several instances", expanded.name_span),),
        )
    if expanded is None and not is_attribute:
        return Problem(
            f"`{reference.address}` has no index, because it has neither `count` nor `for_each`",
            reference.span,
            "leave out the index",
        )
    return None


def _check_attribute(reference: Reference) -> Problem | None:
    """The one resource whose schema every Terraform knows."""
    attribute = reference.attribute
    if attribute is None or reference.kind != "resource" or reference.type != "terraform_data":
        return None
    if attribute in TERRAFORM_DATA_ATTRIBUTES:
        return None
    step = next(each for each in reference.steps if isinstance(each, AttributeStep))
    return Problem(
        f"`{reference.address}` has no attribute `{attribute}`",
        step.span,
        nearest(attribute, TERRAFORM_DATA_ATTRIBUTES),
    )
