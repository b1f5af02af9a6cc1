from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Edit, Finding, Fix, Label, Severity
from bridgelint.eventbridge.bus_names import DEFAULT, bus_name
from bridgelint.eventbridge.event_module import Bus, Entry, EventModule, Field, PutEventsRequest
from bridgelint.lint.rule import Rule


class LiteralEventBus(Rule):
    """
    ## What it does
    Reports the hard-coded name of an event bus that the same module declares as a resource: inline,
    or in a local that refers to nothing else.

    ## Why is this bad?
    A hard-coded name creates no dependency, so the action may run before the event bus exists.
    PutEvents accepts events for an event bus that does not exist and drops them: it returns an
    `EventId` and a `FailedEntryCount` of 0.

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_bus" "orders" {
      name = "orders"
    }

    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = "orders"
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    resource "aws_cloudwatch_event_bus" "orders" {
      name = "orders"
    }

    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events  = [after_create]
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = aws_cloudwatch_event_bus.orders.name
          detail         = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    A recorded response of EventBridge to an event bus that does not exist (January 2025).
    """

    name = "literal_event_bus"
    severity = Severity.WARNING
    summary = "`event_bus_name` hard-codes the name of a declared event bus"

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.event_bus_name
        if field is None or not field.text or field.text == DEFAULT:
            return
        if bus_name(field.text).arn is not None:
            return
        bus = next(
            (each for each in module.buses_named(field.text) if _may_be(each, instance)), None
        )
        if bus is None or not module.dependencies.constant(field.expression):
            return
        if _waits(module, instance, bus):
            return
        yield self.entry_finding(
            f"hard-coded name of event bus `{bus.resource.local_address}`",
            instance,
            entry,
            field,
            "the action does not wait for the event bus",
            related=(
                Label("the event bus", bus.field.span if bus.field else bus.resource.block.header),
            ),
            help=f"use the reference `{bus.reference}`, so that the action waits for the event bus"
            if bus.reference
            else "refer to the event bus, so that the action waits for it",
            fix=_fix(module, instance, entry, field, bus),
        )


def _may_be(bus: Bus, instance: PutEventsRequest) -> bool:
    """Return whether this may be the managed event bus that the action sends to."""
    if bus.resource.mode != "managed" or instance.region_argument is not None:
        return False
    body = bus.resource.block.body
    provider, mine = body.attribute("provider"), instance.action.provider.attribute
    if body.attribute("region") is not None:
        return False
    return (provider.value.span.text if provider else "") == (mine.value.span.text if mine else "")


def _waits(module: EventModule, instance: PutEventsRequest, bus: Bus) -> bool:
    """Return whether every trigger of the action is on the event bus or runs after it exists."""
    triggers = module.triggers_of(instance.action)
    return bool(triggers) and all(
        each.resource.block is bus.resource.block
        or module.dependencies.depends(each.resource.block, bus.resource.block)
        for each in triggers
    )


def _fix(
    module: EventModule, instance: PutEventsRequest, entry: Entry, field: Field, bus: Bus
) -> Fix | None:
    """Return the fix, or `None` if the reference would create a cycle."""
    triggers = module.triggers_of(instance.action)
    if not bus.reference or any(
        module.dependencies.depends(bus.resource.block, each.resource.block) for each in triggers
    ):
        return None
    text = f'"${{{bus.reference}}}"' if entry.block.json else bus.reference
    return Fix("refer to the event bus", (Edit(field.span, text),))
