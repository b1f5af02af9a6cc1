"""What is wrong in a configuration file, each mistake at its place with the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bridgelint.base.nearest import nearest
from bridgelint.base.source import Span
from bridgelint.config.config_tree import Path, Plain, Tree
from bridgelint.lint.report import Failure
from bridgelint.report.formats import output

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Schema = dict[str, Any]

_FOREIGN = {
    "plugin": "bridgelint has no plugins: remove the block",
    "tflint": "remove the block: it is for tflint",
}
_TYPES = {
    "string": "a string",
    "array": "a list",
    "boolean": "true or false",
    "object": "a block",
    "number": "a number",
}


def load_schema() -> Schema:
    """The JSON Schema of a configuration file, as it ships."""
    import json  # noqa: PLC0415 # only where there is a configuration file
    from pathlib import Path as File  # noqa: PLC0415 # as above

    schema: Schema = json.loads(File(__file__).with_name("schema.json").read_bytes())
    return schema


def check(tree: Tree, rules: Iterable[str], whole: Span) -> Iterator[Failure]:
    """Every mistake, in the order of the file; `whole` stands for what has no place."""
    from jsonschema.validators import Draft202012Validator  # noqa: PLC0415 # slow to import

    schema = load_schema()
    validator = Draft202012Validator(schema)
    failures = [
        *tree.failures,
        *(
            failure
            for error in validator.iter_errors(tree.values)  # pyright: ignore[reportUnknownMemberType]
            for failure in _explain(error, tree, whole)
        ),
        *_unknown_rules(tree, frozenset(rules)),
        *_bad_formats(tree),
    ]
    yield from sorted(dict.fromkeys(failures), key=lambda each: each.span.start if each.span else 0)


def _unknown_rules(tree: Tree, rules: frozenset[str]) -> Iterator[Failure]:
    blocks = tree.values.get("rule")
    if not isinstance(blocks, dict):
        return
    for name in blocks:
        if name not in rules:
            meant = nearest(name, rules)
            help_text = _suggestion(meant) or "`bridgelint --list-rules` shows all"
            yield Failure(f"no such rule: `{name}`", help_text, tree.names.get(("rule", name)))


def _bad_formats(tree: Tree) -> Iterator[Failure]:
    settings = tree.values.get("config")
    formats = settings.get("format") if isinstance(settings, dict) else None
    path: Path = ("config", "format")
    several = isinstance(formats, list)
    for number, text in enumerate(formats if isinstance(formats, list) else [formats]):
        try:
            if isinstance(text, str):
                output(text)
        except ValueError as error:
            yield Failure(str(error), "", tree.spans[(*path, number) if several else path])


def _explain(error: ValidationError, tree: Tree, whole: Span) -> Iterator[Failure]:
    path: Path = tuple(error.absolute_path)
    schema: Schema = error.schema if isinstance(error.schema, dict) else {}
    value = _at(tree.values, path)
    span = tree.spans.get(path, tree.names.get(path, whole))
    name = _name(path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(path, value, schema["properties"], tree)
    elif error.validator == "required":
        for key in schema["required"]:
            if isinstance(value, dict) and key not in value:
                yield Failure(f"`{name}` needs `{key}`", _purpose(schema, key), span)
    elif error.validator == "enum":
        message = f"`{name}` is {_shown(value)}; it takes {_listed(schema['enum'])}"
        meant = nearest(value, schema["enum"]) if isinstance(value, str) else None
        yield Failure(message, _suggestion(meant), span)
    elif error.validator == "type":
        wanted = " or ".join(word for kind, word in _TYPES.items() if kind in schema["type"])
        yield Failure(f"`{name}` takes {wanted}, not {_shown(value)}", "", span)
    elif error.validator == "pattern":
        yield Failure(f"{_shown(value)} is no `NAME=VALUE`", "", span)
    else:
        yield Failure(error.message, "", span)


def _unknown_keys(path: Path, value: Plain, known: Iterable[str], tree: Tree) -> Iterator[Failure]:
    for key in value if isinstance(value, dict) else ():
        if key in known:
            continue
        inside = f" in `{_name(path)}`" if path else ""
        foreign = "" if path else _FOREIGN.get(key, "")
        help_text = foreign or _suggestion(nearest(key, known)) or f"known are {_listed(known)}"
        yield Failure(f"unknown key `{key}`{inside}", help_text, tree.names.get((*path, key)))


def _at(value: Plain, path: Path) -> Plain:
    for step in path:
        container: Any = value
        value = container[step]
    return value


def _name(path: Path) -> str:
    words = [str(each) for each in path if isinstance(each, str)]
    return ".".join(words[1:] if words[:1] == ["rule"] and len(words) > 1 else words[-1:])


def _purpose(schema: Schema, key: str) -> str:
    text = str(schema["properties"][key].get("description", ""))
    return text[:1].lower() + text[1:].rstrip(".")


def _suggestion(word: str | None) -> str:
    return f"did you mean `{word}`?" if word else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in words if not each.startswith("$"))


def _shown(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a block"
    return "a list" if isinstance(value, list) else f"`{value}`"
