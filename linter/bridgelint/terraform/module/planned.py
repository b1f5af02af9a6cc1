"""What a plan knows that a configuration does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """The values of one plan."""

    variables: Mapping[str, Value]
    """Of the root module, by name."""

    resources: Mapping[str, Value]
    """Objects by the address of the instance: after the apply, or before it where the plan
    destroys the instance. An attribute that only the apply makes known is unknown."""

    time: str = ""
    """What `plantimestamp()` returns; empty where the plan does not say."""


NOTHING_PLANNED: Final = Planned({}, {})
