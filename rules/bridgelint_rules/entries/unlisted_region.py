from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import EventModule, PutEventsRequest
from bridgelint.eventbridge.regions import is_listed, nearest_region, partition_of
from bridgelint.lint.rule import Rule, written_at


class UnlistedRegion(Rule):
    """
    ## What it does
    Reports a `region` that matches the pattern of a partition but is not in any list of regions,
    with the most similar listed region.

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

    name = "unlisted_region"
    severity = Severity.WARNING
    summary = "`region` is not in any list of AWS regions"

    def check_instance(self, module: EventModule, instance: PutEventsRequest) -> Iterator[Finding]:
        field = instance.region_argument
        if field is None or not field.text:
            return
        if partition_of(field.text) is None or is_listed(field.text):
            return
        near = nearest_region(field.text)
        yield self.finding(
            f"unlisted region `{field.shown}`",
            field.span,
            f"did you mean `{near}`?" if near and not field.is_sensitive else "",
            related=written_at(field),
            help="ignore this finding if the region is newer than bridgelint",
            address=instance.address,
            argument="region",
            value="" if field.is_sensitive else field.text,
        )
