"""What the command line says about rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass

if TYPE_CHECKING:
    from bridgelint.config.config import Preset


@dataclass(frozen=True, slots=True)
class Switches:
    """Which rules run, before the configuration is asked."""

    only: tuple[str, ...] = ()
    rules: tuple[tuple[str, bool], ...] = ()
    """Each rule that is enabled or disabled, in order; the last word counts."""

    preset: Preset | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every rule they name."""
        return (*self.only, *(name for name, _ in self.rules))


NO_SWITCHES: Final = Switches()
