"""Where comments stand."""

from __future__ import annotations

import pytest
from hypothesis import given

from bridgelint.workspace.lexical_patterns import comments
from configurations import mutations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\n// b\r\n/* c\n*/ x", ["# a", "// b\r", "/* c\n*/"]),
        ('x = "# no" # yes', ["# yes"]),
        ('x = "${a /* no */}" // yes', ["// yes"]),
        ('x = "${"${"# no"}"}" # yes', ["# yes"]),
        ("x = <<E\n# no\nE\n# yes", ["# yes"]),
        ("x = 1 / 2 < 3 # yes", ["# yes"]),
        ('x = "unclosed # no\n# yes', ["# yes"]),
        ("x = <<E\n# no", []),
        ("# yes\n/* never ends", ["# yes"]),
        ("", []),
    ],
)
def test_comments(text: str, expected: list[str]) -> None:
    data = text.encode()
    assert [data[start:end].decode() for start, end in comments(data)] == expected


@given(mutations())
def test_comments_come_in_order_whatever_the_text(data: bytes) -> None:
    edges = [edge for place in comments(data) for edge in place]
    assert edges == sorted(edges)
    for start, end in comments(data):
        assert data[start:end].startswith((b"#", b"//", b"/*"))
