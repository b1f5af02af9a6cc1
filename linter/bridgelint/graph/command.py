"""`--graph`: the event flow instead of findings."""

from __future__ import annotations

import sys

from bridgelint.base.failure import Failure
from bridgelint.graph.event_flow import event_flow
from bridgelint.graph.flow_graph import FlowGraph
from bridgelint.graph.graph_formats import dot, graph_json, mermaid, too_large
from bridgelint.lint.lint import report_of
from bridgelint.lint.loading import RunRequest, read
from bridgelint.lint.report import FAILURE, OK
from bridgelint.lint.root_modules import examine
from bridgelint.report.terminal import failed, remark, write


def graph(asked: RunRequest) -> int:
    """Print the flow of the modules; the exit status."""
    loaded = read(asked)
    found = examine(asked, loaded)
    report = report_of(asked, found).report
    failures = list(report.failures)
    # A report has one finding per place; the picture has every instance of a module.
    kept = {(each.rule, each.primary.span) for each in report.findings}
    findings = (
        each
        for root in found.roots
        for each in root.findings
        if (each.rule, each.primary.span) in kept
    )
    flow = event_flow(loaded.modules, findings)
    if not any(each.kind == "action" for each in flow.nodes):
        hint = "pass the directory of a module that declares an action"
        failures.append(Failure("there is no action to draw", hint))
    else:
        write(sys.stdout, _drawn(flow, asked.arguments.graph))
    failed(*failures, choice=asked.arguments.color)
    return FAILURE if failures else OK


def _drawn(flow: FlowGraph, format_: str) -> str:
    if format_ != "mermaid":
        return graph_json(flow) if format_ == "json" else dot(flow)
    text = mermaid(flow)
    if too_large(flow, text):
        remark("the graph is too large for GitHub and GitLab: use --graph dot, or pass fewer paths")
    return text
