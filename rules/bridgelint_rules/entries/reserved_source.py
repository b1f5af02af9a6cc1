from bridgelint.eventbridge import RESERVED_SOURCE, Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class ReservedSource(Rule):
    """
    ## What it does
    Reports a `source` that starts with `aws.`, even if only this prefix is known.

    ## Why is this bad?
    EventBridge reserves this prefix for AWS services. PutEvents rejects the entry with
    `NotAuthorizedForSourceException`: "Not authorized for the source." The provider only reports
    how many entries failed: "1 entries failed to be processed". Only the exact prefix `aws.` is
    reserved: `aws-orders` and `awsome` are allowed.

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
    entry {
      source      = "acme.ec2"
      detail_type = "Instance Stopped"
      detail      = jsonencode({ instance = "i-0f1e2d3c" })
    }
    ```

    ## Source
    [PutEvents](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html)
    and responses of EventBridge published by users.
    """

    name = "reserved_source"
    severity = Severity.ERROR
    summary = "`source` uses the reserved prefix `aws.`"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.source
        if field is None or not field.prefix.startswith(RESERVED_SOURCE):
            return
        message = f"source `{field.shown or f'{field.prefix}…'}` uses the reserved prefix `aws.`"
        label = "PutEvents rejects it with `NotAuthorizedForSourceException`"
        instead = 'use the name of your system, such as "acme.orders"'
        yield self.entry_finding(message, request, entry, field, label, help=instead)
