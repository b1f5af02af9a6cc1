"""Loading of a file into a `Config`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import dataclass, replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config import Config, ConfigurationError, RuleConfig
from bridgelint.config.config_check import RuleNames, check
from bridgelint.config.config_tree import Plain, Tree, read_tree
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.confinement import OUTSIDE, is_inside, working_tree, writing_problem
from bridgelint.workspace.exclusions import Exclusion
from bridgelint.workspace.file_reading import reason

_PATHS: Final = frozenset({"file", "directory"})
"""Options of rules that are paths."""

_COMMON: Final = frozenset({"enabled", "severity", "ignorable"})
"""Settings of every rule."""

_LISTS: Final = ("varfiles", "variables", "exclude", "inventories")
_SINGLE: Final = (
    *("formats", "call_module_type", "terraform_version", "minimum_failure_severity"),
    *("preset", "baseline", "force", "strict"),
)
"""Fields of `Config`: those of which a file adds to the values of the file that it extends, and
those that it replaces."""


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links, a null byte
        return path.absolute()


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
        message = f"cannot read configuration file `{shown}`: {OUTSIDE}"
        raise ConfigurationError(Failure(message))
    return _load(path, rules, shown, (), _Place(overlay or {}, None if outside else tree))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where files are read."""

    overlay: Mapping[str, bytes]
    root: str | None
    """The working tree that no path may leave; `None` if paths may lead anywhere."""


def mistakes(file: SourceFile, rules: RuleNames) -> tuple[Failure, ...]:
    """Return every mistake of a configuration file on its own."""
    try:
        tree = _parse(file)
        return tuple(check(tree, rules, _plugins(tree), _start(file)))
    except ConfigurationError as error:
        return error.failures


def _load(
    path: Path,
    rules: RuleNames,
    shown: str,
    above: tuple[Path, ...],
    place: _Place,
) -> Config:
    real, overlay = _real(path), place.overlay
    try:
        data = overlay[shown] if shown in overlay else path.read_bytes()
    except (OSError, ValueError) as error:
        message = f"cannot read configuration file `{shown}`: {reason(error)}"
        raise ConfigurationError(Failure(message)) from error
    file = SourceFile(shown, data)
    tree = _parse(file)
    base = _table(tree.values.get("config")).get("extends")
    plugins = _plugins(tree)
    if isinstance(base, str):
        plugins = {**_inherited(real.parent / base, (), place.root), **plugins}
    failures = list(check(tree, rules, plugins, _start(file)))
    if failures:
        raise ConfigurationError(*failures)
    config = replace(_config(tree.values, real.parent, shown), plugins=plugins)
    failures = list(_leading_outside(config, tree, place.root))
    if failures:
        raise ConfigurationError(*failures)
    if base is None:
        return config
    target = _real(real.parent / base)
    if place.root is not None and not is_inside(str(target), place.root):
        raise ConfigurationError(_outside("extends", base, tree))
    if target in {real, *above}:
        span = tree.spans["config", "extends"]
        message = f"circular `extends`: `{base}` extends this file"
        raise ConfigurationError(Failure(message, "", span))
    beneath = _load(target, rules, _beside(shown, base), (real, *above), place)
    return _merge(beneath, config)


def _leading_outside(config: Config, tree: Tree, root: str | None) -> Iterator[Failure]:
    """Yield the paths that leave the working tree, or where no report may be written."""
    if root is None:
        return
    paths = [
        *(("varfile", each) for each in config.varfiles),
        *([("baseline", config.baseline)] if config.baseline else []),
        *(("file", path) for rule in config.rules.values() for path in _files(rule.options)),
    ]
    for key, path in paths:
        if not is_inside(path, root):
            yield _outside(key, os.path.relpath(path, config.directory), tree)
    for each in config.formats or ():
        file = each.partition("=")[2]
        problem = writing_problem(file, root) if file else ""
        if problem:
            shown = os.path.relpath(file, config.directory)
            message = f"cannot write `{shown}`, the file of a `format`: {problem}"
            yield Failure(message, "pass --format on the command line", _span(tree, "format"))


