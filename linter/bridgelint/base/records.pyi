from dataclasses import field as field
from dataclasses import replace as replace
from typing import dataclass_transform

@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    def __init_subclass__(
        cls,
        *,
        frozen: bool = True,
        eq: bool = True,
        slots: bool = True,
        kw_only: bool = False,
    ) -> None: ...
