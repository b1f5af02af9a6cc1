"""Links from the names of rules to their pages."""

from __future__ import annotations

from lsprotocol.types import DocumentLink, DocumentLinkParams

from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document
from bridgelint.langserver.syntax import blocks_of, parsed
from bridgelint.lint.ignore_comments import ignored_names
from bridgelint.report.links import rule_page


def links(checked: Checked, document: Document, _: DocumentLinkParams) -> list[DocumentLink]:
    """Return a link to the page of each rule that the file names."""
    file = checked.file(document)
    pages = {each.name: rule_page(each.name, each.link) for each in checked.rules}
    if document.is_settings:
        rules = (parsed(each) for each in blocks_of(file) if each.type == "rule")
        spans = [(each.text, each.span) for block in rules for each in block.labels[:1]]
    else:
        spans = [(each.name, each.span) for each in ignored_names(file)]
    return [
        DocumentLink(checked.places.range(span), pages[name], tooltip=f"Documentation of {name}")
        for name, span in spans
        if pages.get(name)
    ]
