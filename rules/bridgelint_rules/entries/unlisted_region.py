from bridgelint import eventbridge
from bridgelint.eventbridge import EventModule, PutEventsRequest
from bridgelint.lint import Findings, Severity
from bridgelint_rules.entries._families import WrongRegion


class UnlistedRegion(WrongRegion):
    """
    ## What it does
    Reports a `region` that matches the pattern of a partition but is not in any list of regions,
    and suggests the most similar one that is.

    ## Why is this bad?
    The region is probably misspelled, and no endpoint exists for it. It may also be newer than the
    list.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        region = "eu-central-7"

        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    config {
      region = "eu-central-1"

      entry {
        source      = "acme.orders"
        detail_type = "Order Created"
        detail      = jsonencode({ order = "o-1" })
      }
    }
    ```

    ## Source
    The region patterns and lists of the AWS SDKs (botocore 1.44.5).
    """

    name = "unlisted_region"
    severity = Severity.WARNING
    summary = "`region` is not in any list of AWS regions"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        field = request.region_argument
        if field is None or not field.text or eventbridge.partition_of(field.text) is None:
            return
        if not eventbridge.is_listed(field.text):
            newer = "ignore this finding if the region is newer than bridgelint"
            yield self.misspelled(field, f"unknown region `{field.shown}`", newer)
