"""Parsing and validation of the command line, but not its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from bridgelint.base.failure import ReportedError
from bridgelint.base.finding import Severity
from bridgelint.cli.options import INSTEAD, LINT, OPTIONS, PATH_MODES, SPELLINGS, Option
from bridgelint.config.config import Output, output
from bridgelint.lint.run_arguments import Arguments, Switches

if TYPE_CHECKING:
    # Not needed to report an invalid command line.
    from bridgelint.lint.run_arguments import Mode
    from bridgelint.workspace.variable_inputs import VariableOption

_NAMED: Final = {name: option for option in OPTIONS for name in option.names}
_HELP: Final = "`bridgelint --help` shows every option"
_UNSET: Final = "is a shell variable unset?"
_COLOURS: Final = {"always": True, "auto": None, "never": False}

_LONGEST: Final = 20
"""Digits of a number."""


class UsageError(ReportedError):
    """The command line is invalid."""


def parse(argv: Sequence[str]) -> Arguments:
    """Parse a command line. Raise `UsageError` if it is invalid.

    Options and paths may be mixed. Of an option that cannot be repeated the last value counts.
    """
    given: list[tuple[Option, str]] = []
    paths: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            paths += words
        elif word == "-" or not word.startswith("-"):
            paths.append(word)
        else:
            option, value = _option(word)
            if value is None and option.metavar and not option.metavar.startswith("["):
                value = _next(option, words)
            given.append((option, value or ""))
    mode = _mode(option for option, _ in given)
    if mode in {"help", "version"}:
        return Arguments(mode=cast("Mode", mode))
    _check_effects(mode, [option for option, _ in given], paths)
    arguments = _arguments(mode, given, paths)
    _check(arguments)
    return arguments


def _option(word: str) -> tuple[Option, str | None]:
    """Return the option of a word and its value, or `None` if the word contains no value.

    Long options may have a single dash, as in Terraform.
    """
    name, equals, value = word.partition("=")
    option = _NAMED.get(name)
    if option is None and name.startswith("-") and len(name) > len("-x"):
        name = f"--{name.lstrip('-')}"
        if name in SPELLINGS:
            return _option(SPELLINGS[name])
        option = _NAMED.get(name)
    if option is None:
        option, equals, value = _attached(word), "=", word[2:]
    if equals and not option.metavar:
        raise UsageError(f"{option.name} does not accept a value: `{word}`")
    return option, value if equals else None


def _attached(word: str) -> Option:
    """Return the option of `-fjson`. Raise `UsageError` for every other word."""
    from bridgelint.base.words import nearest  # few command lines have one

    name = word.partition("=")[0]
    long = f"--{name.lstrip('-')}"
    # All short options are equally near to a short one.
    names = [option.name for option in OPTIONS] if len(name) > len("-x") else []
    meant = INSTEAD.get(long) or nearest(long, names)
    option = _NAMED.get(word[:2])
    if option is not None and option.metavar and not word.startswith("--") and meant is None:
        return option
    raise UsageError(f"unknown option: `{name}`", f"did you mean `{meant}`?" if meant else _HELP)


def _next(option: Option, words: Iterator[str]) -> str:
    value = next(words, None)
    if value is None or value in _NAMED or value == "--":
        raise UsageError(f"{option.name} requires a value: {option.name} {option.metavar}")
    return value


def _mode(given: Iterable[Option]) -> str:
    """Return the mode that the options select. `--help` and `--version` come before all others."""
    selecting = list(dict.fromkeys(each.mode for each in given if each.selects))
    first = [each for each in selecting if each in {"help", "version"}]
    if len(selecting) > 1 and not first:
        ordered = [each.name for each in OPTIONS if each.mode in selecting]
        raise UsageError(f"{ordered[0]} and {ordered[1]} cannot be used together")
    return next(iter((*first, *selecting)), LINT)


def _check_effects(mode: str, given: Iterable[Option], paths: Sequence[str]) -> None:
    """Raise `UsageError` for an option without effect in the mode."""
    for option in given:
        if mode in option.modes:
            continue
        if mode != LINT:
            raise UsageError(f"{option.name} has no effect with --{mode}")
        others = " or ".join(f"--{each.mode}" for each in OPTIONS if each.mode in option.modes)
        raise UsageError(f"{option.name} has no effect without {others}")
    if paths and mode not in PATH_MODES:
        raise UsageError(f"a path has no effect with --{mode}: `{paths[0]}`")


def _arguments(mode: str, given: Iterable[tuple[Option, str]], paths: Iterable[str]) -> Arguments:
    """Read the values. Most fields of `Arguments` are named like the options."""
    found: dict[str, Any] = {"mode": LINT if mode in {"fix", "diff"} else mode}
    for option, text in given:
        if option.metavar and not text and not option.metavar.startswith("["):
            raise UsageError(f"{option.name} is empty", _UNSET)
        field = _FIELDS.get(option.name, option.mode.replace("-", "_"))
        value = _READERS.get(option.name, _read)(option, text)
        if option.repeated:
            found[field] = (*found.get(field, ()), *value)
        elif not option.selects or option.metavar or mode in {"fix", "diff"}:
            found[field] = value
    switches = Switches(found.pop("only", ()), found.pop("rules", ()), found.pop("preset", None))
    return Arguments(paths=tuple(paths), switches=switches, **found)


def _read(option: Option, text: str) -> Any:  # noqa: ANN401 # of any field
    if not option.metavar:
        return True
    if option.words and text not in option.words:
        raise _not_one_of(option, text)
    return [text] if option.repeated else text


def _not_one_of(option: Option, text: str) -> UsageError:
    from bridgelint.base.words import hint  # only for a mistake

    *others, last = (f"`{word}`" for word in option.words)
    return _invalid(option.name, text, f"{', '.join(others)} or {last}", hint(text, option.words))


def _invalid(name: str, text: str, expected: str, help_text: str = "") -> UsageError:
    return UsageError(f"invalid value `{text}` for {name}: expected {expected}", help_text)


def _switched(option: Option, text: str) -> list[tuple[str, bool]]:
    return [(name.strip(), option.name == "--enable-rule") for name in text.split(",")]


def _variable(option: Option, text: str) -> list[VariableOption]:
    from bridgelint.workspace.variable_inputs import VariableOption  # only where there is one

    return [VariableOption("var-file" if option.mode == "var-file" else "var", text)]


def _output(_: Option, text: str) -> list[Output]:
    try:
        return [output(text)]
    except ValueError as error:
        raise UsageError(*error.args) from error


def _colour(option: Option, text: str) -> bool | None:
    if text and text not in _COLOURS:
        raise _not_one_of(option, text)
    return _COLOURS[text or "always"]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _count(option: Option, text: str) -> int:
    if not (_is_digits(text) and len(text) < _LONGEST and int(text) > 0):
        raise _invalid(option.name, text, "a positive integer")
    return int(text)


def _rate(option: Option, text: str) -> float:
    whole, point, rest = text.partition(".")
    is_number = _is_digits(whole) and (not point or _is_digits(rest))
    if is_number and len(text) < _LONGEST and float(text) > 0:
        return float(text)
    raise _invalid(option.name, text, "a positive number")


_FIELDS: Final = {
    "--action": "actions",
    "--disable-rule": "rules",
    "--enable-rule": "rules",
    "--filter": "filters",
    "--format": "outputs",
    "--inventory": "inventories",
    "--no-color": "color",
    "--var": "variables",
    "--var-file": "variables",
}
"""Fields of `Arguments` that are not named like the option."""

_READERS: Final[dict[str, Callable[[Option, str], Any]]] = {
    "--color": _colour,
    "--disable-rule": _switched,
    "--enable-rule": _switched,
    "--format": _output,
    "--max-attempts": _count,
    "--max-attempts-unknown": _count,
    "--minimum-failure-severity": lambda option, text: Severity[_read(option, text).upper()],
    "--no-color": lambda _, __: False,
    "--only": lambda _, text: [name.strip() for name in text.split(",")],
    "--parallel": _count,
    "--rate": _rate,
    "--var": _variable,
    "--var-file": _variable,
}
"""How the values of some options are read; all others are texts, choices or switches."""


def _check(arguments: Arguments) -> None:
    if arguments.no_config and arguments.config is not None:
        raise UsageError("--config and --no-config cannot be used together")
    if arguments.test is not None and arguments.plan is not None:
        raise UsageError("--test and --plan cannot be used together")
    if arguments.test is not None and arguments.paths:
        message = "--test and PATH cannot be used together"
        raise UsageError(message, "the test file determines the module")
    if "" in arguments.paths:
        raise UsageError("the path is empty", _UNSET)
    if ("-" in arguments.paths) != (arguments.stdin_filename is not None):
        message = "the path - and --stdin-filename FILE must be used together"
        help_text = "standard input replaces FILE: bridgelint --stdin-filename main.tf -"
        raise UsageError(message, help_text)
    if arguments.mode == "emit":
        _check_emit(arguments)
    elif arguments.actions:
        import re  # not for most runs

        if any(re.search(r"#\d+(?:,|$)", each) for each in arguments.actions):
            raise UsageError("--action with an entry (ADDRESS#N) requires --emit")
    if sum(each.file is None for each in arguments.outputs) > 1:
        message = "two formats cannot share standard output"
        raise UsageError(message, "write one to a file: --format sarif=out.sarif")


def _check_emit(arguments: Arguments) -> None:
    from bridgelint.emit.provider_settings import is_http_url, masked  # one mode is used

    url, account = arguments.endpoint_url, arguments.expect_account
    if url is not None and not is_http_url(url):
        raise _invalid("--endpoint-url", masked(url), "an HTTP or HTTPS URL")
    if account is not None and not (len(account) == 12 and _is_digits(account)):
        raise _invalid("--expect-account", account, "an account ID of 12 digits")
    if arguments.allow_stale_plan and arguments.plan is None:
        raise UsageError("--allow-stale-plan requires --plan")
    if arguments.include_unknown and arguments.resume is None:
        raise UsageError("--include-unknown requires --resume")
    for option, given in (("--action", arguments.actions), ("--receipt", arguments.receipt)):
        if given and arguments.resume is not None:
            raise UsageError(f"--resume and {option} cannot be used together")
