"""From rules and modules to one report.

The names in `_HOMES` are public: rules and plugins use them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bridgelint.base.finding import Edit as Edit
    from bridgelint.base.finding import Finding as Finding
    from bridgelint.base.finding import Fix as Fix
    from bridgelint.base.finding import Label as Label
    from bridgelint.base.finding import Severity as Severity
    from bridgelint.base.finding import replacing as replacing
    from bridgelint.base.source import Span as Span
    from bridgelint.lint.rule import Rule as Rule
    from bridgelint.lint.rule import replacing_value as replacing_value
    from bridgelint.lint.rule import written_at as written_at

_HOMES = {
    "Edit": "bridgelint.base.finding",
    "Finding": "bridgelint.base.finding",
    "Fix": "bridgelint.base.finding",
    "Label": "bridgelint.base.finding",
    "Severity": "bridgelint.base.finding",
    "replacing": "bridgelint.base.finding",
    "Span": "bridgelint.base.source",
    "Rule": "bridgelint.lint.rule",
    "replacing_value": "bridgelint.lint.rule",
    "written_at": "bridgelint.lint.rule",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 # the package is imported by every run

    return getattr(import_module(_HOMES[name]), name)
