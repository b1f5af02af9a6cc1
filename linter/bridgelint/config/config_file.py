"""Loading of a file into a `Config`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config import Config, ConfigurationError, RuleConfig
from bridgelint.config.config_tree import (
    Plain,
    RuleNames,
    Tree,
    check,
    read_json_tree,
    read_tree,
    walk,
)
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.confinement import OUTSIDE, is_inside, working_tree, writing_problem
from bridgelint.workspace.exclusions import Exclusion
from bridgelint.workspace.files import reason

_PATHS: Final = frozenset({"file", "directory"})
"""Options of rules that are paths."""

_COMMON: Final = frozenset({"enabled", "severity", "ignorable"})
"""Settings of every rule."""

_LISTS: Final = ("varfiles", "variables", "exclude", "inventories")
"""Fields of `Config` to which a file adds; others it replaces, of the file that it extends."""


def load(
    path: Path,
    rules: RuleNames,
    shown: str,
    overlay: Mapping[str, bytes] | None = None,
    *,
    named: bool = False,
) -> Config:
    """Load a file and the files it extends. Raise `ConfigurationError`.

    `rules` returns the allowed names of `rule` blocks, for the plugins of the files; `shown` is the
    path of the file in messages; `overlay` contains texts to use instead of files, by that path.
    A `named` file may be anywhere; if it is outside the working tree, what it refers to may be
    as well.
    """
    tree = working_tree("." if named else str(path.parent))
    outside = not is_inside(str(path), tree)
    if outside and not named:
        raise ConfigurationError(Failure(f"cannot read configuration file `{shown}`: {OUTSIDE}"))
    root = None if outside else tree
    chain, trouble = _chain(path, shown, overlay or {}, root)
    settings: list[dict[str, Any]] = []
    for number, (file, own, directory) in enumerate(chain):
        plugins: dict[str, Span] = {}
        for _, each, _ in reversed(chain[number:]):
            plugins |= _plugins(each)
        failures = list(check(own, rules, plugins, Span(file, 0, 0)))
        if not failures:
            settings.append({**_settings(own, directory), "plugins": plugins})
            failures += _leading_outside(settings[-1], own, directory, root)
        if failures:
            raise ConfigurationError(*failures)
    if trouble:
        raise trouble
    merged = reduce(_merge, settings)
    return Config(
        directory=str(chain[0][2]),
        path=shown,
        rules={name: _rule(block) for name, block in merged.pop("rules").items()},
        **merged,
    )


def mistakes(file: SourceFile, rules: RuleNames) -> tuple[Failure, ...]:
    """Return every mistake of a configuration file on its own."""
    try:
        tree = _parse(file)
        return tuple(check(tree, rules, _plugins(tree), Span(file, 0, 0)))
    except ConfigurationError as error:
        return error.failures


def _chain(
    path: Path, shown: str, overlay: Mapping[str, bytes], root: str | None
) -> tuple[list[tuple[SourceFile, Tree, Path]], ConfigurationError | None]:
    """Return a file and those that it extends, each with its directory, and why one of them cannot
    be read. No path may leave the working tree `root`, if it is not `None`."""
    chain: list[tuple[SourceFile, Tree, Path]] = []
    above: set[Path] = set()
    while True:
        real = _real(path)
        above.add(real)
        try:
            file = SourceFile(shown, overlay[shown] if shown in overlay else path.read_bytes())
            tree = _parse(file)
        except ConfigurationError as error:
            return chain, error
        except (OSError, ValueError) as error:
            message = f"cannot read configuration file `{shown}`: {reason(error)}"
            return chain, ConfigurationError(Failure(message))
        chain.append((file, tree, real.parent))
        base = _table(tree.values.get("config")).get("extends")
        if not isinstance(base, str):
            return chain, None
        path = _real(real.parent / base)
        if root is not None and not is_inside(str(path), root):
            return chain, ConfigurationError(_outside("extends", base, tree))
        if path in above:
            message = f"circular `extends`: `{base}` extends this file"
            return chain, ConfigurationError(Failure(message, "", _span(tree, "extends")))
        # For messages, relative to the file that extends it.
        shown = Path(os.path.normpath(Path(shown).parent / base)).as_posix()


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links, a null byte
        return path.absolute()


def _leading_outside(
    settings: dict[str, Any], tree: Tree, directory: Path, root: str | None
) -> Iterator[Failure]:
    """Yield the paths that leave the working tree, or where no report may be written."""
    if root is None:
        return
    paths = [
        *(("varfile", each) for each in settings.get("varfiles", ())),
        *([("baseline", settings["baseline"])] if "baseline" in settings else []),
        *(
            ("file", str(value))
            for path, value in walk(settings["rules"])
            if path and path[-1] in _PATHS and isinstance(value, str)
        ),
    ]
    for key, path in paths:
        if not is_inside(path, root):
            yield _outside(key, os.path.relpath(path, directory), tree)
    for each in settings.get("formats", ()):
        file = each.partition("=")[2]
        problem = writing_problem(file, root) if file else ""
        if problem:
            message = f"cannot write `{os.path.relpath(file, directory)}`, the file of a `format`"
            help_text = "pass --format on the command line"
            yield Failure(f"{message}: {problem}", help_text, _span(tree, "format"))


def _outside(key: str, path: str, tree: Tree) -> Failure:
    return Failure(f"cannot read `{path}`, the `{key}`: {OUTSIDE}", "", _span(tree, key))


def _span(tree: Tree, key: str) -> Span | None:
    return tree.spans.get(("config", key))


def _plugins(tree: Tree) -> dict[str, Span]:
    names = _table(tree.values.get("plugin"))
    return {name: tree.names["plugin", name] for name in names}


def _parse(file: SourceFile) -> Tree:
    # The parser is only imported if there is a configuration file.
    if file.path.endswith(".json"):
        from bridgelint.hcl.json.reader import read_json  # as above

        value, mistake = read_json(file)
        if mistake is None and value is not None:
            return read_json_tree(value)
        problems: tuple[SyntaxProblem, ...] = (mistake,) if mistake else ()
    else:
        from bridgelint.hcl.parse import parse_body  # as above

        body, problems = parse_body(file)
        if not problems:
            return read_tree(body)
    raise ConfigurationError(*(Failure(each.message, each.help, each.span) for each in problems))


def _settings(tree: Tree, directory: Path) -> dict[str, Any]:
    """Return the fields of `Config` that a file sets, each rule as its block."""
    found: dict[str, Any] = {}
    for key, value in _table(tree.values.get("config")).items():
        name, read = _FIELDS.get(key, (key, None))
        found[name] = read(value, directory) if read else value
    found.pop("extends", None)
    found["rules"] = _option("", tree.values.get("rule", {}), directory)
    return found


def _formats(formats: str | list[str], directory: Path) -> tuple[str, ...]:
    several = [formats] if isinstance(formats, str) else formats
    parts = (each.partition("=") for each in several)
    return tuple(f"{name}={_below(file, directory)}" if file else name for name, _, file in parts)


def _paths(paths: list[str], directory: Path) -> tuple[str, ...]:
    return tuple(_below(each, directory) for each in paths)


def _below(path: str, directory: Path) -> str:
    return os.path.normpath(directory / path)


_FIELDS: Final[dict[str, tuple[str, Callable[[Any, Path], object]]]] = {
    "format": ("formats", _formats),
    "varfile": ("varfiles", _paths),
    "variables": ("variables", lambda texts, _: tuple(texts)),
    "minimum_failure_severity": (
        "minimum_failure_severity",
        lambda word, _: Severity[word.upper()],
    ),
    "exclude": ("exclude", lambda each, where: (Exclusion(str(where), tuple(each)),) * bool(each)),
    "inventory": ("inventories", _paths),
    "baseline": ("baseline", _below),
}
"""The field of `Config` for each setting that is not used as written, and how it is read."""


def _rule(block: dict[str, Any]) -> RuleConfig:
    severity = block.get("severity")
    return RuleConfig(
        enabled=block.get("enabled"),
        severity=severity and Severity[severity.upper()],
        ignorable=block.get("ignorable"),
        options={key: value for key, value in block.items() if key not in _COMMON},
    )


def _option(key: str, value: Plain, directory: Path) -> Plain:
    """A rule's option; a `file` or `directory` is below the configuration file's directory."""
    if isinstance(value, list):
        return [_option(key, each, directory) for each in value]
    if isinstance(value, dict):
        return {inner: _option(inner, each, directory) for inner, each in value.items()}
    if key in _PATHS and isinstance(value, str):
        return _below(value, directory)
    return value


def _merge(upper: dict[str, Any], beneath: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a file, and those of the file that it extends where it has none."""
    lists = {name: (*beneath.get(name, ()), *upper.get(name, ())) for name in _LISTS}
    lower, higher = beneath["rules"], upper["rules"]
    rules = {name: {**lower.get(name, {}), **higher.get(name, {})} for name in {**lower, **higher}}
    return {**beneath, **upper, **lists, "rules": rules}


def _table(value: Plain) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
