from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, repeated_items, span_of
from bridgelint.lint import Findings, Rule, Severity, labels


class DuplicateDetailKey(Rule):
    """
    ## What it does
    Reports a key that appears twice in one object of `detail`: in JSON text, or in the object
    literal inside `jsonencode`, written inline or in a local.

    ## Why is this bad?
    One of the two values is lost. For an object literal, Terraform silently uses the later value,
    and most JSON parsers do the same.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1", order = "o-2" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ orders = ["o-1", "o-2"] })
    }
    ```

    ## Source
    [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259#section-4): names within an object should
    be unique. How PutEvents handles a duplicate name is unverified.
    """

    name = "duplicate_detail_key"
    severity = Severity.WARNING
    summary = "an object in `detail` contains a key twice"

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field, judgement = entry.detail, entry.judgement
        if field is None:
            return
        for item in repeated_items(field.expression, module.dependencies.local):
            message, label = f"duplicate key `{item.key}`", "the first value is lost"
            related = labels("first used here", item.first)
            yield self.entry_finding(
                message, request, entry, field, label, at=item.second, related=related
            )
        if judgement is None or judgement.fault is not None:
            return
        for repeated in judgement.repeated:
            first = span_of(field.written, judgement, repeated.first)
            second = span_of(field.written, judgement, repeated.second)
            message = f"duplicate key `{field.shown if field.is_secret else repeated.key}`"
            label = "one of the two values is lost"
            related = labels("first used here", first if first != second else None)
            yield self.entry_finding(
                message, request, entry, field, label, at=second, related=related
            )
