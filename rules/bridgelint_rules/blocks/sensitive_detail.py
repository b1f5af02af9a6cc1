from bridgelint.actions import Mark, all_marks
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class SensitiveDetail(Rule):
    """
    ## What it does
    Reports a sensitive value in an argument of an entry.

    ## Why is this bad?
    Terraform hides the value in its own output, but EventBridge copies the event to targets,
    archives and logs in plain text.

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
    summary = "an argument of the entry contains a sensitive value"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        for field in entry.fields:
            marks = all_marks(field.raw)
            if Mark.SENSITIVE in marks and Mark.EPHEMERAL not in marks:
                yield self.entry_finding(
                    f"sensitive value in `{field.name}`",
                    request,
                    entry,
                    field,
                    "EventBridge copies the event to targets, archives and logs in plain text",
                    help="send a reference to it, such as the ARN of the secret; "
                    "if the value is not secret, unmark it with `nonsensitive()`",
                )
