"""Ignore comments: what each one reaches, and which are of no use."""

from __future__ import annotations

import re

import pytest

from bridgelint.base.finding import Finding, Severity
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.ignore_comments import (
    ALL,
    IgnoredName,
    ignored_names,
    sift,
    unused,
)
from bridgelint.lint.rule import Rule
from reporting import at, finding, source

KNOWN = frozenset({"a_rule", "b_rule", "c_rule"})


def hidden(text: str, rule: str = "a_rule", path: str = "main.tf") -> str:
    """The numbers of the findings that are silenced; `<1>`, `<2>`, … in the text are findings."""
    file = source(text, path)
    places = {match[1]: match.span() for match in re.finditer(r"<(\d)>", text)}
    findings: list[Finding] = [
        finding(Span(file, len(text[:start].encode()), len(text[:end].encode())), number, rule=rule)
        for number, (start, end) in sorted(places.items())
    ]
    sifted = sift(findings, ignored_names, lambda _: True)
    return "".join(each.message for each in sifted.ignored)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("x = <1> # bridgelint-ignore: a_rule\n", "1", id="its line"),
        pytest.param("# bridgelint-ignore: a_rule\nx = <1>\ny = <2>\n", "1", id="the next line"),
        pytest.param(
            "<1>\ny = 1 # bridgelint-ignore: a_rule\nx = <2>\nz = <3>\n",
            "2",
            id="the next line, behind code",
        ),
        pytest.param("x = <1> // bridgelint-ignore: a_rule\n", "1", id="slashes"),
        pytest.param("x = <1> /* bridgelint-ignore: a_rule */\n", "1", id="inline"),
        pytest.param(
            "/*\n * bridgelint-ignore: a_rule\n */\nx = <1>\ny = <2>\n", "1", id="several lines"
        ),
        pytest.param("x = <1> # bridgelint-ignore: b_rule\n", "", id="another rule"),
        pytest.param("x = <1> # bridgelint-ignore: b_rule, a_rule # why\n", "1", id="two rules"),
        pytest.param("x = <1> # bridgelint-ignore:a_rule,b_rule\n", "1", id="without blanks"),
        pytest.param("x = <1> # bridgelint-ignore: a_rule because, well\n", "1", id="a reason"),
        pytest.param("x = <1> # bridgelint-ignore: b_rule # a_rule\n", "", id="only a reason"),
        pytest.param("x = <1> # bridgelint-ignore: all\n", "1", id="all"),
        pytest.param("x = <1> # tflint-ignore: a_rule\n", "1", id="tflint"),
        pytest.param("x = <1> # tflint-ignore: all\n", "", id="all of tflint's"),
        pytest.param("x = <1> # notbridgelint-ignored: a_rule\n", "", id="another word"),
        pytest.param('x = "# bridgelint-ignore: a_rule" <1>\n', "", id="a string"),
        pytest.param("x = <<EOT\n# bridgelint-ignore: a_rule\n<1>\nEOT\n", "", id="a heredoc"),
        pytest.param(
            "# bridgelint-ignore: a_rule\n# and why it is so\nx = <1>\n", "1", id="more comment"
        ),
        pytest.param("# bridgelint-ignore: a_rule\n\nx = <1>\n", "", id="an empty line between"),
        pytest.param("# bridgelint-ignore: a_rule\r\nx = <1>\r\n", "1", id="carriage returns"),
        pytest.param("\ufeff# bridgelint-ignore: a_rule\nx = <1>\n", "1", id="byte-order mark"),
        pytest.param(
            '# bridgelint-ignore: a_rule\naction "a" "b" {\n  c {\n    x = <1>\n  }\n}\nx = <2>\n',
            "1",
            id="above an action",
        ),
        pytest.param(
            "# bridgelint-ignore: a_rule\nresource a b {\n"
            '  x = "}${"}"}" # }\n  y = <<E\n}\nE\n  z = <1>\n}\ny = <2>\n',
            "1",
            id="braces that close nothing",
        ),
        pytest.param(
            "l {\n # bridgelint-ignore: a_rule\n action_trigger {\n  x = <1>\n }\n y = <2>\n}\n",
            "1",
            id="above a trigger",
        ),
        pytest.param(
            "# bridgelint-ignore: a_rule\nconfig {\n  x = <1>\n}\n", "", id="above another block"
        ),
        pytest.param(
            'x = 1 # bridgelint-ignore: a_rule\naction "a" "b" {\n  x = <1>\n}\n',
            "",
            id="behind code above an action",
        ),
        pytest.param(
            'action "a" "b" { # bridgelint-ignore: a_rule\n  x = <1>\n  y = <2>\n}\n',
            "1",
            id="on the line of an action",
        ),
        pytest.param(
            '# bridgelint-ignore: a_rule\naction "a" "b" {\n  x = <1>\n', "1", id="an open block"
        ),
        pytest.param(
            "# a licence\n\n/* bridgelint-ignore-file: a_rule */\nx = <1>\ny = {\n z = <2>\n}\n",
            "12",
            id="the file",
        ),
        pytest.param(
            "x = <1>\n# bridgelint-ignore-file: a_rule\ny = <2>\n", "", id="the file, too late"
        ),
        pytest.param("# bridgelint-ignore: a_rule", "", id="nothing below"),
        pytest.param("<1> /* bridgelint-ignore: a_rule", "", id="a comment that never ends"),
    ],
)
def test_what_a_comment_reaches(text: str, numbers: str) -> None:
    assert hidden(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ('{"//": "bridgelint-ignore-file: a_rule", "x": <1>0}', ""),
        ('{"//": "bridgelint-ignore-file: a_rule", "x": "<1>"}', "1"),
        ('{"//": ["why", "tflint-ignore-file: b_rule, a_rule"], "x": "<1>"}', "1"),
        ('[{"//": "bridgelint-ignore-file: all"}, {"x": "<1>"}]', "1"),
        ('{"//": "bridgelint-ignore: a_rule", "x": "<1>"}', ""),
        ('{"y": {"//": "bridgelint-ignore-file: a_rule"}, "x": "<1>"}', ""),
        ('{"//": 1, "x": "<1> bridgelint-ignore-file: a_rule"}', ""),
        ('"<1> bridgelint-ignore-file: a_rule"', ""),
    ],
)
def test_json_has_one_place_for_it(text: str, numbers: str) -> None:
    assert hidden(text, path="main.tf.json") == numbers


