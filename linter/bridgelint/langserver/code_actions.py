"""The code actions of a finding: its fix, and a comment that ignores it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lsprotocol.types import (
    CodeAction,
    CodeActionKind,
    CodeActionParams,
    OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from bridgelint.base.finding import Edit, Finding
from bridgelint.base.records import replace
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.langserver.checking import Checked, Shown
from bridgelint.langserver.documents import Places, touches
from bridgelint.lint.fixes import apply, spliced
from bridgelint.lint.ignore_comments import IgnoredName, ignored_names

FIX_ALL: Final = "source.fixAll.bridgelint"
KINDS: Final[Sequence[CodeActionKind | str]] = (CodeActionKind.QuickFix, FIX_ALL)

_BLOCK: Final = re.compile(r"\s*(action|resource|action_trigger)\b")
_INDENT: Final = re.compile(r"[ \t]*")


def code_actions(
    checked: Checked, places: Places, params: CodeActionParams, *, versioned: bool
) -> list[CodeAction]:
    """Return the actions for a range, except for findings of outdated texts.

    `places`: those in the documents as they are now. `versioned`: the editor supports edits of a
    version of a document.
    """
    all_shown = checked.shown.get(params.text_document.uri, ())
    current = [each for each in all_shown if _is_current(each.finding, places)]
    here = [each for each in current if touches(each.diagnostic.range, params.range)]
    found: list[CodeAction] = []
    if _wants(params, CodeActionKind.QuickFix):
        for each in here:
            found += _fix(each, places, versioned=versioned)
        for each in here:
            found += _ignore(each, places, versioned=versioned)
    if _wants(params, FIX_ALL):
        found += _fix_all([each.finding for each in current], places, versioned=versioned)
    return found


def _wants(params: CodeActionParams, kind: CodeActionKind | str) -> bool:
    only = params.context.only
    if only is None:
        return True
    return any(kind == each or kind.startswith(each + ".") for each in only)


def _is_current(finding: Finding, places: Places) -> bool:
    """Return whether every file that an edit changes is unchanged since the check."""
    edits = (edit.span for fix in finding.fixes for edit in fix.edits)
    for span in (finding.primary.span, *edits):
        document = places.documents.get(span.file.path)
        if document is not None and document.data != span.file.data:
            return False
    return True


def _fix(shown: Shown, places: Places, *, versioned: bool) -> Iterator[CodeAction]:
    """Yield the safe fix, which is preferred, and the suggestions."""
    for fix in shown.finding.fixes:
        if fix.edits and not apply([replace(shown.finding, fix=fix)]).failures:
            yield CodeAction(
                title=f"{fix.message[:1].upper()}{fix.message[1:]}",
                kind=CodeActionKind.QuickFix,
                diagnostics=[shown.diagnostic],
                is_preferred=True if fix is shown.finding.fix else None,
                edit=_workspace_edit(fix.edits, places, versioned=versioned),
            )


def _fix_all(
    findings: Sequence[Finding], places: Places, *, versioned: bool
) -> Iterator[CodeAction]:
    """Return every fix that only changes this document, without overlapping ones."""
    own = [
        each
        for each in findings
        if each.fix and all(edit.span.file is each.primary.span.file for edit in each.fix.edits)
    ]
    done = apply(own)
    edits = [edit for each in done.findings if each.fix for edit in each.fix.edits]
    if edits and not done.failures:
        yield CodeAction(
            title="Fix all fixable bridgelint findings",
            kind=FIX_ALL,
            edit=_workspace_edit(list(dict.fromkeys(edits)), places, versioned=versioned),
        )


def _ignore(shown: Shown, places: Places, *, versioned: bool) -> Iterator[CodeAction]:
    finding = shown.finding
    edit = ignoring(finding) if shown.ignorable else None
    if edit is not None:
        yield CodeAction(
            title=f"Ignore {finding.rule} here",
            kind=CodeActionKind.QuickFix,
            diagnostics=[shown.diagnostic],
            edit=_workspace_edit([edit], places, versioned=versioned),
        )


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
    for line in (first, *blocks):
        for edit in (*_added(finding, line), _inserted(finding, line)):
            if _silences(edit, finding):
                return edit
    return None


def _added(finding: Finding, line: int) -> Iterator[Edit]:
    """Add the rule after the last name of a comment above the line."""
    file = finding.primary.span.file
    above = line - 1
    if above < 1 or not file.line_text(above).lstrip().startswith(("#", "//")):
        return
    names = [each for each in ignored_names(file) if each.span.line == above and _is_line(each)]
    if names:
        end = names[-1].span.end
        yield Edit(Span(file, end, end), f", {finding.rule}")


def _is_line(name: IgnoredName) -> bool:
    return name.own and not name.misplaced and name.lines[0] == name.span.line


def _inserted(finding: Finding, line: int) -> Edit:
    file = finding.primary.span.file
    start = file.line_starts[line - 1]
    if line == 1 and file.data.startswith(BOM):
        start = len(BOM)
    indent = _INDENT.match(file.line_text(line))
    text = f"{indent[0] if indent else ''}# bridgelint-ignore: {finding.rule}\n"
    return Edit(Span(file, start, start), text)


def _silences(edit: Edit, finding: Finding) -> bool:
    span = finding.primary.span
    file = SourceFile(span.file.path, spliced(span.file, [edit]))
    added = len(file.data) - len(span.file.data)
    moved = Span(file, span.start + added, span.end + added)
    after = replace(finding, primary=replace(finding.primary, span=moved))
    return any(each.own and each.covers(after) for each in ignored_names(file))


def _workspace_edit(edits: Sequence[Edit], places: Places, *, versioned: bool) -> WorkspaceEdit:
    by_path: dict[str, list[TextEdit]] = {}
    for edit in edits:
        data = edit.span.file.data
        newline = "\r\n" if b"\r\n" in data else "\n"
        text = edit.text.replace("\r\n", "\n").replace("\n", newline)
        path = edit.span.file.path
        by_path.setdefault(path, []).append(TextEdit(places.range(edit.span), text))
    if not versioned:
        return WorkspaceEdit(changes={places.uri(path): found for path, found in by_path.items()})
    return WorkspaceEdit(
        document_changes=[
            TextDocumentEdit(_identifier(path, places), found) for path, found in by_path.items()
        ]
    )


def _identifier(path: str, places: Places) -> OptionalVersionedTextDocumentIdentifier:
    document = places.documents.get(path)
    version = document.version if document else None
    return OptionalVersionedTextDocumentIdentifier(uri=places.uri(path), version=version)
