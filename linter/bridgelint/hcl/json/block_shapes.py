"""Which names of a JSON configuration are blocks, and how Terraform reads their strings.

Native syntax distinguishes blocks from arguments; in JSON syntax only the schema does. The tables
follow Terraform's internal/configs (1.14 to 1.17). Blocks of provider resources are not included:
they remain arguments, because distinguishing them requires the provider's schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import Record, field


class BlockShape(Record):
    """The form of a block in JSON syntax."""

    labels: int = 0
    """The number of levels of names above its body."""

    blocks: Mapping[str, BlockShape] = field(default_factory=dict[str, "BlockShape"])
    """The blocks inside it; every other name is an argument."""

    plain: frozenset[str] = frozenset()
    """Arguments whose strings are never templates."""

    native: frozenset[str] = frozenset()
    """Arguments whose strings contain references or keywords in native syntax."""

    all_plain: bool = False
    """Whether no string is a template."""

    is_open: bool = False
    """Whether a provider's schema adds names, including blocks, which may be repeated."""


_NOTHING: Final = BlockShape()
_PROVIDER_SCHEMA: Final = BlockShape(is_open=True)
_DYNAMIC: Final = BlockShape(1, {"content": _NOTHING}, native=frozenset({"iterator"}))
_CONFIG: Final = BlockShape(blocks={"entry": _NOTHING, "dynamic": _DYNAMIC})
_ACTION: Final = BlockShape(2, {"config": _CONFIG}, native=frozenset({"provider"}))
_CONDITIONS: Final = {"precondition": _NOTHING, "postcondition": _NOTHING}
_ACTION_TRIGGER: Final = BlockShape(native=frozenset({"actions", "events", "on_failure"}))
_LIFECYCLE: Final = BlockShape(
    blocks={**_CONDITIONS, "action_trigger": _ACTION_TRIGGER},
    plain=frozenset({"create_before_destroy", "destroy", "prevent_destroy"}),
    native=frozenset({"ignore_changes", "replace_triggered_by"}),
)
_PROVISIONER: Final = BlockShape(
    1,
    {"connection": _PROVIDER_SCHEMA, "lifecycle": _NOTHING},
    native=frozenset({"on_failure", "when"}),
    is_open=True,
)
_REFERENCES: Final = frozenset({"depends_on", "provider"})
_RESOURCE: Final = BlockShape(
    2,
    {
        "_": _PROVIDER_SCHEMA,
        "connection": _PROVIDER_SCHEMA,
        "lifecycle": _LIFECYCLE,
        "locals": _NOTHING,
        "provisioner": _PROVISIONER,
    },
    native=_REFERENCES,
    is_open=True,
)
_DATA: Final = BlockShape(
    2,
    {"_": _PROVIDER_SCHEMA, "lifecycle": _LIFECYCLE, "locals": _NOTHING},
    native=_REFERENCES,
    is_open=True,
)
_MODULE: Final = BlockShape(
    1,
    {"_": _NOTHING, "lifecycle": _NOTHING, "locals": _NOTHING, "provider": BlockShape(1)},
    plain=frozenset({"source", "version"}),
    native=frozenset({"depends_on", "providers"}),
)
_REQUIRED_PROVIDERS: Final = BlockShape(all_plain=True)
_TERRAFORM: Final = BlockShape(
    blocks={
        "backend": BlockShape(1, all_plain=True, is_open=True),
        "cloud": BlockShape(blocks={"workspaces": BlockShape(all_plain=True)}, all_plain=True),
        "provider_meta": BlockShape(1, is_open=True),
        "required_providers": _REQUIRED_PROVIDERS,
        "state_store": BlockShape(1, {"provider": BlockShape(1, is_open=True)}, is_open=True),
    },
    plain=frozenset({"required_version"}),
    native=frozenset({"experiments", "language"}),
)
_VARIABLE: Final = BlockShape(
    1,
    {"validation": _NOTHING},
    plain=frozenset(
        {"const", "default", "deprecated", "description", "ephemeral", "nullable", "sensitive"}
    ),
    native=frozenset({"type"}),
)
_OUTPUT: Final = BlockShape(
    1,
    _CONDITIONS,
    plain=frozenset({"deprecated", "description", "ephemeral", "sensitive"}),
    native=frozenset({"depends_on", "type"}),
)
_REMOVED: Final = BlockShape(
    blocks={
        "connection": _PROVIDER_SCHEMA,
        "lifecycle": BlockShape(plain=frozenset({"destroy"})),
        "provisioner": _PROVISIONER,
    },
    native=frozenset({"from"}),
)

MODULE_FILE: Final = BlockShape(
    blocks={
        "action": _ACTION,
        "check": BlockShape(1, {"assert": _NOTHING, "data": _DATA}),
        "data": _DATA,
        "ephemeral": _DATA,
        "import": BlockShape(native=frozenset({"provider", "to"})),
        "locals": _NOTHING,
        "module": _MODULE,
        "moved": BlockShape(native=frozenset({"from", "to"})),
        "output": _OUTPUT,
        "provider": BlockShape(
            1,
            {"_": _PROVIDER_SCHEMA, "lifecycle": _NOTHING, "locals": _NOTHING},
            plain=frozenset({"alias", "version"}),
            is_open=True,
        ),
        "removed": _REMOVED,
        "required_providers": _REQUIRED_PROVIDERS,
        "resource": _RESOURCE,
        "terraform": _TERRAFORM,
        "variable": _VARIABLE,
    }
)
"""A `.tf.json` file."""

VARIABLES_FILE: Final = BlockShape(all_plain=True)
"""A `.tfvars.json` file, which only contains arguments."""
