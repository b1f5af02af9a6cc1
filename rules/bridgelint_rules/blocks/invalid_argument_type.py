from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity, written_at


class InvalidArgumentType(Rule):
    """
    ## What it does
    Reports a known value that cannot be converted to the type in the provider's schema: a string
    for `source`, `detail`, `detail_type`, `event_bus_name`, `time` and `region`, a list of
    strings for `resources`. Terraform converts numbers and bools to strings, and a set or tuple
    of strings to a list. Also reports a null element in `resources`.

    ## Why is this bad?
    `terraform validate` reports "Incorrect attribute value type". The most common mistake is an
    object as `detail`: the argument is a string, which `jsonencode` returns. A null element in
    `resources` passes the plan, and the apply fails with "Value Conversion Error".

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = { order = "o-1" }
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
    The provider's schema of `aws_events_put_events`.
    """

    name = "invalid_argument_type"
    severity = Severity.ERROR
    summary = "the value has the wrong type for the argument"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        field = request.region_argument
        if field is not None and field.mismatch:
            message = f"incorrect type for `region`: {field.mismatch}"
            yield self.finding(message, field.span, related=written_at(field), argument="region")

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        for field in entry.fields:
            for index, element in enumerate(field.value.elements):
                if field.name == "resources" and element.is_null:
                    message = "null element in `resources`"
                    label = 'the apply fails with "Value Conversion Error"'
                    at = field.element_span(index)
                    yield self.entry_finding(message, request, entry, field, label, at=at)
            if field.mismatch:
                message = f"incorrect type for `{field.name}`: {field.mismatch}"
                encode = "convert it to JSON with `jsonencode()`"
                instead = encode if field.name == "detail" else ""
                yield self.entry_finding(message, request, entry, field, help=instead)
