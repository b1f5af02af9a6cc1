from bridgelint.eventbridge import MAX_DETAIL_TYPE
from bridgelint.lint import Severity
from bridgelint_rules.entries._families import LongArgument


class LongDetailType(LongArgument):
    """
    ## What it does
    Reports a `detail_type` longer than 128 characters (Unicode code points).

    ## Why is this bad?
    The documented maximum is 128 characters. PutEvents rejects a longer entry, and the provider
    only reports how many entries failed: "1 entries failed to be processed".

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = join(".", [for part in range(60) : "part${part}"])
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
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)
    and user reports of rejected entries.
    """

    name = "long_detail_type"
    severity = Severity.ERROR
    summary = "`detail_type` is longer than 128 characters"
    argument = "detail_type"
    limit = MAX_DETAIL_TYPE
    label = f"the documented maximum is {MAX_DETAIL_TYPE}"
