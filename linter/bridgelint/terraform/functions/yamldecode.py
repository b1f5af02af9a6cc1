"""`yamldecode`: the events of PyYAML's parser, resolved as Terraform's YAML library does.

That library parses YAML 1.1 like libyaml, with a mixture of the scalars of 1.1 (`yes`, `on`) and
1.2 (`0o17`, but neither `1_000` nor `12:30:45`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from math import inf
from typing import Final

import yaml

from bridgelint.base.records import Record, field
from bridgelint.terraform.functions.declaration import (
    FunctionTable,
    check_size,
    entries_of,
    text_of,
)
from bridgelint.terraform.functions.encoding import decode_base64
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import convert
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import DYNAMIC, STRING, ObjectType, friendly
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Value,
    null,
    number,
    object_of,
    string,
    tuple_of,
)

DECLARED: Final = FunctionTable()

_MAX_TEXT: Final = 400_000
"""In characters; PyYAML without libyaml parses about 200,000 per second."""

_QUOTED_OR_KEY: Final = re.compile(
    r"""(?m:^)[ -]*\? |(?:^|(?<=[\s,\[{:]))(?:"(?:[^"\\]|\\.)*"|'[^']*')"""
)
_UNCERTAIN: Final = re.compile(r"""(?s:.)\ufeff|(?<!""):[,\[\]{}]|[|>][-+\d]*[\t#]""")
_TAG: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final = ("str", "bool", "int", "float", "null", "binary", "timestamp")

_WORDS: Final[Mapping[str, Value]] = {
    word: value
    for value, words in (
        (TRUE, "y Y yes Yes YES true True TRUE on On ON"),
        (FALSE, "n N no No NO false False FALSE off Off OFF"),
        (null(), "~ null Null NULL"),
        (number(inf), ".inf .Inf .INF +.inf +.Inf +.INF"),
        (number(-inf), "-.inf -.Inf -.INF"),
    )
    for word in words.split()
} | {"": null()}

_NUMERAL: Final = re.compile(
    r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
)
_TIMESTAMP: Final = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
    r"(Z|[-+][0-9]{2}:[0-9]{2})?)?"
)


class _Reader(Record, frozen=False):
    """The remaining events, and the values of anchors."""

    events: Iterator[yaml.Event]
    anchors: dict[str, tuple[Value, int]] = field(default_factory=dict[str, tuple[Value, int]])
    open_anchors: list[str] = field(default_factory=list[str])
    size: int = 0
    """The number of values so far, counting those of aliases each time."""

    def count(self, values: int) -> None:
        self.size += values
        check_size(elements=self.size)

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        """Yield the events before one of this type."""
        return takewhile(lambda event: not isinstance(event, end), self.events)


@DECLARED.add("yamldecode", DYNAMIC, src=STRING, never_null=False, cost=300)
def decode(text: str) -> Value:
    """Return the value of a text with one YAML document. Raise `FunctionError` otherwise."""
    if len(text) > _MAX_TEXT:
        raise NotEvaluated("the YAML text is too long to parse")
    reader = _Reader(_events(text or "\n"))
    try:
        return _document(reader)
    except yaml.MarkedYAMLError as error:
        # libyaml reports the end of a text on a separate line.
        line = min(error.problem_mark.line, text.count("\n")) + 1 if error.problem_mark else 0
        place = f" on line {line}" if line else ""
        raise FunctionError(f"invalid YAML: {error.problem}{place}", 0) from None
    except (yaml.YAMLError, UnicodeError):
        raise FunctionError("invalid YAML: a character is not allowed", 0) from None


def _events(text: str) -> Iterator[yaml.Event]:
    # Releases of libyaml, one of which Terraform's library was translated from, differ in a byte
    # order mark, in what follows the indicator of a block scalar, and in a colon and a question
    # mark in flow style. PyYAML's own scanner allows fewer tabs than all of them.
    unquoted = _QUOTED_OR_KEY.sub('""', text)
    start = re.search(r"[\[{]", unquoted)
    end = max(unquoted.rfind("]"), unquoted.rfind("}"))
    if (
        _UNCERTAIN.search(unquoted)
        or (start and "?" in unquoted[start.start() : max(end, 0)])
        or ("\t" in text and not yaml.__with_libyaml__)
    ):
        raise NotEvaluated("YAML libraries read this text in different ways")
    return yaml.parse(text, Loader=yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader)


def _document(reader: _Reader) -> Value:
    next(reader.events)
    start = next(reader.events)
    if not isinstance(start, yaml.DocumentStartEvent):
        raise FunctionError("the YAML text does not contain a document", 0)
    if start.version not in {None, (1, 1)}:
        raise FunctionError("only YAML 1.1 is supported", 0)
    value = _node(reader, next(reader.events))
    ends = next(reader.events), next(reader.events)
    if not (
        isinstance(ends[0], yaml.DocumentEndEvent) and isinstance(ends[1], yaml.StreamEndEvent)
    ):
        raise FunctionError("only one YAML document is allowed", 0)
    return value


