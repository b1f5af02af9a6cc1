"""Every finding on the recorded probes and on the modules in `fixtures/messages`, with all its
texts, places and fixes, at the oldest version with actions and at 1.16."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from bridgelint.base.finding import Finding
from bridgelint.base.source import Span
from bridgelint.cli.arguments import parse
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import request
from bridgelint_rules import RULES
from support import FIXTURES, agree, clean_slate

MESSAGES = FIXTURES / "finding_messages.txt"
VERSIONS = ("1.14.0", "1.16.0")


def modules() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Name and files of each module."""
    for each in sorted((FIXTURES / "messages").iterdir()):
        yield each.name, {each.name: each.read_text(encoding="utf-8")}
    for line in (FIXTURES / "golden" / "probes.jsonl").read_text(encoding="utf-8").splitlines():
        probe = json.loads(line)
        yield probe["probe"], probe["files"]


def findings(files: Mapping[str, str], version: str, directory: Path) -> list[str]:
    """One text for each finding."""
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    with clean_slate(directory):
        arguments = parse(["--no-config", "--terraform-version", version])
        report = lint(request(arguments, lambda: RULES)).report
    assert report.failures == ()
    return [_shown(each) for each in report.findings]


def _shown(finding: Finding) -> str:
    about = (finding.address, finding.argument, finding.value)
    lines = [
        f"{finding.severity.word}[{finding.rule}] {_place(finding.primary.span)}",
        finding.message,
        f"about: {' | '.join(about).rstrip(' |')}",
        f"label: {finding.primary.message}" if finding.primary.message else "",
        f"help: {finding.help}" if finding.help else "",
        *(f"{_place(each.span)}: {each.message}" for each in finding.related),
        f"fix: {finding.fix.message}" if finding.fix else "",
        *(f"  {_place(edit.span)} -> {edit.text!r}" for fix in finding.fixes for edit in fix.edits),
    ]
    return "\n    ".join(filter(None, lines))


def _place(span: Span) -> str:
    return f"{span.file.path}:{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def _section(heading: str, texts: list[str]) -> list[str]:
    return [f"## {heading}", *texts] if texts else []


def test_the_findings_are_these(tmp_path: Path) -> None:
    shown: list[str] = []
    for name, files in modules():
        old, new = (findings(files, each, tmp_path / name / each) for each in VERSIONS)
        gone = [each.partition("\n")[0] for each in old if each not in new]
        shown += [f"# {name}", *old]
        shown += _section("1.16", [each for each in new if each not in old])
        shown += _section("not in 1.16", gone)
    agree(MESSAGES, "\n".join(shown) + "\n")
