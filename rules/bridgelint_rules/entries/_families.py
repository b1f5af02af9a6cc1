"""What the rules of a family have in common."""

from typing import ClassVar

from bridgelint import eventbridge
from bridgelint.actions import Field
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest
from bridgelint.lint import Finding, Findings, Rule, replacing, written_at


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


class LongArgument(Rule):
    """A rule about an argument that is too long."""

    argument: ClassVar[str]
    limit: ClassVar[int]
    """The maximum number of characters."""

    label: ClassVar[str]

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field: Field | None = getattr(entry, self.argument)
        if field is not None and len(field.prefix) > self.limit:
            length = f"{'' if field.is_known else 'at least '}{len(field.prefix)}"
            message = f"`{field.name}` is {length} characters long"
            yield self.entry_finding(message, request, entry, field, self.label)


class TooLargeRequest(Rule):
    """A rule about the size of a request."""

    def too_large(self, request: PutEventsRequest, label: str) -> Finding:
        """Return a finding at the largest `detail`."""
        largest = max(request.entries, key=lambda entry: entry.size.least)
        known = "" if request.size.exact is not None else "at least "
        return self.finding(
            f"the request is {known}{request.size.least:,} bytes long",
            largest.detail.span if largest.detail else largest.header,
            label,
            help="send a reference to the data, such as the key of an S3 object",
            argument=largest.path("detail"),
        )


class WrongRegion(Rule):
    """A rule about `region` in `config`."""

    def misspelled(self, field: Field, message: str, help_text: str = "") -> Finding:
        """Return a finding with the nearest known region."""
        text = field.text or ""
        near = eventbridge.nearest_region(text)
        places = (*(each.span for each in field.origins[-1:]), field.span)
        suggestions = (replacing(place, near, text) for place in places)
        return self.finding(
            message,
            field.span,
            f"did you mean `{near}`?" if near and not field.is_secret else "",
            related=written_at(field),
            suggestions=next(filter(None, suggestions), ()),
            help=help_text,
            argument="region",
            value="" if field.is_secret else field.shown,
        )
