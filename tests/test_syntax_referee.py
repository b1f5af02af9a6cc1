"""bridgelint and HashiCorp's parser (pygohcl) agree on what is valid."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.tree import (
    Body,
    ForDirective,
    Interpolation,
    SyntaxProblem,
    Template,
    TemplatePart,
    TemplateText,
)
from configurations import configurations
from referee import is_valid, load
from snippets import SNIPPETS
from support import FIXTURES


def parse(data: bytes) -> tuple[Body, tuple[SyntaxProblem, ...]]:
    return parse_body(SourceFile("main.tf", data))


def accepts(text: str) -> bool:
    return parse(text.encode())[1] == ()


def test_every_snippet() -> None:
    assert [
        snippet
        for snippet in SNIPPETS
        if not snippet.valid == is_valid(snippet.text) == accepts(snippet.text)
    ] == []


def test_every_recorded_expression() -> None:
    lines = (FIXTURES / "golden" / "expressions.jsonl").read_text("utf-8").splitlines()
    texts = [f"a = {json.loads(line)['expr']}\n" for line in lines]
    assert [text for text in texts if accepts(text) != is_valid(text)] == []
    assert [text for text in texts if not accepts(text)] == [
        text for text in texts if not is_valid(text)
    ]


def test_every_fixture() -> None:
    """But those with bytes that pygohcl does not pass on to the parser."""
    wrong: list[str] = []
    for path in sorted(FIXTURES.rglob("*.tf")):
        data = path.read_bytes()
        text = data.decode("utf-8", "surrogateescape")
        if "\0" in text or "\udc80" <= max(text, default="") <= "\udcff":
            continue
        if (parse(data)[1] == ()) != is_valid(text):
            wrong.append(str(path.relative_to(FIXTURES)))
    assert wrong == []


@given(configurations())
@settings(max_examples=100, deadline=None)
def test_configurations(text: str) -> None:
    assert accepts(text)


_FRAGMENTS = [
    *"\"{}[]()\n\t#/*.,:?=!<>&|+-%$~\\';@é_0x ",
    *("${", "%{", "~}", "${~", "$${", "%%{", "/*", "*/", "//", "\r\n", "\r", "\u00a0", "\u0301"),
    *("<<E\n", "<<-E\n", "E\n", "  E\n", "=>", "...", "::", "==", "&&", "[*]", ".*", ".0", "1.5"),
    *("for", "in", "if", "else", "endif", "endfor", "true", "null", "a = 1\n", "b {\n}\n"),
    *("%{ if a }", "%{ else }", "%{ endif }", "%{ for x in y }", "%{ endfor }", "${a}", '"a"'),
    *("[for x in y : x]", "{for k, v in y : k => v...}", "f(a, b...)", "a ? b : c", "{ a = 1 }"),
    *("\\n", "\\u00e9", "\\u12", "\\q", "a[0].b", "a[*].b", "a.*.b", "x::y(1)", "日本", "\ufeff"),
]


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    """A snippet or a configuration with one to four small changes."""
    text = draw(st.one_of(st.sampled_from(SNIPPETS).map(lambda each: each.text), configurations()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        until = draw(st.one_of(st.just(at), st.integers(at, min(len(text), at + 8))))
        new = draw(st.one_of(st.sampled_from(_FRAGMENTS), st.just(text[until : until + 30])))
        text = text[:at] + new + text[until:]
    return text


@given(broken_texts())
@settings(max_examples=500, deadline=None)
def test_changed_texts(text: str) -> None:
    assert accepts(text) == is_valid(text)


@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=8).map("".join), st.sampled_from("ab"))
@settings(max_examples=300, deadline=None)
def test_random_expressions(text: str, name: str) -> None:
    source = f"{name} = {text}\n"
    assert accepts(source) == is_valid(source)


_HEREDOC_LINES = st.lists(
    st.sampled_from(
        ["", "  ", "    ", "\t", "a", "é", "$", "%%{", "$${", "\\n", '"', " E x", "\r"]
    ),
    max_size=4,
).map("".join)


@given(st.lists(_HEREDOC_LINES, max_size=5), st.sampled_from(["<<", "<<-"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_text_of_heredocs(lines: list[str], sign: str, crlf: bool) -> None:  # noqa: FBT001
    newline = "\r\n" if crlf else "\n"
    body = "".join(line + newline for line in lines)
    assert_same_text(f"a = {sign}E{newline}{body}  E{newline}")


@given(
    st.lists(
        st.sampled_from(
            ["a", " ", "é", "😀", "$", "%", "$${", "%%{", "\\n", '\\"', "\\\\", "\\u00e9", "\\t"]
        ),
        max_size=8,
    ).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_the_text_of_quoted_strings(text: str) -> None:
    assert_same_text(f'a = "{text}"\n')


_PIECES = st.sampled_from(
    [
        *("a", " ", "\t", "\n", "  b\n", "${1}", "${~ 2}", "${3 ~}", "${~ 4 ~}"),
        *("%{ if true }", "%{ if true ~}", "%{~ else }", "%{ endif ~}", "%{~ endif ~}"),
        *("%{ for x in [5] ~}", "%{ endfor }"),
    ]
)


@given(st.lists(_PIECES, max_size=8).map("".join), st.sampled_from(["<<", "<<-"]))
@settings(max_examples=250, deadline=None)
def test_strip_markers(text: str, sign: str) -> None:
    source = f"a = {sign}E\n{text}\nE\n"
    if accepts(source):
        assert is_valid(source)
        assert_same_rendering(source)
    else:
        assert not is_valid(source)


def assert_same_text(source: str) -> None:
    body, problems = parse(source.encode())
    if problems or not is_valid(source):
        assert problems
        assert not is_valid(source)
        return
    (attribute,) = body.attributes
    assert isinstance(attribute.value, Template)
    assert load(source) == {"a": attribute.value.literal}


def assert_same_rendering(source: str) -> None:
    """pygohcl evaluates interpolations of numbers, and writes directives as it has read them."""
    body, _ = parse(source.encode())
    (attribute,) = body.attributes
    assert isinstance(attribute.value, Template)
    assert load(source) == {"a": "".join(rendered(part) for part in attribute.value.parts)}


def rendered(part: TemplatePart) -> str:
    if isinstance(part, TemplateText):
        return part.text
    if isinstance(part, Interpolation):
        return part.expression.span.text
    if isinstance(part, ForDirective):
        body = "".join(rendered(each) for each in part.body)
        return f"%{{for {part.value_name} in {part.collection.span.text}}}{body}%{{endfor}}"
    then = "".join(rendered(each) for each in part.then)
    otherwise = "".join(rendered(each) for each in part.otherwise)
    middle = f"%{{else}}{otherwise}" if otherwise else ""
    return f"%{{if {part.condition.span.text}}}{then}{middle}%{{endif}}"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        pytest.param(b'a = "\0"\n# \0\n/* \0 */\n', True, id="NUL in a string and in comments"),
        pytest.param(b"a = <<E\n\0\nE\n", True, id="NUL in a heredoc"),
        pytest.param(b"a = 1\0\n", False, id="NUL elsewhere"),
        pytest.param(b"# \xff\n/* \xc3 */ a = 1\n", True, id="no UTF-8 in a comment"),
        pytest.param(b'a = "\xff"\n', False, id="no UTF-8 in a string"),
        pytest.param(b"a = <<E\n\xff\nE\n", False, id="no UTF-8 in a heredoc"),
        pytest.param(b"a\xff = 1\n", False, id="no UTF-8 in a name"),
        pytest.param(b"\xff\xfea\0 \0=\0 \0001\0\n\0", False, id="UTF-16"),
    ],
)
def test_bytes_that_the_referee_cannot_be_given(text: bytes, valid: bool) -> None:  # noqa: FBT001
    """As HashiCorp's scanner (scan_tokens.rl) has it."""
    assert (parse(text)[1] == ()) == valid
