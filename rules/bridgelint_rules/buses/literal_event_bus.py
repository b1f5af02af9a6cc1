from bridgelint import actions
from bridgelint.actions import BEFORE_1_16
from bridgelint.eventbridge import (
    DEFAULT,
    Bus,
    Entry,
    EventModule,
    PutEventsRequest,
    bus_name,
    lost_events,
    same_account,
)
from bridgelint.lint import Edit, Findings, Fix, Rule, Severity, labels


class LiteralEventBus(Rule):
    """
    ## What it does
    Reports the hard-coded name of an event bus that the same module declares as a resource: inline,
    or in a local that refers to nothing else. There is no finding if everything that triggers the
    action is certain to wait for the event bus: the resource depends on it, and the events are
    `after_create` or `after_update` (or destroy events), or every Terraform version of the range
    is 1.16 or later. Before 1.16, a `before_*` action does not wait for what its resource depends
    on.

    ## Why is this bad?
    A hard-coded name creates no dependency, so the action may run before the event bus exists.
    PutEvents accepts events for an event bus that does not exist and drops them: it returns an
    `EventId` and a `FailedEntryCount` of 0.

    The fix replaces the name with a reference. It is not offered if the reference would create a
    cycle: the event bus depends on the triggering resource, is that resource, or belongs to the
    same provider as a resource with a `before_*` trigger (see `replacement_cycle`).

    ## Example
    ```terraform
    resource "aws_cloudwatch_event_bus" "orders" {
      name = "orders"
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
    entry {
      source         = "acme.orders"
      detail_type    = "Order Created"
      event_bus_name = aws_cloudwatch_event_bus.orders.name
      detail         = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    A recorded response of EventBridge to an event bus that does not exist (January 2025), and runs
    of Terraform 1.15.9 and a development build of 1.16.
    """

    name = "literal_event_bus"
    severity = Severity.WARNING
    summary = "`event_bus_name` hard-codes the name of a declared event bus"
    by_version = True

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.event_bus_name
        if field is None or not field.text or field.text == DEFAULT:
            return
        if bus_name(field.text).arn is not None:
            return
        managed = (each for each in module.buses_named(field.text) if _may_be(each, request))
        bus = next(managed, None)
        if bus is None or not module.dependencies.constant(field.expression):
            return
        if _waits(module, request, bus) or any(lost_events(module, request, entry)):
            return
        address = bus.resource.local_address
        place = bus.field.span if bus.field else bus.resource.block.header
        if not bus.reference or _cycles(module, request, bus):
            event = f"an `after_*` event of a resource that depends on `{address}`"
            fix, help_text = None, f"trigger the action with {event}"
        else:
            text = f'"${{{bus.reference}}}"' if entry.block.json else bus.reference
            fix = Fix("refer to the event bus", (Edit(field.span, text),))
            name = f"the reference `{bus.reference}`"
            help_text = f"use {name}, so that the action waits for the event bus"
        yield self.entry_finding(
            f"hard-coded name of event bus `{address}`",
            request,
            entry,
            field,
            "the action does not wait for the event bus",
            related=labels("the event bus", place),
            help=help_text,
            fix=fix,
        )


def _may_be(bus: Bus, request: PutEventsRequest) -> bool:
    """Return whether this is the managed event bus that the action sends to."""
    if bus.resource.block.type != "resource":
        return False
    here, there = request.region, bus.region
    if here.name and there.name:
        same_region = here.name == there.name
    else:
        same_region = {here.source, there.source}.isdisjoint({"action", "resource"})
        same_region = same_region and bus.account.origin == request.account.origin
    return same_region and same_account(request.account, bus.account) is True


def _waits(module: EventModule, request: PutEventsRequest, bus: Bus) -> bool:
    """Return whether every trigger of the action is sure to run while the event bus exists."""
    target = module.dependencies.resource(bus.resource.block)
    action = request.action.block
    fired = [
        (event, trigger.resource.block)
        for trigger in module.triggers_running(request)
        for event in trigger.event_names
    ]
    return bool(fired) and all(
        module.exists(target, event, action=action, resource=resource) for event, resource in fired
    )


def _cycles(module: EventModule, request: PutEventsRequest, bus: Bus) -> bool:
    """Return whether an action that refers to the event bus creates a cycle, in some plan of some
    version of the range."""
    graph, target = module.dependencies, bus.resource.block
    for trigger in module.triggers_of(request.action):
        resource = trigger.resource.block
        if resource is target or graph.resource(resource) in graph.needed(target, since_1_16=True):
            return True
        if (
            trigger.runs_before
            and module.versions.any_in(BEFORE_1_16)
            and actions.may_cycle(graph, resource, target, module.provider_source)
        ):
            return True
    return False