def test_a_span_of_lines_is_silenced_on_any_of_them() -> None:
    file = source("x = f({\n  a = 1\n}) # bridgelint-ignore: some_rule\n")
    sifted = sift([finding(at(file, "f({", until="})"))], ignored_names, lambda _: True)
    assert (len(sifted.kept), len(sifted.ignored)) == (0, 1)


def test_a_rule_that_is_not_ignorable_stays() -> None:
    file = source("x = 1 # bridgelint-ignore: some_rule\n")
    sifted = sift([finding(at(file, "1"))], ignored_names, lambda _: False)
    assert (len(sifted.kept), len(sifted.ignored), sifted.used) == (1, 0, frozenset())


class UnusedIgnore(Rule):
    """It has no hook."""

    name = "unused_ignore"
    severity = Severity.NOTICE
    summary = ""


def judged(text: str, *found: str) -> list[tuple[str, str, str]]:
    """What `unused` says when these rules find something on the first line."""
    file = source(text)
    findings = [finding(Span(file, 0, 1), rule=rule) for rule in found]
    used = sift(findings, ignored_names, lambda _: True).used
    ran = frozenset({"a_rule", "b_rule", ALL})
    told = unused(UnusedIgnore(), ignored_names(file), used, ran=ran, known=KNOWN)
    return [(each.message, each.primary.message, each.help) for each in told]


def test_a_name_that_silences_something_is_used() -> None:
    assert judged("x # bridgelint-ignore: a_rule, b_rule\n", "a_rule") == [
        ("unused ignore comment for `b_rule`", "", "remove it")
    ]


def test_a_name_that_is_no_rule_gets_the_nearest() -> None:
    assert judged("x # bridgelint-ignore: a_rules, nonsense\n") == [
        ("unknown rule `a_rules` in ignore comment", "did you mean `a_rule`?", ""),
        (
            "unknown rule `nonsense` in ignore comment",
            "",
            "`bridgelint --list-rules` shows every rule",
        ),
    ]


def test_a_rule_that_did_not_run_is_not_judged() -> None:
    assert judged("x # bridgelint-ignore: c_rule\n") == []


def test_what_is_tflints_is_not_judged() -> None:
    assert judged("x # tflint-ignore: a_rule, terraform_typed_variables\n") == []


def test_all_that_silences_nothing() -> None:
    assert judged("x # bridgelint-ignore: all\n") == [
        ("unused ignore comment for `all`", "", "remove it")
    ]
    assert judged("x # bridgelint-ignore: all\n", "b_rule") == []


def test_a_file_comment_too_late() -> None:
    assert judged("x\n# bridgelint-ignore-file: a_rule\n", "a_rule") == [
        (
            "misplaced ignore comment for `a_rule`: it is not at the top of the file",
            "",
            "move it above the first block",
        )
    ]


def test_places_of_names() -> None:
    file = SourceFile("main.tf", "é = 1 # bridgelint-ignore: a_rule, b_rule\n".encode())
    assert [(each.span.column, each.span.text) for each in ignored_names(file)] == [
        (28, "a_rule"),
        (36, "b_rule"),
    ]
    assert all(isinstance(each, IgnoredName) for each in ignored_names(file))


def test_a_finding_meets_only_the_comments_near_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meeting every comment for every finding would take minutes in a large file."""
    lines = [f"x = {each} # bridgelint-ignore: a_rule, b_rule\n" for each in range(200)]
    file = source("".join(lines))
    findings = [
        finding(Span(file, start, start + 1), "", rule="a_rule") for start in file.line_starts[:-1]
    ]
    met: list[int] = []
    covers = IgnoredName.covers

    def counted(self: IgnoredName, found: Finding) -> bool:
        met.append(found.primary.span.line)
        return covers(self, found)

    monkeypatch.setattr(IgnoredName, "covers", counted)
    assert sift(findings, ignored_names, lambda _: True).kept == ()
    assert len(met) <= 2 * len(findings)
