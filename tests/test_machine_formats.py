"""SARIF, Checkstyle, JUnit, GitHub, GitLab and Markdown: one realistic module through each."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.validators import Draft7Validator

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.report import Coverage, Report
from bridgelint.report.ci_formats import github, gitlab
from bridgelint.report.formats import rule_page
from bridgelint.report.markdown import markdown
from bridgelint.report.sarif import line_hashes, sarif
from bridgelint.report.xml_formats import checkstyle, junit
from reporting import at, finding, golden, orders, source
from support import FIXTURES

SCHEMAS = FIXTURES / "report" / "schemas"
SARIF = Draft7Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8")))
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")

# What GitLab's parser of Code Quality reports asks for (its documentation, "Code quality report
# format"): the fields, and the words of a severity.
GITLAB = Draft7Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string"},
                "check_name": {"type": "string"},
                "fingerprint": {"type": "string"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^[^/.]"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


def parsed(text: str) -> ET.Element:
    """The root of a document."""
    return ET.fromstring(text.encode())  # noqa: S314 # our own


def problems(schema: Draft7Validator, text: str) -> list[str]:
    """What a schema finds wrong in a JSON document."""
    errors = schema.iter_errors(json.loads(text))  # pyright: ignore[reportUnknownMemberType]
    return [error.message for error in errors]


CLEAN = Report(coverage=Coverage(1, 1, 1, 1))
FAILED = Report(
    failures=(
        Failure("no such directory: `modles`", "did you mean `modules`?"),
        Failure("unknown key `a<b>`", span=at(source("a<b>", ".bridgelint.hcl"), "a<b>")),
    )
)


@pytest.mark.parametrize(
    ("format_", "name"),
    [
        (sarif, "report.sarif"),
        (checkstyle, "checkstyle.xml"),
        (junit, "junit.xml"),
        (github, "github.txt"),
        (gitlab, "gitlab.json"),
        (markdown, "comment.md"),
    ],
)
def test_a_realistic_module(format_: Callable[[Report], str], name: str) -> None:
    text = format_(orders())
    golden(name, text)


@pytest.mark.parametrize("report", [orders(), CLEAN, FAILED], ids=["findings", "clean", "failed"])
def test_the_standards_own_schemas_accept_every_report(report: Report) -> None:
    assert problems(SARIF, sarif(report)) == []
    assert problems(GITLAB, gitlab(report)) == []
    JUNIT.validate(junit(report))
    assert parsed(checkstyle(report)).tag == "checkstyle"


def test_a_failure_is_seen_in_every_format() -> None:
    run = json.loads(sarif(FAILED))["runs"][0]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [
        each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]
    ] == ["no such directory: `modles`: did you mean `modules`?", "unknown key `a<b>`"]
    assert checkstyle(FAILED) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<checkstyle version="8.0">\n'
        '  <file name="(application)">\n'
        '    <error severity="error" message="no such directory: `modles`" />\n'
        '    <error severity="error" message="unknown key `a&lt;b&gt;`" />\n'
        "  </file>\n"
        "</checkstyle>\n"
    )
    assert '<error type="failure" message="unknown key `a&lt;b&gt;`" />' in junit(FAILED)
    assert github(FAILED) == (
        "::error title=bridgelint::no such directory: `modles`%0Adid you mean `modules`?\n"
        "::error title=bridgelint::unknown key `a<b>`\n"
    )
    assert markdown(FAILED) == (
        "### bridgelint\n"
        "\n"
        "- **no such directory: `modles`** did you mean `modules`?\n"
        "- **unknown key `a<b>`** \n"
    )


def test_a_clean_run_is_no_empty_test_suite() -> None:
    report = replace(CLEAN, rules=orders().rules)
    suite = parsed(junit(report))[0]
    assert (suite.get("tests"), suite.get("failures"), len(suite)) == ("3", "0", 3)


def test_a_multi_line_result_points_at_one_line() -> None:
    file = SourceFile("a b/main.tf", b"detail = <<EOT\r\n{\r\nEOT\r\n")
    report = Report(findings=(finding(Span(file, 9, 23)),))
    location = json.loads(sarif(report))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/main.tf"},
        "region": {"startLine": 1, "startColumn": 10, "endLine": 1, "endColumn": 15},
    }


# Values of github/codeql-action's own test of this function.
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_the_hash_of_a_line_is_the_one_that_github_computes(text: str, hashes: list[str]) -> None:
    assert line_hashes(text.encode()) == hashes


def test_gitlab_fingerprints_are_unique_and_outlive_a_move() -> None:
    first, second = source('a = ""\nb = ""\n'), source('\n\n\na = ""\nb = ""\n')

    def fingerprints(file: SourceFile) -> list[str]:
        findings = (finding(at(file, "a")), finding(at(file, "b")))
        return [each["fingerprint"] for each in json.loads(gitlab(Report(findings=findings)))]

    assert len(set(fingerprints(first))) == 2
    assert fingerprints(first) == fingerprints(second)


def test_github_shows_the_worst_first() -> None:
    file = source("a b")
    notice = finding(at(file, "a"), severity=Severity.NOTICE)
    error = finding(at(file, "b"), "100% wrong: a, b", label="line one\nline two")
    assert github(Report(findings=(notice, error))) == (
        "::error file=main.tf,line=1,endLine=1,col=3,endColumn=4,"
        "title=bridgelint%3A some_rule::100%25 wrong: a, b%0Anote: line one␊line two"
        f"%0A{rule_page('some_rule')}\n"
        "::notice file=main.tf,line=1,endLine=1,col=1,endColumn=2,"
        f"title=bridgelint%3A some_rule::is wrong%0A{rule_page('some_rule')}\n"
    )


def test_a_comment_stays_below_what_github_takes() -> None:
    file = source("a" * 2000)
    findings = tuple(finding(Span(file, at_, at_ + 1), "x" * 100) for at_ in range(2000))
    text = markdown(Report(findings=findings))
    assert len(text) < 65_536
    assert "more findings | |\n\n2,000 errors in 0 modules" in text


@given(
    message=st.text(max_size=40),
    path=st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=10),
)
def test_any_text_makes_valid_documents(message: str, path: str) -> None:
    file = SourceFile(path, b"abc\n")
    report = Report(findings=(finding(Span(file, 0, 3), message or "x", label=message),))
    JUNIT.validate(junit(report))
    assert parsed(checkstyle(report)).tag == "checkstyle"
    assert problems(SARIF, sarif(report)) == []
    assert github(report).count("\n") == 1
    assert markdown(report).count("\n| error | ") == 1
