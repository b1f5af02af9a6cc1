"""The table of options: the parser, `--help`, completions, the manual page and the site use it."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import Record
from bridgelint.config.config import FORMAT_NAMES

LINT: Final = "lint"
"""The mode without an option of its own."""

_CHECKS: Final = frozenset({LINT, "fix", "diff"})
_EVENTS: Final = frozenset({"dry-run", "emit"})
_RUNS: Final = _CHECKS | _EVENTS | {"graph"}
_READS: Final = _RUNS | {"langserver"}
_RULES: Final = _CHECKS | {"list-rules", "langserver"}
_CONFIGURED: Final = _RUNS | _RULES
_COLOURED: Final = _RUNS | {"list-rules", "explain", "init", "save-inventory"}
_EMIT: Final = frozenset({"emit"})
_ASKS_AWS: Final = _EMIT | {"save-inventory"}

PATH_MODES: Final = _RUNS
"""The modes in which a PATH has an effect."""


class Option(Record):
    """One option of the command line."""

    name: str
    """The long one, with its dashes."""

    metavar: str
    """Its value (`FILE`, `all|local|none`), or an empty string for a switch. `[=WHEN]` is a value
    that may be omitted."""

    help: str
    """A clause without a full stop."""

    modes: frozenset[str]
    """The modes in which it has an effect."""

    short: str = ""
    """Such as `-f`; empty for most."""

    repeated: bool = False
    selects: bool = False
    """It selects the mode of its name."""

    @property
    def mode(self) -> str:
        """The name without the dashes, which is the mode if the option selects one."""
        return self.name[2:]

    @property
    def names(self) -> tuple[str, ...]:
        """The short name, if any, and the long one."""
        return (self.short, self.name) if self.short else (self.name,)

    @property
    def words(self) -> tuple[str, ...]:
        """The values to choose from, or an empty tuple."""
        listed = self.metavar.removeprefix("[=").removesuffix("]")
        return tuple(listed.split("|")) if "|" in listed else ()


_OWN: Final = frozenset[str]()
"""Of an option that selects the mode of its name."""

_TABLE: Final[dict[str, dict[str, tuple[frozenset[str], str]]]] = {
    "What to check": {
        "--chdir DIR": (_CONFIGURED | {"init", "save-inventory"}, "change to this directory first"),
        "--recursive": (
            _RUNS,
            (
                "check every module below the paths; skips hidden directories, .terraform and"
                " what .gitignore excludes"
            ),
        ),
        "--exclude PATTERN ...": (
            _READS,
            "exclude matching files; patterns are those of .gitignore",
        ),
        "--stdin-filename FILE": (
            _RUNS - {"fix"},
            "with the path -, read this file from standard input",
        ),
        "--call-module-type all|local|none": (
            _READS,
            "module calls to follow; all requires .terraform/modules (default: local)",
        ),
    },
    "Values and versions": {
        "--var NAME=VALUE ...": (
            _READS,
            "set an input variable, as in Terraform; the last value counts",
        ),
        "--var-file FILE ...": (_READS, "set input variables from a file, as in Terraform"),
        "--plan FILE": (_READS, "use the values of a plan (the output of terraform show -json)"),
        "--terraform-version RANGE": (
            _READS,
            (
                "check against these Terraform versions, such as '>= 1.14, < 1.16', overriding"
                " required_version"
            ),
        ),
    },
    "Rules": {
        "--only RULE[,RULE] ...": (_RULES, "run only these rules"),
        "--enable-rule RULE[,RULE] ...": (_RULES, "enable these rules"),
        "--disable-rule RULE[,RULE] ...": (_RULES, "disable these rules"),
        "--preset recommended|all": (_RULES, "base rule set (default: recommended)"),
        "--list-rules": (_OWN, "list all rules with severity and state"),
        "--explain RULE": (_OWN, "show the page of a rule"),
        "--no-ignores": (_CHECKS | {"langserver"}, "disregard ignore comments"),
        "--baseline FILE": (
            _CHECKS | {"langserver"},
            "report only findings that are not in this file",
        ),
        "--update-baseline": (
            _CHECKS - {"diff"},
            "create the baseline, or remove findings that no longer occur",
        ),
    },
    "Configuration": {
        "-c, --config FILE": (
            _CONFIGURED,
            "configuration file (default: the nearest .bridgelint.hcl)",
        ),
        "--no-config": (_CONFIGURED, "do not use a configuration file"),
        "--init": (_OWN, "write a starter .bridgelint.hcl with comments"),
    },
    "Findings": {
        "-f, --format FORMAT[=FILE] ...": (
            (_CHECKS - {"diff"}) | _EVENTS,
            f"output format, optionally written to a file: {', '.join(FORMAT_NAMES)}",
        ),
        "--filter PATTERN ...": (
            _CHECKS,
            "report only findings in matching files; patterns are those of .gitignore",
        ),
        "--minimum-failure-severity error|warning|notice": (
            _CHECKS,
            "lowest severity for which the exit status is 2 (default: warning)",
        ),
        "--force": (_CHECKS, "exit with status 0 even if there are findings"),
        "--strict": (
            _CHECKS | {"dry-run"},
            "fail if nothing was checked or, with --dry-run, if a request is not ready",
        ),
        "--color [=always|auto|never]": (
            _COLOURED,
            "use color always, never, or only on a terminal (auto, the default)",
        ),
        "--no-color": (_COLOURED, "do not use color"),
        "--fix": (_OWN, "apply safe fixes"),
        "--diff": (_OWN, "show the changes of --fix as a diff, instead of findings"),
        "--suggestions": (
            frozenset({"diff"}),
            "also show changes that need a decision, which --fix never applies",
        ),
    },
    "Events": {
        "--dry-run": (_OWN, "show what each action would send, instead of findings"),
        "--emit": (_OWN, "send the events of the actions with PutEvents, after confirmation"),
        "--graph mermaid|dot|json": (_OWN, "draw where the events go, instead of findings"),
        "--test FILE[:RUN]": (
            frozenset({"dry-run"}),
            "with --dry-run, show what one run of a Terraform test file, or each of them, sends",
        ),
        "--inventory FILE ...": (
            _READS,
            "list of event buses, rules and archives that are deployed elsewhere",
        ),
        "--save-inventory FILE": (
            _OWN,
            "save an inventory: the event buses, rules and archives of an account and region",
        ),
        "--action ADDRESS[,ADDRESS] ...": (
            _EVENTS,
            "select these actions or instances; with --emit, also single entries: ADDRESS#2",
        ),
    },
    "Emit": {
        "--yes": (_EMIT, "do not ask for confirmation"),
        "--region REGION": (_ASKS_AWS, "AWS region"),
        "--profile PROFILE": (_ASKS_AWS, "AWS profile"),
        "--endpoint-url URL": (
            _ASKS_AWS,
            "endpoint of EventBridge and STS, such as a local emulator",
        ),
        "--expect-account ID": (_EMIT, "do not send if the credentials belong to another account"),
        "--verify-bus": (_EMIT, "first check that each event bus exists"),
        "--allow-stale-plan": (
            _EMIT,
            "with --plan, send what the plan says even if the configuration differs",
        ),
        "--split": (_EMIT, "split requests that exceed the limits of PutEvents"),
        "--receipt FILE": (_EMIT, "write the journal of what was sent to this file"),
        "--resume RECEIPT": (_EMIT, "send what this journal records as failed or not sent"),
        "--include-unknown": (_EMIT, "with --resume, also send entries that may have arrived"),
        "--max-attempts N": (
            _EMIT,
            "maximum attempts for requests that were certainly not accepted (default: 5)",
        ),
        "--max-attempts-unknown N": (
            _EMIT,
            "maximum attempts for requests without a response (default: 1, no retry)",
        ),
        "--rate N": (_EMIT, "maximum number of requests per second"),
        "--parallel N": (_EMIT, "number of requests at a time (default: 1)"),
    },
    "Other": {
        "--completions bash|zsh|fish": (_OWN, "print completions for a shell"),
        "--langserver": (_OWN, "run a language server on standard input and output"),
        "-v, --version": (_OWN, "show the version"),
        "-h, --help": (_OWN, "show this help"),
    },
}
"""By the heading of the group and by usage (`-c, --config FILE`, with `...` if it may be repeated),
the modes in which an option has an effect, and its help."""


def _option(usage: str, modes: frozenset[str], help_text: str) -> Option:
    *shorts, long = usage.removesuffix(" ...").split(", ")
    name, _, metavar = long.partition(" ")
    own, repeated = modes or frozenset({name[2:]}), usage.endswith(" ...")
    return Option(name, metavar, help_text, own, "".join(shorts), repeated, selects=not modes)


GROUPS: Final = {
    heading: tuple(_option(usage, *row) for usage, row in rows.items())
    for heading, rows in _TABLE.items()
}
"""The options by the heading of their group."""

OPTIONS: Final = tuple(option for group in GROUPS.values() for option in group)

MODES: Final = (LINT, *(each.mode for each in OPTIONS if each.selects))

SPELLINGS: Final = {"--json": "--format=json"}
"""Options that exist only because Terraform has them, and what they mean."""

INSTEAD: Final = {
    "--check": "--only",
    "--ignore": "--disable-rule",
    "--output": "--format",
    "--output-file": "--format",
    "--rule": "--only",
    "--select": "--only",
    "--skip-check": "--disable-rule",
    "--soft-fail": "--force",
}
"""Options of other linters, and the one that does the same here."""

ENVIRONMENT: Final = {
    "TF_VAR_NAME": "value of the input variable NAME, as in Terraform",
    "TF_WORKSPACE": "name of the selected workspace",
    "TF_DATA_DIR": "directory that Terraform uses instead of .terraform",
    "NO_COLOR, FORCE_COLOR": "turn color off or on; --color takes precedence",
    "COLUMNS": "width of the output",
    "BRIDGELINT_DEBUG": "set to 1 to show the traceback of an internal error",
    "AWS_PROFILE, AWS_REGION, …": "for --emit and --save-inventory, as in the AWS SDKs",
}
"""The environment variables that have an effect."""

EXAMPLES: Final = {
    "bridgelint": "check the module in the current directory",
    "bridgelint --recursive infra": "check every module below a directory",
    "bridgelint --diff": "show what --fix would change",
    "bridgelint --dry-run --var environment=prod": "show the events that an apply would send",
    "bridgelint --format sarif=out.sarif": "write a SARIF report",
}

STATUS: Final = {
    "0": "no findings at or above the failure severity",
    "1": "an error prevented a complete run: invalid usage, unreadable input, an internal error",
    "2": "findings at or above the failure severity",
}
"""The exit status, and what it means."""
