from __future__ import annotations

from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, judge, span_of
from bridgelint.lint import Findings, Rule, Severity


class InvalidDetail(Rule):
    """
    ## What it does
    Reports a `detail` that is not strict JSON (NaN, comments, trailing commas, single quotes) or
    not a JSON object, and points at the place in the text. In a template with unknown values,
    only what is certain for every value is checked.

    ## Why is this bad?
    Terraform accepts any string. PutEvents rejects the entry with `MalformedDetail`: "Detail is
    malformed." The provider only reports how many entries failed ("1 entries failed to be
    processed"), after the other entries of the request were delivered.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = <<-JSON
            {
              "order": "o-1",
            }
          JSON
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = <<-JSON
            {
              "order": "o-1"
            }
          JSON
        }
      }
    }
    ```

    ## Source
    Recorded responses of EventBridge, and
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
    """

    name = "invalid_detail"
    severity = Severity.ERROR
    summary = "`detail` is not a valid JSON object"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.detail
        judgement = judge(field.value) if field else None
        if field is None or judgement is None or judgement.fault is None:
            return
        fault = judgement.fault
        twice = judgement.encoded_twice
        hidden = field.is_sensitive and judgement.kind is None
        yield self.entry_finding(
            "`detail` is encoded as JSON twice" if twice else "`detail` must be a JSON object",
            request,
            entry,
            field,
            "invalid JSON" if hidden else fault.message,
            at=span_of(field.written, judgement, (fault.start, fault.end)),
            help=_help(twice=twice, json=judgement.kind is not None),
        )


def _help(*, twice: bool, json: bool) -> str:
    if twice:
        return "encode it once"
    if json:
        return "wrap the value in an object: `jsonencode({ items = … })`"
    return "use `jsonencode({ … })`, which always returns valid JSON"
