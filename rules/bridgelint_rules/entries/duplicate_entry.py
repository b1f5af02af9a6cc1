from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity, labels


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
            # PutEvents rejects an entry without one of these.
            required = (entry.source, entry.detail_type, entry.detail)
            if any(each is None or each.is_null or each.text == "" for each in required):
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
                related=labels("the first entry", None if same_block else first.header),
                argument=f"entry[{entry.index}]",
            )


def _content(entry: Entry) -> tuple[object, ...]:
    """The fields as PutEvents receives them; a null argument is the same as an absent one."""
    return tuple(
        (each.name, tuple(item.content for item in each.value.elements) or each.value.content)
        for each in entry.fields
        if not each.is_null
    )
