from bridgelint.actions import Action, blocks_of_type
from bridgelint.eventbridge import ACTION_TYPE, EventModule
from bridgelint.lint import Findings, Severity
from bridgelint_rules.entries._families import MissingArgument


class MissingSource(MissingArgument):
    """
    ## What it does
    Reports an entry whose `source` is missing, null or an empty string.

    ## Why is this bad?
    `terraform validate` rejects a missing or null `source`: "Missing required argument". An empty
    string passes, and PutEvents rejects the entry with `InvalidArgument`: "Parameter Source is not
    valid. Reason: Source is a required argument." The provider only reports how many entries
    failed, after the other entries of the request were delivered.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = ""
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    The provider's schema (`source` is required) and the
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    reference.
    """

    name = "missing_source"
    severity = Severity.ERROR
    summary = "the entry has no `source`"
    argument = "source"
    use = 'use the name of your system, such as "acme.orders"'

    def check_action(self, module: EventModule, action: Action) -> Findings:
        if action.type != ACTION_TYPE or action.config is None:
            return
        for block in blocks_of_type(action.config, "entry"):
            if not block.body.attribute("source") and not action.misspells(block, "source"):
                yield self.finding(
                    "missing required argument `source`",
                    block.header,
                    "every entry requires a source",
                    help='add `source = "…"` with the name of your system, such as "acme.orders"',
                    argument="entry.source",
                )
