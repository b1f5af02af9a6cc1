"""Trees that are kept between checks: as if every text were parsed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.tree import Parentheses
from bridgelint.langserver.checking import Checked, Shown, check
from bridgelint.langserver.documents import Places, document
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.block_scan import scan_blocks
from bridgelint.workspace.known_trees import KnownTrees
from bridgelint_rules import RULES
from support import FIXTURES, clean_slate, copy

SHOP = FIXTURES / "editor" / "shop"
AROUND = ("", "\ufeff", "# é\n", "\n", "/* ", 'a = "', "x = <<EOT\n", "EOT\n", '"', "}", "{", "${")


@cache
def texts() -> Sequence[bytes]:
    """The text of every block of the rules' examples."""
    files = sorted((FIXTURES / "rules").rglob("*.tf"))
    blocks = (each for path in files for each in blocks_of(path.read_bytes()))
    return tuple(dict.fromkeys(blocks))


def blocks_of(data: bytes) -> Iterator[bytes]:
    for each in scan_blocks(SourceFile("a.tf", data))[0]:
        yield data[each.start : each.end]


@given(st.sampled_from(AROUND), st.sampled_from(AROUND), st.data())
def test_a_tree_depends_on_its_text_and_its_place_only(
    before: str, after: str, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(texts()))
    trees = KnownTrees()
    trees.body(SourceFile("first.tf", text), 0, len(text))
    trees.begin()
    file = SourceFile("second.tf", before.encode() + text + after.encode())
    start = len(before.encode())
    place = (file, start, start + len(text))
    assert trees.body(*place) == parse_body(*place)


@pytest.mark.parametrize("depth", [10, 3000])
def test_an_expression_may_be_too_deep_to_be_kept(depth: int) -> None:
    text = b"(" * depth + b"1" + b")" * depth
    trees = KnownTrees()
    trees.expression(SourceFile("first.tf", text), 0, len(text))
    found, problems = trees.expression(SourceFile("second.tf", b"   " + text), 3, 3 + len(text))
    starts: list[int] = []
    while found is not None:
        starts.append(found.span.start)
        found = found.inner if isinstance(found, Parentheses) else None
    assert (starts, problems) == ([*range(3, depth + 4)], ())


PIECES = (
    "\n",
    " ",
    '"',
    "}",
    "{",
    "# bridgelint-ignore: reserved_source\n",
    "aws.",
    "${var.source}",
    "é",
    "<<EOT\n",
    "EOT\n",
    "locals {\n  key = 1\n}\n",
    'variable "more" {}\n',
    'action "aws_events_put_events" "placed" {}\n',
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, float, float, str]:
    """Replace a part of a file, from and to a share of its length, or move one of its blocks."""
    name = draw(st.sampled_from(("main.tf", "events.tf", "variables.tf", "child/main.tf")))
    start = draw(st.floats(0, 1))
    length = draw(st.sampled_from((0.0, 0.0, 0.01, 0.2)))
    return name, start, length, draw(st.sampled_from(PIECES))


def edited(text: str, start: float, length: float, piece: str) -> str:
    at = round(start * len(text))
    end = at + round(length * len(text))
    return text[:at] + piece + text[end:]


def told(checked: Checked) -> object:
    """Everything that a check found, without the identity of files."""
    return (
        {uri: [plain(each) for each in shown] for uri, shown in checked.shown.items()},
        checked.failures,
        [[repr(each) for each in module.requests] for module in checked.modules],
    )


def plain(shown: Shown) -> object:
    finding = shown.finding
    edits = [
        (edit.span.start, edit.span.end, edit.text) for fix in finding.fixes for edit in fix.edits
    ]
    spans = [(each.span.file.data, each.span.start, each.span.end) for each in finding.related]
    span = finding.primary.span
    place = (span.file.data, span.start, span.end)
    return shown.diagnostic, shown.ignorable, finding.message, place, spans, edits


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy(SHOP, tmp_path_factory.mktemp("edits")).resolve()


@settings(max_examples=40)
@given(st.lists(edits(), min_size=1, max_size=8))
def test_after_any_edits_a_check_finds_what_a_first_check_finds(
    shop: Path, steps: list[tuple[str, float, float, str]]
) -> None:
    now = {name: (shop / name).read_text("utf-8") for name in ("main.tf", "events.tf")}
    now |= {name: (shop / name).read_text("utf-8") for name in ("variables.tf", "child/main.tf")}
    trees = KnownTrees()
    arguments = replace(Arguments(), no_config=True)
    with clean_slate(shop):
        for name, start, length, piece in steps:
            now[name] = edited(now[name], start, length, piece)
            opened = [document((shop / each).as_uri(), 1, text) for each, text in now.items()]
            documents = [each for each in opened if each]
            again = check(arguments, RULES, Places("utf-16", documents), trees)
            assert told(again) == told(check(arguments, RULES, Places("utf-16", documents)))


def test_an_unchanged_text_is_not_parsed_again() -> None:
    text = b"a = [1]"
    file = SourceFile("a.tf", text)
    trees = KnownTrees()
    first, _ = trees.body(file, 0, len(text))
    trees.begin()
    second, _ = trees.body(file, 0, len(text))
    assert second is first
    trees.begin()
    trees.begin()
    third, _ = trees.body(file, 0, len(text))
    assert third == first
    assert third is not first
