"""The rule options of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass

if TYPE_CHECKING:
    from bridgelint.config.config import Preset


@dataclass(frozen=True, slots=True)
class Switches:
    """Which rules run, before the configuration is considered."""

    only: tuple[str, ...] = ()
    rules: tuple[tuple[str, bool], ...] = ()
    """Each rule that is enabled or disabled, in order; the last one wins."""

    preset: Preset | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All rules that the options name."""
        return (*self.only, *(name for name, _ in self.rules))


NO_SWITCHES: Final = Switches()
