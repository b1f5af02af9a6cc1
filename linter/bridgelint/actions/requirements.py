"""What a module requires: providers, and the features that some Terraform releases lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bridgelint.actions.action import Action
from bridgelint.actions.trigger_elements import DESTROY_EVENTS
from bridgelint.actions.triggers import ActionTrigger
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, literal_of, members_of


class RequiredProvider(Record, eq=False):
    """One name in `required_providers`."""

    name: str
    source: str
    """`hashicorp/aws` as written; empty if it is absent."""

    version: str
    """The constraint; empty if it is absent or not a literal."""

    span: Span
    """The version constraint, or the whole value."""

    @property
    def is_hashicorp_aws(self) -> bool:
        """Whether it is the provider that has the action."""
        return (self.source or f"hashicorp/{self.name}").lower() in {
            "hashicorp/aws",
            "registry.terraform.io/hashicorp/aws",
        }


def required_provider(attribute: Attribute) -> RequiredProvider:
    """Return an argument of `required_providers`: an object, or the version alone."""
    members = members_of(attribute.value)
    version = members.get("version", attribute.value)
    source = literal_of(members.get("source")) or ""
    return RequiredProvider(attribute.name, source, literal_of(version) or "", version.span)


class WordUse(Record, eq=False):
    """The first use of a feature that some Terraform versions do not support."""

    word: str
    """A key of `versions.WORDS`: `action`, `action_trigger`, `before_destroy`, `caller`, …"""

    span: Span


def first_words(
    actions: Iterable[Action], triggers: Iterable[ActionTrigger], files: Iterable[str]
) -> tuple[WordUse, ...]:
    """Return each feature at its first use, ordered by file path and line."""
    places = {path: place for place, path in enumerate(files)}
    triggers = tuple(triggers)
    uses: list[WordUse] = []
    for action in actions:
        uses.append(WordUse("action", action.block.type_span))
        uses.extend(WordUse(span.text, span) for span in action.caller_words)
        uses.extend(WordUse("dynamic", block.header) for block in action.dynamic)
    if not uses:
        uses.extend(WordUse("action_trigger", each.block.type_span) for each in triggers)
    uses.extend(use for trigger in triggers for use in _of_trigger(trigger))
    uses.sort(key=lambda use: (places.get(use.span.file.path, len(places)), use.span.start))
    first: dict[str, WordUse] = {}
    for use in uses:
        first.setdefault(use.word, use)
    return tuple(first.values())


def _of_trigger(trigger: ActionTrigger) -> Iterator[WordUse]:
    for event in trigger.events:
        if event.accepted and event.name in DESTROY_EVENTS:
            yield WordUse(event.name, event.span)
    if trigger.on_failure is not None:
        yield WordUse("on_failure", trigger.on_failure.attribute.name_span)
    for reference in trigger.condition.of("caller") if trigger.condition else ():
        yield WordUse("caller", reference.root_span)