def _node(reader: _Reader, event: yaml.Event) -> Value:
    reader.count(1)
    if isinstance(event, yaml.AliasEvent):
        return _alias(reader, event.anchor or "")
    if not isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
        raise FunctionError("a value is missing", 0)
    before = reader.size
    if event.anchor:
        reader.open_anchors.append(event.anchor)
    if isinstance(event, yaml.ScalarEvent):
        value = _scalar(event)
    elif isinstance(event, yaml.MappingStartEvent):
        _check_tag(event.tag, "map", "mapping")
        value = _mapping(reader)
    else:
        _check_tag(event.tag, "seq", "sequence")
        value = tuple_of([_node(reader, each) for each in reader.until(yaml.SequenceEndEvent)])
    if event.anchor:
        reader.open_anchors.remove(event.anchor)
        reader.anchors[event.anchor] = value, reader.size - before
    return value


def _alias(reader: _Reader, name: str) -> Value:
    if name in reader.open_anchors:
        raise FunctionError(f"the anchor `{name}` refers to itself", 0)
    if name not in reader.anchors:
        raise FunctionError(f"undefined anchor `{name}`", 0)
    value, size = reader.anchors[name]
    reader.count(size)
    return value


def _check_tag(tag: str | None, allowed: str, kind: str) -> None:
    if tag not in {None, _TAG + allowed}:
        raise FunctionError(f"a {kind} cannot have the tag `{tag}`", 0)


def _mapping(reader: _Reader) -> Value:
    entries: dict[str, Value] = {}
    for event in reader.until(yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise FunctionError("the key of a mapping must be a scalar", 0)
        key = _resolved(event)
        if key is None:
            merged = _node(reader, next(reader.events))
            if not isinstance(merged.type, ObjectType):
                raise FunctionError(f"a {friendly(merged.type)} cannot be merged into a mapping", 0)
            entries |= entries_of(merged)
            continue
        name = convert(key, STRING)
        if name.is_null:
            raise FunctionError("the key of a mapping cannot be null", 0)
        entries[text_of(name)] = _node(reader, next(reader.events))
    return object_of(entries)


def _scalar(event: yaml.ScalarEvent) -> Value:
    value = _resolved(event)
    if value is None:
        return string("<<")
    untagged = event.tag is None
    return convert(value, STRING) if untagged and not event.implicit[0] else value


def _resolved(event: yaml.ScalarEvent) -> Value | None:
    """Return the value of a scalar. `None` for the merge key."""
    tag, text = event.tag or "", event.value
    kind = tag.removeprefix(_TAG)
    if tag and (kind == tag or kind not in _SCALAR_TAGS):
        raise FunctionError(f"the tag `{tag}` is not supported", 0)
    if kind == "binary" and decode_base64(text) is None:
        raise FunctionError("the content of `!!binary` is not valid base64", 0)
    if kind in {"str", "binary"}:
        return string(normalized(text))
    if text and text[0] not in "+-0123456789yYnNtTfFoO~.":
        return None if text == "<<" and not tag else _tagged(kind, text)
    if event.style in {"'", '"'}:
        return string(normalized(text))
    if text in _WORDS:
        return _WORDS[text]
    if not tag and text in {".nan", ".NaN", ".NAN"}:
        raise FunctionError("a number cannot be NaN", 0)
    return _numeral(kind, text)


def _numeral(kind: str, text: str) -> Value:
    """Resolve text that starts like a number or like one of the keywords."""
    if text[0] == ".":
        amount = numbers.parse(text)
        return _tagged(kind, text) if amount is None else number(amount)
    if text[0] in "+-0123456789":
        moment = _timestamp(text) if kind in {"", "timestamp"} else None
        if moment is not None:
            return string(moment)
        if _NUMERAL.fullmatch(text):
            return _tagged("int", text)
    return _tagged(kind, text)


def _tagged(kind: str, text: str) -> Value:
    found: Value | None = None
    if not kind:
        return string(normalized(text))
    if kind == "null":
        return null()
    if kind in {"int", "float"}:
        found = _number(text.replace("_", ""))
    elif kind == "timestamp":
        moment = _timestamp(text)
        found = None if moment is None else string(moment)
    if found is None:
        raise FunctionError(f"`{text}` cannot be parsed as `{kind}`", 0)
    return found


def _number(text: str) -> Value | None:
    amount = numbers.parse(text)
    if amount is not None:
        return number(amount)
    found = re.fullmatch("([-+]?)0([xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)", text)
    if found is None:
        return None
    sign, digits = found.groups()
    base = {"x": 16, "b": 2}.get(digits[0].lower(), 8)
    whole = int(digits.lstrip("xXoObB") if base != 16 else digits[1:], base)
    least, most = (-(1 << 63), (1 << 63) - 1) if sign else (0, (1 << 64) - 1)
    whole = -whole if sign == "-" else whole
    return number(numbers.counted(whole)) if least <= whole <= most else None


def _timestamp(text: str) -> str | None:
    """Return the moment as RFC 3339 without fractions of a second, or `None`."""
    from datetime import datetime  # most runs read no dates

    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    year, month, day, letter, hour, minute, second, zone = found.groups(default="")
    if (letter == " " and zone) or (letter in "Tt" and letter and not zone):
        return None
    if zone not in {"", "Z"} and (int(zone[1:3]) > 24 or int(zone[4:6]) >= 60):
        return None
    hours, minutes, seconds = (int(part or "0") for part in (hour, minute, second))
    try:
        datetime(  # noqa: DTZ001 # only to see whether there is such a moment
            int(year) or 2000, int(month), int(day), hours, minutes, seconds
        )
    except ValueError:
        return None
    suffix = zone if zone.strip("Z+-0:") else "Z"
    date = f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{date}T{hours:02d}:{minutes:02d}:{seconds:02d}{suffix}"
