from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.limits import RESERVED_SOURCE
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class ReservedSource(Rule):
    """
    ## What it does
    Reports a `source` that begins with `aws.`; a known beginning is enough.

    ## Why is this bad?
    EventBridge keeps these names for events of AWS services. PutEvents refuses the entry with
    NotAuthorizedForSourceException, and the provider says only how many entries failed. Only
    the exact prefix `aws.` is reserved: `aws-orders` and `awsome` are free.

    ## Example
    ```terraform
    action "aws_events_put_events" "stopped" {
      config {
        entry {
          source      = "aws.ec2"
          detail_type = "Instance Stopped"
          detail      = jsonencode({ instance = "i-0f1e2d3c" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action "aws_events_put_events" "stopped" {
      config {
        entry {
          source      = "acme.ec2"
          detail_type = "Instance Stopped"
          detail      = jsonencode({ instance = "i-0f1e2d3c" })
        }
      }
    }
    ```

    ## Source
    [PutEvents](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html)
    and answers of the service that its users published.
    """

    name = "reserved_source"
    severity = Severity.ERROR
    summary = "a source that EventBridge keeps for AWS services"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.source
        if field is None or not field.prefix.startswith(RESERVED_SOURCE):
            return
        shown = field.shown or f"{field.prefix}…"
        yield self.entry_finding(
            f"source `{shown}` begins with `aws.`, which EventBridge keeps for AWS services",
            instance,
            entry,
            field,
            "PutEvents answers NotAuthorizedForSource",
            help='name your own system, such as "acme.orders"',
        )
