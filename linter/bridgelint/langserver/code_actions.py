"""The code actions of a finding: its fix, and a comment that ignores it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lsprotocol import types

from bridgelint.base.finding import Edit, Finding
from bridgelint.base.records import replace
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.langserver.checking import Checked, Shown
from bridgelint.langserver.documents import Places, touches
from bridgelint.lint.fixes import apply, spliced
from bridgelint.lint.ignore_comments import ignored_names

FIX_ALL: Final = "source.fixAll.bridgelint"
KINDS: Final[Sequence[types.CodeActionKind | str]] = (types.CodeActionKind.QuickFix, FIX_ALL)

_BLOCK: Final = re.compile(r"\s*(action|resource|action_trigger)\b")

Offer = tuple[types.CodeAction, Sequence[Edit]]
"""An action, and what it changes."""


def code_actions(
    checked: Checked, places: Places, params: types.CodeActionParams, *, versioned: bool
) -> list[types.CodeAction]:
    """Return the actions for a range, except for findings of outdated texts.

    `places`: those in the documents as they are now. `versioned`: the editor supports edits of a
    version of a document.
    """
    all_shown = checked.shown.get(params.text_document.uri, ())
    current = [each for each in all_shown if _is_current(each.finding, places)]
    here = [each for each in current if touches(each.diagnostic.range, params.range)]
    offers: list[Offer] = []
    if _wants(params, types.CodeActionKind.QuickFix):
        offers += (offer for each in here for offer in _fixes(each))
        for each in here:
            edit = ignoring(each.finding) if each.ignorable else None
            if edit is not None:
                offers.append((_quick_fix(f"Ignore {each.finding.rule} here", each), [edit]))
    if _wants(params, FIX_ALL):
        offers += _fix_all([each.finding for each in current])
    for action, edits in offers:
        action.edit = _workspace_edit(edits, places, versioned=versioned)
    return [action for action, _ in offers]


def _wants(params: types.CodeActionParams, kind: types.CodeActionKind | str) -> bool:
    only = params.context.only
    return only is None or any(kind == each or kind.startswith(f"{each}.") for each in only)


def _is_current(finding: Finding, places: Places) -> bool:
    """Return whether every file that an edit changes is unchanged since the check."""
    edits = (edit.span for fix in finding.fixes for edit in fix.edits)
    files = (span.file for span in (finding.primary.span, *edits))
    pairs = ((file, places.documents.get(file.path)) for file in files)
    return all(document is None or document.data == file.data for file, document in pairs)


def _fixes(shown: Shown) -> Iterator[Offer]:
    """Yield the safe fix, which is preferred, and the suggestions."""
    for fix in shown.finding.fixes:
        if fix.edits and not apply([replace(shown.finding, fix=fix)]).failures:
            action = _quick_fix(f"{fix.message[:1].upper()}{fix.message[1:]}", shown)
            action.is_preferred = True if fix is shown.finding.fix else None
            yield action, fix.edits


def _quick_fix(title: str, shown: Shown) -> types.CodeAction:
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [shown.diagnostic])


def _fix_all(findings: Sequence[Finding]) -> Iterator[Offer]:
    """Yield every fix that only changes this document, without overlapping ones."""
    done = apply(
        each
        for each in findings
        if each.fix and all(edit.span.file is each.primary.span.file for edit in each.fix.edits)
    )
    edits = [edit for each in done.findings if each.fix for edit in each.fix.edits]
    if edits and not done.failures:
        title = "Fix all fixable bridgelint findings"
        yield types.CodeAction(title, FIX_ALL), list(dict.fromkeys(edits))


def ignoring(finding: Finding) -> Edit | None:
    """Return an edit that ignores the finding, verified. `None` if no comment can.

    The comment is inserted above the finding's line, or added to an existing one there. If the line
    is inside a text, it is inserted above the nearest block that supports a comment.
    """
    file = finding.primary.span.file
    if finding.rule == "unused_ignore" or file.path.endswith(".json"):
        return None
    first = finding.primary.span.line
    blocks = (line for line in range(first, 0, -1) if _BLOCK.match(file.line_text(line)))
    edits = (edit for line in (first, *blocks) for edit in _comments(finding, line))
    return next((edit for edit in edits if _silences(edit, finding)), None)


def _comments(finding: Finding, line: int) -> Iterator[Edit]:
    """Add the rule after the last name of a comment above the line, or insert a comment."""
    file = finding.primary.span.file
    above = line - 1
    if above and file.line_text(above).lstrip().startswith(("#", "//")):
        names = [each for each in ignored_names(file) if each.span.line == above]
        names = [each for each in names if each.own and each.lines[0] == above]
        for each in names[-1:]:
            yield Edit(Span(file, each.span.end, each.span.end), f", {finding.rule}")
    start = file.line_starts[line - 1]
    if line == 1 and file.data.startswith(BOM):
        start = len(BOM)
    text = file.line_text(line)
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    yield Edit(Span(file, start, start), f"{indent}# bridgelint-ignore: {finding.rule}\n")


def _silences(edit: Edit, finding: Finding) -> bool:
    span = finding.primary.span
    file = SourceFile(span.file.path, spliced(span.file, [edit]))
    added = len(file.data) - len(span.file.data)
    moved = Span(file, span.start + added, span.end + added)
    after = replace(finding, primary=replace(finding.primary, span=moved))
    return any(each.own and each.covers(after) for each in ignored_names(file))


def _workspace_edit(
    edits: Sequence[Edit], places: Places, *, versioned: bool
) -> types.WorkspaceEdit:
    by_path: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        file = edit.span.file
        newline = "\r\n" if b"\r\n" in file.data else "\n"
        text = edit.text.replace("\r\n", "\n").replace("\n", newline)
        by_path.setdefault(file.path, []).append(types.TextEdit(places.range(edit.span), text))
    if not versioned:
        return types.WorkspaceEdit(
            changes={places.uri(path): found for path, found in by_path.items()}
        )
    changes: list[types.TextDocumentEdit] = []
    for path, found in by_path.items():
        document = places.documents.get(path)
        version = document.version if document else None
        place = types.OptionalVersionedTextDocumentIdentifier(uri=places.uri(path), version=version)
        changes.append(types.TextDocumentEdit(place, found))
    return types.WorkspaceEdit(document_changes=changes)
