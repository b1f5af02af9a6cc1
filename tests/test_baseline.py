"""A baseline knows findings whatever happens to their lines."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bridgelint.base.finding import Finding
from bridgelint.lint.baseline import (
    Baseline,
    BaselineEntry,
    BaselineError,
    divide,
    entry_of,
    read_baseline,
    stale,
    write_baseline,
)
from reporting import at, finding, source


def entry(rule: str = "some_rule", path: str = "main.tf", value: str = "aws.x") -> BaselineEntry:
    return BaselineEntry(rule, path, "action.t.x", "entry[0].source", value)


def reserved(text: str, value: str = "aws.x", path: str = "main.tf") -> Finding:
    span = at(source(text, path), f'"{value}"')
    return finding(span, address="action.t.x", argument="entry[0].source", value=value)


def test_a_finding_is_known_wherever_its_line_has_gone(tmp_path: Path) -> None:
    baseline = Counter([entry()])
    moved = reserved('\n\n\n  source = "aws.x"\n', path=str(tmp_path / "main.tf"))
    divided = divide([moved], baseline, str(tmp_path / "baseline.json"))
    assert divided == ([], [moved], Counter())


def test_another_value_is_another_finding(tmp_path: Path) -> None:
    other = reserved('source = "aws.y"\n', "aws.y", str(tmp_path / "main.tf"))
    divided = divide([other], Counter([entry()]), str(tmp_path / "baseline.json"))
    assert divided == ([other], [], Counter([entry()]))


def test_it_holds_as_many_as_it_was_made_of(tmp_path: Path) -> None:
    path = str(tmp_path / "main.tf")
    findings = [reserved('source = "aws.x"\n', path=path) for _ in range(3)]
    divided = divide(findings, Counter({entry(): 2}), str(tmp_path / "baseline.json"))
    assert divided == (findings[2:], findings[:2], Counter())


def test_paths_are_relative_to_the_baseline(tmp_path: Path) -> None:
    made = reserved('source = "aws.x"\n', path=str(tmp_path / "a/b/main.tf"))
    assert entry_of(made, str(tmp_path / "baseline.json")).path == "a/b/main.tf"
    assert entry_of(made, str(tmp_path / "a/c/baseline.json")).path == "../b/main.tf"


def test_a_long_value_is_held_as_its_hash(tmp_path: Path) -> None:
    made = reserved(f'source = "{"x" * 100}"\n', "x" * 100, str(tmp_path / "main.tf"))
    assert entry_of(made, str(tmp_path / "baseline.json")).value == (
        "sha256:09ecb6ebc8bcefc733f6f2ec44f791abeed6a99edf0cc31519637898aebd52d8"
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline: Baseline = Counter({entry(): 2, entry("a_rule", value="é"): 1, entry("gone"): 0})
    write_baseline(str(path), baseline)
    assert path.read_text(encoding="utf-8") == (
        "{\n"
        '  "format_version": "1.0",\n'
        '  "findings": [\n'
        "    {\n"
        '      "rule": "a_rule",\n'
        '      "path": "main.tf",\n'
        '      "address": "action.t.x",\n'
        '      "argument": "entry[0].source",\n'
        '      "value": "é",\n'
        '      "count": 1\n'
        "    },\n"
        "    {\n"
        '      "rule": "some_rule",\n'
        '      "path": "main.tf",\n'
        '      "address": "action.t.x",\n'
        '      "argument": "entry[0].source",\n'
        '      "value": "aws.x",\n'
        '      "count": 2\n'
        "    }\n"
        "  ]\n"
        "}\n"
    )
    assert read_baseline(str(path)) == +baseline


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"findings": [{"rule": 1}]}', '{"findings": 3}', "[" * 100_000]
)
def test_any_other_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError) as caught:
        read_baseline(str(path))
    assert caught.value.failure.message == f"`{path}` is not a bridgelint baseline"


def test_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.json"
    with pytest.raises(BaselineError) as caught:
        read_baseline(str(path))
    assert caught.value.failure.message == (
        f"cannot read baseline `{path}`: No such file or directory"
    )


def test_only_what_was_looked_at_can_be_gone(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    for name in ("checked", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").touch()
    left: Baseline = Counter(
        [
            entry(path="checked/main.tf"),
            entry("not_run", path="checked/main.tf"),
            entry(path="elsewhere/main.tf"),
            entry(path="deleted/main.tf"),
        ]
    )
    gone = stale(
        left,
        str(path),
        ran={"some_rule"},
        checked={str(tmp_path / "checked")},
    )
    assert gone == Counter([entry(path="checked/main.tf"), entry(path="deleted/main.tf")])


def test_what_is_written_is_json_that_others_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(str(path), Counter())
    assert json.loads(path.read_bytes()) == {"format_version": "1.0", "findings": []}
