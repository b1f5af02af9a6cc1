"""HashiCorp's own parser, by way of pygohcl."""

from __future__ import annotations

import importlib
from typing import Any

# pygohcl has no types; asked for by name it is Any, and nothing below is.
_GO: Any = importlib.import_module("pygohcl")


def is_valid(text: str) -> bool:
    """HashiCorp's parser accepts the syntax of a file. (pygohcl also evaluates: that may fail.)"""
    try:
        _GO.loads(text)
    except (_GO.HCLParseError, _GO.HCLInternalError, _GO.UnknownFunctionError) as error:
        return not str(error).startswith("invalid HCL")
    return True


def load(text: str) -> object:
    """What a file without references comes to: blocks by type, then by label."""
    value: object = _GO.loads(text)
    return value
