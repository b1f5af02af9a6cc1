"""What is shown above an action: what triggers it, what it sends, and its dry run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lsprotocol.types import (
    CodeLens,
    CodeLensParams,
    Command,
)

from bridgelint.actions.action import Action
from bridgelint.actions.triggers import ActionTrigger
from bridgelint.base.words import plural
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document

DRY_RUN: Final = "bridgelint.showDryRun"


def code_lenses(checked: Checked, document: Document, _: CodeLensParams) -> list[CodeLens]:
    """Return what triggers each action of a file, what it sends, and its dry run."""
    own = {
        action.header: (module, action)
        for module in reversed(checked.modules)
        for action in module.actions
        if action.header.file.path == document.path
    }
    requests: dict[Action, list[OutgoingRequest]] = {}
    for request in checked.requests({action for _, action in own.values()}):
        requests.setdefault(request.instance.action, []).append(request)
    found: list[CodeLens] = []
    for header, (module, action) in sorted(own.items(), key=lambda each: each[0].start):
        where = checked.places.range(header)
        found.append(CodeLens(where, Command(_triggers(module.triggers_of(action)), "")))
        if action.type == ACTION_TYPE:
            arguments = [{"uri": document.uri, "action": action.local_address}]
            found += [
                CodeLens(where, Command(_sends(requests.get(action, ())), "")),
                CodeLens(where, Command("Dry run", DRY_RUN, arguments=arguments)),
            ]
    return found


def _triggers(triggers: Sequence[ActionTrigger]) -> str:
    if not triggers:
        return "Not triggered"
    if len(triggers) > 2:
        return f"Triggered by {len(triggers):,} triggers"
    told = (
        f"{each.resource.local_address} ({', '.join(each.event_names) or 'no event'})"
        for each in triggers
    )
    return f"Triggered by {' and '.join(told)}"


def _sends(requests: Sequence[OutgoingRequest]) -> str:
    if not requests:
        return "Sends nothing"
    entries = sum(len(each.drafts) for each in requests)
    size = sum(each.size.least for each in requests)
    exact = all(each.size.exact is not None for each in requests)
    count = plural(entries, "entry")
    if len(requests) > 1:
        count = f"{count} in {plural(len(requests), 'request')}"
    return f"Sends {count}, {'' if exact else 'at least '}{size:,} bytes"
