"""`--format default`, whole frames."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Edit, Fix, Label, Severity
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.report import Coverage, Report, unique
from bridgelint.report.default import default
from bridgelint.report.terminal import width
from reporting import at, finding, golden, orders, source
from support import FIXTURES, bridgelint


def frame(*findings: object, columns: int = 80) -> str:
    """The frames without the summary."""
    text = default(Report(findings=unique(findings)), columns=columns)  # type: ignore[arg-type]
    return text.partition("\n\n1 error")[0].partition("\n\n2 errors")[0] + "\n"


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_realistic_module(columns: int) -> None:
    text = default(orders(), columns=columns)
    golden(f"default_{columns}.txt", text)


def test_colours() -> None:
    text = default(orders(), columns=80, colour=True)
    golden("default_colour.txt", text)


def test_a_tab_is_four_columns_and_the_underline_follows() -> None:
    file = source('action "a" "b" {\n\tconfig {\n\t\tentry {\tsource = ""\t}\n')
    assert frame(finding(at(file, '""'), label="empty")) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:3:20\n"
        "  |\n"
        '3 |         entry { source = "" }\n'
        "  |                          ^^ empty\n"
    )


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    file = source('a = "東京", b = "e\u0301", c = ""\n')
    assert frame(
        finding(at(file, '""'), label="here", related=(Label("and here", at(file, '"東京"')),))
    ) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:25\n"
        "  |\n"
        '1 | a = "東京", b = "e\u0301", c = ""\n'
        "  |     ------               ^^ here\n"
        "  |     |\n"
        "  |     and here\n"
    )


def test_what_a_terminal_would_obey_is_shown_as_a_picture() -> None:
    file = source('a = "\x1b[31m\u202e\x00\x7f"\n')
    assert frame(finding(at(file, '"', until='"'), message="has `\x1b]0;x\x07`\nin it")) == (
        "error[some_rule]: has `␛]0;x␇`␊in it\n"
        " --> main.tf:1:5\n"
        "  |\n"
        '1 | a = "␛[31m\ufffd␀␡"\n'
        "  |     ^^^^^^^^^^\n"
    )


def test_a_long_line_is_cut_around_the_span() -> None:
    file = source(f'detail = "{"x" * 90} nan {"y" * 90}"\n')
    assert frame(finding(at(file, "nan"), label="no JSON")) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:102\n"
        "  |\n"
        f"1 | …{'x' * 34} nan {'y' * 35}…\n"
        f"  | {' ' * 36}^^^ no JSON\n"
    )


def test_a_span_longer_than_the_terminal_is_shown_from_its_start() -> None:
    file = source(f'    {" " * 60}detail = "{"x" * 90}"\n')
    assert frame(finding(at(file, '"x', until='"'), label="long")) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:74\n"
        "  |\n"
        f'1 | …   detail = "{"x" * 61}…\n'
        f"  | {' ' * 13}{'^' * 62}\n"
        f"  | {' ' * 13}|\n"
        f"  | {' ' * 13}long\n"
    )


def test_a_line_of_megabytes_is_cut_as_fast_as_any() -> None:
    file = source(f'detail = "{"x" * 5_000_000} nan"\n')
    assert frame(finding(at(file, "nan"))) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:5000012\n"
        "  |\n"
        f'1 | …{"x" * 70} nan"\n'
        f"  | {' ' * 72}^^^\n"
    )


HEREDOC = """\
detail = <<EOT
  {
    "a": 1,
    "b": 2,
    "c": 3,
    "d": 4
  }
