"""A configuration file as plain values, with the place of each, and what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from bridgelint.base.failure import Failure
from bridgelint.base.records import Record, field
from bridgelint.base.source import Span
from bridgelint.base.words import hint
from bridgelint.config.config import output
from bridgelint.hcl.tree import (
    Block,
    Body,
    Expression,
    Literal,
    Object,
    Template,
    Tuple,
    Unary,
    literal_of,
)

if TYPE_CHECKING:
    from fractions import Fraction

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None
"""A literal value, as in JSON."""

_COMMENT = "//"
"""The key of a comment in JSON syntax."""

_DEEPEST = 20
"""The maximum depth; deeper values are left for the schema to reject."""

Path = tuple[str | int, ...]
"""The path of a value: keys of objects, indexes of lists."""

_LABELLED = frozenset({"plugin", "rule"})
"""The block types with a label."""

_BLOCKS = frozenset({"config", *_LABELLED})
"""The top-level blocks; the contents of any other block are not checked here."""


class Tree(Record):
    """The values of a file, and the places of each value and its name."""

    values: dict[str, Plain] = field(default_factory=dict[str, Plain])
    spans: dict[Path, Span] = field(default_factory=dict[Path, Span])
    names: dict[Path, Span] = field(default_factory=dict[Path, Span])
    failures: list[Failure] = field(default_factory=list[Failure])
    """Constructs that have no value."""

    def body(self, body: Body, path: Path) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        for attribute in body.attributes:
            self.member(attribute.name, attribute.name_span, attribute.value, values, path)
        for block in body.blocks:
            self.block(block, values, path)
        return values

    def member(
        self, name: str, span: Span, expression: Expression, into: dict[str, Plain], path: Path
    ) -> None:
        """Read one attribute or one item of an object."""
        here = (*path, name)
        self.names[here] = span
        for value in self.value(expression, here):
            into[name] = value

    def block(self, block: Block, into: dict[str, Plain], path: Path) -> None:
        labelled = not path and block.type in _LABELLED
        if not path and block.type not in _BLOCKS:
            self.names.setdefault((block.type,), block.type_span)
            into.setdefault(block.type, {})
            return
        if len(block.labels) != labelled:
            what = f'`{block.type} "NAME"`' if labelled else f"`{block.type}`, without a label"
            self.fail("wrong number of block labels", f"use {what}", block.header)
            return
        if path:
            self.repeated(block, into, path)
            return
        if labelled:
            self.names.setdefault((block.type,), block.type_span)
            group = into.setdefault(block.type, {})
            into, path = group if isinstance(group, dict) else {}, (block.type,)
        label = block.labels[0] if labelled else None
        name = block.type if label is None else label.text
        here = (*path, name)
        if name in into:
            self.fail(f"duplicate block for `{name}`", "merge both blocks", block.header)
            return
        self.names[here] = block.type_span if label is None else label.span
        self.spans[here] = block.header
        into[name] = self.body(block.body, here)

    def repeated(self, block: Block, into: dict[str, Plain], path: Path) -> None:
        """Add a nested block as an element of a list."""
        here = (*path, block.type)
        existing = into.setdefault(block.type, [])
        if not isinstance(existing, list):
            message = f"`{block.type}` is both an argument and a block"
            self.fail(message, "remove one of them", block.header)
            return
        self.names.setdefault(here, block.type_span)
        self.spans.setdefault(here, block.header)
        here = (*here, len(existing))
        self.names[here] = self.spans[here] = block.header
        existing.append(self.body(block.body, here))

    def value(self, expression: Expression, path: Path) -> Iterator[Plain]:
        """Yield the value, unless it is invalid, so that the schema does not see it."""
        self.spans[path] = expression.span
        match expression:
            case _ if len(path) > _DEEPEST:
                yield None
            case Literal(value=value):
                yield _plain(value)
            case Template(literal=str() as text):
                yield text
            case Unary(operand=Literal(value=value)):
                if expression.operator == "-" and not (value is None or isinstance(value, bool)):
                    yield _plain(-value)
                else:
                    self.fail("the value is not a literal", "use a literal value", expression.span)
            case Tuple(items=items):
                parts = (self.value(each, (*path, place)) for place, each in enumerate(items))
                yield [each for part in parts for each in part]
            case Object():
                yield self.object(expression, path)
            case _:
                help_text = "a configuration file cannot contain references, functions or templates"
                self.fail("the value is not a literal", help_text, expression.span)

    def object(self, expression: Object, path: Path) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        for item in expression.items:
            key = literal_of(item.key)
            if key is None:
                self.fail("the key is not a literal", "use a literal string", item.key.span)
            elif key in values:
                self.fail(f"duplicate `{key}`", "remove one", item.key.span)
            elif key != _COMMENT:
                self.member(key, item.key.span, item.value, values, path)
        return values

    def fail(self, message: str, help_text: str, span: Span) -> None:
        self.failures.append(Failure(message, help_text, span))


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield a plain value and everything inside it, each with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, each in cast("dict[str, object]", value).items():
            yield from walk(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(cast("list[object]", value)):
            yield from walk(each, (*path, place))


def read_tree(body: Body) -> Tree:
    """Read a body. It never fails: invalid parts are omitted and recorded in `failures`."""
    tree = Tree()
    tree.values.update(tree.body(body, ()))
    return tree


def read_json_tree(value: Expression) -> Tree:
    """Read the object of a file in JSON syntax, like `read_tree`."""
    tree = Tree()
    if isinstance(value, Object):
        tree.values.update(tree.object(value, ()))
    else:
        tree.fail("expected an object", "", value.span)
    return tree


def _plain(value: int | Fraction | bool | None) -> Plain:  # noqa: FBT001 # a literal's value
    return value if value is None or isinstance(value, int) else float(value)


# -- each mistake with its place and a suggestion

Schema = dict[str, Any]

_KINDS = {
    "string": (str, "a string"),
    "array": (list, "a list"),
    "boolean": (bool, "true or false"),
    "object": (dict, "a block"),
}
"""The types of a schema: ours, and how a message names it."""


class ConfigFault(NamedTuple):
    """A value that a keyword of the schema rejects."""

    path: Path
    keyword: str
    schema: Schema
    """The part of the schema with the keyword."""


def load_schema() -> Schema:
    """Return the included JSON Schema of configuration files."""
    import json  # only where there is a configuration file
    from pathlib import Path as File  # as above

    schema: Schema = json.loads(File(__file__).with_name("schema.json").read_bytes())
    return schema


RuleNames = Callable[[Mapping[str, Span]], Iterable[str]]
"""Returns the names of all rules, with those of these plugins. Raises `ConfigurationError` if one
cannot be loaded."""


def check(
    tree: Tree, rules: RuleNames, plugins: Mapping[str, Span], whole: Span
) -> Iterator[Failure]:
    """Yield every mistake, in file order; `whole` is the place of those without one. Raise
    `ConfigurationError` if a plugin cannot be loaded.
    """
    foreign = frozenset(rules(plugins)).difference(rules({})) if plugins else ()
    # Which options the rules of plugins have, no schema describes.
    open_blocks = {("rule", name) for name in foreign}
    failures = [
        *tree.failures,
        *(
            failure
            for fault in faults(tree.values, load_schema())
            if fault.keyword != "additionalProperties" or fault.path not in open_blocks
            for failure in _explain(fault, tree, whole)
        ),
        *_unknown_rules(tree, rules, plugins),
        *_bad_formats(tree),
        # No path, pattern or name may contain one.
        *(
            Failure("a value cannot contain a null byte", span=tree.spans.get(path))
            for path, value in walk(tree.values)
            if isinstance(value, str) and "\0" in value
        ),
    ]
    yield from sorted(dict.fromkeys(failures), key=lambda each: each.span.start if each.span else 0)


def faults(
    value: Plain, schema: Schema, path: Path = (), defined: Schema | None = None
) -> Iterator[ConfigFault]:
    """Yield what the schema rejects, at most once for each value and keyword.

    Knows the keywords that schema.json has: jsonschema would double the time of a small run.
    """
    named: Schema = schema["$defs"] if defined is None else defined
    if "$ref" in schema:
        schema = named[schema["$ref"].removeprefix("#/$defs/")]
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, _KINDS[kind][0]) for kind in kinds):
        yield ConfigFault(path, "type", schema)
    if value not in schema.get("enum", [value]):
        yield ConfigFault(path, "enum", schema)
    if isinstance(value, str) and re.search(schema.get("pattern", ""), value) is None:
        yield ConfigFault(path, "pattern", schema)
    if isinstance(value, list) and "items" in schema:
        for place, each in enumerate(value):
            yield from faults(each, schema["items"], (*path, place), named)
    if isinstance(value, dict):
        yield from _faults_in_object(value, schema, path, named)


def _faults_in_object(
    value: dict[str, Plain], schema: Schema, path: Path, named: Schema
) -> Iterator[ConfigFault]:
    if not value.keys() >= set(schema.get("required", ())):
        yield ConfigFault(path, "required", schema)
    known: Schema = schema.get("properties", {})
    others: Any = schema.get("additionalProperties", {})
    if others is False and not value.keys() <= known.keys():
        yield ConfigFault(path, "additionalProperties", schema)
    for key, each in value.items():
        inner = known.get(key, others)
        if inner is not False:
            yield from faults(each, inner, (*path, key), named)


def _unknown_rules(tree: Tree, rules: RuleNames, plugins: Mapping[str, Span]) -> Iterator[Failure]:
    blocks = tree.values.get("rule")
    known = frozenset(rules(plugins)) if blocks else frozenset[str]()
    for name in blocks if isinstance(blocks, dict) else ():
        if name not in known:
            help_text = hint(name, known, "`bridgelint --list-rules` shows all")
            yield Failure(f"no such rule: `{name}`", help_text, tree.names.get(("rule", name)))


def _bad_formats(tree: Tree) -> Iterator[Failure]:
    settings = tree.values.get("config")
    formats = settings.get("format") if isinstance(settings, dict) else None
    for path, text in walk(formats, ("config", "format")):
        try:
            if isinstance(text, str) and not isinstance(formats, dict):
                output(text)
        except ValueError as error:
            message, help_text = error.args
            yield Failure(message, help_text, tree.spans[path])


def _explain(fault: ConfigFault, tree: Tree, whole: Span) -> Iterator[Failure]:
    path, keyword, schema = fault
    value: Any = tree.values
    for step in path:
        value = value[step]
    span = tree.spans.get(path, tree.names.get(path, whole))
    name = _name(path)
    if keyword == "additionalProperties":
        yield from _unknown_keys(path, value, schema["properties"], tree)
    elif keyword == "required":
        for key in schema["required"]:
            if isinstance(value, dict) and key not in value:
                text = str(schema["properties"][key].get("description", ""))
                purpose = text[:1].lower() + text[1:].rstrip(".")
                yield Failure(f"missing `{key}` in `{name}`", purpose, span)
    elif keyword == "enum":
        message = f"`{name}` must be one of {_listed(schema['enum'])}, not {_shown(value)}"
        yield Failure(message, hint(value, schema["enum"]) if isinstance(value, str) else "", span)
    elif keyword == "type":
        wanted = " or ".join(word for kind, (_, word) in _KINDS.items() if kind in schema["type"])
        yield Failure(f"`{name}` must be {wanted}, not {_shown(value)}", "", span)
    else:
        yield Failure(f"{_shown(value)} must have the form `NAME=VALUE`", "", span)


def _unknown_keys(path: Path, value: Plain, known: Iterable[str], tree: Tree) -> Iterator[Failure]:
    for key in value if isinstance(value, dict) else ():
        if key in known:
            continue
        inside = f" in `{_name(path)}`" if path else ""
        foreign = "this block belongs to tflint: remove it" if (*path, key) == ("tflint",) else ""
        if path[:1] == ("plugin",):
            foreign = "a `plugin` block has no arguments"
        help_text = foreign or hint(key, known, f"known keys: {_listed(known)}")
        yield Failure(f"unknown key `{key}`{inside}", help_text, tree.names.get((*path, key)))


def _name(path: Path) -> str:
    words = [str(each) for each in path if isinstance(each, str)]
    return ".".join(words[1:] if words[:1] == ["rule"] and len(words) > 1 else words[-1:])


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in words if not each.startswith("$"))


def _shown(value: Plain) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict):
        return "a block"
    return "a list" if isinstance(value, list) else f"`{value}`"