def _files(value: object) -> Iterator[str]:
    """Yield the paths in the options of a rule."""
    if isinstance(value, dict):
        for key, each in cast("dict[str, object]", value).items():
            if key in _PATHS and isinstance(each, str):
                yield each
            else:
                yield from _files(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _files(each)


def _outside(key: str, path: str, tree: Tree) -> Failure:
    return Failure(f"cannot read `{path}`, the `{key}`: {OUTSIDE}", "", _span(tree, key))


def _span(tree: Tree, key: str) -> Span | None:
    return tree.spans.get(("config", key))


def _inherited(path: Path, above: tuple[Path, ...], root: str | None) -> dict[str, Span]:
    """Return the plugins of a file and of those that it extends; none of an invalid file or one
    that may not be read, whose mistakes are reported when it is loaded."""
    real = _real(path)
    if root is not None and not is_inside(str(real), root):
        return {}
    try:
        tree = _parse(SourceFile(str(path), real.read_bytes()))
    except (ConfigurationError, OSError, ValueError):
        return {}
    base = _table(tree.values.get("config")).get("extends")
    own = _plugins(tree)
    if not isinstance(base, str) or real in above:
        return own
    return {**_inherited(real.parent / base, (real, *above), root), **own}


def _plugins(tree: Tree) -> dict[str, Span]:
    names = _table(tree.values.get("plugin"))
    return {name: tree.names["plugin", name] for name in names}


def _parse(file: SourceFile) -> Tree:
    # The parser is only imported if there is a configuration file.
    if file.path.endswith(".json"):
        from bridgelint.config.json_config import read_json_tree  # as above
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
    failures = [Failure(each.message, each.help, each.span) for each in problems]
    raise ConfigurationError(*failures)


def _start(file: SourceFile) -> Span:
    return Span(file, 0, 0)


def _config(values: Mapping[str, Plain], directory: Path, shown: str) -> Config:
    settings = _table(values.get("config"))
    formats = settings.get("format")
    severity = settings.get("minimum_failure_severity")
    excluded = settings.get("exclude", ())
    return Config(
        directory=str(directory),
        path=shown,
        formats=None if formats is None else _formats(formats, directory),
        call_module_type=settings.get("call_module_type"),
        varfiles=tuple(_below(directory, each) for each in settings.get("varfile", ())),
        variables=tuple(settings.get("variables", ())),
        terraform_version=settings.get("terraform_version"),
        minimum_failure_severity=severity and Severity[severity.upper()],
        preset=settings.get("preset"),
        exclude=(Exclusion(str(directory), tuple(excluded)),) if excluded else (),
        inventories=tuple(_below(directory, each) for each in settings.get("inventory", ())),
        baseline=settings.get("baseline") and _below(directory, settings["baseline"]),
        force=settings.get("force"),
        strict=settings.get("strict"),
        rules={
            name: _rule(_table(block), directory)
            for name, block in _table(values.get("rule")).items()
        },
    )


def _formats(formats: str | list[str], directory: Path) -> tuple[str, ...]:
    several = [formats] if isinstance(formats, str) else formats
    parts = (each.partition("=") for each in several)
    return tuple(f"{name}={_below(directory, file)}" if file else name for name, _, file in parts)


def _rule(block: Mapping[str, Any], directory: Path) -> RuleConfig:
    severity = block.get("severity")
    return RuleConfig(
        enabled=block.get("enabled"),
        severity=severity and Severity[severity.upper()],
        ignorable=block.get("ignorable"),
        options={
            key: _option(key, value, directory)
            for key, value in block.items()
            if key not in _COMMON
        },
    )


def _option(key: str, value: Plain, directory: Path) -> Plain:
    """A rule's option; a `file` or `directory` is below the configuration file's directory."""
    if isinstance(value, list):
        return [_option(key, each, directory) for each in value]
    if isinstance(value, dict):
        return {inner: _option(inner, each, directory) for inner, each in value.items()}
    if key in _PATHS and isinstance(value, str):
        return _below(directory, value)
    return value


def _merge(beneath: Config, config: Config) -> Config:
    """Return the settings of the upper file, and the lower one's if it does not set them."""
    rules = {
        name: _merge_rule(beneath.rules.get(name, RuleConfig()), config.rules.get(name))
        for name in {**beneath.rules, **config.rules}
    }
    merged: dict[str, Any] = {
        name: (*getattr(beneath, name), *getattr(config, name)) for name in _LISTS
    }
    merged |= {name: getattr(beneath, name) for name in _SINGLE if getattr(config, name) is None}
    return replace(config, rules=rules, **merged)


def _merge_rule(beneath: RuleConfig, rule: RuleConfig | None) -> RuleConfig:
    if rule is None:
        return beneath
    unset: dict[str, Any] = {
        name: getattr(beneath, name) for name in _COMMON if getattr(rule, name) is None
    }
    return replace(rule, options={**beneath.options, **rule.options}, **unset)


def _below(directory: Path, path: str) -> str:
    return os.path.normpath(directory / path)


def _beside(shown: str, path: str) -> str:
    """Return another file's path for messages, relative to the file with the path `shown`."""
    return Path(os.path.normpath(Path(shown).parent / path)).as_posix()


def _table(value: Plain) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
