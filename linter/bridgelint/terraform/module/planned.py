"""Values from a plan that the configuration does not determine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """The values of one plan."""

    variables: Mapping[str, Value]
    """The variables of the root module, by name."""

    resources: Mapping[str, Value]
    """Objects by instance address: after the apply, or before it if the plan destroys the instance.
    An attribute that is known only after apply is unknown."""

    time: str = ""
    """The result of `plantimestamp()`; empty if the plan does not contain it."""


NOTHING_PLANNED: Final = Planned({}, {})
