"""What is about to be sent, shown before it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bridgelint.base.failure import Failure
from bridgelint.base.words import plural
from bridgelint.emit.aws import Target
from bridgelint.emit.gathering import Refused
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.emit.targets import RequestPart, Targets
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.terminal import columns, hanging, is_terminal, remark, write


def confirm(arguments: Arguments, parts: Sequence[RequestPart], targets: Targets) -> None:
    """Show what is about to be sent. Raise `Refused` unless that is confirmed."""
    for each in targets.remarks:
        remark(each)
    width = columns(sys.stderr) if is_terminal(sys.stderr) else sys.maxsize
    lines = _confirmation(arguments, parts, targets.targets)
    shown = (part for line in lines for part in hanging(line, width))
    write(sys.stderr, "".join(f"{part}\n" for part in shown))
    if arguments.yes:
        return
    write(sys.stderr, "Type yes to send: ")
    if sys.stdin.readline().strip() != "yes":
        raise Refused(Failure("not confirmed"))


def _confirmation(
    arguments: Arguments, parts: Sequence[RequestPart], targets: Sequence[Target]
) -> Iterator[str]:
    """The account is the last line."""
    entries = plural(sum(len(each.pending) for each in parts), "entry")
    after = f", as in {arguments.plan}" if arguments.plan else ""
    after += f", resuming {arguments.resume}" if arguments.resume else ""
    yield f"Sending {entries} in {plural(len(parts), 'request')}{after}"
    directory = ""
    for each in parts:
        if each.request.directory != directory:
            directory = each.request.directory
            yield f"  directory  {Path(directory).resolve()}"
        yield from _about(each, targets[each.way.target])
    for target in dict.fromkeys(targets[each.way.target] for each in parts):
        if not target.is_default:
            yield f"  endpoint  {target.endpoint}"
        yield f"  identity  {target.arn}"
        yield f"  account   {target.account}, {target.shown_region}"


def _about(part: RequestPart, target: Target) -> Iterator[str]:
    request = part.request
    yield f"  {request.title}: {_why(request)}"
    about = [
        f"region {target.shown_region} ({part.way.region_source})",
        plural(len(part.pending), "entry"),
        plural(sum(each.sent_size for each in part.pending), "byte"),
    ]
    indexes = {each.index for each in part.pending}
    if any(each.entry in indexes for each in request.view.sensitive):
        about.append("contains sensitive values")
    yield f"    {', '.join(about)}"
    for each in part.pending:
        shown = request.shown(each)
        told = [f"bus {shown.get('EventBusName', 'default')}"]
        names = {"Source": "source", "DetailType": "detail_type"}
        told += (f"{name} {shown[key]}" for key, name in names.items() if key in shown)
        yield f"    {each.index + 1}  {'  '.join(told)}"


def _why(request: OutgoingRequest) -> str:
    if request.firing is not None:
        return f"{request.firing.text}, in the plan"
    if not request.triggers:
        return "not triggered, runs only with -invoke"
    return "; ".join(f"{each.resource} {each.text}" for each in request.triggers)
