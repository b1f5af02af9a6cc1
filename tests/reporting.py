"""Findings made by hand, for the tests of everything behind the rules."""

from __future__ import annotations

from bridgelint.base.finding import Edit, Finding, Fix, Label, Severity
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.report import Coverage, Report, unique
from bridgelint.lint.rule import Rule
from support import FIXTURES, agree


class ReservedSource(Rule):
    """
    ## What it does
    Reports a `source` that starts with `aws.`.
    """

    name = "reserved_source"
    severity = Severity.ERROR
    summary = "`source` uses the reserved prefix `aws.`"


class LiteralEventBus(Rule):
    """
    ## What it does
    Reports the hard-coded name of an event bus.
    """

    name = "literal_event_bus"
    severity = Severity.WARNING
    summary = "`event_bus_name` hard-codes the name of a declared event bus"


class UndeclaredEventBus(Rule):
    """
    ## What it does
    Reports an undeclared event bus.
    """

    name = "undeclared_event_bus"
    severity = Severity.NOTICE
    summary = "the configuration does not declare the event bus"
    enabled = False


def source(text: str, path: str = "main.tf") -> SourceFile:
    """A file that stands nowhere but here."""
    return SourceFile(path, text.encode())


def at(file: SourceFile, text: str, until: str = "") -> Span:
    """The first place of a text, or from there to the end of another."""
    start = file.data.index(text.encode())
    end = start + len(text.encode())
    if until:
        end = file.data.index(until.encode(), end) + len(until.encode())
    return Span(file, start, end)


def finding(span: Span, message: str = "is wrong", label: str = "", **more: object) -> Finding:
    """A finding with the rest of its fields as a rule leaves them."""
    made = Finding("some_rule", Severity.ERROR, message, Label(label, span))
    return replace(made, **more)  # type: ignore[arg-type] # the fields of a finding


def golden(name: str, text: str) -> None:
    """Fail with a diff if `fixtures/report/NAME` does not contain the text."""
    agree(FIXTURES / "report" / name, text)


def orders() -> Report:
    """The report of a realistic module, with a finding of every shape."""
    folder = FIXTURES / "report" / "orders"
    main = SourceFile("infra/main.tf", (folder / "main.tf").read_bytes())
    bus = SourceFile("infra/modules/bus/main.tf", (folder / "modules/bus/main.tf").read_bytes())
    address = 'action.aws_events_put_events.order["created"]'
    reserved = Finding(
        rule="reserved_source",
        severity=Severity.ERROR,
        message="source `aws.orders` uses the reserved prefix `aws.`",
        primary=Label(
            "PutEvents rejects it with `NotAuthorizedForSourceException`",
            at(main, '"${local.prefix}.orders"'),
        ),
        related=(Label("the prefix is set here", at(main, '"aws"')),),
        help="use a source that starts with the name of your company or your application",
        address=address,
        argument="entry[0].source",
        value="aws.orders",
    )
    event = Finding(
        rule="invalid_trigger_event",
        severity=Severity.ERROR,
        message="unknown trigger event `after_updated`",
        primary=Label("did you mean `after_update`?", at(main, "after_updated")),
        address="terraform_data.deploy",
        argument="lifecycle.action_trigger[0].events[1]",
        value="after_updated",
    )
    missing = Finding(
        rule="missing_detail_type",
        severity=Severity.ERROR,
        message='`detail_type` is empty in `["cancelled"]`',
        primary=Label("PutEvents requires `DetailType`", at(main, "each.value")),
        related=(Label("set here", at(main, '""')),),
        address='action.aws_events_put_events.order["cancelled"]',
        argument="entry[0].detail_type",
    )
    literal = Finding(
        rule="literal_event_bus",
        severity=Severity.WARNING,
        message="hard-coded name of event bus `aws_cloudwatch_event_bus.this`",
        primary=Label("", last(main, '"orders"')),
        related=(
            Label("declared here", at(bus, 'resource "aws_cloudwatch_event_bus" "this"')),
            Label("its name is set here", at(main, '"orders"')),
        ),
        fix=Fix(
            "refer to the event bus",
            (Edit(last(main, '"orders"'), "module.bus.name"),),
        ),
        address=address,
        argument="entry[0].event_bus_name",
        value="orders",
    )
    schema = Finding(
        rule="detail_schema",
        severity=Severity.WARNING,
        message="`detail` does not match the schema `schemas/order.json`",
        primary=Label(
            "`items` must contain at least one element", at(main, "jsonencode({", until="    })")
        ),
        address=address,
        argument="entry[0].detail",
    )
    unused = Finding(
        rule="unused_variable",
        severity=Severity.NOTICE,
        message="unused name of the event bus | <really>",
        primary=Label("", at(bus, 'variable "name"')),
        address="module.bus.var.name",
        callers=(at(main, 'module "bus"'),),
    )
    return Report(
        findings=unique((unused, schema, literal, missing, event, reserved)),
        ignored=(replace(reserved, rule="long_source"),),
        coverage=Coverage(modules=2, actions=1, triggers=1, entries=1, unknown_values=2),
        rules=(ReservedSource, LiteralEventBus, UndeclaredEventBus),
        prefix="live/",
    )


def last(file: SourceFile, text: str) -> Span:
    """The last place of a text."""
    start = file.data.rindex(text.encode())
    return Span(file, start, start + len(text.encode()))
