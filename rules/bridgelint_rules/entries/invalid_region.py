from __future__ import annotations

from bridgelint.actions import Field
from bridgelint.eventbridge import EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity, labels, written_at
from bridgelint_rules.entries._region import region_finding


class InvalidRegion(Rule):
    """
    ## What it does
    Reports a `region` that does not match the region pattern of any AWS partition, or is in a
    different partition from the region of the action's provider. An empty string leaves the region
    unset.

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

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        field = request.region_argument
        if field is None or not field.text:
            return
        from bridgelint.eventbridge import partition_of  # few requests name a region

        partition = partition_of(field.text)
        if partition is not None:
            yield from self._other_partition(request, field, partition.name)
            return
        message = f"`{field.shown}` is not a valid AWS region"
        yield region_finding(self, request, field, message)

    def _other_partition(self, request: PutEventsRequest, field: Field, partition: str) -> Findings:
        provider = request.provider_region
        name = provider.name if provider else None
        from bridgelint.eventbridge import partition_of  # few requests name a region

        own = partition_of(name) if name else None
        if provider is None or own is None or own.name == partition:
            return
        shown = "the region" if field.is_secret else f"`{field.shown}`"
        yield self.finding(
            f"{shown} is in a different partition from the provider's region",
            field.span,
            f"partition `{partition}`, not `{own.name}`" if not field.is_secret else "",
            related=(
                *written_at(field),
                *labels("the provider's region is set here", provider.span),
            ),
            help="use a provider configuration for a region of that partition",
            address=request.address,
            argument="region",
            value="" if field.is_secret else field.text or "",
        )
