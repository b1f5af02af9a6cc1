"""bridgelint: a linter for Terraform actions, with Amazon EventBridge as its specialty."""

from __future__ import annotations

from bridgelint.base import on_first_use
from bridgelint.lint import __name__ as _room

# The first import of the package `bridgelint.lint` binds its last name here, once.
# The name belongs to the function, which is looked up below.
del globals()[_room.rpartition(".")[2]]

# The public API is imported on demand: the command imports this package and must stay fast.
_NAMES = {
    "bridgelint.api": (
        "DryRunError DryRunPart DryRunReceiver DryRunRequest DryRunTrigger ResolveError "
        "dry_run lint resolve to_json"
    ),
    "bridgelint.base.failure": "Failure",
    "bridgelint.base.finding": "Edit Finding Fix Label Severity",
    "bridgelint.base.source": "SourceFile Span",
    "bridgelint.eventbridge.request": "PutEventsRequest",
    "bridgelint.lint.report": "Coverage Report",
    "bridgelint.version": "__version__",
}
__all__ = [each for names in _NAMES.values() for each in names.split()]  # pyright: ignore[reportUnsupportedDunderAll]
__getattr__ = on_first_use(globals(), _NAMES)
