from bridgelint import eventbridge
from bridgelint.eventbridge import EventModule, PutEventsRequest
from bridgelint.lint import Findings, Severity, labels, written_at
from bridgelint_rules.entries._families import WrongRegion


class InvalidRegion(WrongRegion):
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

    name = "invalid_region"
    severity = Severity.ERROR
    summary = "`region` is not a valid AWS region"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        field, provider = request.region_argument, request.provider_region
        if field is None or not field.text:
            return
        partition = eventbridge.partition_of(field.text)
        if partition is None:
            yield self.misspelled(field, f"`{field.shown}` is not a valid AWS region")
            return
        own = eventbridge.partition_of(provider.name) if provider and provider.name else None
        if provider is None or own is None or own.name == partition.name:
            return
        shown = "the region" if field.is_secret else f"`{field.shown}`"
        origin = labels("the provider's region is set here", provider.span)
        yield self.finding(
            f"{shown} is in a different partition from the provider's region",
            field.span,
            "" if field.is_secret else f"partition `{partition.name}`, not `{own.name}`",
            related=(*written_at(field), *origin),
            help="use a provider configuration for a region of that partition",
            argument="region",
            value="" if field.is_secret else field.text,
        )
