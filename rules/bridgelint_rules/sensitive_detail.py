from __future__ import annotations

from collections.abc import Iterator

from bridgelint.evaluate.values import Mark, all_marks
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class SensitiveDetail(Rule):
    """
    ## What it does
    Reports a sensitive value that reaches an argument of an entry.

    ## Why is this bad?
    Terraform hides the value in its output, and EventBridge copies the event to targets,
    archives and logs in the clear.

    ## Example
    ```terraform
    variable "token" {
      type      = string
      sensitive = true
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
    variable "token_arn" {
      type = string
    }

    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = var.token_arn })
        }
      }
    }
    ```

    ## Source
    [Managing sensitive
    data](https://developer.hashicorp.com/terraform/language/manage-sensitive-data) and the
    EventBridge user guide on [data
    protection](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-data-protection.html).
    """

    name = "sensitive_detail"
    severity = Severity.WARNING
    summary = "a sensitive value in an entry"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        for field in entry.fields:
            marks = all_marks(field.raw)
            if Mark.SENSITIVE in marks and Mark.EPHEMERAL not in marks:
                yield self.entry_finding(
                    f"`{field.name}` holds a sensitive value",
                    instance,
                    entry,
                    field,
                    "the event is copied to targets, archives and logs in the clear",
                    help="send a reference to it, such as the ARN of the secret, or take the mark "
                    "off with `nonsensitive(…)` where it is none",
                )
