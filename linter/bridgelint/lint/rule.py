"""The base class of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from bridgelint.actions.action import Action
from bridgelint.actions.fields import Field
from bridgelint.actions.triggers import (
    ActionReference,
    ActionTrigger,
    TriggerCondition,
    TriggerEvent,
)
from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Fix, Label, Severity
from bridgelint.base.source import Span
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import Entry, PutEventsRequest

Findings = Iterator[Finding]
"""What a hook returns."""


if TYPE_CHECKING:
    from typing import TypedDict, Unpack

    class Parts(TypedDict, total=False):
        """The parts of a `Finding` that it need not have."""

        related: tuple[Label, ...]
        help: str
        fix: Fix | None
        suggestions: tuple[Fix, ...]
        address: str
        argument: str
        value: str


class LimitError(Exception):
    """A rule raises it where a limit keeps it from checking something: an error of the run."""

    def __init__(self, message: str, help: str, span: Span) -> None:  # noqa: A002 # the field's word
        super().__init__(message)
        self.failure = Failure(message, help, span)


class Rule:
    """One kind of mistake. A rule overrides the narrowest hook that provides what it needs.

    The class docstring is the rule's page: *What it does*, *Why is this bad?*, *Example*,
    *Use instead*, and a source. A rule has no state, prints nothing and catches nothing; it never
    reports unknown values.
    """

    name: ClassVar[str]
    severity: ClassVar[Severity]
    summary: ClassVar[str]
    """A short clause with a verb, without a full stop, the same for every finding of the rule."""

    link: ClassVar[str | None] = None
    """The URL of the rule's page, for a plugin; an empty string if there is none. `None` for the
    rules of bridgelint itself, whose pages are on its site."""

    enabled: ClassVar[bool] = True
    by_inventory: ClassVar[bool] = False
    """Whether an inventory enables the rule. Then `only_inventory` is set, and the rule reports
    only what an inventory of the action's account and region shows."""

    only_inventory: bool = False
    by_version: ClassVar[bool] = False
    """Whether its findings depend on `module.versions`. Where no range of Terraform versions is
    declared, the summary counts what such a rule would report for 1.16 and later."""

    def __init__(self, options: Mapping[str, object] | None = None) -> None:
        """`options` contains the rule's own settings in its `rule` block."""
        self.options: Mapping[str, object] = options or {}

    def mistakes(self) -> Iterator[str]:
        """Yield a message for each invalid option; the run ends before anything is checked."""
        return iter(())

    def remarks(self) -> Iterator[str]:
        """What a user should know about the options although they are valid, one line each."""
        return iter(())

    def check_module(self, module: EventModule) -> Findings:
        """Yield findings; called once per module and set of inputs."""
        return iter(())

    def check_action(self, module: EventModule, action: Action) -> Findings:
        """Yield findings; called once per `action "aws_events_put_events"` block."""
        return iter(())

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        """Yield findings; called once per known instance of each action."""
        return iter(())

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        """Yield findings; called once per entry of each instance."""
        return iter(())

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        """Yield findings; called once per `action_trigger` of a managed resource."""
        return iter(())

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        """Yield findings; called once per element of each trigger's `actions`."""
        return iter(())

    def finding(
        self,
        message: str,
        at: Span,
        label: str = "",
        *,
        severity: Severity | None = None,
        **parts: Unpack[Parts],
    ) -> Finding:
        """Return a finding of this rule, with its own severity by default.

        Without an address, it is about the action or resource for which the hook is called.
        """
        primary = Label(label, at)
        return Finding(
            self.name, severity or self.severity, message, primary, link=self.link, **parts
        )

    def entry_finding(
        self,
        message: str,
        request: PutEventsRequest,
        entry: Entry,
        field: Field | str,
        label: str = "",
        *,
        at: Span | None = None,
        severity: Severity | None = None,
        **parts: Unpack[Parts],
    ) -> Finding:
        """Return a finding about an argument of an entry.

        It points at the value, and related labels show where the value is set. For an absent
        argument, `field` is its name, and the finding points at the header of the entry.
        """
        parts["address"] = request.address
        if isinstance(field, str):
            parts["argument"] = entry.path(field)
            return self.finding(message, at or entry.header, label, severity=severity, **parts)
        parts["argument"] = entry.path(field.name)
        parts["value"] = "" if field.is_secret else field.shown
        inside, written = field.written.span, written_at(field)
        if at is not None and inside is not field.span and inside.contains(at):
            # The finding points into the heredoc that the argument refers to.
            written = (Label(f"used as `{field.name}` here", field.span),)
        parts["related"] = (*parts.get("related", ()), *written)
        return self.finding(message, at or field.span, label, severity=severity, **parts)

    def trigger_finding(
        self,
        message: str,
        part: TriggerEvent | ActionReference | TriggerCondition,
        label: str = "",
        *,
        at: Span | None = None,
        severity: Severity | None = None,
        **parts: Unpack[Parts],
    ) -> Finding:
        """Return a finding about an event, an action reference or the condition of a trigger."""
        parts["argument"] = part.argument
        parts.setdefault("value", part.name if isinstance(part, TriggerEvent) else part.span.text)
        return self.finding(message, at or part.span, label, severity=severity, **parts)


def written_at(field: Field) -> tuple[Label, ...]:
    """Return labels for the places where the value of a plain reference is set."""
    return tuple(Label(f"`{each.address}` is set here", each.span) for each in field.origins)
