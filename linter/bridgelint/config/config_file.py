"""Loading of a file into a `Config`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config import Config, ConfigurationError, RuleConfig
from bridgelint.config.config_check import RuleNames, check
from bridgelint.config.config_tree import Plain, Tree, read_json_tree, read_tree, walk
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.confinement import OUTSIDE, is_inside, working_tree, writing_problem
from bridgelint.workspace.exclusions import Exclusion
from bridgelint.workspace.file_reading import reason

_PATHS: Final = frozenset({"file", "directory"})
"""Options of rules that are paths."""

_COMMON: Final = frozenset({"enabled", "severity", "ignorable"})
"""Settings of every rule."""

_LISTS: Final = ("varfiles", "variables", "exclude", "inventories")
_AS_WRITTEN: Final = ("call_module_type", "terraform_version", "preset", "force", "strict")
_SINGLE: Final = ("formats", "minimum_failure_severity", "baseline", *_AS_WRITTEN)
"""Fields of `Config`: those of which a file adds to the values of the file that it extends, and
those that it replaces."""


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
    root = None if outside else tree
    chain, trouble = _chain(path, shown, overlay or {}, root)
    configs: list[Config] = []
    for number, (file, own, directory) in enumerate(chain):
        plugins: dict[str, Span] = {}
        for _, each, _ in reversed(chain[number:]):
            plugins |= _plugins(each)
        failures = list(check(own, rules, plugins, Span(file, 0, 0)))
        if not failures:
            configs.append(replace(_config(own.values, directory, file.path), plugins=plugins))
            failures += _leading_outside(configs[-1], own, root)
        if failures:
            raise ConfigurationError(*failures)
    if trouble:
        raise trouble
    return reduce(_merge, configs)


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


def _leading_outside(config: Config, tree: Tree, root: str | None) -> Iterator[Failure]:
    """Yield the paths that leave the working tree, or where no report may be written."""
    if root is None:
        return
    paths = [
        *(("varfile", each) for each in config.varfiles),
        *([("baseline", config.baseline)] if config.baseline else []),
        *(
            ("file", str(value))
            for rule in config.rules.values()
            for path, value in walk(rule.options)
            if path and path[-1] in _PATHS and isinstance(value, str)
        ),
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
    failures = [Failure(each.message, each.help, each.span) for each in problems]
    raise ConfigurationError(*failures)


def _config(values: Mapping[str, Plain], directory: Path, shown: str) -> Config:
    settings = _table(values.get("config"))
    formats, severity = settings.get("format"), settings.get("minimum_failure_severity")
    excluded = settings.get("exclude", ())
    as_written: dict[str, Any] = {name: settings.get(name) for name in _AS_WRITTEN}
    return Config(
        directory=str(directory),
        path=shown,
        formats=None if formats is None else _formats(formats, directory),
        varfiles=tuple(_below(directory, each) for each in settings.get("varfile", ())),
        variables=tuple(settings.get("variables", ())),
        minimum_failure_severity=severity and Severity[severity.upper()],
        exclude=(Exclusion(str(directory), tuple(excluded)),) if excluded else (),
        inventories=tuple(_below(directory, each) for each in settings.get("inventory", ())),
        baseline=settings.get("baseline") and _below(directory, settings["baseline"]),
        rules={
            name: _rule(_table(block), directory)
            for name, block in _table(values.get("rule")).items()
        },
        **as_written,
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


def _merge(config: Config, beneath: Config) -> Config:
    """Return the settings of a file, and those of the file that it extends where it has none."""
    rules = {
        name: _merge_rule(beneath.rules.get(name, RuleConfig()), rule)
        for name, rule in {**beneath.rules, **config.rules}.items()
    }
    merged: dict[str, Any] = {
        name: (*getattr(beneath, name), *getattr(config, name)) for name in _LISTS
    }
    return replace(config, rules=rules, **merged, **_unset(beneath, config, _SINGLE))


def _merge_rule(beneath: RuleConfig, rule: RuleConfig) -> RuleConfig:
    options = {**beneath.options, **rule.options}
    return replace(rule, options=options, **_unset(beneath, rule, _COMMON))


def _unset(beneath: object, upper: object, names: Iterable[str]) -> dict[str, Any]:
    """Return the lower values of what is not set above."""
    return {name: getattr(beneath, name) for name in names if getattr(upper, name) is None}


def _below(directory: Path, path: str) -> str:
    return os.path.normpath(directory / path)


def _table(value: Plain) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
