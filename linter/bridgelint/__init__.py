"""bridgelint: a linter for Terraform's aws_events_put_events actions."""

from __future__ import annotations

from bridgelint.lint import __name__ as _room

# The first import of the package `bridgelint.lint` binds its last name here, once.
# The name belongs to the function, which is looked up below.
del globals()[_room.rpartition(".")[2]]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from bridgelint.api import ResolveError, lint, resolve
    from bridgelint.version import __version__

__all__ = ["ResolveError", "__version__", "lint", "resolve"]


def __getattr__(name: str) -> object:
    """Import the public API on demand: the command imports this package and must stay fast."""
    if name == "__version__":
        from bridgelint.version import VERSION  # noqa: PLC0415 # as just said

        return VERSION
    if name in __all__:
        from bridgelint import api  # noqa: PLC0415 # as just said

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
