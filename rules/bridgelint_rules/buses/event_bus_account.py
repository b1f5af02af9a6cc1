from bridgelint.eventbridge import (
    DEFAULT,
    Account,
    Bus,
    Destination,
    Entry,
    EventModule,
    PutEventsRequest,
    same_account,
)
from bridgelint.lint import Findings, Rule, Severity, labels


class EventBusAccount(Rule):
    """
    ## What it does
    Reports an entry that names a declared event bus whose provider configuration uses a different
    account from the action's: one of them assumes a role and the other does not, or the account
    IDs of their role ARNs or of `allowed_account_ids` differ.

    ## Why is this bad?
    PutEvents looks a name up in its own account. It accepts an event for an event bus that does not
    exist there and drops it: it returns an `EventId` and a `FailedEntryCount` of 0. An ARN reaches
    an event bus in another account.

    ## Example
    ```terraform
    provider "aws" {
      alias = "hub"

      assume_role {
        role_arn = "arn:aws:iam::444455556666:role/events-hub"
      }
    }

    resource "aws_cloudwatch_event_bus" "hub" {
      provider = aws.hub
      name     = "hub"
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source         = "acme.orders"
          detail_type    = "Order Created"
          event_bus_name = aws_cloudwatch_event_bus.hub.name
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
      event_bus_name = aws_cloudwatch_event_bus.hub.arn
      detail         = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    [Sending events between
    accounts](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html). A
    recorded response of EventBridge to an event bus that does not exist (January 2025).
    """

    name = "event_bus_account"
    severity = Severity.WARNING
    summary = "the event bus may be in a different account from the action"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.event_bus_name
        destination = module.destination(request, entry)
        if field is None or destination is None or destination.form != "name":
            return
        named = _named(module, destination)
        if any(same_account(each.account, request.account) is not False for each in named):
            return
        bus = next(iter(named), None)
        # `event_bus_region` reports an event bus in another region.
        if bus is None or (bus.region.name and request.region.name not in {None, bus.region.name}):
            return
        arn = "the ARN of the event bus"
        if bus.reference and bus in module.buses:
            arn = f"`{bus.reference.removesuffix('.name')}.arn`"
        yield self.entry_finding(
            f"the event bus `{bus.resource.local_address}` may be in a different account "
            "from the action",
            request,
            entry,
            field,
            "PutEvents looks the name up in its own account and drops the event",
            related=(
                *labels(_shown("event bus", bus.account), bus.account.span),
                *labels(_shown("action", request.account), request.account.span),
            ),
            help=f"use {arn}",
        )


def _named(module: EventModule, destination: Destination) -> tuple[Bus, ...]:
    """Return the declared event buses that the name may mean."""
    same = [
        each
        for each in module.configuration.buses
        if each.name.is_known and each.name.content == destination.name
    ]
    if destination.referred:
        return tuple(dict.fromkeys((*destination.referred, *same)))
    local = destination.name != DEFAULT and module.buses_named(destination.name)
    return tuple(same) if local else ()


def _shown(what: str, account: Account) -> str:
    ids = f": account {', '.join(sorted(account.ids))}" if account.ids else ""
    return f"the provider configuration of the {what}{ids}"
