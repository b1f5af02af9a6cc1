from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import ActionInstance, Entry, EventModule, Field
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule


class DuplicateEntry(Rule):
    """
    ## What it does
    Reports two entries of one action instance that are equal in every field.

    ## Why is this bad?
    EventBridge does not tell them apart: the event is delivered twice. It is nearly always a
    copied block that somebody forgot to change.

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
    has no token that would make a repeated entry one event.
    """

    name = "duplicate_entry"
    severity = Severity.WARNING
    summary = "two equal entries in one request"

    def check_instance(self, module: EventModule, instance: ActionInstance) -> Iterator[Finding]:
        seen: dict[tuple[object, ...], Entry] = {}
        for entry in instance.entries:
            if not entry.certain or not all(field.is_known for field in entry.fields):
                continue
            if any(_is_missing(field) for field in (entry.source, entry.detail_type, entry.detail)):
                continue
            first = seen.setdefault(_content(entry), entry)
            if first is entry:
                continue
            same_block = first.block is entry.block
            yield self.finding(
                "two elements of the `dynamic` give the same entry"
                if same_block
                else "the entry is the same as an earlier one",
                entry.header,
                "the event is sent twice",
                related=() if same_block else (Label("the first one", first.header),),
                address=instance.address,
                argument=f"entry[{entry.index}]",
            )


def _is_missing(field: Field | None) -> bool:
    """PutEvents refuses the entry for it, so that it is not even sent once."""
    return field is None or field.is_null or field.text == ""


def _content(entry: Entry) -> tuple[object, ...]:
    """What PutEvents gets; a null argument is an absent one."""
    return (
        *(
            field.value.content if field else None
            for field in (entry.source, entry.detail_type, entry.detail)
        ),
        *(field.value.content if field else None for field in (entry.event_bus_name, entry.time)),
        tuple(each.content for each in entry.resources.value.elements) if entry.resources else None,
    )
