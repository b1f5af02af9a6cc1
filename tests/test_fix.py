"""Fixes change their spans and nothing else."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.base.finding import Edit, Finding, Fix
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.fixes import Fixed, apply, spliced, write
from bridgelint.report.formats import diff
from reporting import at, finding, source


def fixing(file: SourceFile, text: str, new: str, *more: tuple[str, str]) -> Finding:
    edits = (Edit(at(file, text), new), *(Edit(at(file, old), now) for old, now in more))
    return finding(edits[0].span, fix=Fix("mend it", edits))


def test_nothing_but_the_span_changes() -> None:
    file = SourceFile("main.tf", b'\xef\xbb\xbfa   =  "one"   # c\r\nb="two"\r\n\r\n')
    fixed = apply([fixing(file, '"one"', "local.one"), fixing(file, '"two"', "[\n  2\n]")])
    assert fixed.files == {
        "main.tf": b"\xef\xbb\xbfa   =  local.one   # c\r\nb=[\r\n  2\r\n]\r\n\r\n"
    }
    assert len(fixed.findings) == 2


def test_an_edit_that_touches_another_waits_for_the_next_round() -> None:
    file = source("a = [one, two]\n")
    first = fixing(file, "one", "uno")
    second = fixing(file, "[one, two]", "[]")
    third = fixing(file, "two", "due")
    assert apply([first, second, third]) == Fixed(
        {"main.tf": b"a = [uno, due]\n"}, (first, third), ()
    )


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    file = source("a = one\nb = two\n")
    first = fixing(file, "one", "uno")
    second = fixing(file, "two", "due", ("one", "1"))
    assert apply([first, second]) == Fixed({"main.tf": b"a = uno\nb = two\n"}, (first,), ())


def test_two_findings_with_the_same_fix_are_both_mended() -> None:
    file = source("a = one\n")
    both = (fixing(file, "one", "uno"), fixing(file, "one", "uno"))
    assert apply(both) == Fixed({"main.tf": b"a = uno\n"}, both, ())


def test_a_fix_may_reach_into_several_files() -> None:
    one, two = source("a = one\n", "one.tf"), source("b = two\n", "two.tf")
    both = finding(
        at(one, "one"), fix=Fix("both", (Edit(at(one, "one"), "1"), Edit(at(two, "two"), "2")))
    )
    assert apply([both]).files == {"one.tf": b"a = 1\n", "two.tf": b"b = 2\n"}


def test_a_fix_that_would_break_the_file_is_our_fault_and_not_made() -> None:
    file, other = source("a = one\n"), source("b = two\n", "other.tf")
    bad, good = fixing(file, "one", "{"), fixing(other, "two", "2")
    fixed = apply([bad, good])
    assert (fixed.files, fixed.findings) == ({"other.tf": b"b = 2\n"}, (good,))
    assert [each.message for each in fixed.failures] == [
        "bug in bridgelint: the fixes of `some_rule` would break `main.tf`, which was not changed"
    ]


def test_a_fix_that_would_break_json_likewise() -> None:
    file = source('{"a": 1}\n', "main.tf.json")
    assert apply([fixing(file, "1", "}")]).files == {}
    assert apply([fixing(file, "1", "2")]).files == {"main.tf.json": b'{"a": 2}\n'}


def test_a_finding_without_a_fix_stays() -> None:
    assert apply([finding(at(source("a"), "a"))]) == Fixed({}, (), ())


@given(
    data=st.binary(max_size=40),
    cuts=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_what_stands_outside_of_every_span_stays(data: bytes, cuts: list[tuple[int, int]]) -> None:
    data = data.replace(b"\r\n", b"\n")
    file = SourceFile("x.tfvars", data)
    ordered = sorted(place for cut in cuts for place in cut if place <= len(data))
    spans = [Span(file, a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=False)]
    spans = [span for span in spans if span.start < span.end]
    edits = [Edit(span, "<>") for span in spans]
    expected = b""
    position = 0
    for span in spans:
        expected += data[position : span.start] + b"<>"
        position = span.end
    assert spliced(file, edits) == expected + data[position:]


def test_a_file_is_replaced_in_one_step_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link.tf"
    link.symlink_to(path)
    assert write(str(link), b"old", b"new") is None
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)
    assert link.is_symlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.tf", "main.tf"]


def test_a_file_that_changed_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(b"newer")
    failure = write(str(path), b"old", b"new")
    assert failure is not None
    assert failure.message == f"`{path}` was not fixed: it changed during the run"
    assert path.read_bytes() == b"newer"


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_a_file_that_cannot_be_written_is_a_failure(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "main.tf"
    if not folder:
        path.mkdir()
    failure = write(str(path), b"old", b"new")
    assert failure is not None
    assert failure.message.startswith(f"cannot write `{path}`: ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"a\r\nb\r\n", b"a\r\nB\r\n"),
        (b"a\nb", b"a\nB"),
        (b"a\nb\n", b"a\nb"),
        (b"\xef\xbb\xbfa\n\xff\n", b"\xef\xbb\xbfA\n\xff\n"),
        (b"", b"a\n"),
    ],
)
def test_git_applies_the_diff(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(before)
    text = "".join(diff("main.tf", before, after))
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(
        ["git", "apply", "-"],  # noqa: S607 # whichever git there is
        cwd=tmp_path,
        input=text.encode("utf-8", "surrogateescape"),
        env=environment,
        check=True,
    )
    assert path.read_bytes() == after


def test_a_diff_in_colours() -> None:
    assert "".join(diff("main.tf", b"a\nb\n", b"a\nc\n", colour=True)) == (
        "\x1b[1m--- a/main.tf\x1b[0m\n"
        "\x1b[1m+++ b/main.tf\x1b[0m\n"
        "\x1b[1;36m@@ -1,2 +1,2 @@\x1b[0m\n"
        " a\n"
        "\x1b[31m-b\x1b[0m\n"
        "\x1b[32m+c\x1b[0m\n"
    )
