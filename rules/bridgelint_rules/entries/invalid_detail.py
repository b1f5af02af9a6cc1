from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, span_of
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
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = <<-JSON
        {
          "order": "o-1"
        }
      JSON
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
        field, judgement = entry.detail, entry.judgement
        if field is None or judgement is None or judgement.fault is None:
            return
        fault = judgement.fault
        message = "`detail` is not a JSON object"
        help_text = "wrap the value in an object: `jsonencode({ items = … })`"
        if judgement.encoded_twice:
            message, help_text = "`detail` is encoded as JSON twice", "encode it only once"
        elif judgement.kind is None:
            message = "`detail` is not valid JSON"
            help_text = "use `jsonencode({ … })`, which always returns valid JSON"
        yield self.entry_finding(
            message,
            request,
            entry,
            field,
            "" if field.is_secret and judgement.kind is None else fault.message,
            at=span_of(field.written, judgement, (fault.start, fault.end)),
            help=help_text,
        )
