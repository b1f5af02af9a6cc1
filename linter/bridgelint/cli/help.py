<<<<<<< HEAD
"""The output of `bridgelint --help`, made from the table of options."""
=======
"""The output of `bridgelint --help`: every option, on one screen of 80 columns."""
>>>>>>> main

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bridgelint.cli.options import ENVIRONMENT, EXAMPLES, GROUPS, STATUS, Option

<<<<<<< HEAD
_COLUMNS: Final = 80
_INDENT: Final = 30

SUMMARY: Final = (
    "Checks Terraform's aws_events_put_events actions and the triggers that run them. "
    "PATH is a module directory or a file in one (default: the current directory)."
)


def help_text() -> str:
    """Return every option by group, the environment variables and examples."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield "Usage: bridgelint [OPTIONS] [PATH ...]"
    yield ""
    yield from _wrapped(SUMMARY.split(), _COLUMNS)
    for group, options in GROUPS.items():
        yield from ("", f"{group}:")
        for option in options:
            yield from _entry(_shown(option), sentence(option))
    yield from ("", "Environment variables:")
    for name, meaning in ENVIRONMENT.items():
        yield from _entry(f"  {name}", meaning)
    yield from ("", "Examples:")
    for command, meaning in EXAMPLES.items():
        yield from _entry(f"  {command}", meaning, indent=48)
    yield from ("", "Exit status:")
    for status, meaning in STATUS.items():
        yield from _entry(f"  {status}", meaning, indent=5)


def usage(option: Option) -> str:
    """The long name with its value, as a user types it."""
    optional = option.metavar.startswith("[")
    return f"{option.name}{'' if optional or not option.metavar else ' '}{option.metavar}"


def sentence(option: Option) -> str:
    """The option's help, with what the table knows of it."""
    return f"{option.help} (repeatable)" if option.repeated else option.help


def _shown(option: Option) -> str:
    short = f"{option.short}, " if option.short else "    "
    return f"  {short}{usage(option)}"


def _entry(left: str, text: str, *, indent: int = _INDENT) -> Iterator[str]:
    lines = _wrapped(text.split(), _COLUMNS - indent)
    if len(left) + 2 > indent:
        yield left
    else:
        yield f"{left:{indent}}{next(lines)}"
    yield from (f"{'':{indent}}{line}" for line in lines)


def _wrapped(words: Iterable[str], columns: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > columns:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line
=======
Checks Terraform's aws_events_put_events actions and the triggers that run them.
PATH is a module directory or a file in one (default: current directory).

What to check
      --chdir DIR              change to this directory first
      --recursive              also check every module below PATH
      --stdin-filename FILE    with PATH -: check standard input instead of FILE
      --exclude PATTERN        exclude these files, as in .gitignore
      --call-module-type all|local|none    module calls to follow (local)
How to check
      --var NAME=VALUE, --var-file FILE    as in terraform; the last one wins
      --plan FILE              use values of a plan (terraform show -json)
      --terraform-version RANGE    override required_version: '>= 1.14, < 1.16'
Rules
      --only RULE              run only this rule
      --enable-rule RULE, --disable-rule RULE
      --preset recommended|all     base rule set
      --list-rules, --explain RULE
  -c, --config FILE            default: nearest .bridgelint.hcl; or --no-config
      --init                   write a starter .bridgelint.hcl
      --no-ignores             disregard ignore comments
      --baseline FILE          report only findings not in FILE
      --update-baseline        create FILE, or prune findings that are outdated
Findings
  -f, --format FORMAT[=FILE]   default, compact, json, sarif, checkstyle, junit,
                               github, gitlab, markdown; may be repeated
      --filter PATTERN         report only findings in these files
      --minimum-failure-severity error|warning|notice   lowest failing (warning)
      --force                  exit 0 even if there are findings
      --strict                 fail if nothing was checked
      --color, --no-color
      --fix, --diff            apply safe fixes; show them as a diff instead
      --suggestions            with --diff: also changes that require a decision
Events
      --dry-run                show what each action would send
      --emit                   send it with PutEvents; --yes skips confirmation
      --action ADDRESS         only this action or instance; may be repeated
      --region REGION, --profile PROFILE, --endpoint-url URL    for --emit
      --verify-bus             first check that each event bus exists
      --split                  split requests that exceed PutEvents' limits
      --max-attempts N         attempts per request (1: no retry)
Other
      --completions bash|zsh|fish
      --langserver             run as a language server on stdin and stdout
  -v, --version                -h, --help

Exit status: 0 no findings, 2 findings, 1 an error prevented a complete run.
"""
>>>>>>> main
