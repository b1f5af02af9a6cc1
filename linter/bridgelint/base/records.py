"""`dataclass`, `field` and `replace` as in the standard library, for the little of it in use here.

The standard library compiles six functions for each class before anyone makes an instance. For our
two hundred classes that took half of the time of a small run. Here nothing is compiled before the
first instance of a class is made, and then only its `__init__`; the other methods are shared. A
type checker sees the standard library's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 # exported
    from dataclasses import field as field  # noqa: PLC0414 # as above
    from dataclasses import replace as replace  # noqa: PLC0414 # as above
else:
    from bridgelint.base._records import dataclass, field, replace

__all__ = ["dataclass", "field", "replace"]
