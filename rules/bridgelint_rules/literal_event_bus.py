from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.bus import DEFAULT, bus_name
from bridgelint.events.model import ActionInstance, Bus, Entry, EventModule, Field
from bridgelint.finding import Edit, Finding, Fix, Label, Severity
from bridgelint.rule import Rule


class LiteralEventBus(Rule):
    """
    ## What it does
    Reports the name of an event bus that the same module declares as a resource, written as
    text: in place, or in a local that refers to nothing.

    ## Why is this bad?
    Text makes no dependency, so the action may run before the bus exists. PutEvents accepts
    events for a bus that does not exist and drops them, without an error.

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
    A recorded answer of the service to a bus that does not exist (January 2025).
    """

    name = "literal_event_bus"
    severity = Severity.WARNING
    summary = "the name of a declared bus, written as text"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
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
            f"`{field.shown}` is the bus `{bus.resource.local_address}`, written as text",
            instance,
            entry,
            field,
            f"write `{bus.reference}`" if bus.reference else "refer to the bus",
            related=(Label("the bus", bus.field.span if bus.field else bus.resource.block.header),),
            help="a reference makes the action wait for the bus; without one the event may be lost",
            fix=_fix(module, instance, entry, field, bus),
        )


def _may_be(bus: Bus, instance: ActionInstance) -> bool:
    """A managed bus in the region and account that the action sends to, as far as one can see."""
    if bus.resource.mode != "managed" or instance.region_argument is not None:
        return False
    body = bus.resource.block.body
    provider, mine = body.attribute("provider"), instance.action.provider.attribute
    if body.attribute("region") is not None:
        return False
    return (provider.value.span.text if provider else "") == (mine.value.span.text if mine else "")


def _waits(module: EventModule, instance: ActionInstance, bus: Bus) -> bool:
    """Whatever triggers the action is the bus, or comes after it."""
    triggers = module.triggers_of(instance.action)
    return bool(triggers) and all(
        each.resource.block is bus.resource.block
        or module.dependencies.depends(each.resource.block, bus.resource.block)
        for each in triggers
    )


def _fix(
    module: EventModule, instance: ActionInstance, entry: Entry, field: Field, bus: Bus
) -> Fix | None:
    """The reference, unless it would make a cycle."""
    triggers = module.triggers_of(instance.action)
    if not bus.reference or any(
        module.dependencies.depends(bus.resource.block, each.resource.block) for each in triggers
    ):
        return None
    text = f'"${{{bus.reference}}}"' if entry.block.json else bus.reference
    return Fix("refer to the bus", (Edit(field.span, text),))
