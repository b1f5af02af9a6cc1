"""The model of actions: blocks, their providers, and their instances."""

from __future__ import annotations

from bridgelint.actions.body_schema import Unsupported
from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.resource import Resource
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.hcl.tree import Attribute, Block, BlockLabel
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.module.module import Module


class ProviderConfiguration(Record, eq=False):
    """A `provider` block and its module."""

    block: Block
    module: Module


class ProviderReference(Record, eq=False):
    """The provider configuration that an action or a resource uses."""

    name: str
    """The local name; by default the action type up to its first `_`."""

    alias: str | None = None
    attribute: Attribute | None = None
    """The action's `provider` argument; `None` if the default configuration is implied."""

    readable: bool = True
    """The argument is `NAME` or `NAME.ALIAS`; Terraform rejects anything else."""

    declared: bool = True
    """The module declares this configuration or receives it from its caller."""

    configuration: ProviderConfiguration | None = None
    """The configuration that applies, which may be in a calling module. `None` if there is none
    (the environment configures it) or the caller is unknown."""

    origin: tuple[str, str, str | None] = ("", "", None)
    """The address of the module that has the configuration, and the configuration's local name and
    alias there: equal for two references to the same configuration."""

    @property
    def text(self) -> str:
        """Return `aws` or `aws.west`."""
        return f"{self.name}.{self.alias}" if self.alias else self.name


class Action(Record, eq=False):
    """One `action "TYPE" "NAME"` block of any type, merged with its override files."""

    type: str
    name: str
    address: str
    """Includes the module path: `module.orders.action.aws_events_put_events.created`."""

    block: Block
    expansion: Expansion
    provider: ProviderReference
    config_blocks: tuple[Block, ...] = ()
    """All `config` blocks in order; Terraform rejects a second one and drops the action."""

    overrides: tuple[Block, ...] = ()
    """The blocks of override files that were merged into the action, as written."""

    duplicates: tuple[Block, ...] = ()
    """Other declarations of the same type and name outside override files, as written."""

    without_config: tuple[Block, ...] = ()
    """The declaration and merged overrides, as written, that have no `config` block; empty without
    overrides. Terraform crashes when it merges such a block."""

    unsupported: tuple[Unsupported, ...] = ()
    """What the loader (`inside="action"`) or the provider's schema does not support, in file order;
    once per place, regardless of the number of instances."""

    dynamic: tuple[Block, ...] = ()
    """The `dynamic` blocks directly in `config` that generate a block of its schema, or of any type
    if the schema is unknown."""

    caller_words: tuple[Span, ...] = ()
    """All references to `caller` and `self` in the configuration."""

    @property
    def local_address(self) -> str:
        """The address that a trigger uses: `action.aws_events_put_events.created`."""
        return f"action.{self.type}.{self.name}"

    @property
    def config(self) -> Block | None:
        """The `config` block that Terraform uses."""
        return self.config_blocks[0] if self.config_blocks else None

    def misspells(self, block: Block, name: str) -> bool:
        """Return whether the block's body contains a likely misspelling of the name, or text that
        cannot be parsed. Then a missing argument is not a mistake of its own."""
        return not self.readable or any(
            each.nearest == name and block.span.start <= each.span.start < block.span.end
            for each in self.unsupported
            if each.span.file is block.span.file
        )

    @property
    def readable(self) -> bool:
        """Whether the whole block is valid; otherwise something missing may only be unreadable."""
        written = (self.block, *self.overrides)
        return all(each.body.complete for each in written)

    @property
    def bad_labels(self) -> tuple[BlockLabel, ...]:
        """The labels that are not identifiers."""
        return tuple(each for each in self.block.labels if not is_identifier(each.text))

    @property
    def header(self) -> Span:
        """The keyword `action` and its labels."""
        return self.block.header


class Caller(Record, eq=False):
    """The resource instance that triggers a request, for an action that refers to `caller`."""

    resource: Resource
    key: InstanceKey
    address: str
    """Includes module path and instance key."""


class LateCaller(Record):
    """A reference to `caller` or `self` whose value is known only after apply of that resource,
    which is too late for a `before_create` event."""

    span: Span
    reason: str
    """Why the value is unknown, as a clause."""

    at_update: bool
    """An update recomputes the value, so it is also too late for a `before_update` event."""


class ActionInstance(Record, eq=False):
    """One element of an action's `count` or `for_each`.

    For an action that refers to `caller`: the same for one of the resource instances that trigger
    it.
    """

    action: Action
    key: InstanceKey
    address: str
    """Includes module path and instance key; no key if the instances are unknown."""

    example: bool = False
    """Whether it represents all instances, because they are unknown, or any one that other inputs
    would create (see `absent`). Then `each` and `count` are unknown."""

    absent: bool = False
    """Whether the action, or a module that contains it, has no instance under these inputs: it is
    checked, but never runs."""

    caller: Caller | None = None
    """The resource instance that triggers it, for an action that refers to `caller`."""

    late_caller: tuple[LateCaller, ...] = ()
    """The references to attributes of the caller that are unknown until the caller is applied."""
