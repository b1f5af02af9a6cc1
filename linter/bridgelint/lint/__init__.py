"""From rules and modules to one report.

The public names, which rules and plugins import from here, are listed in `__init__.pyi`. They are
imported on first use, because a run that finds no action needs none of them.
"""

from __future__ import annotations

_HOMES = (
    "bridgelint.base.finding",
    "bridgelint.base.source",
    "bridgelint.lint.rule",
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
