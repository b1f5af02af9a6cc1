"""Terraform actions of every type: blocks, instances, triggers, references, conditions.

The public names, which rules and plugins import from here, are listed in `__init__.pyi`. They are
imported on first use, because a run that finds no action needs none of them.
"""

from __future__ import annotations

_HOMES = (
    "bridgelint.actions.action",
    "bridgelint.actions.body_schema",
    "bridgelint.actions.dependencies",
    "bridgelint.actions.fields",
    "bridgelint.actions.replacement",
    "bridgelint.actions.requirements",
    "bridgelint.actions.resource",
    "bridgelint.actions.test_runs",
    "bridgelint.actions.trigger_elements",
    "bridgelint.actions.triggers",
    "bridgelint.actions.version_words",
    "bridgelint.hcl.tree",
    "bridgelint.terraform.expressions.reference_address",
    "bridgelint.terraform.values.values",
    "bridgelint.terraform.version_constraints",
    "bridgelint.terraform.versions",
)


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    from importlib import import_module  # noqa: PLC0415 # every run imports this package

    for home in () if name.startswith("_") else _HOMES:
        module = import_module(home)
        if hasattr(module, name):
            globals()[name] = getattr(module, name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