EOT
"""


def test_a_span_over_few_lines_is_shown_whole() -> None:
    file = source(HEREDOC)
    assert frame(finding(at(file, '"b": 2', until='"d": 4'), label="these")) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:4:5\n"
        "  |\n"
        '4 | /     "b": 2,\n'
        '5 | |     "c": 3,\n'
        '6 | |     "d": 4\n'
        "  | |__________^ these\n"
    )


def test_a_span_over_many_lines_is_shown_by_its_ends() -> None:
    file = source(HEREDOC)
    assert frame(finding(at(file, "<<EOT", until="EOT\n"), label="this text")) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:10\n"
        "  |\n"
        "1 |   detail = <<EOT\n"
        "  |  __________^\n"
        "2 | |   {\n"
        "...\n"
        "8 | | EOT\n"
        "  | |___^ this text\n"
    ).replace("...\n", "... |\n")


def test_a_span_of_lines_holds_the_place_to_change() -> None:
    file = source(HEREDOC)
    assert frame(
        finding(
            at(file, "2"),
            label="a string is due",
            related=(Label("in this text", at(file, "<<EOT", until="EOT\n")),),
        )
    ) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:4:10\n"
        "  |\n"
        "1 |   detail = <<EOT\n"
        "  |  __________-\n"
        "2 | |   {\n"
        '3 | |     "a": 1,\n'
        '4 | |     "b": 2,\n'
        "  | |          ^ a string is due\n"
        "... |\n"
        "8 | | EOT\n"
        "  | |___- in this text\n"
    )


def test_two_places_of_one_line() -> None:
    file = source("events = [after_create, before_create, after_create]\n")
    span = Span(file, file.data.rindex(b"after"), file.data.rindex(b"]"))
    assert frame(
        finding(span, label="again", related=(Label("first", at(file, "after_create")),))
    ) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:40\n"
        "  |\n"
        "1 | events = [after_create, before_create, after_create]\n"
        "  |           ------------                 ^^^^^^^^^^^^ again\n"
        "  |           |\n"
        "  |           first\n"
    )


def test_nothing_at_the_end_of_a_file_is_a_place_too() -> None:
    file = source("action {\n")
    assert frame(finding(Span(file, 9, 9), label="`}` is missing")) == (
        "error[some_rule]: is wrong\n --> main.tf:2:1\n  |\n2 |\n  | ^ `}` is missing\n"
    )


def test_a_byte_order_mark_and_carriage_returns_are_not_shown() -> None:
    file = SourceFile("main.tf", b'\xef\xbb\xbfa = ""\r\nb = ""\r\n')
    assert frame(finding(Span(file, 7, 9), related=(Label("", Span(file, 15, 17)),))) == (
        "error[some_rule]: is wrong\n"
        " --> main.tf:1:5\n"
        "  |\n"
        '1 | a = ""\n'
        "  |     ^^\n"
        '2 | b = ""\n'
        "  |     --\n"
    )


def test_the_notes_say_where_how_and_what_a_fix_does() -> None:
    file = source('module "a" {}\nevents = ["after_create", "x"]\n')
    quoted = at(file, '"after_create"')
    assert frame(
        finding(
            quoted,
            message="the event is quoted",
            help="write the word alone: an event is a keyword and neither a string nor a reference",
            address="module.a.terraform_data.this",
            callers=(at(file, 'module "a"'),),
            fix=Fix("take the quotes away", (Edit(quoted, "after_create"),)),
        )
    ) == (
        "error[some_rule]: the event is quoted\n"
        " --> main.tf:2:11\n"
        "  |\n"
        '2 | events = ["after_create", "x"]\n'
        "  |           ^^^^^^^^^^^^^^\n"
        "  |\n"
        "  = in: module.a.terraform_data.this\n"
        "  = called from: main.tf:1:1\n"
        "  = help: write the word alone: an event is a keyword and neither a string nor a\n"
        "          reference\n"
        "  = fix: take the quotes away (--fix)\n"
        '         - events = ["after_create", "x"]\n'
        '         + events = [after_create, "x"]\n'
    )


def test_the_eleventh_finding_of_a_rule_is_one_line() -> None:
    file = source("".join(f'source = "{letter}"\n' for letter in "abcdefghijkl"))
    findings = [
        finding(at(file, f'"{letter}"'), f"`{letter}` is wrong", severity=Severity.WARNING)
        for letter in "abcdefghijkl"
    ]
    report = Report(findings=unique(findings), coverage=Coverage(1, 12, 0, 12))
    text = default(report)
    assert text.count("warning[some_rule]: `") == 10
    assert text.partition('10 | source = "j"\n')[2] == (
        "   |          ^^^\n"
        "\n"
        "warning[some_rule]: 2 more findings\n"
        "  main.tf:11:10 `k` is wrong\n"
        "  main.tf:12:10 `l` is wrong\n"
        "\n"
        "12 warnings in 1 module (12 actions, 0 triggers checked)\n"
    )


@pytest.mark.parametrize(
    ("report", "line"),
    [
        pytest.param(
            Report(coverage=Coverage(1, 2, 1, 3)),
            "No findings in 1 module (2 actions, 1 trigger checked)\n",
            id="clean",
        ),
        pytest.param(
            Report(coverage=Coverage(2, 0, 0, 0)),
            "No findings in 2 modules (no actions and no triggers found)\n",
            id="nothing to check",
        ),
        pytest.param(Report(), "Nothing to check: no Terraform files found\n", id="nothing at all"),
        pytest.param(
            Report(failures=(Failure("broken"),), coverage=Coverage(1, 1, 0, 1)),
            "No findings and 1 failure in 1 module (1 action, 0 triggers checked)\n",
            id="a failure",
        ),
        pytest.param(Report(failures=(Failure("broken"),)), "", id="only a failure"),
        pytest.param(
            Report(failures=(Failure("broken"),), coverage=Coverage(1, 0, 0, 0)),
            "",
            id="a failure, and nothing was checked",
        ),
        pytest.param(
            Report(
                coverage=Coverage(1, 1, 0, 1, 1),
                ignored=(finding(at(source("a"), "a")),),
                fixed=(finding(at(source("a"), "a")),) * 2,
                baselined=(finding(at(source("a"), "a")),),
            ),
            "No findings in 1 module (1 action, 0 triggers checked; 1 value unknown;"
            " 1 finding ignored; 2 findings fixed; 1 finding in the baseline)\n",
            id="everything else",
        ),
    ],
)
def test_the_summary_says_what_was_covered(report: Report, line: str) -> None:
    assert default(report) == line


@example(text="0" * 36, places=[(36, 36)], columns=40)
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=200),
    places=st.lists(st.tuples(st.integers(0, 800), st.integers(0, 800)), min_size=1, max_size=4),
    columns=st.integers(40, 120),
)
def test_any_spans_of_any_text_are_drawn_within_the_columns(
    text: str, places: list[tuple[int, int]], columns: int
) -> None:
    data = text.encode()
    file = SourceFile("main.tf", data)
    first, *others = [
        Span(file, min(a, b, len(data)), min(max(a, b), len(data))) for a, b in places
    ]
    related = tuple(Label("there", span) for span in others)
    lines = frame(finding(first, label="here", related=related), columns=columns).splitlines()
    assert [line for line in lines if width(line) > columns] == []
    assert sum("here" in line for line in lines) >= 1


@pytest.mark.parametrize("columns", [40, 60])
def test_a_narrow_terminal_breaks_no_word(columns: int) -> None:
    text = bridgelint([], FIXTURES / "demo", {"COLUMNS": str(columns)}).stdout
    assert max(map(width, text.splitlines())) <= columns
