"""Parsing and validation of the command line, but not its meaning."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.urls import is_http_url, masked
from bridgelint.config.output import Output, output
from bridgelint.lint.rule_switches import Switches
from bridgelint.lint.run_arguments import Arguments, Mode

if TYPE_CHECKING:
    # None of these is needed to report an invalid command line.
    from bridgelint.config.config import Preset
    from bridgelint.workspace.variable_inputs import VariableOption

_FOR_EMIT: Final = (
    *("yes", "region", "profile", "endpoint_url", "expect_account"),
    *("split", "verify_bus", "allow_stale_plan", "rate", "parallel"),
    *("receipt", "resume", "include_unknown", "max_attempts", "max_attempts_unknown"),
)
_NEVER_EMPTY: Final = (
    *("region", "profile", "endpoint_url", "expect_account", "receipt", "resume"),
)

_WITH_VALUE: Final = (
    *(
        "--chdir",
        "--stdin-filename",
        "--plan",
        "--test",
        "--terraform-version",
        "--baseline",
        "--explain",
    ),
    *("--region", "--profile", "--endpoint-url", "--expect-account", "--receipt", "--resume"),
)
_FLAGS: Final = (
    *("--recursive", "--no-config", "--no-ignores", "--update-baseline", "--fix", "--diff"),
    *("--suggestions",),
    *("--dry-run", "--emit", "--langserver", "--list-rules", "--init", "--yes", "--split"),
    *("--verify-bus", "--allow-stale-plan", "--include-unknown"),
)

_FOR_ASKING: Final = frozenset({"region", "profile", "endpoint_url"})
"""What `--save-inventory` accepts as well."""

_SEVERITIES: Final = {each.word: each for each in reversed(Severity)}


class UsageError(Exception):
    """The command line is invalid."""

    def __init__(self, message: str, help_text: str = "") -> None:
        super().__init__(message)
        self.failure = Failure(message, help_text)


def parse(argv: Sequence[str]) -> Arguments:
    """Parse a command line. Raise `UsageError` if it is invalid."""
    parser = _parser()
    # argparse loses what follows `--` if options and paths are mixed.
    end = argv.index("--") if "--" in argv else len(argv)
    names, unknown = parser.parse_known_intermixed_args(list(argv[:end]))
    names.paths += argv[end + 1 :]
    flags = [each for each in unknown if each.startswith("-")]
    if flags:
        raise _unknown_option(parser, flags[0])
    arguments = _arguments(names)
    _check(arguments)
    return arguments


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        text = message.removeprefix("argument ")
        raise UsageError(text, "`bridgelint --help` shows every option")


class _Formatter(argparse.HelpFormatter):
    """A formatter of fixed width: to find the terminal's, argparse imports archive libraries."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)


def _parser() -> _Parser:
    parser = _Parser(
        prog="bridgelint", add_help=False, allow_abbrev=False, formatter_class=_Formatter
    )
    add = parser.add_argument
    add("paths", nargs="*", default=[])
    for name in _WITH_VALUE:
        add(name)
    for name in _FLAGS:
        add(name, action="store_true")
    add("-c", "--config")
    add("-h", "--help", action="store_true")
    add("-v", "--version", action="store_true")
    for name in ("--force", "--strict", "--color"):
        add(name, action="store_const", const=True)
    add("--no-color", dest="color", action="store_const", const=False)
    for name in ("--exclude", "--filter", "--only", "--action", "--inventory"):
        add(name, action="append", default=[])
    add("-f", "--format", action="append", default=[], type=_output)
    add("--var", dest="variables", action="append", default=[], type=_variable)
    add("--var-file", dest="variables", action="append", type=_variable_file)
    add("--enable-rule", dest="rules", action="append", default=[], type=_enabled)
    add("--disable-rule", dest="rules", action="append", type=_disabled)
    add("--call-module-type", type=_one_of("all", "local", "none"))
    add("--completions", type=_one_of("bash", "zsh", "fish"))
    add("--save-inventory")
    add("--graph", type=_one_of("mermaid", "dot", "json"))
    add("--preset", type=_one_of("recommended", "all"))
    add("--minimum-failure-severity", type=_one_of(*_SEVERITIES))
    for name in ("--max-attempts", "--max-attempts-unknown", "--parallel"):
        add(name, type=_count)
    add("--rate", type=_rate)
    return parser


def _arguments(names: argparse.Namespace) -> Arguments:
    severity: str | None = names.minimum_failure_severity
    preset: Preset | None = names.preset
    return Arguments(
        mode=_mode(names),
        paths=tuple(names.paths),
        chdir=names.chdir,
        recursive=names.recursive,
        stdin_filename=names.stdin_filename,
        exclude=tuple(names.exclude),
        call_module_type=names.call_module_type,
        variables=tuple(names.variables),
        plan=names.plan,
        test=names.test,
        terraform_version=names.terraform_version,
        switches=Switches(tuple(names.only), tuple(names.rules), preset),
        explain=names.explain or "",
        completions=names.completions or "",
        graph=names.graph or "",
        inventories=tuple(names.inventory),
        save_inventory=names.save_inventory or "",
        config=names.config,
        no_config=names.no_config,
        no_ignores=names.no_ignores,
        baseline=names.baseline,
        update_baseline=names.update_baseline,
        outputs=tuple(names.format),
        filters=tuple(names.filter),
        minimum_failure_severity=_SEVERITIES[severity] if severity else None,
        force=names.force,
        strict=names.strict,
        color=names.color,
        fix=names.fix,
        diff=names.diff,
        suggestions=names.suggestions,
        actions=tuple(names.action),
        **{name: getattr(names, name) for name in _FOR_EMIT},
    )


