"""The table of options: the parser, `--help`, completions, the manual page and the site use it."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.config.output import NAMES

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


@dataclass(frozen=True, slots=True)
class Option:
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


def _option(
    usage: str,
    help_text: str,
    modes: frozenset[str] | None = None,
    *,
    short: str = "",
    repeated: bool = False,
) -> Option:
    """Return an option with its usage (`--exclude PATTERN`); without modes it selects its own."""
    name, _, metavar = usage.partition(" ")
    own = frozenset({name[2:]}) if modes is None else modes
    return Option(name, metavar, help_text, own, short, repeated, selects=modes is None)


GROUPS: Final[dict[str, tuple[Option, ...]]] = {
    "What to check": (
        _option(
            "--chdir DIR",
            "change to this directory first",
            _CONFIGURED | {"init", "save-inventory"},
        ),
        _option(
            "--recursive",
            "check every module below the paths; skips hidden directories, .terraform and"
            " what .gitignore excludes",
            _RUNS,
        ),
        _option(
            "--exclude PATTERN",
            "exclude matching files; patterns are those of .gitignore",
            _READS,
            repeated=True,
        ),
        _option(
            "--stdin-filename FILE",
            "with the path -, read this file from standard input",
            _RUNS - {"fix"},
        ),
        _option(
            "--call-module-type all|local|none",
            "module calls to follow; all requires .terraform/modules (default: local)",
            _READS,
        ),
    ),
    "Values and versions": (
        _option(
            "--var NAME=VALUE",
            "set an input variable, as in Terraform; the last value counts",
            _READS,
            repeated=True,
        ),
        _option(
            "--var-file FILE",
            "set input variables from a file, as in Terraform",
            _READS,
            repeated=True,
        ),
        _option(
            "--plan FILE", "use the values of a plan (the output of terraform show -json)", _READS
        ),
        _option(
            "--terraform-version RANGE",
            "check against these Terraform versions, such as '>= 1.14, < 1.16', overriding"
            " required_version",
            _READS,
        ),
    ),
    "Rules": (
        _option("--only RULE[,RULE]", "run only these rules", _RULES, repeated=True),
        _option("--enable-rule RULE[,RULE]", "enable these rules", _RULES, repeated=True),
        _option("--disable-rule RULE[,RULE]", "disable these rules", _RULES, repeated=True),
        _option("--preset recommended|all", "base rule set (default: recommended)", _RULES),
        _option("--list-rules", "list all rules with severity and state"),
        _option("--explain RULE", "show the page of a rule"),
        _option("--no-ignores", "disregard ignore comments", _CHECKS | {"langserver"}),
        _option(
            "--baseline FILE",
            "report only findings that are not in this file",
            _CHECKS | {"langserver"},
        ),
        _option(
            "--update-baseline",
            "create the baseline, or remove findings that no longer occur",
            _CHECKS - {"diff"},
        ),
    ),
    "Configuration": (
        _option(
            "--config FILE",
            "configuration file (default: the nearest .bridgelint.hcl)",
            _CONFIGURED,
            short="-c",
        ),
        _option("--no-config", "do not use a configuration file", _CONFIGURED),
        _option("--init", "write a starter .bridgelint.hcl with comments"),
    ),
    "Findings": (
        _option(
            "--format FORMAT[=FILE]",
            f"output format, optionally written to a file: {', '.join(NAMES)}",
            (_CHECKS - {"diff"}) | _EVENTS,
            short="-f",
            repeated=True,
        ),
        _option(
            "--filter PATTERN",
            "report only findings in matching files; patterns are those of .gitignore",
            _CHECKS,
            repeated=True,
        ),
        _option(
            "--minimum-failure-severity error|warning|notice",
            "lowest severity for which the exit status is 2 (default: warning)",
            _CHECKS,
        ),
        _option("--force", "exit with status 0 even if there are findings", _CHECKS),
        _option(
            "--strict",
            "fail if nothing was checked or, with --dry-run, if a request is not ready",
            _CHECKS | {"dry-run"},
        ),
        _option(
            "--color [=always|auto|never]",
            "use color always, never, or only on a terminal (auto, the default)",
            _COLOURED,
        ),
        _option("--no-color", "do not use color", _COLOURED),
        _option("--fix", "apply safe fixes"),
        _option("--diff", "show the changes of --fix as a diff, instead of findings"),
        _option(
            "--suggestions",
            "also show changes that need a decision, which --fix never applies",
            frozenset({"diff"}),
        ),
    ),
    "Events": (
        _option("--dry-run", "show what each action would send, instead of findings"),
        _option("--emit", "send the events of the actions with PutEvents, after confirmation"),
        _option("--graph mermaid|dot|json", "draw where the events go, instead of findings"),
        _option(
            "--test FILE[:RUN]",
            "with --dry-run, show what one run of a Terraform test file, or each of them, sends",
            frozenset({"dry-run"}),
        ),
        _option(
            "--inventory FILE",
            "list of event buses, rules and archives that are deployed elsewhere",
            _READS,
            repeated=True,
        ),
        _option(
            "--save-inventory FILE",
            "save an inventory: the event buses, rules and archives of an account and region",
        ),
        _option(
            "--action ADDRESS[,ADDRESS]",
            "select these actions or instances; with --emit, also single entries: ADDRESS#2",
            _EVENTS,
            repeated=True,
        ),
    ),
    "Emit": (
        _option("--yes", "do not ask for confirmation", _EMIT),
        _option("--region REGION", "AWS region", _ASKS_AWS),
        _option("--profile PROFILE", "AWS profile", _ASKS_AWS),
        _option(
            "--endpoint-url URL",
            "endpoint of EventBridge and STS, such as a local emulator",
            _ASKS_AWS,
        ),
        _option(
            "--expect-account ID", "do not send if the credentials belong to another account", _EMIT
        ),
        _option("--verify-bus", "first check that each event bus exists", _EMIT),
        _option(
            "--allow-stale-plan",
            "with --plan, send what the plan says even if the configuration differs",
            _EMIT,
        ),
        _option("--split", "split requests that exceed the limits of PutEvents", _EMIT),
        _option("--receipt FILE", "write the journal of what was sent to this file", _EMIT),
        _option("--resume RECEIPT", "send what this journal records as failed or not sent", _EMIT),
        _option(
            "--include-unknown", "with --resume, also send entries that may have arrived", _EMIT
        ),
        _option(
            "--max-attempts N",
            "maximum attempts for requests that were certainly not accepted (default: 5)",
            _EMIT,
        ),
        _option(
            "--max-attempts-unknown N",
            "maximum attempts for requests without a response (default: 1, no retry)",
            _EMIT,
        ),
        _option("--rate N", "maximum number of requests per second", _EMIT),
        _option("--parallel N", "number of requests at a time (default: 1)", _EMIT),
    ),
    "Other": (
        _option("--completions bash|zsh|fish", "print completions for a shell"),
        _option("--langserver", "run a language server on standard input and output"),
        _option("--version", "show the version", short="-v"),
        _option("--help", "show this help", short="-h"),
    ),
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
