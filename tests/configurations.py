"""Configurations made by hypothesis: what hides braces, nested as deep as it likes."""

from __future__ import annotations

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
    inside = st.builds(lambda left, inner: f"${{{left}{inner}}}", space, expression)
    choice = st.builds(
        lambda inner, text: f"%{{ if {inner} }} {text} %{{ endif }}", expression, _TEXT
    )
    parts = st.lists(st.one_of(_TEXT, _TEXT, inside, choice), max_size=4)
    # A `$` or `%` just before a `{` would begin a template by accident.
    joined = parts.map(" ".join)
    return joined.map(lambda text: f'"{text}"')


def _tuple(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separator = st.sampled_from([", ", ",\n", ", # }\n", " /* ] */ , "])
    return st.builds(
        lambda items, between: f"[{between.join(items)}]",
        st.lists(expression, max_size=3),
        separator,
    )


def _object(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    separator = st.sampled_from([", ", "\n", " # }\n"])
    item = st.builds(lambda name, value: f"k_{name} = {value}", NAMES, expression)
    return st.builds(
        lambda items, between: f"{{{between.join(items)}}}", st.lists(item, max_size=3), separator
    )


def _call(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return expression.map(lambda inner: f"f({inner})")


def _binary(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from(["/", "<", "+", "&&", "=="])
    return st.builds(
        lambda left, sign, right: f"({left} {sign} {right})", expression, operator, expression
    )


EXPRESSIONS = st.recursive(
    st.sampled_from(["1", "true", "a.b", '"x"', '"}"']),
    lambda inner: st.one_of(
        _string(inner), _tuple(inner), _object(inner), _call(inner), _binary(inner)
    ),
    max_leaves=8,
)


def _heredoc() -> st.SearchStrategy[str]:
    inside = EXPRESSIONS.map(lambda inner: f"${{{inner}}}")
    line = st.lists(st.one_of(_LINE, inside), max_size=3).map(" ".join)
    lines = st.lists(line.filter(lambda text: text.strip() != "E"), max_size=3)
    text = lines.map(lambda each: "".join(f"{line}\n" for line in each))
    return st.builds(
        lambda dash, inner, end: f"<<{dash}E\n{inner}{end}\n",
        st.sampled_from(["", "-"]),
        text,
        st.sampled_from(["E", "  E", "E  "]),
    )


def _argument() -> st.SearchStrategy[str]:
    ending = st.one_of(st.just("\n"), COMMENTS.filter(lambda text: text.startswith(("#", "//"))))
    on_line = st.builds(lambda text, end: f"{text} {end}", EXPRESSIONS, ending)
    return st.one_of(on_line, _heredoc())


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
