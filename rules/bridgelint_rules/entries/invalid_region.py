from __future__ import annotations

from collections.abc import Iterator

from bridgelint.eventbridge import EventModule, PutEventsRequest, partition_of
from bridgelint.lint import Finding, Rule, Severity
from bridgelint_rules.entries._region import region_finding


class InvalidRegion(Rule):
    """
    ## What it does
    Reports a `region` that does not match the region pattern of any AWS partition.

    ## Why is this bad?
    The apply fails with "Invalid Region Value", and nothing is sent; `validate` and `plan` pass.
    A common mistake is an Availability Zone (`eu-west-1a`).

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        region = "eu-central-1a"

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
    action "aws_events_put_events" "order_created" {
      config {
        region = "eu-central-1"

        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Source
    The region patterns and lists of the AWS SDKs (botocore 1.44.5).
    """

    name = "invalid_region"
    severity = Severity.ERROR
    summary = "`region` is not a valid AWS region"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Iterator[Finding]:
        field = request.region_argument
        if field is not None and field.text and partition_of(field.text) is None:
            message = f"`{field.shown}` is not a valid AWS region"
            yield region_finding(self, request, field, message)
