from __future__ import annotations

from bridgelint.actions import Field
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Label, Rule, Severity


class DuplicateEntry(Rule):
    """
    ## What it does
    Reports two entries of one action instance whose fields are all equal.

    ## Why is this bad?
    EventBridge does not deduplicate entries: it delivers the event twice. The second entry is
    nearly always a copied block that was not changed.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }

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
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }

        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-2" })
        }
      }
    }
    ```

    ## Source
    [PutEvents](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html)
    has no deduplication token.
    """

    name = "duplicate_entry"
    severity = Severity.WARNING
    summary = "the request contains the same entry twice"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        seen: dict[tuple[object, ...], Entry] = {}
        for entry in request.entries:
            if not entry.certain or not all(field.is_known for field in entry.fields):
                continue
            if any(_is_missing(field) for field in (entry.source, entry.detail_type, entry.detail)):
                continue
            first = seen.setdefault(_content(entry), entry)
            if first is entry:
                continue
            same_block = first.block is entry.block
            yield self.finding(
                "two elements of the `dynamic` block produce the same entry"
                if same_block
                else "duplicate entry",
                entry.header,
                "EventBridge delivers the event twice",
                related=() if same_block else (Label("the first entry", first.header),),
                address=request.address,
                argument=f"entry[{entry.index}]",
            )


def _is_missing(field: Field | None) -> bool:
    """Return whether PutEvents rejects the entry because of this field."""
    return field is None or field.is_null or field.text == ""


def _content(entry: Entry) -> tuple[object, ...]:
    """The fields as PutEvents receives them; a null argument is the same as an absent one."""
    values = {each.name: each.value for each in entry.fields}
    return tuple(
        (name, tuple(each.content for each in value.elements) or value.content)
        for name, value in values.items()
        if not value.is_null
    )
