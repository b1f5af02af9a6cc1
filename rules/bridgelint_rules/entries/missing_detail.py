from bridgelint.lint import Severity
from bridgelint_rules.entries._families import MissingArgument


class MissingDetail(MissingArgument):
    """
    ## What it does
    Reports an entry whose `detail` is missing, null or an empty string.

    ## Why is this bad?
    `detail` is optional in the provider's schema, so `terraform validate` and `plan` pass.
    PutEvents rejects the entry with `InvalidArgument`: "Parameter Detail is not valid. Reason:
    Detail is a required argument." The provider only reports how many entries failed. For an event
    without content, use `jsonencode({})`.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
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
    and recorded responses of EventBridge.
    """

    name = "missing_detail"
    severity = Severity.ERROR
    summary = "the entry has no `detail`"
    argument = "detail"
    add = "add `detail = jsonencode({ … })`, or `jsonencode({})` without content"
    use = "use `jsonencode({})` for an event without content"
