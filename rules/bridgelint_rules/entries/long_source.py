from bridgelint.eventbridge import MAX_SOURCE
from bridgelint.lint import Severity
from bridgelint_rules.entries._families import LongArgument


class LongSource(LongArgument):
    """
    ## What it does
    Reports a `source` longer than 256 characters (Unicode code points).

    ## Why is this bad?
    PutEvents documents no limit for `source`, but EventBridge Pipes, EventBridge Scheduler and the
    newer custom event buses accept at most 256 characters, so rules and consumers may not support
    a longer source.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = join(".", [for part in range(60) : "part${part}"])
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
    The request models of EventBridge Scheduler and Pipes.
    """

    name = "long_source"
    severity = Severity.WARNING
    summary = "`source` is longer than 256 characters"
    argument = "source"
    limit = MAX_SOURCE
    label = f"EventBridge Pipes and Scheduler accept at most {MAX_SOURCE}"
