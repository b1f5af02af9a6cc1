from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.detail import judge
from bridgelint.events.detail_place import span_of
from bridgelint.events.model import ActionInstance, Entry, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class InvalidDetail(Rule):
    """
    ## What it does
    Reports a `detail` that is not strict JSON (no NaN, comments, trailing commas or single
    quotes), or JSON that is no object. It says where the text breaks. A template whose unknown
    parts sit inside JSON is judged by what is certain whatever they are.

    ## Why is this bad?
    Terraform takes any string. PutEvents answers MalformedDetail for the entry, and the
    provider says only how many entries failed, while the other entries of the request have been
    delivered.

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
    Recorded answers of the service, and
    [PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html).
    """

    name = "invalid_detail"
    severity = Severity.ERROR
    summary = "a detail that is no JSON object"

    def check_entry(
        self, module: EventModule, instance: ActionInstance, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.detail
        judgement = judge(field.value) if field else None
        if field is None or judgement is None or judgement.fault is None:
            return
        fault = judgement.fault
        twice = judgement.encoded_twice
        hidden = field.is_sensitive and judgement.kind is None
        yield self.entry_finding(
            "`detail` is encoded as JSON twice" if twice else "`detail` is no JSON object",
            instance,
            entry,
            field,
            "the text breaks here" if hidden else fault.message,
            at=span_of(field.expression, judgement, (fault.start, fault.end)),
            help=_help(twice=twice, json=judgement.kind is not None),
        )


def _help(*, twice: bool, json: bool) -> str:
    if twice:
        return "encode it once"
    if json:
        return "put it under a key: `jsonencode({ items = … })`"
    return "`jsonencode({ … })` always writes valid JSON"
