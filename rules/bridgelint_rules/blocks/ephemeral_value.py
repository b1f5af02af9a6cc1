from bridgelint.actions import Mark, all_marks
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class EphemeralValue(Rule):
    """
    ## What it does
    Reports an ephemeral value in an argument of an entry or in `region`.

    ## Why is this bad?
    Terraform does not store ephemeral values in plans, so only write-only arguments accept them.
    The action has none, and Terraform reports "Invalid use of ephemeral value".

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
    summary = "an argument of the action contains an ephemeral value"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        field = request.region_argument
        if field is not None and Mark.EPHEMERAL in all_marks(field.raw):
            message = "ephemeral value in `region`"
            label = "the action's arguments do not accept ephemeral values"
            yield self.finding(message, field.span, label, argument="region")

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        for field in entry.fields:
            if Mark.EPHEMERAL in all_marks(field.raw):
                message = f"ephemeral value in `{field.name}`"
                label = "entry arguments do not accept ephemeral values"
                instead = "send a reference to the value, such as the ARN of the secret"
                yield self.entry_finding(message, request, entry, field, label, help=instead)
