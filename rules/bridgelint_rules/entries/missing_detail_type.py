from bridgelint.lint import Severity
from bridgelint_rules.entries._families import MissingArgument


class MissingDetailType(MissingArgument):
    """
    ## What it does
    Reports an entry whose `detail_type` is missing, null or an empty string.

    ## Why is this bad?
    `detail_type` is optional in the provider's schema, so `terraform validate` and `plan` pass.
    PutEvents rejects the entry with `InvalidArgument`: "Parameter DetailType is not valid. Reason:
    DetailType is a required argument." The provider only reports how many entries failed.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
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
    and recorded responses of EventBridge.
    """

    name = "missing_detail_type"
    severity = Severity.ERROR
    summary = "the entry has no `detail_type`"
    argument = "detail_type"
    add = 'add `detail_type = "…"` with a short description such as "Order Created"'
    use = 'use a short description such as "Order Created"'
