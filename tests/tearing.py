"""Cut holes into JSON, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from bridgelint.eventbridge.detail.json_tree import KINDS, Hole, Json, JsonKind, kind_of


def with_holes(node: Json, data: st.DataObject, chance: int) -> Json:
    """The tree with a hole for some values, each of which one replacement makes it whole."""
    if data.draw(st.integers(0, chance)) == 0:
        return hole_for(node, data)
    if isinstance(node, dict):
        return {key: with_holes(each, data, chance) for key, each in node.items()}
    if isinstance(node, list):
        return [with_holes(each, data, chance) for each in node]
    return node


def hole_for(node: Json, data: st.DataObject) -> Hole:
    """A hole that the value fits into."""
    kinds: set[JsonKind] = set(data.draw(st.sets(st.sampled_from(sorted(KINDS)))))
    kinds.add(kind_of(node) or "null")
    parts: tuple[str | None, ...] = (None,)
    if isinstance(node, str):
        cut = data.draw(st.integers(0, len(node)))
        parts = data.draw(st.sampled_from([(node[:cut], None), (None, node[cut:]), (None,)]))
    return Hole(frozenset(kinds), parts)
