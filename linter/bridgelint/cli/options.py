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


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of the command line."""

    name: str
    """The long one, with its dashes."""

    help: str
    """A clause without a full stop."""

    modes: frozenset[str]
    """The modes in which it has an effect."""

    short: str = ""
    """Such as `-f`; empty for most."""

    metavar: str = ""
    """Its value (`FILE`, `all|local|none`), or an empty string for a switch. `[=WHEN]` is a value
    that may be omitted."""

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


def _selecting(name: str, help_text: str, short: str = "", metavar: str = "") -> Option:
    modes = frozenset({name[2:]})
    return Option(
        name=name, help=help_text, modes=modes, short=short, metavar=metavar, selects=True
    )


GROUPS: Final[dict[str, tuple[Option, ...]]] = {
    "What to check": (
        Option(
            name="--chdir",
            metavar="DIR",
            help="change to this directory first",
            modes=_CONFIGURED | {"init", "save-inventory"},
        ),
        Option(
            name="--recursive",
            help="check every module below the paths; skips hidden directories, .terraform and"
            " what .gitignore excludes",
            modes=_RUNS,
        ),
        Option(
            name="--exclude",
            metavar="PATTERN",
            help="leave out these files, as in .gitignore",
            modes=_READS,
            repeated=True,
        ),
        Option(
            name="--stdin-filename",
            metavar="FILE",
            help="with the path -, check standard input instead of this file",
            modes=_RUNS - {"fix"},
        ),
        Option(
            name="--call-module-type",
            metavar="all|local|none",
            help="module calls to follow; all requires .terraform/modules (default: local)",
            modes=_READS,
        ),
    ),
    "Values and versions": (
        Option(
            name="--var",
            metavar="NAME=VALUE",
            help="set an input variable, as in terraform; the last one wins",
            modes=_READS,
            repeated=True,
        ),
        Option(
            name="--var-file",
            metavar="FILE",
            help="set input variables from a file, as in terraform",
            modes=_READS,
            repeated=True,
        ),
        Option(
            name="--plan",
            metavar="FILE",
            help="use the values of a plan (the output of terraform show -json)",
            modes=_READS,
        ),
        Option(
            name="--terraform-version",
            metavar="RANGE",
            help="check against these Terraform versions, such as '>= 1.14, < 1.16', overriding"
            " required_version",
            modes=_READS,
        ),
    ),
    "Rules": (
        Option(
            name="--only",
            metavar="RULE[,RULE]",
            help="run only these rules",
            modes=_RULES,
            repeated=True,
        ),
        Option(
            name="--enable-rule",
            metavar="RULE[,RULE]",
            help="enable these rules",
            modes=_RULES,
            repeated=True,
        ),
        Option(
            name="--disable-rule",
            metavar="RULE[,RULE]",
            help="disable these rules",
            modes=_RULES,
            repeated=True,
        ),
        Option(
            name="--preset",
            metavar="recommended|all",
            help="base rule set (default: recommended)",
            modes=_RULES,
        ),
        _selecting("--list-rules", "list all rules with severity and state"),
        _selecting("--explain", "show the page of a rule", metavar="RULE"),
        Option(
            name="--no-ignores",
            help="disregard ignore comments",
            modes=_CHECKS | {"langserver"},
        ),
        Option(
            name="--baseline",
            metavar="FILE",
            help="report only findings that are not in this file",
            modes=_CHECKS | {"langserver"},
        ),
        Option(
            name="--update-baseline",
            help="create the baseline, or remove findings that no longer occur",
            modes=_CHECKS - {"diff"},
        ),
    ),
    "Configuration": (
        Option(
            name="--config",
            short="-c",
            metavar="FILE",
            help="configuration file (default: the nearest .bridgelint.hcl)",
            modes=_CONFIGURED,
        ),
        Option(name="--no-config", help="do not use a configuration file", modes=_CONFIGURED),
        _selecting("--init", "write a starter .bridgelint.hcl with comments"),
    ),
    "Findings": (
        Option(
            name="--format",
            short="-f",
            metavar="FORMAT[=FILE]",
            help=f"output format, optionally written to a file: {', '.join(NAMES)}",
            modes=(_CHECKS - {"diff"}) | _EVENTS,
            repeated=True,
        ),
        Option(
            name="--filter",
            metavar="PATTERN",
            help="report only findings in these files, as in .gitignore",
            modes=_CHECKS,
            repeated=True,
        ),
        Option(
            name="--minimum-failure-severity",
            metavar="error|warning|notice",
            help="lowest severity for which the exit status is 2 (default: warning)",
            modes=_CHECKS,
        ),
        Option(name="--force", help="exit with 0 even if there are findings", modes=_CHECKS),
        Option(
            name="--strict",
            help="fail if nothing was checked; with --dry-run, if something is not ready",
            modes=_CHECKS | {"dry-run"},
        ),
        Option(
            name="--color",
            metavar="[=always|auto|never]",
            help="use color (default: auto, which is on a terminal)",
            modes=_COLOURED,
        ),
        Option(name="--no-color", help="do not use color", modes=_COLOURED),
        _selecting("--fix", "apply safe fixes"),
        _selecting("--diff", "show the changes of --fix as a diff, instead of findings"),
        Option(
            name="--suggestions",
            help="also show changes that require a decision, which --fix never applies",
            modes=frozenset({"diff"}),
        ),
    ),
    "Events": (
        _selecting("--dry-run", "show what each action would send, instead of findings"),
        _selecting("--emit", "send the events of the actions with PutEvents, after confirmation"),
        _selecting(
            "--graph",
            "draw where the events go, instead of findings",
            metavar="mermaid|dot|json",
        ),
        Option(
            name="--test",
            metavar="FILE[:RUN]",
            help="with --dry-run, what the runs of a terraform test file send, or one of them",
            modes=frozenset({"dry-run"}),
        ),
        Option(
            name="--inventory",
            metavar="FILE",
            help="event buses, rules and archives that are deployed elsewhere",
            modes=_READS,
            repeated=True,
        ),
        _selecting(
            "--save-inventory",
            "write the event buses, rules and archives of an account and region",
            metavar="FILE",
        ),
        Option(
            name="--action",
            metavar="ADDRESS[,ADDRESS]",
            help="only these actions or instances; with --emit, also entries (ADDRESS#2)",
            modes=_EVENTS,
            repeated=True,
        ),
    ),
    "Emit": (
        Option(name="--yes", help="do not ask for confirmation", modes=_EMIT),
        Option(name="--region", metavar="REGION", help="AWS region", modes=_ASKS_AWS),
        Option(name="--profile", metavar="PROFILE", help="AWS profile", modes=_ASKS_AWS),
        Option(
            name="--endpoint-url",
            metavar="URL",
            help="endpoint of EventBridge and STS, such as a local emulator",
            modes=_ASKS_AWS,
        ),
        Option(
            name="--expect-account",
            metavar="ID",
            help="do not send if the credentials belong to another account",
            modes=_EMIT,
        ),
        Option(name="--verify-bus", help="first check that each event bus exists", modes=_EMIT),
        Option(
            name="--allow-stale-plan",
            help="with --plan, send what the plan says even if the configuration differs",
            modes=_EMIT,
        ),
        Option(
            name="--split",
            help="split requests that exceed the limits of PutEvents",
            modes=_EMIT,
        ),
        Option(
            name="--receipt",
            metavar="FILE",
            help="file for the journal of what was sent",
            modes=_EMIT,
        ),
        Option(
            name="--resume",
            metavar="RECEIPT",
            help="send what is missing in this journal",
            modes=_EMIT,
        ),
        Option(
            name="--include-unknown",
            help="with --resume, also send entries that may have arrived",
            modes=_EMIT,
        ),
        Option(
            name="--max-attempts",
            metavar="N",
            help="maximum attempts for requests that were certainly not accepted (default: 5)",
            modes=_EMIT,
        ),
        Option(
            name="--max-attempts-unknown",
            metavar="N",
            help="maximum attempts for requests without a response (default: 1, no retry)",
            modes=_EMIT,
        ),
        Option(
            name="--rate",
            metavar="N",
            help="maximum number of requests per second",
            modes=_EMIT,
        ),
        Option(
            name="--parallel",
            metavar="N",
            help="number of requests at a time (default: 1)",
            modes=_EMIT,
        ),
    ),
    "Other": (
        _selecting("--completions", "print completions for a shell", metavar="bash|zsh|fish"),
        _selecting("--langserver", "run as a language server on standard input and output"),
        _selecting("--version", "show the version", short="-v"),
        _selecting("--help", "show this help", short="-h"),
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
    "TF_VAR_NAME": "value of the input variable NAME, as in terraform",
    "TF_WORKSPACE": "the selected workspace",
    "TF_DATA_DIR": "directory that Terraform uses instead of .terraform",
    "NO_COLOR, FORCE_COLOR": "never, or always, use color; --color takes precedence",
    "COLUMNS": "width of the output",
    "BRIDGELINT_DEBUG": "1 shows the traceback of an internal error",
    "AWS_PROFILE, AWS_REGION, …": "with --emit, as the AWS SDK for Python reads them",
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
