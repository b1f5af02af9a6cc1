"""What the rules about missing arguments of an entry have in common."""

from __future__ import annotations

from typing import ClassVar

from bridgelint.actions import Field
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule


class MissingArgument(Rule):
    """A rule about an argument that is absent, null or an empty string."""

    argument: ClassVar[str]
    add: ClassVar[str] = ""
    """The help for an absent argument; empty if its absence is reported for the whole action."""

    use: ClassVar[str]
    """The help for an argument without content."""

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        name = self.argument
        field: Field | None = getattr(entry, name)
        required = "".join(word.title() for word in name.split("_"))
        label = f"PutEvents requires `{required}`"
        if field is None:
            if self.add and not request.action.misspells(entry.block, name):
                message = f"missing `{name}`"
                yield self.entry_finding(message, request, entry, name, label, help=self.add)
        elif field.is_null or field.text == "":
            message = f"`{name}` is {'null' if field.is_null else 'an empty string'}"
            yield self.entry_finding(message, request, entry, field, label, help=self.use)
