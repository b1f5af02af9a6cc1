"""What is about to be sent, shown before it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bridgelint.base.words import plural
from bridgelint.emit.aws import Target
from bridgelint.emit.outgoing import OutgoingRequest, Shown
from bridgelint.emit.panel import events_text
from bridgelint.emit.targets import RequestPart

PROMPT = "Type yes to send: "


def confirmation(
    parts: Sequence[RequestPart],
    targets: Sequence[Target],
    *,
    plan: str | None,
    resumed: str | None,
) -> Iterator[str]:
    """The lines of a confirmation; the account is the last."""
    sent = [each for each in parts if each.pending]
    entries = plural(sum(len(each.pending) for each in sent), "entry")
    after = f", as in {plan}" if plan else ""
    after += f", resuming {resumed}" if resumed else ""
    yield f"Sending {entries} in {plural(len(sent), 'request')}{after}"
    directory = ""
    for each in sent:
        if each.request.directory != directory:
            directory = each.request.directory
            yield f"  directory  {Path(directory).resolve()}"
        yield from _about(each, targets[each.way.target])
    for target in dict.fromkeys(targets[each.way.target] for each in sent):
        if not target.is_default:
            yield f"  endpoint  {target.endpoint}"
        yield f"  identity  {target.arn}"
        yield f"  account   {target.account}, {target.shown_region}"


def _about(part: RequestPart, target: Target) -> Iterator[str]:
    request = part.request
    yield f"  {request.title}: {_why(request)}"
    source = f" ({part.way.region_source})"
    size = sum(each.sent_size for each in part.pending)
    about = [
        f"region {target.shown_region}{source}",
        plural(len(part.pending), "entry"),
        plural(size, "byte"),
    ]
    indexes = {each.index for each in part.pending}
    if any(each.entry in indexes for each in request.view.sensitive):
        about.append("contains sensitive values")
    yield f"    {', '.join(about)}"
    for each in part.pending:
        yield f"    {each.index + 1}  {_entry(request.shown(each))}"


def _why(request: OutgoingRequest) -> str:
    if request.firing is not None:
        return f"{request.firing.text}, in the plan"
    if not request.triggers:
        return "not triggered, runs only with -invoke"
    return "; ".join(f"{each.resource} {events_text(each)}" for each in request.triggers)


def _entry(shown: Shown) -> str:
    bus = shown.get("EventBusName", "default")
    names = {"source": shown.get("Source"), "detail_type": shown.get("DetailType")}
    told = [f"bus {bus}", *(f"{name} {text}" for name, text in names.items() if text is not None)]
    return "  ".join(told)
