"""What is about to be sent, shown before it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bridgelint.base.records import dataclass
from bridgelint.base.words import plural
from bridgelint.emit.aws import Target
from bridgelint.emit.outgoing import Draft, OutgoingRequest, Shown
from bridgelint.emit.panel import condition_text
from bridgelint.emit.targets import Way, lines_about

PROMPT = "Type yes to send: "


@dataclass(frozen=True, slots=True, eq=False)
class RequestPart:
    """One PutEvents request: all entries of a request, or those that fit a part of a split."""

    number: int
    request: OutgoingRequest
    drafts: tuple[Draft, ...]
    """All of its entries."""

    pending: tuple[Draft, ...]
    """Those that this run sends."""

    way: Way


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
    used = dict.fromkeys(each.way.target for each in sent)
    yield from lines_about(targets[each] for each in used)


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
    told = (
        f"{each.resource} {', '.join(each.events) or 'no event'}{condition_text(each)}"
        for each in request.triggers
    )
    return "; ".join(told)


def _entry(shown: Shown) -> str:
    bus = shown.get("EventBusName", "default")
    names = {"source": shown.get("Source"), "detail_type": shown.get("DetailType")}
    told = [f"bus {bus}", *(f"{name} {text}" for name, text in names.items() if text is not None)]
    return "  ".join(told)
