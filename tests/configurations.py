"""Configurations made by hypothesis: what hides braces, nested as deep as it likes."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b1", "_c", "d-e", "locals", "resource", "EOT"])
LABELS = st.sampled_from(['"x"', '"aws_y"', '"q\\"r"', '"{"', '"#"', "z"])
COMMENTS = st.sampled_from(['# } " {\n', "// <<E }\n", '/* } " \n */', "#\n"])
INLINE_COMMENTS = st.sampled_from(["/* } */", '/* " { ** */', "/**/"])
_TEXT = st.sampled_from(
    ["x", "{", "}", "#", "//", "/*", "*/", "$", "%", "$${", "%%{", r"\"", r"\\", r"\n", "é", "<<E"]
)
_LINE = st.sampled_from(["x", "}", "{", '"', "E x", "xE", "$${", "%%{", "# }", "\\", "é", ""])


def _string(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    space = st.sampled_from(["", " ", "~ ", "\n"])
    inside = st.builds("${{{}{}}}".format, space, expression)
    choice = st.builds("%{{ if {} }} {} %{{ endif }}".format, expression, _TEXT)
    parts = st.lists(st.one_of(_TEXT, _TEXT, inside, choice), max_size=4)
    # A `$` or `%` just before a `{` would begin a template by accident.
    return parts.map(" ".join).map('"{}"'.format)


def _tuple(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separator = st.sampled_from([", ", ",\n", ", # }\n", " /* ] */ , "])
    return _joined(separator, st.lists(expression, max_size=3)).map("[{}]".format)


def _object(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separator = st.sampled_from([", ", "\n", " # }\n"])
    item = st.builds("k_{} = {}".format, NAMES, expression)
    return _joined(separator, st.lists(item, max_size=3)).map("{{{}}}".format)


def _joined(
    separator: st.SearchStrategy[str], items: st.SearchStrategy[list[str]]
) -> st.SearchStrategy[str]:
    return st.builds(str.join, separator, items)


def _call(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return expression.map("f({})".format)


def _binary(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from(["/", "<", "+", "&&", "=="])
    return st.builds("({} {} {})".format, expression, operator, expression)


EXPRESSIONS: Final = st.recursive(
    st.sampled_from(["1", "true", "a.b", '"x"', '"}"']),
    lambda inner: st.one_of(
        _string(inner), _tuple(inner), _object(inner), _call(inner), _binary(inner)
    ),
    max_leaves=8,
)


def _heredoc() -> st.SearchStrategy[str]:
    inside = EXPRESSIONS.map("${{{}}}".format)
    line = st.lists(st.one_of(_LINE, inside), max_size=3).map(" ".join)
    lines = st.lists(line.filter(lambda text: text.strip() != "E").map("{}\n".format), max_size=3)
    return st.builds(
        "<<{}E\n{}{}\n".format,
        st.sampled_from(["", "-"]),
        lines.map("".join),
        st.sampled_from(["E", "  E", "E  "]),
    )


def _argument() -> st.SearchStrategy[str]:
    ending = st.one_of(st.just("\n"), COMMENTS.filter(lambda text: text.startswith(("#", "//"))))
    return st.one_of(st.builds("{} {}".format, EXPRESSIONS, ending), _heredoc())


@st.composite
def bodies(draw: st.DrawFn, depth: int = 2) -> str:
    """What may stand between two braces, on lines of its own."""
    items: list[str] = []
    for number in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            items.append(draw(COMMENTS))
            items.append("\n")
        if depth and draw(st.integers(0, 3)) == 0:
            items.append(f"{draw(NAMES)} {draw(LABELS)} {{\n{draw(bodies(depth=depth - 1))}}}\n")
        else:
            items.append(f"arg{number} = {draw(_argument())}")
    return "".join(items)


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """A file that HashiCorp's parser accepts."""
    parts: list[str] = []
    for _ in range(draw(st.integers(0, 4))):
        parts += draw(st.lists(st.one_of(COMMENTS, st.just("\n")), max_size=2))
        parts.append(draw(NAMES))
        for _ in range(draw(st.integers(0, 2))):
            parts.append(draw(st.sampled_from([" ", "\t", " /* { */ "])))
            parts.append(draw(LABELS))
        parts.append(draw(st.sampled_from([" ", "  ", " /* x */"])))
        parts.append("{\n" + draw(bodies()) + "}")
        parts.append(draw(st.sampled_from(["\n", " # }\n", " // {\n", " /* { */\n", "\n\n"])))
    return "".join(parts)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A configuration with a few bytes taken out, put in or moved: mostly not valid."""
    data = draw(configurations()).encode()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        until = draw(st.integers(at, min(len(data), at + 6)))
        new = draw(
            st.sampled_from(
                [b"", b'"', b"{", b"}", b"\n", b"#", b"/*", b"*/", b"<<E\n", b"${", b"\\"]
            )
        )
        data = data[:at] + new + data[until:]
    return data
