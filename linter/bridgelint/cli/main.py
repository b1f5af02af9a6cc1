"""The command line: carries out the requested mode and returns an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from bridgelint.base.failure import Failure, is_debugged, our_fault
from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.cli.arguments import UsageError, parse
from bridgelint.config.config import FILE_NAMES, Config, ConfigurationError, Output, output
from bridgelint.lint.progress import shown_on
from bridgelint.lint.report import FAILURE, OK, Report, unique
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.terminal import (
    OutputError,
    columns,
    deliver,
    failed,
    is_terminal,
    put,
    remark,
    shows_progress,
    wants_colour,
    write,
)

if TYPE_CHECKING:
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.lint.lint import Linted
    from bridgelint.lint.loading import RunRequest
    from bridgelint.lint.rule import Rule


def main(argv: Sequence[str] | None = None) -> int:
    """Run bridgelint and return the exit status."""
    try:
        return _run(sys.argv[1:] if argv is None else argv, ends_process=argv is None)
    except KeyboardInterrupt:
        write(sys.stderr, "\n")
        return FAILURE
    except OutputError as error:
        return failed(error.failure, choice=False)
    except Exception as error:  # users do not get a traceback
        if is_debugged():
            raise
        return failed(our_fault("which aborted the run", error), choice=False)


def _run(argv: Sequence[str], *, ends_process: bool) -> int:
    try:
        arguments = parse(argv)
    except UsageError as error:
        if "--emit" in argv:
            from bridgelint.emit.emitting import refuse  # one mode is used

            outputs = (Output("json"),) if _wants_json(argv) else ()
            return refuse(Arguments(mode="emit", outputs=outputs), error.failure)
        return failed(error.failure, choice=None)
    if arguments.mode == "emit":
        from bridgelint.emit.emitting import emit  # as above

        return emit(arguments, lambda: _emission(arguments), ends_process=ends_process)
    if arguments.mode == "version":
        from bridgelint.version import VERSION  # one mode is used

        put(f"bridgelint {VERSION}\n")
        return OK
    if arguments.mode == "help":
        from bridgelint.cli.help import help_text  # as above

        put(help_text(columns(sys.stdout)))
        return OK
    mistake = _changed_directory(arguments)
    if mistake is not None:
        return failed(mistake, choice=arguments.color)
    if arguments.mode == "completions":
        from bridgelint.cli.shell import completions  # as above

        put(completions(arguments.completions))
        return OK
    if arguments.mode == "save-inventory":
        from bridgelint.emit.inventory_saving import save_inventory  # as above

        return save_inventory(arguments)
    if arguments.mode == "init":
        return _init(arguments)
    return _with_rules(arguments)


def _wants_json(argv: Sequence[str]) -> bool:
    """Standard output is a JSON document, as far as a wrong command line says."""
    pairs = zip(argv, (*argv[1:], ""), strict=True)
    return any(
        word in {"--format=json", "-fjson", "-json"}
        or (word in {"-f", "--format"} and following == "json")
        for word, following in pairs
    )


def _emission(arguments: Arguments) -> RunRequest:
    """What `--emit` is asked for; raises `ConfigurationError`."""
    from bridgelint.lint.loading import request  # one mode is used

    mistake = _changed_directory(arguments)
    if mistake is not None:
        raise ConfigurationError(mistake)
    asked = request(arguments, _every_rule, _overlay(arguments))
    mistake = _wrong_rule(arguments, asked)
    if mistake is not None:
        raise ConfigurationError(mistake)
    return asked


def _changed_directory(arguments: Arguments) -> Failure | None:
    """Change to the directory of `--chdir`; why that is not possible."""
    try:
        if arguments.chdir is not None:
            os.chdir(arguments.chdir)
    except OSError as error:
        return Failure(f"cannot change to directory `{arguments.chdir}`: {error.strerror}")
    try:
        os.getcwd()  # noqa: PTH109 # it may have been removed
    except OSError as error:
        return Failure(f"cannot access the current directory: {error.strerror}")
    return None


def _wrong_rule(arguments: Arguments, asked: RunRequest) -> Failure | None:
    """Return the failure if an option names a rule that neither bridgelint nor a plugin has."""
    names = (*arguments.switches.names, *filter(None, [arguments.explain]))
    known = [rule.name for rule in asked.rules] if names else []
    wrong = next((name for name in names if name not in known), None)
    if wrong is None:
        return None
    from bridgelint.base.words import hint  # only for a mistake

    help_text = hint(wrong, known, "`bridgelint --list-rules` shows every rule")
    return Failure(f"no such rule: `{wrong}`", help_text)


def _init(arguments: Arguments) -> int:
    from pathlib import Path  # one mode is used

    from bridgelint.report.rule_pages import STARTER  # as above

    path = Path(FILE_NAMES[0])
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(STARTER)
    except FileExistsError:
        failure = Failure(f"`{path}` already exists", "it was not overwritten")
    except OSError as error:
        failure = Failure(f"cannot write `{path}`: {error.strerror}")
    else:
        put(f"wrote {path}\n")
        return OK
    return failed(failure, choice=arguments.color)


def _with_rules(arguments: Arguments) -> int:
    if arguments.mode == "explain" and any(
        rule.name == arguments.explain for rule in _every_rule()
    ):
        return _explain(arguments, _every_rule())
    if arguments.mode == "langserver":
        from bridgelint.langserver import serve  # one mode is used

        return serve(arguments, _every_rule())
    from bridgelint.lint.loading import request  # as above

    try:
        asked = request(arguments, _every_rule, _overlay(arguments))
    except ConfigurationError as error:
        return _publish(Report(failures=error.failures), arguments)
    mistake = _wrong_rule(arguments, asked)
    if mistake is not None:
        return failed(mistake, choice=arguments.color)
    if arguments.mode == "explain":
        return _explain(arguments, asked.rules)
    if arguments.mode == "list-rules":
        return _list_rules(arguments, asked)
    if arguments.mode == "dry-run":
        from bridgelint.emit.dry_run import dry_run  # one mode is used

        return dry_run(asked, lambda modules: _picture(modules, asked))
    if arguments.mode == "graph":
        from bridgelint.graph.graph_formats import graph  # one mode is used

        return graph(asked)
    return _lint(asked)


def _every_rule() -> tuple[type[Rule], ...]:
    """Import the rules, which import everything that they check."""
    from bridgelint_rules import RULES  # as just said

    return RULES


def _picture(modules: Sequence[EventModule], asked: RunRequest) -> str:
    """Return the flow as Mermaid text; empty if it is narrowed, or too large to be drawn."""
    if asked.arguments.actions:
        return ""
    from bridgelint.graph.event_flow import event_flow  # one format has it
    from bridgelint.graph.graph_formats import mermaid, too_large  # as above

    flow = event_flow(modules)
    text = mermaid(flow)
    return "" if too_large(flow, text) else text


def _explain(arguments: Arguments, rules: Sequence[type[Rule]]) -> int:
    from bridgelint.report.rule_pages import explain  # one mode is used

    rule = next(rule for rule in rules if rule.name == arguments.explain)
    colour = wants_colour(sys.stdout, arguments.color)
    put(explain(rule, columns=columns(sys.stdout), colour=colour))
    return OK


def _list_rules(arguments: Arguments, asked: RunRequest) -> int:
    from bridgelint.report.rule_pages import list_rules  # one mode is used

    rules, running = asked.rules, asked.configurations.rules(".")
    width = columns(sys.stdout) if is_terminal(sys.stdout) else None
    colour = wants_colour(sys.stdout, arguments.color)
    put(list_rules(rules, running, columns=width, colour=colour))
    return OK


def _overlay(arguments: Arguments) -> dict[str, bytes]:
    """Return the files that standard input replaces. Raise `ConfigurationError`."""
    if arguments.stdin_filename is None:
        return {}
    given: TextIO | None = sys.stdin  # `None` where it was closed before the start
    if given is None:
        raise ConfigurationError(Failure("cannot read standard input: it is closed"))
    stream = getattr(given, "buffer", None)
    data = given.read().encode() if stream is None else stream.read()
    return {os.path.relpath(arguments.stdin_filename).replace(os.sep, "/"): data}


def _lint(asked: RunRequest) -> int:
    arguments = asked.arguments
    with shown_on(sys.stderr, wanted=shows_progress(sys.stderr)):
        if arguments.fix or arguments.diff:
            from bridgelint.lint.fixes import fix  # not for other modes

            linted = fix(asked)
        else:
            from bridgelint.lint.lint import lint  # as above

            linted = lint(asked)
    if arguments.diff:
        return _diff(asked, linted)
    if arguments.fix:
        linted = _written(linted)
    if linted.baseline is not None:
        linted = _with_baseline(asked, linted)
    for line in linted.remarks:
        remark(line)
    return _publish(linted.report, arguments, asked.config)


def _written(linted: Linted) -> Linted:
    """Write the fixed files. What is in a file that cannot be written is still to be fixed."""
    from bridgelint.lint.fixes import touches  # only for --fix
    from bridgelint.lint.fixes import write as replace_file  # as above

    failures = {
        path: failure
        for path, data in linted.files.items()
        if (failure := replace_file(path, linted.before[path], data)) is not None
    }
    report = linted.report
    left = tuple(each for each in report.fixed if touches(each, failures))
    report = replace(
        report,
        findings=unique((*report.findings, *left)),
        fixed=tuple(each for each in report.fixed if each not in left),
        failures=(*report.failures, *failures.values()),
    )
    return replace(linted, report=report)


def _with_baseline(asked: RunRequest, linted: Linted) -> Linted:
    """Write the baseline. Nothing is said of what would have been written."""
    from bridgelint.lint.baseline import write_baseline  # only where it changes
    from bridgelint.lint.lint import baseline_path  # as above

    path = baseline_path(asked)
    try:
        if path is not None and linted.baseline is not None:
            write_baseline(path, linted.baseline)
    except OSError as error:
        report = linted.report.failed(Failure(f"cannot write baseline `{path}`: {error.strerror}"))
        return replace(linted, report=report, remarks=tuple(asked.configurations.remarks))
    return linted


def _diff(asked: RunRequest, linted: Linted) -> int:
    """Write the changes of `--fix` as a diff, and return the status of the current findings."""
    from bridgelint.report.formats import diff  # only for --diff

    colour = wants_colour(sys.stdout, asked.arguments.color)
    for path, data in linted.files.items():
        put("".join(diff(path, linted.before[path], data, colour=colour)), raw=True)
    report = linted.report
    now = replace(report, findings=unique((*report.findings, *report.fixed)), fixed=())
    return _publish(now, replace(asked.arguments, outputs=()), replace(asked.config, formats=()))


def _publish(report: Report, arguments: Arguments, config: Config | None = None) -> int:
    """Write the report in every format and return the exit status, the same for all formats.

    Without outputs on the command line, those of the configuration are used, and the default one if
    it contains none; an empty tuple there disables all output.
    """
    from bridgelint.report.default import summary  # not needed for help and mistakes
    from bridgelint.report.formats import render  # as above

    config = config or Config()
    configured = ("default",) if config.formats is None else config.formats
    outputs = arguments.outputs or tuple(map(output, configured))

    def document(format_: str, width: int, colour: bool) -> str:  # noqa: FBT001 # as `deliver` says
        return render(report, format_, columns=width, colour=colour)

    failures = [*report.failures, *deliver(outputs, arguments.color, document)]
    failed(*failures, choice=arguments.color)
    shown = next((each.format for each in outputs if each.file is None), None)
    if shown in {None, "compact"}:  # the other formats show the coverage
        lines = summary(report, colour=wants_colour(sys.stderr, arguments.color))
        write(sys.stderr, "".join(f"{line}\n" for line in lines))
    minimum = arguments.minimum_failure_severity or config.minimum_failure_severity
    force = config.force if arguments.force is None else arguments.force
    report = replace(report, failures=tuple(failures))
    return report.exit_status(minimum or Severity.WARNING, force=bool(force))
