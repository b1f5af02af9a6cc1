"""bridgelint: a linter for Terraform actions, with Amazon EventBridge as its specialty."""

from __future__ import annotations

from bridgelint.lint import __name__ as _room

# The first import of the package `bridgelint.lint` binds its last name here, once.
# The name belongs to the function, which is looked up below.
del globals()[_room.rpartition(".")[2]]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bridgelint.api import ResolveError, dry_run, lint, resolve, to_json
    from bridgelint.base.failure import Failure
    from bridgelint.base.finding import Edit, Finding, Fix, Label, Severity
    from bridgelint.base.source import SourceFile, Span
    from bridgelint.emit.dry_run_request import (
        DryRunError,
        DryRunPart,
        DryRunReceiver,
        DryRunRequest,
        DryRunTrigger,
    )
    from bridgelint.eventbridge.request import PutEventsRequest
    from bridgelint.lint.report import Coverage, Report
    from bridgelint.version import __version__

__all__ = [
    "Coverage",
    "DryRunError",
    "DryRunPart",
    "DryRunReceiver",
    "DryRunRequest",
    "DryRunTrigger",
    "Edit",
    "Failure",
    "Finding",
    "Fix",
    "Label",
    "PutEventsRequest",
    "Report",
    "ResolveError",
    "Severity",
    "SourceFile",
    "Span",
    "__version__",
    "dry_run",
    "lint",
    "resolve",
    "to_json",
]

_PLACES = {
    "api": ("ResolveError", "dry_run", "lint", "resolve", "to_json"),
    "base.failure": ("Failure",),
    "base.finding": ("Edit", "Finding", "Fix", "Label", "Severity"),
    "base.source": ("SourceFile", "Span"),
    "emit.dry_run_request": (
        "DryRunError",
        "DryRunPart",
        "DryRunReceiver",
        "DryRunRequest",
        "DryRunTrigger",
    ),
    "eventbridge.request": ("PutEventsRequest",),
    "lint.report": ("Coverage", "Report"),
    "version": ("__version__",),
}


def __getattr__(name: str) -> object:
    """Import the public API on demand: the command imports this package and must stay fast."""
    for place, names in _PLACES.items():
        if name in names:
            from importlib import import_module  # as just said

            return getattr(import_module(f"{__name__}.{place}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
