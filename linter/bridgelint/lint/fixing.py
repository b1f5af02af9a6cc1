"""Fixing: check, apply every fix in memory, and repeat until nothing is left to fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import replace
from bridgelint.lint.fixes import apply, chosen
from bridgelint.lint.funnel import Linted
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import RunRequest

_ROUNDS = 10
"""Maximum number of passes: a fix can reveal the next one, and overlapping ones take turns."""


def fix(asked: RunRequest) -> Linted:
    """Check, apply every fix in memory, and repeat until nothing is left to fix.

    The report is the last one; its `fixed` contains the fixed findings. Nothing is written.
    """
    suggesting = asked.arguments.suggestions
    linted = lint(asked)
    files: dict[str, bytes] = {}
    before: dict[str, bytes] = {}
    fixed: list[Finding] = []
    failures: list[Failure] = []
    for _ in range(_ROUNDS):
        findings = linted.report.findings
        done = apply(findings, suggested=suggesting)
        failures += done.failures
        if not done.findings:
            break
        asked = replace(asked, overlay={**asked.overlay, **done.files})
        after = lint(asked)
        useless = _useless(done.findings, findings, after.report.findings)
        if useless and suggesting:
            break  # a suggestion may lead to another finding
        if useless:
            failures.append(_our_fault(useless))
            break
        for finding in done.findings:
            applied = chosen(finding, suggested=suggesting)
            for edit in applied.edits if applied else ():
                before.setdefault(edit.span.file.path, edit.span.file.data)
        files.update(done.files)
        fixed += done.findings
        linted = after
    report = replace(
        linted.report,
        fixed=tuple(fixed),
        failures=(*linted.report.failures, *dict.fromkeys(failures)),
    )
    return replace(linted, report=report, files=files, before=before)


def _useless(
    fixed: Iterable[Finding], before: Iterable[Finding], after: Iterable[Finding]
) -> list[str]:
    """Return the rules whose number of findings did not change although some were fixed."""
    had, has = (Counter(map(_identity, findings)) for findings in (before, after))
    return list(
        dict.fromkeys(each.rule for each in fixed if has[_identity(each)] >= had[_identity(each)])
    )


def _identity(finding: Finding) -> tuple[str, ...]:
    path = finding.primary.span.file.path
    return finding.rule, path, finding.address, finding.argument, finding.message


def _our_fault(rules: Iterable[str]) -> Failure:
    names = ", ".join(f"`{rule}`" for rule in rules)
    return Failure(
        f"bug in bridgelint: a fix of {names} does not fix its finding and was not applied",
        "please report it",
    )
