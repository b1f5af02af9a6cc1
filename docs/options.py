"""Every option with its value and a description, for completions and the manual page.

Names, groups and values are those of the parser and of `--help`; the descriptions are here, because
`--help` fits all options on one screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bridgelint.cli.arguments import options
from bridgelint.cli.help import HELP

SENTENCES: Final = {
    "--chdir": "change to this directory first",
    "--recursive": "also check every module below the paths",
    "--stdin-filename": "with the path -, check standard input instead of this file",
    "--exclude": "exclude these files, as in .gitignore; may be repeated",
    "--call-module-type": "module calls to follow; all requires .terraform/modules",
    "--var": "set an input variable, as in terraform; may be repeated",
    "--var-file": "set input variables from a file, as in terraform; may be repeated",
    "--plan": "use values of a plan (the output of terraform show -json)",
    "--terraform-version": "check for these Terraform versions, overriding required_version",
    "--only": "run only this rule; may be repeated",
    "--enable-rule": "enable this rule; may be repeated",
    "--disable-rule": "disable this rule; may be repeated",
    "--preset": "base rule set",
    "--list-rules": "show all rules with severity and state",
    "--explain": "show the page of a rule",
    "--config": "configuration file (default: the nearest .bridgelint.hcl)",
    "--no-config": "do not use a configuration file",
    "--init": "write a starter .bridgelint.hcl with comments",
    "--completions": "print completions for a shell",
    "--no-ignores": "disregard ignore comments",
    "--baseline": "report only findings that are not in this file",
    "--update-baseline": "create the baseline, or prune findings that no longer occur",
    "--format": "output format, optionally with a file; may be repeated",
    "--filter": "report only findings in these files; may be repeated",
    "--minimum-failure-severity": "lowest severity for which the exit status is 2",
    "--force": "exit with 0 even if there are findings",
    "--strict": "fail if nothing was checked",
    "--color": "use colour",
    "--no-color": "do not use colour",
    "--fix": "apply safe fixes",
    "--diff": "show the changes of --fix as a diff, instead of findings",
    "--suggestions": "with --diff, also show suggestions, which --fix never applies",
    "--dry-run": "show what each action would send, instead of findings",
    "--emit": "send the events of the actions with PutEvents",
    "--yes": "with --emit, skip the confirmation",
    "--action": "only this action or instance; may be repeated",
    "--region": "with --emit, the AWS region",
    "--profile": "with --emit, the AWS profile",
    "--endpoint-url": "with --emit, the URL of the service",
    "--verify-bus": "with --emit, first check that each event bus exists",
    "--split": "with --emit, split requests that exceed PutEvents' limits",
    "--max-attempts": "with --emit, maximum attempts per request (default 1: no retry)",
    "--langserver": "run as a language server on standard input and output",
    "--version": "show the version",
    "--help": "show the options on one screen",
}

_OPTION: Final = re.compile(
    r"(--[\w-]+)"
    r"(?: ([A-Z]+=[A-Z]+|[A-Z]+\[=FILE\]|[A-Z]+|\w+(?:\|\w+)+)(?=[\s,;]|$))?"
)
_FORMATS: Final = re.compile(r"default, compact.*?(?=;)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Option:
    """One option."""

    name: str
    """The long one."""

    short: str
    """Such as `-f`; empty for most."""

    takes: str
    """As `--help` shows it (`FILE`, `all|local|none`); empty for a switch."""

    sentence: str
    group: str
    """The heading in `--help`."""

    @property
    def words(self) -> tuple[str, ...]:
        """The values there are; nothing where it may be anything."""
        return tuple(self.takes.split("|")) if "|" in self.takes else ()


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    found = _FORMATS.search(HELP)
    return tuple(re.split(r",\s+", found[0])) if found else ()


def every_option() -> tuple[Option, ...]:
    """In the order of `--help`."""
    found: dict[str, Option] = {}
    for each in _options():
        found.setdefault(each.name, each)
    return tuple(found.values())


def _options() -> Iterator[Option]:
    shorts = {long: short for short, long in re.findall(r"(-\w), (--[\w-]+)", HELP)}
    known = frozenset(options())
    group = ""
    for line in HELP.splitlines():
        if line[:1].isupper():
            group = line
        if not re.match(r" +-", line):
            continue
        for name, takes in _OPTION.findall(line):
            if name in known:
                yield Option(name, shorts.get(name, ""), takes, SENTENCES[name], group)
