from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import EventModule, PutEventsRequest
from bridgelint.eventbridge.regions import nearest_region, partition_of
from bridgelint.lint.rule import Rule, written_at


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

    def check_instance(self, module: EventModule, instance: PutEventsRequest) -> Iterator[Finding]:
        field = instance.region_argument
        if field is None or not field.text:
            return
        if partition_of(field.text) is not None:
            return
        near = nearest_region(field.text)
        yield self.finding(
            f"`{field.shown}` is not a valid AWS region",
            field.span,
            f"did you mean `{near}`?" if near and not field.is_sensitive else "",
            related=written_at(field),
            address=instance.address,
            argument="region",
            value="" if field.is_sensitive else field.text,
        )
