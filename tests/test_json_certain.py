"""A text with holes is refused only when nothing could make it a JSON object."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.eventbridge.detail.certain_json import may_be_object
from bridgelint.eventbridge.detail.json_tree import TextHole
from json_parts import ANY, text

NUMBER = TextHole("number")
BOOLEAN = TextHole("boolean")


def json_hole(*kinds: str) -> TextHole:
    return TextHole("json", frozenset(kinds))  # type: ignore[arg-type] # words of JsonKind


CASES: list[tuple[bool, tuple[str | TextHole, ...]]] = [
    (True, ("{}",)),
    (False, ("[]",)),
    (False, ("",)),
    (True, (ANY,)),
    (False, (" [", ANY)),
    (False, ("name: ", ANY)),
    (True, ('{"a": "', ANY, '"}')),
    (True, ('{"a": ', ANY, "}")),
    (True, ('{"a": ', ANY, '"}')),
    (True, ('{"a": ', ANY, "}}")),
    (True, ('{"a": ', ANY, "]]}")),
    (True, ('{"a": ', ANY, "]}}")),
    (False, ('{"a": ', ANY, "]")),
    (False, ('{"a": ', ANY, ",}")),
    (False, ('{"a": ', ANY, ", 'b': 1}")),
    (False, ("{'a': ", ANY, "}")),
    (False, ('{"a": ', ANY)[:1]),
    (True, ('{"a": 1 ', ANY, '"b": 2}')),
    (True, ('{"a": [', ANY, '"x"]}')),
    (False, (ANY, "x")),
    (False, (ANY, "]")),
    (True, ('{"a": ', NUMBER, "}")),
    (True, ('{"a": ', NUMBER, ".5}")),
    (True, ('{"a": -', NUMBER, "e", NUMBER, "}")),
    (False, ('{"a": 0', NUMBER, "}")),
    (False, ('{"a": ', NUMBER, '"}')),
    (False, ('{"a": ', NUMBER, ' "b": 1}')),
    (False, ('{"a": ', NUMBER, ",}")),
    (False, ("{", NUMBER, ": 1}")),
    (True, ('{"a": "', NUMBER, '"}')),
    (False, ('{"a": "', NUMBER, '"x"}')),
    (True, ('{"a": "\\u12', NUMBER, '"}')),
    (False, ('{"a": "\\', NUMBER, '"}')),
    (False, ("{", ANY, json_hole("boolean"))),
    (True, ('{"a": ', BOOLEAN, "}")),
    (False, ('{"a": ', BOOLEAN, "x}")),
    (False, ('{"a": t', BOOLEAN, "}")),
    (True, ('{"a": "', BOOLEAN, '"}')),
    (True, (json_hole("object", "null"),)),
    (False, (json_hole("array", "null"),)),
    (True, ('{"a": ', json_hole("string"), "}")),
    (True, ('{"a": ', json_hole("number"), "0}")),
    (False, ('{"a": ', json_hole("string"), "0}")),
    (True, ("{", json_hole("string"), ": 1}")),
    (False, ("{", json_hole("number"), ": 1}")),
    (False, ('{"a": 1', json_hole("string"), "}")),
    (True, ('{"a": "', json_hole("array"), '"}')),
    (False, ('{"a": "', json_hole("boolean"), "}")),
    (True, ('{"a": "', TextHole("escaped"), '"}')),
    (False, ('{"a": "', TextHole("escaped"), "}")),
]


@pytest.mark.parametrize(("answer", "parts"), CASES)
def test_what_is_certain(answer: bool, parts: tuple[str | TextHole, ...]) -> None:  # noqa: FBT001 # parametrised
    assert may_be_object(text(*parts)) is answer


OBJECTS = st.dictionaries(
    st.text(),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(-1e9, 1e9),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    max_size=4,
)


@given(OBJECTS, st.sets(st.integers(0, 200), max_size=8), st.sampled_from([None, 2]))
def test_a_hole_cut_into_an_object_is_never_refused(
    node: dict[str, object], cuts: set[int], indent: int | None
) -> None:
    whole = json.dumps(node, indent=indent, ensure_ascii=False)
    places = sorted(cut for cut in cuts if cut <= len(whole))
    parts: list[str | TextHole] = [whole[: places[0]] if places else whole]
    for first, second in itertools.pairwise(places):
        parts += [ANY] if len(parts) % 2 else [whole[first:second]]
    if places:
        parts += [ANY, whole[places[-1] :]] if len(parts) % 2 else [whole[places[-1] :]]
    assert may_be_object(text(*parts))


NUMBERS = st.integers().map(str) | st.floats(-1e6, 1e6).map(lambda each: f"{each:.3f}")


@given(st.lists(NUMBERS, min_size=1), st.text(st.characters(exclude_characters='"\\'), max_size=3))
def test_a_number_cut_out_is_never_refused(numbers: list[str], around: str) -> None:
    if any(ord(each) < 0x20 for each in around):
        return
    parts: list[str | TextHole] = [f'{{"{around}']
    for place, _ in enumerate(numbers):
        parts += [NUMBER, f'{around}": ', NUMBER, f', "k{place}']
    parts.append('": 1}')
    assert may_be_object(text(*parts))


@given(st.lists(st.sampled_from([*'{}[]:," \\1-.etrufals', ANY, NUMBER]), max_size=9), st.data())
def test_no_replacement_makes_a_refused_text_an_object(
    parts: list[str | TextHole], data: st.DataObject
) -> None:
    if may_be_object(text("{", *parts)):
        return
    replaced = "{"
    for part in parts:
        if part is NUMBER:
            replaced += data.draw(NUMBERS)
        elif isinstance(part, TextHole):
            replaced += data.draw(st.text('{}[]:," \\1a', max_size=6))
        else:
            replaced += part
    with pytest.raises(ValueError, match="char"):
        json.loads(replaced)


def test_depth_and_length_are_no_trouble() -> None:
    assert may_be_object(text('{"a":' * 20_000, ANY, "}" * 20_000))
    assert may_be_object(text('{"a":"', ANY, '"' + ',"b":"cc"' * 20_000 + "}"))
