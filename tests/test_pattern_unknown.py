"""The matcher's answer holds whatever its unknown values turn out to be."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bridgelint.eventbridge.detail.json_tree import Json, JsonText, TextHole, kind_of
from bridgelint.eventbridge.pattern.event_patterns import read_pattern
from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern
from json_parts import ANY, text
from tearing import with_holes

NAMES = st.sampled_from(["a", "b", "a.b", "c"])
TEXTS = st.sampled_from(["", "x", "xy", "X", "shop.x", "10.0.0.1", "1", "ß"])
AMOUNTS = st.sampled_from([0, 1, 1.5, -3, 2**53 + 1, 1e300])
PLAIN: st.SearchStrategy[Json] = TEXTS | AMOUNTS | st.none() | st.booleans()


def containers(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner)


EVENTS: st.SearchStrategy[dict[str, Json]] = st.dictionaries(
    NAMES, st.recursive(PLAIN, containers, max_leaves=6), max_size=3
)


@st.composite
def operators(draw: st.DrawFn) -> Json:
    names = "prefix suffix equals-ignore-case wildcard anything-but no-prefix but-number numeric"
    name = draw(st.sampled_from([*names.split(), "exists", "cidr", "exact", "exact", "exact"]))
    written = draw(TEXTS)
    arguments: dict[str, Json] = {
        "wildcard": {"wildcard": f"*{written}"},
        "anything-but": {"anything-but": [written, draw(TEXTS)]},
        "no-prefix": {"anything-but": {"prefix": written}},
        "but-number": {"anything-but": draw(AMOUNTS)},
        "numeric": {"numeric": [">", draw(AMOUNTS)]},
        "exists": {"exists": draw(st.booleans())},
        "cidr": {"cidr": "10.0.0.0/8"},
        "exact": draw(PLAIN),
    }
    return arguments.get(name, {name: written})


VALUES: st.SearchStrategy[Json] = st.lists(operators(), min_size=1, max_size=3)


def objects(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.dictionaries(NAMES, inner, min_size=1, max_size=2)


@st.composite
def patterns(draw: st.DrawFn) -> dict[str, Json]:
    fields = st.dictionaries(
        NAMES, st.recursive(VALUES, objects, max_leaves=4), min_size=1, max_size=2
    )
    pattern: dict[str, Json] = dict(draw(fields))
    if draw(st.booleans()):
        pattern["$or"] = [dict(draw(fields)), dict(draw(fields))]
    if draw(st.booleans()):
        pattern.update(draw(fields))
    return pattern


def answer(pattern: str, event: Mapping[str, Json]) -> bool | str | None:
    try:
        return read_pattern(JsonText(pattern)).matches(event)
    except InvalidPattern:
        return "refused"


@given(patterns(), EVENTS, st.data())
def test_it_holds_for_the_event_that_the_holes_were_cut_from(
    pattern: dict[str, Json], event: dict[str, Json], data: st.DataObject
) -> None:
    written = json.dumps(pattern)
    torn = {key: with_holes(each, data, 2) for key, each in event.items()}
    assert answer(written, torn) in {None, answer(written, event)}


def torn_text(node: Json, data: st.DataObject) -> list[str | TextHole]:
    if data.draw(st.integers(0, 6)) == 0:
        return torn_scalar(node, data)
    parts: list[str | TextHole] = []
    if isinstance(node, dict):
        for place, (key, each) in enumerate(node.items()):
            parts += [", " if place else "", json.dumps(key), ": ", *torn_text(each, data)]
        return ["{", *parts, "}"]
    if isinstance(node, list):
        for place, each in enumerate(node):
            parts += [", " if place else "", *torn_text(each, data)]
        return ["[", *parts, "]"]
    return [json.dumps(node)]


def torn_scalar(node: Json, data: st.DataObject) -> list[str | TextHole]:
    if isinstance(node, str) and data.draw(st.booleans()):
        cut = data.draw(st.integers(0, len(node)))
        return [json.dumps(node[:cut])[:-1], ANY, '"']
    typed = data.draw(st.booleans())
    if typed and kind_of(node) == "number":
        return [TextHole("number")]
    return [TextHole("boolean") if typed and kind_of(node) == "boolean" else ANY]


@given(patterns(), EVENTS, st.data())
def test_it_holds_for_the_pattern_that_the_holes_were_cut_from(
    pattern: dict[str, Json], event: dict[str, Json], data: st.DataObject
) -> None:
    torn = text(*torn_text(pattern, data))
    expected = answer(json.dumps(pattern), event)
    torn_event = {key: with_holes(each, data, 5) for key, each in event.items()}
    try:
        found = read_pattern(torn).matches(torn_event)
    except InvalidPattern:
        assert expected == "refused"
        return
    assert found in {None, expected} or (expected == "refused" and found is False)