def _mode(names: argparse.Namespace) -> Mode:
    given: dict[Mode, bool] = {
        "help": names.help,
        "version": names.version,
        "list-rules": names.list_rules,
        "explain": names.explain is not None,
        "completions": names.completions is not None,
        "init": names.init,
        "dry-run": names.dry_run,
        "emit": names.emit,
        "graph": names.graph is not None,
        "save-inventory": names.save_inventory is not None,
        "langserver": names.langserver,
    }
    asked: list[Mode] = [mode for mode, is_given in given.items() if is_given]
    if asked and asked[0] in {"help", "version"}:
        return asked[0]
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]} cannot be used together")
    return asked[0] if asked else "lint"


def _check(arguments: Arguments) -> None:
    """Check the combination of options."""
    mode = arguments.mode
    if mode in {"help", "version"}:
        return
    if arguments.no_config and arguments.config is not None:
        raise UsageError("--config and --no-config cannot be used together")
    if ("-" in arguments.paths) != (arguments.stdin_filename is not None):
        raise UsageError(
            "the path - and --stdin-filename FILE must be used together",
            "standard input replaces FILE: bridgelint --stdin-filename main.tf -",
        )
    if arguments.fix and not arguments.diff and "-" in arguments.paths:
        raise UsageError("--fix cannot write to standard input", "use --diff")
    if arguments.suggestions and not arguments.diff:
        raise UsageError("--suggestions requires --diff", "a suggestion requires your decision")
    if arguments.test is not None and mode != "dry-run":
        raise UsageError("--test requires --dry-run")
    if mode == "emit":
        _check_emit(arguments)
    else:
        _check_without_emit(arguments)
    if sum(each.file is None for each in arguments.outputs) > 1:
        raise UsageError(
            "two formats cannot share standard output",
            "write one to a file: --format sarif=out.sarif",
        )


def _check_without_emit(arguments: Arguments) -> None:
    if arguments.test is not None and arguments.plan is not None:
        raise UsageError("--test and --plan cannot be used together")
    if arguments.test is not None and arguments.paths:
        raise UsageError("--test determines the module", "remove the paths")
    if arguments.actions and arguments.mode != "dry-run":
        raise UsageError("--action requires --dry-run or --emit")
    for address in arguments.actions:
        if re.search(r"#\d+(?:,|$)", address):
            raise UsageError(f"`{address}` names an entry, which requires --emit")
    for name in _FOR_EMIT:
        is_asking = arguments.mode == "save-inventory" and name in _FOR_ASKING
        if getattr(arguments, name) not in (None, False) and not is_asking:
            raise UsageError(f"--{name.replace('_', '-')} requires --emit")


def _check_emit(arguments: Arguments) -> None:
    for name in _NEVER_EMPTY:
        if getattr(arguments, name) == "":
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} is empty", "is a variable of the shell not set?")
    url, account = arguments.endpoint_url, arguments.expect_account
    if url is not None and not is_http_url(url):
        raise UsageError(f"--endpoint-url is not an http(s) URL: `{masked(url)}`")
    if account is not None and not re.fullmatch(r"\d{12}", account, re.ASCII):
        raise UsageError(f"--expect-account is not an account ID of 12 digits: `{account}`")
    needed: dict[str, tuple[object, str, object]] = {
        "--allow-stale-plan": (arguments.allow_stale_plan, "--plan", arguments.plan),
        "--include-unknown": (arguments.include_unknown, "--resume", arguments.resume),
    }
    for option, (given, other, needs) in needed.items():
        if given and needs is None:
            raise UsageError(f"{option} requires {other}")
    for option, given in (("--action", arguments.actions), ("--receipt", arguments.receipt)):
        if given and arguments.resume is not None:
            raise UsageError(f"--resume and {option} cannot be used together")


def options(parser: argparse.ArgumentParser | None = None) -> list[str]:
    """Return every option, including short ones."""
    actions = (parser or _parser())._actions  # noqa: SLF001 # argparse has no other way to ask
    return [name for action in actions for name in action.option_strings]


def _unknown_option(parser: argparse.ArgumentParser, option: str) -> UsageError:
    from bridgelint.base.words import nearest  # noqa: PLC0415 # only for a mistake

    word = option.partition("=")[0]
    # All short options are equally near to a short one.
    meant = nearest(word, options(parser)) if word.startswith("--") else None
    suggestion = f"did you mean `{meant}`?" if meant else "`bridgelint --help` shows every option"
    return UsageError(f"unknown option: `{word}`", suggestion)


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in words:
            return text
        from bridgelint.base.words import nearest  # noqa: PLC0415 # only for a mistake

        meant = nearest(text, words)
        hint = f": did you mean `{meant}`?" if meant else ""
        allowed = ", ".join(f"`{word}`" for word in words)
        raise argparse.ArgumentTypeError(f"`{text}` is not one of {allowed}{hint}")

    return read


def _output(text: str) -> Output:
    try:
        return output(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _variable(text: str) -> VariableOption:
    from bridgelint.workspace.variable_inputs import VariableOption  # noqa: PLC0415 # only where there is one

    return VariableOption("var", text)


def _variable_file(text: str) -> VariableOption:
    from bridgelint.workspace.variable_inputs import VariableOption  # noqa: PLC0415 # only where there is one

    return VariableOption("var-file", text)


def _enabled(name: str) -> tuple[str, bool]:
    return name, True


def _disabled(name: str) -> tuple[str, bool]:
    return name, False


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` is not a positive integer")


def _rate(text: str) -> float:
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text, re.ASCII) and float(text) > 0:
        return float(text)
    raise argparse.ArgumentTypeError(f"`{text}` is not a number above 0")
