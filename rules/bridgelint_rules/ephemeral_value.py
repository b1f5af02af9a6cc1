from __future__ import annotations

from collections.abc import Iterator

from bridgelint.evaluate.values import Mark, all_marks
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class EphemeralValue(Rule):
    """
    ## What it does
    Reports an ephemeral value that reaches an argument of an entry or `region`.

    ## Why is this bad?
    Terraform keeps ephemeral values out of plans, so they may only reach write-only arguments.
    An entry has none: "Invalid use of ephemeral value".

    ## Example
    ```terraform
    variable "token" {
      type      = string
      ephemeral = true
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = var.token })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    variable "order" {
      type = string
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = var.order })
        }
      }
    }
    ```

    ## Source
    [Ephemeral
    values](https://developer.hashicorp.com/terraform/language/manage-sensitive-data/ephemeral).
    """

    name = "ephemeral_value"
    severity = Severity.ERROR
    summary = "an ephemeral value in an entry"

    def check_instance(self, module: EventModule, instance: ActionInstance) -> Iterator[Finding]:
        field = instance.region_argument
        if field is not None and Mark.EPHEMERAL in all_marks(field.raw):
            yield self.finding(
                "`region` gets an ephemeral value",
                field.span,
                "no argument of the action takes one",
                address=instance.address,
                argument="region",
            )

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        for field in entry.fields:
            if Mark.EPHEMERAL in all_marks(field.raw):
                yield self.entry_finding(
                    f"`{field.name}` gets an ephemeral value",
                    instance,
                    entry,
                    field,
                    "no argument of an entry takes one",
                    help="send a reference to it, such as the ARN of the secret",
                )
