"""Every finding on the recorded probes and on the modules in `fixtures/messages`, with its whole
text and all its places, at the oldest version with actions and at 1.16."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from support import FIXTURES, agree, bridgelint

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
    arguments = ["--format", "json", "--no-config", "--terraform-version", version]
    result = bridgelint(arguments, directory)
    assert result.stderr == ""
    return [_shown(each) for each in json.loads(result.stdout)["issues"]]


def _shown(issue: Mapping[str, Any]) -> str:
    rule, fixable = issue["rule"], " (fixable)" if issue["fixable"] else ""
    lines = [
        f"{rule['severity']}[{rule['name']}] {_place(issue['range'])}{fixable}",
        issue["message"],
        f"label: {issue['label']}" if issue["label"] else "",
        f"help: {issue['help']}" if issue["help"] else "",
        *(f"{_place(each['range'])}: {each['message']}" for each in issue["related"]),
    ]
    return "\n    ".join(filter(None, lines))


def _place(range_: Mapping[str, Any]) -> str:
    start, end = range_["start"], range_["end"]
    places = f"{start['line']}:{start['column']}-{end['line']}:{end['column']}"
    return f"{range_['filename']}:{places}"


def _section(heading: str, texts: list[str]) -> list[str]:
    return [f"## {heading}", *texts] if texts else []


def test_the_findings_are_these(tmp_path: Path) -> None:
    shown: list[str] = []
    for name, files in modules():
        old, new = (findings(files, each, tmp_path / name / each) for each in VERSIONS)
        shown += [f"# {name}", *old]
        shown += _section("1.16", [each for each in new if each not in old])
        shown += _section(
            "not in 1.16", [each.partition("\n")[0] for each in old if each not in new]
        )
    agree(MESSAGES, "\n".join(shown) + "\n")
