"""From rules and modules to one report.

The names in `_HOMES` are public: rules and plugins use them. `__init__.pyi` shows them to type
checkers. Each is imported when it is first used, because runs that find no action need none.
"""

from __future__ import annotations

_HOMES = {
    "bridgelint.base.finding": (
        "Edit",
        "Finding",
        "Fix",
        "Label",
        "Severity",
        "replacing",
    ),
    "bridgelint.base.source": ("Span",),
    "bridgelint.lint.rule": (
        "Rule",
        "replacing_value",
        "written_at",
    ),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 # every run imports this package

    for home, names in _HOMES.items():
        if name in names:
            found = import_module(home)
            return found if home.endswith(f".{name}") else getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
