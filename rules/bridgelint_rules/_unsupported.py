"""What the rules about unsupported arguments and blocks have in common."""

from __future__ import annotations

from bridgelint.actions import Unsupported


def unsupported_message(each: Unsupported, where: str, argument: str = "an argument") -> str:
    """Return what is wrong; `where` is the place as an unknown name is reported in it."""
    match each.kind:
        case "dynamic":
            return each.message
        case "label":
            # Of the blocks in an action and in `lifecycle`, these are read.
            block = {"action": "config", "lifecycle": "action_trigger"}.get(
                each.inside, each.inside
            )
            return f"unexpected label `{each.name}` on `{block}`"
        case "argument as block":
            return f"`{each.name}` is {argument}, not a block"
        case "block as argument":
            return f"`{each.name}` is a block, not an argument"
        case _:
            return f"unsupported {each.kind} `{each.name}` in {where}"
